import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilFromDay, dayFromCivil, lastDay } from '../../src/data/civil.ts';
import {
  datetimeFromMilliseconds,
  datetimeFromParts,
  datetimeParts,
  formatDatetime,
  formatDatetimeJson,
  millisecondsFromDatetime,
  parseDatetime,
  parseDatetimeLiteral,
} from '../../src/data/datetime.ts';
import { parseIsoDatetimeBytes, parseIsoDatetimeParts, writeTicks } from '../../src/data/iso-datetime.ts';
import { maxDatetime, ticksPerDay, unixEpoch } from '../../src/data/ticks.ts';

const anyDatetime = fc.bigInt({ min: 0n, max: maxDatetime });
const json = (text: string) => {
  const ticks = parseDatetime(text);
  return ticks === null ? null : formatDatetimeJson(ticks);
};

describe('parseDatetime', () => {
  // each form from the manual page of the datetime type, or from a frozen answer of the engine
  test.each([
    ['2014-05-25T08:20:03.123456Z', '2014-05-25T08:20:03.123456Z'],
    ['2014-05-25T08:20:03.123456', '2014-05-25T08:20:03.123456Z'],
    ['2014-05-25T08:20', '2014-05-25T08:20:00Z'],
    ['2014-11-08 15:55:55.123456Z', '2014-11-08T15:55:55.123456Z'],
    ['2014-11-08 15:55', '2014-11-08T15:55:00Z'],
    ['2014-11-08', '2014-11-08T00:00:00Z'],
    ['2015-12-31 23:59:59.9', '2015-12-31T23:59:59.9Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['2022/12/02', '2022-12-02T00:00:00Z'],
    ['2022/12/02 10:11:12', '2022-12-02T10:11:12Z'],
    ['1970-5-12', '1970-05-12T00:00:00Z'],
    ['2025, 6, 14', '2025-06-14T00:00:00Z'],
    ['2024', '2024-01-01T00:00:00Z'],
    ['20221202', '2022-12-02T00:00:00Z'],
    ['12-02-2022', '2022-12-02T00:00:00Z'],
    ['12.02.2022', '2022-12-02T00:00:00Z'],
    ['03/04/2024', '2024-03-04T00:00:00Z'],
    ['02/17/2016 08:40:01', '2016-02-17T08:40:01Z'],
    ['5/1/2024, 1:02:03.456 PM', '2024-05-01T13:02:03.456Z'],
    ['5/1/2024, 12:02:03.456 AM', '2024-05-01T00:02:03.456Z'],
    ['2 Dec 2022', '2022-12-02T00:00:00Z'],
    ['Dec 2, 2022', '2022-12-02T00:00:00Z'],
    ['December 2, 2022 10:00', '2022-12-02T10:00:00Z'],
    ['Sat, 8 Nov 14 15:05:02 GMT', '2014-11-08T15:05:02Z'],
    ['Sat, 8 Nov 14 15:05', '2014-11-08T15:05:00Z'],
    ['Sat, 08 Nov 2014 15:05:02 GMT', '2014-11-08T15:05:02Z'],
    ['8 Nov 14 15:05 GMT', '2014-11-08T15:05:00Z'],
    ['Saturday, 08-Nov-14 15:05:02 GMT', '2014-11-08T15:05:02Z'],
    ['08-Nov-14 15:05', '2014-11-08T15:05:00Z'],
    ['2014-11-08 15:05:25 GMT', '2014-11-08T15:05:25Z'],
    ['2014-11-08T15:05 GMT', '2014-11-08T15:05:00Z'],
  ])('reads %j', (text, expected) => {
    expect(json(text)).toBe(expected);
    expect(json(`  ${text} `)).toBe(expected);
  });

  test('offsets are converted to UTC', () => {
    expect(json('2024-03-04T01:00:00+02:00')).toBe('2024-03-03T23:00:00Z');
    expect(json('2024-03-04 23:30:00.5-0130')).toBe('2024-03-05T01:00:00.5Z');
    expect(json('2024-03-04T01:00+02')).toBe('2024-03-03T23:00:00Z');
    expect(json('8 Nov 2014 15:05:02 -0700')).toBe('2014-11-08T22:05:02Z');
    expect(json('0001-01-01T01:00:00+02:00')).toBeNull();
    expect(json('9999-12-31T23:00:00-02:00')).toBeNull();
  });

  test('more than seven digits of a fraction are cut', () => {
    expect(json('2017-10-01T12:11:00.12345678999Z')).toBe('2017-10-01T12:11:00.1234567Z');
    expect(json('10/01/2017 12:11:00.99999999999 PM')).toBe('2017-10-01T12:11:00.9999999Z');
  });

  test.each([
    '',
    '   ',
    'not a date',
    '2020-13-01',
    '2020-02-30',
    '13-01-2022',
    '0000-01-01',
    '2024-01-01T24:00:00',
    '2024-01-01T10:60',
    '2024-01-01T10:00:60',
    '2024-01-01T10',
    '2024-01-01T10:00:00.',
    '2024-01-01T10:00:00ZZ',
    '2024-01-01T10:00:00+25:00',
    '2024-01-01T10:00:00+2:0',
    '2024-01-01T10:00 13:00',
    '13:00',
    '2024-01-01 13:00 PM',
    '1/2/24',
    '123',
    '12345',
    '2022120',
    '202212021',
    '99999999',
    '2 Foo 2022',
    'Dec 32, 2022',
    '2024-01/02',
    '２０２４-01-01',
    'İ024-01-01T10:00',
  ])('%j is none', (text) => {
    expect(parseDatetime(text)).toBeNull();
  });

  test('a literal may stand in quotes', () => {
    expect(parseDatetimeLiteral(' "2015-12-14" ')).toBe(parseDatetime('2015-12-14'));
    expect(parseDatetimeLiteral("'12-02-2022'")).toBe(parseDatetime('2022-12-02'));
  });

  test('reads back what it prints', () => {
    fc.assert(
      fc.property(anyDatetime, (ticks) => {
        expect(parseDatetime(formatDatetime(ticks))).toBe(ticks);
        expect(parseDatetime(formatDatetimeJson(ticks))).toBe(ticks);
        expect(datetimeFromParts(datetimeParts(ticks))).toBe(ticks);
      }),
    );
  });

  test('any text gives a datetime in range or null, in time linear in its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-/.,: TZ+AMPmDecSat'), maxLength: 40 }), (text) => {
        const ticks = parseDatetime(text);
        expect(ticks === null || (ticks >= 0n && ticks <= maxDatetime)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    for (const text of ['1', '2024-01-01T10:00:00.1', '2024-01-01 ', 'Sat, ', 'a', ' '])
      expect(() => parseDatetime(text + text.at(-1)!.repeat(2_000_000))).not.toThrow();
  });
});

describe('ISO datetimes in parts', () => {
  const parts = new Float64Array(2);

  test('agree with parseDatetime wherever they are read', () => {
    const digit = fc.constantFrom(...'0123456789');
    const near = fc.tuple(
      fc.stringMatching(/^[0-3][0-9]{3}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]$/),
      fc.oneof(
        fc.constant(''),
        fc.stringMatching(/^:[0-6][0-9]$/),
        fc.array(digit, { maxLength: 9 }).map((digits) => `:07.${digits.join('')}`),
      ),
      fc.constantFrom('', 'Z', '+02:00', '-0930', '+14', 'z', '+15:00', ' Z'),
    );
    fc.assert(
      fc.property(near, (pieces) => {
        const text = pieces.join('');
        const read = parseIsoDatetimeParts(text, parts);
        const bytes = new TextEncoder().encode(`xx${text}yy`);
        expect(parseIsoDatetimeBytes(bytes, 2, bytes.length - 2, parts)).toBe(read);
        if (read) expect(BigInt(parts[0]) * ticksPerDay + BigInt(parts[1])).toBe(parseDatetime(` ${text}`));
        else if (!/z$| Z$/.test(text)) expect(parseDatetime(` ${text}`)).toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  test('leave other forms alone', () => {
    for (const text of ['2024-01-01', '5/1/2024 10:00:00', '2024-01-01T10:00:00.1234567 GMT', '２０２４-01-01T10:00:00']) {
      expect(parseIsoDatetimeParts(text, parts)).toBe(false);
    }
  });

  test('are written as 64-bit integers', () => {
    const values = new BigInt64Array(3);
    fc.assert(
      fc.property(anyDatetime, (ticks) => {
        writeTicks(new Int32Array(values.buffer), 1, Number(ticks / ticksPerDay), Number(ticks % ticksPerDay));
        expect(values[1]).toBe(ticks);
      }),
    );
    writeTicks(new Int32Array(values.buffer), 2, lastDay, 863_999_999_999);
    expect(values[2]).toBe(maxDatetime);
  });
});

test('formatDatetime has seven digits, JSON as many as it needs', () => {
  expect(formatDatetime(parseDatetime('2020-01-01')!)).toBe('2020-01-01T00:00:00.0000000Z');
  expect(formatDatetime(0n)).toBe('0001-01-01T00:00:00.0000000Z');
  expect(formatDatetime(maxDatetime)).toBe('9999-12-31T23:59:59.9999999Z');
  expect(formatDatetimeJson(1n)).toBe('0001-01-01T00:00:00.0000001Z');
  expect(formatDatetimeJson(5_000_000n)).toBe('0001-01-01T00:00:00.5Z');
});

test('ticks are those of the engine', () => {
  expect(parseDatetime('2020-01-01')).toBe(637134336000000000n);
  expect(parseDatetime('1970-01-01')).toBe(unixEpoch);
  expect(parseDatetime('9999-12-31 23:59:59.9999999')).toBe(maxDatetime);
  expect(formatDatetime(31241376000000000n)).toBe('0100-01-01T00:00:00.0000000Z');
});

test('days are those of the Gregorian calendar', () => {
  for (let day = 0; day <= lastDay; day += 1) {
    const { year, month, day: date } = civilFromDay(day);
    if (dayFromCivil(year, month, date) !== day) expect.fail(`day ${day}`);
    if (day % 997 === 0)
      expect(new Date((day - 719_162) * 86_400_000).toISOString().slice(0, 10)).toBe(
        `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`,
      );
  }
});

test('JavaScript times', () => {
  expect(datetimeFromMilliseconds(0)).toBe(unixEpoch);
  expect(datetimeFromMilliseconds(-62135596800000)).toBe(0n);
  expect(datetimeFromMilliseconds(-62135596800001)).toBeNull();
  expect(datetimeFromMilliseconds(Number.NaN)).toBeNull();
  expect(millisecondsFromDatetime(parseDatetime('2024-01-01T00:00:00.001Z')!)).toBe(Date.UTC(2024, 0, 1, 0, 0, 0, 1));
});
