import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBool, parseInt32, parseLong, parseReal } from '../../src/data/parse-number.ts';
import { formatReal } from '../../src/data/real.ts';

test.each([
  [1, '1.0'],
  [1.5, '1.5'],
  [1500, '1500.0'],
  [1e11, '100000000000.0'],
  [-2.5, '-2.5'],
  [0, '0.0'],
  [-0, '-0.0'],
  [1 / 3, '0.3333333333333333'],
  [1e-7, '1e-7'],
  [1e20, '100000000000000000000.0'],
  [1e21, '1e+21'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('formatReal(%d) is %s', (value, expected) => {
  expect(formatReal(value)).toBe(expected);
});

test('a real reads back as itself', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(parseReal(formatReal(value))).toBe(value);
    }),
  );
});

describe('parseLong and parseInt32', () => {
  test.each([
    ['5', 5],
    [' 5 ', 5],
    ['+7', 7],
    ['-7', -7],
    ['007', 7],
    ['0', 0],
    ['  -0  ', 0],
    ['+0', 0],
    ['0x1F', 31],
    ['0X1f', 31],
    ['0x7FFFFFFF', 2147483647],
    ['0x10', 16],
    ['5.7', null],
    ['1e3', null],
    ['7e0', null],
    ['1,000', null],
    ['', null],
    ['  ', null],
    ['5abc', null],
    ['-0x10', null],
    ['0xG', null],
    ['0x', null],
    ['0o17', null],
    ['1f', null],
    ['1.0', null],
    ['-', null],
    ['Infinity', null],
    ['５', null],
    ['1 000', null],
    [`0x${'0'.repeat(500)}`, null],
  ])('%j', (text, expected) => {
    expect(parseLong(text)).toBe(expected);
    expect(parseInt32(text)).toBe(expected);
  });

  test('decimal text out of range is null, hexadecimal text is bits', () => {
    expect(parseInt32('2147483648')).toBeNull();
    expect(parseInt32('-2147483648')).toBe(-2147483648);
    expect(parseLong('2147483648')).toBe(2147483648);
    expect(parseLong('9223372036854775807')).toBe(9223372036854775807n);
    expect(parseLong('-9223372036854775808')).toBe(-9223372036854775808n);
    expect(parseLong('9223372036854775808')).toBeNull();
    expect(parseLong('9007199254740993')).toBe(9007199254740993n);
    expect(parseLong('00000000000000000000000000000042')).toBe(42);
    expect(parseLong('0x7FFFFFFFFFFFFFFF')).toBe(9223372036854775807n);
    expect(parseLong('0xFFFFFFFFFFFFFFFF')).toBe(-1);
    expect(parseLong('0x1FFFFFFFFFFFFFFFF')).toBeNull();
    expect(parseInt32('0xFFFFFFFF')).toBe(-1);
    expect(parseInt32('0x1FFFFFFFF')).toBeNull();
  });

  test('any long reads back, as a number where it is exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const read = parseLong(String(value))!;
        expect(BigInt(read)).toBe(value);
        expect(typeof read).toBe(value >= -(2n ** 53n - 1n) && value <= 2n ** 53n - 1n ? 'number' : 'bigint');
      }),
    );
  });
});

test.each([
  ['5.7', 5.7],
  ['1e3', 1000],
  ['  3.14  ', 3.14],
  ['.5', 0.5],
  ['5.', 5],
  ['0.5e-3', 0.0005],
  ['1e400', Number.POSITIVE_INFINITY],
  ['-1e400', Number.NEGATIVE_INFINITY],
  ['1e-400', 0],
  ['4.9e-324', 5e-324],
  ['9223372036854775808', 2 ** 63],
  ['nan', Number.NaN],
  ['  NaN  ', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['+Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['INF', null],
  ['0x1F', null],
  ['1,234', null],
  ['1.234,56', null],
  ['1_000', null],
  ['1 000', null],
  ['$100', null],
  ["1'000", null],
  ['0o17', null],
  ['1f', null],
  ['', null],
  ['.', null],
  ['1e', null],
])('parseReal(%j)', (text, expected) => {
  expect(parseReal(text)).toBe(expected);
});

test.each([
  ['true', true],
  ['True', true],
  ['tRuE', true],
  ['FALSE', false],
  ['1', true],
  ['-1', true],
  ['0', false],
  ['yes', null],
  ['', null],
  ['1.0', null],
  ['0.0', null],
  ['maybe', null],
])('parseBool(%j)', (text, expected) => {
  expect(parseBool(text)).toBe(expected);
});

test('hostile text takes no time', () => {
  for (const text of ['0x0', '0', '1', '-', ' ', '1.', '1e', '0x']) {
    const long = text + text.at(-1)!.repeat(1_000_000);
    for (const parse of [parseLong, parseInt32, parseReal, parseBool]) expect(() => parse(`${long}g`)).not.toThrow();
  }
});
