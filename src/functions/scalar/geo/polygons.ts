import type { Dynamic } from '../../../data/dynamic.ts';
import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { distanceInMeters, earthRadius, pointAt, positionOf } from '../../lib/geo/earth.ts';
import { pointShape } from '../../lib/geo/geojson.ts';
import type { Loop, LoopSet } from '../../lib/geo/loop.ts';
import { containsPoint } from '../../lib/geo/loop.ts';
import { areaOnLeft, chainLength, momentOnLeft } from '../../lib/geo/loop-measures.ts';
import { union } from '../../lib/geo/overlay.ts';
import { polygonsIn } from '../../lib/geo/shapes.ts';
import { add, length, normalize, type Point, scale, squaredDistance } from '../../lib/geo/vector.ts';

/**
 * Polygons as GeoJSON bags: Polygon, and MultiPolygon, which stands for the union of its polygons. A ring encloses the smaller of the two sides it
 * has. What is no valid polygon gives null. Manual pages geo-polygon-…-function, geo-point-in-polygon-function,
 * geo-distance-point-to-polygon-function, geo-closest-point-on-polygon-function.
 */
export const geoPolygonFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_point_in_polygon(longitude: real, latitude: real, polygon: dynamic): bool',
    doc: 'Whether a place is in a polygon.',
    row: (longitude, latitude, value) => {
      const [point, polygons] = [pointAt(longitude, latitude), polygonsIn(value)];
      return point === null || polygons === null ? null : isInAny(polygons.parts, point);
    },
  }),
  scalar({
    signature: 'geo_distance_point_to_polygon(longitude: real, latitude: real, polygon: dynamic): real',
    doc: 'The distance of a place from a polygon in meters; 0 inside.',
    row: (longitude, latitude, value) => {
      const [point, polygons] = [pointAt(longitude, latitude), polygonsIn(value)];
      if (point === null || polygons === null) return null;
      return isInAny(polygons.parts, point) ? 0 : distanceInMeters(point, nearestOf(polygons.parts, point));
    },
  }),
  scalar({
    signature: 'geo_closest_point_on_polygon(longitude: real, latitude: real, polygon: dynamic): dynamic',
    doc: 'The place in a polygon that is nearest to another place: that place itself where it is inside.',
    row: (longitude, latitude, value) => {
      const [point, polygons] = [pointAt(longitude, latitude), polygonsIn(value)];
      if (point === null || polygons === null) return null;
      return pointShape(positionOf(isInAny(polygons.parts, point) ? point : nearestOf(polygons.parts, point)));
    },
  }),
  scalar({
    signature: 'geo_polygon_area(polygon: dynamic): real',
    doc: 'The area of a polygon in square meters.',
    row: (value) => {
      const loops = boundaryOf(value);
      return loops === null ? null : areaOf(loops) * earthRadius * earthRadius;
    },
  }),
  scalar({
    signature: 'geo_polygon_perimeter(polygon: dynamic): real',
    doc: 'The length of the boundary of a polygon in meters.',
    row: (value) => {
      const loops = boundaryOf(value);
      return loops === null ? null : loops.reduce((sum, loop) => sum + chainLength([...loop, loop[0]]), 0) * earthRadius;
    },
  }),
  scalar({
    signature: 'geo_polygon_centroid(polygon: dynamic): dynamic',
    doc: 'The center of mass of a polygon.',
    row: (value) => {
      const loops = boundaryOf(value);
      if (loops === null) return null;
      const moment = loops.reduce<Point>((sum, loop) => add(sum, momentOnLeft(loop)), [0, 0, 0]);
      return length(moment) === 0 ? null : pointShape(positionOf(normalize(scale(moment, 1 / length(moment)))));
    },
  }),
];

function isInAny(parts: readonly LoopSet[], point: Point): boolean {
  return parts.some((part) => containsPoint(part, point));
}

function nearestOf(parts: readonly LoopSet[], point: Point): Point {
  let best: Point | undefined;
  for (const { tree } of parts) {
    const found = tree.nearest(point)?.point;
    if (found !== undefined && (best === undefined || squaredDistance(point, found) < squaredDistance(point, best))) best = found;
  }
  return best as Point;
}

/** The loops around the union of all polygons; each value is joined once. */
function boundaryOf(value: Dynamic): readonly Loop[] | null {
  const polygons = polygonsIn(value);
  if (polygons === null) return null;
  if (polygons.parts.length === 1) return polygons.parts[0].loops;
  let loops = joined.get(polygons);
  if (loops === undefined) {
    loops = union(polygons.parts);
    if (loops === undefined) fail('unsupported', 'polygons whose edges run so close to each other have no union here');
    joined.set(polygons, loops);
  }
  return loops;
}

const joined = new WeakMap<object, readonly Loop[]>();

/** Holes have nearly all of the sphere on their left: what they leave out is subtracted. */
function areaOf(loops: readonly Loop[]): number {
  const sphere = 4 * Math.PI;
  let area = 0;
  for (const loop of loops) {
    const left = areaOnLeft(loop);
    area += left > sphere / 2 ? left - sphere : left;
  }
  return area;
}
