import { datetimeAdd, datetimeDiff, makeDatetime, makeTimespan, periodNames } from '../../data/calendar.ts';
import { convertCell } from '../../data/convert.ts';
import {
  type DecimalValue,
  decimalFromLong,
  decimalToReal,
  divideDecimals,
  multiplyDecimals,
  truncateDecimal,
} from '../../data/decimal.ts';
import { maxDatetime, ticksPerDay, unixEpoch, validDatetime } from '../../data/ticks.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import { nullsOfAny } from '../columnar.ts';
import { clockDifferences, mapDays, scaledDatetimes, splitDays } from '../datetime-columns.ts';
import { type CallError, type CallSite, type ScalarFunction, scalar } from '../define.ts';
import type { Long } from '../signature.ts';
import { periodName } from './calendar.ts';

/** Datetimes and timespans made, moved and compared. Results outside the years 1 to 9999 are null. */
export const datetimeFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'datetime_add(period: string, amount: long, datetime: datetime): datetime',
    doc: 'A datetime moved by periods; months and years clip the day to the length of the month.',
    examples: [["datetime_add('month', 1, datetime(2020-01-31))", '2020-02-29T00:00:00Z']],
    constant: ['period'],
    exact: true,
    prepare: (site) => {
      const period = periodName(site, periodNames, 'datetime_add');
      return typeof period === 'string' ? (_, amount, ticks) => datetimeAdd(period, amount, ticks) : period;
    },
  }),
  scalar({
    signature: 'datetime_diff(period: string, datetime1: datetime, datetime2: datetime): long',
    doc: 'How many boundaries of a period lie between two datetimes, negative when the first is the earlier; a real for weeks.',
    examples: [["datetime_diff('hour', datetime(2017-10-31 01:00), datetime(2017-10-30 23:59))", 2]],
    constant: ['period'],
    // the engine counts weeks, and only these, in a real
    returns: ({ constants: [period] }) => (isWeek(period) ? 'real' : 'long'),
    prepare: (site) => {
      const period = periodName(site, periodNames, 'datetime_diff');
      if (typeof period !== 'string') return period;
      if (period !== 'week') return (_, a, b) => datetimeDiff(period, a, b);
      return (_, a, b) => Number(datetimeDiff(period, a, b));
    },
    column: ([, a, b], length, { constants: [period] }) => differenceColumn((period as string).toLowerCase(), a, b, length),
  }),
  scalar({
    signature: 'make_datetime(year: number, month: number, day: number, hour?: number, minute?: number, second?: number): datetime',
    doc: 'The datetime with these parts; null when a part is out of range. The seconds may have a fraction, which is cut to ticks.',
    examples: [['make_datetime(2017, 10, 01, 12, 10)', '2017-10-01T12:10:00Z']],
    saturate: true,
    prepare: (site) => wholeParts(site, 5) ?? ((...parts) => makeDatetime(...(parts.map(numberOf) as [number, number, number]))),
  }),
  scalar({
    signature: 'make_datetime(value: scalar): datetime',
    doc: 'The value as datetime, as todatetime() gives it.',
    naming: 'argument',
    exact: true,
    prepare:
      ({ types: [type] }) =>
      (value) =>
        convertCell(value, type, 'datetime') as bigint | null,
  }),
  scalar({
    signature: 'make_timespan(hours: long, minutes: long, seconds?: real): timespan',
    doc: 'The timespan with these parts; null when one is out of range.',
    examples: [['make_timespan(1, 2, 3)', '01:02:03']],
    saturate: true,
    row: (hours, minutes, seconds) => makeTimespan(0, hours, minutes, seconds ?? 0),
  }),
  scalar({
    signature: 'make_timespan(days: long, hours: long, minutes: long, seconds: real): timespan',
    doc: 'The timespan with these parts; null when one is out of range.',
    examples: [['make_timespan(1, 12, 30, 55.123)', '1.12:30:55.1230000']],
    saturate: true,
    row: makeTimespan,
  }),
  scalar({
    signature: 'make_timespan(value: scalar): timespan',
    doc: 'The value as timespan, as totimespan() gives it.',
    naming: 'argument',
    exact: true,
    prepare:
      ({ types: [type] }) =>
      (value) =>
        convertCell(value, type, 'timespan') as bigint | null,
  }),
  unixTime('seconds', 10_000_000),
  unixTime('milliseconds', 10_000),
  unixTime('microseconds', 10),
  unixTime('nanoseconds', 0.01),
];

function isWeek(period: unknown): boolean {
  return typeof period === 'string' && period.toLowerCase() === 'week';
}

/** The clock's units that keep below 2^53 over the whole calendar. */
const clockUnits: Readonly<Record<string, number>> = { hour: 36_000_000_000, minute: 600_000_000, second: 10_000_000, millisecond: 10_000 };
const calendarUnits: ReadonlySet<string> = new Set(['year', 'quarter', 'month', 'week', 'day']);

function differenceColumn(period: string, a: Vector, b: Vector, length: number): Vector | undefined {
  const type = period === 'week' ? 'real' : 'long';
  const nulls = nullsOfAny([a, b]);
  if (nulls === 'all') return constantVector(type, null, length);
  const unit = clockUnits[period];
  if (unit === undefined && !calendarUnits.has(period)) return undefined;
  const [x, y] = [splitDays(a), splitDays(b)];
  if (x === undefined || y === undefined) return undefined;
  if (unit !== undefined) return { encoding: 'offset', type: 'long', base: 0n, length, nulls, values: clockDifferences(x, y, unit) };
  const count = (day: number): number => Number(datetimeDiff(period, BigInt(day) * ticksPerDay, 0n));
  const [first, second] = [mapDays(x.days, a.nulls, count), mapDays(y.days, b.nulls, count)];
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = first[i] - second[i];
  if (type === 'real') return { encoding: 'real', type, length, nulls, values };
  return { encoding: 'offset', type, base: 0n, length, nulls, values };
}

/** The manual calls all parts but the seconds ints; what the engine makes of a fraction there is not known. */
function wholeParts({ types }: CallSite, count: number): CallError | undefined {
  const argument = types.findIndex((type, i) => i < count && (type === 'real' || type === 'decimal'));
  if (argument < 0) return undefined;
  return { error: `make_datetime() of a ${types[argument]} part is not supported: convert it with toint()`, argument, unsupported: true };
}

function numberOf(part: number | bigint | DecimalValue | undefined): number | undefined {
  return typeof part === 'object' ? decimalToReal(part) : part === undefined ? undefined : Number(part);
}

/** unixtime_<unit>_todatetime(): `ticks` of a unit after 1970-01-01. What is below a tick is cut. */
function unixTime(unit: string, ticks: number): ScalarFunction {
  const whole = BigInt(Math.max(ticks, 1));
  return scalar({
    signature: `unixtime_${unit}_todatetime(${unit}: number): datetime` as 'unixtime_seconds_todatetime(seconds: number): datetime',
    doc: `The datetime that is a number of ${unit} after 1970-01-01, negative ones before; null outside the years 1 to 9999.`,
    exact: true,
    prepare: ({ types: [type] }) => {
      if (type === 'decimal') return (value) => afterEpoch(decimalTicks(value as DecimalValue, ticks));
      if (type === 'real') return (value) => afterEpoch(realTicks(value as number, ticks));
      return (value) => afterEpoch(ticks < 1 ? BigInt(value as Long) / 100n : BigInt(value as Long) * whole);
    },
    column: ([vector]) => (ticks < 1 || vector.type === 'real' ? undefined : scaledDatetimes(vector, unixEpoch, ticks, maxDatetime)),
  });
}

function afterEpoch(ticks: bigint | null): bigint | null {
  return ticks === null ? null : validDatetime(unixEpoch + ticks);
}

function realTicks(value: number, ticks: number): bigint | null {
  const product = ticks < 1 ? value / 100 : value * ticks;
  return Number.isFinite(product) ? BigInt(Math.trunc(product)) : null;
}

function decimalTicks(value: DecimalValue, ticks: number): bigint | null {
  const product = ticks < 1 ? divideDecimals(value, decimalFromLong(100)) : multiplyDecimals(value, decimalFromLong(ticks));
  return product && truncateDecimal(product);
}
