import type { RuleCoverage } from '../coverage/index.ts';
import type { Problem, TestFileReport, TestReport } from '../testing/report.ts';

/** What came of all test files. */
export interface RunReport {
  readonly files: readonly TestFileReport[];
  readonly milliseconds: number;
  /** What belongs to no test file: a rule without tests. */
  readonly problems: readonly Problem[];
  /** What the tests covered of their rules, where it was asked for. */
  readonly coverage?: readonly RuleCoverage[];
}

export interface ReportStyle {
  readonly colour: boolean;
  readonly width: number;
}

/** Writes a report as a text. */
export type Reporter = (report: RunReport, style: ReportStyle) => string;

export interface Totals {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly unsupported: number;
  readonly problems: number;
}

export function totalsOf({ files, problems }: RunReport): Totals {
  const tests = files.flatMap((file) => file.tests);
  const count = (status: TestReport['status']): number => tests.filter((test) => test.status === status).length;
  return {
    tests: tests.length,
    passed: count('passed'),
    failed: count('failed'),
    unsupported: count('unsupported'),
    problems: problems.length + files.reduce((sum, file) => sum + file.problems.length, 0),
  };
}

/** All problems, those of the files first. */
export function allProblems({ files, problems }: RunReport): Problem[] {
  return [...files.flatMap((file) => file.problems), ...problems];
}
