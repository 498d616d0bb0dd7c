import { nearestName } from '../errors.ts';
import { totalPercent } from '../rules/report/coverage.ts';
import { type RunReport, reporters, totalsOf } from '../rules/report/index.ts';
import { createFixtureCache, testFileSchema } from '../rules/testing/index.ts';
import { type OptionSpecification, readArguments, UsageError } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { fileOutput, standardOutput } from './output.ts';
import { percentOf } from './percent.ts';
import { complain } from './report.ts';
import { testFilesOf } from './test-files.ts';
import { runTestFiles, type TestSettings } from './test-run.ts';

export const testOptions = {
  name: { type: 'string', short: 't' },
  watch: { type: 'boolean', short: 'w' },
  update: { type: 'boolean', short: 'u' },
  changed: { type: 'string' },
  'min-tests': { type: 'string' },
  'require-tests': { type: 'string', multiple: true },
  reporter: { type: 'string', multiple: true },
  coverage: { type: 'boolean' },
  threshold: { type: 'string' },
  schema: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Record<string, OptionSpecification>;

/**
 * `kqlet test`: runs tests of detection rules. The exit code is 1 where a test failed or what is asked of the tests is not so, 3 where nothing
 * failed but something is not supported.
 */
export async function test(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, testOptions);
  if (values.schema === true) {
    await standardOutput().write(`${JSON.stringify(testFileSchema(), null, 2)}\n`);
    return exitCodes.fine;
  }
  const destinations = (values.reporter ?? ['pretty']).map(destinationOf);
  if (destinations.filter(({ file }) => file === undefined).length > 1)
    throw new UsageError('one reporter at a time writes to the standard output', 'the others write to files: --reporter junit=results.xml');
  if (values.threshold !== undefined && values.coverage !== true)
    throw new UsageError('--threshold is for --coverage', 'kqlet test --coverage --threshold 80');
  const threshold = values.threshold === undefined ? undefined : percentOf(values.threshold, '--threshold');
  const coverage = values.coverage === true ? (await import('../rules/coverage/index.ts')).collectCoverage() : undefined;
  const settings: TestSettings = {
    name: values.name,
    update: values.update === true,
    isCi: isCi(),
    minimum: values['min-tests'] === undefined ? undefined : readMinimum(values['min-tests']),
    required: values['require-tests'] ?? [],
    cache: createFixtureCache(),
    observe: coverage?.observe,
  };
  const targets = positionals.length === 0 ? ['.'] : positionals;
  const all = testFilesOf(targets);
  if (all.length === 0 && settings.required.length === 0)
    throw new UsageError(`there are no tests in ${targets.join(', ')}`, 'tests stand in files that end in .test.yaml');
  if (values.watch === true) {
    if (values.changed !== undefined) throw new UsageError('--watch sees by itself what has changed');
    if (coverage !== undefined) throw new UsageError('--coverage is not for --watch', 'what is watched runs only in part');
    return watchUntilInterrupt(targets, settings, destinations);
  }
  const { changed } = values;
  const files = changed === undefined ? all : await (await import('./test-changed.ts')).changedTestFiles(all, changed);
  if (changed !== undefined && files.length === 0) complain(`no test is concerned by what has changed since ${changed}`);
  const report = withCoverage(await runTestFiles(files, settings), coverage?.report(), threshold);
  await write(report, destinations);
  const { tests, problems } = totalsOf(report);
  if (settings.name !== undefined && tests + problems === 0)
    throw new UsageError(`no test has ${JSON.stringify(settings.name)} in its name`);
  return exitCodeOf(report);
}

async function watchUntilInterrupt(
  targets: readonly string[],
  settings: TestSettings,
  destinations: readonly Destination[],
): Promise<ExitCode> {
  const { watchTests } = await import('./test-watch.ts');
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  await watchTests(
    {
      files: () => testFilesOf(targets),
      run: (files) => runTestFiles(files, settings),
      async show(report) {
        await write(report, destinations);
        complain('watching for changes; Ctrl-C ends it');
      },
    },
    controller.signal,
  );
  return exitCodes.fine;
}

/** The report with what was covered; less than is asked for is a problem. */
function withCoverage(report: RunReport, coverage: RunReport['coverage'], threshold: number | undefined): RunReport {
  if (coverage === undefined) return report;
  const percent = totalPercent(coverage);
  if (threshold === undefined || percent >= threshold) return { ...report, coverage };
  const message = `coverage is ${percent.toFixed(1)} %, asked for are ${threshold} %`;
  return {
    ...report,
    coverage,
    problems: [...report.problems, { file: '', kind: 'coverage', message, hint: undefined, place: undefined }],
  };
}

interface Destination {
  readonly reporter: string;
  readonly file: string | undefined;
}

function destinationOf(text: string): Destination {
  const equals = text.indexOf('=');
  const reporter = equals < 0 ? text : text.slice(0, equals);
  if (!Object.hasOwn(reporters, reporter)) {
    const near = nearestName(reporter, Object.keys(reporters));
    const hint = near === undefined ? `the reporters are ${Object.keys(reporters).join(', ')}` : `did you mean ${near}?`;
    throw new UsageError(`there is no reporter ${reporter}`, hint);
  }
  return { reporter, file: equals < 0 ? undefined : text.slice(equals + 1) };
}

async function write(report: RunReport, destinations: readonly Destination[]): Promise<void> {
  for (const { reporter, file } of destinations) {
    const output = file === undefined ? standardOutput() : fileOutput(file);
    const format = await reporters[reporter]();
    await output.write(format(report, { colour: output.terminal?.colour ?? false, width: output.terminal?.width ?? 120 }));
    await output.close(true);
  }
}

function exitCodeOf(report: RunReport): ExitCode {
  const { failed, unsupported } = totalsOf(report);
  const problems = [...report.problems, ...report.files.flatMap((file) => file.problems)];
  if (failed > 0 || problems.some(({ kind }) => kind !== 'unsupported')) return exitCodes.failed;
  return unsupported > 0 || problems.length > 0 ? exitCodes.unsupported : exitCodes.fine;
}

function readMinimum(text: string): TestSettings['minimum'] {
  const match = /^(\d{1,6})\+(\d{1,6})$/.exec(text);
  if (match === null)
    throw new UsageError(`--min-tests ${text}: it is written 1+1`, 'tests in which the rule fires, and in which it stays quiet');
  return { firing: Number(match[1]), quiet: Number(match[2]) };
}

/** CI services set it; a snapshot that nobody has seen must not come true there. */
function isCi(): boolean {
  const { CI } = process.env;
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}
