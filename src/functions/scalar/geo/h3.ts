import {
  cellToBoundary,
  cellToChildren,
  cellToLatLng,
  cellToParent,
  getResolution,
  gridDiskDistances,
  isValidCell,
  latLngToCell,
} from 'h3-js';
import type { Dynamic } from '../../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { isPosition } from '../../lib/geo/earth.ts';
import { pointShape, polygonShape } from '../../lib/geo/geojson.ts';
import { inSetOrder } from '../../lib/geo/set-order.ts';

/**
 * H3 cells, hexagons with a few pentagons, in resolutions 0 to 15. What is no place, no resolution or no cell gives null, '' where the result is
 * text. Manual pages geo-…h3cell…-function.
 */
export const geoH3Functions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_point_to_h3cell(longitude: real, latitude: real, resolution?: real): string',
    doc: 'The token of the H3 cell of a place, of resolution 6 unless said otherwise.',
    examples: [['geo_point_to_h3cell(-74.04450446039874, 40.689250859314974, 6)', '862a1072fffffff']],
    row: (longitude, latitude, resolution = 6) => {
      const wanted = Math.trunc(resolution);
      return isPosition(longitude, latitude) && isResolution(wanted) ? latLngToCell(latitude, longitude, wanted) : '';
    },
  }),
  cellFunction('geo_h3cell_to_central_point', 'The place in the middle of an H3 cell.', (cell) => {
    const [latitude, longitude] = cellToLatLng(cell);
    return pointShape([longitude, latitude]);
  }),
  cellFunction('geo_h3cell_to_polygon', 'The corners of an H3 cell as a polygon.', (cell) => {
    const corners = cellToBoundary(cell).map(([latitude, longitude]) => [longitude, latitude] as const);
    return polygonShape([[...corners, corners[0]]]);
  }),
  cellFunction('geo_h3cell_neighbors', 'The H3 cells around one.', (cell) => inSetOrder(gridDiskDistances(cell, 1)[1])),
  scalar({
    signature: 'geo_h3cell_level(h3cell: string): int',
    doc: 'The resolution of an H3 cell.',
    examples: [["geo_h3cell_level('862a1072fffffff')", 6]],
    row: (cell) => (isValidCell(cell) ? getResolution(cell) : null),
  }),
  scalar({
    signature: 'geo_h3cell_parent(h3cell: string, resolution?: real): string',
    doc: 'The H3 cell of a lower resolution, the next lower unless said otherwise, that holds a cell.',
    examples: [["geo_h3cell_parent('862a1072fffffff', 1)", '812a3ffffffffff']],
    row: (cell, resolution) => {
      if (!isValidCell(cell)) return '';
      const own = getResolution(cell);
      const wanted = resolution === undefined ? own - 1 : Math.trunc(resolution);
      return wanted >= 0 && wanted < own ? cellToParent(cell, wanted) : '';
    },
  }),
  scalar({
    signature: 'geo_h3cell_children(h3cell: string, resolution?: real): dynamic',
    doc: 'The H3 cells of a higher resolution, the next higher unless said otherwise, that a cell holds: at most 5 resolutions away.',
    row: (cell, resolution) => {
      if (!isValidCell(cell)) return null;
      const own = getResolution(cell);
      const wanted = resolution === undefined ? own + 1 : Math.trunc(resolution);
      return isResolution(wanted) && wanted > own && wanted <= own + 5 ? cellToChildren(cell, wanted) : null;
    },
  }),
  scalar({
    signature: 'geo_h3cell_rings(h3cell: string, distance: real): dynamic',
    doc: 'The H3 cells around one, as an array for each distance from 0 to the given one, 142 at most.',
    row: (cell, distance) => {
      const wanted = Math.trunc(distance);
      return isValidCell(cell) && wanted >= 0 && wanted <= 142 ? gridDiskDistances(cell, wanted) : null;
    },
  }),
];

function isResolution(value: number): boolean {
  return value >= 0 && value <= 15;
}

function cellFunction(name: string, doc: string, of: (cell: string) => Dynamic): ScalarFunction {
  return scalar({
    signature: `${name}(h3cell: string): dynamic` as 'geo_h3cell_neighbors(h3cell: string): dynamic',
    doc,
    row: (cell) => (isValidCell(cell) ? of(cell) : null),
  });
}
