import type { LongBuilder } from '../../data/builder.ts';
import { batchRows, falseValue, fraction, integer, nullValue, type RowBatch, textAt, trueValue } from '../batch.ts';
import { recogniseTexts } from '../text-kinds.ts';
import { fitCell, integerAt, isEmptyText } from './fit.ts';
import { NullsFirst } from './writer.ts';

/** int, guid, timespan, decimal: value by value. */
export class CellWriter extends NullsFirst {
  protected write(batch: RowBatch, column: number): void {
    const { builder, target } = this;
    if (batch.textual && target.type === 'int') recogniseTexts(batch, column);
    const first = column * batchRows;
    for (let place = first; place < first + batch.count; place++) {
      const kind = batch.kinds[place];
      if (kind <= nullValue) {
        builder.append(null);
      } else if (kind === integer && target.type === 'int' && batch.ends[place] - batch.starts[place] < 10) {
        builder.append(smallInteger(batch.bytes, batch.starts[place], batch.ends[place]));
      } else {
        const cell = fitCell(batch, place, target.type);
        if (cell === undefined) target.misfit(batch, place);
        builder.append(cell ?? null);
      }
    }
  }
}

/** long. */
export class LongWriter extends NullsFirst {
  protected write(batch: RowBatch, column: number): void {
    if (batch.textual) recogniseTexts(batch, column);
    const builder = this.builder as LongBuilder;
    const { kinds, starts, ends, bytes } = batch;
    const first = column * batchRows;
    for (let place = first; place < first + batch.count; place++) {
      const kind = kinds[place];
      if (kind === integer && ends[place] - starts[place] < 16) builder.appendNumber(smallInteger(bytes, starts[place], ends[place]));
      else if (kind <= nullValue) builder.append(null);
      else this.writeOther(batch, place);
    }
  }

  private writeOther(batch: RowBatch, place: number): void {
    const { target } = this;
    let cell = batch.kinds[place] === integer ? integerAt(batch, place) : undefined;
    if (cell === undefined) {
      if (target.inferred && !isEmptyText(batch, place)) target.misfit(batch, place);
      const fitting = fitCell(batch, place, 'long');
      if (fitting === undefined) target.misfit(batch, place);
      cell = (fitting ?? undefined) as number | bigint | undefined;
    }
    this.builder.append(cell ?? null);
  }
}

/** real. */
export class RealWriter extends NullsFirst {
  protected write(batch: RowBatch, column: number): void {
    if (batch.textual) recogniseTexts(batch, column);
    const { builder, target } = this;
    const { kinds, starts, ends, bytes } = batch;
    const first = column * batchRows;
    for (let place = first; place < first + batch.count; place++) {
      const kind = kinds[place];
      if (kind === integer || kind === fraction) {
        builder.append(realOf(batch, bytes, place, starts[place], ends[place]));
      } else if (kind <= nullValue) {
        builder.append(null);
      } else {
        if (target.inferred && !isEmptyText(batch, place)) target.misfit(batch, place);
        const cell = fitCell(batch, place, 'real');
        if (cell === undefined) target.misfit(batch, place);
        builder.append(cell ?? null);
      }
    }
  }
}

/** bool. */
export class BoolWriter extends NullsFirst {
  protected write(batch: RowBatch, column: number): void {
    if (batch.textual) recogniseTexts(batch, column);
    const { builder, target } = this;
    const first = column * batchRows;
    for (let place = first; place < first + batch.count; place++) {
      const kind = batch.kinds[place];
      if (kind === trueValue || kind === falseValue) {
        builder.append(kind === trueValue);
      } else if (kind <= nullValue) {
        builder.append(null);
      } else {
        if (target.inferred && !isEmptyText(batch, place)) target.misfit(batch, place);
        const cell = fitCell(batch, place, 'bool');
        if (cell === undefined) target.misfit(batch, place);
        builder.append(cell ?? null);
      }
    }
  }
}

/** An integer of at most 15 digits, sign included. */
function smallInteger(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === 0x2d;
  let value = 0;
  for (let at = negative ? start + 1 : start; at < end; at++) value = value * 10 + (bytes[at] - 0x30);
  return negative ? 0 - value : value;
}

const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** Both the digits and the power of ten are exact as doubles here, so that their quotient is the nearest double to the number written. */
function realOf(batch: RowBatch, bytes: Uint8Array, place: number, start: number, end: number): number {
  if (end - start < 17) {
    const negative = bytes[start] === 0x2d;
    let value = 0;
    let point = end - 1;
    let at = negative ? start + 1 : start;
    for (; at < end; at++) {
      const digit = bytes[at] - 0x30;
      if (digit >>> 0 <= 9) value = value * 10 + digit;
      else if (digit === -2) point = at;
      else break;
    }
    if (at === end && value <= 9007199254740991) {
      const exact = value / powersOfTen[end - 1 - point];
      // an integer has no negative zero
      return negative ? (batch.kinds[place] === integer ? 0 - exact : -exact) : exact;
    }
  }
  if (batch.kinds[place] === integer) {
    const whole = integerAt(batch, place);
    if (whole !== undefined) return Number(whole);
  }
  return Number(textAt(batch, place));
}
