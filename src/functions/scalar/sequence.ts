import { Datetime, type Dynamic, dynamicLong, dynamicOfCell, Real, Timespan } from '../../data/dynamic.ts';
import { ticksPerHour } from '../../data/ticks.ts';
import { fail } from '../../errors.ts';
import { type ScalarFunction, scalar } from '../define.ts';

/** An array made by a function ends here, without an error where it is range(). */
const longest = 1_048_576;

/** Arrays out of nothing: range() and repeat(). Manual pages range-function, repeat-function. */
export const sequenceFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'range(start: long, stop: long, step?: long): dynamic',
    doc: 'The values from `start` to `stop`, which is included, in steps of 1, or 1 h for times; at most 1,048,576 of them.',
    examples: [
      ['range(1, 8, 3)', [1, 4, 7]],
      ['range(1, 3)', [1, 2, 3]],
      ['range(1h, 3h)', ['01:00:00', '02:00:00', '03:00:00']],
    ],
    exact: true,
    row: (start, stop, step = 1) => {
      if (Math.abs(Number(start)) > 2 ** 52 || Math.abs(Number(step)) > 2 ** 31)
        return ticksBetween(BigInt(start), BigInt(stop), BigInt(step), dynamicLong);
      const [from, by, to] = [Number(start), Number(step), Number(stop)];
      if (by === 0) return null;
      const length = Math.min(longest, Math.max(0, Math.floor((to - from) / by) + 1));
      return Array.from({ length }, (_, i) => from + i * by);
    },
  }),
  scalar({
    signature: 'range(start: timespan, stop: timespan, step?: timespan): dynamic',
    doc: 'Timespans from `start` to `stop`.',
    row: (start, stop, step = ticksPerHour) => ticksBetween(start, stop, step, (ticks) => new Timespan(ticks)),
  }),
  scalar({
    signature: 'range(start: datetime, stop: datetime, step?: timespan): dynamic',
    doc: 'Datetimes from `start` to `stop`.',
    row: (start, stop, step = ticksPerHour) => ticksBetween(start, stop, step, (ticks) => new Datetime(ticks)),
  }),
  scalar({
    signature: 'range(start: real, stop: real, step?: real): dynamic',
    doc: 'Reals from `start` to `stop`.',
    row: (start, stop, step = 1) => {
      const values: Dynamic[] = [];
      if (!Number.isFinite(start) || Number.isNaN(stop) || !Number.isFinite(step) || step === 0) return null;
      for (let i = 0; i < longest; i++) {
        const value = start + i * step;
        if (step > 0 ? value > stop : value < stop) break;
        values.push(new Real(value));
      }
      return values;
    },
  }),
  scalar({
    signature: 'range(start: decimal, stop: decimal, step?: decimal): dynamic',
    doc: 'Decimals from `start` to `stop`.',
    row: (start, stop, step) => {
      const values: Dynamic[] = [];
      if (step?.isZero()) return null;
      const descending = step?.isNegative() ?? false;
      for (let i = 0; i < longest; i++) {
        const value = start.plus(step === undefined ? i : step.times(i));
        if (descending ? value.lt(stop) : value.gt(stop)) break;
        values.push(value);
      }
      return values;
    },
  }),
  scalar({
    signature: 'repeat(value: scalar, count: long): dynamic',
    doc: 'An array of one value, `count` times; null for a negative count.',
    examples: [['repeat(1, 3)', [1, 1, 1]]],
    naming: { prefix: 'repeat' },
    nulls: 'handled',
    exact: true,
    prepare: ({ types: [type] }) => {
      if (type === 'dynamic') return { error: 'repeat() takes a scalar value, not dynamic', argument: 0 };
      return (value, count) => {
        if (count === null || count < 0) return null;
        if (count > longest) fail('limit', `repeat() of ${count} values: an array holds at most ${longest}`);
        return new Array<Dynamic>(Number(count)).fill(dynamicOfCell(type, value));
      };
    },
  }),
];

/** null for a step of nothing, which leads nowhere. */
function ticksBetween(start: bigint, stop: bigint, step: bigint, make: (value: bigint) => Dynamic): Dynamic[] | null {
  if (step === 0n) return null;
  const values: Dynamic[] = [];
  for (let value = start; values.length < longest && (step > 0n ? value <= stop : value >= stop); value += step) values.push(make(value));
  return values;
}
