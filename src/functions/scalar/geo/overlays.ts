import { type Dynamic, isArray } from '../../../data/dynamic.ts';
import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { positionOf } from '../../lib/geo/earth.ts';
import { linesShape } from '../../lib/geo/geojson.ts';
import { commonOfLines, commonOfPolygons, lineInPolygons, linesMeet, linesMeetPolygons, polygonsOf } from '../../lib/geo/intersections.ts';
import { unionOfLines } from '../../lib/geo/line-union.ts';
import { haveCommonPoint, union } from '../../lib/geo/overlay.ts';
import { linesIn, polygonsIn } from '../../lib/geo/shapes.ts';

/**
 * Intersections and unions. Shapes include their edges. What is no valid shape gives null; where an array holds one that is not valid, the
 * result is null. Manual pages geo-intersects-…-function, geo-intersection-…-function, geo-union-…-array-function.
 */
export const geoOverlayFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_intersects_2lines(lineString1: dynamic, lineString2: dynamic): bool',
    doc: 'Whether two lines have a point in common.',
    row: (value1, value2) => {
      const [a, b] = [linesIn(value1), linesIn(value2)];
      return a === null || b === null ? null : linesMeet(a, b);
    },
  }),
  scalar({
    signature: 'geo_intersects_line_with_polygon(lineString: dynamic, polygon: dynamic): bool',
    doc: 'Whether a line and a polygon have a point in common.',
    row: (line, polygon) => {
      const [lines, polygons] = [linesIn(line), polygonsIn(polygon)];
      return lines === null || polygons === null ? null : linesMeetPolygons(lines, polygons);
    },
  }),
  scalar({
    signature: 'geo_intersects_2polygons(polygon1: dynamic, polygon2: dynamic): bool',
    doc: 'Whether two polygons have a point in common.',
    row: (value1, value2) => {
      const [a, b] = [polygonsIn(value1), polygonsIn(value2)];
      return a === null || b === null ? null : a.parts.some((one) => b.parts.some((other) => haveCommonPoint(one, other)));
    },
  }),
  scalar({
    signature: 'geo_intersection_2lines(lineString1: dynamic, lineString2: dynamic): dynamic',
    doc: 'What two lines have in common.',
    row: (value1, value2) => {
      const [a, b] = [linesIn(value1), linesIn(value2)];
      return a === null || b === null ? null : commonOfLines(a, b);
    },
  }),
  scalar({
    signature: 'geo_intersection_line_with_polygon(lineString: dynamic, polygon: dynamic): dynamic',
    doc: 'The parts of a line that are in a polygon.',
    row: (line, polygon) => {
      const [lines, polygons] = [linesIn(line), polygonsIn(polygon)];
      return lines === null || polygons === null ? null : lineInPolygons(lines, polygons);
    },
  }),
  scalar({
    signature: 'geo_intersection_2polygons(polygon1: dynamic, polygon2: dynamic): dynamic',
    doc: 'What two polygons have in common.',
    row: (value1, value2) => {
      const [a, b] = [polygonsIn(value1), polygonsIn(value2)];
      return a === null || b === null ? null : commonOfPolygons(a, b);
    },
  }),
  scalar({
    signature: 'geo_union_lines_array(lineStrings: dynamic): dynamic',
    doc: 'The lines of an array as one: what several share stands once.',
    row: (value) => {
      const all = eachIn(value, linesIn);
      return all === null ? null : linesShape(unionOfLines(all).map((chain) => chain.map(positionOf)));
    },
  }),
  scalar({
    signature: 'geo_union_polygons_array(polygons: dynamic): dynamic',
    doc: 'The area that is in any polygon of an array.',
    row: (value) => {
      const all = eachIn(value, polygonsIn);
      if (all === null) return null;
      const loops = union(all.flatMap(({ parts }) => parts));
      if (loops === undefined)
        fail('unsupported', 'geo_union_polygons_array() of polygons whose edges run so close to each other is not supported');
      return polygonsOf(loops, 'geo_union_polygons_array');
    },
  }),
];

/** The shapes of an array; null when it is none, holds none, or one of its elements is not valid. */
function eachIn<Shape>(value: Dynamic, read: (value: Dynamic) => Shape | null): Shape[] | null {
  if (!isArray(value) || value.length === 0) return null;
  const shapes: Shape[] = [];
  for (const element of value) {
    const shape = read(element);
    if (shape === null) return null;
    shapes.push(shape);
  }
  return shapes;
}
