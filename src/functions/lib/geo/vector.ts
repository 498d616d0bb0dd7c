/** A point of the unit sphere, or any vector of three numbers. */
export type Point = readonly [x: number, y: number, z: number];

export function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function add(a: Point, b: Point): Point {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(a: Point, factor: number): Point {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function negate(a: Point): Point {
  return [-a[0], -a[1], -a[2]];
}

export function length(a: Point): number {
  return Math.sqrt(dot(a, a));
}

/** The vector of length one in the same direction; the zero vector stays. */
export function normalize(a: Point): Point {
  const size = length(a);
  return size === 0 ? a : scale(a, 1 / size);
}

/** The angle between two vectors in radians. */
export function angle(a: Point, b: Point): number {
  return Math.atan2(length(cross(a, b)), dot(a, b));
}

export function isSame(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/** The square of the straight distance: on the sphere it grows with the angle, up to 4. */
export function squaredDistance(a: Point, b: Point): number {
  const [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return x * x + y * y + z * z;
}

/** An order of points that depends on nothing but their coordinates. */
export function comparePoints(a: Point, b: Point): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * A vector at a right angle to both, with the sign of a × b, usable where the points are nearly the same or nearly opposite: the sum and the
 * difference lose fewer digits than the points themselves.
 */
export function stableCross(a: Point, b: Point): Point {
  const product = cross(add(b, a), subtract(b, a));
  if (product[0] !== 0 || product[1] !== 0 || product[2] !== 0) return product;
  return orthogonal(a);
}

/**
 * A vector of length one at a right angle to a vector of length one. Which one matters: from it one starts to turn when asking whether a
 * corner of a polygon belongs to it.
 */
export function orthogonal(a: Point): Point {
  const [x, y, z] = [Math.abs(a[0]), Math.abs(a[1]), Math.abs(a[2])];
  const largest = x > y ? (x > z ? 0 : 2) : y > z ? 1 : 2;
  const axis: [number, number, number] = [0.012, 0.0053, 0.00457];
  axis[largest === 0 ? 2 : largest - 1] = 1;
  return normalize(cross(a, axis));
}
