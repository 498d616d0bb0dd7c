import { sign } from './predicates.ts';
import { add, angle, cross, dot, isSame, normalize, type Point, scale, squaredDistance, stableCross, subtract } from './vector.ts';

/** What lies to the left of a loop, in steradians: more than 0, less than 4π. */
export function areaOnLeft(loop: readonly Point[]): number {
  let sum = 0;
  eachTriangle(loop, (a, b, c) => {
    sum += triangleArea(a, b, c);
  });
  const whole = 4 * Math.PI;
  const area = sum % whole;
  return area < 0 ? area + whole : area;
}

/** The center of mass of what lies to the left of a loop, times its area: the sum over several loops is that of them all. */
export function momentOnLeft(loop: readonly Point[]): Point {
  let sum: Point = [0, 0, 0];
  eachTriangle(loop, (a, b, c) => {
    sum = add(sum, scale(triangleMoment(a, b, c), sign(a, b, c)));
  });
  return sum;
}

/** The center of mass of an edge, times its length. */
export function edgeMoment(a: Point, b: Point): Point {
  const middle = add(a, b);
  const square = dot(middle, middle);
  return square === 0 ? [0, 0, 0] : scale(middle, Math.sqrt(squaredDistance(a, b) / square));
}

/** The length of a chain of edges in radians. */
export function chainLength(chain: readonly Point[]): number {
  let sum = 0;
  for (let i = 1; i < chain.length; i++) sum += angle(chain[i - 1], chain[i]);
  return sum;
}

/** The longest side that is used for a triangle: between opposite points there is no one edge. */
const longestSide = Math.PI - 1e-5;

/** Divides a loop into triangles around one of its points, or around a further one where that would be too far away. */
function eachTriangle(loop: readonly Point[], visit: (a: Point, b: Point, c: Point) => void): void {
  const first = loop[0];
  let center = first;
  for (let i = 1; i + 1 < loop.length; i++) {
    if (angle(loop[i + 1], center) > longestSide) {
      const last = center;
      if (isSame(center, first)) {
        center = normalize(stableCross(first, loop[i]));
      } else if (angle(loop[i], first) < longestSide) {
        center = first;
      } else {
        center = normalize(cross(first, last));
        visit(first, last, center);
      }
      visit(last, loop[i], center);
    }
    visit(center, loop[i], loop[i + 1]);
  }
  if (!isSame(center, first)) visit(center, loop[loop.length - 1], first);
}

/** The area of a triangle, negative when it goes clockwise: by a formula that holds for the flattest and the largest ones too. */
function triangleArea(a: Point, b: Point, c: Point): number {
  // the volume a, b, c span, from differences, whose digits do not cancel where the points are near each other
  const volume = dot(a, cross(subtract(b, a), subtract(c, a)));
  return 2 * Math.atan2(volume, 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

function triangleMoment(a: Point, b: Point, c: Point): Point {
  const [ra, rb, rc] = [sideFactor(b, c), sideFactor(c, a), sideFactor(a, b)];
  // the solution of M · moment = r, with the rows a, b, c; as differences from a, because near points make M nearly singular
  const x: Point = [a[0], b[0] - a[0], c[0] - a[0]];
  const y: Point = [a[1], b[1] - a[1], c[1] - a[1]];
  const z: Point = [a[2], b[2] - a[2], c[2] - a[2]];
  const r: Point = [ra, rb - ra, rc - ra];
  const moment: Point = [dot(cross(y, z), r) / 2, dot(cross(z, x), r) / 2, dot(cross(x, y), r) / 2];
  return dot(cross(a, b), c) < 0 ? scale(moment, -1) : moment;
}

/** A side divided by its sine. */
function sideFactor(a: Point, b: Point): number {
  const side = angle(a, b);
  return side === 0 ? 1 : side / Math.sin(side);
}
