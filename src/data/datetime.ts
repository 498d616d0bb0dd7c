import { civilFromDay, dayFromCivil, isCivilDate } from './civil.ts';
import { parseDatetimeForms } from './datetime-forms.ts';
import { parseIsoDatetimeParts } from './iso-datetime.ts';
import { ticksPerDay, ticksPerMillisecond, unixEpoch, validDatetime } from './ticks.ts';

/** A datetime taken apart; `tick` is the part below a second, 0 to 9,999,999. */
export interface DatetimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly tick: number;
}

const isoParts = new Float64Array(2);

/**
 * The datetime that a text means, by the rules of `todatetime` and of datetime literals; null when it means none. Text with an offset is
 * converted to UTC, text without one is UTC. Digits below a tick are cut. The forms: scalar-data-types/datetime in the manual, and the
 * dates with the month first (`12/02/2022` is 2 December).
 */
export function parseDatetime(text: string): bigint | null {
  if (parseIsoDatetimeParts(text, isoParts)) return BigInt(isoParts[0]) * ticksPerDay + BigInt(isoParts[1]);
  const time = parseDatetimeForms(text);
  return time && validDatetime(BigInt(time.day) * ticksPerDay + BigInt(time.ticksOfDay));
}

/** The datetime between the parentheses of `datetime(...)`: as `parseDatetime`, and the text may stand in quotes. */
export function parseDatetimeLiteral(text: string): bigint | null {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*)\1$/.exec(trimmed);
  return parseDatetime(quoted ? quoted[2] : trimmed);
}

/** `2017-10-01T12:11:00.1234567Z`, always with seven digits: what `tostring` gives. The datetime must be in range. */
export function formatDatetime(ticks: bigint): string {
  return formatDatetimeParts(Number(ticks / ticksPerDay), Number(ticks % ticksPerDay));
}

/** The same for a day since 0001-01-01 and the ticks of that day. */
export function formatDatetimeParts(day: number, ticksOfDay: number): string {
  return `${formatToSecond(day, ticksOfDay)}.${sevenDigits(ticksOfDay % 10_000_000)}Z`;
}

/** The form of results in JSON: the zeros at the end of the fraction are cut, and no fraction is left when it is zero. */
export function formatDatetimeJson(ticks: bigint): string {
  const ticksOfDay = Number(ticks % ticksPerDay);
  const toSecond = formatToSecond(Number(ticks / ticksPerDay), ticksOfDay);
  const tick = ticksOfDay % 10_000_000;
  return tick === 0 ? `${toSecond}Z` : `${toSecond}.${sevenDigits(tick).replace(/0+$/, '')}Z`;
}

const two = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
let lastFormattedDay = -1;
let lastFormattedDate = '';

function formatToSecond(day: number, ticksOfDay: number): string {
  // neighbouring rows mostly share their day
  if (day !== lastFormattedDay) {
    const { year, month, day: date } = civilFromDay(day);
    lastFormattedDate = `${two[Math.floor(year / 100)]}${two[year % 100]}-${two[month]}-${two[date]}T`;
    lastFormattedDay = day;
  }
  const seconds = Math.floor(ticksOfDay / 10_000_000);
  const minutes = Math.floor(seconds / 60);
  return `${lastFormattedDate}${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}`;
}

function sevenDigits(tick: number): string {
  return String(tick + 10_000_000).slice(1);
}

/** The parts of a datetime in range. */
export function datetimeParts(ticks: bigint): DatetimeParts {
  const ticksOfDay = Number(ticks % ticksPerDay);
  const seconds = Math.floor(ticksOfDay / 10_000_000);
  // spelled out, because a spread object here cost 4,000 ns a call
  const { year, month, day } = civilFromDay(Number(ticks / ticksPerDay));
  return {
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    tick: ticksOfDay % 10_000_000,
  };
}

/** The datetime with these parts; null when the date does not exist or a part of the time is out of range. All parts are integers. */
export function datetimeFromParts(parts: DatetimeParts): bigint | null {
  const { year, month, day, hour, minute, second, tick } = parts;
  if (!isCivilDate(year, month, day)) return null;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || tick < 0 || tick > 9_999_999) return null;
  return BigInt(dayFromCivil(year, month, day)) * ticksPerDay + BigInt(((hour * 60 + minute) * 60 + second) * 10_000_000 + tick);
}

/** The datetime of a JavaScript time: milliseconds since 1970, a part below a millisecond is cut. Null when it is none or out of range. */
export function datetimeFromMilliseconds(milliseconds: number): bigint | null {
  if (!Number.isFinite(milliseconds)) return null;
  return validDatetime(unixEpoch + BigInt(Math.floor(milliseconds)) * ticksPerMillisecond);
}

/** The JavaScript time of a datetime: milliseconds since 1970, what is below a millisecond as a fraction (exact to about a microsecond). */
export function millisecondsFromDatetime(ticks: bigint): number {
  return Number(ticks - unixEpoch) / 10_000;
}
