import { knownBounds } from '../../data/bounds.ts';
import { segmentLength } from '../../data/segment.ts';
import type { Vector } from '../../data/vector.ts';
import { doublesFrom, grow, isNullConstant, isNullRow } from './numbers.ts';

/** Doubles are sure to hold a sum exactly up to here. */
const exactBound = 2 ** 53;
/** Carrying this often keeps the parts of the wide sums below the bound: a row adds less than 2^33 to each. */
const rowsBetweenCarries = 1 << 19;

interface WideSums {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly top: Float64Array;
}

/**
 * Exact sums of 64-bit integers by group. Rows are added up as doubles while their magnitudes together stay below 2^53; beyond that a sum is
 * top · 2^64 + high · 2^32 + low, still in doubles, so that it can pass 64 bits.
 */
export class LongSums {
  private narrow = new Float64Array(64);
  /** What the narrow sums can have reached. */
  private bound = 0;
  private wide: WideSums | undefined;
  private rowsSinceCarry = 0;

  get bytes(): number {
    return this.narrow.byteLength * (this.wide ? 4 : 1);
  }

  get isNarrow(): boolean {
    return this.wide === undefined;
  }

  resize(count: number): void {
    this.narrow = grow(this.narrow, count);
    if (this.wide) this.wide = { low: grow(this.wide.low, count), high: grow(this.wide.high, count), top: grow(this.wide.top, count) };
  }

  add(groups: Int32Array, length: number, vector: Vector): void {
    const values = this.narrowValues(length, vector);
    if (values === undefined) {
      this.addWide(groups, length, vector);
      return;
    }
    const { narrow } = this;
    const { nulls } = vector;
    if (nulls !== undefined) for (let i = 0; i < length; i++) narrow[groups[i]] += isNullRow(nulls, i) ? 0 : values[i];
    else if (values instanceof Int32Array) for (let i = 0; i < length; i++) narrow[groups[i]] += values[i];
    else for (let i = 0; i < length; i++) narrow[groups[i]] += values[i];
  }

  /** Adds rows that are all of group 0. */
  addAll(length: number, vector: Vector): void {
    const values = this.narrowValues(length, vector);
    if (values === undefined) {
      this.addWide(new Int32Array(length), length, vector);
      return;
    }
    let sum = 0;
    const { nulls } = vector;
    if (nulls !== undefined) for (let i = 0; i < length; i++) sum += isNullRow(nulls, i) ? 0 : values[i];
    else if (values instanceof Int32Array) for (let i = 0; i < length; i++) sum += values[i];
    else for (let i = 0; i < length; i++) sum += values[i];
    this.narrow[0] += sum;
  }

  /** The values of a vector as doubles that the narrow sums take exactly; undefined where they cannot. */
  private narrowValues(length: number, vector: Vector): Int32Array | Float64Array | undefined {
    if (vector.encoding === 'int64' || isNullConstant(vector) || ownBase(vector) !== 0n) return undefined;
    const values = doublesFrom(vector, 0n, length) as Int32Array | Float64Array;
    const magnitude = largestMagnitude(values, length);
    // sums that a few segments could fill would have to be moved too often
    if (magnitude * length > exactBound / 8) return undefined;
    if (this.bound + magnitude * length > exactBound) this.widen();
    this.bound += magnitude * length;
    return values;
  }

  private addWide(groups: Int32Array, length: number, vector: Vector): void {
    if (isNullConstant(vector)) return;
    const { nulls } = vector;
    if (vector.encoding === 'int64') {
      this.addInt64s(groups, length, vector.values, nulls);
    } else {
      const base = ownBase(vector);
      this.addOffsets(groups, length, doublesFrom(vector, base, length) as Int32Array | Float64Array, nulls, base);
    }
  }

  private addOffsets(
    groups: Int32Array,
    length: number,
    values: Int32Array | Float64Array,
    nulls: Int32Array | undefined,
    base: bigint,
  ): void {
    const { low, high } = this.wideFor(length);
    const baseLow = Number(BigInt.asUintN(32, base));
    const baseHigh = Number(base >> 32n);
    for (let i = 0; i < length; i++) {
      if (isNullRow(nulls, i)) continue;
      const group = groups[i];
      const upper = Math.floor(values[i] / 4294967296);
      high[group] += upper + baseHigh;
      low[group] += values[i] - upper * 4294967296 + baseLow;
    }
  }

  private addInt64s(groups: Int32Array, length: number, values: BigInt64Array, nulls: Int32Array | undefined): void {
    const { low, high } = this.wideFor(length);
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    for (let i = 0; i < length; i++) {
      if (isNullRow(nulls, i)) continue;
      const group = groups[i];
      high[group] += halves[2 * i + 1];
      low[group] += halves[2 * i] >>> 0;
    }
  }

  /** The wide sums, ready to take some more rows. */
  private wideFor(rows: number): WideSums {
    const { length } = this.narrow;
    this.wide ??= { low: new Float64Array(length), high: new Float64Array(length), top: new Float64Array(length) };
    this.rowsSinceCarry += rows;
    if (this.rowsSinceCarry > rowsBetweenCarries) {
      this.carry();
      this.rowsSinceCarry = rows;
    }
    return this.wide;
  }

  /** Brings low and high into [0, 2^32). */
  private carry(): void {
    if (this.wide === undefined) return;
    const { low, high, top } = this.wide;
    for (let group = 0; group < low.length; group++) {
      const fromLow = Math.floor(low[group] / 4294967296);
      low[group] -= fromLow * 4294967296;
      high[group] += fromLow;
      const fromHigh = Math.floor(high[group] / 4294967296);
      high[group] -= fromHigh * 4294967296;
      top[group] += fromHigh;
    }
  }

  /** Moves the narrow sums to the wide ones. */
  private widen(): void {
    const { low, high } = this.wideFor(1);
    const { narrow } = this;
    for (let group = 0; group < narrow.length; group++) {
      const upper = Math.floor(narrow[group] / 4294967296);
      high[group] += upper;
      low[group] += narrow[group] - upper * 4294967296;
    }
    narrow.fill(0);
    this.bound = 0;
  }

  merge(other: LongSums, groups: Int32Array): void {
    if (other.wide === undefined && this.bound + other.bound <= exactBound) {
      this.bound += other.bound;
      for (let group = 0; group < groups.length; group++) this.narrow[groups[group]] += other.narrow[group];
      return;
    }
    other.widen();
    other.carry();
    const from = other.wideFor(0);
    const { low, high, top } = this.wideFor(groups.length);
    for (let group = 0; group < groups.length; group++) {
      low[groups[group]] += from.low[group];
      high[groups[group]] += from.high[group];
      top[groups[group]] += from.top[group];
    }
  }

  /** The sums as doubles, which are exact; only while they are narrow. */
  narrowSums(count: number): Float64Array {
    return this.narrow.slice(0, count);
  }

  /** The sums wrapped around at 64 bits. */
  wrapped(count: number): BigInt64Array {
    this.widen();
    this.carry();
    const { low, high } = this.wideFor(0);
    const sums = new BigInt64Array(count);
    const halves = new Int32Array(sums.buffer);
    for (let group = 0; group < count; group++) {
      halves[2 * group] = low[group];
      halves[2 * group + 1] = high[group];
    }
    return sums;
  }

  /** The sums in full. */
  exact(count: number): bigint[] {
    if (this.wide === undefined) return Array.from(this.narrow.subarray(0, count), BigInt);
    this.widen();
    this.carry();
    const { low, high, top } = this.wide;
    return Array.from({ length: count }, (_, group) => (BigInt(top[group]) << 64n) + (BigInt(high[group]) << 32n) + BigInt(low[group]));
  }
}

function ownBase(vector: Vector): bigint {
  if (vector.encoding === 'offset') return vector.base;
  return vector.encoding === 'constant' && typeof vector.value === 'bigint' ? vector.value : 0n;
}

function largestMagnitude(values: Int32Array | Float64Array, length: number): number {
  const bounds = knownBounds(values);
  if (bounds !== undefined) return Math.max(bounds.greatest, -bounds.least);
  // not worth a pass for one segment: it takes 64 full ones until this matters
  if (values instanceof Int32Array) return length > segmentLength ? largestInteger(values, length) : 2 ** 31;
  let least = 0;
  let greatest = 0;
  for (let i = 0; i < length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > greatest) greatest = values[i];
  }
  return Math.max(greatest, -least);
}

function largestInteger(values: Int32Array, length: number): number {
  let least = 0;
  let greatest = 0;
  for (let i = 0; i < length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > greatest) greatest = values[i];
  }
  return Math.max(greatest, -least);
}
