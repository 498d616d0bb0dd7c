import { formatError } from '../errors.ts';
import { type DescriptionFormat, describeRule, formatDescription, type RuleDescription } from '../rules/describe/index.ts';
import type { LoadedFile } from '../rules/load/files.ts';
import type { Rule } from '../rules/rule.ts';
import { readArguments, UsageError } from './arguments.ts';
import { databaseForChecking, ruleFiles } from './checking.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { describeOptions } from './options.ts';
import { fileOutput, standardOutput } from './output.ts';
import { complain, worse } from './report.ts';
import { readSettings } from './settings.ts';

/**
 * `kqlet describe`: what rules look for, leave out and give, without data. The exit code is 1 where a file cannot be read or a query cannot be
 * parsed; what else is wrong with a query is a part of its description.
 */
export async function describe(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, describeOptions);
  if (positionals.length === 0) throw new UsageError('what is to be described? name files or folders', 'kqlet describe rule.kql');
  const format = formatOf(values.format, values.output);
  const settings = readSettings({ ...values, format: undefined });
  const files = await ruleFiles(positionals);
  const catalog = values.catalog === undefined ? undefined : await rulesOfCatalog(values.catalog);
  const database = await databaseForChecking(values);
  const rules = files.flatMap((file) => file.rules);
  const descriptions: RuleDescription[] = [];
  for (const rule of rules) descriptions.push(await describeRule(rule, { catalog, database, query: settings.query }));
  const output = values.output === undefined ? standardOutput() : fileOutput(values.output);
  if (descriptions.length > 0) await output.write(formatDescription(descriptions.length === 1 ? descriptions[0] : descriptions, format));
  await output.close(true);
  const isBroken = descriptions.some(({ errors }) => errors.some(({ kind }) => kind === 'syntax'));
  return worse(reportErrors(files), isBroken ? exitCodes.failed : exitCodes.fine);
}

/** The rules to compare with. What cannot be read of them is said, and counts for nothing. */
async function rulesOfCatalog(target: string): Promise<Rule[]> {
  const files = await ruleFiles([target]);
  reportErrors(files);
  return files.flatMap(({ rules }) => rules);
}

function reportErrors(files: readonly LoadedFile[]): ExitCode {
  let code: ExitCode = exitCodes.fine;
  for (const { file, error } of files) {
    for (const finding of error?.errors ?? []) complain(formatError(finding, file));
    if (error !== undefined) code = exitCodes.failed;
  }
  return code;
}

const formatsOfEndings: Readonly<Record<string, DescriptionFormat>> = { md: 'markdown', html: 'html', htm: 'html', json: 'json' };

/** What is asked for, else what the ending of the file tells. */
function formatOf(name: string | undefined, output: string | undefined): DescriptionFormat {
  const formats: readonly DescriptionFormat[] = ['text', 'markdown', 'html', 'json'];
  if (name === undefined) return formatsOfEndings[/\.([^./\\]+)$/.exec(output ?? '')?.[1].toLowerCase() ?? ''] ?? 'text';
  const format = formats.find((known) => known === name);
  if (format === undefined) throw new UsageError(`there is no format ${name} here`, `it is ${formats.join(', ')}`);
  return format;
}
