import type { Rule } from '../rule.ts';
import type { TestFileReport } from './report.ts';
import type { RunOptions } from './run.ts';

/** Tests as an object of the format of `.test.yaml`; the rule is a path, or a rule that has been loaded. */
export interface RuleTests {
  readonly rule?: string | Rule;
  readonly tests: readonly Readonly<Record<string, unknown>>[];
  readonly [key: string]: unknown;
}

export interface TestRuleOptions extends RunOptions {
  /** Where paths in an object start from. Default: the working folder. */
  readonly folder?: string;
}

/**
 * Runs the tests of a file (`rules/brute-force.test.yaml`), or of an object of the same form, and reports what came of each. Nothing is thrown
 * for what is wrong with them: it is among the problems of the report.
 */
export async function testRule(tests: string | RuleTests, options: TestRuleOptions = {}): Promise<TestFileReport> {
  const { runTests, testFile, openTestObject, problemReport } = await import('./index.ts');
  if (typeof tests === 'string') return testFile(tests, options);
  const { rule, ...rest } = tests;
  const file = fileIn(options.folder);
  try {
    const loaded = typeof rule === 'object' ? rule : undefined;
    return await runTests(await openTestObject(loaded === undefined ? tests : rest, file, { rule: loaded }), options);
  } catch (error) {
    return problemReport(file, error);
  }
}

/** A test of a rule that is being put together; the last call runs it. */
export interface RuleExpectation {
  /** The rows of tables: lists of rows, or fixtures as in `.test.yaml`. */
  given(tables: Readonly<Record<string, unknown>>): RuleExpectation;
  /** The clock: ISO text. */
  at(now: string): RuleExpectation;
  /** Anything else that a test file says: profile, functions, watchlists, external, parameters, defaults, schedule, extraColumns … */
  using(settings: Readonly<Record<string, unknown>>): RuleExpectation;
  /** Rejects where the rule does not fire, or something of `expect` is not so. */
  toFire(expect?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Rejects where the rule fires, or not for this reason. */
  toStayQuiet(because?: { readonly stage: number | string; readonly predicate?: string }): Promise<void>;
  /** Rejects where these rows, by some of their columns, are not what comes out; no others do. */
  toGive(rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  /** Rejects where anything of `expect` is not so, as in `.test.yaml`. */
  toMatch(expect: Readonly<Record<string, unknown>>): Promise<void>;
}

/** What a rejected expectation throws: the message has the failures and the way of the rows. */
export class RuleTestError extends Error {
  override readonly name = 'RuleTestError';
  readonly report: TestFileReport;

  constructor(message: string, report: TestFileReport) {
    super(message);
    this.report = report;
  }
}

/**
 * A test of a rule for any test runner: `await expectRule('rules/brute-force.yaml').given({ SigninLogs: [ … ] }).toFire()`. The rule is a path
 * from the working folder, or a rule that has been loaded.
 */
export function expectRule(rule: string | Rule): RuleExpectation {
  return expectation(rule, {}, {});
}

/** Settings of a test; all others are those of a test file. */
const testKeys = new Set(['schedule', 'parameters', 'defaults', 'extraColumns', 'watchlists', 'external']);

type Settings = Readonly<Record<string, unknown>>;

function expectation(rule: string | Rule, file: Settings, test: Settings): RuleExpectation {
  const run = async (expect: Settings): Promise<void> => {
    const report = await testRule({ ...file, rule, tests: [{ ...test, name: 'the rule', expect }] });
    const message = await complaint(report);
    if (message !== undefined) throw new RuleTestError(message, report);
  };
  return {
    given: (tables) => expectation(rule, file, { ...test, given: { ...(test.given as Settings | undefined), ...tables } }),
    at: (now) => expectation(rule, file, { ...test, now }),
    using(settings) {
      const entries = Object.entries(settings);
      const own = Object.fromEntries(entries.filter(([key]) => testKeys.has(key)));
      return expectation(rule, { ...file, ...Object.fromEntries(entries.filter(([key]) => !testKeys.has(key))) }, { ...test, ...own });
    },
    toFire: (expect = {}) => run({ ...expect, alert: { fires: true, ...(expect.alert as Settings | undefined) } }),
    toStayQuiet: (because) => run({ alert: { fires: false }, ...(because === undefined ? {} : { because }) }),
    toGive: (rows) => run({ count: rows.length, rows }),
    toMatch: (expect) => run(expect),
  };
}

async function complaint({ problems, tests }: TestFileReport): Promise<string | undefined> {
  const failed = tests.find(({ status }) => status !== 'passed');
  if (problems.length === 0 && failed === undefined) return undefined;
  const { failureText, textOfProblem } = await import('../report/failure-text.ts');
  if (failed !== undefined) return failureText(failed);
  return problems.map(textOfProblem).join('\n');
}

function fileIn(folder: string | undefined): string {
  return folder === undefined ? 'tests' : `${folder.replace(/[\\/]+$/, '')}/tests`;
}
