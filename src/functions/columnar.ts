import { type Bitmap, createBitmap, unionBitmaps } from '../data/bitmap.ts';
import type { Vector } from '../data/vector.ts';

/** Vectors of numbers whose values lie in one typed array. */
export type NumberVector = Extract<Vector, { encoding: 'int32' | 'offset' | 'int64' | 'real' | 'bool' }>;

export function isNumberVector(vector: Vector): vector is NumberVector {
  return vector.encoding === 'int32' || vector.encoding === 'offset' || vector.encoding === 'int64' || vector.encoding === 'real';
}

/** The base that a vector's doubles count from: 0 where they are the values themselves. */
export function baseOf(vector: Vector): bigint {
  return vector.encoding === 'offset' ? vector.base : 0n;
}

/** The values as doubles beside the vector's base; undefined for what does not fit doubles exactly. */
export function doublesOf(vector: Vector): Float64Array | undefined {
  switch (vector.encoding) {
    case 'real':
    case 'offset':
      return vector.values;
    case 'int32':
      return Float64Array.from(vector.values);
    default:
      return undefined;
  }
}

/** The values of a long, datetime or timespan vector (a constant too) as 64-bit integers. */
export function int64sOf(vector: Vector): BigInt64Array {
  switch (vector.encoding) {
    case 'int64':
      return vector.values;
    case 'constant':
      return new BigInt64Array(vector.length).fill(BigInt((vector.value ?? 0) as number | bigint));
    case 'int32':
    case 'offset': {
      const base = baseOf(vector);
      const wide = new BigInt64Array(vector.length);
      const { values } = vector;
      // the two halves are written apart: a BigInt a row would cost forty times as much
      const halves = new Int32Array(wide.buffer);
      for (let i = 0; i < values.length; i++) {
        const high = Math.floor(values[i] / 4294967296);
        halves[2 * i] = values[i] - high * 4294967296;
        halves[2 * i + 1] = high;
      }
      if (base !== 0n) for (let i = 0; i < wide.length; i++) wide[i] = BigInt.asIntN(64, wide[i] + base);
      return wide;
    }
    default:
      throw new Error(`no 64-bit integers in a ${vector.encoding} vector`);
  }
}

/** The nulls of the result of an operation that is null where any operand is; 'all' when a constant operand is null. */
export function nullsOfAny(vectors: readonly Vector[]): Bitmap | undefined | 'all' {
  let nulls: Bitmap | undefined;
  for (const vector of vectors) {
    if (vector.encoding === 'constant') {
      if (vector.value === null) return 'all';
    } else {
      nulls = unionBitmaps(nulls, vector.nulls);
    }
  }
  return nulls;
}

/** Sets the values of null rows to 0, which bool vectors must hold there. */
export function clearNulls(values: Uint8Array, nulls: Bitmap): void {
  for (let i = 0; i < values.length; i++) if (((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) values[i] = 0;
}

/** The rows that are null in both. */
export function intersectBitmaps(a: Bitmap | undefined, b: Bitmap | undefined): Bitmap | undefined {
  if (a === undefined || b === undefined) return undefined;
  const both = createBitmap(a.length * 32);
  let any = 0;
  for (let i = 0; i < both.length; i++) any |= both[i] = a[i] & b[i];
  return any === 0 ? undefined : both;
}
