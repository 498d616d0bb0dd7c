import { type Dynamic, isArray } from '../../../data/dynamic.ts';
import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { inCellOrder } from '../../lib/geo/arrangement.ts';
import { earthRadius } from '../../lib/geo/earth.ts';
import { linesIn, polygonsIn } from '../../lib/geo/shapes.ts';
import { angle, type Point } from '../../lib/geo/vector.ts';

/**
 * Simplifying, as far as the answer is sure: null for what is no shape or tolerance, and for a shape so small that all its vertices become one.
 * Which vertices remain of a larger one is decided by the snapping of Google's S2 library, which is not built here: that is refused. Manual pages
 * geo-line-simplify-function, geo-polygon-simplify-function, geo-simplify-polygons-array-function.
 */
export const geoSimplifyFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_line_simplify(lineString: dynamic, tolerance?: real): dynamic',
    doc: 'A line without the vertices that matter less than `tolerance` meters: only where nothing remains.',
    row: (value, tolerance = 10) => simplified(linesIn(value)?.chains.flat(), tolerance, 1, 'geo_line_simplify'),
  }),
  scalar({
    signature: 'geo_polygon_simplify(polygon: dynamic, tolerance?: real): dynamic',
    doc: 'A polygon without the vertices that matter less than `tolerance` meters: only where nothing remains.',
    row: (value, tolerance = 10) => simplified(verticesOf([value]), tolerance, 2, 'geo_polygon_simplify'),
  }),
  scalar({
    signature: 'geo_simplify_polygons_array(polygons: dynamic, tolerance?: real): dynamic',
    doc: 'The union of polygons without the vertices that matter less than `tolerance` meters: only where nothing remains.',
    row: (value, tolerance = 10) =>
      simplified(isArray(value) && value.length > 0 ? verticesOf(value) : undefined, tolerance, 2, 'geo_simplify_polygons_array'),
  }),
];

/** undefined where one of the values is no polygon. */
function verticesOf(values: readonly Dynamic[]): readonly Point[] | undefined {
  const shapes = values.map(polygonsIn);
  return shapes.includes(null) ? undefined : shapes.flatMap((shape) => shape?.parts.flatMap((part) => part.loops.flat()) ?? []);
}

/** Vertices remain that are a tolerance apart; of `least` or fewer nothing can be made. */
function simplified(vertices: readonly Point[] | undefined, tolerance: number, least: number, name: string): null {
  if (vertices === undefined || !(tolerance >= 0)) return null;
  const remaining: Point[] = [];
  for (const point of inCellOrder(vertices)) {
    if (remaining.some((other) => angle(point, other) < tolerance / earthRadius)) continue;
    remaining.push(point);
    if (remaining.length > least) fail('unsupported', `${name}() is not supported where something of the shape remains`);
  }
  return null;
}
