import { Decimal as SharedDecimal } from 'decimal.js';
import { expect, test } from 'vitest';
import {
  absoluteDecimal,
  addDecimals,
  binDecimal,
  ceilingDecimal,
  compareDecimals,
  type DecimalValue,
  decimalFromLong,
  decimalFromReal,
  decimalToReal,
  divideDecimals,
  formatDecimal,
  isDecimal,
  moduloDecimals,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  roundDecimal,
  subtractDecimals,
  truncateDecimal,
} from '../../src/data/decimal.ts';

const decimal = (text: string) => parseDecimal(text)!;
const shown = (value: DecimalValue | null) => value && formatDecimal(value);

test('text', () => {
  expect(shown(decimal('123.45678'))).toBe('123.45678');
  expect(shown(decimal('1e5'))).toBe('100000');
  expect(shown(decimal(' -1.50 '))).toBe('-1.5');
  expect(shown(decimal('3.14159265358979323846'))).toBe('3.14159265358979323846');
  expect(shown(decimal('-0.0'))).toBe('0');
  expect(shown(decimal('1000000020000000300000004'))).toBe('1000000020000000300000004');
  expect(shown(decimal('99999999999999999999999999999999999'))).toBe('100000000000000000000000000000000000');
  expect(shown(decimal('1e-50'))).toBe('0');
  for (const text of ['', 'abc', '1,000', '0x10', 'NaN', 'Infinity', '1e', '1e38', '1e999999999', '.', '1.2.3', '1'.repeat(2000)])
    expect(parseDecimal(text)).toBeNull();
});

test('arithmetic is exact and stays decimal', () => {
  expect(compareDecimals(addDecimals(decimal('0.1'), decimal('0.2'))!, decimal('0.3'))).toBe(0);
  expect(shown(subtractDecimals(addDecimals(decimal('0.1'), decimal('0.2'))!, decimal('0.3')))).toBe('0');
  expect(shown(multiplyDecimals(decimal('2147483648'), decimal('2')))).toBe('4294967296');
  expect(decimalToReal(divideDecimals(decimal('1'), decimal('3'))!)).toBe(1 / 3);
  expect(decimalToReal(divideDecimals(decimal('10'), decimalFromLong(3))!)).toBe(10 / 3);
  expect(shown(moduloDecimals(decimal('10'), decimal('3')))).toBe('1');
  expect(shown(moduloDecimals(decimal('-7'), decimal('3')))).toBe('2');
  expect(shown(moduloDecimals(decimal('7'), decimal('-3')))).toBe('1');
  expect(divideDecimals(decimal('1'), decimal('0'))).toBeNull();
  expect(moduloDecimals(decimal('1'), decimal('0'))).toBeNull();
  expect(multiplyDecimals(decimal('1e30'), decimal('1e30'))).toBeNull();
  expect(shown(negateDecimal(decimal('0')))).toBe('0');
  expect(shown(absoluteDecimal(decimal('-2.5')))).toBe('2.5');
});

test('conversions', () => {
  expect(shown(decimalFromReal(0.1))).toBe('0.1');
  expect(shown(decimalFromReal(-0))).toBe('0');
  expect(decimalFromReal(Number.NaN)).toBeNull();
  expect(decimalFromReal(1e300)).toBeNull();
  expect(shown(decimalFromLong(-9223372036854775808n))).toBe('-9223372036854775808');
  expect(truncateDecimal(decimal('9.99'))).toBe(9n);
  expect(truncateDecimal(decimal('-9.99'))).toBe(-9n);
  expect(isDecimal(decimal('1'))).toBe(true);
  expect(isDecimal(1)).toBe(false);
});

test('rounding', () => {
  expect(shown(binDecimal(decimal('-5.5'), decimal('2')))).toBe('-6');
  expect(binDecimal(decimal('1'), decimal('0'))).toBeNull();
  expect(shown(roundDecimal(decimal('2.5'), 0))).toBe('3');
  expect(shown(roundDecimal(decimal('-2.5'), 0))).toBe('-3');
  expect(shown(roundDecimal(decimal('2.15'), 1))).toBe('2.2');
  expect(shown(roundDecimal(decimal('-50.55'), -2))).toBe('-100');
  expect(shown(roundDecimal(decimal('21.5'), -1))).toBe('20');
  expect(shown(ceilingDecimal(decimal('-1.1')))).toBe('-1');
});

test('settings of the shared constructor change nothing', () => {
  const before = SharedDecimal.precision;
  SharedDecimal.set({ precision: 3 });
  try {
    expect(shown(divideDecimals(decimal('1'), decimal('8')))).toBe('0.125');
    expect(shown(divideDecimals(decimal('1'), decimal('3')))).toBe(`0.${'3'.repeat(34)}`);
  } finally {
    SharedDecimal.set({ precision: before });
  }
});
