import { polygonToCells } from 'h3-js';
import type { Dynamic } from '../../../data/dynamic.ts';
import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { maxLevel, tokenOf } from '../../lib/geo/cells.ts';
import { type Covered, coveringCells } from '../../lib/geo/covering.ts';
import { earthRadius, type Position } from '../../lib/geo/earth.ts';
import { containsPoint } from '../../lib/geo/loop.ts';
import { inSetOrder } from '../../lib/geo/set-order.ts';
import { linesIn, polygonsIn, ringsIn } from '../../lib/geo/shapes.ts';
import type { Point } from '../../lib/geo/vector.ts';

/**
 * The cells of one size that cover a shape, to find the shapes near a place by a join. Too many cells, like no valid shape, level or radius, give
 * null. Manual pages geo-line-to-s2cells-function, geo-polygon-to-s2cells-function, geo-polygon-to-h3cells-function.
 */
export const geoCoveringFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_line_to_s2cells(lineString: dynamic, level?: real, radius?: real): dynamic',
    doc: 'The S2 cells of a level, 11 unless said otherwise, that a line touches, or that are within a radius in meters of it.',
    row: (value, level = 11, radius = 0) => {
      const lines = linesIn(value);
      return lines === null ? null : tokens([{ edges: lines.tree.edges, contains: () => false }], level, radius);
    },
  }),
  scalar({
    signature: 'geo_polygon_to_s2cells(polygon: dynamic, level?: real, radius?: real): dynamic',
    doc: 'The S2 cells of a level, 11 unless said otherwise, that a polygon touches, or that are within a radius in meters of it.',
    row: (value, level = 11, radius = 0) => {
      const polygons = polygonsIn(value);
      if (polygons === null) return null;
      const parts = polygons.parts.map((part) => ({ edges: part.tree.edges, contains: (point: Point) => containsPoint(part, point) }));
      return tokens(parts, level, radius);
    },
  }),
  scalar({
    signature: 'geo_polygon_to_h3cells(polygon: dynamic, resolution?: real, radius?: real): dynamic',
    doc: 'The H3 cells of a resolution, 6 unless said otherwise, whose centers are in a polygon with straight edges on a map.',
    row: (value, resolution = 6, radius = 0) => {
      const [polygons, wanted] = [polygonsIn(value) === null ? null : ringsIn(value), Math.trunc(resolution)];
      if (polygons === null || !(wanted >= 0 && wanted <= 15) || !(radius >= 0)) return null;
      if (radius > 0) fail('unsupported', 'geo_polygon_to_h3cells() with a radius is not supported: take geo_polygon_buffer() first');
      const boxes = polygons.rings.map(([shell]) => cellsOfBox(shell, wanted));
      // the box of a slender polygon may hold many cells of which it takes few; this many are never looked at
      if (boxes.some((cells) => cells > 40 * mostH3Cells)) {
        fail('unsupported', 'geo_polygon_to_h3cells() of so large a polygon in such small cells is not supported');
      }
      const cells = polygons.rings.flatMap((rings) =>
        polygonToCells(
          rings.map((ring) => ring.map((position) => [...position])),
          wanted,
          true,
        ),
      );
      return cells.length > mostH3Cells ? null : inSetOrder(cells);
    },
  }),
];

const mostH3Cells = 61680;

function tokens(parts: readonly Covered[], level: number, radius: number): Dynamic {
  const wanted = Math.trunc(level);
  if (!(wanted >= 0 && wanted <= maxLevel) || !(radius >= 0) || radius === Number.POSITIVE_INFINITY) return null;
  const cells = new Set<bigint>();
  for (const part of parts) {
    const found = coveringCells(part, wanted, radius / earthRadius);
    if (found === undefined) return null;
    for (const cell of found) cells.add(cell);
  }
  if (cells.size > 65536) return null;
  return [...cells].sort((a, b) => (a < b ? -1 : 1)).map(tokenOf);
}

/** About how many H3 cells fill the box of a ring: a cell of resolution 0 is 4.36 million square kilometers, each further one a seventh. */
function cellsOfBox(ring: readonly Position[], resolution: number): number {
  const [longitudes, latitudes] = [ring.map(([longitude]) => longitude), ring.map(([, latitude]) => latitude)];
  const spread = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
  const kilometers = 111.2;
  const cell = 4357449 / 7 ** resolution;
  return (spread(longitudes) * kilometers * spread(latitudes) * kilometers) / cell;
}
