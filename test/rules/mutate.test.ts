import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collectCoverage } from '../../src/rules/coverage/index.ts';
import { mutateRule } from '../../src/rules/mutate/index.ts';
import { testFile } from '../../src/rules/testing/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kqlet-mutate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function files(name: string, query: string, tests: string): string {
  writeFileSync(path.join(folder, `${name}.kql`), query);
  const file = path.join(folder, `${name}.test.yaml`);
  writeFileSync(file, `rule: ${name}.kql\nprofile: adx\ntests:\n${tests}`);
  return file;
}

describe('mutating a rule', () => {
  it('tells the changes that no test notices, with their places', async () => {
    const tests = '  - { name: one, given: { T: [{ n: 5 }, { n: 6 }] }, expect: { count: 1 } }\n';
    const report = await mutateRule(files('greater', 'T\n| where n > 5', tests));
    const fates = report.mutants.map(({ mutation, fate, line, column }) => `${line}:${column} ${mutation.operator} ${fate}`);
    expect(fates.sort()).toEqual(['2:11 comparison killed', '2:13 threshold killed', '2:13 threshold killed', '2:9 drop-filter killed']);
    expect(report.score).toBe(100);
  });

  it('leaves alive what the fixtures do not tell apart', async () => {
    const tests = '  - { name: one, given: { T: [{ n: 1 }, { n: 9 }] }, expect: { count: 1 } }\n';
    const report = await mutateRule(files('loose', 'T | where n > 5', tests));
    expect(report.mutants.filter(({ fate }) => fate === 'survived').map(({ mutation }) => mutation.description)).toEqual([
      '> becomes >=',
      '5 becomes 4',
      '5 becomes 6',
    ]);
    expect([report.killed, report.survived, report.score]).toEqual([1, 3, 25]);
  });

  it('does not count changes that give no query', async () => {
    // without its kind the join takes either side's columns, and Flag is the right side's
    const query = 'T | join kind=inner (U | where isnotempty(s)) on n | where isnotempty(Flag)';
    const tests =
      "  - { name: one, given: { T: [{ n: 1 }], U: [{ n: 1, s: 'a', Flag: 'x' }, { n: 2, s: '', Flag: '' }] }, expect: { count: 1 } }\n";
    const report = await mutateRule(files('kinds', query, tests));
    const anti = report.mutants.find(({ mutation }) => mutation.replacement === 'leftanti');
    expect(anti?.fate).toBe('invalid');
    expect(report.killed + report.survived).toBe(report.mutants.length - 1);
  });

  it('does not take other words in `because` for a failure', async () => {
    const tests = '  - { name: none, given: { T: [{ n: 1 }] }, expect: { empty: true, because: { stage: 2, predicate: n > 5 } } }\n';
    const report = await mutateRule(files('reason', 'T | where n > 5', tests));
    expect(report.mutants.filter(({ fate }) => fate === 'killed').map(({ mutation }) => mutation.operator)).toEqual(['drop-filter']);
  });

  it('changes nothing where a test fails as it is', async () => {
    const tests = '  - { name: wrong, given: { T: [{ n: 1 }] }, expect: { count: 3 } }\n';
    const report = await mutateRule(files('failing', 'T | where n > 0', tests));
    expect([report.mutants, report.tests.tests[0].status]).toEqual([[], 'failed']);
  });
});

describe('coverage of tests', () => {
  it('adds up over the tests of a rule, with places in its file', async () => {
    const tests = [
      "  - { name: one, parameters: { word: abc }, given: { T: [{ n: 1, s: 'abc' }] }, expect: { count: 1 } }",
      "  - { name: two, parameters: { word: other }, given: { T: [{ n: 1, s: 'abc' }] }, expect: { empty: true } }",
    ];
    const coverage = collectCoverage();
    const report = await testFile(files('covered', "T\n| where s has '{{word}}'\n| where n == 1", `${tests.join('\n')}\n`), {
      observe: coverage.observe,
    });
    expect(report.tests.map(({ status }) => status)).toEqual(['passed', 'passed']);
    const [{ items, goals, reached }] = coverage.report();
    expect([goals, reached]).toEqual([4, 3]);
    expect(items.map(({ line, column, text, missing }) => [line, column, text, missing])).toEqual([
      [2, 9, "s has '{{word}}'", []],
      [3, 9, 'n == 1', ['false']],
    ]);
  });
});
