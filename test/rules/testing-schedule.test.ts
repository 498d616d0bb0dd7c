import { describe, expect, it } from 'vitest';
import { testRule } from '../../src/rules/testing/expect-rule.ts';
import type { TestReport } from '../../src/rules/testing/report.ts';
import { folderOf } from '../cli/kqlet.ts';

type Json = Readonly<Record<string, unknown>>;

async function report(test: Json, { query = 'SigninLogs | project UserPrincipalName', profile = 'sentinel' } = {}): Promise<TestReport> {
  const folder = folderOf({ 'rule.kql': query });
  const { tests, problems } = await testRule({ rule: 'rule.kql', profile, tests: [{ name: 'one', ...test }] }, { folder });
  expect(problems).toEqual([]);
  return tests[0];
}

const failures = async (...args: Parameters<typeof report>): Promise<string[]> =>
  (await report(...args)).failures.map(({ message }) => message);
const at = (time: string, user: string): Json => ({ TimeGenerated: `2026-03-01T${time}Z`, UserPrincipalName: user });

describe('a schedule', () => {
  const schedule = { from: '11:00', to: '12:00', frequency: '30m', period: '1h' };

  it('runs every frequency over the period before, both ends included', async () => {
    // 10:00 is in the window of the run at 11:00 only; 10:45 in those of 11:00 and 11:30; 11:45 in that of 12:00 only
    const given = { SigninLogs: [at('09:59:59', 'a'), at('10:00:00', 'b'), at('10:45:00', 'c'), at('11:45:00', 'd')] };
    expect(
      await failures({
        schedule,
        given,
        expect: { runs: { '11:00': 2, '11:30': 1, '12:00': 1 }, total: 4, duplicates: 1, count: 4, rows: [{ UserPrincipalName: 'b' }] },
      }),
    ).toEqual([]);
  });

  it('has the time of the run as its clock', async () => {
    expect(
      await failures(
        { schedule, given: { SigninLogs: [] }, expect: { rowsExact: ['11:00', '11:30', '12:00'].map((time) => ({ t: time })) } },
        { query: 'print t = now()' },
      ),
    ).toEqual([]);
  });

  it('sees a row when its time and its delay have passed', async () => {
    // with a period of 30 minutes: a row of 11:10 with a delay of 25 minutes comes at 11:35, when the window of 11:30 is over, and that of
    // 12:00 begins at 11:30
    const missed = { ...schedule, period: '30m' };
    const given = (ingestionDelay: string): Json => ({ SigninLogs: { rows: [at('11:10:00', 'a')], ingestionDelay } });
    expect(await failures({ schedule: missed, given: given('25m'), expect: { total: 0 } })).toEqual([]);
    expect(await failures({ schedule: missed, given: given('20m'), expect: { runs: { '11:30': 1 }, total: 1 } })).toEqual([]);
    // a period that covers the delay sees it
    expect(await failures({ schedule, given: given('25m'), expect: { runs: { '11:30': 0, '12:00': 1 }, total: 1 } })).toEqual([]);
  });

  it('tells when rows came out where another number was expected', async () => {
    const given = { SigninLogs: [at('10:45:00', 'c')] };
    const {
      failures: found,
      explainedRun,
      explanation,
    } = await report({ schedule, given, expect: { runs: { '11:00': 2, '11:07': 1 }, total: 9, duplicates: 0 } });
    expect([explainedRun, explanation?.stages[0].rowsOut]).toEqual(['11:00', 1]);
    expect(found.map(({ message, hint }) => [message, hint])).toEqual([
      ['expected 2 rows in the run at 11:00, got 1', 'rows came out at 11:00, 11:30'],
      ['there is no run at 11:07', 'the runs are at 11:00, 11:30, 12:00'],
      ['expected 9 rows in all runs, got 2', 'rows came out at 11:00, 11:30'],
      ['expected 0 rows that an earlier run has given too, got 1', undefined],
    ]);
  });

  it('may have other columns in each run', async () => {
    const given = { SigninLogs: [at('10:45:00', 'a'), at('11:45:00', 'b')] };
    const query = 'SigninLogs | evaluate pivot(UserPrincipalName, count(), ResultType)';
    const expectation = {
      columns: { a: 'long', b: 'long' },
      rows: [
        { a: 1, b: null },
        { a: null, b: 1 },
      ],
      total: 2,
    };
    expect(await failures({ schedule: { ...schedule, frequency: '1h' }, given, expect: expectation }, { query })).toEqual([]);
  });

  it('filters by the column of time of the profile', async () => {
    const given = { T: [{ Timestamp: '2026-03-01T10:30:00Z', TimeGenerated: '2026-03-01T11:50:00Z' }] };
    const runs = (profile: string, expected: Json): Promise<string[]> =>
      failures({ schedule: { ...schedule, period: '30m' }, given, expect: { runs: expected } }, { query: 'T', profile });
    expect(await runs('defender', { '11:00': 1, '12:00': 0 })).toEqual([]);
    expect(await runs('sentinel', { '11:00': 0, '12:00': 1 })).toEqual([]);
  });

  it('may lie on other days than the clock', async () => {
    expect(
      await failures({
        now: '2026-03-01T12:00:00Z',
        schedule: { from: '2026-02-28T23:30:00Z', to: '+1h', frequency: '30m', period: '30m' },
        given: { SigninLogs: [{ TimeGenerated: '2026-02-28T23:10:00Z' }] },
        expect: { runs: { '2026-02-28T23:30:00Z': 1, '00:00': 0, '13:00': 0 }, total: 1 },
      }),
    ).toEqual([]);
  });

  it('is refused where it means nothing', async () => {
    const refused = (changed: Json, expectation: Json = { total: 0 }): Promise<string[]> =>
      failures({ schedule: { ...schedule, ...changed }, given: { SigninLogs: [] }, expect: expectation });
    expect(await refused({ to: '10:00' })).toEqual(['the schedule ends before it begins']);
    expect(await refused({ from: 'noon' })).toEqual(['"noon" is no time']);
    expect(await refused({ frequency: '0s' })).toEqual(['the frequency is no time']);
    expect(await refused({ frequency: '1tick' })).toEqual(['these are more than 10000 runs']);
    expect(await refused({ frequency: undefined })).toEqual(['the rule does not say how often it runs and how far it looks back']);
    expect(await refused({}, { empty: true, because: { stage: 1 } })).toEqual(['`because` is for a test without a schedule']);
    expect(await failures({ given: { SigninLogs: [] }, expect: { runs: { '11:00': 1 } } })).toEqual([
      '`runs` is for a test with a schedule',
    ]);
    expect(await failures({ given: { T: { rows: [{ a: 1 }], ingestionDelay: '1m' } }, expect: { empty: true } }, { query: 'T' })).toEqual([
      'ingestionDelay needs a column of time, and T has none',
    ]);
  });
});
