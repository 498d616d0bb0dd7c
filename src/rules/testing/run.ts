import type { Source } from '../../data/table.ts';
import type { Database, QueryOptions } from '../../database.ts';
import type { Limits } from '../../engine/context.ts';
import { type ErrorKind, Failure, formatError, KqlError } from '../../errors.ts';
import type { Explanation } from '../explain/explanation.ts';
import { errorInFile, type PlacedText } from '../places.ts';
import type { Rule } from '../rule.ts';
import { type Alert, alertsOf, fires } from './alerts.ts';
import { becauseFindings } from './because.ts';
import { type Finding, findingsOf, type Outcome, rowsInWords } from './expectations.ts';
import { FileFault } from './findings.ts';
import type { GivenTable } from './fixtures.ts';
import { namedTables } from './known-tables.ts';
import { type Given, type OpenOptions, type OpenTests, openTestFile } from './open.ts';
import { sortsAtItsEnd } from './order.ts';
import { fillPlaceholders, type Parameter } from './placeholders.ts';
import { type Place, placeOf, problemsOf, type TestFailure, type TestFileReport, type TestReport } from './report.ts';
import { type Rows, rowsOf, rowsOfAll } from './rows.ts';
import { type Run, runsOf } from './schedule.ts';
import { Snapshots, snapshotOf, snapshotPath } from './snapshots.ts';
import type { TestCase } from './test-file.ts';
import { showTime } from './times.ts';
import { defaultTolerance } from './values.ts';

export interface RunOptions {
  /** Which tests run, by name. Default: all. */
  readonly filter?: (name: string) => boolean;
  /** Instead of the rule's own query: what a test makes of a rule that says something else. */
  readonly query?: PlacedText;
  /** Whether a failing test comes with the way of its rows. Default: true. */
  readonly explains?: boolean;
  /** Ends with the first test that fails. */
  readonly stopsAtFailure?: boolean;
  /** Rewrites snapshots. */
  readonly update?: boolean;
  /** Writes no snapshots at all. */
  readonly isCi?: boolean;
  readonly limits?: Limits;
  /** Looks on at every run of the rule, after it: coverage. */
  readonly observe?: (run: ObservedRun) => Promise<void> | void;
}

/** A run of a rule in a test, with all that it takes to run it again. */
export interface ObservedRun {
  readonly rule: Rule;
  readonly test: string;
  /** The query as it ran, placeholders filled. */
  readonly query: PlacedText;
  readonly database: Database;
  readonly options: QueryOptions;
}

const defaultLimits: Limits = { timeMs: 60_000 };

/** Opens a test file and runs its tests. What is wrong with the file or its rule is among the problems; nothing is thrown for it. */
export async function testFile(file: string, options: RunOptions & OpenOptions = {}): Promise<TestFileReport> {
  const started = performance.now();
  const files = new Set<string>([file]);
  const note = (read: string): void => {
    files.add(read);
    options.note?.(read);
  };
  try {
    return await runTests(await openTestFile(file, { ...options, note }), options);
  } catch (error) {
    return { ...problemReport(file, error), files: [...files], milliseconds: performance.now() - started };
  }
}

/** The report of tests that cannot run. What is no fault of theirs is thrown on. */
export function problemReport(file: string, error: unknown): TestFileReport {
  const fault = error instanceof FileFault ? error : new FileFault(file, asKqlError(error));
  return {
    file,
    rule: undefined,
    tests: [],
    problems: problemsOf(fault.error, fault.file),
    files: [file],
    snapshots: { written: 0, obsolete: [] },
    milliseconds: 0,
  };
}

/** All files that the tests of a file read: the file itself, its rule, fixtures, functions, snapshots; as far as they can be told. */
export async function filesOfTests(file: string): Promise<string[]> {
  const files = new Set<string>([file, snapshotPath(file)]);
  try {
    const open = await openTestFile(file, { note: (read) => void files.add(read) });
    for (const test of open.testFile.tests ?? []) await open.given(test).catch(() => undefined);
  } catch (error) {
    // what is wrong with it is told when it runs
    if (!(error instanceof FileFault)) asKqlError(error);
  }
  return [...files];
}

/** Runs the tests of a file, one after the other. */
export async function runTests(open: OpenTests, options: RunOptions = {}): Promise<TestFileReport> {
  const started = performance.now();
  const { testFile: file, rule } = open;
  const snapshots = new Snapshots(snapshotPath(file.file), { update: options.update ?? false, isCi: options.isCi ?? false });
  const tests: TestReport[] = [];
  const all = file.tests ?? [];
  for (const test of all) {
    if (options.filter !== undefined && !options.filter(test.name?.value ?? '')) continue;
    tests.push(await runTest(open, test, snapshots, options));
    if (options.stopsAtFailure === true && tests[tests.length - 1].status !== 'passed') break;
  }
  const isWhole = tests.length === all.length && options.query === undefined && file.source !== undefined;
  return {
    file: file.file,
    rule: { name: rule.name, source: rule.source },
    tests,
    problems: [],
    files: [...open.files, ...(file.source === undefined ? [] : [snapshotPath(file.file)])],
    snapshots: await snapshots.finish(isWhole),
    milliseconds: performance.now() - started,
  };
}

async function runTest(open: OpenTests, test: TestCase, snapshots: Snapshots, options: RunOptions): Promise<TestReport> {
  const started = performance.now();
  const work = new TestRun(open, test, snapshots, options);
  let failures: TestFailure[];
  let isUnsupported = false;
  try {
    failures = await work.failures();
  } catch (error) {
    if (!(error instanceof KqlError) && !(error instanceof Failure)) throw error;
    const known = asKqlError(error);
    isUnsupported = work.hasBegun && known.errors.every(({ kind }) => kind === 'unsupported');
    failures = known.errors.map((one) =>
      failureOf(one, work.hasBegun ? 'rule' : 'given', work.hasBegun ? work.ruleFile : open.testFile.file),
    );
  }
  const place = test.name === undefined ? undefined : work.placeOf(test.name.span);
  return {
    name: test.name?.value ?? '',
    line: place?.line,
    column: place?.column,
    status: failures.length === 0 ? 'passed' : isUnsupported ? 'unsupported' : 'failed',
    failures,
    explanation: work.explanation,
    explainedRun: work.explainedRun,
    fired: work.fired,
    rowCount: work.rowCount,
    warnings: [...new Set(work.warnings)],
    milliseconds: performance.now() - started,
  };
}

/** One test on its way. */
class TestRun {
  private readonly open: OpenTests;
  private readonly test: TestCase;
  private readonly snapshots: Snapshots;
  private readonly options: RunOptions;
  readonly warnings: string[] = [];
  /** From here on it is the rule that goes wrong, not what the test says. */
  hasBegun = false;
  fired: boolean | undefined;
  rowCount: number | undefined;
  explanation: Explanation | undefined;
  explainedRun: string | undefined;

  constructor(open: OpenTests, test: TestCase, snapshots: Snapshots, options: RunOptions) {
    this.open = open;
    this.test = test;
    this.snapshots = snapshots;
    this.options = options;
  }

  get ruleFile(): string {
    return (this.options.query ?? this.open.rule.query).file;
  }

  placeOf(span: Finding['span']): Place | undefined {
    const { file, source } = this.open.testFile;
    return span && placeOf(new KqlError({ kind: 'data', message: '', span }, source), file);
  }

  async failures(): Promise<TestFailure[]> {
    const { open, test } = this;
    const { rule, failAt, timeColumns } = open;
    const expect = test.expect as NonNullable<TestCase['expect']>;
    const now = open.nowOf(test);
    const runs = runsOf(test, rule, now, timeColumns.length > 0, failAt);
    if (expect.because !== undefined && test.schedule !== undefined)
      failAt('`because` is for a test without a schedule', expect.because.span);
    if (expect.runs !== undefined && test.schedule === undefined)
      failAt('`runs` is for a test with a schedule', test.name?.span, 'schedule: { from: "11:00", to: "13:00" }');
    const { query, declared } = this.filled();
    const given = await open.given(test);
    this.warnings.push(...given.warnings);
    const queryAt = queries(given, namedTables([query.text, ...open.functionTexts], open.schemas), {
      parameters: declared,
      limits: this.options.limits ?? defaultLimits,
      seed: 1,
    });
    const alerts: Alert[] = [];
    const outcomes: { run: Run; rows: Rows }[] = [];
    this.hasBegun = true;
    try {
      for (const run of runs) {
        const { database, options } = queryAt(run);
        const result = await database.query(query.text, options);
        this.warnings.push(...result.warnings);
        const rows = rowsOf(result);
        outcomes.push({ run, rows });
        alerts.push(...alertsOf(rule, rows));
        await this.options.observe?.({ rule, test: test.name?.value ?? '', query, database, options });
      }
    } catch (error) {
      if (!(error instanceof KqlError)) throw error;
      const inFile = errorInFile(query, error);
      if (expect.error === undefined || isFalse(expect.error)) throw inFile;
      return this.errorFailures(expect.error, inFile);
    }
    if (expect.error !== undefined && !isFalse(expect.error))
      return [this.failureOf({ about: 'error', message: 'expected an error, the rule ran', span: spanOf(expect.error) })];
    const result = rowsOfAll(outcomes.map(({ rows }) => rows));
    this.rowCount = result.rows.length;
    this.fired = outcomes.some(({ rows }) => fires(rule, rows.rows.length));
    const wantsOrder = expect.rows !== undefined || expect.rowsExact !== undefined || expect.snapshot?.value === true;
    const ordered = wantsOrder && sortsAtItsEnd(query.text);
    const outcome: Outcome = {
      result,
      alerts,
      runs: outcomes.map(({ run, rows }) => ({ time: run.time, rows: rows.rows.length })),
      duplicates: duplicatesOf(outcomes.map(({ rows }) => rows)),
      ordered: ordered && outcomes.length === 1,
      now,
    };
    const findings = findingsOf(expect, outcome);
    if (expect.snapshot?.value === true) {
      const difference = await this.snapshots.compare(
        test.name?.value ?? '',
        snapshotOf(result, outcome.ordered),
        expect.tolerance?.value ?? defaultTolerance,
      );
      if (difference !== undefined) findings.push({ about: 'snapshot', message: difference, span: expect.snapshot.span });
    }
    if (findings.length > 0 && runs.length === 1) this.warnings.push(...given.tables.flatMap((table) => unseenRows(table, runs[0])));
    const wantsExplanation = this.options.explains !== false && findings.some(({ explains }) => explains === true);
    // a test says where rows are lost in the words of its own rule; of another query that says nothing
    const wantsReason = expect.because !== undefined && this.options.query === undefined;
    if (wantsReason || wantsExplanation) {
      const { explainQuery, explanationInFile } = await import('../explain/index.ts');
      // of several runs the one that gave what was not expected
      const run = runs.find(({ time }) => findings.some((finding) => finding.run === time)) ?? runs[runs.length - 1];
      const { database, options } = queryAt(run);
      const explanation = await explainQuery(database, query.text, options);
      if (runs.length > 1) this.explainedRun = run.time;
      if (wantsReason && expect.because !== undefined) findings.push(...becauseFindings(expect.because, explanation));
      if (findings.length > 0) this.explanation = explanationInFile(explanation, query);
    }
    return findings.map((finding) => this.failureOf(finding));
  }

  private filled(): ReturnType<typeof fillPlaceholders> {
    const { open, test, options } = this;
    const parameters = new Map<string, Parameter>();
    const ownNames = new Set(test.parameters?.keys());
    for (const [name, located] of [...(open.testFile.parameters ?? []), ...(test.parameters ?? [])]) {
      if (located.kind !== 'scalar' || located.value === null || located.value instanceof Date)
        return open.failAt(`the parameter ${name} is a text, a number, true or false`, located.span);
      parameters.set(name, { value: located.value, span: located.span });
    }
    return fillPlaceholders(
      options.query ?? open.rule.query,
      parameters,
      (name, { span }, hint) =>
        // what the whole file says need not serve each of its tests, but it serves the rule that they are all about
        new KqlError(
          {
            kind: 'data',
            message: `the rule takes no parameter \`${name}\`${ownNames.has(name) ? '' : ', which the file gives'}`,
            span,
            hint,
          },
          open.testFile.source,
        ),
    );
  }

  private errorFailures(expected: NonNullable<NonNullable<TestCase['expect']>['error']>, error: KqlError): TestFailure[] {
    const { kind, message } = expectedError(expected);
    const isKind = kind === undefined || error.errors.some((one) => one.kind === (kind as ErrorKind));
    const hasMessage = message === undefined || error.errors.some((one) => one.message.includes(message));
    if (isKind && hasMessage) return [];
    const wanted = [kind && `of the kind ${kind}`, message && `with ${JSON.stringify(message)}`].filter(Boolean).join(' ');
    return [
      this.failureOf({
        about: 'error',
        message: `expected an error ${wanted}, got:\n${formatError(error, this.ruleFile)}`,
        span: spanOf(expected),
      }),
    ];
  }

  private failureOf({ about, message, hint, difference, span }: Finding): TestFailure {
    return { about, message, hint, difference, place: this.placeOf(span ?? this.test.expect?.span ?? this.test.span) };
  }
}

/** The database and the options that each run of a rule has: one database serves them all, unless rows come later than their time. */
function queries(
  { database, tables }: Given,
  named: ReadonlyMap<string, Source>,
  shared: QueryOptions,
): (run: Run) => { database: Database; options: QueryOptions } {
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

/** What of a table a rule with a period does not see. */
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

function failureOf(error: KqlError, about: string, file: string): TestFailure {
  const message = about === 'rule' ? `${error.kind} error: ${error.message}` : error.message;
  return { about, message, hint: error.hint, difference: undefined, place: placeOf(error, file) };
}

/** Rows that an earlier run has given too, each value the same. */
function duplicatesOf(runs: readonly Rows[]): number {
  if (runs.length < 2) return 0;
  const seen = new Set<string>();
  let duplicates = 0;
  for (const run of runs) {
    const keys = snapshotOf(run, true).rows.map((row) => JSON.stringify(row));
    for (const key of keys) if (seen.has(key)) duplicates++;
    for (const key of keys) seen.add(key);
  }
  return duplicates;
}

type ExpectedError = NonNullable<NonNullable<TestCase['expect']>['error']>;

function isFalse(expected: ExpectedError): boolean {
  return 'value' in expected && expected.value === false;
}

function spanOf(expected: ExpectedError): Finding['span'] {
  return expected.span;
}

function expectedError(expected: ExpectedError): { kind: string | undefined; message: string | undefined } {
  if ('value' in expected) return { kind: undefined, message: typeof expected.value === 'string' ? expected.value : undefined };
  return { kind: expected.kind?.value, message: expected.message?.value };
}

/** Every error as a KqlError; a fault of the system, such as a file that cannot be read, is one of the data. */
function asKqlError(error: unknown): KqlError {
  if (error instanceof KqlError) return error;
  if (error instanceof Failure) return new KqlError(error.diagnostic);
  if (error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string')
    return new KqlError({ kind: 'data', message: error.message });
  throw error;
}
