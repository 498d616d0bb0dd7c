import { createBitmap, setBit, unionBitmaps } from '../../data/bitmap.ts';
import {
  type CalendarPeriod,
  datetimePart,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  endOf,
  getYear,
  hourOfDay,
  monthOfYear,
  partNames,
  startOf,
  weekOfYear,
} from '../../data/calendar.ts';
import { dayTicks, maxDatetime, ticksPerDay } from '../../data/ticks.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import { clockParts, datetimesOfDays, mapDays, noDay, splitDays } from '../datetime-columns.ts';
import { type CallError, type CallSite, renamed, type ScalarFunction, scalar } from '../define.ts';

/**
 * Where a datetime stands in the calendar: startof…, endof…, dayof…, datetime_part() and their like, all in UTC, with weeks that start on
 * Sunday. The manual calls every part an int, but the engine gives a long for the year, the month, the hour and datetime_part().
 */
export const calendarFunctions: readonly ScalarFunction[] = [
  startOfPeriod('day', 'argument'),
  startOfPeriod('week', 'none'),
  startOfPeriod('month', 'none'),
  startOfPeriod('year', 'none'),
  endOfPeriod('day'),
  endOfPeriod('week'),
  endOfPeriod('month'),
  endOfPeriod('year'),
  dayPart('getyear', 'long', 'The year of a datetime.', getYear),
  dayPart('monthofyear', 'long', 'The month of a datetime, 1 to 12.', monthOfYear),
  renamed(
    dayPart('monthofyear', 'long', 'The month of a datetime; the old name of monthofyear().', monthOfYear),
    'getmonth',
    'monthofyear',
  ),
  dayPart('dayofmonth', 'int', 'The day of the month of a datetime, 1 to 31.', dayOfMonth),
  dayPart('dayofyear', 'int', 'The day of the year of a datetime, 1 to 366.', dayOfYear),
  dayPart('week_of_year', 'int', 'The week of the year by ISO 8601, 1 to 53.', weekOfYear),
  renamed(
    dayPart('week_of_year', 'int', 'The week of the year; the old name of week_of_year().', weekOfYear),
    'weekofyear',
    'week_of_year',
  ),
  scalar({
    signature: 'hourofday(date: datetime): long',
    doc: 'The hour of a datetime, 0 to 23.',
    examples: [['hourofday(datetime(2015-12-14 18:54))', 18]],
    row: hourOfDay,
    column: ([vector]) => partColumn('hour', 'long', vector),
  }),
  scalar({
    signature: 'dayofweek(date: datetime): timespan',
    doc: 'The days since the Sunday on or before a datetime, as a timespan.',
    examples: [['dayofweek(datetime(1970-05-11))', '1.00:00:00']],
    // the engine has no answer for the very last tick
    row: (ticks) => (ticks === maxDatetime ? null : dayOfWeek(ticks)),
    column: ([vector]) => dayOfWeekColumn(vector),
  }),
  partFunction('datetime_part'),
  renamed(partFunction('datetime_part'), 'datepart', 'datetime_part'),
];

function startOfPeriod(period: CalendarPeriod, naming: 'argument' | 'none'): ScalarFunction {
  return scalar({
    signature: `startof${period}(date: datetime, offset?: long): datetime` as 'startofday(date: datetime, offset?: long): datetime',
    doc: `The start of the ${period} of a datetime, moved by \`offset\` ${period}s.`,
    naming,
    saturate: true,
    row: (ticks, offset) => startOf(period, ticks, offset),
    column: ([vector, offset], length) => periodColumn(vector, offset, length, (day, by) => startOf(period, day, by), false),
  });
}

function endOfPeriod(period: CalendarPeriod): ScalarFunction {
  return scalar({
    signature: `endof${period}(date: datetime, offset?: long): datetime` as 'endofday(date: datetime, offset?: long): datetime',
    doc: `The last tick of the ${period} of a datetime, moved by \`offset\` ${period}s.`,
    saturate: true,
    row: (ticks, offset) => endOf(period, ticks, offset),
    column: ([vector, offset], length) => periodColumn(vector, offset, length, (day, by) => endOf(period, day, by), true),
  });
}

/** `bound` gives a start or, where `tickBefore`, the tick before the next one; it is asked once a day. */
function periodColumn(
  vector: Vector,
  offset: Vector | undefined,
  length: number,
  bound: (ticks: bigint, offset: number) => bigint | null,
  tickBefore: boolean,
): Vector | undefined {
  if (offset !== undefined && offset.encoding !== 'constant') return undefined;
  const by = offset === undefined ? 0 : offset.value;
  if (by === null) return constantVector('datetime', null, length);
  const split = splitDays(vector);
  if (split === undefined || typeof by !== 'number') return undefined;
  const days = mapDays(split.days, vector.nulls, (day) => {
    const ticks = bound(BigInt(day) * ticksPerDay, by);
    return ticks === null ? noDay : Number((tickBefore ? ticks + 1n : ticks) / ticksPerDay);
  });
  return datetimesOfDays(days, vector.nulls, tickBefore);
}

/** A function of the day alone. */
function dayPart(name: string, type: 'int' | 'long', doc: string, ofTicks: (ticks: bigint) => number): ScalarFunction {
  return scalar({
    signature: `${name}(date: datetime): ${type}` as 'dayofyear(date: datetime): int',
    doc,
    row: ofTicks,
    column: ([vector]) => {
      const split = splitDays(vector);
      return (
        split &&
        integers(
          type,
          vector,
          mapDays(split.days, vector.nulls, (day) => ofTicks(BigInt(day) * ticksPerDay)),
        )
      );
    },
  });
}

function integers(type: 'int' | 'long', { length, nulls }: Vector, values: Int32Array): Vector {
  return { encoding: 'int32', type, length, nulls, values };
}

function dayOfWeekColumn(vector: Vector): Vector | undefined {
  const split = splitDays(vector);
  if (split === undefined) return undefined;
  const { length } = vector;
  const { days, ticks } = split;
  const lastDay = Number(maxDatetime / ticksPerDay);
  const values = new Float64Array(length);
  let { nulls } = vector;
  for (let i = 0; i < length; i++) {
    values[i] = ((days[i] + 1) % 7) * dayTicks;
    if (days[i] !== lastDay || ticks[i] !== dayTicks - 1) continue;
    const last = createBitmap(length);
    setBit(last, i);
    nulls = unionBitmaps(nulls, last);
  }
  return { encoding: 'offset', type: 'timespan', base: 0n, length, nulls, values };
}

/** The parts of the clock: the unit in ticks, how many of it there are before it starts again, what one counts. */
const clock: Readonly<Record<string, readonly [unit: number, modulus: number, scale: number]>> = {
  hour: [36_000_000_000, 24, 1],
  minute: [600_000_000, 60, 1],
  second: [10_000_000, 60, 1],
  millisecond: [10_000, 1000, 1],
  microsecond: [10, 1_000_000, 1],
  nanosecond: [1, 10_000_000, 100],
};

/** The parts that are asked for today: `weekofyear`, which the manual calls obsolete, is refused by Kusto's own analyzer. */
const parts = partNames.filter((name) => name !== 'weekofyear');

function partFunction(name: string): ScalarFunction {
  return scalar({
    signature: `${name}(part: string, date: datetime): long` as 'datetime_part(part: string, date: datetime): long',
    doc: 'The part of a datetime that a name like month or hour asks for; what is below a second is given as a whole.',
    examples: [["datetime_part('month', datetime(2017-10-30))", 10]],
    constant: ['part'],
    prepare: (site) => {
      const part = periodName(site, parts, name);
      return typeof part === 'string' ? (_, ticks) => datetimePart(part, ticks) : part;
    },
    column: ([, vector], _, { constants: [part] }) => partColumn((part as string).toLowerCase(), 'long', vector),
  });
}

/** The constant name of a part or period, in lower case; or what is wrong with it. */
export function periodName({ constants: [name] }: CallSite, names: readonly string[], function_: string): string | CallError {
  const lower = String(name).toLowerCase();
  if (names.includes(lower)) return lower;
  return { error: `'${name}' is none of the parts that ${function_}() knows: ${names.join(', ')}`, argument: 0 };
}

function partColumn(part: string, type: 'int' | 'long', vector: Vector): Vector | undefined {
  const split = splitDays(vector);
  if (split === undefined) return undefined;
  const clockPart = clock[part];
  if (clockPart !== undefined) return integers(type, vector, clockParts(split.ticks, ...clockPart));
  return integers(
    type,
    vector,
    mapDays(split.days, vector.nulls, (day) => datetimePart(part, BigInt(day) * ticksPerDay) as number),
  );
}
