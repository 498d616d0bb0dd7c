import { type Bitmap, createBitmap, setBit } from '../../data/bitmap.ts';
import { withBounds } from '../../data/bounds.ts';
import { parseIsoDatetimeBytes, writeTicks } from '../../data/iso-datetime.ts';
import { dayTicks, ticksPerDay } from '../../data/ticks.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import { batchRows, nullValue, type RowBatch, text } from '../batch.ts';
import { fitCell, isEmptyText } from './fit.ts';
import type { ColumnTarget, ColumnWriter } from './writer.ts';

/** Days from the base within which ticks are exact as doubles: 2^53 ticks are 10,424 days. */
const exactDays = 10_424;

/**
 * datetime, from the bytes of ISO text without a bigint or a string: doubles offset from the midnight of the first day seen, which serves
 * all segments; 64-bit integers in a segment with a day too far from it.
 */
export class DatetimeWriter implements ColumnWriter {
  private readonly target: ColumnTarget;
  private readonly parts = new Float64Array(2);
  private baseDay: number | undefined;
  private offsets = new Float64Array(0);
  private wide: BigInt64Array | undefined;
  private wideWords = new Int32Array(0);
  private nulls: Bitmap | undefined;
  private count = 0;
  private values = 0;

  constructor(target: ColumnTarget) {
    this.target = target;
  }

  append(batch: RowBatch, column: number): void {
    this.reserve(batch.count);
    const { parts } = this;
    const { bytes, kinds, starts, ends } = batch;
    const first = column * batchRows;
    for (let place = first; place < first + batch.count; place++) {
      const kind = kinds[place];
      if (kind === text && parseIsoDatetimeBytes(bytes, starts[place], ends[place], parts)) this.write(parts[0], parts[1]);
      else if (kind <= nullValue) this.writeNull();
      else this.writeOther(batch, place);
    }
  }

  appendNulls(count: number): void {
    this.reserve(count);
    for (let i = 0; i < count; i++) this.writeNull();
  }

  finish(): Vector {
    const { count: length, wide, values } = this;
    const nulls = this.nulls?.slice(0, (length + 31) >>> 5);
    this.count = 0;
    this.values = 0;
    this.nulls = undefined;
    this.wide = undefined;
    if (values === 0) return constantVector('datetime', null, length);
    if (wide !== undefined) return { encoding: 'int64', type: 'datetime', length, nulls, values: wide.slice(0, length) };
    const base = BigInt(this.baseDay ?? 0) * ticksPerDay;
    return { encoding: 'offset', type: 'datetime', length, nulls, base, values: withBounds(this.offsets.slice(0, length)) };
  }

  /** A time for which there is room, as the day since 0001-01-01 and the ticks of it. */
  write(day: number, ticksOfDay: number): void {
    this.values++;
    if (this.wide === undefined) {
      const base = (this.baseDay ??= day);
      const days = day - base;
      if (days < exactDays && days > -exactDays) {
        this.offsets[this.count++] = days * dayTicks + ticksOfDay;
        return;
      }
      this.widen();
    }
    writeTicks(this.wideWords, this.count++, day, ticksOfDay);
  }

  writeNull(): void {
    this.nulls ??= createBitmap(this.offsets.length);
    if (this.wide !== undefined) this.wide[this.count] = 0n;
    else this.offsets[this.count] = 0;
    setBit(this.nulls, this.count++);
  }

  /** Text of another form than ISO, or what is no text. */
  private writeOther(batch: RowBatch, place: number): void {
    const { target } = this;
    if (target.inferred && !isEmptyText(batch, place)) target.misfit(batch, place);
    const cell = fitCell(batch, place, 'datetime');
    if (cell === undefined) target.misfit(batch, place);
    if (typeof cell === 'bigint') this.write(Number(cell / ticksPerDay), Number(cell % ticksPerDay));
    else this.writeNull();
  }

  /** A day lies too far from the base: what is there so far becomes 64-bit integers. */
  private widen(): void {
    const wide = new BigInt64Array(this.offsets.length);
    const base = BigInt(this.baseDay ?? 0) * ticksPerDay;
    for (let i = 0; i < this.count; i++) wide[i] = base + BigInt(this.offsets[i]);
    this.wide = wide;
    this.wideWords = new Int32Array(wide.buffer);
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    const needed = this.count + rows;
    if (needed <= this.offsets.length) return;
    const room = Math.max(this.offsets.length * 2, needed);
    const offsets = new Float64Array(room);
    offsets.set(this.offsets.subarray(0, this.count));
    this.offsets = offsets;
    if (this.nulls !== undefined) {
      const nulls = createBitmap(room);
      nulls.set(this.nulls);
      this.nulls = nulls;
    }
    if (this.wide !== undefined) {
      const wide = new BigInt64Array(room);
      wide.set(this.wide.subarray(0, this.count));
      this.wide = wide;
      this.wideWords = new Int32Array(wide.buffer);
    }
  }
}
