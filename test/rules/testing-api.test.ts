import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRule, RuleTestError, testRule } from '../../src/node.ts';
import { rulesIn } from '../../src/rules/load/index.ts';
import { folderOf } from '../cli/kqlet.ts';

const query = 'SigninLogs\n| where ResultType == "50126"\n| summarize Failures = count() by UserPrincipalName\n| where Failures >= 5\n';
const failure = { TimeGenerated: '-9m', UserPrincipalName: 'a@x', ResultType: '50126' };
const folder = folderOf({ 'rule.kql': query, 'rule.test.yaml': 'tests: [{ name: quiet, expect: { empty: true } }]' });
const rule = path.join(folder, 'rule.kql');
const five = { SigninLogs: { rows: [failure], repeat: 5, step: '1m' } };

describe('expectRule', () => {
  it('resolves where the rule does what is expected', async () => {
    await expectRule(rule).given(five).toFire();
    await expectRule(rule)
      .given(five)
      .toFire({ count: 1, rows: [{ UserPrincipalName: 'a@x' }] });
    await expectRule(rule)
      .given(five)
      .toGive([{ Failures: 5 }]);
    await expectRule(rule)
      .given({ SigninLogs: [failure] })
      .toStayQuiet();
    await expectRule(rule)
      .given({ SigninLogs: [failure] })
      .toStayQuiet({ stage: 4, predicate: 'Failures >= 5' });
    await expectRule(rule)
      .given(five)
      .toMatch({ columns: { Failures: 'long' } });
    await expectRule(rule)
      .at('2020-01-01T00:00:00Z')
      .given(five)
      .using({ profile: 'sentinel', defaults: { SigninLogs: { AppId: 'x' } } })
      .toFire();
    await expectRule((await rulesIn('rule.kql', query))[0])
      .given(five)
      .toFire();
  });

  it('rejects with the way of the rows in the message', async () => {
    const error = await expectRule(rule)
      .given({ SigninLogs: [failure] })
      .toFire()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RuleTestError);
    const { message, report } = error as RuleTestError;
    expect(message).toContain('expected an alert, the rule does not fire');
    expect(message).toContain('Failures >= 5');
    expect(report.tests[0].explanation?.emptied?.stage).toBe('4');
    await expect(expectRule(rule).given(five).toStayQuiet()).rejects.toThrow('expected no alert, the rule fires');
    await expect(expectRule(rule).given(five).toGive([])).rejects.toThrow('expected 0 rows, got 1');
    await expect(
      expectRule(rule)
        .given({ SigninLogs: [{ Usr: 1 }] })
        .toFire(),
    ).rejects.toThrow('has no column `Usr`');
    await expect(expectRule(path.join(folder, 'none.kql')).toFire()).rejects.toThrow('there is no file or folder');
    await expect(expectRule(rule).using({ profle: 'adx' }).toFire()).rejects.toThrow('has no key `profle`');
  });

  it('leaves an expectation as it was when it is gone on with', async () => {
    const quiet = expectRule(rule).given({ SigninLogs: [failure] });
    await quiet.given(five).toFire();
    await quiet.toStayQuiet();
  });
});

describe('testRule', () => {
  it('runs a file or an object', async () => {
    expect((await testRule(path.join(folder, 'rule.test.yaml'))).tests.map(({ name, status }) => [name, status])).toEqual([
      ['quiet', 'passed'],
    ]);
    const report = await testRule({ rule: 'rule.kql', tests: [{ name: 'one', given: five, expect: { count: 2 } }] }, { folder });
    expect(report.tests[0]).toMatchObject({ name: 'one', status: 'failed', fired: true, rowCount: 1, line: undefined });
  });

  it('reports what is wrong with the tests instead of throwing', async () => {
    expect((await testRule(path.join(folder, 'none.test.yaml'))).problems[0].message).toContain('none.test.yaml');
    expect((await testRule({ tests: [{ name: 'one' }] })).problems[0].message).toBe('a test without `expect`');
  });

  it('lets an observer see each run, and another query stand in', async () => {
    const seen: string[] = [];
    const options = {
      folder,
      observe: ({ test, query: { text } }: { test: string; query: { text: string } }) => void seen.push(`${test}: ${text.split('\n')[0]}`),
    };
    const tests = [
      { name: 'one', given: five, expect: { count: 1 } },
      { name: 'two', expect: { empty: true } },
    ];
    await testRule({ rule: 'rule.kql', tests }, options);
    expect(seen).toEqual(['one: SigninLogs', 'two: SigninLogs']);
    const text = query.replace('>= 5', '> 5');
    const mutant = await testRule(
      { rule: 'rule.kql', tests },
      { folder, query: { text, file: 'm.kql', source: text, runs: [{ at: 0, from: 0 }] }, explains: false, stopsAtFailure: true },
    );
    expect(mutant.tests.map(({ status, explanation }) => [status, explanation])).toEqual([['failed', undefined]]);
  });
});
