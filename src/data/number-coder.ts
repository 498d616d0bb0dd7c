import { type Bitmap, createBitmap, setBit } from './bitmap.ts';
import { ClusteredCodes } from './clustered-codes.ts';
import type { ClusteredRows, Coder } from './coder.ts';
import { hashWords } from './hash-words.ts';
import { Int32Codes } from './int32-codes.ts';
import type { Vector } from './vector.ts';

/** The buffer for the codes of one call: as long as the longest vector so far. */
export function roomFor(buffer: Int32Array, length: number): Int32Array {
  return buffer.length >= length ? buffer : new Int32Array(Math.max(length, buffer.length * 2));
}

type NumberType = 'int' | 'long' | 'datetime' | 'timespan' | 'real' | 'bool';

/**
 * Codes for numbers, by open addressing. The keys are 32-bit integers as long as all vectors have these; then, while all values are exact as
 * doubles beside the first base that came (longs, dates of one epoch, reals, bools), doubles; the first value that is not makes them 64-bit
 * integers.
 */
export class NumberCoder implements Coder {
  private readonly type: NumberType;
  /** All there is while the keys are 32-bit integers, undefined from then on. */
  private narrow: Int32Codes | ClusteredCodes | undefined = new Int32Codes();
  private base: bigint | undefined;
  private keys: Float64Array | BigInt64Array = new Float64Array(64);
  /** Two 32-bit halves of every wide key. */
  private words = new Int32Array(0);
  private table = new Int32Array(256);
  private mask = 255;
  private size = 0;
  /** The code of null, -1 while there is none. */
  private nullCode = -1;
  private buffer: Int32Array = new Int32Array(0);
  private bits = new Float64Array(1);
  private bitWords = new Int32Array(this.bits.buffer);

  constructor(type: NumberType) {
    this.type = type;
  }

  get count(): number {
    return this.narrow?.size ?? this.size;
  }

  get bytes(): number {
    return this.narrow?.bytes ?? this.keys.byteLength + this.table.byteLength;
  }

  assign(vector: Vector): Int32Array {
    return this.code(vector, true);
  }

  find(vector: Vector): Int32Array {
    return this.code(vector, false);
  }

  cluster(): void {
    if (this.narrow instanceof Int32Codes) this.narrow = new ClusteredCodes(this.narrow);
  }

  assignClustered(vector: Vector): ClusteredRows | undefined {
    if (this.narrow === undefined || vector.encoding !== 'int32' || vector.nulls !== undefined) return undefined;
    this.cluster();
    return (this.narrow as ClusteredCodes).ordered(vector.values, vector.length, true);
  }

  values(): Vector {
    const { narrow, type } = this;
    const length = this.count;
    const nullCode = narrow === undefined ? this.nullCode : narrow.nullCode;
    let nulls: Bitmap | undefined;
    if (nullCode >= 0) {
      nulls = createBitmap(length);
      setBit(nulls, nullCode);
    }
    if (narrow !== undefined && type !== 'real' && type !== 'bool')
      return { encoding: 'int32', type, length, nulls, values: narrow.keys.slice(0, length) };
    this.leaveNarrow();
    const keys = this.keys.slice(0, length);
    if (keys instanceof BigInt64Array) return { encoding: 'int64', type: type as 'long', length, nulls, values: keys };
    switch (type) {
      case 'real':
        return { encoding: 'real', type, length, nulls, values: keys };
      case 'bool':
        return { encoding: 'bool', type, length, nulls, values: Uint8Array.from(keys) };
      case 'int':
        return { encoding: 'int32', type, length, nulls, values: Int32Array.from(keys) };
      default:
        return { encoding: 'offset', type, length, nulls, base: this.base ?? 0n, values: keys };
    }
  }

  private code(vector: Vector, insert: boolean): Int32Array {
    const { length } = vector;
    const out = roomFor(this.buffer, length);
    this.buffer = out;
    if (this.narrow !== undefined && vector.encoding === 'int32') {
      this.narrow.code(vector.values, vector.nulls, length, out, insert);
      return out;
    }
    this.leaveNarrow();
    if (vector.encoding === 'constant')
      return out.fill(this.codeOfConstant(vector.value as number | bigint | boolean | null, insert), 0, length);
    if (vector.encoding === 'int64') {
      this.widen();
      this.codeWide(vector.values, vector.nulls, length, out, insert);
    } else if (this.keys instanceof BigInt64Array) {
      this.codeWide(wideValues(vector), vector.nulls, length, out, insert);
    } else if (vector.encoding === 'int32' || vector.encoding === 'offset' || vector.encoding === 'bool' || vector.encoding === 'real') {
      const base = vector.encoding === 'offset' ? vector.base : 0n;
      this.base ??= base;
      const shift = Number(base - this.base);
      if (base === this.base) this.codeDoubles(vector.values, vector.nulls, length, out, insert);
      else if (!this.shiftsExactly(vector.values, shift)) return this.widenAndCode(vector, insert);
      else
        this.codeDoubles(
          Float64Array.from(vector.values, (value) => value + shift),
          vector.nulls,
          length,
          out,
          insert,
        );
    }
    return out;
  }

  /** Turns the keys so far into doubles. */
  private leaveNarrow(): void {
    const { narrow } = this;
    if (narrow === undefined) return;
    this.narrow = undefined;
    if (narrow.size === 0) return;
    this.base = 0n;
    this.size = narrow.size;
    this.nullCode = narrow.nullCode;
    this.keys = Float64Array.from(narrow.keys);
    while (this.table.length < this.size * 2) this.table = new Int32Array(this.table.length * 4);
    this.mask = this.table.length - 1;
    this.rebuild();
  }

  private shiftsExactly(values: ArrayLike<number>, shift: number): boolean {
    if (!Number.isSafeInteger(shift)) return false;
    for (let i = 0; i < values.length; i++) if (!Number.isSafeInteger(values[i] + shift)) return false;
    return true;
  }

  private widenAndCode(vector: Vector, insert: boolean): Int32Array {
    this.widen();
    return this.code(vector, insert);
  }

  private codeOfConstant(value: number | bigint | boolean | null, insert: boolean): number {
    if (value === null) return this.codeOfNull(insert);
    const one = new Int32Array(1);
    if (typeof value === 'bigint' || this.keys instanceof BigInt64Array) {
      const wide = BigInt(value);
      this.base ??= wide;
      if (!(this.keys instanceof BigInt64Array) && Number.isSafeInteger(Number(wide - this.base))) {
        this.codeDoubles([Number(wide - this.base)], undefined, 1, one, insert);
      } else {
        this.widen();
        this.codeWide(BigInt64Array.of(wide), undefined, 1, one, insert);
      }
      return one[0];
    }
    this.base ??= 0n;
    if (this.base !== 0n) return this.codeOfConstant(BigInt(value), insert);
    this.codeDoubles([Number(value)], undefined, 1, one, insert);
    return one[0];
  }

  private codeOfNull(insert: boolean): number {
    if (this.nullCode < 0 && insert) {
      this.room();
      this.nullCode = this.size++;
    }
    return this.nullCode;
  }

  private codeDoubles(values: ArrayLike<number>, nulls: Bitmap | undefined, length: number, out: Int32Array, insert: boolean): void {
    let last = Number.NaN;
    let lastCode = -1;
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && ((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) {
        out[i] = this.codeOfNull(insert);
        continue;
      }
      // + 0 makes -0 the same key as 0
      const value = values[i] + 0;
      if (value === last) {
        out[i] = lastCode;
        continue;
      }
      lastCode = this.codeOfDouble(value, insert);
      last = value;
      out[i] = lastCode;
    }
  }

  private codeOfDouble(value: number, insert: boolean): number {
    const keys = this.keys as Float64Array;
    const { table, mask } = this;
    let slot = this.hashDouble(value) & mask;
    for (;;) {
      const code = table[slot] - 1;
      if (code < 0) break;
      const key = keys[code];
      if (key === value || (Number.isNaN(value) && Number.isNaN(key))) return code;
      slot = (slot + 1) & mask;
    }
    if (!insert) return -1;
    this.room();
    const code = this.size++;
    (this.keys as Float64Array)[code] = value;
    this.enter(code, this.hashDouble(value));
    return code;
  }

  private hashDouble(value: number): number {
    if (this.type !== 'real') return hashWords(value | 0, (value / 4294967296) | 0);
    this.bits[0] = value;
    return hashWords(this.bitWords[0], this.bitWords[1]);
  }

  private codeWide(values: BigInt64Array, nulls: Bitmap | undefined, length: number, out: Int32Array, insert: boolean): void {
    const halves = new Int32Array(values.buffer, values.byteOffset, length * 2);
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && ((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) out[i] = this.codeOfNull(insert);
      else out[i] = this.codeOfWords(halves[2 * i], halves[2 * i + 1], insert);
    }
  }

  private codeOfWords(low: number, high: number, insert: boolean): number {
    const { table, mask, words } = this;
    const hash = hashWords(low, high);
    let slot = hash & mask;
    for (;;) {
      const code = table[slot] - 1;
      if (code < 0) break;
      if (words[2 * code] === low && words[2 * code + 1] === high) return code;
      slot = (slot + 1) & mask;
    }
    if (!insert) return -1;
    this.room();
    const code = this.size++;
    this.words[2 * code] = low;
    this.words[2 * code + 1] = high;
    this.enter(code, hash);
    return code;
  }

  /** Turns the keys so far into 64-bit integers. */
  private widen(): void {
    if (this.keys instanceof BigInt64Array) return;
    const wide = new BigInt64Array(this.keys.length);
    const base = this.base ?? 0n;
    for (let code = 0; code < this.size; code++) if (code !== this.nullCode) wide[code] = base + BigInt(this.keys[code]);
    this.keys = wide;
    this.words = new Int32Array(wide.buffer);
    this.rebuild();
  }

  /** Makes room for one more key; the table is kept at most half full. */
  private room(): void {
    if (this.size === this.keys.length) {
      if (this.keys instanceof BigInt64Array) {
        const grown = new BigInt64Array(this.keys.length * 2);
        grown.set(this.keys);
        this.keys = grown;
        this.words = new Int32Array(grown.buffer);
      } else {
        const grown = new Float64Array(this.keys.length * 2);
        grown.set(this.keys);
        this.keys = grown;
      }
    }
    if ((this.size + 1) * 2 > this.table.length) {
      this.table = new Int32Array(this.table.length * 4);
      this.mask = this.table.length - 1;
      this.rebuild();
    }
  }

  private rebuild(): void {
    this.table.fill(0);
    for (let code = 0; code < this.size; code++) {
      if (code === this.nullCode) continue;
      const hash =
        this.keys instanceof BigInt64Array ? hashWords(this.words[2 * code], this.words[2 * code + 1]) : this.hashDouble(this.keys[code]);
      this.enter(code, hash);
    }
  }

  private enter(code: number, hash: number): void {
    const { table, mask } = this;
    let slot = hash & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = code + 1;
  }
}

function wideValues(vector: Vector): BigInt64Array {
  if (vector.encoding !== 'int32' && vector.encoding !== 'offset') throw new Error(`no 64-bit integers in a ${vector.encoding} vector`);
  const base = vector.encoding === 'offset' ? vector.base : 0n;
  const wide = new BigInt64Array(vector.length);
  for (let i = 0; i < wide.length; i++) wide[i] = base + BigInt(vector.values[i]);
  return wide;
}
