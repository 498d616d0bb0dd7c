/** Runs the tests of files: Node only. */
import type { Database, QueryOptions } from '../../database.ts';
import type { Limits } from '../../engine/context.ts';
import type { PlacedText } from '../places.ts';
import type { Rule } from '../rule.ts';
import { asKqlError, FileFault } from './findings.ts';
import { runTest } from './one-test.ts';
import { type OpenOptions, type OpenTests, openTestFile } from './open.ts';
import { problemsOf, type TestFileReport, type TestReport } from './report.ts';
import { Snapshots, snapshotPath } from './snapshots.ts';
import type { TestCase } from './test-file.ts';

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
    snapshots: await snapshots.finish(isWhole ? namesWithSnapshots(all) : undefined),
    milliseconds: performance.now() - started,
  };
}

function namesWithSnapshots(tests: readonly TestCase[]): Set<string> {
  return new Set(tests.flatMap(({ name, expect }) => (expect?.snapshot?.value === true && name !== undefined ? [name.value] : [])));
}
