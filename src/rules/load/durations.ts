import { ticksPerDay, ticksPerHour, ticksPerMinute, ticksPerSecond } from '../../data/ticks.ts';
import { parseTimespanLiteral } from '../../data/timespan.ts';

/**
 * A duration in ticks of 100 ns: ISO 8601 in weeks, days, hours, minutes and seconds (`PT1H`, `P14D`), or a number with its unit (`1h`,
 * `14d`, `5m`). Months and years have no length of their own. Undefined where the text is none of these.
 */
export function parseDuration(text: string): bigint | undefined {
  const trimmed = text.trim();
  const iso = /^P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i.exec(trimmed);
  if (iso === null) return parseTimespanLiteral(trimmed.toLowerCase()) ?? undefined;
  if (iso.slice(1).every((part) => part === undefined)) return undefined;
  const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => BigInt(part ?? '0'));
  return (weeks * 7n + days) * ticksPerDay + hours * ticksPerHour + minutes * ticksPerMinute + seconds * ticksPerSecond;
}
