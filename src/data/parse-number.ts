/** Numbers and booleans from text, by the rules of `tolong`, `toint`, `todouble` and `tobool`; text that means none gives null. */

/**
 * A long: an optional sign and decimal digits, or `0x` and hexadecimal digits without a sign, which are the bits of the number; blanks around.
 * No fraction, no exponent, no thousands separators. Null beyond 64 bits. A number within ±(2^53−1), else a bigint.
 */
export function parseLong(text: string): number | bigint | null {
  const trimmed = text.trim();
  const { length } = trimmed;
  if (length === 0) return null;
  const first = trimmed.charCodeAt(0);
  let at = first === 0x2d || first === 0x2b ? 1 : 0;
  if (at === length) return null;
  if (at === 0 && length > 2 && first === 0x30 && (trimmed.charCodeAt(1) | 0x20) === 0x78) return cellOfLong(bitsOf(trimmed, 64));
  if (length - at > 15) return parseLongDigits(trimmed);
  let value = 0;
  for (; at < length; at++) {
    const digit = trimmed.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return first === 0x2d && value !== 0 ? -value : value;
}

function parseLongDigits(text: string): number | bigint | null {
  const match = /^([+-]?)(\d+)$/.exec(text);
  if (match === null) return null;
  const digits = match[2].replace(/^0+(?=\d)/, '');
  if (digits.length > 19) return null;
  const value = match[1] === '-' ? -BigInt(digits) : BigInt(digits);
  return BigInt.asIntN(64, value) === value ? cellOfLong(value) : null;
}

/** The bits that `0x…` spells, as a signed number of that many bits. */
function bitsOf(text: string, width: 32 | 64): bigint | null {
  if (text.length > 100 || !/^0[xX][0-9a-fA-F]+$/.test(text)) return null;
  const bits = BigInt(text);
  return BigInt.asUintN(width, bits) === bits ? BigInt.asIntN(width, bits) : null;
}

function cellOfLong(value: bigint | null): number | bigint | null {
  return value !== null && value >= -9_007_199_254_740_991n && value <= 9_007_199_254_740_991n ? Number(value) : value;
}

/** An int: as a long, within 32 bits; hexadecimal digits are the bits of 32. */
export function parseInt32(text: string): number | null {
  const trimmed = text.trim();
  if (/^0[xX]/.test(trimmed)) {
    const bits = bitsOf(trimmed, 32);
    return bits === null ? null : Number(bits);
  }
  const value = parseLong(trimmed);
  return typeof value === 'number' && (value | 0) === value ? value | 0 : null;
}

const realWords = new Map([
  ['nan', Number.NaN],
  ['NaN', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['+Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * A real: an optional sign, digits, a fraction (either side of the point may be missing), an exponent; blanks around; `nan`, `NaN`, and
 * `inf`, `Infinity` with or without a sign, in this case only. Not hexadecimal. Too large is infinity, too small zero.
 */
export function parseReal(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  return realWords.get(trimmed) ?? null;
}

/** A bool: `true` and `false` in any case, or a long, of which all but zero is true; blanks around. */
export function parseBool(text: string): boolean | null {
  const trimmed = text.trim();
  if (trimmed.length === 4 && trimmed.toLowerCase() === 'true') return true;
  if (trimmed.length === 5 && trimmed.toLowerCase() === 'false') return false;
  const number = parseLong(trimmed);
  return number === null ? null : number !== 0;
}
