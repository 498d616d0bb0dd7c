import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequentPatterns } from '../../src/plugins/frequent-patterns.ts';

const tables = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, length]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: length, maxLength: length }), { minLength: width, maxLength: width }),
  );

describe('frequentPatterns', () => {
  it('gives each set of rows that a few values pick out once, closed', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(0.1, 0.25, 0.5, 1), fc.integer({ min: 1, max: 5 }), (table, threshold, maxDimensions) => {
        const codes = table.map((column) => Int32Array.from(column));
        const found = frequentPatterns(
          codes,
          table[0].length,
          new Float64Array(table[0].length).fill(1),
          { threshold, maxDimensions },
          () => undefined,
        );
        const texts = found.map(({ row, fixed, count }) => `${patternText(table, row, fixed)} ${count}`);
        expect(texts.sort()).toEqual(allPatterns(table, threshold, maxDimensions).sort());
      }),
      { numRuns: 300 },
    );
  });
});

/** Every choice of columns in every row, closed; those that come from a choice of few columns. */
function allPatterns(table: readonly number[][], threshold: number, maxDimensions: number): string[] {
  const length = table[0].length;
  const found = new Set<string>();
  for (let row = 0; row < length; row++) {
    for (let choice = 1; choice < 1 << table.length; choice++) {
      const chosen = table.map((_, column) => ((choice >> column) & 1) === 1);
      if (chosen.filter(Boolean).length > maxDimensions) continue;
      const rows = [...table[0].keys()].filter((other) => table.every((column, index) => !chosen[index] || column[other] === column[row]));
      if (rows.length / length < threshold) continue;
      const closed = table.map((column) => rows.every((other) => column[other] === column[row]));
      found.add(`${patternText(table, row, closed)} ${rows.length}`);
    }
  }
  return [...found];
}

function patternText(table: readonly number[][], row: number, fixed: readonly boolean[]): string {
  return table.map((column, index) => (fixed[index] ? column[row] : '*')).join(',');
}
