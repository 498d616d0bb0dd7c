import type { KqlError, Span } from '../../errors.ts';
import type { Explanation } from '../explain/explanation.ts';

/** What came of one test file. */
export interface TestFileReport {
  readonly file: string;
  /** The name of the rule and where it stands; undefined where it could not be read. */
  readonly rule: { readonly name: string; readonly source: string } | undefined;
  readonly tests: readonly TestReport[];
  /** What is wrong beside the tests: the file, the rule, what is asked of every rule. */
  readonly problems: readonly Problem[];
  /** All files that the tests rest on, with the test file itself. */
  readonly files: readonly string[];
  readonly snapshots: SnapshotReport;
  readonly milliseconds: number;
}

export interface SnapshotReport {
  readonly written: number;
  /** Names in the file of snapshots that no test has. */
  readonly obsolete: readonly string[];
}

export type Status = 'passed' | 'failed' | 'unsupported';

export interface TestReport {
  readonly name: string;
  /** 1-based, in the test file; undefined for tests that are an object. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly status: Status;
  readonly failures: readonly TestFailure[];
  /** The way of the rows, where a test failed because nothing or the wrong number of rows came out. */
  readonly explanation: Explanation | undefined;
  /** The time of the run that it is about, where there are several. */
  readonly explainedRun: string | undefined;
  /** Whether the rule fired, in any run; undefined where it did not get so far. */
  readonly fired: boolean | undefined;
  readonly rowCount: number | undefined;
  readonly warnings: readonly string[];
  readonly milliseconds: number;
}

/** Why a test failed. */
export interface TestFailure {
  /** The key of `expect`, `given`, or `rule` where the rule itself went wrong. */
  readonly about: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** The expected row and the nearest actual one. */
  readonly difference: Difference | undefined;
  /** Where: a place in `file`, with the text that it points into. */
  readonly place: Place | undefined;
}

export interface Difference {
  readonly columns: readonly { readonly name: string; readonly expected: string; readonly actual: string; readonly matches: boolean }[];
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly span: Span;
  readonly source: string;
}

/** A fault beside the tests, at a place where there is one. */
export interface Problem {
  readonly file: string;
  readonly kind: 'error' | 'unsupported' | 'min-tests' | 'require-tests' | 'snapshot' | 'coverage';
  readonly message: string;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
}

/** Every finding of an error as a problem. */
export function problemsOf(error: KqlError, file: string): Problem[] {
  return error.errors.map((one) => ({
    file,
    kind: one.kind === 'unsupported' ? 'unsupported' : 'error',
    message: one.message,
    hint: one.hint,
    place: placeOf(one, file),
  }));
}

export function placeOf({ span, line, column, source }: KqlError, file: string): Place | undefined {
  if (span === undefined || line === undefined || column === undefined || source === undefined) return undefined;
  return { file, line, column, span, source };
}
