import { type MutationReport, mutateRule } from '../rules/mutate/index.ts';
import { mutationText, totalScore } from '../rules/report/mutation.ts';
import { createFixtureCache } from '../rules/testing/index.ts';
import { type OptionSpecification, readArguments, UsageError } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { standardOutput } from './output.ts';
import { percentOf } from './percent.ts';
import { testFilesOf } from './test-files.ts';

const mutateOptions = {
  threshold: { type: 'string' },
  format: { type: 'string', short: 'f' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Record<string, OptionSpecification>;

/**
 * `kqlet mutate`: changes rules in small ways and tells which changes their tests do not notice. The exit code is 1 where a test fails before
 * any change, and where the share of what was noticed is below --threshold.
 */
export async function mutate(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, mutateOptions);
  const { format = 'text' } = values;
  if (format !== 'text' && format !== 'json') throw new UsageError(`there is no format ${format} here`, 'it is text or json');
  const threshold = values.threshold === undefined ? undefined : percentOf(values.threshold, '--threshold');
  const files = testFilesOf(positionals.length === 0 ? ['.'] : positionals);
  if (files.length === 0) throw new UsageError('there are no tests here', 'tests stand in files that end in .test.yaml');
  const cache = createFixtureCache();
  const reports: MutationReport[] = [];
  for (const file of files) reports.push(await mutateRule(file, { cache, progress: progressOf(file) }));
  clearProgress();
  const output = standardOutput();
  await output.write(format === 'json' ? `${JSON.stringify(reports.map(toJson), null, 2)}\n` : mutationText(reports));
  await output.close(true);
  const holds = reports.every(({ tests }) => tests.tests.length > 0 && tests.tests.every(({ status }) => status === 'passed'));
  return holds && (threshold === undefined || totalScore(reports) >= threshold) ? exitCodes.fine : exitCodes.failed;
}

function toJson({ file, rule, tests, mutants, killed, survived, score }: MutationReport): unknown {
  return { file, rule, tests: tests.tests.map(({ name, status }) => ({ name, status })), killed, survived, score, mutants };
}

function progressOf(file: string): (done: number, of: number) => void {
  return (done, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${file}: ${done} of ${of}`);
  };
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
