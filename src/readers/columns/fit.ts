import { convertCell } from '../../data/convert.ts';
import { parseDecimal } from '../../data/decimal.ts';
import { parseDynamicText } from '../../data/dictionary.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { escapedText, falseValue, fraction, integer, nullValue, type RowBatch, structure, text, textAt, trueValue } from '../batch.ts';

/** An exact integer: a number within ±(2^53−1), a bigint within 64 bits, undefined beyond. */
export function integerAt(batch: RowBatch, place: number): number | bigint | undefined {
  const digits = textAt(batch, place);
  if (digits.length < 16) return Number(digits) + 0;
  if (digits.length > 20) return undefined;
  const exact = BigInt(digits);
  if (BigInt.asIntN(64, exact) !== exact) return undefined;
  return exact >= -9007199254740991n && exact <= 9007199254740991n ? Number(exact) : exact;
}

/**
 * The value at a place as a cell of a column's type, by the conversion functions; undefined when it does not fit. Stricter than these where
 * they would lose or make up something: a number with a fraction is no long, a long beyond 32 bits no int, and no number is a datetime,
 * a timespan or a guid.
 */
export function fitCell(batch: RowBatch, place: number, type: ScalarType): Cell | undefined {
  switch (batch.kinds[place]) {
    case trueValue:
      return given(convertCell(true, 'bool', type));
    case falseValue:
      return given(convertCell(false, 'bool', type));
    case integer:
    case fraction:
      return fitNumber(batch, place, type);
    case text:
    case escapedText: {
      const value = textAt(batch, place);
      if (type === 'string') return value;
      return value === '' ? null : given(convertCell(value, 'string', type));
    }
    case structure:
      return given(convertCell(parseDynamicText(textAt(batch, place)), 'dynamic', type));
    default:
      return type === 'string' ? '' : null;
  }
}

function given(cell: Cell): Cell | undefined {
  return cell === null ? undefined : cell;
}

function fitNumber(batch: RowBatch, place: number, type: ScalarType): Cell | undefined {
  if (type === 'datetime' || type === 'timespan' || type === 'guid') return undefined;
  if (type === 'decimal') return given(parseDecimal(textAt(batch, place)));
  const whole = batch.kinds[place] === integer ? integerAt(batch, place) : undefined;
  const number = whole ?? Number(textAt(batch, place));
  if (type === 'int') return typeof number === 'number' && (number | 0) === number ? number | 0 : undefined;
  if (whole !== undefined) return convertCell(whole, 'long', type);
  if (type !== 'long') return convertCell(number, 'real', type);
  return Number.isSafeInteger(number) ? (number as number) + 0 : undefined;
}

/** A text of nothing: no value for any type but string and dynamic, and no contradiction to an inferred one. */
export function isEmptyText(batch: RowBatch, place: number): boolean {
  return batch.kinds[place] === text && batch.starts[place] === batch.ends[place];
}

/** What a place holds, for messages. */
export function describeValue(batch: RowBatch, place: number): string {
  const kind = batch.kinds[place];
  if (kind === nullValue) return 'null';
  const shown = textAt(batch, place);
  const cut = shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
  return (kind === text || kind === escapedText) && !batch.textual ? JSON.stringify(cut) : cut;
}
