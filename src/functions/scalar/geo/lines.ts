import type { Dynamic } from '../../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { distanceInMeters, earthRadius, pointAt, positionOf } from '../../lib/geo/earth.ts';
import { pointTowards } from '../../lib/geo/edges.ts';
import { pointShape } from '../../lib/geo/geojson.ts';
import { distinctEdges } from '../../lib/geo/line-union.ts';
import { chainLength, edgeMoment } from '../../lib/geo/loop-measures.ts';
import { type Lines, linesIn } from '../../lib/geo/shapes.ts';
import { add, angle, isSame, length, normalize, type Point } from '../../lib/geo/vector.ts';
import { asksForSpheroid, spheroidError } from './points.ts';

/**
 * Lines as GeoJSON bags: LineString, and MultiLineString, which stands for the union of its lines. What is no valid line gives null. Manual pages
 * geo-line-…-function, geo-distance-point-to-line-function, geo-closest-point-on-line-function.
 */
export const geoLineFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_line_length(lineString: dynamic): real',
    doc: 'The length of a line in meters.',
    row: (value) => {
      const lines = linesIn(value);
      if (lines === null) return null;
      const { starts, ends } = edgesOf(lines);
      return starts.reduce((sum, start, i) => sum + angle(start, ends[i]), 0) * earthRadius;
    },
  }),
  scalar({
    signature: 'geo_line_centroid(lineString: dynamic): dynamic',
    doc: 'The center of mass of a line.',
    row: (value) => {
      const lines = linesIn(value);
      if (lines === null) return null;
      const { starts, ends } = edgesOf(lines);
      const moment = starts.reduce<Point>((sum, start, i) => add(sum, edgeMoment(start, ends[i])), [0, 0, 0]);
      return length(moment) === 0 ? null : pointShape(positionOf(normalize(moment)));
    },
  }),
  scalar({
    signature: 'geo_line_interpolate_point(lineString: dynamic, fraction: real): dynamic',
    doc: 'The place on a line at a part, 0 to 1, of its length.',
    row: (value, fraction) => {
      const chain = loneChain(value);
      return chain === null || !(fraction >= 0 && fraction <= 1) ? null : pointShape(positionOf(pointAlong(chain, fraction)));
    },
  }),
  scalar({
    signature: 'geo_line_locate_point(lineString: dynamic, longitude: real, latitude: real, use_spheroid?: scalar): real',
    doc: 'Which part, 0 to 1, of a line comes before the place on it that is nearest to another place.',
    prepare: (site) => {
      if (asksForSpheroid(site, 3)) return spheroidError('geo_line_locate_point', 3);
      return (value, longitude, latitude) => {
        const [chain, point] = [loneChain(value), pointAt(longitude, latitude)];
        return chain === null || point === null ? null : partBefore(chain, value, point);
      };
    },
  }),
  scalar({
    signature: 'geo_distance_point_to_line(longitude: real, latitude: real, lineString: dynamic): real',
    doc: 'The distance of a place from a line in meters.',
    row: (longitude, latitude, value) => {
      const [point, lines] = [pointAt(longitude, latitude), linesIn(value)];
      const nearest = point === null ? undefined : lines?.tree.nearest(point);
      return point === null || nearest === undefined ? null : distanceInMeters(point, nearest.point);
    },
  }),
  scalar({
    signature: 'geo_closest_point_on_line(longitude: real, latitude: real, lineString: dynamic): dynamic',
    doc: 'The place on a line that is nearest to another place.',
    row: (longitude, latitude, value) => {
      const [point, lines] = [pointAt(longitude, latitude), linesIn(value)];
      const nearest = point === null ? undefined : lines?.tree.nearest(point);
      return nearest === undefined ? null : pointShape(positionOf(nearest.point));
    },
  }),
];

/** The edges of the union: what several lines share counts once. */
function edgesOf(lines: Lines): { starts: readonly Point[]; ends: readonly Point[] } {
  return lines.chains.length === 1 ? lines.tree.edges : distinctEdges(lines);
}

/** The chain of a line; null where there are several, which have no one direction. */
function loneChain(value: Dynamic): readonly Point[] | null {
  const lines = linesIn(value);
  return lines === null || lines.chains.length > 1 ? null : lines.chains[0];
}

function pointAlong(chain: readonly Point[], fraction: number): Point {
  if (fraction <= 0) return chain[0];
  let left = fraction * chainLength(chain);
  for (let i = 1; i < chain.length; i++) {
    const size = angle(chain[i - 1], chain[i]);
    if (left < size) return pointTowards(chain[i - 1], chain[i], left);
    left -= size;
  }
  return chain[chain.length - 1];
}

function partBefore(chain: readonly Point[], value: Dynamic, point: Point): number {
  const nearest = (linesIn(value) as Lines).tree.nearest(point) as { point: Point; edge: number };
  let before = 0;
  for (let i = 0; i < nearest.edge; i++) before += angle(chain[i], chain[i + 1]);
  if (!isSame(nearest.point, chain[nearest.edge])) before += angle(chain[nearest.edge], nearest.point);
  return Math.min(1, before / chainLength(chain));
}
