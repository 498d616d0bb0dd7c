import { createBitmap } from '../data/bitmap.ts';
import { rowRoom } from '../data/row-numbers.ts';
import type { BoolVector, Cell, Codes } from '../data/vector.ts';

// false and true are 0 and 1, as in a bool vector; each of the others is a bit of its own, so that an OR over rows tells whether one occurred
const isNull = 2;
const isUnknown = 4;

/** What a predicate says of the entries of a dictionary, a byte each: filters mostly ask for this and nothing else. */
export class TruthTable {
  private truth: Uint8Array = new Uint8Array(0);
  private calls = 0;

  /** The rows' results by their codes; `test` gives that of a row whose code has not occurred yet. `size` is how many codes there are. */
  rows(codes: Codes, length: number, size: number, test: (row: number) => Cell, interrupt: () => void): BoolVector {
    this.room(size);
    const { truth } = this;
    const values = new Uint8Array(length);
    let seen = copyByCode(truth, codes, values, length);
    if ((seen & isUnknown) !== 0) {
      for (let i = 0; i < length; i++) {
        if (values[i] !== isUnknown) continue;
        const code = codes[i];
        values[i] = truth[code] === isUnknown ? this.learn(code, test(i), interrupt) : truth[code];
        seen |= values[i];
      }
    }
    if ((seen & isNull) === 0) return { encoding: 'bool', type: 'bool', length, nulls: undefined, values };
    const nulls = createBitmap(length);
    for (let i = 0; i < length; i++) {
      if (values[i] !== isNull) continue;
      nulls[i >>> 5] |= 1 << (i & 31);
      values[i] = 0;
    }
    return { encoding: 'bool', type: 'bool', length, nulls, values };
  }

  /** The rows whose result is true. */
  select(codes: Codes, length: number, size: number, test: (row: number) => Cell, interrupt: () => void): Int32Array {
    this.room(size);
    const { truth } = this;
    const rows = rowRoom(length);
    let count = 0;
    let seen = 0;
    // first those of which the table does not say no; one loop text per array type, as below
    if (codes instanceof Uint8Array) {
      for (let i = 0; i < length; i++) {
        const known = truth[codes[i]];
        if (known === 0) continue;
        seen |= known;
        rows[count++] = i;
      }
    } else if (codes instanceof Uint16Array) {
      for (let i = 0; i < length; i++) {
        const known = truth[codes[i]];
        if (known === 0) continue;
        seen |= known;
        rows[count++] = i;
      }
    } else {
      for (let i = 0; i < length; i++) {
        const known = truth[codes[i]];
        if (known === 0) continue;
        seen |= known;
        rows[count++] = i;
      }
    }
    if (seen <= 1) return rows.slice(0, count);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      const code = codes[row];
      const known = truth[code] === isUnknown ? this.learn(code, test(row), interrupt) : truth[code];
      if (known === 1) rows[kept++] = row;
    }
    return rows.slice(0, kept);
  }

  private learn(code: number, result: Cell, interrupt: () => void): number {
    if ((++this.calls & 1023) === 0) interrupt();
    const truth = result === null ? isNull : result === true ? 1 : 0;
    this.truth[code] = truth;
    return truth;
  }

  private room(size: number): void {
    if (size <= this.truth.length) return;
    const grown = new Uint8Array(Math.max(size, this.truth.length * 2)).fill(isUnknown);
    grown.set(this.truth);
    this.truth = grown;
  }
}

/** The bytes of the codes, and all of them OR-ed. One loop text per array type: a shared one would be slow for all. */
function copyByCode(table: Uint8Array, codes: Codes, out: Uint8Array, length: number): number {
  let seen = 0;
  if (codes instanceof Uint8Array) for (let i = 0; i < length; i++) seen |= out[i] = table[codes[i]];
  else if (codes instanceof Uint16Array) for (let i = 0; i < length; i++) seen |= out[i] = table[codes[i]];
  else for (let i = 0; i < length; i++) seen |= out[i] = table[codes[i]];
  return seen;
}
