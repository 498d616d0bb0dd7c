import { sign } from './predicates.ts';
import { add, angle, cross, dot, isSame, normalize, type Point, scale, squaredDistance, stableCross, subtract } from './vector.ts';

/** The point of the edge ab that is nearest to x. */
export function nearestOnEdge(x: Point, a: Point, b: Point): Point {
  if (isSame(x, a) || isSame(x, b)) return x;
  const normal = normalize(stableCross(a, b));
  const foot = subtract(x, scale(normal, dot(x, normal)));
  if (sign(normal, a, foot) > 0 && sign(foot, b, normal) > 0) return normalize(foot);
  return squaredDistance(x, a) <= squaredDistance(x, b) ? a : b;
}

/** The point at a distance in radians from a in the direction of b. */
export function pointTowards(a: Point, b: Point, distance: number): Point {
  return pointInDirection(a, normalize(cross(stableCross(a, b), a)), distance);
}

/** The point at a distance in radians from a; `direction` has length one and is at a right angle to a. */
export function pointInDirection(a: Point, direction: Point, distance: number): Point {
  return normalize(add(scale(a, Math.cos(distance)), scale(direction, Math.sin(distance))));
}

/** The point at a part of the way from a to b. */
export function interpolate(a: Point, b: Point, fraction: number): Point {
  if (fraction === 0) return a;
  if (fraction === 1) return b;
  return pointTowards(a, b, fraction * angle(a, b));
}
