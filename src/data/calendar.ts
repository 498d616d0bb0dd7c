import { civilFromDay, dayFromCivil, daysInMonth, isCivilDate } from './civil.ts';
import { datetimeParts } from './datetime.ts';
import {
  ticksPerDay,
  ticksPerHour,
  ticksPerMicrosecond,
  ticksPerMillisecond,
  ticksPerMinute,
  ticksPerSecond,
  ticksPerWeek,
  validDatetime,
  validTimespan,
} from './ticks.ts';

/**
 * Calendar arithmetic on datetimes (ticks since 0001-01-01, UTC). Every function takes datetimes in range and gives null where its result
 * would lie outside the years 1 to 9999. Weeks start on Sunday, but for `weekOfYear`, which is ISO 8601.
 */

/** The periods that `startof…`, `endof…` know. */
export type CalendarPeriod = 'day' | 'week' | 'month' | 'year';

/** The start of the day, week, month or year of a datetime, moved by whole periods. Manual: startofday() and its siblings. */
export function startOf(period: CalendarPeriod, ticks: bigint, offset = 0): bigint | null {
  const start = periodStart(period, dayOfTicks(ticks), offset);
  return start === null ? null : validDatetime(start);
}

/** The last tick of the day, week, month or year of a datetime, moved by whole periods. Manual: endofday() and its siblings. */
export function endOf(period: CalendarPeriod, ticks: bigint, offset = 0): bigint | null {
  const next = periodStart(period, dayOfTicks(ticks), offset + 1);
  return next === null ? null : validDatetime(next - 1n);
}

function dayOfTicks(ticks: bigint): number {
  return Number(ticks / ticksPerDay);
}

/** The ticks of a period's start, perhaps out of range; null when there is no such date at all. */
function periodStart(period: CalendarPeriod, day: number, offset: number): bigint | null {
  if (!Number.isSafeInteger(offset) || Math.abs(offset) > 0x7fff_ffff) return null;
  switch (period) {
    case 'day':
      return BigInt(day + offset) * ticksPerDay;
    case 'week':
      return BigInt(weekOfDay(day) * 7 - 1 + offset * 7) * ticksPerDay;
    case 'month': {
      const { year, month } = civilFromDay(day);
      return monthStart(year * 12 + month - 1 + offset);
    }
    case 'year':
      return monthStart((civilFromDay(day).year + offset) * 12);
  }
}

/** The ticks at which a month starts that is counted from year 0; the first month of the year 10000 is still one, for the end of 9999. */
function monthStart(months: number): bigint | null {
  if (months < 12 || months > 120_000) return null;
  return BigInt(dayFromCivil(Math.floor(months / 12), (months % 12) + 1, 1)) * ticksPerDay;
}

/** Weeks from Sunday to Saturday, counted from the one that 0001-01-01 (a Monday) lies in. */
function weekOfDay(day: number): number {
  return Math.floor((day + 1) / 7);
}

const fixedUnits = new Map<string, bigint>([
  ['week', ticksPerWeek],
  ['day', ticksPerDay],
  ['hour', ticksPerHour],
  ['minute', ticksPerMinute],
  ['second', ticksPerSecond],
  ['millisecond', ticksPerMillisecond],
  ['microsecond', ticksPerMicrosecond],
]);
const monthUnits = new Map([
  ['year', 12],
  ['quarter', 3],
  ['month', 1],
]);

/** The periods that `datetime_add` and `datetime_diff` know, in lower case (they ignore case). */
export const periodNames: readonly string[] = [...monthUnits.keys(), ...fixedUnits.keys(), 'nanosecond'];

/**
 * A datetime moved by an amount of periods. Years, quarters and months clip the day to the length of the month and keep the time; 100
 * nanoseconds are a tick, less is cut. Null also for an unknown period. Manual: datetime_add().
 */
export function datetimeAdd(period: string, amount: number | bigint, ticks: bigint): bigint | null {
  const name = period.toLowerCase();
  const months = monthUnits.get(name);
  if (months !== undefined) return addMonths(ticks, Number(amount) * months);
  const unit = fixedUnits.get(name);
  if (unit !== undefined) return validDatetime(ticks + BigInt(amount) * unit);
  return name === 'nanosecond' ? validDatetime(ticks + BigInt(amount) / 100n) : null;
}

function addMonths(ticks: bigint, amount: number): bigint | null {
  const { year, month, day } = civilFromDay(dayOfTicks(ticks));
  const months = year * 12 + month - 1 + amount;
  if (!(months >= 12 && months < 120_000)) return null;
  const newYear = Math.floor(months / 12);
  const newMonth = (months % 12) + 1;
  const newDay = dayFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
  return BigInt(newDay) * ticksPerDay + (ticks % ticksPerDay);
}

/**
 * How many boundaries of a period lie between two datetimes, negative when the first is the earlier one: 23:59 and 00:01 are a day apart.
 * `nanosecond` counts a hundred to the tick. The result fits a long but for nanoseconds over 292 years, which wrap. Null for an unknown
 * period. Manual: datetime_diff().
 */
export function datetimeDiff(period: string, a: bigint, b: bigint): bigint | null {
  const name = period.toLowerCase();
  const months = monthUnits.get(name);
  if (months !== undefined) return BigInt(monthIndex(a, months) - monthIndex(b, months));
  if (name === 'week') return BigInt(weekOfDay(dayOfTicks(a)) - weekOfDay(dayOfTicks(b)));
  const unit = fixedUnits.get(name);
  if (unit !== undefined) return a / unit - b / unit;
  return name === 'nanosecond' ? BigInt.asIntN(64, (a - b) * 100n) : null;
}

function monthIndex(ticks: bigint, months: number): number {
  const { year, month } = civilFromDay(dayOfTicks(ticks));
  return Math.floor((year * 12 + month - 1) / months);
}

const partReaders = new Map<string, (ticks: bigint) => number>([
  ['year', getYear],
  ['quarter', (ticks) => Math.ceil(monthOfYear(ticks) / 3)],
  ['month', monthOfYear],
  ['week_of_year', weekOfYear],
  ['weekofyear', weekOfYear],
  ['day', dayOfMonth],
  ['dayofyear', dayOfYear],
  ['hour', hourOfDay],
  ['minute', (ticks) => datetimeParts(ticks).minute],
  ['second', (ticks) => datetimeParts(ticks).second],
  ['millisecond', (ticks) => Number((ticks % ticksPerSecond) / ticksPerMillisecond)],
  ['microsecond', (ticks) => Number((ticks % ticksPerSecond) / ticksPerMicrosecond)],
  ['nanosecond', (ticks) => Number((ticks % ticksPerSecond) * 100n)],
]);

/** The parts that `datetime_part` knows, in lower case (it ignores case). */
export const partNames: readonly string[] = [...partReaders.keys()];

/**
 * One part of a datetime as an integer; milliseconds, microseconds and nanoseconds each give the whole of what is below a second. Null for
 * an unknown part. Manual: datetime_part().
 */
export function datetimePart(part: string, ticks: bigint): number | null {
  return partReaders.get(part.toLowerCase())?.(ticks) ?? null;
}

export function getYear(ticks: bigint): number {
  return civilFromDay(dayOfTicks(ticks)).year;
}

/** 1 to 12. */
export function monthOfYear(ticks: bigint): number {
  return civilFromDay(dayOfTicks(ticks)).month;
}

/** 1 to 31. */
export function dayOfMonth(ticks: bigint): number {
  return civilFromDay(dayOfTicks(ticks)).day;
}

/** 1 to 366. */
export function dayOfYear(ticks: bigint): number {
  const day = dayOfTicks(ticks);
  return day - dayFromCivil(civilFromDay(day).year, 1, 1) + 1;
}

/** 0 to 23. */
export function hourOfDay(ticks: bigint): number {
  return Number((ticks % ticksPerDay) / ticksPerHour);
}

/** The timespan since the start of the week's Sunday, in whole days: Monday is 1.00:00:00. Manual: dayofweek(). */
export function dayOfWeek(ticks: bigint): bigint {
  return ((ticks / ticksPerDay + 1n) % 7n) * ticksPerDay;
}

/** The week by ISO 8601, 1 to 53: weeks start on Monday, the first one holds the year's first Thursday. Manual: week_of_year(). */
export function weekOfYear(ticks: bigint): number {
  const day = dayOfTicks(ticks);
  const thursday = day - (day % 7) + 3;
  // the last days of 9999 are in a week whose Thursday is in that year, so there is no year to leave
  return Math.floor((thursday - dayFromCivil(civilFromDay(thursday).year, 1, 1)) / 7) + 1;
}

/**
 * The datetime with these parts; null when there is no such date or a part is out of range. Parts are integers but for the seconds, which
 * are cut to the tick. Manual: make_datetime().
 */
export function makeDatetime(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): bigint | null {
  if (!isCivilDate(year, month, day)) return null;
  const time = clockTicks(hour, minute, second);
  return time === null ? null : BigInt(dayFromCivil(year, month, day)) * ticksPerDay + time;
}

/** The timespan with these parts, hours 0 to 23, minutes 0 to 59, seconds below 60; null when one is out of range. Manual: make_timespan(). */
export function makeTimespan(day: number, hour: number, minute: number, second: number): bigint | null {
  const time = clockTicks(hour, minute, second);
  return time === null || !Number.isSafeInteger(day) || day < 0 ? null : validTimespan(BigInt(day) * ticksPerDay + time);
}

function clockTicks(hour: number, minute: number, second: number): bigint | null {
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second < 60)) return null;
  return BigInt((hour * 60 + minute) * 600_000_000 + Math.trunc(second * 10_000_000));
}

/** `bin` of ticks: the multiple of a size at or below a value, also for negative ones. Null when the size is not positive. Manual: bin(). */
export function binTicks(ticks: bigint, size: bigint): bigint | null {
  return size > 0n ? validTimespan(ticks - floorModulo(ticks, size)) : null;
}

/** `bin_at` of ticks: bins of a size of which one starts at a fixed point. Null when the size is not positive. Manual: bin_at(). */
export function binTicksAt(ticks: bigint, size: bigint, fixed: bigint): bigint | null {
  return size > 0n ? validTimespan(ticks - floorModulo(ticks - fixed, size)) : null;
}

function floorModulo(value: bigint, size: bigint): bigint {
  const rest = value % size;
  return rest < 0n ? rest + size : rest;
}
