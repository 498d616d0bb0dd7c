import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testFile } from '../../src/rules/testing/index.ts';
import type { TestFileReport } from '../../src/rules/testing/report.ts';
import { folderOf } from '../cli/kqlet.ts';

const rule = `id: 0b8a2c43-6c55-4c4f-9f3f-111111111111
name: Brute force
description: Many failures of one user
severity: High
kind: Scheduled
queryFrequency: 5m
queryPeriod: 10m
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
query: |
  let Vips = _GetWatchlist('VIPUsers') | project SearchKey;
  let Feed = externaldata(IP:string)[h'https://feed.example/x.csv'] with (format='csv', ignoreFirstRecord=true);
  Failures()
  | where UserPrincipalName !in (Vips)
  | where IPAddress !in (Feed)
  | summarize Failures = count(), LastIP = take_any(IPAddress) by UserPrincipalName
  | where Failures >= 5
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: UserPrincipalName
customDetails:
  FailureCount: Failures
alertDetailsOverride:
  alertDisplayNameFormat: Brute force {{UserPrincipalName}}
version: 1.0.0
`;

const parser = `Function:
  Title: Failures
FunctionName: Failures
FunctionQuery: SigninLogs | where ResultType == "50126"
`;

const tests = `rule: ../rules/brute-force.yaml
profile: sentinel
now: 2026-03-01T12:00:00Z
functions: [../parsers/*.yaml]
watchlists: { VIPUsers: vip.csv }
external: { "https://feed.example/x.csv": feed.csv }
defaults: { SigninLogs: { ResultType: "50126" } }
tests:
  - name: fires on five failures in ten minutes
    given:
      SigninLogs: { rows: [ { TimeGenerated: -9m, UserPrincipalName: a@x, IPAddress: 1.2.3.4 } ], repeat: 5, step: 1m }
    expect: { count: 1, rows: [ { UserPrincipalName: a@x, Failures: 5 } ], columns: { Failures: long },
              alert: { fires: true, severity: High, title: "Brute force a@x" }, entities: [ { Account: { FullName: a@x } } ],
              customDetails: { FailureCount: 5 } }
  - name: quiet below the threshold
    given: { SigninLogs: { rows: [ { TimeGenerated: -9m, UserPrincipalName: a@x, IPAddress: 1.2.3.4 } ], repeat: 4 } }
    expect: { empty: true, because: { stage: 5, predicate: "Failures >= 5" } }
  - name: not missed at the window's edge
    schedule: { from: "11:00", to: "13:00" }
    given: { SigninLogs: { ndjson: drip.ndjson, ingestionDelay: 7m } }
    expect: { runs: { "12:05": 1 }, total: 1, duplicates: 0 }
  - name: golden
    given: { SigninLogs: { csv: export.csv } }
    expect: { snapshot: true }
`;

// at 12:05 the window is 11:55 to 12:05, and what is visible was generated until 11:58; the failures are of 11:57:00 to 11:57:40 and one of
// 11:52, which only the run at 12:00 sees, alone
const drip = [0, 10, 20, 30, 40]
  .map(
    (second) =>
      `{"TimeGenerated":"2026-03-01T11:57:${String(second).padStart(2, '0')}Z","UserPrincipalName":"b@x","IPAddress":"1.2.3.4"}\n`,
  )
  .join('');

const project = (overrides: Record<string, string> = {}): string =>
  folderOf({
    'rules/brute-force.yaml': rule,
    'parsers/failures.yaml': parser,
    'tests/brute-force.test.yaml': tests,
    'tests/vip.csv': 'SearchKey,Name\nvip@x,Vip\n',
    'tests/feed.csv': 'IP\n9.9.9.9\n',
    'tests/drip.ndjson': drip,
    'tests/export.csv': `TimeGenerated,UserPrincipalName,IPAddress,ResultType\n${'2026-03-01T11:55:00Z,c@x,1.2.3.4,50126\n'.repeat(6)}`,
    ...overrides,
  });

const outcome = ({ tests: all, problems }: TestFileReport): unknown => ({
  problems: problems.map(({ message }) => message),
  tests: all.map(({ name, status, failures }) => [name, status, ...failures.map(({ message }) => message)]),
});

describe('a test file that is broken', () => {
  it('is a problem, a failure or nothing, and never a crash', async () => {
    const folder = project();
    const file = path.join(folder, 'tests/brute-force.test.yaml');
    const edit = fc.record({
      at: fc.nat(tests.length),
      length: fc.nat(12),
      text: fc.constantFrom(
        '',
        '{',
        '[',
        ': ',
        '\n',
        '- ',
        '"',
        '&a ',
        '*a',
        '<<: ',
        '-9m',
        '~',
        '0x',
        '!!binary ',
        '__proto__: ',
        '\t',
        '|\n',
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const text = edits.reduce(
          (before, { at, length, text: inserted }) => before.slice(0, at) + inserted + before.slice(at + length),
          tests,
        );
        writeFileSync(file, text);
        const { problems, tests: ran } = await testFile(file, { isCi: true });
        for (const { place, message } of problems)
          expect([message, place === undefined || place.line >= 1]).toEqual([expect.any(String), true]);
        for (const { status, failures } of ran) expect(failures.length > 0).toBe(status !== 'passed');
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('a test file', () => {
  it('runs the tests of a rule with functions, watchlist, feed, schedule and snapshot', async () => {
    const report = await testFile(path.join(project(), 'tests/brute-force.test.yaml'));
    expect(outcome(report)).toEqual({
      problems: [],
      tests: [
        ['fires on five failures in ten minutes', 'passed'],
        ['quiet below the threshold', 'passed'],
        ["not missed at the window's edge", 'passed'],
        ['golden', 'passed'],
      ],
    });
    expect(report.rule?.name).toBe('Brute force');
    expect(report.snapshots).toEqual({ written: 1, obsolete: [] });
    expect(report.tests.map(({ fired, rowCount, line }) => [fired, rowCount, line])).toEqual([
      [true, 1, 9],
      [false, 0, 15],
      [true, 1, 18],
      [true, 1, 22],
    ]);
  });

  it('knows all files that it rests on', async () => {
    const folder = project();
    const { files } = await testFile(path.join(folder, 'tests/brute-force.test.yaml'));
    expect(files.map((file) => path.relative(folder, path.resolve(file))).sort()).toEqual([
      'parsers/failures.yaml',
      'rules/brute-force.yaml',
      'tests/__snapshots__/brute-force.snap.json',
      'tests/brute-force.test.yaml',
      'tests/drip.ndjson',
      'tests/export.csv',
      'tests/feed.csv',
      'tests/vip.csv',
    ]);
  });

  it('takes the rule of the same name beside it when it names none', async () => {
    const folder = folderOf({
      'a.kql': 'SigninLogs | where UserPrincipalName == "a"',
      'a.test.yaml': 'tests: [{ name: one, given: { SigninLogs: [{ UserPrincipalName: a }] }, expect: { count: 1 } }]',
    });
    expect(outcome(await testFile(path.join(folder, 'a.test.yaml')))).toEqual({ problems: [], tests: [['one', 'passed']] });
  });

  it('takes one rule of several by its name', async () => {
    const folder = folderOf({
      'hunts.md': '# First\n```kql\nprint a = 1\n```\n# Second\n```kql\nprint b = 2\n```\n',
      'a.test.yaml': 'rule: hunts.md#second\ntests: [{ name: one, expect: { rows: [{ b: 2 }] } }]',
      'b.test.yaml': 'rule: hunts.md\ntests: [{ name: one, expect: { rows: [{ b: 2 }] } }]',
    });
    expect(outcome(await testFile(path.join(folder, 'a.test.yaml')))).toEqual({ problems: [], tests: [['one', 'passed']] });
    const { problems } = await testFile(path.join(folder, 'b.test.yaml'));
    expect(problems.map(({ message }) => message)).toEqual(['hunts.md holds 2 rules']);
  });

  it('explains why nothing came out, with places in the file of the rule', async () => {
    const folder = project({
      'tests/brute-force.test.yaml':
        'rule: ../rules/brute-force.yaml\nfunctions: ../parsers/*.yaml\nwatchlists: { VIPUsers: [] }\nexternal: { "https://feed.example/x.csv": [] }\n' +
        'tests:\n- name: one\n  given: { SigninLogs: { rows: [{ TimeGenerated: -1m, UserPrincipalName: a, ResultType: "50126" }], repeat: 4 } }\n  expect: { count: 1 }\n',
    });
    const report = await testFile(path.join(folder, 'tests/brute-force.test.yaml'));
    const [{ failures, explanation }] = report.tests;
    expect(failures).toMatchObject([{ about: 'count', message: 'expected 1 row, got 0', place: { line: 8, column: 20 } }]);
    expect(explanation?.emptied).toMatchObject({
      stage: '5',
      conjuncts: [{ text: 'Failures >= 5', true: 0, false: 1, null: 0, line: 19 }],
    });
  });

  it('reports a rule that cannot be read with the place in its file', async () => {
    const folder = folderOf({
      'a.kql': 'SigninLogs\n| wher x',
      'a.test.yaml': 'tests: [{ name: one, expect: { empty: true } }]',
    });
    const [test] = (await testFile(path.join(folder, 'a.test.yaml'))).tests;
    expect(test.status).toBe('failed');
    expect(test.failures[0]).toMatchObject({ about: 'rule', place: { line: 2, column: 3 } });
    expect(test.failures[0].place?.file).toContain('a.kql');
  });

  it('is unsupported where the rule uses what is not supported', async () => {
    const folder = folderOf({
      'a.kql': 'SigninLogs | evaluate python(typeof(*), "x")',
      'a.test.yaml': 'tests: [{ name: one, expect: { empty: true } }]',
    });
    expect((await testFile(path.join(folder, 'a.test.yaml'))).tests[0]).toMatchObject({ status: 'unsupported', fired: undefined });
  });

  it('has the tables that the rule names and the test does not give without rows, and no others', async () => {
    const folder = folderOf({
      'a.kql': 'union SigninLogs, (AuditLogs | project TimeGenerated), Device*',
      'a.test.yaml':
        'tests: [{ name: one, given: { SigninLogs: [{ UserPrincipalName: a }] }, expect: { count: 1, columns: { DeviceName: string } } }]',
      'b.kql': 'SigninLog | count',
      'b.test.yaml': 'tests: [{ name: one, given: { SigninLogs: [] }, expect: { count: 1 } }]',
    });
    expect((await testFile(path.join(folder, 'a.test.yaml'))).tests[0].failures).toEqual([]);
    const [test] = (await testFile(path.join(folder, 'b.test.yaml'))).tests;
    expect(test.failures[0].message).toContain('there is no table `SigninLog`');
    expect(test.failures[0].hint).toBe('did you mean `SigninLogs`?');
  });

  it('runs a rule with a period over the period before the clock, both ends included', async () => {
    const folder = folderOf({
      'a.yaml':
        'name: a\nid: 0b8a2c43-6c55-4c4f-9f3f-111111111111\nseverity: Low\nkind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\nquery: SigninLogs | project TimeGenerated\n',
      'a.test.yaml':
        'tests: [{ name: one, given: { SigninLogs: [{ TimeGenerated: -61m }, { TimeGenerated: -1h }, { TimeGenerated: now }, { TimeGenerated: +1s }] }, expect: { rowsExact: [{ TimeGenerated: -1h }, { TimeGenerated: now }] } }]',
    });
    expect((await testFile(path.join(folder, 'a.test.yaml'))).tests[0].failures).toEqual([]);
  });

  it('tells of rows that a rule with a period does not see, where a test fails', async () => {
    const folder = folderOf({
      'a.yaml':
        'name: a\nid: 0b8a2c43-6c55-4c4f-9f3f-111111111111\nseverity: Low\nkind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\nquery: SigninLogs\n',
      'a.test.yaml':
        'tests: [{ name: one, given: { SigninLogs: [{ ResultType: "0" }, { TimeGenerated: -61m }, { TimeGenerated: -1m }] }, expect: { count: 3 } }]',
    });
    expect((await testFile(path.join(folder, 'a.test.yaml'))).tests[0].warnings).toEqual([
      '1 row of SigninLogs without TimeGenerated: the rule sees its period only, 11:00 to 12:00',
      '1 row of SigninLogs outside of the period that the rule sees, 11:00 to 12:00',
    ]);
  });

  it('never fetches what externaldata names', async () => {
    const folder = folderOf({
      'a.kql': 'externaldata(a:string)["https://feed.example/x.csv"]',
      'a.test.yaml': 'tests: [{ name: one, expect: { empty: true } }]',
    });
    const [{ status, failures }] = (await testFile(path.join(folder, 'a.test.yaml'))).tests;
    expect(status).not.toBe('passed');
    expect(failures[0].message).toContain('https://feed.example/x.csv');
  });
});
