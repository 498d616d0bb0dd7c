// Compares a query's result with what a reference program expects.
import type { Cell, Column } from './table.ts';

/** Cells that go together and may hold any one of several lists of values. */
export interface Choice {
  columns: string[];
  values: Cell[][];
}

/** A table that a query has to give. Rows are a multiset: none of the seed rules promises an order. */
export interface Expected {
  columns: Column[];
  rows: Cell[][];
  /** Neighbouring columns whose order among themselves nothing promises. */
  freeColumns?: string[];
  /** dynamic arrays whose elements nothing orders. */
  setColumns?: string[];
  /** Columns that the result may have, which are then not compared: nothing says whether they exist. */
  possibleColumns?: string[];
  /** For the row of the same index: what other values its cells may hold. */
  choices?: (Choice[] | undefined)[];
}

export interface Actual {
  columns: Column[];
  rows: Cell[][];
}

export type Verdict = { ok: true } | { ok: false; reason: string };

/**
 * Whether a result is what was expected: names, order and types of columns, every cell, every row as often. Several expected
 * tables: the result is one of them. Cells are in the JSON-safe encoding: datetimes compare by tick, the properties of a bag in
 * any order, everything else exactly. The reason names the first difference (with several tables, from the first one).
 */
export function compareTables(expected: Expected | Expected[], actual: Actual): Verdict {
  const tables = Array.isArray(expected) ? expected : [expected];
  let first: Verdict | undefined;
  for (const table of tables) {
    const verdict = compareOne(table, actual);
    if (verdict.ok) return verdict;
    first ??= verdict;
  }
  return first ?? { ok: false, reason: 'no table is expected' };
}

function compareOne(expected: Expected, result: Actual): Verdict {
  const actual = withoutColumns(result, expected.possibleColumns ?? []);
  const columns = inOrderOf(expected, actual.columns);
  const [wanted, got] = [signature(expected.columns), signature(columns.map((at) => actual.columns[at]))];
  if (wanted !== got) return { ok: false, reason: `columns: expected ${wanted}\n but got ${signature(actual.columns)}` };
  if (expected.rows.length !== actual.rows.length)
    return { ok: false, reason: `rows: expected ${expected.rows.length} but got ${actual.rows.length}` };

  const sets = new Set(expected.setColumns ?? []);
  const text = (row: Cell[]) => row.map((value, at) => cellText(value, expected.columns[at], sets));
  const unmatched = new Map<string, string[][]>(); // actual rows by their text
  for (const row of actual.rows) {
    const cells = text(columns.map((at) => row[at]));
    const key = cells.join('\n');
    unmatched.set(key, [...(unmatched.get(key) ?? []), cells]);
  }
  const open: { cells: string[]; allowed: Allowed[] }[] = [];
  for (const [index, row] of expected.rows.entries()) {
    const choices = expected.choices?.[index] ?? [];
    const cells = text(row);
    if (choices.length > 0) open.push({ cells, allowed: choices.map((choice) => allowedTexts(choice, expected, sets)) });
    else if (unmatched.get(cells.join('\n'))?.pop() === undefined) return { ok: false, reason: `missing row:\n${cells.join('\n')}` };
  }
  const rest = [...unmatched.values()].flat();
  const lonely = unpaired(open, rest, (row, cells) => matches(row.cells, row.allowed, cells));
  return lonely === undefined
    ? { ok: true }
    : { ok: false, reason: `missing row, where several are possible:\n${lonely.cells.join('\n')}` };
}

interface Allowed {
  at: number[];
  /** JSON of the list of cell texts. */
  texts: Set<string>;
}

function allowedTexts(choice: Choice, expected: Expected, sets: Set<string>): Allowed {
  const at = choice.columns.map((name) => expected.columns.findIndex((column) => column.name === name));
  if (at.includes(-1)) throw new Error(`a choice names no column: ${choice.columns}`);
  const texts = choice.values.map((values) => JSON.stringify(values.map((value, i) => cellText(value, expected.columns[at[i]], sets))));
  return { at, texts: new Set(texts) };
}

function matches(wanted: string[], allowed: Allowed[], cells: string[]): boolean {
  const chosen = new Set(allowed.flatMap((choice) => choice.at));
  return (
    wanted.every((text, at) => chosen.has(at) || text === cells[at]) &&
    allowed.every((choice) => choice.texts.has(JSON.stringify(choice.at.map((at) => cells[at]))))
  );
}

/** Pairs every item of the left with one of the right, each used once (augmenting paths); an item of the left that has to go without. */
function unpaired<L, R>(left: L[], right: R[], fits: (item: L, other: R) => boolean): L | undefined {
  const owner = new Map<number, number>();
  const pair = (item: number, tried: Set<number>): boolean => {
    for (let at = 0; at < right.length; at++) {
      if (tried.has(at) || !fits(left[item], right[at])) continue;
      tried.add(at);
      const other = owner.get(at);
      if (other === undefined || pair(other, tried)) {
        owner.set(at, item);
        return true;
      }
    }
    return false;
  };
  const at = left.findIndex((_, item) => !pair(item, new Set()));
  return at < 0 ? undefined : left[at];
}

function withoutColumns(actual: Actual, names: string[]): Actual {
  const kept = actual.columns.flatMap((column, at) => (names.includes(column.name) ? [] : [at]));
  if (kept.length === actual.columns.length) return actual;
  return { columns: kept.map((at) => actual.columns[at]), rows: actual.rows.map((row) => kept.map((at) => row[at])) };
}

/** The places of the actual columns, the free ones put into the expected order. */
function inOrderOf(expected: Expected, columns: Column[]): number[] {
  const free = expected.freeColumns ?? [];
  const found = free.map((name) => columns.findIndex((column) => column.name === name));
  const order = columns.map((_, at) => at);
  if (found.length === 0 || found.includes(-1)) return order;
  const start = Math.min(...found);
  if (Math.max(...found) !== start + found.length - 1) return order; // not side by side: the signatures will differ
  order.splice(start, found.length, ...found);
  return order;
}

function signature(columns: Column[]): string {
  return columns.map(({ name, type }) => `${name}:${type}`).join(', ');
}

/** One text for equal cells of a type; a cell that the type does not allow has a text of its own. */
function cellText(value: Cell, { name, type }: Column, sets: Set<string>): string {
  if (value === undefined) return `${name}: undefined`;
  if (type === 'datetime' && typeof value === 'string') return `${name}: ${value.replace(/(\.\d*?)0*Z$/, '$1Z').replace('.Z', 'Z')}`;
  if (sets.has(name) && Array.isArray(value)) return `${name}: {${value.map(jsonText).sort().join(',')}}`;
  return `${name}: ${jsonText(value)}`;
}

/** JSON with the properties of bags in one order. */
function jsonText(value: Cell): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
