import { formatError, KqlError, positionAt } from '../errors.ts';
import type { AdviceFinding, CheckedRule } from '../rules/advice/index.ts';
import { checkRule } from '../rules/advice/index.ts';
import { type OptionValues, readArguments, UsageError } from './arguments.ts';
import { readBaseline, unknownTo, writeBaseline } from './baseline.ts';
import { databaseForChecking, ruleFiles } from './checking.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { checkOptions } from './options.ts';
import { standardOutput } from './output.ts';
import { hostOptions } from './providers.ts';
import { complain, worse } from './report.ts';
import { sarif } from './sarif.ts';
import { readSettings } from './settings.ts';

/** What was found in one rule, or in a file that cannot be read; positions are those of the file. */
export interface CheckedFile {
  readonly file: string;
  /** The file, and after `#` which rule of it; undefined where the file cannot be read. */
  readonly rule: string | undefined;
  readonly errors: readonly KqlError[];
  readonly warnings: readonly string[];
  readonly advice: readonly AdviceFinding[];
  /** The text of the file. */
  readonly source: string;
}

/**
 * `kqlet check`: looks at rules without reading data. The tables of Sentinel and Defender are known, and those of --schema; of others nothing
 * is, which is a warning. The exit code is 1 where a query is wrong or --max-warnings is exceeded, 3 where nothing is wrong but something is not
 * supported.
 */
export async function check(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, checkOptions);
  const format = values.format ?? 'text';
  if (!['text', 'json', 'sarif'].includes(format)) throw new UsageError(`there is no format ${format} here`, 'it is text, json or sarif');
  if (positionals.length === 0) throw new UsageError('what is to be checked? name files or folders', 'kqlet check rules/');
  const limit = warningLimit(values);
  const found = withAdvice(await checkPaths(positionals, values), values);
  if (values['update-baseline'] === true) writeBaseline(values, found);
  const checked = unknownTo(readBaseline(values), found);
  const quiet = values.quiet === true;
  const output = standardOutput();
  if (format === 'text') reportTexts(checked, quiet);
  else await output.write(`${JSON.stringify(format === 'sarif' ? sarif(checked) : checked.map(toJson), null, 2)}\n`);
  await output.close(true);
  const code = checked.map(exitCodeOf).reduce(worse, exitCodes.fine);
  const warnings = checked.reduce((sum, each) => sum + warningCount(each), 0);
  if (limit === undefined || warnings <= limit) return code;
  complain(`${warnings} ${warnings === 1 ? 'warning is' : 'warnings are'} more than ${limit}`);
  return worse(code, exitCodes.failed);
}

type Values = OptionValues<typeof checkOptions>;

function warningLimit({ 'max-warnings': text }: Values): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--max-warnings is no count: ${text}`);
  return Number(text);
}

async function checkPaths(paths: readonly string[], values: Values): Promise<CheckedFile[]> {
  const settings = readSettings({ ...values, format: undefined });
  const files = await ruleFiles(paths);
  const database = await databaseForChecking(values);
  const { profile } = hostOptions(values);
  const checked: CheckedFile[] = [];
  for (const { file, rules, error } of files) {
    if (error !== undefined)
      checked.push({ file, rule: undefined, errors: error.errors, warnings: [], advice: [], source: error.source ?? '' });
    for (const rule of rules)
      checked.push(fileOf(file, await checkRule({ ...rule, profile: rule.profile ?? profile }, database, settings.query)));
  }
  return checked;
}

function fileOf(file: string, { rule, errors, warnings, advice }: CheckedRule): CheckedFile {
  return { file, rule: rule.source, errors, warnings, advice, source: rule.query.source };
}

function withAdvice(checked: readonly CheckedFile[], { advice: level = 'all' }: Values): CheckedFile[] {
  if (!['all', 'warning', 'none'].includes(level))
    throw new UsageError(`there is no level ${level} of advice`, 'it is all, warning or none');
  return checked.map((each) => ({
    ...each,
    advice: each.advice.filter(({ severity }) => level === 'all' || (level === 'warning' && severity === 'warning')),
  }));
}

function reportTexts(checked: readonly CheckedFile[], quiet: boolean): void {
  for (const { file, rule, errors, warnings, advice, source } of checked) {
    for (const error of errors) complain(formatError(error, file));
    if (quiet) continue;
    for (const warning of warnings) complain(`${rule ?? file}: warning: ${warning}`);
    for (const finding of advice) complain(adviceText(file, finding, source));
  }
  const count = (code: ExitCode): number => checked.filter((file) => exitCodeOf(file) === code).length;
  const parts = [
    `${count(exitCodes.fine)} can run`,
    `${count(exitCodes.unsupported)} use what is not supported`,
    `${count(exitCodes.failed)} are wrong`,
  ];
  const notes = checked.reduce((sum, { advice }) => sum + advice.length, 0);
  const advised = notes === 0 ? '' : `; ${notes} ${notes === 1 ? 'piece' : 'pieces'} of advice`;
  if (!quiet) complain(`${checked.length} ${checked.length === 1 ? 'query' : 'queries'}: ${parts.join(', ')}${advised}`);
}

/** As an error is shown: the place, the line with a mark under it, the hint. */
function adviceText(file: string, { id, severity, message, hint, span }: AdviceFinding, source: string): string {
  const shown = new KqlError({ kind: 'semantic', message, span, hint }, source);
  const [, ...lines] = formatError(shown).split('\n');
  return [`${file}:${shown.line}:${shown.column}: ${severity}: ${message} [${id}]`, ...lines].join('\n');
}

function warningCount({ warnings, advice }: CheckedFile): number {
  return warnings.length + advice.filter(({ severity }) => severity === 'warning').length;
}

function exitCodeOf({ errors }: CheckedFile): ExitCode {
  if (errors.length === 0) return exitCodes.fine;
  return errors.every(({ kind }) => kind === 'unsupported') ? exitCodes.unsupported : exitCodes.failed;
}

function toJson({ file, rule, errors, warnings, advice, source }: CheckedFile): unknown {
  return {
    file,
    rule,
    errors: errors.map(({ kind, message, line, column, span, hint }) => ({ kind, message, line, column, span, hint })),
    warnings,
    advice: advice.map((finding) => ({ ...finding, ...positionAt(source, finding.span.start) })),
  };
}
