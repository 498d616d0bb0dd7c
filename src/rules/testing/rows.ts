import { missingCell } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import type { Column } from '../../data/schema.ts';
import type { Cell } from '../../data/vector.ts';
import type { ResultTable } from '../../result.ts';
import type { LocatedEntry } from './located.ts';
import { type Comparison, isExpected } from './values.ts';

/** A result as the expectations look at it. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export function rowsOf(result: ResultTable<unknown>): Rows {
  const { columns } = result;
  const rows = result.segments.flatMap((segment) => {
    const readers = columns.map(({ name }) => cellReader(segment.column(name)));
    return Array.from({ length: segment.rowCount }, (_, row) => readers.map((read) => read(row)));
  });
  return { columns, rows };
}

/** The rows of several runs one after the other. Runs may have other columns, where a pivot makes them: those that a run lacks are empty. */
export function rowsOfAll(runs: readonly Rows[]): Rows {
  if (runs.length === 1) return runs[0];
  const keyOf = ({ name, type }: Column): string => JSON.stringify([name, type]);
  const columns = new Map(runs.flatMap((run) => run.columns.map((column) => [keyOf(column), column] as const)));
  const rows = runs.flatMap((run) => {
    const places = new Map(run.columns.map((column, index) => [keyOf(column), index]));
    const from = [...columns].map(([key, { type }]) => ({ index: places.get(key), missing: missingCell(type) }));
    return run.rows.map((cells) => from.map(({ index, missing }) => (index === undefined ? missing : cells[index])));
  });
  return { columns: [...columns.values()], rows };
}

/** An expected row by the positions of its columns. */
export type ExpectedRow = readonly { readonly index: number; readonly expected: LocatedEntry }[];

/** What did not match: expected rows without an actual one, actual rows without an expected one. */
export interface Unmatched {
  readonly expected: readonly number[];
  readonly actual: readonly number[];
}

export interface Matching extends Comparison {
  /** Whether the order counts. */
  readonly ordered: boolean;
  /** Whether a row must not have values that are not expected. */
  readonly exact: boolean;
}

/**
 * Matches expected rows with actual ones, one with one, as many as possible. Where the order counts, the matched rows stand in the order of the
 * expected ones.
 */
export function matchRows(expected: readonly ExpectedRow[], { columns, rows }: Rows, matching: Matching): Unmatched {
  const fits = expected.map((row) => {
    const mentioned = new Set(row.map(({ index }) => index));
    return rows.flatMap((cells, at) => (rowFits(row, mentioned, cells, columns, matching) ? [at] : []));
  });
  const partner = matching.ordered ? matchInOrder(fits) : matchMost(fits, rows.length);
  const taken = new Set(partner);
  return {
    expected: partner.flatMap((at, index) => (at < 0 ? [index] : [])),
    actual: rows.flatMap((_, at) => (taken.has(at) ? [] : [at])),
  };
}

function rowFits(
  row: ExpectedRow,
  mentioned: ReadonlySet<number>,
  cells: readonly Cell[],
  columns: readonly Column[],
  matching: Matching,
): boolean {
  for (const { index, expected } of row) if (!isExpected(expected.value, columns[index].type, cells[index], matching)) return false;
  return !matching.exact || cells.every((cell, index) => mentioned.has(index) || cell === missingCell(columns[index].type));
}

/** The longest common course of both lists: which actual row stands for each expected one, −1 for none. */
function matchInOrder(fits: readonly (readonly number[])[]): number[] {
  // the least last row of a course of each length, as in the search for a longest increasing subsequence
  interface Course {
    readonly at: number;
    readonly expected: number;
    readonly before: Course | undefined;
  }
  const courses: Course[] = [];
  fits.forEach((rows, expected) => {
    // from the end on, so that an expected row stands once in a course
    for (const at of [...rows].reverse()) {
      let low = 0;
      let high = courses.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (courses[middle].at < at) low = middle + 1;
        else high = middle;
      }
      courses[low] = { at, expected, before: low === 0 ? undefined : courses[low - 1] };
    }
  });
  const partner = fits.map(() => -1);
  for (let course = courses.at(-1); course !== undefined; course = course.before) partner[course.expected] = course.at;
  return partner;
}

/** A maximum matching by augmenting paths. */
function matchMost(fits: readonly (readonly number[])[], actual: number): number[] {
  const holder = new Int32Array(actual).fill(-1);
  const partner = fits.map(() => -1);
  const next = new Int32Array(fits.length);
  fits.forEach((_, start) => {
    const seen = new Uint8Array(actual);
    const path: { readonly expected: number; at: number }[] = [{ expected: start, at: -1 }];
    next.fill(0);
    while (path.length > 0) {
      const top = path[path.length - 1];
      const at = fits[top.expected][next[top.expected]++];
      if (at === undefined) {
        path.pop();
        continue;
      }
      if (seen[at] === 1) continue;
      seen[at] = 1;
      top.at = at;
      if (holder[at] < 0) {
        for (const { expected, at: row } of path) {
          holder[row] = expected;
          partner[expected] = row;
        }
        return;
      }
      path.push({ expected: holder[at], at: -1 });
    }
  });
  return partner;
}
