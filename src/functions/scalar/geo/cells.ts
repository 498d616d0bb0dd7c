import type { Dynamic } from '../../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { cellAt, cellOfToken, centerOf, cornersOf, maxLevel, neighborsOf, placeOf, tokenOf } from '../../lib/geo/cells.ts';
import { isPosition, pointAt, positionOf } from '../../lib/geo/earth.ts';
import { geohashBox, geohashNeighbors, geohashOf, maxGeohashLength } from '../../lib/geo/geohash.ts';
import { pointShape, polygonShape, ringOf } from '../../lib/geo/geojson.ts';
import { inSetOrder } from '../../lib/geo/set-order.ts';

/**
 * Geohashes and S2 cells. What is no place, no level or no cell gives null, '' where the result is text. Manual pages geo-…geohash…-function,
 * geo-…s2cell…-function.
 */
export const geoCellFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_point_to_geohash(longitude: real, latitude: real, accuracy?: real): string',
    doc: 'The geohash of a place, with 1 to 18 digits, 5 unless said otherwise.',
    examples: [['geo_point_to_geohash(-80.195829, 25.802215, 8)', 'dhwfz15h']],
    row: (longitude, latitude, accuracy = 5) => {
      const size = Math.trunc(accuracy);
      return isPosition(longitude, latitude) && size >= 1 && size <= maxGeohashLength ? geohashOf(longitude, latitude, size) : '';
    },
  }),
  scalar({
    signature: 'geo_geohash_to_central_point(geohash: string): dynamic',
    doc: 'The place in the middle of a geohash.',
    row: (text) => {
      const box = geohashBox(text);
      return box === undefined ? null : pointShape([(box.west + box.east) / 2, (box.south + box.north) / 2]);
    },
  }),
  scalar({
    signature: 'geo_geohash_to_polygon(geohash: string): dynamic',
    doc: 'The rectangle of a geohash.',
    row: (text) => {
      const box = geohashBox(text);
      if (box === undefined) return null;
      const { west, east, south, north } = box;
      const ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ] as const;
      return polygonShape([ring]);
    },
  }),
  scalar({
    signature: 'geo_geohash_neighbors(geohash: string): dynamic',
    doc: 'The geohashes around one.',
    row: (text) => {
      const neighbors = geohashNeighbors(text);
      return neighbors === undefined ? null : inSetOrder(neighbors);
    },
  }),
  scalar({
    signature: 'geo_point_to_s2cell(longitude: real, latitude: real, level?: real): string',
    doc: 'The token of the S2 cell of a place, of a level from 0 to 30, 11 unless said otherwise.',
    examples: [['geo_point_to_s2cell(-80.195829, 25.802215, 8)', '88d9b']],
    row: (longitude, latitude, level = 11) => {
      const point = pointAt(longitude, latitude);
      const wanted = Math.trunc(level);
      return point !== null && wanted >= 0 && wanted <= maxLevel ? tokenOf(cellAt(point, wanted)) : '';
    },
  }),
  cellFunction('geo_s2cell_to_central_point', 'The place in the middle of an S2 cell.', (cell) =>
    pointShape(positionOf(centerOf(placeOf(cell)))),
  ),
  cellFunction('geo_s2cell_to_polygon', 'The corners of an S2 cell as a polygon.', (cell) =>
    polygonShape([ringOf(cornersOf(placeOf(cell)))]),
  ),
  cellFunction('geo_s2cell_neighbors', 'The S2 cells of the same level around one.', (cell) =>
    inSetOrder(neighborsOf(placeOf(cell)).map(tokenOf)),
  ),
];

function cellFunction(name: string, doc: string, of: (cell: bigint) => Dynamic): ScalarFunction {
  return scalar({
    signature: `${name}(s2cell: string): dynamic` as 'geo_s2cell_neighbors(s2cell: string): dynamic',
    doc,
    row: (token) => {
      const cell = cellOfToken(token);
      return cell === undefined ? null : of(cell);
    },
  });
}
