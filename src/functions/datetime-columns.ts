import { type Bitmap, createBitmap, hasBit, setBit, unionBitmaps } from '../data/bitmap.ts';
import { dayTicks, ticksPerDay } from '../data/ticks.ts';
import type { OffsetVector, Vector } from '../data/vector.ts';
import { baseOf } from './columnar.ts';

/** Datetime columns without a BigInt a row: rows are taken apart into days and ticks of the day, and calendars are asked once a day. */
export interface DaysAndTicks {
  /** Days since 0001-01-01; anything where the row is null. */
  readonly days: Int32Array;
  /** The ticks of the day, 0 to 863,999,999,999. */
  readonly ticks: Float64Array;
}

/** The rows of a datetime vector; undefined for a constant null. */
export function splitDays(vector: Vector): DaysAndTicks | undefined {
  switch (vector.encoding) {
    case 'int32':
    case 'offset':
      return splitDoubles(vector.values, baseOf(vector), vector.length);
    case 'int64':
      return splitInt64(vector.values, vector.length);
    case 'constant': {
      if (typeof vector.value !== 'bigint') return undefined;
      const days = new Int32Array(vector.length).fill(Number(vector.value / ticksPerDay));
      return { days, ticks: new Float64Array(vector.length).fill(Number(vector.value % ticksPerDay)) };
    }
    default:
      return undefined;
  }
}

function splitDoubles(values: Float64Array | Int32Array, base: bigint, length: number): DaysAndTicks {
  const days = new Int32Array(length);
  const ticks = new Float64Array(length);
  let baseDay = Number(base / ticksPerDay);
  let baseTicks = Number(base % ticksPerDay);
  if (baseTicks < 0) {
    baseTicks += dayTicks;
    baseDay--;
  }
  for (let i = 0; i < length; i++) {
    const value = values[i];
    // below 2^53 a quotient of integers is never rounded up to the next one
    let day = Math.floor(value / dayTicks);
    let rest = value - day * dayTicks + baseTicks;
    if (rest >= dayTicks) {
      rest -= dayTicks;
      day++;
    }
    days[i] = day + baseDay;
    ticks[i] = rest;
  }
  return { days, ticks };
}

/** A day is 2^14 × this many ticks: without the low 14 bits every datetime is an exact double. */
const daySixteenths = dayTicks / 16384;

function splitInt64(values: BigInt64Array, length: number): DaysAndTicks {
  const days = new Int32Array(length);
  const ticks = new Float64Array(length);
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  for (let i = 0; i < length; i++) {
    const low = halves[2 * i];
    const upper = halves[2 * i + 1] * 262_144 + (low >>> 14);
    const day = Math.floor(upper / daySixteenths);
    days[i] = day;
    ticks[i] = (upper - day * daySixteenths) * 16384 + (low & 16383);
  }
  return { days, ticks };
}

const unasked = -0x8000_0000;
const longestTable = 131_072;

/** What `ofDay` gives for the day of every row that is not null, else 0; each day is asked once where the days lie close together. */
export function mapDays(days: Int32Array, nulls: Bitmap | undefined, ofDay: (day: number) => number): Int32Array {
  const results = new Int32Array(days.length);
  const range = dayRange(days, nulls);
  if (range === undefined) return results;
  const [low, high] = range;
  if (high - low >= longestTable) {
    for (let i = 0; i < days.length; i++) if (nulls === undefined || !hasBit(nulls, i)) results[i] = ofDay(days[i]);
    return results;
  }
  const table = new Int32Array(high - low + 1).fill(unasked);
  for (let i = 0; i < days.length; i++) {
    if (nulls !== undefined && hasBit(nulls, i)) continue;
    const at = days[i] - low;
    let result = table[at];
    if (result === unasked) table[at] = result = ofDay(days[i]);
    results[i] = result;
  }
  return results;
}

function dayRange(days: Int32Array, nulls: Bitmap | undefined): [low: number, high: number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < days.length; i++) {
    if (nulls !== undefined && hasBit(nulls, i)) continue;
    if (days[i] < low) low = days[i];
    if (days[i] > high) high = days[i];
  }
  return low > high ? undefined : [low, high];
}

/** What mapDays gives a row that has no day to show. */
export const noDay = -1;

/** The starts of days (`noDay` is null) as a datetime vector, or the ticks before them. */
export function datetimesOfDays(days: Int32Array, nulls: Bitmap | undefined, tickBefore: boolean): Vector {
  const length = days.length;
  let outside: Bitmap | undefined;
  for (let i = 0; i < length; i++) {
    if (days[i] !== noDay) continue;
    outside ??= createBitmap(length);
    setBit(outside, i);
  }
  const allNulls = unionBitmaps(nulls, outside);
  const [low, high] = dayRange(days, allNulls) ?? [0, 0];
  // 10,000 days of ticks are below 2^53
  if (high - low > 10_000) return wideDatetimes(days, allNulls, tickBefore);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = (days[i] - low) * dayTicks;
  if (allNulls !== undefined) for (let i = 0; i < length; i++) if (hasBit(allNulls, i)) values[i] = 0;
  const base = BigInt(low) * ticksPerDay - (tickBefore ? 1n : 0n);
  return { encoding: 'offset', type: 'datetime', base, length, nulls: allNulls, values };
}

function wideDatetimes(days: Int32Array, nulls: Bitmap | undefined, tickBefore: boolean): Vector {
  const values = new BigInt64Array(days.length);
  const halves = new Int32Array(values.buffer);
  for (let i = 0; i < days.length; i++) {
    const upper = days[i] * daySixteenths;
    let high = Math.floor(upper / 262_144);
    let low = (upper - high * 262_144) * 16384;
    if (tickBefore && --low < 0) high--;
    halves[2 * i] = low;
    halves[2 * i + 1] = high;
  }
  return { encoding: 'int64', type: 'datetime', length: days.length, nulls, values };
}

/** `(ticks of the day / unit) % modulus × scale`, rounded down: the hour, the minute … of each row. */
export function clockParts(ticks: Float64Array, unit: number, modulus: number, scale: number): Int32Array {
  const parts = new Int32Array(ticks.length);
  for (let i = 0; i < ticks.length; i++) {
    const whole = Math.floor(ticks[i] / unit);
    parts[i] = (whole - Math.floor(whole / modulus) * modulus) * scale;
  }
  return parts;
}

/** How many boundaries of a unit of the clock lie between two datetimes, row by row. */
export function clockDifferences(a: DaysAndTicks, b: DaysAndTicks, unit: number): Float64Array {
  const differences = new Float64Array(a.days.length);
  const perDay = dayTicks / unit;
  for (let i = 0; i < differences.length; i++) {
    differences[i] = (a.days[i] - b.days[i]) * perDay + Math.floor(a.ticks[i] / unit) - Math.floor(b.ticks[i] / unit);
  }
  return differences;
}

/**
 * The multiples of `factor` from an origin on, as datetimes: `origin + value × factor` ticks. Undefined where a result would leave 2^53 or
 * the years 1 to 9999.
 */
export function scaledDatetimes(vector: Vector, origin: bigint, factor: number, latest: bigint): OffsetVector | undefined {
  if (vector.encoding !== 'int32' && vector.encoding !== 'offset') return undefined;
  const { length, nulls } = vector;
  const base = origin + baseOf(vector) * BigInt(factor);
  if (base < -(2n ** 62n) || base > 2n ** 62n) return undefined;
  const low = Math.max(Number(-base), Number.MIN_SAFE_INTEGER);
  const high = Math.min(Number(latest - base), Number.MAX_SAFE_INTEGER);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && hasBit(nulls, i)) continue;
    const value = vector.values[i] * factor;
    if (!(value >= low && value <= high)) return undefined;
    values[i] = value;
  }
  return { encoding: 'offset', type: 'datetime', base, length, nulls, values };
}
