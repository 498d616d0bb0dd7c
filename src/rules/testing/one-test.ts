import { type ErrorKind, Failure, formatError, KqlError } from '../../errors.ts';
import type { Explanation } from '../explain/explanation.ts';
import { errorInFile } from '../places.ts';
import { type Alert, alertsOf, fires } from './alerts.ts';
import { becauseFindings } from './because.ts';
import { type Finding, findingsOf, type Outcome } from './expectations.ts';
import { asKqlError } from './findings.ts';
import type { OpenTests } from './open.ts';
import { sortsAtItsEnd } from './order.ts';
import { type PreparedTest, prepareTest } from './prepare.ts';
import { placeOf, type TestFailure, type TestReport } from './report.ts';
import { type Rows, rowsOf, rowsOfAll } from './rows.ts';
import type { RunOptions } from './run.ts';
import type { Run } from './schedule.ts';
import { type Snapshots, snapshotOf } from './snapshots.ts';
import type { Expectation, TestCase } from './test-file.ts';
import { defaultTolerance } from './values.ts';

/** What is known of a test so far: it may end at any step. */
interface Progress {
  readonly warnings: string[];
  /** From here on it is the rule that goes wrong, not what the test says. */
  hasBegun: boolean;
  fired?: boolean;
  rowCount?: number;
  explanation?: Explanation;
  explainedRun?: string;
}

/** Runs one test of a file. What is wrong with it or its rule is a failure; only what is a bug is thrown. */
export async function runTest(open: OpenTests, test: TestCase, snapshots: Snapshots, options: RunOptions): Promise<TestReport> {
  const started = performance.now();
  const progress: Progress = { warnings: [], hasBegun: false };
  const { file, source } = open.testFile;
  const ruleFile = (options.query ?? open.rule.query).file;
  const placed = (span: Finding['span']): TestFailure['place'] =>
    span && placeOf(new KqlError({ kind: 'data', message: '', span }, source), file);
  let failures: TestFailure[];
  let isUnsupported = false;
  try {
    const findings = await findingsOfTest(open, test, snapshots, options, progress);
    failures = findings.map(({ about, message, hint, difference, span }) => ({
      about,
      message,
      hint,
      difference,
      place: placed(span ?? test.expect?.span ?? test.span),
    }));
  } catch (error) {
    if (!(error instanceof KqlError) && !(error instanceof Failure)) throw error;
    const known = asKqlError(error);
    isUnsupported = progress.hasBegun && known.errors.every(({ kind }) => kind === 'unsupported');
    failures = known.errors.map((one) => (progress.hasBegun ? failureOfRule(one, ruleFile) : failureOfTest(one, file)));
  }
  const place = placed(test.name?.span);
  return {
    name: test.name?.value ?? '',
    line: place?.line,
    column: place?.column,
    status: failures.length === 0 ? 'passed' : isUnsupported ? 'unsupported' : 'failed',
    failures,
    explanation: progress.explanation,
    explainedRun: progress.explainedRun,
    fired: progress.fired,
    rowCount: progress.rowCount,
    warnings: [...new Set(progress.warnings)],
    milliseconds: performance.now() - started,
  };
}

function failureOfRule(error: KqlError, file: string): TestFailure {
  const message = `${error.kind} error: ${error.message}`;
  return { about: 'rule', message, hint: error.hint, difference: undefined, place: placeOf(error, file) };
}

function failureOfTest(error: KqlError, file: string): TestFailure {
  return { about: 'given', message: error.message, hint: error.hint, difference: undefined, place: placeOf(error, file) };
}

async function findingsOfTest(
  open: OpenTests,
  test: TestCase,
  snapshots: Snapshots,
  options: RunOptions,
  progress: Progress,
): Promise<Finding[]> {
  const expect = test.expect as Expectation;
  const prepared = await prepareTest(open, test, options);
  progress.warnings.push(...prepared.warnings);
  progress.hasBegun = true;
  const ran = await runAll(open, test, prepared, options, progress);
  if (ran instanceof KqlError) {
    if (expect.error === undefined || isFalse(expect.error)) throw ran;
    return errorFindings(expect.error, ran, prepared.query.file);
  }
  if (expect.error !== undefined && !isFalse(expect.error))
    return [{ about: 'error', message: 'expected an error, the rule ran', span: expect.error.span }];
  const outcome = outcomeOf(prepared, ran, expect);
  progress.rowCount = outcome.result.rows.length;
  progress.fired = ran.some(({ rows }) => fires(open.rule, rows.rows.length));
  const findings = findingsOf(expect, outcome);
  if (expect.snapshot?.value === true) {
    const actual = snapshotOf(outcome.result, outcome.ordered);
    const difference = await snapshots.compare(test.name?.value ?? '', actual, expect.tolerance?.value ?? defaultTolerance);
    if (difference !== undefined) findings.push({ about: 'snapshot', message: difference, span: expect.snapshot.span });
  }
  if (findings.length > 0) progress.warnings.push(...prepared.unseen());
  findings.push(...(await explain(expect, prepared, findings, options, progress)));
  return findings;
}

interface RanOnce {
  readonly run: Run;
  readonly rows: Rows;
  readonly alerts: readonly Alert[];
}

/** Runs the rule as often as the test says; gives the error, placed in the file of the rule, where it is refused. */
async function runAll(
  { rule }: OpenTests,
  test: TestCase,
  { runs, query, at }: PreparedTest,
  { observe }: RunOptions,
  { warnings }: Progress,
): Promise<RanOnce[] | KqlError> {
  const ran: RanOnce[] = [];
  for (const run of runs) {
    const { database, options } = at(run);
    try {
      const result = await database.query(query.text, options);
      warnings.push(...result.warnings);
      const rows = rowsOf(result);
      ran.push({ run, rows, alerts: alertsOf(rule, rows) });
    } catch (error) {
      if (!(error instanceof KqlError)) throw error;
      return errorInFile(query, error);
    }
    await observe?.({ rule, test: test.name?.value ?? '', query, database, options });
  }
  return ran;
}

function outcomeOf({ query, now }: PreparedTest, ran: readonly RanOnce[], expect: Expectation): Outcome {
  const wantsOrder = expect.rows !== undefined || expect.rowsExact !== undefined || expect.snapshot?.value === true;
  return {
    result: rowsOfAll(ran.map(({ rows }) => rows)),
    alerts: ran.flatMap(({ alerts }) => alerts),
    runs: ran.map(({ run, rows }) => ({ time: run.time, rows: rows.rows.length })),
    duplicates: duplicatesOf(ran.map(({ rows }) => rows)),
    ordered: wantsOrder && ran.length === 1 && sortsAtItsEnd(query.text),
    now,
  };
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

/** The way of the rows, where it is expected or tells why something is not as expected; gives what of `because` is not so. */
async function explain(
  { because }: Expectation,
  { query, runs, at }: PreparedTest,
  findings: readonly Finding[],
  options: RunOptions,
  progress: Progress,
): Promise<Finding[]> {
  // a test says where rows are lost in the words of its own rule; of another query that says nothing
  const wantsReason = because !== undefined && options.query === undefined;
  if (!wantsReason && (options.explains === false || !findings.some(({ explains }) => explains === true))) return [];
  const { explainQuery, explanationInFile } = await import('../explain/index.ts');
  // of several runs the one that gave what was not expected
  const run = runs.find(({ time }) => findings.some((finding) => finding.run === time)) ?? runs[runs.length - 1];
  const asked = at(run);
  try {
    const explanation = await explainQuery(asked.database, query.text, asked.options);
    const further = wantsReason ? becauseFindings(because, explanation) : [];
    if (findings.length + further.length > 0) {
      progress.explanation = explanationInFile(explanation, query);
      if (runs.length > 1) progress.explainedRun = run.time;
    }
    return further;
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    // the rule has run; what it did not give stays the failure
    const message = `the way of the rows cannot be told: ${error.message}`;
    if (wantsReason) return [{ about: 'because', message, span: because.span }];
    progress.warnings.push(message);
    return [];
  }
}

type ExpectedError = NonNullable<Expectation['error']>;

function isFalse(expected: ExpectedError): boolean {
  return 'value' in expected && expected.value === false;
}

function errorFindings(expected: ExpectedError, error: KqlError, file: string): Finding[] {
  const { kind, message } = expectedError(expected);
  const isKind = kind === undefined || error.errors.some((one) => one.kind === (kind as ErrorKind));
  const hasMessage = message === undefined || error.errors.some((one) => one.message.includes(message));
  if (isKind && hasMessage) return [];
  const wanted = [kind && `of the kind ${kind}`, message && `with ${JSON.stringify(message)}`].filter(Boolean).join(' ');
  return [{ about: 'error', message: `expected an error ${wanted}, got:\n${formatError(error, file)}`, span: expected.span }];
}

function expectedError(expected: ExpectedError): { kind: string | undefined; message: string | undefined } {
  if ('value' in expected) return { kind: undefined, message: typeof expected.value === 'string' ? expected.value : undefined };
  return { kind: expected.kind?.value, message: expected.message?.value };
}
