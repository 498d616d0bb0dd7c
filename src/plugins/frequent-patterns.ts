/** Values that at least a part of the rows have together: those of `row` in the columns that are `fixed`; `count` is the weight of the rows that have them. */
export interface Pattern {
  readonly count: number;
  readonly row: number;
  readonly fixed: readonly boolean[];
}

export interface PatternLimits {
  /** The least part of the rows. */
  readonly threshold: number;
  /** How many values may be needed to tell the rows of a pattern from all others. */
  readonly maxDimensions: number;
}

/**
 * The closed frequent patterns of a table: each set of rows that some values pick out comes once, with all columns in which its rows agree.
 * `codes[c][r]` is the code of the value of column c in row r, dense from 0. The search is that of LCM (Uno, Kiyomi, Arimura 2004): a pattern
 * grows by one value and is closed; it is kept only where the closing adds nothing that comes before this value, so none is met twice.
 */
export function frequentPatterns(
  codes: readonly Int32Array[],
  length: number,
  weights: Float64Array,
  { threshold, maxDimensions }: PatternLimits,
  interrupt: () => void,
): Pattern[] {
  const found: Pattern[] = [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return found;
  const isFrequent = (count: number): boolean => count / total >= threshold;
  const all = Int32Array.from({ length }, (_, row) => row);
  grow(all, closureOf(all, codes), 0, -1);
  return found;

  function weightOf(rows: Int32Array): number {
    return rows.reduce((sum, row) => sum + weights[row], 0);
  }

  /** Takes a closed pattern, and those that it becomes with a value behind (column, code). */
  function grow(rows: Int32Array, fixed: readonly boolean[], coreColumn: number, coreCode: number): void {
    interrupt();
    const width = fixed.filter(Boolean).length;
    if (width > 0 && (width <= maxDimensions || isTold(rows, fixed, codes, maxDimensions)))
      found.push({ count: weightOf(rows), row: rows[0], fixed });
    for (let column = coreColumn; column < codes.length; column++) {
      if (fixed[column]) continue;
      for (const [code, subset] of rowsPerCode(rows, codes[column], weights, isFrequent)) {
        if (column === coreColumn && code <= coreCode) continue;
        const closure = closureOf(subset, codes);
        if (addsBefore(closure, fixed, column)) continue;
        grow(subset, closure, column, code);
      }
    }
  }
}

/** The columns in which all rows agree. */
function closureOf(rows: Int32Array, codes: readonly Int32Array[]): boolean[] {
  return codes.map((column) => {
    const code = column[rows[0]];
    for (const row of rows) if (column[row] !== code) return false;
    return true;
  });
}

/** Whether a closure fixes a column before the one that grew. */
function addsBefore(closure: readonly boolean[], fixed: readonly boolean[], column: number): boolean {
  for (let before = 0; before < column; before++) if (closure[before] && !fixed[before]) return true;
  return false;
}

/** The rows of each code whose rows weigh enough. */
function rowsPerCode(
  rows: Int32Array,
  codes: Int32Array,
  weights: Float64Array,
  isFrequent: (count: number) => boolean,
): [code: number, rows: Int32Array][] {
  const counts = new Map<number, { rows: number; weight: number }>();
  for (const row of rows) {
    const count = counts.get(codes[row]);
    if (count === undefined) counts.set(codes[row], { rows: 1, weight: weights[row] });
    else {
      count.rows++;
      count.weight += weights[row];
    }
  }
  const lists = new Map<number, Int32Array>();
  for (const [code, count] of counts) if (isFrequent(count.weight)) lists.set(code, new Int32Array(count.rows));
  const ends = new Map<number, number>();
  for (const row of rows) {
    const list = lists.get(codes[row]);
    if (list === undefined) continue;
    const end = ends.get(codes[row]) ?? 0;
    list[end] = row;
    ends.set(codes[row], end + 1);
  }
  return [...lists].sort(([a], [b]) => a - b);
}

/** Whether at most so many of the fixed columns tell the rows of a pattern from all others: every other row must differ in one of them. */
function isTold(rows: Int32Array, fixed: readonly boolean[], codes: readonly Int32Array[], most: number): boolean {
  const columns = [...fixed.keys()].filter((column) => fixed[column]);
  const differences = new Map<string, number[]>();
  for (let row = 0; row < codes[0].length; row++) {
    const differing = columns.filter((column) => codes[column][row] !== codes[column][rows[0]]);
    if (differing.length > 0) differences.set(differing.join(), differing);
  }
  const open = [...differences.values()].sort((a, b) => a.length - b.length);
  const hit = (left: readonly number[][], budget: number): boolean => {
    if (left.length === 0) return true;
    if (budget === 0) return false;
    return left[0].some((column) =>
      hit(
        left.filter((differing) => !differing.includes(column)),
        budget - 1,
      ),
    );
  };
  return hit(open, most);
}
