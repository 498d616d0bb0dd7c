import type { Source } from '../../data/table.ts';
import type { Database, QueryOptions } from '../../database.ts';
import type { Limits } from '../../engine/context.ts';
import { KqlError, nearestName } from '../../errors.ts';
import type { PlacedText } from '../places.ts';
import { rowsInWords } from './expectations.ts';
import type { GivenTable } from './fixtures.ts';
import { namedTables } from './known-tables.ts';
import type { Given, OpenTests } from './open.ts';
import { type FilledQuery, fillPlaceholders, type Parameter } from './placeholders.ts';
import { type Run, runsOf } from './schedule.ts';
import type { TestCase } from './test-file.ts';
import { showTime } from './times.ts';

/** A test that can run. */
export interface PreparedTest {
  /** The query with its placeholders filled. */
  readonly query: PlacedText;
  readonly runs: readonly Run[];
  readonly now: bigint;
  readonly warnings: readonly string[];
  /** Where and how the query of a run is asked. */
  at(run: Run): { readonly database: Database; readonly options: QueryOptions };
  /** What of the given rows a rule with a period does not see, in words. */
  unseen(): string[];
}

const defaultLimits: Limits = { timeMs: 60_000 };

/** Makes all that a test needs before its rule runs. What is wrong is an error in its place in the test file, or in the rule. */
export async function prepareTest(
  open: OpenTests,
  test: TestCase,
  { query: other, limits = defaultLimits }: { readonly query?: PlacedText; readonly limits?: Limits },
): Promise<PreparedTest> {
  const { rule, failAt, timeColumns } = open;
  const now = open.nowOf(test);
  const runs = runsOf(test, rule, now, timeColumns.length > 0, failAt);
  const { because, runs: expectedRuns } = test.expect ?? {};
  if (because !== undefined && test.schedule !== undefined) failAt('`because` is for a test without a schedule', because.span);
  if (expectedRuns !== undefined && test.schedule === undefined)
    failAt('`runs` is for a test with a schedule', test.name?.span, 'schedule: { from: "11:00", to: "13:00" }');
  const { query, declared } = filledQuery(open, test, other ?? rule.query);
  const given = await open.given(test);
  const texts = [query.text, ...open.functionTexts];
  const named = namedTables(texts, open.schemas);
  for (const name of test.given?.keys() ?? []) refuseMisspelt(name, open, test, texts, named);
  return {
    query,
    runs,
    now,
    warnings: given.warnings,
    at: questions(given, named, { parameters: declared, limits, seed: 1 }),
    unseen: () => (runs.length === 1 ? given.tables.flatMap((table) => unseenRows(table, runs[0])) : []),
  };
}

function filledQuery(open: OpenTests, test: TestCase, query: PlacedText): FilledQuery {
  const parameters = new Map<string, Parameter>();
  for (const [name, located] of [...(open.testFile.parameters ?? []), ...(test.parameters ?? [])]) {
    if (located.kind !== 'scalar' || located.value === null || located.value instanceof Date)
      return open.failAt(`the parameter ${name} is a text, a number, true or false`, located.span);
    parameters.set(name, { value: located.value, span: located.span });
  }
  const { source } = open.testFile;
  return fillPlaceholders(
    query,
    parameters,
    (name, { span }, hint) => new KqlError({ kind: 'data', message: `the rule takes no parameter \`${name}\``, span, hint }, source),
  );
}

/** A table that is not known and that nothing names, though something of nearly its name is named and not given. */
function refuseMisspelt(
  name: string,
  { schemas, failAt }: OpenTests,
  test: TestCase,
  texts: readonly string[],
  named: ReadonlyMap<string, Source>,
): void {
  if (schemas !== false && schemas[name] !== undefined) return;
  const whole = new RegExp(`(?<!\\w)${name.replace(/\W/g, '\\$&')}(?!\\w)`);
  if (texts.some((text) => whole.test(text) || /\b(?:union|find|search)\b/.test(text))) return;
  const near = nearestName(
    name,
    [...named.keys()].filter((known) => test.given?.has(known) !== true),
  );
  if (near !== undefined) failAt(`the rule names no table \`${name}\``, test.expect?.span ?? test.span, `did you mean \`${near}\`?`);
}

/** One database serves all runs, unless rows come later than their time. */
function questions({ database, tables }: Given, named: ReadonlyMap<string, Source>, shared: QueryOptions): PreparedTest['at'] {
  const isDelayed = tables.some((table) => table.isDelayed);
  let made: Database | undefined;
  return (run) => {
    if (made === undefined || isDelayed) {
      made = database.fork();
      for (const [name, source] of named) made.addSource(name, source);
      for (const table of tables) made.addSource(table.name, table.visibleAt(run.now));
    }
    return { database: made, options: { ...shared, now: run.now, timeRange: run.timeRange } };
  };
}

function unseenRows(table: GivenTable, { timeRange, time }: Run): string[] {
  if (typeof timeRange?.from !== 'bigint' || typeof timeRange.to !== 'bigint') return [];
  const found = table.outside(timeRange.from, timeRange.to);
  if (found === undefined) return [];
  const { column, without, elsewhere } = found;
  const period = `${showTime(timeRange.from, timeRange.to)} to ${time}`;
  return [
    ...(without > 0 ? [`${rowsInWords(without)} of ${table.name} without ${column}: the rule sees its period only, ${period}`] : []),
    ...(elsewhere > 0 ? [`${rowsInWords(elsewhere)} of ${table.name} outside of the period that the rule sees, ${period}`] : []),
  ];
}
