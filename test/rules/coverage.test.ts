import { describe, expect, it } from 'vitest';
import { Database } from '../../src/database.ts';
import { parseQuery } from '../../src/query.ts';
import { coverRun } from '../../src/rules/coverage/cover-run.ts';
import { Coverage, type CoverageReport } from '../../src/rules/coverage/coverage.ts';

const rows = [
  { a: 1, s: 'abc', ip: '10.0.0.1' },
  { a: 2, s: 'xyz', ip: '192.0.2.1' },
  { a: null, s: '', ip: '' },
];

async function covered(text: string, functions: readonly string[] = []): Promise<CoverageReport> {
  const database = new Database();
  database.addTable('T', rows, { schema: { a: 'long', s: 'string', ip: 'string' } });
  for (const of of functions) database.addFunction(of);
  const coverage = new Coverage(parseQuery(text));
  await coverRun(coverage, database, text, {});
  return coverage.report();
}

const seen = ({ items }: CoverageReport): string[] =>
  items.map(({ kind, text, truth, rows: count }) =>
    kind === 'predicate' ? `${text}: ${truth.true} ${truth.false} ${truth.null}` : `${text}: ${count}`,
  );

describe('coverage', () => {
  it('adds up over runs whose placeholders became texts of other lengths', async () => {
    const database = new Database();
    database.addTable('T', rows, { schema: { a: 'long', s: 'string', ip: 'string' } });
    const coverage = new Coverage(parseQuery("T | where s has '{{word}}' and a > 0"));
    for (const word of ['abc', 'nothing like it']) await coverRun(coverage, database, `T | where s has '${word}' and a > 0`, {});
    expect(seen(coverage.report())).toEqual(["s has '{{word}}': 1 5 0", 'a > 0: 4 0 2']);
  });

  it.each([
    // a null equals nothing and differs from everything; only order is unknown
    ['a == 1', '1 2 0'],
    ['a != 1', '2 1 0'],
    ['a > 1', '1 1 1'],
    ['a in (1, 3)', '1 2 0'],
    ['a !in (1, 3)', '2 1 0'],
    ['a between (1 .. 1)', '1 1 1'],
    ['a !between (1 .. 1)', '1 1 1'],
    ["s has 'abc'", '1 2 0'],
    ["s !has 'abc'", '2 1 0'],
    ["s has_any ('abc', 'xyz')", '2 1 0'],
    ["s in~ ('ABC')", '1 2 0'],
    ["s !in~ ('ABC')", '2 1 0'],
    ["s =~ 'ABC'", '1 2 0'],
    ["s matches regex '^a'", '1 2 0'],
    ["s !startswith 'a'", '2 1 0'],
    ['isnotempty(s)', '2 1 0'],
    ['isnull(a)', '1 2 0'],
  ])('counts for how many rows %s is true, false and null', async (predicate, counts) => {
    expect(seen(await covered(`T | where ${predicate}`))).toEqual([`${predicate}: ${counts}`]);
  });

  it('looks at every predicate of and, or and not by itself, over all rows', async () => {
    expect(seen(await covered("T | where not(a == 1) and (s == 'abc' or s == 'q')"))).toEqual([
      'a == 1: 1 2 0',
      "s == 'abc': 1 2 0",
      "s == 'q': 0 3 0",
    ]);
  });

  it('looks into counting and choosing functions', async () => {
    const report = await covered("T | extend k = case(a == 1, 'one', a == 2, 'two', 'none') | summarize countif(s == 'abc') by k");
    expect(seen(report)).toEqual([
      'a == 1: 1 2 0',
      "a == 1: 'one': 1",
      'a == 2: 1 2 0',
      "a == 2: 'two': 1",
      "otherwise: 'none': 1",
      "s == 'abc': 1 2 0",
    ]);
  });

  it('looks at both sides of a join and at all arms of a union', async () => {
    expect(seen(await covered('T | join kind=leftouter (T | where a > 7) on a'))).toEqual(['left: 0', 'right: 0', 'a > 7: 0 2 1']);
    expect(seen(await covered('union T, (T | where a == 1), (T | where a == 9)')).filter((line) => !line.includes('=='))).toEqual(['T: 3']);
    const { items } = await covered('union T, (T | where a == 1), (T | where a == 9)');
    expect(items.filter(({ kind }) => kind === 'union-arm').map(({ rows: count }) => count)).toEqual([3, 1, 0]);
  });

  it('counts goals: two of a predicate, one of everything else', async () => {
    const report = await covered('T | where a == 1 and a < 5 | join kind=inner T on a');
    expect([report.goals, report.reached]).toEqual([6, 5]);
    expect(report.items.flatMap(({ text, missing }) => missing.map((what) => `${text} ${what}`))).toEqual(['a < 5 false']);
    expect(report.items.map(({ stage }) => stage)).toEqual(['2', '2', '3', '3']);
  });

  it('is not misled by stored functions, whose places are in other texts', async () => {
    const stored = 'let f = () { T | where a == 2 | where s == "q" };';
    const text = '           f | where a == 1';
    expect(seen(await covered(text, [stored]))).toEqual(['a == 1: 0 0 0']);
  });

  it('follows a function of the rule into both of its calls', async () => {
    expect(seen(await covered('let f = (n: long) { T | where a == n }; f(1) | union (f(2))'))).toContain('a == n: 2 4 0');
  });
});
