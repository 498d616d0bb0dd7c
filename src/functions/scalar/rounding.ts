import { binTicks, binTicksAt } from '../../data/calendar.ts';
import { addDecimals, binDecimal, ceilingDecimal, type DecimalValue, roundDecimal, subtractDecimals } from '../../data/decimal.ts';
import { validDatetime } from '../../data/ticks.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import { baseOf } from '../columnar.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';
import type { Long } from '../signature.ts';

/**
 * Rounding. Bins are multiples of a size counted from 0 (for datetimes from 0001-01-01) and go downward, also below 0; a size that is not
 * positive gives null. Manual pages bin-function, bin-at-function, round-function, ceiling-function.
 */
export const roundingFunctions: readonly ScalarFunction[] = [
  ...binFunctions(),
  ...binFunctions().map((definition) => renamed(definition, 'floor')),
  ...binAtFunctions(),
  ...roundFunctions(),
  scalar({
    signature: 'ceiling(number: real): real',
    doc: 'The smallest whole number that is not below a number; a real, also for integers.',
    examples: [['ceiling(-1.1)', -1]],
    naming: 'argument',
    row: Math.ceil,
  }),
  scalar({
    signature: 'ceiling(number: decimal): decimal',
    doc: 'The smallest whole number that is not below a number.',
    naming: 'argument',
    row: ceilingDecimal,
  }),
];

function binFunctions(): ScalarFunction[] {
  const doc = 'The value rounded down to a multiple of a bin size.';
  const naming = 'argument';
  return [
    scalar({
      signature: 'bin(value: long, roundTo: long): long',
      doc,
      examples: [['bin(-5, 2)', -6]],
      naming,
      exact: true,
      row: binLong,
      column: ([vector, size], length) => binColumn(vector, size, length),
    }),
    scalar({
      signature: 'bin(value: real, roundTo: real): real',
      doc,
      examples: [['bin(4.5, 1)', 4]],
      naming,
      row: binReal,
      column: ([vector, size], length) => binRealColumn(vector, size, length),
    }),
    scalar({ signature: 'bin(value: decimal, roundTo: decimal): decimal', doc, naming, row: binDecimal }),
    scalar({
      signature: 'bin(value: timespan, roundTo: timespan): timespan',
      doc,
      examples: [['bin(16d, 7d)', '14.00:00:00']],
      naming,
      row: binTicks,
      column: ([vector, size], length) => binColumn(vector, size, length),
    }),
    scalar({
      signature: 'bin(value: datetime, roundTo: timespan): datetime',
      doc,
      examples: [['bin(datetime(1955-11-05), 7d)', '1955-10-31T00:00:00Z']],
      naming,
      row: binTicks,
      column: ([vector, size], length) => binColumn(vector, size, length),
    }),
    scalar({ signature: 'bin(value: datetime, roundTo: datetime): datetime', doc, naming, row: binTicks }),
  ];
}

function binLong(value: Long, size: Long): Long | null {
  if (typeof value === 'number' && typeof size === 'number') {
    if (size <= 0) return null;
    const rest = value % size;
    const bin = value - (rest < 0 ? rest + size : rest);
    if (Number.isSafeInteger(bin)) return bin;
  }
  return binTicks(BigInt(value), BigInt(size));
}

function binReal(value: number, size: number): number | null {
  return size > 0 ? Math.floor(value / size) * size : null;
}

/** bin() of a long, datetime or timespan column by a constant: in doubles beside the base, of which only the rest counts. */
function binColumn(vector: Vector, sizes: Vector, length: number): Vector | undefined {
  if (sizes.encoding !== 'constant') return undefined;
  if (sizes.value === null || (sizes.value as Long) <= 0) return constantVector(vector.type, null, length);
  if ((vector.encoding !== 'int32' && vector.encoding !== 'offset') || vector.type === 'int') return undefined;
  const base = baseOf(vector);
  if ((sizes.value as Long) > 2 ** 51 || base < -(2n ** 62n)) return undefined;
  const size = Number(sizes.value);
  const baseRest = Number(((base % BigInt(size)) + BigInt(size)) % BigInt(size));
  const bins = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = vector.values[i];
    // below 2^53 a quotient of integers is never rounded up to the next one
    const multiple = Math.floor(value / size) * size;
    if (multiple < Number.MIN_SAFE_INTEGER) return undefined;
    let rest = value - multiple + baseRest;
    if (rest >= size) rest -= size;
    const bin = value - rest;
    if (bin < Number.MIN_SAFE_INTEGER) return undefined;
    bins[i] = bin;
  }
  return { encoding: 'offset', type: vector.type, base, length, nulls: vector.nulls, values: bins };
}

function binRealColumn(vector: Vector, sizes: Vector, length: number): Vector | undefined {
  if (sizes.encoding !== 'constant' || vector.encoding !== 'real') return undefined;
  if (sizes.value === null || !((sizes.value as number) > 0)) return constantVector('real', null, length);
  const size = sizes.value as number;
  const bins = new Float64Array(length);
  for (let i = 0; i < length; i++) bins[i] = Math.floor(vector.values[i] / size) * size;
  return { encoding: 'real', type: 'real', length, nulls: vector.nulls, values: bins };
}

function binAtFunctions(): ScalarFunction[] {
  const doc = 'The value rounded down to a bin, of which one starts at the fixed point.';
  const naming = 'argument';
  return [
    scalar({
      signature: 'bin_at(value: long, bin_size: long, fixed_point: long): long',
      doc,
      naming,
      exact: true,
      row: (value, size, fixed) => binTicksAt(BigInt(value), BigInt(size), BigInt(fixed)),
    }),
    scalar({
      signature: 'bin_at(value: real, bin_size: real, fixed_point: real): real',
      doc,
      examples: [['bin_at(6.5, 2.5, 7)', 4.5]],
      naming,
      row: (value, size, fixed) => (size > 0 ? Math.floor((value - fixed) / size) * size + fixed : null),
    }),
    scalar({ signature: 'bin_at(value: decimal, bin_size: decimal, fixed_point: decimal): decimal', doc, naming, row: binDecimalAt }),
    scalar({
      signature: 'bin_at(value: timespan, bin_size: timespan, fixed_point: timespan): timespan',
      doc,
      examples: [['bin_at(time(1h), 1d, 12h)', '-12:00:00']],
      naming,
      row: binTicksAt,
    }),
    scalar({
      signature: 'bin_at(value: datetime, bin_size: timespan, fixed_point: datetime): datetime',
      doc,
      examples: [['bin_at(datetime(2017-05-15 10:20), 1d, datetime(1970-01-01 12:00))', '2017-05-14T12:00:00Z']],
      naming,
      row: (value, size, fixed) => {
        const bin = binTicksAt(value, size, fixed);
        return bin === null ? null : validDatetime(bin);
      },
    }),
  ];
}

function binDecimalAt(value: DecimalValue, size: DecimalValue, fixed: DecimalValue): DecimalValue | null {
  const distance = subtractDecimals(value, fixed);
  const bin = distance && binDecimal(distance, size);
  return bin && addDecimals(bin, fixed);
}

function roundFunctions(): ScalarFunction[] {
  const doc = 'The number rounded to a number of digits after the point, before it when negative; halves go away from zero.';
  const options = { doc, naming: 'argument', constant: ['precision'] } as const;
  return [
    scalar({
      ...options,
      signature: 'round(number: int, precision?: long): int',
      exact: true,
      row: (value, digits) => roundInt(value, digits),
    }),
    scalar({
      ...options,
      signature: 'round(number: long, precision?: long): long',
      exact: true,
      row: (value, digits) => roundLong(value, digits),
    }),
    scalar({
      ...options,
      signature: 'round(number: real, precision?: long): real',
      examples: [['round(2.15, 1)', 2.2]],
      saturate: true,
      row: roundReal,
    }),
    scalar({
      ...options,
      signature: 'round(number: decimal, precision?: long): decimal',
      saturate: true,
      row: (value, digits) => roundDecimal(value, digits ?? 0),
    }),
  ];
}

function roundInt(value: number, digits: Long = 0): number | null {
  const rounded = Number(roundLong(value, digits));
  return rounded === (rounded | 0) ? rounded : null;
}

function roundLong(value: Long, digits: Long = 0): Long | null {
  if (digits >= 0) return value;
  // no long has more than 19 digits
  if (digits < -19) return 0;
  const unit = 10n ** BigInt(-Number(digits));
  const exact = BigInt(value);
  const rest = exact % unit;
  const away = rest * 2n >= unit ? unit : rest * 2n <= -unit ? -unit : 0n;
  const rounded = exact - rest + away;
  return BigInt.asIntN(64, rounded) === rounded ? rounded : null;
}

function roundReal(value: number, digits = 0): number {
  if (digits < -308) return Number.isFinite(value) ? 0 : value;
  const unit = 10 ** Math.abs(digits);
  const scaled = digits >= 0 ? value * unit : value / unit;
  // from 2^52 on there is no fraction to round away
  if (!(Math.abs(scaled) < 4503599627370496)) return value;
  const whole = Math.sign(scaled) * Math.round(Math.abs(scaled));
  return digits >= 0 ? whole / unit : whole * unit;
}
