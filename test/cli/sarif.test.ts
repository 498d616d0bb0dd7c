import { describe, expect, it } from 'vitest';
import type { CheckedFile } from '../../src/cli/check.ts';
import { sarif } from '../../src/cli/sarif.ts';
import { allAdvice, checkRule } from '../../src/rules/advice/index.ts';
import { knownTables } from '../../src/rules/describe/known-tables.ts';
import { rulesIn } from '../../src/rules/load/index.ts';
import { sarifProblems } from './sarif-structure.ts';

async function checkedFile(file: string, source: string): Promise<CheckedFile> {
  const [rule] = await rulesIn(file, source);
  const { errors, warnings, advice } = await checkRule(rule, knownTables(rule.profile));
  return { file, rule: rule.source, errors, warnings, advice, source };
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly locations: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string };
            readonly region?: { readonly snippet: { readonly text: string }; readonly startLine: number; readonly endColumn: number };
          };
        }[];
      }[];
    },
  ];
}

describe('SARIF', async () => {
  const checked = [
    await checkedFile('rules/a b#1.kql', 'SecurityEvent | where CommandLine contains "mimikatz"\n| join (Foo_CL) on Computer'),
    await checkedFile('/abs/wrong.kql', 'SigninLogs | where Nope == 1 and Also == 2'),
    await checkedFile('rules/python.kql', 'print a = 1 | evaluate python(typeof(*), "x")'),
    await checkedFile('rules/r.yaml', 'name: r\nkind: NRT\nquery: |\n  SecurityEvent\n  | mv-expand\n    split(Account, "x")\n'),
  ];
  const log = sarif(checked) as Log;
  const [run] = (JSON.parse(JSON.stringify(log)) as Log).runs;

  it('keeps to the schema of 2.1.0', () => {
    expect(sarifProblems(JSON.parse(JSON.stringify(log)))).toEqual([]);
  });

  it('lists every piece of advice, and results point to what they are', () => {
    const ids = run.tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['syntax', 'unsupported', ...allAdvice.map(({ id }) => id)]));
    expect(run.results.length).toBeGreaterThan(7);
    for (const { ruleId, ruleIndex } of run.results) expect(ids[ruleIndex]).toBe(ruleId);
  });

  it('marks places in the files, whose addresses are escaped', () => {
    const places = run.results.map(({ ruleId, locations }) => [ruleId, locations[0].physicalLocation.artifactLocation.uri]);
    expect(places).toContainEqual(['contains-has', 'rules/a%20b%231.kql']);
    expect(places).toContainEqual(['semantic', 'file:///abs/wrong.kql']);
    const expand = run.results.find(({ ruleId }) => ruleId === 'mv-expand-limit');
    expect(expand?.locations[0].physicalLocation.region).toMatchObject({
      startLine: 5,
      startColumn: 5,
      endLine: 5,
      endColumn: 14,
      snippet: { text: 'mv-expand' },
    });
  });

  it('is found wrong by the check where it is', () => {
    const { runs } = JSON.parse(JSON.stringify(log)) as { runs: { results: Record<string, unknown>[] }[] };
    runs[0].results[0] = { ...runs[0].results[0], level: 'bad', extra: 1, message: {} };
    expect(sarifProblems({ version: '2.0.0', runs })).toEqual([
      '$.version is not one of 2.1.0',
      '$.runs[0].results[0].level is not one of none,note,warning,error',
      '$.runs[0].results[0].message has no text',
      '$.runs[0].results[0] has extra',
    ]);
  });
});
