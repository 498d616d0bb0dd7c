import { cross, dot, type Point, subtract } from './vector.ts';

/**
 * On which side points lie, decided exactly: 1 when a, b, c turn counterclockwise, -1 when clockwise, 0 only where two of them are the same.
 * Three points of one great circle are treated as if they had been moved by infinitely small amounts, the same ones in every question, so
 * that all answers together describe a possible arrangement. The amounts are those of Google's S2 library, which Kusto asks.
 */
export function sign(a: Point, b: Point, c: Point): -1 | 0 | 1 {
  const determinant = dot(cross(a, b), c);
  if (determinant > maxDeterminantError) return 1;
  if (determinant < -maxDeterminantError) return -1;
  return carefulSign(a, b, c);
}

/** Whether one meets a, b, c in this order when turning counterclockwise around a point, b lying possibly on a or c. */
export function isOrdered(a: Point, b: Point, c: Point, around: Point): boolean {
  let count = 0;
  if (sign(b, around, a) >= 0) count++;
  if (sign(c, around, b) >= 0) count++;
  if (sign(a, around, c) > 0) count++;
  return count >= 2;
}

const maxDeterminantError = 1.8274 * Number.EPSILON;

function carefulSign(a: Point, b: Point, c: Point): -1 | 0 | 1 {
  const [ab, bc, ca] = [subtract(b, a), subtract(c, b), subtract(a, c)];
  const [ab2, bc2, ca2] = [dot(ab, ab), dot(bc, bc), dot(ca, ca)];
  if (ab2 === 0 || bc2 === 0 || ca2 === 0) return 0;
  // the two shortest sides make the most precise determinant
  let determinant: number;
  let error: number;
  if (ab2 >= bc2 && ab2 >= ca2) {
    determinant = -dot(cross(ca, bc), c);
    error = Math.sqrt(ca2) * Math.sqrt(bc2);
  } else if (bc2 >= ca2) {
    determinant = -dot(cross(ab, ca), a);
    error = Math.sqrt(ab2) * Math.sqrt(ca2);
  } else {
    determinant = -dot(cross(bc, ab), b);
    error = Math.sqrt(bc2) * Math.sqrt(ab2);
  }
  error *= 3.2321 * Number.EPSILON;
  if (determinant > error && error > 1e-300) return 1;
  if (determinant < -error && error > 1e-300) return -1;
  return exactSign(a, b, c);
}

type Integers = readonly [bigint, bigint, bigint];

function exactSign(a: Point, b: Point, c: Point): -1 | 1 {
  // sorted, so that the answer changes its sign with every exchange of two points
  const sorted = [a, b, c];
  let permutation: -1 | 1 = 1;
  const order = (i: number, j: number): void => {
    const [p, q] = [sorted[i], sorted[j]];
    if ((p[0] - q[0] || p[1] - q[1] || p[2] - q[2]) <= 0) return;
    [sorted[i], sorted[j]] = [q, p];
    permutation = permutation === 1 ? -1 : 1;
  };
  order(0, 1);
  order(1, 2);
  order(0, 1);
  const [x, y, z] = sorted.map(integers);
  const normal = crossIntegers(y, z);
  const determinant = x[0] * normal[0] + x[1] * normal[1] + x[2] * normal[2];
  const result = determinant === 0n ? perturbedSign(x, y, z, normal) : signOf(determinant);
  return (result * permutation) as -1 | 1;
}

/** The coordinates as multiples of 2^-1074, which every double is. */
function integers(point: Point): Integers {
  return point.map(integer) as unknown as Integers;
}

const words = new DataView(new ArrayBuffer(8));

function integer(value: number): bigint {
  words.setFloat64(0, value);
  const bits = words.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n === 0n ? magnitude : -magnitude;
}

function crossIntegers(a: Integers, b: Integers): Integers {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function signOf(value: bigint): -1 | 0 | 1 {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

/**
 * The sign of the determinant when each coordinate is moved by its own power of an infinitely small number, the last of a first. The terms are
 * the determinant's coefficients of these powers, the greatest power first; the first that is not zero decides.
 */
function perturbedSign(a: Integers, b: Integers, c: Integers, bc: Integers): -1 | 1 {
  const ca = crossIntegers(c, a);
  const terms = [bc[2], bc[1], bc[0], ca[2], c[0], -c[1], ca[1], c[2], ca[0], a[0] * b[1] - a[1] * b[0], -b[0], b[1], a[0]];
  for (const term of terms) {
    const found = signOf(term);
    if (found !== 0) return found;
  }
  return 1;
}

/** Whether two points are so nearly opposite that no direction of the edge between them stands out. */
export function areOpposite(a: Point, b: Point): boolean {
  return a[0] === -b[0] && a[1] === -b[1] && a[2] === -b[2];
}
