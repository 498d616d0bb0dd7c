import type { Pattern } from './frequent-patterns.ts';
import type { PatternRows } from './pattern-rows.ts';

export interface ClusterLimits {
  /** How much the size of a pattern weighs against the number of its values, from 0 to 1. */
  readonly sizeWeight: number;
  readonly seeds: number;
}

/** A pattern that fewer of the rows have tells nothing of the table. */
const leastShare = 0.05;
/** A pattern must bring so much that the better ones before it do not have. */
const leastNew = 0.5;

/**
 * A few patterns that together say what most rows are like. kqlet's own search: from each of the most frequent values a pattern grows by the
 * value that costs it the fewest rows, as long as the weighted geometric mean of its part of the rows and its part of the columns grows;
 * then the best patterns are taken that cover something new. The work is at most seeds × columns² × rows.
 */
export function clusterPatterns(
  { codes, length, weights }: PatternRows,
  { sizeWeight, seeds }: ClusterLimits,
  interrupt: () => void,
): Pattern[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return [];
  const all = Int32Array.from({ length }, (_, row) => row);
  const found = new Map<string, Pattern & { readonly rows: Int32Array; readonly score: number }>();
  const starts = codes.flatMap((column, at) => [...weightsPerCode(all, column, weights)].map(([code, weight]) => ({ at, code, weight })));
  starts.sort((a, b) => b.weight - a.weight);
  for (const { at, code } of starts.slice(0, seeds)) {
    const pattern = expand(at, code);
    const key = pattern.fixed.map((fixed, column) => (fixed ? codes[column][pattern.row] : '')).join();
    if (!found.has(key)) found.set(key, pattern);
  }
  const covered = new Uint8Array(length);
  return [...found.values()]
    .sort((a, b) => b.score - a.score)
    .filter(({ rows, count }) => {
      const fresh = rows.reduce((sum, row) => sum + (covered[row] === 0 ? weights[row] : 0), 0);
      if (rows.length < 2 || count / total < leastShare || fresh < leastNew * count) return false;
      for (const row of rows) covered[row] = 1;
      return true;
    });

  function score(weight: number, width: number): number {
    return (weight / total) ** sizeWeight * (width / codes.length) ** (1 - sizeWeight);
  }

  function expand(at: number, code: number): Pattern & { readonly rows: Int32Array; readonly score: number } {
    let rows = all.filter((row) => codes[at][row] === code);
    const fixed = codes.map((_, column) => column === at);
    let count = rows.reduce((sum, row) => sum + weights[row], 0);
    let width = 1;
    for (;;) {
      let best: { column: number; code: number; weight: number } | undefined;
      for (const [column, values] of codes.entries()) {
        if (fixed[column]) continue;
        interrupt();
        for (const [value, weight] of weightsPerCode(rows, values, weights))
          if (best === undefined || weight > best.weight) best = { column, code: value, weight };
      }
      if (best === undefined || score(best.weight, width + 1) < score(count, width)) break;
      const { column, code: value, weight } = best;
      rows = rows.filter((row) => codes[column][row] === value);
      fixed[column] = true;
      count = weight;
      width++;
    }
    return { rows, row: rows[0], fixed, count, score: score(count, width) };
  }
}

function weightsPerCode(rows: Int32Array, codes: Int32Array, weights: Float64Array): Map<number, number> {
  const result = new Map<number, number>();
  for (const row of rows) result.set(codes[row], (result.get(codes[row]) ?? 0) + weights[row]);
  return result;
}
