import { describe, expect, it } from 'vitest';
import { parse } from '../../src/syntax/parse.ts';
import { answered, corporaPresent, refused, rules } from './corpora.ts';
import { refusedForSyntax } from './trees.ts';

// ../shared holds the corpora; without it there is nothing to read here
describe.skipIf(!corporaPresent)('queries of the shared corpora (skipped where ../shared is missing)', () => {
  it('the detection rules parse', () => {
    expect(
      rules()
        .filter(({ query }) => refusedForSyntax(query))
        .map(({ id }) => id),
    ).toEqual([]);
  });

  it('of them only literals without a value are found fault with', () => {
    const faults = rules().flatMap(({ query }) => parse(query).diagnostics.map(({ message }) => message));
    expect(faults.sort()).toEqual(['`Insert date` is no datetime', 'int(0xf090013d) is out of the range of int']);
  });

  it('the cases that the engine answered parse to a tree', () => {
    expect(
      answered()
        .filter(({ query }) => parse(query).query === undefined)
        .map(({ id }) => id),
    ).toEqual([]);
  });

  it('the cases that the engine refused for their syntax are refused, the others are not', () => {
    for (const { query, class: reason } of refused()) expect([query, refusedForSyntax(query)]).toEqual([query, reason === 'syntax']);
  });
});
