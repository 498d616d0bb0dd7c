import { type CallSite, type ScalarFunction, scalar } from '../../define.ts';
import { distanceInMeters, earthRadius, pointAt } from '../../lib/geo/earth.ts';
import { areOpposite } from '../../lib/geo/predicates.ts';
import { angle, cross, dot, isSame, normalize, type Point, stableCross } from '../../lib/geo/vector.ts';

/**
 * Places on Earth, in degrees, the longitude first. A place that does not exist gives null. Manual pages geo-distance-2points-function,
 * geo-azimuth-function, geo-angle-function, geo-point-in-circle-function.
 */
export const geoPointFunctions: readonly ScalarFunction[] = [
  scalar({
    signature:
      'geo_distance_2points(p1_longitude: real, p1_latitude: real, p2_longitude: real, p2_latitude: real, use_spheroid?: scalar): real',
    doc: 'The distance between two places in meters, on a sphere.',
    examples: [['round(geo_distance_2points(-122.407628, 47.578557, -118.275287, 34.019056), 3)', 1546754.352]],
    prepare: (site) => {
      if (asksForSpheroid(site, 4)) return spheroidError('geo_distance_2points', 4);
      return (longitude1, latitude1, longitude2, latitude2) => {
        const [a, b] = [pointAt(longitude1, latitude1), pointAt(longitude2, latitude2)];
        return a === null || b === null ? null : distanceInMeters(a, b);
      };
    },
  }),
  scalar({
    signature: 'geo_azimuth(p1_longitude: real, p1_latitude: real, p2_longitude: real, p2_latitude: real): real',
    doc: 'The direction from one place to another in radians: 0 is north, a quarter turn is east.',
    examples: [['round(geo_azimuth(5, 10, 10, -40), 6)', 3.054599]],
    row: (longitude1, latitude1, longitude2, latitude2) => {
      const [a, b] = [pointAt(longitude1, latitude1), pointAt(longitude2, latitude2)];
      return a === null || b === null || !haveDirection(a, b) ? null : azimuth(a, b);
    },
  }),
  scalar({
    signature:
      'geo_angle(p1_longitude: real, p1_latitude: real, p2_longitude: real, p2_latitude: real, p3_longitude: real, p3_latitude: real): real',
    doc: 'The clockwise angle in radians at the second of three places, from the line to the first to the line to the third.',
    examples: [['round(geo_angle(0, 10, 0, 5, 3, -10), 6)', 2.944938]],
    row: (longitude1, latitude1, longitude2, latitude2, longitude3, latitude3) => {
      const [a, b, c] = [pointAt(longitude1, latitude1), pointAt(longitude2, latitude2), pointAt(longitude3, latitude3)];
      if (a === null || b === null || c === null || !haveDirection(a, b) || !haveDirection(b, c)) return null;
      return clockwise(stableCross(b, a), stableCross(b, c), b);
    },
  }),
  scalar({
    signature: 'geo_point_in_circle(p_longitude: real, p_latitude: real, pc_longitude: real, pc_latitude: real, c_radius: real): bool',
    doc: 'Whether a place lies in a circle around another with a radius in meters.',
    examples: [['geo_point_in_circle(-122.143564, 47.535677, -122.100896, 47.527351, 3500)', true]],
    row: (longitude, latitude, centerLongitude, centerLatitude, radius) => {
      const [point, center] = [pointAt(longitude, latitude), pointAt(centerLongitude, centerLatitude)];
      if (point === null || center === null || !(radius >= 0)) return null;
      return angle(point, center) <= radius / earthRadius;
    },
  }),
];

/** Everything but false and 0 may ask for the spheroid, which is not a sphere. */
export function asksForSpheroid({ types, constants }: CallSite, argument: number): boolean {
  const constant = constants[argument];
  return argument < types.length && constant !== null && constant !== false && constant !== 0;
}

export function spheroidError(name: string, argument: number): { error: string; argument: number; unsupported: true } {
  return { error: `${name}() on a spheroid is not supported: leave use_spheroid out`, argument, unsupported: true };
}

function haveDirection(a: Point, b: Point): boolean {
  return !isSame(a, b) && !areOpposite(a, b);
}

function azimuth(a: Point, b: Point): number {
  // at a pole north is where the meridian of its longitude comes from
  const north: Point = [0, 0, 1];
  return clockwise(stableCross(a, north), stableCross(a, b), a);
}

/** The clockwise angle between two planes through a point, given by their normals; 0 to 2π. */
function clockwise(from: Point, to: Point, around: Point): number {
  const [start, end] = [normalize(from), normalize(to)];
  const turned = -Math.atan2(dot(cross(start, end), around), dot(start, end));
  return turned < 0 ? turned + 2 * Math.PI : turned + 0;
}
