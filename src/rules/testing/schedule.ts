import type { QueryOptions } from '../../database.ts';
import type { Rule } from '../rule.ts';
import type { FailAt } from './findings.ts';
import type { TestCase } from './test-file.ts';
import { parseTime, showTime } from './times.ts';

/** One run of a rule: its clock, and the window that its tables are seen through. */
export interface Run {
  readonly now: bigint;
  /** How expectations name it: 12:05. */
  readonly time: string;
  readonly timeRange: QueryOptions['timeRange'];
}

/** More runs than that are a mistake in the schedule. */
const runLimit = 10_000;

/**
 * When a test runs the rule, and over what. A rule with a period sees the rows of this period before each run, as in the service, both ends
 * included; one without a period sees all rows. Without a schedule there is one run, by the test's clock.
 */
export function runsOf(test: TestCase, rule: Rule, now: bigint, hasTimeColumn: boolean, failAt: FailAt): Run[] {
  const { schedule } = test;
  const period = schedule?.period?.value ?? rule.schedule?.period;
  const runAt = (time: bigint): Run => ({
    now: time,
    time: showTime(time, now),
    timeRange: period === undefined || !hasTimeColumn ? undefined : { from: time - period, to: time },
  });
  if (schedule === undefined) return [runAt(now)];
  const frequency = schedule.frequency?.value ?? rule.schedule?.frequency;
  if (frequency === undefined || period === undefined)
    return failAt(
      'the rule does not say how often it runs and how far it looks back',
      schedule.span && { start: schedule.span.start, end: schedule.span.start + 1 },
      'say it here: schedule: { from: "11:00", to: "13:00", frequency: 5m, period: 1h }',
    );
  if (frequency <= 0n) return failAt('the frequency is no time', schedule.frequency?.span ?? schedule.span);
  if (!hasTimeColumn) return failAt('a schedule needs a column of time, which the profile adx does not have', schedule.span);
  const pointOf = (name: 'from' | 'to'): bigint => {
    const said = schedule[name] as { value: string; span: TestCase['span'] };
    return (
      parseTime(said.value, now) ??
      failAt(`${JSON.stringify(said.value)} is no time`, said.span, 'write 11:00, -2h or 2026-03-01T11:00:00Z')
    );
  };
  const from = pointOf('from');
  const to = pointOf('to');
  if (to < from) return failAt('the schedule ends before it begins', schedule.to?.span);
  if ((to - from) / frequency >= BigInt(runLimit)) return failAt(`these are more than ${runLimit} runs`, schedule.span);
  const runs: Run[] = [];
  for (let time = from; time <= to; time += frequency) runs.push(runAt(time));
  return runs;
}
