import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/query.ts';
import { mutated, mutationsOf } from '../../src/rules/mutate/mutations.ts';
import { parse } from '../../src/syntax/parse.ts';

const mutants = (text: string): string[] => mutationsOf(parseQuery(text)).map((mutation) => mutated(text, mutation));

describe('the mutations of a rule', () => {
  it('drop each condition of a filter, and each alternative', () => {
    expect(mutants('T | where isnotempty(a)')).toEqual(['T | where true']);
    expect(mutants('T | where isnotempty(a) and isempty(b)')).toEqual([
      'T | where true and isempty(b)',
      'T | where ((isnotempty(a)) or (isempty(b)))',
      'T | where isnotempty(a) and true',
    ]);
    expect(mutants('T | where isnotempty(a) or isempty(b)')).toContain('T | where false or isempty(b)');
  });

  it('change operators to those they are taken for', () => {
    expect(mutants("T | where a has 'x'")).toContain("T | where a contains 'x'");
    expect(mutants("T | where a == 'x'")).toEqual(['T | where true', "T | where a =~ 'x'", "T | where a != 'x'"]);
    expect(mutants("T | where a!contains'x'")).toContain("T | where a !has 'x'");
    expect(mutants("T | where a in ('x', 'y')")).toEqual([
      'T | where true',
      "T | where a in~ ('x', 'y')",
      "T | where a !in ('x', 'y')",
      "T | where a in ('y')",
      "T | where a in ('x')",
    ]);
    expect(mutants('T | where n > m')).toEqual(['T | where true', 'T | where n >= m']);
    expect(mutants('T | where not(b)')).toContain('T | where (b)');
  });

  it('do not fold the case of what has none', () => {
    expect(mutants("T | where a == '10'")).toEqual(['T | where true', "T | where a != '10'"]);
    expect(mutants('T | where a == 10')).not.toContain('T | where a =~ 10');
  });

  it('move thresholds by one, where they stand and where they are named', () => {
    expect(mutants('T | where n < 50')).toEqual(['T | where true', 'T | where n <= 50', 'T | where n < 49', 'T | where n < 51']);
    expect(mutants('let limit = 5; T')).toEqual(['let limit = 4; T', 'let limit = 6; T']);
    expect(mutants('T | where n >= 0')).toContain('T | where n >= long(-1)');
  });

  it('halve windows', () => {
    expect(mutants('T | extend t = ago(2d)')).toEqual(['T | extend t = ago(1d)']);
    expect(mutants('let window = 5m; T')).toEqual(['let window = 150s; T']);
    expect(mutants('T | extend t = ago(1tick)')).toEqual([]);
  });

  it('change the kind of a join, also where none is written', () => {
    expect(mutants('T | join kind=inner (U) on a')).toEqual(['T | join kind=leftouter (U) on a', 'T | join kind=leftanti (U) on a']);
    expect(mutants('T | join (U) on a')).toEqual(['T | join kind=leftouter (U) on a', 'T | join kind=leftanti (U) on a']);
    expect(mutants('T | lookup (U) on a')).toEqual(['T | lookup kind=inner (U) on a']);
  });

  it.each(['mde', 'sysmon'])('of the seed rule %s are all KQL', (name) => {
    const text = readFileSync(path.resolve(import.meta.dirname, `../../corpus/seed/${name}.kql`), 'utf8');
    const all = mutationsOf(parseQuery(text));
    expect(all.length).toBeGreaterThan(15);
    for (const mutation of all) expect(parse(mutated(text, mutation)).diagnostics, mutation.description).toEqual([]);
  });
});
