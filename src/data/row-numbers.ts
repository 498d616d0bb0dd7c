import { segmentLength } from './segment.ts';
import type { BoolVector, Vector } from './vector.ts';

const scratch = new Int32Array(segmentLength);

/** Room for the numbers of so many rows. What is kept of a segment is mostly far less, so it is written here first; the next call has the room again. */
export function rowRoom(length: number): Int32Array {
  return length <= scratch.length ? scratch : new Int32Array(length);
}

/** The rows for which a vector of bool is true, null and false alike left out; undefined when it is true for all. */
export function trueRows(vector: Vector): Int32Array | undefined {
  if (vector.encoding !== 'constant') return rowsOf(vector as BoolVector, 1);
  return vector.value === true ? undefined : new Int32Array(0);
}

/** The rows of a bool vector that hold 1, or those that hold 0 (or null). */
export function rowsOf({ values, length }: Pick<BoolVector, 'values' | 'length'>, wanted: 0 | 1): Int32Array {
  const rows = rowRoom(length);
  const flip = wanted ^ 1;
  let count = 0;
  let next = 0;
  // mostly few rows are wanted, or few are not: four at a time are passed over
  if (values.byteOffset % 4 === 0) {
    const words = new Int32Array(values.buffer, values.byteOffset, length >>> 2);
    const none = wanted === 1 ? 0 : 0x01010101;
    for (let w = 0; w < words.length; w++) {
      if (words[w] === none) continue;
      for (let i = 4 * w; i < 4 * w + 4; i++) {
        rows[count] = i;
        count += values[i] ^ flip;
      }
    }
    next = words.length * 4;
  }
  // a null is 0 in the values, so the bitmap need not be looked at
  for (let i = next; i < length; i++) {
    rows[count] = i;
    count += values[i] ^ flip;
  }
  return rows.slice(0, count);
}
