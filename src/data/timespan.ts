import {
  ticksPerDay,
  ticksPerHour,
  ticksPerMicrosecond,
  ticksPerMillisecond,
  ticksPerMinute,
  ticksPerSecond,
  validTimespan,
} from './ticks.ts';

/** The unit that a timespan literal ends with, in ticks; a nanosecond is a hundredth of one. Longer than an hour there is only the day. */
const unitTicks = new Map<string, bigint>([
  ...named(ticksPerDay, 'd', 'day', 'days'),
  ...named(ticksPerHour, 'h', 'hr', 'hrs', 'hour', 'hours'),
  ...named(ticksPerMinute, 'm', 'min', 'minute', 'minutes'),
  ...named(ticksPerSecond, 's', 'sec', 'second', 'seconds'),
  ...named(ticksPerMillisecond, 'ms', 'milli', 'millis', 'millisec', 'millisecond', 'milliseconds'),
  ...named(ticksPerMicrosecond, 'micro', 'micros', 'microsec', 'microsecond', 'microseconds'),
  ...named(1n, 'tick', 'ticks'),
]);
const nanosecondNames = new Set(['nano', 'nanos', 'nanosec', 'nanosecond', 'nanoseconds']);

function named(ticks: bigint, ...names: string[]): [string, bigint][] {
  return names.map((name) => [name, ticks]);
}

/** The names of units that make a number a timespan literal: `1.5h`, `2days`, `10millis`. */
export const timespanUnits: ReadonlySet<string> = new Set([...unitTicks.keys(), ...nanosecondNames]);

/**
 * The value of a timespan literal without parentheses, a number directly followed by its unit (`1.5h`, `30m`, `1tick`): digits, perhaps
 * with a fraction, no sign. What is below a tick is cut. Null when the text is no such literal or the value does not fit 64 bits.
 */
export function parseTimespanLiteral(text: string): bigint | null {
  const match = /^(\d+)(?:\.(\d+))?([a-z]+)$/.exec(text);
  return match && amountOf(match[1], match[2] ?? '', match[3]);
}

/**
 * The timespan that a text means, by the rules of `totimespan` and between the parentheses of `timespan(...)` and `time(...)`: null when it
 * means none. The forms: `[-][d.]hh:mm[:ss[.fffffff]]`; a number and a unit, with or without a blank between (`15 seconds`, `-1d`); whole
 * days (`2`). A text like `1.5` means nothing.
 */
export function parseTimespan(text: string): bigint | null {
  const trimmed = text.trim();
  const match = /^(-?)(?:(\d+)(?:\.(\d+))? *([a-z]+)|(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?|(\d+))$/.exec(trimmed);
  if (match === null) return null;
  const [, sign, whole, part, unit, days, hours, minutes, seconds, fraction, wholeDays] = match;
  let ticks: bigint | null;
  if (unit !== undefined) ticks = amountOf(whole, part ?? '', unit);
  else if (wholeDays !== undefined) ticks = amountOf(wholeDays, '', 'd');
  else ticks = clockTicks(days ?? '0', Number(hours), Number(minutes), Number(seconds ?? 0), fraction ?? '');
  return ticks === null ? null : validTimespan(sign === '-' ? -ticks : ticks);
}

function amountOf(whole: string, fraction: string, unit: string): bigint | null {
  if (whole.length > 40 || fraction.length > 400) return null;
  const nanoseconds = nanosecondNames.has(unit);
  const ticks = nanoseconds ? 1n : unitTicks.get(unit);
  if (ticks === undefined) return null;
  const divisor = 10n ** BigInt(fraction.length) * (nanoseconds ? 100n : 1n);
  return validTimespan((BigInt(whole + fraction) * ticks) / divisor);
}

function clockTicks(days: string, hours: number, minutes: number, seconds: number, fraction: string): bigint | null {
  if (days.length > 20 || hours > 23 || minutes > 59 || seconds > 59) return null;
  const tick = Number(fraction.slice(0, 7).padEnd(7, '0'));
  return BigInt(days) * ticksPerDay + BigInt(((hours * 60 + minutes) * 60 + seconds) * 10_000_000 + tick);
}

/** `[-][d.]hh:mm:ss[.fffffff]`, the fraction with seven digits or none: what `tostring` gives. */
export function formatTimespan(ticks: bigint): string {
  const magnitude = ticks < 0n ? -ticks : ticks;
  const days = magnitude / ticksPerDay;
  const ticksOfDay = Number(magnitude % ticksPerDay);
  const seconds = Math.floor(ticksOfDay / 10_000_000);
  const tick = ticksOfDay % 10_000_000;
  const clock = `${two[Math.floor(seconds / 3600)]}:${two[Math.floor(seconds / 60) % 60]}:${two[seconds % 60]}`;
  return `${ticks < 0n ? '-' : ''}${days > 0n ? `${days}.` : ''}${clock}${tick > 0 ? `.${String(tick + 10_000_000).slice(1)}` : ''}`;
}

const two = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
