/** The rows of two sets: `codes[a][r]` is the code of the value of attribute a in row r, below 0 where it has none. */
export interface DividedRows {
  readonly codes: readonly Int32Array[];
  readonly length: number;
  readonly weights: Float64Array;
  /** 0 and 1 for the rows of the sets, anything else for rows of neither. */
  readonly sides: Int8Array;
}

export interface DifferenceLimits {
  /** The least difference between the parts of the sets that a pattern has, from 0 to 1. */
  readonly threshold: number;
  readonly minDimensions: number;
  readonly maxDimensions: number;
}

/** `counts` are the weights of the rows of each set that have the values of `row` in the attributes that are fixed. */
export interface Difference {
  readonly counts: readonly [number, number];
  readonly totals: readonly [number, number];
  readonly row: number;
  readonly rows: Int32Array;
  readonly fixed: readonly boolean[];
}

/** So many single values are begun with: the work is at most this × attributes² × rows. */
const mostSeeds = 100;
/** A pattern must bring so much that the better ones before it do not have. */
const leastNew = 0.5;

/**
 * A few patterns that one set has more often than another. kqlet's own search: from each of the values that tell the sets apart best a pattern
 * grows by the value that adds most to the difference, and then by all in which its rows agree; then the best patterns are taken that cover
 * something new.
 */
export function differencePatterns(rows: DividedRows, limits: DifferenceLimits, interrupt: () => void): Difference[] {
  const { codes, length, weights, sides } = rows;
  const all = Int32Array.from({ length }, (_, row) => row).filter((row) => sides[row] === 0 || sides[row] === 1);
  const totals = countsOf(all);
  const found = new Map<string, Difference>();
  const starts = codes
    .flatMap((_, column) => [...countsPerCode(all, column)].map(([code, counts]) => ({ column, code, difference: difference(counts) })))
    .filter((start) => start.difference >= limits.threshold)
    .sort((a, b) => b.difference - a.difference);
  for (const { column, code } of starts.slice(0, mostSeeds)) {
    const pattern = expand(column, code);
    if (pattern === undefined) continue;
    const key = pattern.fixed.map((fixed, at) => (fixed ? codes[at][pattern.row] : '')).join();
    if (!found.has(key)) found.set(key, pattern);
  }
  const covered = new Uint8Array(length);
  return [...found.values()]
    .sort((a, b) => difference(b.counts) - difference(a.counts))
    .filter((pattern) => {
      const side = shareOf(pattern.counts, 0) >= shareOf(pattern.counts, 1) ? 0 : 1;
      const own = pattern.rows.filter((row) => sides[row] === side);
      const fresh = own.reduce((sum, row) => sum + (covered[row] === 0 ? weights[row] : 0), 0);
      if (fresh < leastNew * pattern.counts[side]) return false;
      for (const row of own) covered[row] = 1;
      return true;
    });

  function shareOf(counts: readonly [number, number], side: 0 | 1): number {
    return totals[side] === 0 ? 0 : counts[side] / totals[side];
  }

  function difference(counts: readonly [number, number]): number {
    return Math.abs(shareOf(counts, 0) - shareOf(counts, 1));
  }

  function countsOf(of: Int32Array): [number, number] {
    const counts: [number, number] = [0, 0];
    for (const row of of) counts[sides[row]] += weights[row];
    return counts;
  }

  function countsPerCode(of: Int32Array, column: number): Map<number, [number, number]> {
    interrupt();
    const result = new Map<number, [number, number]>();
    for (const row of of) {
      const code = codes[column][row];
      if (code < 0) continue;
      let counts = result.get(code);
      if (counts === undefined) result.set(code, (counts = [0, 0]));
      counts[sides[row]] += weights[row];
    }
    return result;
  }

  function expand(at: number, first: number): Difference | undefined {
    let matching = all.filter((row) => codes[at][row] === first);
    let counts = countsOf(matching);
    const fixed = codes.map((_, column) => column === at);
    let width = 1;
    const fix = (column: number, code: number): void => {
      matching = matching.filter((row) => codes[column][row] === code);
      fixed[column] = true;
      width++;
    };
    while (width < limits.maxDimensions) {
      let best: { column: number; code: number; counts: [number, number]; difference: number } | undefined;
      for (const column of codes.keys()) {
        if (fixed[column]) continue;
        for (const [code, own] of countsPerCode(matching, column)) {
          if (best === undefined || difference(own) > best.difference) best = { column, code, counts: own, difference: difference(own) };
        }
      }
      // what is too short grows as long as it may, what is long enough while it gets better
      const wanted = width < limits.minDimensions ? limits.threshold : difference(counts);
      if (best === undefined || best.difference < wanted || (width >= limits.minDimensions && best.difference === wanted)) break;
      fix(best.column, best.code);
      counts = best.counts;
    }
    for (const column of codes.keys()) {
      const code = codes[column][matching[0]];
      if (width < limits.maxDimensions && !fixed[column] && code >= 0 && matching.every((row) => codes[column][row] === code))
        fix(column, code);
    }
    if (width < limits.minDimensions || difference(counts) < limits.threshold) return undefined;
    return { counts, totals, row: matching[0], rows: matching, fixed };
  }
}
