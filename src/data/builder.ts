import { type Bitmap, createBitmap, growBitmap, setBit } from './bitmap.ts';
import { withBounds } from './bounds.ts';
import type { DecimalValue } from './decimal.ts';
import { Dictionary } from './dictionary.ts';
import type { Dynamic } from './dynamic.ts';
import { wordsFromGuid } from './guid.ts';
import type { ScalarType } from './types.ts';
import { type Cell, type Codes, codeArray, type Vector } from './vector.ts';

/** Grows a column cell by cell; `finish` hands over the vector of the cells since the last `finish` and starts the next one. */
export interface ColumnBuilder {
  readonly length: number;
  /** About how many bytes the cells since the last `finish` take. */
  readonly bytes: number;
  append(cell: Cell): void;
  finish(): Vector;
}

/** The value of a missing cell: null, but '' for a string. */
export function missingCell(type: ScalarType): Cell {
  return type === 'string' ? '' : null;
}

/**
 * A builder for a type. Cells must be of that type or null (for a string null is ''). Strings of one builder share a dictionary over its
 * vectors until it is full, or until codes no longer pay.
 */
export function createBuilder(type: ScalarType): ColumnBuilder {
  switch (type) {
    case 'string':
      return new TextBuilder();
    case 'dynamic':
      return new ListBuilder((values, length) => ({
        encoding: 'dynamic',
        type: 'dynamic',
        length,
        nulls: undefined,
        values: values as Dynamic[],
      }));
    case 'decimal':
      return new ListBuilder((values, length) => ({
        encoding: 'decimal',
        type: 'decimal',
        length,
        nulls: undefined,
        values: values as (DecimalValue | null)[],
      }));
    case 'long':
    case 'datetime':
    case 'timespan':
      return new LongBuilder(type);
    default:
      return new FixedBuilder(type);
  }
}

/** The vector of a list of cells of one type. */
export function vectorOf(type: ScalarType, cells: readonly Cell[]): Vector {
  const builder = createBuilder(type);
  for (const cell of cells) builder.append(cell);
  return builder.finish();
}

class ListBuilder implements ColumnBuilder {
  private values: Cell[] = [];
  private readonly make: (values: Cell[], length: number) => Vector;

  constructor(make: (values: Cell[], length: number) => Vector) {
    this.make = make;
  }

  get length(): number {
    return this.values.length;
  }

  get bytes(): number {
    return this.values.length * 48;
  }

  append(cell: Cell): void {
    this.values.push(cell);
  }

  finish(): Vector {
    const { values } = this;
    this.values = [];
    return this.make(values, values.length);
  }
}

/**
 * Before a dictionary has this many entries nothing is said about whether codes pay: values may begin to repeat, and tables that others are
 * joined with seldom are larger, where codes pay although nothing repeats.
 */
const leastTrial = 262_144;

/** Strings: codes into a dictionary, or plain strings once more than half of a vector's values were new to a large dictionary. */
export class TextBuilder implements ColumnBuilder {
  private dictionary = new Dictionary();
  private codes = new Uint32Array(1024);
  private plain: string[] | undefined;
  private count = 0;
  private textUnits = 0;
  /** Entries of the dictionary when the vector began. */
  private knownEntries = 0;
  /** The code that came after a code when that came last; of the first few, which are those that come often. */
  private readonly followers = new Int32Array(256);
  private last = 0;

  get length(): number {
    return this.count;
  }

  get bytes(): number {
    return this.plain === undefined ? this.count * 4 + this.dictionary.bytes : this.count * 24 + this.textUnits * 2;
  }

  append(cell: Cell): void {
    const text = cell === null ? '' : (cell as string);
    if (this.plain !== undefined) {
      this.plain.push(text);
      this.textUnits += text.length;
      this.count++;
      return;
    }
    if (this.count === this.codes.length) {
      const grown = new Uint32Array(this.codes.length * 2);
      grown.set(this.codes);
      this.codes = grown;
    }
    this.codes[this.count++] = this.codeOf(text);
  }

  /** What came last after the same text often comes again, and to compare two texts takes a third of looking one up. */
  private codeOf(text: string): number {
    const { dictionary, followers, last } = this;
    const expected = followers[last];
    if (dictionary.entries[expected] === text) {
      this.last = expected;
      return expected;
    }
    const code = dictionary.add(text);
    if (last < followers.length) followers[last] = code;
    this.last = code;
    return code;
  }

  finish(): Vector {
    const length = this.count;
    this.count = 0;
    this.textUnits = 0;
    if (this.plain !== undefined) {
      const values = this.plain;
      this.plain = [];
      return { encoding: 'text', type: 'string', length, nulls: undefined, values };
    }
    const { dictionary } = this;
    const codes: Codes = codeArray(dictionary.size, length);
    codes.set(this.codes.subarray(0, length));
    const fresh = dictionary.size - this.knownEntries;
    if (dictionary.size >= leastTrial && fresh * 2 > length) this.plain = [];
    else if (dictionary.isFull) this.dictionary = new Dictionary();
    this.knownEntries = this.dictionary.size;
    return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary };
  }
}

/**
 * 64-bit integers: Int32 while they fit (long only), then doubles offset from a base while that is exact, then BigInt64. The base of the
 * first vector is kept for the next ones as long as it serves.
 */
export class LongBuilder implements ColumnBuilder {
  private readonly type: 'long' | 'datetime' | 'timespan';
  private values: Float64Array | BigInt64Array = new Float64Array(1024);
  private base: bigint | undefined;
  private count = 0;
  private fitsInt32 = true;
  private nulls: Bitmap | undefined;

  constructor(type: 'long' | 'datetime' | 'timespan') {
    this.type = type;
    if (type !== 'datetime') this.base = 0n;
  }

  get length(): number {
    return this.count;
  }

  get bytes(): number {
    return this.count * 8;
  }

  append(cell: Cell): void {
    if (cell === null) {
      this.room();
      this.nulls = growBitmap(this.nulls ?? createBitmap(this.values.length), this.values.length);
      // the array is used again for the next vector: what stands here is the last one's
      if (this.values instanceof Float64Array) this.values[this.count] = 0;
      else this.values[this.count] = 0n;
      setBit(this.nulls, this.count++);
    } else if (typeof cell === 'number') {
      this.appendNumber(cell);
    } else {
      this.appendBigint(cell as bigint);
    }
  }

  /** An exact integer. */
  appendNumber(value: number): void {
    if (this.base !== 0n || !(this.values instanceof Float64Array)) {
      this.appendBigint(BigInt(value));
      return;
    }
    this.room();
    if (value !== (value | 0)) this.fitsInt32 = false;
    this.values[this.count++] = value;
  }

  appendBigint(value: bigint): void {
    this.room();
    if (this.values instanceof BigInt64Array) {
      this.values[this.count++] = value;
      return;
    }
    this.base ??= value;
    const offset = value - this.base;
    if (offset > 9007199254740991n || offset < -9007199254740991n) {
      this.widen();
      this.appendBigint(value);
      return;
    }
    const number = Number(offset);
    if (number !== (number | 0)) this.fitsInt32 = false;
    this.values[this.count++] = number;
  }

  finish(): Vector {
    const length = this.count;
    const nulls = this.nulls?.slice(0, (length + 31) >>> 5);
    const { values, type } = this;
    const base = this.base ?? 0n;
    const fitsInt32 = this.fitsInt32;
    this.count = 0;
    this.nulls = undefined;
    this.fitsInt32 = true;
    if (values instanceof BigInt64Array) {
      this.values = new Float64Array(1024);
      this.base = type === 'datetime' ? undefined : 0n;
      return { encoding: 'int64', type, length, nulls, values: values.slice(0, length) };
    }
    if (fitsInt32 && base === 0n)
      return { encoding: 'int32', type, length, nulls, values: withBounds(Int32Array.from(values.subarray(0, length))) };
    return { encoding: 'offset', type, length, nulls, base, values: withBounds(values.slice(0, length)) };
  }

  private room(): void {
    if (this.count < this.values.length) return;
    if (this.values instanceof Float64Array) {
      const grown = new Float64Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    } else {
      const grown = new BigInt64Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
  }

  /** A value lies too far from the base for doubles: what is there so far becomes 64-bit integers. */
  private widen(): void {
    const wide = new BigInt64Array(this.values.length);
    for (let i = 0; i < this.count; i++) wide[i] = (this.base as bigint) + BigInt(this.values[i]);
    this.values = wide;
  }
}

/** int, bool, real, guid. */
class FixedBuilder implements ColumnBuilder {
  private readonly type: 'int' | 'bool' | 'real' | 'guid';
  private values: Int32Array | Uint8Array | Float64Array | BigUint64Array;
  private count = 0;
  private nulls: Bitmap | undefined;

  constructor(type: 'int' | 'bool' | 'real' | 'guid') {
    this.type = type;
    this.values = emptyValues(type, 1024);
  }

  get length(): number {
    return this.count;
  }

  get bytes(): number {
    return this.count * (this.values.BYTES_PER_ELEMENT * (this.type === 'guid' ? 2 : 1));
  }

  append(cell: Cell): void {
    const slots = this.type === 'guid' ? 2 : 1;
    if ((this.count + 1) * slots > this.values.length) {
      const grown = emptyValues(this.type, this.count * 2);
      grown.set(this.values as never);
      this.values = grown;
    }
    const row = this.count++;
    if (cell === null) {
      this.nulls = growBitmap(this.nulls ?? createBitmap(1024), this.count);
      setBit(this.nulls, row);
      if (!(this.values instanceof BigUint64Array)) this.values[row] = 0;
    } else if (this.values instanceof BigUint64Array) {
      const [high, low] = wordsFromGuid(cell as string);
      this.values[2 * row] = high;
      this.values[2 * row + 1] = low;
    } else {
      this.values[row] = typeof cell === 'boolean' ? (cell ? 1 : 0) : (cell as number);
    }
  }

  finish(): Vector {
    const length = this.count;
    const words = (length + 31) >>> 5;
    const nulls = this.nulls && growBitmap(this.nulls, length).slice(0, words);
    const { values } = this;
    this.count = 0;
    this.nulls = undefined;
    if (values instanceof BigUint64Array) return { encoding: 'guid', type: 'guid', length, nulls, words: values.slice(0, length * 2) };
    if (values instanceof Int32Array) return { encoding: 'int32', type: 'int', length, nulls, values: withBounds(values.slice(0, length)) };
    if (values instanceof Float64Array) return { encoding: 'real', type: 'real', length, nulls, values: values.slice(0, length) };
    return { encoding: 'bool', type: 'bool', length, nulls, values: values.slice(0, length) };
  }
}

function emptyValues(type: 'int' | 'bool' | 'real' | 'guid', length: number): Int32Array | Uint8Array | Float64Array | BigUint64Array {
  switch (type) {
    case 'int':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
    case 'real':
      return new Float64Array(length);
    case 'guid':
      return new BigUint64Array(length * 2);
  }
}
