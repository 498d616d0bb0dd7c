import { cellReader } from '../data/cells.ts';
import { compareDecimals, type DecimalValue } from '../data/decimal.ts';
import { ordinalOrder } from '../data/text.ts';
import { type Cell, type CodedTextVector, isNullAt, type PlainTextVector, type Vector } from '../data/vector.ts';

export interface OrderKey {
  readonly vector: Vector;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/**
 * The rows in the order of the keys, ties in input order: a stable radix sort from the last key to the first. NaN stands beside the nulls,
 * strings are ordered by code point, false before true.
 */
export function sortedRows(keys: readonly OrderKey[], length: number): Int32Array {
  let rows: Int32Array = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[i] = i;
  if (length < 2) return rows;
  let spare: Int32Array = new Int32Array(length);
  for (const key of [...keys].reverse()) {
    if (key.vector.encoding === 'constant') continue;
    for (const word of sortWords(key)) {
      let bits = 32 - Math.clz32(largest(word));
      const digit = length < 4096 ? 8 : 11;
      for (let shift = 0; bits > 0; shift += digit, bits -= digit) {
        radixPass(rows, spare, word, shift, (1 << digit) - 1);
        [rows, spare] = [spare, rows];
      }
    }
  }
  return rows;
}

function radixPass(rows: Int32Array, target: Int32Array, word: Uint32Array, shift: number, mask: number): void {
  const starts = new Int32Array(mask + 2);
  for (let i = 0; i < rows.length; i++) starts[((word[rows[i]] >>> shift) & mask) + 1]++;
  for (let d = 1; d < starts.length; d++) starts[d] += starts[d - 1];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    target[starts[(word[row] >>> shift) & mask]++] = row;
  }
}

function largest(word: Uint32Array): number {
  let max = 0;
  for (let i = 0; i < word.length; i++) if (word[i] > max) max = word[i];
  return max;
}

/** Words whose unsigned order is the order of the key, the least significant first; the last one sets nulls and NaN apart. */
function sortWords(key: OrderKey): Uint32Array[] {
  const { vector } = key;
  const words = valueWords(vector, key.descending);
  const apart = apartWord(vector, key.nullsFirst);
  if (apart === undefined) return words;
  // nulls tie, whatever stands in their place, and so do NaN of other bits
  const ordinary = key.nullsFirst ? 2 : 0;
  for (const word of words) for (let i = 0; i < word.length; i++) if (apart[i] !== ordinary) word[i] = 0;
  return [...words, apart];
}

function apartWord(vector: Vector, first: boolean): Uint32Array | undefined {
  const { length } = vector;
  let word: Uint32Array | undefined;
  const nan = vector.encoding === 'real' ? vector.values : undefined;
  for (let i = 0; i < length; i++) {
    const apart = isNullAt(vector, i) ? 2 : nan !== undefined && Number.isNaN(nan[i]) ? 1 : 0;
    if (apart === 0) continue;
    word ??= new Uint32Array(length).fill(first ? 2 : 0);
    word[i] = first ? 2 - apart : apart;
  }
  return word;
}

function valueWords(vector: Vector, descending: boolean): Uint32Array[] {
  switch (vector.encoding) {
    case 'int32':
    case 'offset':
    case 'bool':
      return integerWords(vector.values, descending);
    case 'int64':
      return wideWords(vector.values, descending);
    case 'real':
      return realWords(vector.values, descending);
    case 'coded-text':
    case 'text':
      return [textRankWord(vector, descending)];
    case 'decimal':
      return [rankWord(vector, (a, b) => compareDecimals(a as DecimalValue, b as DecimalValue), descending)];
    case 'guid':
      return [rankWord(vector, (a, b) => ((a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0), descending)];
    default:
      throw new Error(`a ${vector.encoding} vector cannot be sorted`);
  }
}

/** Exact integers as their distance from the least (or, descending, the greatest) one: one word where 32 bits hold it. */
function integerWords(values: Int32Array | Float64Array | Uint8Array, descending: boolean): Uint32Array[] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const low = new Uint32Array(values.length);
  if (max - min < 4294967296) {
    for (let i = 0; i < values.length; i++) low[i] = descending ? max - values[i] : values[i] - min;
    return [low];
  }
  const high = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    // one half each, because the distance of two exact doubles may itself be inexact
    const quotient = Math.floor(values[i] / 4294967296);
    const upper = quotient + 0x200000;
    const lower = values[i] - quotient * 4294967296;
    high[i] = descending ? 0x400000 - upper : upper;
    low[i] = descending ? 0xffffffff - lower : lower;
  }
  return [low, high];
}

function wideWords(values: BigInt64Array, descending: boolean): Uint32Array[] {
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const flip = descending ? 0xffffffff : 0;
  for (let i = 0; i < values.length; i++) {
    low[i] = halves[2 * i] ^ flip;
    high[i] = halves[2 * i + 1] ^ 0x80000000 ^ flip;
  }
  return [low, high];
}

function realWords(values: Float64Array, descending: boolean): Uint32Array[] {
  const one = new Float64Array(1);
  const bits = new Uint32Array(one.buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const flip = descending ? 0xffffffff : 0;
  for (let i = 0; i < values.length; i++) {
    one[0] = values[i] + 0;
    const negative = bits[1] >>> 31 !== 0;
    low[i] = (negative ? ~bits[0] : bits[0]) ^ flip;
    high[i] = (negative ? ~bits[1] : bits[1] | 0x80000000) ^ flip;
  }
  return [low, high];
}

/** Each distinct text's place in the order of all distinct texts. */
function textRankWord(vector: CodedTextVector | PlainTextVector, descending: boolean): Uint32Array {
  const word = new Uint32Array(vector.length);
  if (vector.encoding === 'text') {
    const sorted = [...new Set(vector.values)];
    sorted.sort(ordinalOrder(sorted));
    const ranks = new Map(sorted.map((text, rank) => [text, rank]));
    for (let i = 0; i < word.length; i++) {
      const rank = ranks.get(vector.values[i]) as number;
      word[i] = descending ? sorted.length - 1 - rank : rank;
    }
    return word;
  }
  const { codes, dictionary } = vector;
  const { entries } = dictionary;
  const occurs = new Uint8Array(entries.length);
  for (let i = 0; i < codes.length; i++) occurs[codes[i]] = 1;
  const used: number[] = [];
  for (let code = 0; code < occurs.length; code++) if (occurs[code] === 1) used.push(code);
  const compare = ordinalOrder(used.map((code) => entries[code]));
  used.sort((a, b) => compare(entries[a], entries[b]));
  const ranks = new Uint32Array(entries.length);
  let rank = 0;
  used.forEach((code, i) => {
    // entries may repeat, and equal texts must tie
    if (i > 0 && entries[code] !== entries[used[i - 1]]) rank++;
    ranks[code] = rank;
  });
  for (let i = 0; i < codes.length; i++) word[i] = descending ? rank - ranks[codes[i]] : ranks[codes[i]];
  return word;
}

/** Each distinct value's place in the order of all distinct values. */
function rankWord(vector: Vector, compare: (a: Cell, b: Cell) => number, descending: boolean): Uint32Array {
  const word = new Uint32Array(vector.length);
  const read = cellReader(vector);
  const distinct = new Map<string, Cell>();
  for (let i = 0; i < vector.length; i++) {
    const cell = read(i);
    if (cell !== null) distinct.set(String(cell), cell);
  }
  const sorted = [...distinct].sort(([, a], [, b]) => compare(a, b));
  const ranks = new Map(sorted.map(([key], rank) => [key, rank]));
  for (let i = 0; i < vector.length; i++) {
    const cell = read(i);
    const rank = cell === null ? 0 : (ranks.get(String(cell)) as number);
    word[i] = descending ? sorted.length - 1 - rank : rank;
  }
  return word;
}
