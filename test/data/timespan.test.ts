import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxTimespan, minTimespan } from '../../src/data/ticks.ts';
import { formatTimespan, parseTimespan, parseTimespanLiteral, timespanUnits } from '../../src/data/timespan.ts';

const shown = (text: string) => {
  const ticks = parseTimespan(text);
  return ticks === null ? null : formatTimespan(ticks);
};

describe('parseTimespan', () => {
  // frozen answers of the engine, and the table of the timespan type's manual page
  test.each([
    ['1d', '1.00:00:00'],
    ['2h', '02:00:00'],
    ['90s', '00:01:30'],
    ['-1d', '-1.00:00:00'],
    ['01:00:00', '01:00:00'],
    ['13:00', '13:00:00'],
    ['00:30', '00:30:00'],
    ['1.02:03:04', '1.02:03:04'],
    ['1.02:03:04.5', '1.02:03:04.5000000'],
    ['-1.02:03:04.5', '-1.02:03:04.5000000'],
    ['-00:30:00', '-00:30:00'],
    ['0:0:0.001', '00:00:00.0010000'],
    ['23:59:59.9999999', '23:59:59.9999999'],
    ['100.00:00:00', '100.00:00:00'],
    ['0.00:03:00', '00:03:00'],
    ['15 seconds', '00:00:15'],
    ['1.5h', '01:30:00'],
    ['2', '2.00:00:00'],
    ['10675199.02:48:05.4775807', '10675199.02:48:05.4775807'],
    ['-10675199.02:48:05.4775808', '-10675199.02:48:05.4775808'],
  ])('reads %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    '1.5',
    'abc',
    '',
    '-',
    '1:2:3:4',
    '24:00:00',
    '10:60',
    '10:00:60',
    '1.',
    '.5h',
    '1x',
    '1d2h',
    '1 d h',
    '10675199.02:48:05.4775808',
    '99999999999999999999d',
    '--1d',
    '1e3s',
    '1us',
    '100ns',
  ])('%j is none', (text) => {
    expect(parseTimespan(text)).toBeNull();
  });

  test('hostile text takes no time', () => {
    for (const text of ['1', '1.1', ' ', '1 ', 'a', '1:', '-1.00:00:00.1'])
      expect(() => parseTimespan(text + text.at(-1)!.repeat(2_000_000))).not.toThrow();
  });
});

test('literals: a number and a unit', () => {
  expect(parseTimespanLiteral('1tick')).toBe(1n);
  expect(parseTimespanLiteral('10microsecond')).toBe(100n);
  expect(parseTimespanLiteral('0.1s')).toBe(1_000_000n);
  expect(parseTimespanLiteral('1.5h')).toBe(54_000_000_000n);
  expect(parseTimespanLiteral('100ms')).toBe(1_000_000n);
  expect(parseTimespanLiteral('1nano')).toBe(0n);
  expect(parseTimespanLiteral('250nanoseconds')).toBe(2n);
  for (const unit of timespanUnits) expect(parseTimespanLiteral(`3${unit}`)).not.toBeNull();
  for (const text of ['1us', '100ns', '1w', '1week', '1 d', '-1d', '1D', '1d ', '5', '1L', '01:00'])
    expect(parseTimespanLiteral(text)).toBeNull();
});

test('formatTimespan', () => {
  expect(formatTimespan(0n)).toBe('00:00:00');
  expect(formatTimespan(parseTimespan('14d')!)).toBe('14.00:00:00');
  expect(formatTimespan(1n)).toBe('00:00:00.0000001');
  expect(formatTimespan(-parseTimespan('1.02:03:04')!)).toBe('-1.02:03:04');
});

test('reads back what it prints', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: minTimespan, max: maxTimespan }), (ticks) => {
      expect(parseTimespan(formatTimespan(ticks))).toBe(ticks);
    }),
  );
});
