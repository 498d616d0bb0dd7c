import path from 'node:path';
import type { RunReport } from '../rules/report/index.ts';
import { type FixtureCache, type ObservedRun, type Problem, problemsOf, type TestFileReport, testFile } from '../rules/testing/index.ts';

/** What is asked of the tests of every rule. */
export interface TestSettings {
  /** Only tests with this in their names, whatever the case. */
  readonly name: string | undefined;
  readonly update: boolean;
  readonly isCi: boolean;
  /** At least so many tests in which a rule fires, and in which it stays quiet. */
  readonly minimum: { readonly firing: number; readonly quiet: number } | undefined;
  /** Folders of which every rule must have tests. */
  readonly required: readonly string[];
  readonly cache: FixtureCache;
  readonly observe: ((run: ObservedRun) => Promise<void>) | undefined;
}

/** Runs test files one after the other, and looks at what is asked of their rules. */
export async function runTestFiles(files: readonly string[], settings: TestSettings): Promise<RunReport> {
  const started = performance.now();
  const wanted = settings.name?.toLowerCase();
  const reports: TestFileReport[] = [];
  for (const file of files)
    reports.push(
      await testFile(file, {
        cache: settings.cache,
        filter: wanted === undefined ? undefined : (name) => name.toLowerCase().includes(wanted),
        update: settings.update,
        isCi: settings.isCi,
        observe: settings.observe,
      }),
    );
  const problems = [
    ...(settings.minimum === undefined || wanted !== undefined ? [] : tooFewTests(reports, settings.minimum)),
    ...(settings.required.length === 0 ? [] : await untestedRules(reports, settings.required)),
  ];
  const shown = wanted === undefined ? reports : reports.filter((report) => report.tests.length + report.problems.length > 0);
  return { files: shown, problems, milliseconds: performance.now() - started };
}

/** Rules whose tests do not show both sides. A test that did not get so far shows none. */
function tooFewTests(reports: readonly TestFileReport[], { firing, quiet }: NonNullable<TestSettings['minimum']>): Problem[] {
  const rules = new Map<string, TestFileReport[]>();
  for (const report of reports)
    if (report.rule !== undefined) rules.set(report.rule.source, [...(rules.get(report.rule.source) ?? []), report]);
  return [...rules].flatMap(([source, ofRule]): Problem[] => {
    const tests = ofRule.flatMap((report) => report.tests);
    const fires = tests.filter(({ fired }) => fired === true).length;
    const staysQuiet = tests.filter(({ fired }) => fired === false).length;
    if (fires >= firing && staysQuiet >= quiet) return [];
    return [
      {
        file: ofRule[0].file,
        kind: 'min-tests',
        message: `${source}: ${fires} of its tests fire and ${staysQuiet} stay quiet; asked for are ${firing} and ${quiet}`,
        hint: undefined,
        place: undefined,
      },
    ];
  });
}

/** Rules of folders that no test file names. */
async function untestedRules(reports: readonly TestFileReport[], folders: readonly string[]): Promise<Problem[]> {
  const { loadRuleFiles } = await import('../rules/load/files.ts');
  const tested = new Set(
    reports.flatMap(({ rule, tests }) => (rule === undefined || tests.length === 0 ? [] : [path.resolve(rule.source)])),
  );
  const told = new Set(reports.flatMap((report) => report.problems.map((problem) => path.resolve(problem.file))));
  const problems: Problem[] = [];
  for (const folder of folders)
    for (const { file, rules, error } of await loadRuleFiles(folder)) {
      if (path.basename(path.dirname(file)) === '__snapshots__') continue;
      // what cannot be read may be a rule without tests; where a test names it, the test has said so
      if (error !== undefined && !told.has(path.resolve(file))) problems.push(...problemsOf(error, file));
      for (const { source, name } of rules) {
        if (tested.has(path.resolve(source))) continue;
        problems.push({
          file: source,
          kind: 'require-tests',
          message: `the rule ${JSON.stringify(name)} has no tests`,
          hint: undefined,
          place: undefined,
        });
      }
    }
  return problems;
}
