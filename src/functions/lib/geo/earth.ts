import { type Dynamic, Real } from '../../../data/dynamic.ts';
import { arcTangent, sineAndCosine } from './trigonometry.ts';
import { angle, type Point } from './vector.ts';

/** Meters: Kusto's Earth is a sphere. */
export const earthRadius = 6371010;

const radiansPerDegree = Math.PI / 180;
const degreesPerRadian = 180 / Math.PI;

/** Longitude and latitude in degrees. */
export type Position = readonly [longitude: number, latitude: number];

export function isPosition(longitude: number, latitude: number): boolean {
  // what is not a number fails both comparisons
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
}

/** The point of the unit sphere at a place on Earth; null where there is no such place. */
export function pointAt(longitude: number, latitude: number): Point | null {
  if (!isPosition(longitude, latitude)) return null;
  const [height, distance] = sineAndCosine(latitude * radiansPerDegree);
  const [sine, cosine] = sineAndCosine(longitude * radiansPerDegree);
  return [cosine * distance, sine * distance, height];
}

export function positionOf([x, y, z]: Point): Position {
  // adding 0 turns -0 into 0
  return [arcTangent(y, x) * degreesPerRadian + 0, arcTangent(z, Math.sqrt(x * x + y * y)) * degreesPerRadian + 0];
}

export function distanceInMeters(a: Point, b: Point): number {
  return angle(a, b) * earthRadius;
}

/** Coordinates as GeoJSON writes them. */
export function coordinates([longitude, latitude]: Position): Dynamic {
  return [new Real(longitude), new Real(latitude)];
}
