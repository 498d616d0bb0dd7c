import { describe, expect, it } from 'vitest';
import { testRule } from '../../src/rules/testing/expect-rule.ts';
import type { TestReport } from '../../src/rules/testing/report.ts';
import { folderOf } from '../cli/kqlet.ts';

type Json = Readonly<Record<string, unknown>>;

/** The report of a test of a query, or of a rule of Sentinel that has it. */
async function report(
  query: string,
  expectation: Json,
  { given, rule, ...more }: { given?: Json; rule?: string } & Json = {},
): Promise<TestReport> {
  const name = rule === undefined ? 'rule.kql' : 'rule.yaml';
  const folder = folderOf({ [name]: rule === undefined ? query : `${rule}query: |\n  ${query.replaceAll('\n', '\n  ')}\n` });
  const { tests, problems } = await testRule({ rule: name, tests: [{ name: 'one', given, expect: expectation, ...more }] }, { folder });
  expect(problems).toEqual([]);
  return tests[0];
}

const failures = async (...args: Parameters<typeof report>): Promise<string[]> =>
  (await report(...args)).failures.map(({ about, message }) => `${about}: ${message}`);
const passes = async (...args: Parameters<typeof report>): Promise<void> => expect(await failures(...args)).toEqual([]);

const people = 'datatable(Name:string, Age:long) ["a", 1, "b", 2, "a", 3]';

describe('rows that are expected', () => {
  it('are there by some of their columns, in any order, each for a row of its own', async () => {
    await passes(people, { rows: [{ Age: 3 }, { Name: 'b' }] });
    await passes(people, { rows: [{ Name: 'a' }, { Name: 'a' }] });
    expect(await failures(people, { rows: [{ Name: 'b' }, { Name: 'b' }] })).toEqual([
      'rows: expected row 2 of 2 is not among the 3 rows; the nearest is row 1:',
    ]);
    // the first would take the only row that the second fits
    await passes(people, { rows: [{ Name: 'a' }, { Name: 'a', Age: 1 }] });
    expect(await failures('print a = 1 | take 0', { rows: [{ a: 1 }] })).toEqual(['rows: the expected row is missing: there are no rows']);
  });

  it('have an order where the rule sorts at its end', async () => {
    const order = 'rows: the rows are there, but in another order; the rule sorts at its end';
    await passes(`${people} | sort by Age desc`, { rows: [{ Age: 3 }, { Age: 1 }] });
    expect(await failures(`${people} | sort by Age desc`, { rows: [{ Age: 1 }, { Age: 3 }] })).toEqual([order]);
    expect(await failures(`${people} | top 2 by Age asc | extend x = 1 | project-away x`, { rows: [{ Age: 2 }, { Age: 1 }] })).toEqual([
      order,
    ]);
    await passes(`${people} | sort by Age asc | summarize n = count() by Name`, { rows: [{ Name: 'b' }, { Name: 'a' }] });
    await passes(`${people} | sort by Age asc | where Age > 1`, {
      rowsExact: [
        { Name: 'b', Age: 2 },
        { Name: 'a', Age: 3 },
      ],
    });
  });

  it('are all there are, with all they have, where they are exact', async () => {
    await passes(people, {
      rowsExact: [
        { Name: 'b', Age: 2 },
        { Name: 'a', Age: 3 },
        { Name: 'a', Age: 1 },
      ],
    });
    expect(
      await failures(people, {
        rowsExact: [
          { Name: 'b', Age: 2 },
          { Name: 'a', Age: 3 },
        ],
      }),
    ).toEqual(['rowsExact: a row more than expected; the first:']);
    const [failure] = (await report('print a = 1, b = 2', { rowsExact: [{ a: 1 }] })).failures;
    expect(failure.difference?.columns).toEqual([
      { name: 'a', expected: '1', actual: '1', matches: true },
      { name: 'b', expected: '(not expected)', actual: '2', matches: false },
    ]);
    await passes('print a = 1, b = long(null), c = ""', { rowsExact: [{ a: 1 }] });
  });

  it('are shown beside the nearest actual row', async () => {
    const [failure] = (await report(people, { rows: [{ Name: 'B', Age: 2 }] })).failures;
    expect(failure.message).toBe('the expected row is not among the 3 rows; the nearest is row 2:');
    expect(failure.difference?.columns).toEqual([
      { name: 'Name', expected: '"B"', actual: '"b"', matches: false },
      { name: 'Age', expected: '2', actual: '2', matches: true },
    ]);
  });

  it('name columns of the result', async () => {
    const [failure] = (await report(people, { rows: [{ Nam: 'a' }] })).failures;
    expect([failure.message, failure.hint]).toEqual(['the result has no column `Nam`', 'did you mean `Name`?']);
  });
});

describe('values that are expected', () => {
  const is = (expression: string, value: unknown): Promise<void> => passes(`print a = ${expression}`, { rows: [{ a: value }] });
  const isNot = async (expression: string, value: unknown): Promise<void> =>
    expect(await failures(`print a = ${expression}`, { rows: [{ a: value }] })).not.toEqual([]);

  it('have the type of the column', async () => {
    await is('"5"', '5');
    await isNot('"5"', 5);
    await is('5', 5);
    await isNot('5', '5');
    await isNot('5', 5.5);
    await is('true', true);
    await isNot('true', 1);
    await isNot('true', 'true');
    await is('9007199254740993', 9007199254740993n);
    await isNot('9007199254740993', 9007199254740992n);
    await is('decimal(1.10)', 1.1);
    await is('guid(74be27de-1e4e-49d9-b579-fe0b331d3642)', '74BE27DE-1E4E-49D9-B579-FE0B331D3642');
    await isNot('long(null)', 0);
    await is('long(null)', null);
    await is('""', null);
  });

  it('are reals within the tolerance', async () => {
    await is('0.1 + 0.2', 0.3);
    await is('5.0', 5);
    await isNot('0.1 + 0.2', 0.300001);
    await passes('print a = 100.0', { rows: [{ a: 101 }], tolerance: 0.01 });
    await is('real(nan)', 'NaN');
    await isNot('real(nan)', 'Infinity');
  });

  it('are times and lengths of time by their value', async () => {
    await is('datetime(2026-03-01T11:51:00Z)', '-9m');
    await is('datetime(2026-03-01T11:51:00Z)', '2026-03-01 12:51:00+01:00');
    await isNot('datetime(2026-03-01T11:51:00.0000001Z)', '-9m');
    await is('90m', '01:30:00');
    await is('90m', '1h30m');
    await isNot('90m', '1h');
  });

  it('are texts by case', async () => {
    await is('"a"', 'a');
    await isNot('"a"', 'A');
  });

  it('are dynamic in depth and as a whole', async () => {
    await is('dynamic({"a": [1, {"b": null}], "c": "x"})', { c: 'x', a: [1, { b: null }] });
    await isNot('dynamic({"a": 1, "b": 2})', { a: 1 });
    await isNot('dynamic([1, 2])', [2, 1]);
    await isNot('dynamic([1])', ['1']);
    await is('dynamic([0.5])', [0.5]);
    await is('pack_array(datetime(2026-03-01T11:00:00Z), 1h)', ['-1h', '01:00:00']);
    await is('dynamic(null)', null);
  });
});

describe('what else is expected', () => {
  it('counts rows, and finds nothing', async () => {
    await passes(people, { count: 3, empty: false });
    expect(await failures(people, { count: 2 })).toEqual(['count: expected 2 rows, got 3']);
    expect(await failures(people, { empty: true })).toEqual(['empty: expected nothing, got 3 rows']);
    expect(await failures(`${people} | take 0`, { empty: false })).toEqual(['empty: expected rows, got none']);
  });

  it('are types of columns', async () => {
    await passes(people, { columns: { Age: 'long' } });
    expect(await failures(people, { columns: { Age: 'int', Nam: 'string' } })).toEqual([
      'columns: the column Age is long, not int',
      'columns: the result has no column `Nam`',
    ]);
  });

  it('is an error that Kusto has on this data', async () => {
    const query = 'datatable(k:string, v:long)[] | evaluate pivot(k, sum(v)) | project x';
    await passes(query, { error: true });
    await passes(query, { error: 'no column `x`' });
    await passes(query, { error: { kind: 'semantic', message: '`x`' } });
    expect((await failures(query, { error: { kind: 'limit' } }))[0]).toContain('expected an error of the kind limit, got:');
    expect((await failures(query, { error: 'other' }))[0]).toContain('expected an error with "other", got:');
    expect(await failures(people, { error: true })).toEqual(['error: expected an error, the rule ran']);
    expect((await report(query, { empty: true })).status).toBe('failed');
    await passes('print 1 | evaluate python(typeof(*), "")', { error: { kind: 'unsupported' } });
  });

  it('is the stage that left nothing, and the predicate', async () => {
    const query = `${people}\n| where Age > 0 and Name == "c"\n| summarize count()by Name`;
    await passes(query, { empty: true, because: { stage: 2, predicate: "Name  ==  'c'" } });
    await passes(query, { empty: true, because: { stage: 2 } });
    expect((await failures(query, { because: { stage: 3 } }))[0]).toContain('because: expected stage 3 to leave nothing, it is stage 2');
    expect((await failures(query, { because: { stage: 2, predicate: 'Age > 0' } }))[0]).toContain('Age > 0 was true for 3 rows');
    expect((await failures(query, { because: { stage: 2, predicate: 'Age > 1' } }))[0]).toContain('has no predicate Age > 1');
    expect(await failures(people, { because: { stage: 1 } })).toEqual(['because: no stage left nothing']);
  });

  it('comes with the way of the rows where too few came out, and only then', async () => {
    expect((await report(`${people} | where Age > 5`, { count: 1 })).explanation?.emptied?.stage).toBe('2');
    expect((await report(people, { columns: { Age: 'int' } })).explanation).toBeUndefined();
    expect((await report(people, { count: 3 })).explanation).toBeUndefined();
  });
});

const sentinel = `id: 0b8a2c43-6c55-4c4f-9f3f-111111111111
name: People
description: Some people
severity: Medium
kind: Scheduled
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 1
alertDetailsOverride:
  alertDisplayNameFormat: "{{Name}} is {{ Age }}"
  alertDescriptionFormat: "{{Name}} and {{Nobody}}"
  alertSeverityColumnName: Weight
customDetails:
  Years: Age
entityMappings:
  - entityType: Account
    fieldMappings: [{ identifier: Name, columnName: Name }]
`;

describe('the alert of a rule', () => {
  const query = `${people.replace('"a", 1', '"c", 1')} | extend Weight = iff(Age == 1, "High", "Odd")`;

  it('fires by operator and threshold', async () => {
    await passes(query, { alert: { fires: true, count: 1 } }, { rule: sentinel });
    expect(await failures(`${query} | take 1`, { alert: { fires: true } }, { rule: sentinel })).toEqual([
      'alert: expected an alert, the rule does not fire',
    ]);
    for (const [operator, rows, fires] of [
      ['lt', 0, true],
      ['lt', 1, false],
      ['eq', 1, true],
      ['eq', 2, false],
      ['ne', 2, true],
      ['ne', 1, false],
    ] as const)
      await passes(
        `${query} | take ${rows}`,
        { alert: { fires } },
        { rule: sentinel.replace('triggerOperator: gt', `triggerOperator: ${operator}`) },
      );
  });

  it('has title, description and severity from its first row', async () => {
    const expected = { title: 'c is 1', description: 'c and {{Nobody}}', severity: 'High' };
    await passes(query, { alert: expected }, { rule: sentinel });
    // a severity that is none leaves the rule's own
    await passes(`${query} | where Age > 1`, { alert: { severity: 'Medium', title: 'b is 2' } }, { rule: sentinel });
    expect(await failures(query, { alert: { title: 'c is 2' } }, { rule: sentinel })).toEqual([
      'alert: expected the title "c is 2", it is "c is 1"',
    ]);
  });

  it('is one for each row where events are grouped so', async () => {
    const rule = `${sentinel}eventGroupingSettings:\n  aggregationKind: AlertPerResult\n`;
    await passes(query, { alert: { count: 3, title: 'b is 2' } }, { rule });
    expect(await failures(query, { alert: { title: 'd is 2' } }, { rule })).toEqual([
      'alert: expected the title "d is 2", it is "c is 1", "b is 2", "a is 3"',
    ]);
    await passes(`range Age from 1 to 200 step 1 | extend Name = "a", Weight = ""`, { alert: { count: 150 } }, { rule });
  });

  it('has entities and custom details', async () => {
    await passes(
      query,
      { entities: [{ Account: { Name: 'a' } }, { Account: { Name: 'c' } }], customDetails: { Years: [1, 2, 3] } },
      { rule: sentinel },
    );
    await passes(query, { customDetails: { Years: 2 } }, { rule: sentinel });
    expect(
      await failures(
        query,
        { entities: [{ Account: { Name: 'x' } }, { Acount: { Name: 'a' } }], customDetails: { Years: 9, Year: 1 } },
        { rule: sentinel },
      ),
    ).toEqual([
      'entities: there is no Account with Name "x"',
      'entities: there is no Acount with Name "a"',
      'customDetails: expected the detail Years to be 9, it is 1, 2, 3',
      'customDetails: there is no detail `Year`',
    ]);
  });
});
