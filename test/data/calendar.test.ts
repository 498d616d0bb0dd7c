import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binTicks,
  binTicksAt,
  type CalendarPeriod,
  datetimeAdd,
  datetimeDiff,
  datetimePart,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  endOf,
  getYear,
  hourOfDay,
  makeDatetime,
  makeTimespan,
  monthOfYear,
  partNames,
  periodNames,
  startOf,
  weekOfYear,
} from '../../src/data/calendar.ts';
import { formatDatetimeJson, parseDatetime } from '../../src/data/datetime.ts';
import { maxDatetime, ticksPerDay, ticksPerHour } from '../../src/data/ticks.ts';
import { formatTimespan, parseTimespan } from '../../src/data/timespan.ts';

const at = (text: string) => parseDatetime(text)!;
const span = (text: string) => parseTimespan(text)!;
const shown = (ticks: bigint | null) =>
  ticks === null ? null : formatDatetimeJson(ticks).replace('T00:00:00Z', '').replace('T23:59:59.9999999Z', ' end');
const anyDatetime = fc.bigInt({ min: 0n, max: maxDatetime });

test('startof and endof: weeks from Sunday, moved by periods over month and year ends', () => {
  const june = at('2020-06-15 13:45:00');
  expect(shown(startOf('week', june))).toBe('2020-06-14');
  expect(shown(startOf('week', june, -2))).toBe('2020-05-31');
  expect(shown(startOf('week', june, 3))).toBe('2020-07-05');
  expect(shown(startOf('week', at('2024-02-29 23:59:59.9999999')))).toBe('2024-02-25');
  expect(shown(startOf('week', at('2020-01-05 12:00')))).toBe('2020-01-05');
  expect(shown(startOf('month', june, -13))).toBe('2019-05-01');
  expect(shown(startOf('month', at('2020-06-15'), 2))).toBe('2020-08-01');
  expect(shown(startOf('year', june, -5))).toBe('2015-01-01');
  expect(shown(startOf('day', june, -3))).toBe('2020-06-12');
  expect(shown(startOf('day', at('0001-01-02'), -1))).toBe('0001-01-01');
  expect(shown(endOf('week', at('2017-01-01 10:10:17'), -1))).toBe('2016-12-31 end');
  expect(shown(endOf('week', at('2017-01-01')))).toBe('2017-01-07 end');
  expect(shown(endOf('month', at('2020-01-31'), 1))).toBe('2020-02-29 end');
  expect(shown(endOf('month', at('2020-01-31'), 13))).toBe('2021-02-28 end');
  expect(shown(endOf('month', at('0100-02-28')))).toBe('0100-02-28 end');
  expect(shown(endOf('month', at('0400-02-29')))).toBe('0400-02-29 end');
  expect(shown(endOf('year', at('2020-06-15'), -1))).toBe('2019-12-31 end');
  expect(shown(endOf('day', june, 2))).toBe('2020-06-17 end');
});

test('the last day of 9999 still has ends, what lies outside is null', () => {
  for (const period of ['day', 'month', 'year'] as const) {
    expect(endOf(period, maxDatetime)).toBe(maxDatetime);
    expect(endOf(period, maxDatetime, 1)).toBeNull();
    expect(startOf(period, 0n)).toBe(0n);
    expect(startOf(period, 0n, -1)).toBeNull();
  }
  // 0001-01-01 is a Monday and 9999-12-31 a Friday: their weeks are not whole
  expect(startOf('week', 0n)).toBeNull();
  expect(endOf('week', maxDatetime)).toBeNull();
  expect(startOf('year', 0n, 2 ** 40)).toBeNull();
});

test('a datetime lies between the start and the end of its period', () => {
  fc.assert(
    fc.property(anyDatetime, fc.constantFrom<CalendarPeriod>('day', 'week', 'month', 'year'), (ticks, period) => {
      const start = startOf(period, ticks);
      const end = endOf(period, ticks);
      if (start !== null) expect(start <= ticks).toBe(true);
      if (end !== null) expect(end >= ticks).toBe(true);
      if (end !== null && end < maxDatetime) expect(startOf(period, ticks, 1)).toBe(end + 1n);
    }),
  );
});

test('datetime_add clips the day and keeps the time', () => {
  const january = at('2017-01-01');
  expect(shown(datetimeAdd('year', -5, january))).toBe('2012-01-01');
  expect(shown(datetimeAdd('quarter', 12, january))).toBe('2020-01-01');
  expect(shown(datetimeAdd('month', -15, january))).toBe('2015-10-01');
  expect(shown(datetimeAdd('week', 100, january))).toBe('2018-12-02');
  expect(shown(datetimeAdd('Hour', 1, january))).toBe('2017-01-01T01:00:00Z');
  expect(shown(datetimeAdd('month', 1, at('2020-01-31 23:59:59.9999999')))).toBe('2020-02-29 end');
  expect(shown(datetimeAdd('month', -1, at('2020-03-31 00:00:00.0000001')))).toBe('2020-02-29T00:00:00.0000001Z');
  expect(shown(datetimeAdd('quarter', -3, at('2020-02-29 12:00')))).toBe('2019-05-29T12:00:00Z');
  expect(shown(datetimeAdd('year', 1, at('2999-01-01')))).toBe('3000-01-01');
  expect(shown(datetimeAdd('nanosecond', 250, january))).toBe('2017-01-01T00:00:00.0000002Z');
  expect(datetimeAdd('month', 12 * 8000, january)).toBeNull();
  expect(datetimeAdd('day', -1, 0n)).toBeNull();
  expect(datetimeAdd('fortnight', 1, january)).toBeNull();
});

test('datetime_diff counts boundaries', () => {
  const diff = (period: string, a: string, b: string) => datetimeDiff(period, at(a), at(b));
  expect(diff('year', '2017-01-01', '2000-12-31')).toBe(17n);
  expect(diff('quarter', '2017-07-01', '2017-03-30')).toBe(2n);
  expect(diff('month', '2017-01-01', '2015-12-30')).toBe(13n);
  expect(diff('month', '2020-01-31', '2020-02-01')).toBe(-1n);
  expect(diff('month', '2021-01-01', '2019-06-15')).toBe(19n);
  expect(diff('week', '2017-10-29 00:00', '2017-09-30 23:59')).toBe(5n);
  expect(diff('week', '2021-03-01', '2020-12-31')).toBe(9n);
  expect(diff('week', '2020-01-31', '2019-12-31')).toBe(4n);
  expect(diff('week', '2024-02-29', '2020-02-29')).toBe(209n);
  expect(diff('day', '2017-10-29 00:00', '2017-09-30 23:59')).toBe(29n);
  expect(diff('day', '1950-06-15 13:45:00', '2000-01-01')).toBe(-18097n);
  expect(diff('hour', '2017-10-31 01:00', '2017-10-30 23:59')).toBe(2n);
  expect(diff('minute', '2017-10-30 23:05:01', '2017-10-30 23:00:59')).toBe(5n);
  expect(diff('second', '2020-01-01 00:00:01.9999999', '2020-01-01 00:00:00.0000001')).toBe(1n);
  expect(diff('millisecond', '2020-01-01 00:00:01.9999999', '2020-01-01 00:00:00.0000001')).toBe(1999n);
  expect(diff('millisecond', '2017-10-30 23:00:00.200100', '2017-10-30 23:00:00.100900')).toBe(100n);
  expect(diff('Microsecond', '2020-01-01 00:00:00.0000020', '2020-01-01 00:00:00.0000005')).toBe(2n);
  expect(diff('nanosecond', '2017-10-30 23:00:00.0000000', '2017-10-30 23:00:00.0000007')).toBe(-700n);
  expect(diff('decade', '2017-10-30', '2017-10-30')).toBeNull();
  expect(periodNames).toHaveLength(11);
});

test('datetime_part and its siblings', () => {
  const ticks = at('2017-10-30 01:02:03.7654321');
  expect(partNames.map((part) => datetimePart(part.toUpperCase(), ticks))).toEqual([
    2017, 4, 10, 44, 44, 30, 303, 1, 2, 3, 765, 765432, 765432100,
  ]);
  expect(datetimePart('century', ticks)).toBeNull();
  expect([getYear(ticks), monthOfYear(ticks), dayOfMonth(ticks), dayOfYear(ticks), hourOfDay(ticks)]).toEqual([2017, 10, 30, 303, 1]);
  expect(['2007-01-01', '1950-06-15', '2030-12-31', '2020-02-29'].map((text) => dayOfYear(at(text)))).toEqual([1, 166, 365, 60]);
});

test('dayofweek is a timespan since Sunday', () => {
  expect(formatTimespan(dayOfWeek(at('1947-11-30 10:00:05')))).toBe('00:00:00');
  expect(formatTimespan(dayOfWeek(at('1970-05-11')))).toBe('1.00:00:00');
  expect(
    ['0100-02-28', '0200-02-28', '0400-02-29', '1900-02-28', '2000-02-29', '2024-02-29'].map((text) =>
      Number(dayOfWeek(at(text)) / ticksPerDay),
    ),
  ).toEqual([0, 5, 2, 3, 2, 4]);
});

test('week_of_year is ISO 8601', () => {
  const weeks: [string, number][] = [
    ['2016-01-01', 53],
    ['2017-01-01', 52],
    ['2021-01-03', 53],
    ['2020-12-31', 53],
    ['2015-12-31', 53],
    ['2018-12-31', 1],
    ['2019-01-01', 1],
    ['2023-01-01', 52],
    ['1999-12-31', 52],
    ['2000-01-01', 52],
    ['2030-12-31', 1],
    ['1950-06-15', 24],
    ['2020-02-29', 9],
    ['0001-01-01', 1],
    ['1601-01-01', 1],
    ['9999-12-31', 52],
  ];
  expect(weeks.map(([text]) => weekOfYear(at(text)))).toEqual(weeks.map(([, week]) => week));
});

describe('make_datetime and make_timespan', () => {
  test('seconds may have a fraction, cut to the tick', () => {
    expect(shown(makeDatetime(2017, 10, 1, 12, 11, 0.1234567))).toBe('2017-10-01T12:11:00.1234567Z');
    expect(shown(makeDatetime(2020, 2, 29, 23, 59, 59.9999999))).toBe('2020-02-29 end');
    expect(shown(makeDatetime(9999, 12, 31, 23, 59, 59))).toBe('9999-12-31T23:59:59Z');
    expect(formatTimespan(makeTimespan(1, 12, 30, 55.123)!)).toBe('1.12:30:55.1230000');
    expect(formatTimespan(makeTimespan(0, 0, 0, 0.0000001)!)).toBe('00:00:00.0000001');
  });

  test('parts out of range give null', () => {
    expect(makeDatetime(2020, 13, 1)).toBeNull();
    expect(makeDatetime(2021, 2, 29)).toBeNull();
    expect(makeDatetime(0, 1, 1)).toBeNull();
    expect(makeDatetime(2020, 1, 1, 24)).toBeNull();
    expect(makeDatetime(2020, 1, 1, 0, 0, Number.NaN)).toBeNull();
    expect(makeTimespan(0, 25, 61, 61.5)).toBeNull();
    expect(makeTimespan(0, -1, -2, 0)).toBeNull();
  });
});

test('bins of ticks: down, from 0001-01-01, a Monday', () => {
  expect(shown(binTicks(at('1955-11-05 06:15'), span('7d')))).toBe('1955-10-31');
  expect(shown(binTicks(at('2024-02-29'), span('7d')))).toBe('2024-02-26');
  expect(shown(binTicks(at('2024-02-29'), span('30d')))).toBe('2024-02-15');
  expect(shown(binTicks(at('1969-12-31 23:30'), ticksPerHour))).toBe('1969-12-31T23:00:00Z');
  expect(binTicks(span('16d'), span('7d'))).toBe(span('14d'));
  expect(binTicks(-1n, ticksPerHour)).toBe(-ticksPerHour);
  expect(binTicks(5n, 0n)).toBeNull();
  expect(binTicks(5n, -1n)).toBeNull();
  expect(shown(binTicksAt(at('2017-05-15 10:20'), span('1d'), at('1970-01-01 12:00')))).toBe('2017-05-14T12:00:00Z');
  expect(shown(binTicksAt(at('2017-05-17 10:20'), span('7d'), at('2017-06-04')))).toBe('2017-05-14');
  expect(shown(binTicksAt(at('2023-06-14 12:00'), span('7d'), at('2023-01-01')))).toBe('2023-06-11');
  expect(binTicksAt(span('1h'), span('1d'), span('12h'))).toBe(-span('12h'));
});
