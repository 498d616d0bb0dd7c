import { describe, expect, it } from 'vitest';
import { parse } from '../../src/syntax/parse.ts';
import { print } from '../../src/syntax/print.ts';

function nested(open: string, depth: number, inner: string, close: string): string {
  return open.repeat(depth) + inner + close.repeat(depth);
}

/** Texts that nest so deep, a bracket for each level. */
const shapes: Record<string, (depth: number) => string> = {
  parentheses: (depth) => `print ${nested('(', depth, '1', ')')}`,
  'operands in parentheses': (depth) => `print ${nested('1 + (2 * ', depth, '1', ')')}`,
  calls: (depth) => `print ${nested('f(', depth, '1', ')')}`,
  'calls with named arguments': (depth) => `print ${nested('f(a, x = ', depth, '1', ')')}`,
  indexes: (depth) => `print ${nested('a[', depth, '1', ']')}`,
  ranges: (depth) => `print ${nested('1 between (', depth, '1', ' .. 3)')}`,
  'dynamic arrays': (depth) => `print dynamic(${nested('[', depth - 1, '1', ']')})`,
  'dynamic bags': (depth) => `print dynamic(${nested('{"a":', depth - 1, '1', '}')})`,
  'dynamic in dynamic': (depth) => `print ${nested('dynamic(', depth, '1', ')')}`,
  'sub-queries of in': (depth) => `T | where a in ${nested('(T | where a in ', depth - 1, '(1)', ')')}`,
  joins: (depth) => nested('T | join (', depth, 'T', ') on a'),
  unions: (depth) => nested('union (', depth, 'T', ')'),
  toscalar: (depth) => `print ${nested('toscalar(T | extend a = ', depth, '1', ')')}`,
  'mv-apply': (depth) => `T | ${nested('mv-apply a on (', depth, 'count', ')')}`,
  fork: (depth) => `T | ${nested('fork (', depth, 'count', ')')}`,
  partition: (depth) => nested('T | partition by a {', depth, 'T', '}'),
  'macro-expand': (depth) => nested('macro-expand X as Y (', depth, 'T', ')'),
  functions: (depth) => nested('let f = (a:long) { ', depth, '1', '}; 1 '),
  'facets without brackets': (depth) => `T | ${'facet by a with '.repeat(depth)}count`,
  'graph predicates without brackets': (depth) => `G | ${'graph-match (a) where x | '.repeat(depth)}count`,
};

describe('nesting', () => {
  it.each(Object.entries(shapes))('of %s is taken to 500 levels and no deeper', (_, shape) => {
    expect(parse(shape(500)).diagnostics).toEqual([]);
    for (const depth of [501, 10_000]) {
      const begin = performance.now();
      const { query, diagnostics } = parse(shape(depth));
      expect(performance.now() - begin).toBeLessThan(1000);
      expect(query).toBeUndefined();
      expect(diagnostics.map(({ kind }) => kind)).toEqual(['limit']);
    }
  });

  it.each(Object.entries(shapes))('of %s at 500 levels can be printed', (_, shape) => {
    const { query } = parse(shape(500));
    expect(() => query && print(query)).not.toThrow();
  });

  it('counts what is open, not what is there', () => {
    expect(parse(`print ${Array.from({ length: 2000 }, () => '(1)').join(' + ')}`).diagnostics).toEqual([]);
    expect(parse(`print ${'('.repeat(10_000)}`).diagnostics[0].kind).toBe('limit');
    expect(parse(`print ${')'.repeat(10_000)}`).diagnostics[0].kind).toBe('syntax');
  });
});

/** Texts that are long without nesting. */
const chains: Record<string, (length: number) => string> = {
  'pipe stages': (length) => `T${' | where a'.repeat(length)}`,
  lets: (length) => `${Array.from({ length }, (_, i) => `let x${i} = ${i};`).join('\n')}\nprint x0`,
  'operands of and': (length) => `T | where ${Array.from({ length }, (_, i) => `a == ${i}`).join(' and ')}`,
  'operands of or and and': (length) => `T | where ${Array.from({ length }, (_, i) => `a == ${i} and b`).join(' or ')}`,
  'items of in': (length) => `T | where a in (${Array.from({ length }, (_, i) => i).join(', ')})`,
  summands: (length) => `print ${Array.from({ length }, () => '1').join(' - ')}`,
  members: (length) => `print a${'.b'.repeat(length)}`,
  indexes: (length) => `print a${'[0]'.repeat(length)}`,
  columns: (length) => `T | extend ${Array.from({ length }, (_, i) => `c${i} = ${i}`).join(', ')}`,
  strings: (length) => `print ${"'a' ".repeat(length)}`,
  'values of a datatable': (length) => `datatable(a:long)[${'1,'.repeat(length)}]`,
};

describe('length', () => {
  it.each(Object.entries(chains))('of 100,000 %s is no matter, nor is printing them', (_, chain) => {
    const { query, diagnostics } = parse(chain(100_000));
    expect(diagnostics).toEqual([]);
    expect(query && print(query).length).toBeGreaterThan(100_000);
  });

  // bench/parser.mjs measures this without the noise of other tests
  it.each(Object.entries(chains))('of %s costs in proportion', { retry: 5 }, (_, chain) => {
    // eight times the text: 8 in proportion, 64 by the square; the rest is what else the machine does
    const [once, eightfold] = [10_000, 80_000].map((length) => fastest(chain(length)));
    expect(eightfold / once).toBeLessThan(20);
  });
});

function fastest(text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const begin = performance.now();
    parse(text);
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

it('faults in long texts are found in proportion too', () => {
  const begin = performance.now();
  expect(parse(`T${' | where (a'.repeat(400)}`).diagnostics.length).toBeGreaterThan(0);
  expect(parse(`T${' | where f(a, ) '.repeat(20_000)}`).diagnostics).toHaveLength(50);
  expect(performance.now() - begin).toBeLessThan(5000);
});
