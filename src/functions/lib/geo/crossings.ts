import { isOrdered, sign } from './predicates.ts';
import { add, cross, dot, isSame, length, negate, normalize, orthogonal, type Point, scale, stableCross, subtract } from './vector.ts';

/** Whether the edges ab and cd cross inside both: 'yes', 'no', or 'shared' where they have a vertex in common. */
export function crossing(a: Point, b: Point, c: Point, d: Point): 'yes' | 'no' | 'shared' {
  if (isSame(a, c) || isSame(a, d) || isSame(b, c) || isSame(b, d)) return isSame(a, b) || isSame(c, d) ? 'no' : 'shared';
  const first = sign(a, c, b);
  if (first === 0 || sign(b, d, a) !== first || sign(c, b, d) !== first || sign(d, a, c) !== first) return 'no';
  return 'yes';
}

/**
 * Whether walking from a to b one changes sides of cd, where touching a vertex counts for exactly one of the two sides: 1 when one gets to its
 * left, -1 to its right, 0 when not.
 */
export function signedCrossing(a: Point, b: Point, c: Point, d: Point): -1 | 0 | 1 {
  const kind = crossing(a, b, c, d);
  if (kind === 'no') return 0;
  if (kind === 'yes') return sign(a, b, c) > 0 ? 1 : -1;
  return signedVertexCrossing(a, b, c, d);
}

function signedVertexCrossing(a: Point, b: Point, c: Point, d: Point): -1 | 0 | 1 {
  if (isSame(a, b) || isSame(c, d)) return 0;
  if (isSame(a, c)) return isSame(b, d) || isOrdered(orthogonal(a), d, b, a) ? 1 : 0;
  if (isSame(b, d)) return isOrdered(orthogonal(b), c, a, b) ? 1 : 0;
  if (isSame(a, d)) return isSame(b, c) || isOrdered(orthogonal(a), c, b, a) ? -1 : 0;
  if (isSame(b, c)) return isOrdered(orthogonal(b), d, a, b) ? -1 : 0;
  return 0;
}

/** Whether a polygon with the corner abc, its inside to the left, has the vertex b itself: a vertex that many share is in one of them only. */
export function cornerContainsVertex(a: Point, b: Point, c: Point): boolean {
  return !isOrdered(orthogonal(b), c, a, b);
}

/** Where two edges cross; asked only of edges that do. */
export function crossingPoint(a: Point, b: Point, c: Point, d: Point): Point {
  const [ab, cd] = [stableCross(a, b), stableCross(c, d)];
  // along the longer edge, between the distances of its ends from the other, whose digits do not cancel
  const candidate = length(subtract(b, a)) >= length(subtract(d, c)) ? between(a, b, cd, c, d) : between(c, d, ab, a, b);
  const point = candidate ?? normalize(cross(ab, cd));
  const middle = add(add(a, b), add(c, d));
  return dot(point, middle) < 0 ? negate(point) : point;
}

/** The point of ab in the plane with the normal `plane` through c and d. */
function between(a: Point, b: Point, plane: Point, c: Point, d: Point): Point | undefined {
  const fromA = Math.abs(planeDistance(a, plane, c, d));
  const fromB = Math.abs(planeDistance(b, plane, c, d));
  const sum = fromA + fromB;
  if (!(sum > 0)) return undefined;
  return normalize(add(scale(a, fromB / sum), scale(b, fromA / sum)));
}

/** plane · x, from the nearer of two points in the plane. */
function planeDistance(x: Point, plane: Point, c: Point, d: Point): number {
  const [fromC, fromD] = [subtract(x, c), subtract(x, d)];
  return dot(plane, dot(fromC, fromC) <= dot(fromD, fromD) ? fromC : fromD);
}
