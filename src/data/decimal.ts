import { Decimal as SharedDecimal } from 'decimal.js';

/**
 * Decimals: exact decimal arithmetic with 34 significant digits on decimal.js. The constructor is a clone of our own, so that what a host
 * sets on the shared one changes nothing here and the other way round. A decimal is always finite, never -0, and below 10^38, the range of
 * the SqlDecimal of .NET that the manual names; what would leave the range is null, what is below 10^-38 is zero. Manual:
 * scalar-data-types/decimal.
 */
const Decimal = SharedDecimal.clone({
  precision: 34,
  rounding: SharedDecimal.ROUND_HALF_UP,
  minE: -9e15,
  maxE: 9e15,
  modulo: SharedDecimal.EUCLID,
});

export type DecimalValue = SharedDecimal;

const limit = new Decimal('1e38');

function inRange(value: DecimalValue): DecimalValue | null {
  if (!value.isFinite() || value.abs().gte(limit)) return null;
  return value.isZero() || value.e < -38 ? zero : value;
}

const zero: DecimalValue = new Decimal(0);

export function isDecimal(value: unknown): value is DecimalValue {
  return value instanceof Decimal;
}

/**
 * The decimal that a text means, by the rules of `todecimal` and of decimal literals: an optional sign, digits with or without a fraction,
 * an exponent; blanks around. Digits beyond the 34th are rounded away. Null when it means none.
 */
export function parseDecimal(text: string): DecimalValue | null {
  const trimmed = text.trim();
  const match = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?(\d+))?$/.exec(trimmed);
  // a number of a thousand digits, or one with an exponent of six, is not in range or is nothing but zeros
  if (match === null || trimmed.length > 1000 || (match[1] ?? '').length > 5) return null;
  return inRange(new Decimal(trimmed).toSignificantDigits(34));
}

/** Plain digits without an exponent and without zeros at the end of the fraction. */
export function formatDecimal(value: DecimalValue): string {
  return value.toFixed();
}

/** An integer as a decimal: exact. */
export function decimalFromLong(value: number | bigint): DecimalValue {
  return new Decimal(value.toString());
}

/** A real as the decimal of its shortest digits: 0.1 is 0.1. Null for NaN and the infinities, and out of range. */
export function decimalFromReal(value: number): DecimalValue | null {
  return Number.isFinite(value) ? inRange(new Decimal(value)) : null;
}

export function decimalToReal(value: DecimalValue): number {
  return value.toNumber();
}

/** The integer part, as a bigint of any size: what `tolong` and `toint` start from. */
export function truncateDecimal(value: DecimalValue): bigint {
  return BigInt(value.trunc().toFixed());
}

export function addDecimals(a: DecimalValue, b: DecimalValue): DecimalValue | null {
  return inRange(Decimal.add(a, b));
}

export function subtractDecimals(a: DecimalValue, b: DecimalValue): DecimalValue | null {
  return inRange(Decimal.sub(a, b));
}

export function multiplyDecimals(a: DecimalValue, b: DecimalValue): DecimalValue | null {
  return inRange(Decimal.mul(a, b));
}

/** Null when the divisor is zero. */
export function divideDecimals(a: DecimalValue, b: DecimalValue): DecimalValue | null {
  return b.isZero() ? null : inRange(Decimal.div(a, b));
}

/** The remainder in [0, |b|), as `%` gives it for every type; null when the divisor is zero. */
export function moduloDecimals(a: DecimalValue, b: DecimalValue): DecimalValue | null {
  return b.isZero() ? null : inRange(Decimal.mod(a, b));
}

export function negateDecimal(value: DecimalValue): DecimalValue {
  return value.isZero() ? zero : value.neg();
}

export function absoluteDecimal(value: DecimalValue): DecimalValue {
  return value.abs();
}

/** -1, 0 or 1. */
export function compareDecimals(a: DecimalValue, b: DecimalValue): number {
  return a.cmp(b);
}

/** The multiple of a size at or below a value; null when the size is not positive. Manual: bin(). */
export function binDecimal(value: DecimalValue, size: DecimalValue): DecimalValue | null {
  return size.gt(0) ? inRange(Decimal.mul(Decimal.div(value, size).floor(), size)) : null;
}

/** Rounded half away from zero to a number of digits after the point, before it when negative. Manual: round(). */
export function roundDecimal(value: DecimalValue, digits: number): DecimalValue | null {
  if (digits >= 0) return inRange(value.toDecimalPlaces(Math.min(digits, 100)));
  const unit = Decimal.pow(10, Math.min(-digits, 100));
  return inRange(Decimal.mul(Decimal.div(value, unit).toDecimalPlaces(0), unit));
}

export function ceilingDecimal(value: DecimalValue): DecimalValue | null {
  return inRange(value.ceil());
}
