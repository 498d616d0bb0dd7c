import type { ScalarType } from '../../data/types.ts';
import { nearestName, type Span } from '../../errors.ts';
import { alertFindings, detailFindings, entityFindings } from './alert-expectations.ts';
import type { Alert } from './alerts.ts';
import type { Located, LocatedMap } from './located.ts';
import type { Difference } from './report.ts';
import { type ExpectedRow, matchRows, type Rows } from './rows.ts';
import type { Expectation } from './test-file.ts';
import { type Comparison, defaultTolerance, isExpected, misfitOf, showCell, showExpected } from './values.ts';

/** What is not as expected. */
export interface Finding {
  readonly about: keyof Expectation & string;
  readonly message: string;
  readonly span: Span | undefined;
  readonly hint?: string;
  readonly difference?: Difference;
  /** Whether the way of the rows tells more: nothing or the wrong rows came out. */
  readonly explains?: boolean;
  /** The run that it is about, by its time. */
  readonly run?: string;
}

/** What came of the rule: the rows of all runs one after the other, and the alerts that they make. */
export interface Outcome {
  readonly result: Rows;
  readonly alerts: readonly Alert[];
  readonly runs: readonly { readonly time: string; readonly rows: number }[];
  readonly duplicates: number;
  /** Whether the rule sorts at its end. */
  readonly ordered: boolean;
  readonly now: bigint;
}

/** Compares an outcome with what was expected of it; `error`, `because` and `snapshot` are for those who know more. */
export function findingsOf(expect: Expectation, outcome: Outcome): Finding[] {
  const { result, alerts } = outcome;
  const comparison: Comparison = { now: outcome.now, tolerance: expect.tolerance?.value ?? defaultTolerance };
  return [
    ...countFindings(expect, outcome),
    ...columnFindings(expect, result),
    ...rowFindings('rows', expect.rows, outcome, comparison),
    ...rowFindings('rowsExact', expect.rowsExact, outcome, comparison),
    ...alertFindings(expect, alerts),
    ...entityFindings(expect, alerts, comparison),
    ...detailFindings(expect, alerts, comparison),
    ...runFindings(expect, outcome),
  ];
}

function countFindings(expect: Expectation, { result }: Outcome): Finding[] {
  const findings: Finding[] = [];
  const found = result.rows.length;
  const { count, empty } = expect;
  if (count !== undefined && count.value !== found)
    findings.push({ about: 'count', message: `expected ${rowsInWords(count.value)}, got ${found}`, span: count.span, explains: true });
  if (empty !== undefined && empty.value !== (found === 0))
    findings.push({
      about: 'empty',
      message: empty.value ? `expected nothing, got ${rowsInWords(found)}` : 'expected rows, got none',
      span: empty.span,
      explains: true,
      difference: empty.value && found > 0 ? firstRow(result) : undefined,
    });
  return findings;
}

function firstRow({ columns, rows }: Rows): Difference {
  return {
    columns: columns.flatMap(({ name, type }, index) => {
      const cell = rows[0][index];
      return cell === null || cell === '' ? [] : [{ name, expected: '', actual: showCell(type, cell), matches: true }];
    }),
  };
}

function columnFindings({ columns }: Expectation, result: Rows): Finding[] {
  if (columns === undefined) return [];
  const findings: Finding[] = [];
  for (const [name, { value: type, span }] of columns) {
    const found = result.columns.find((column) => column.name === name);
    if (found === undefined) findings.push(missingColumn('columns', name, span, result));
    else if (found.type !== type) findings.push({ about: 'columns', message: `the column ${name} is ${found.type}, not ${type}`, span });
  }
  return findings;
}

function missingColumn(about: 'columns' | 'rows' | 'rowsExact', name: string, span: Span | undefined, { columns }: Rows): Finding {
  const names = columns.map((column) => column.name);
  const near = nearestName(name, names);
  return {
    about,
    message: `the result has no column \`${name}\``,
    span,
    hint:
      near === undefined ? `its columns are ${names.slice(0, 20).join(', ')}${names.length > 20 ? ' …' : ''}` : `did you mean \`${near}\`?`,
  };
}

function rowFindings(
  about: 'rows' | 'rowsExact',
  expected: readonly Located[] | undefined,
  { result, ordered }: Outcome,
  comparison: Comparison,
): Finding[] {
  if (expected === undefined) return [];
  const findings: Finding[] = [];
  const read = expected.map((row) => expectedRow(about, row as LocatedMap, result, findings));
  // a column that is not there has no values to compare
  if (findings.length > 0) return findings;
  const exact = about === 'rowsExact';
  const unmatched = matchRows(read, result, { ...comparison, ordered, exact });
  // when all rows are there and only their order is wrong, that is what to say
  const inAnyOrder = ordered ? matchRows(read, result, { ...comparison, ordered: false, exact }) : unmatched;
  if (ordered && unmatched.expected.length > 0 && inAnyOrder.expected.length === 0)
    return [
      { about, message: 'the rows are there, but in another order; the rule sorts at its end', span: expected[unmatched.expected[0]].span },
    ];
  for (const index of inAnyOrder.expected.slice(0, findingLimit))
    findings.push(
      unmatchedRow(about, index, expected.length, read[index], expected[index].span, result, inAnyOrder.actual, comparison, exact),
    );
  if (inAnyOrder.expected.length > findingLimit)
    findings.push({
      about,
      message: `${inAnyOrder.expected.length - findingLimit} more rows are missing`,
      span: undefined,
      explains: true,
    });
  if (exact && inAnyOrder.expected.length === 0 && inAnyOrder.actual.length > 0) {
    const row = result.rows[inAnyOrder.actual[0]];
    findings.push({
      about,
      message: `${inAnyOrder.actual.length === 1 ? 'a row' : `${inAnyOrder.actual.length} rows`} more than expected; the first:`,
      span: expected[0]?.span,
      explains: true,
      difference: firstRow({ columns: result.columns, rows: [row] }),
    });
  }
  return findings;
}

const findingLimit = 3;

function expectedRow(about: 'rows' | 'rowsExact', row: LocatedMap, result: Rows, findings: Finding[]): ExpectedRow {
  const expected: { index: number; expected: LocatedMap['entries'] extends ReadonlyMap<string, infer Entry> ? Entry : never }[] = [];
  for (const [name, entry] of row.entries) {
    const index = result.columns.findIndex((column) => column.name === name);
    if (index < 0) {
      if (!findings.some(({ message }) => message === `the result has no column \`${name}\``))
        findings.push(missingColumn(about, name, entry.keySpan, result));
      continue;
    }
    const { type } = result.columns[index];
    const misfit = misfitOf(entry.value, type);
    if (misfit !== undefined)
      findings.push({
        about,
        message: `the column ${name} is ${type}; ${showExpected(entry.value, type, { now: 0n, tolerance: 0 })} is not`,
        span: entry.value.span,
        hint: misfit,
      });
    expected.push({ index, expected: entry });
  }
  return expected;
}

function unmatchedRow(
  about: 'rows' | 'rowsExact',
  index: number,
  count: number,
  row: ExpectedRow,
  span: Span | undefined,
  result: Rows,
  free: readonly number[],
  comparison: Comparison,
  exact: boolean,
): Finding {
  const which = count === 1 ? 'the expected row' : `expected row ${index + 1} of ${count}`;
  const total = result.rows.length;
  if (total === 0) return { about, message: `${which} is missing: there are no rows`, span, explains: true };
  const nearest = nearestRow(row, result, free.length > 0 ? free : result.rows.map((_, at) => at), comparison);
  const cells = result.rows[nearest];
  const mentioned = new Set(row.map((one) => one.index));
  const further = exact
    ? result.columns.flatMap(({ name, type }, at) =>
        mentioned.has(at) || cells[at] === null || cells[at] === ''
          ? []
          : [{ name, expected: '(not expected)', actual: showCell(type, cells[at]), matches: false }],
      )
    : [];
  return {
    about,
    message: `${which} is not among the ${rowsInWords(total)}; the nearest is row ${nearest + 1}:`,
    span,
    explains: true,
    difference: {
      columns: [
        ...row.map(({ index: at, expected }) => {
          const { name, type }: { name: string; type: ScalarType } = result.columns[at];
          return {
            name,
            expected: showExpected(expected.value, type, comparison),
            actual: showCell(type, cells[at]),
            matches: isExpected(expected.value, type, cells[at], comparison),
          };
        }),
        ...further,
      ],
    },
  };
}

/** The row that differs in the fewest columns; rows that stand for another expected row are left aside. */
function nearestRow(row: ExpectedRow, { columns, rows }: Rows, candidates: readonly number[], comparison: Comparison): number {
  let nearest = candidates[0];
  let best = -1;
  for (const at of candidates) {
    const same = row.filter(({ index, expected }) => isExpected(expected.value, columns[index].type, rows[at][index], comparison)).length;
    if (same > best) {
      best = same;
      nearest = at;
    }
  }
  return nearest;
}

function runFindings(expect: Expectation, { runs, duplicates, result }: Outcome): Finding[] {
  const findings: Finding[] = [];
  for (const [time, { value, span }] of expect.runs ?? []) {
    const run = runs.find((one) => one.time === time || one.time.endsWith(`T${time}:00Z`));
    if (run === undefined)
      findings.push({ about: 'runs', message: `there is no run at ${time}`, span, hint: `the runs are at ${namedTimes(runs)}` });
    else if (run.rows !== value)
      findings.push({
        about: 'runs',
        run: run.time,
        message: `expected ${rowsInWords(value)} in the run at ${time}, got ${run.rows}`,
        span,
        hint: `rows came out at ${namedTimes(runs.filter(({ rows }) => rows > 0)) || 'no run'}`,
        explains: true,
      });
  }
  if (expect.total !== undefined && expect.total.value !== result.rows.length)
    findings.push({
      about: 'total',
      message: `expected ${rowsInWords(expect.total.value)} in all runs, got ${result.rows.length}`,
      span: expect.total.span,
      hint: `rows came out at ${namedTimes(runs.filter(({ rows }) => rows > 0)) || 'no run'}`,
      explains: true,
    });
  if (expect.duplicates !== undefined && expect.duplicates.value !== duplicates)
    findings.push({
      about: 'duplicates',
      message: `expected ${expect.duplicates.value} rows that an earlier run has given too, got ${duplicates}`,
      span: expect.duplicates.span,
    });
  return findings;
}

function namedTimes(runs: readonly { readonly time: string }[]): string {
  const times = runs.map(({ time }) => time);
  return times.length <= 12 ? times.join(', ') : `${times.slice(0, 6).join(', ')}, …, ${times.slice(-2).join(', ')}`;
}

export function rowsInWords(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}
