import { formatDatetimeJson, parseDatetime } from '../../data/datetime.ts';
import { ticksPerDay, validDatetime } from '../../data/ticks.ts';
import { parseTimespan, parseTimespanLiteral } from '../../data/timespan.ts';

/** The clock of a test that says none: never the wall clock, by which a test would pass today and fail tomorrow. */
export const defaultNow = '2026-03-01T12:00:00Z';

/** A time between a sign and its units: `-9m`, `+1h`, `-1d2h30m`, `-1.5h`; `now`. Ticks from the clock on; undefined when the text is none. */
export function parseOffset(text: string): bigint | undefined {
  if (text === 'now') return 0n;
  const match = /^([+-])((?:\d{1,15}(?:\.\d{1,7})?[a-z]{1,12})+)$/.exec(text);
  if (match === null) return undefined;
  const magnitude = sumOfUnits(match[2]);
  return magnitude === undefined ? undefined : match[1] === '-' ? -magnitude : magnitude;
}

/** A length of time: as a Kusto timespan (`7m`, `1.00:00:00`), several units together (`1h30m`), or as ISO 8601 has it (`PT5M`). */
export function parseDuration(text: string): bigint | undefined {
  const iso = /^P(?!$)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/.exec(text);
  if (iso !== null) {
    const [days, hours, minutes, seconds] = iso.slice(1).map((part) => BigInt(part ?? 0));
    return (((days * 24n + hours) * 60n + minutes) * 60n + seconds) * 10_000_000n;
  }
  return parseTimespan(text) ?? (/^(?:\d{1,15}(?:\.\d{1,7})?[a-z]{1,12})+$/.test(text) ? sumOfUnits(text) : undefined);
}

/** A point in time: ISO text, an offset from the clock, or a time of the clock's day (`11:00`). */
export function parseTime(text: string, now: bigint): bigint | undefined {
  const offset = parseOffset(text);
  if (offset !== undefined) return validDatetime(now + offset) ?? undefined;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock === null) return parseDatetime(text) ?? undefined;
  const [hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return now - (now % ticksPerDay) + BigInt((hours * 60 + minutes) * 60 + seconds) * 10_000_000n;
}

/** A point in time as messages name it: the time alone where it is on the clock's day. */
export function showTime(ticks: bigint, now: bigint): string {
  const iso = formatDatetimeJson(ticks);
  if (ticks / ticksPerDay !== now / ticksPerDay) return iso;
  return iso.slice(11, -1).replace(/:00$/, '');
}

function sumOfUnits(text: string): bigint | undefined {
  let sum = 0n;
  for (const [part] of text.matchAll(/\d+(?:\.\d+)?[a-z]+/g)) {
    const ticks = parseTimespanLiteral(part);
    if (ticks === null) return undefined;
    sum += ticks;
  }
  return sum;
}
