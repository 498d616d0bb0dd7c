import { ticksPerSecond, unixEpoch, validDatetime } from '../../data/ticks.ts';
import { fail } from '../../errors.ts';
import { type CallError, type CallSite, type ScalarFunction, scalar } from '../define.ts';
import { type TimeZone, timeZoneNamed, timeZoneNames } from '../lib/time-zones.ts';

/** Between UTC and the clocks of a place. Manual pages datetime-utc-to-local-function, datetime-local-to-utc-function, timezone. */
export const timezoneFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'datetime_utc_to_local(from: datetime, timezone: string): datetime',
    doc: 'What the clocks of a time zone show at a UTC datetime.',
    examples: [["datetime_utc_to_local(datetime(2022-07-11 22:18:48), 'US/Pacific')", '2022-07-11T15:18:48Z']],
    prepare: (site) =>
      unknownZone(site) ??
      ((from, name) => {
        const zone = timeZoneNamed(name);
        return zone === undefined ? null : validDatetime(from + ticksOf(zone.offsetAt(secondOf(from))));
      }),
  }),
  scalar({
    signature: 'datetime_local_to_utc(from: datetime, timezone: string): datetime',
    doc: 'The UTC datetime at which the clocks of a time zone show a local one; a time that they skip is taken by the offset after it.',
    examples: [["datetime_local_to_utc(datetime(2020-02-02 20:02:20), 'Europe/Paris')", '2020-02-02T19:02:20Z']],
    prepare: (site) =>
      unknownZone(site) ??
      ((from, name) => {
        const zone = timeZoneNamed(name);
        return zone === undefined ? null : validDatetime(from - ticksOf(localOffset(zone, secondOf(from), name)));
      }),
  }),
  scalar({
    signature: 'datetime_list_timezones(): dynamic',
    doc: 'The names of the time zones that this machine knows; their other names are understood too.',
    row: () => timeZoneNames(),
  }),
];

function unknownZone({ constants: [, name] }: CallSite): CallError | undefined {
  if (typeof name !== 'string' || timeZoneNamed(name) !== undefined) return undefined;
  return { error: `the time zone '${name}' is not known on this machine`, argument: 1, unsupported: true };
}

function ticksOf(seconds: number): bigint {
  return BigInt(seconds) * ticksPerSecond;
}

/** The second since 1970 that a datetime lies in. */
function secondOf(datetime: bigint): number {
  return Number(datetime / ticksPerSecond - unixEpoch / ticksPerSecond);
}

const day = 86_400;

/** The offset by which a local second is told: clocks change at most once within a day around it. */
function localOffset(zone: TimeZone, local: number, name: string): number {
  const before = zone.offsetAt(local - day);
  const after = zone.offsetAt(local + day);
  const [showsBefore, showsAfter] = [zone.offsetAt(local - before) === before, zone.offsetAt(local - after) === after];
  if (before !== after && showsBefore && showsAfter) {
    fail(
      'unsupported',
      `datetime_local_to_utc() of a time that the clocks of ${name} show twice is not supported: which of the two Kusto takes is not known`,
    );
  }
  // between two clock times that are skipped the engine takes the later offset, so that 02:00 becomes what 01:00 is
  return showsBefore ? before : after;
}
