import { type Bitmap, createBitmap } from './bitmap.ts';
import { type Codes, constantVector, type Vector } from './vector.ts';

/** The values at `rows`, in that order. Every row must exist. */
export function gather(vector: Vector, rows: Int32Array): Vector {
  const length = rows.length;
  if (vector.encoding === 'constant') return constantVector(vector.type, vector.value, length);
  const nulls = vector.nulls && gatherNulls(vector.nulls, rows);
  switch (vector.encoding) {
    case 'int32':
      return { ...vector, length, nulls, values: gatherInt32(vector.values, rows) };
    case 'offset':
    case 'real': {
      const { values } = vector;
      const gathered = new Float64Array(length);
      for (let i = 0; i < length; i++) gathered[i] = values[rows[i]];
      return { ...vector, length, nulls, values: gathered };
    }
    case 'int64': {
      const { values } = vector;
      const gathered = new BigInt64Array(length);
      for (let i = 0; i < length; i++) gathered[i] = values[rows[i]];
      return { ...vector, length, nulls, values: gathered };
    }
    case 'bool': {
      const { values } = vector;
      const gathered = new Uint8Array(length);
      for (let i = 0; i < length; i++) gathered[i] = values[rows[i]];
      return { ...vector, length, nulls, values: gathered };
    }
    case 'guid': {
      const { words } = vector;
      const gathered = new BigUint64Array(length * 2);
      for (let i = 0; i < length; i++) {
        gathered[2 * i] = words[2 * rows[i]];
        gathered[2 * i + 1] = words[2 * rows[i] + 1];
      }
      return { ...vector, length, nulls, words: gathered };
    }
    case 'coded-text':
    case 'coded-dynamic':
      return { ...vector, length, nulls: undefined, codes: gatherCodes(vector.codes, rows) };
    case 'text':
      return { ...vector, length, nulls: undefined, values: gatherArray(vector.values, rows) };
    case 'dynamic':
      return { ...vector, length, nulls: undefined, values: gatherArray(vector.values, rows) };
    case 'decimal':
      return { ...vector, length, nulls: undefined, values: gatherArray(vector.values, rows) };
  }
}

function gatherInt32(values: Int32Array, rows: Int32Array): Int32Array {
  const gathered = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = values[rows[i]];
  return gathered;
}

// one loop text per array type: a shared one would see three types and be slow for all
function gatherCodes(codes: Codes, rows: Int32Array): Codes {
  if (codes instanceof Uint8Array) {
    const gathered = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) gathered[i] = codes[rows[i]];
    return gathered;
  }
  if (codes instanceof Uint16Array) {
    const gathered = new Uint16Array(rows.length);
    for (let i = 0; i < rows.length; i++) gathered[i] = codes[rows[i]];
    return gathered;
  }
  const gathered = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = codes[rows[i]];
  return gathered;
}

function gatherArray<Value>(values: readonly Value[], rows: Int32Array): Value[] {
  const gathered = new Array<Value>(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = values[rows[i]];
  return gathered;
}

function gatherNulls(nulls: Bitmap, rows: Int32Array): Bitmap | undefined {
  let gathered: Bitmap | undefined;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (((nulls[row >>> 5] >>> (row & 31)) & 1) !== 0) {
      gathered ??= createBitmap(rows.length);
      gathered[i >>> 5] |= 1 << (i & 31);
    }
  }
  return gathered;
}
