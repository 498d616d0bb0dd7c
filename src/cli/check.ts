import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PendingSource } from '../data/pending.ts';
import { sourceOf } from '../data/table.ts';
import { type CheckResult, Database, type QueryOptions } from '../database.ts';
import { formatError } from '../errors.ts';
import { schemasOf } from '../host.ts';
import { tableOfHostRows } from '../tables.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { checkOptions } from './options.ts';
import { standardOutput } from './output.ts';
import { hostOptions, supply } from './providers.ts';
import { decodeText } from './query-text.ts';
import { complain, worse } from './report.ts';
import { sarif } from './sarif.ts';
import { readSettings } from './settings.ts';

/** What was found in one file. */
export interface CheckedFile extends CheckResult {
  readonly file: string;
}

/**
 * `kqlet check`: looks at queries without reading data. The tables of Sentinel and Defender are known, and those of --schema; of others nothing
 * is, which is a warning. The exit code is 1 where a query is wrong, 3 where nothing is wrong but something is not supported.
 */
export async function check(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, checkOptions);
  const format = values.format ?? 'text';
  if (!['text', 'json', 'sarif'].includes(format)) throw new UsageError(`there is no format ${format} here`, 'it is text, json or sarif');
  if (positionals.length === 0) throw new UsageError('what is to be checked? name files or folders', 'kqlet check rules/');
  const settings = readSettings({ ...values, format: undefined });
  const database = new Database(hostOptions(values));
  await addSchemas(database, values);
  await supply(database, values);
  const checked: CheckedFile[] = [];
  for (const file of positionals.flatMap(queryFiles)) checked.push(await checkFile(database, file, settings.query));
  const output = standardOutput();
  if (format === 'text') reportTexts(checked, settings.quiet);
  else await output.write(`${JSON.stringify(format === 'sarif' ? sarif(checked) : checked.map(toJson), null, 2)}\n`);
  await output.close(true);
  return checked.map(exitCodeOf).reduce(worse, exitCodes.fine);
}

async function addSchemas(database: Database, values: { readonly schema?: string; readonly profile?: string }): Promise<void> {
  const { schemas } = await import('../schemas/index.ts');
  const builtIn = schemasOf(hostOptions(values).profile, schemas) || {};
  const given = values.schema === undefined ? [] : (await import('./given-schemas.ts')).readSchemasOfTables(values.schema);
  const all = [
    ...Object.entries(builtIn),
    ...[...given].map(([name, { columns }]) => [name, Object.fromEntries(columns.map((c) => [c.name, c.type]))] as const),
  ];
  for (const [name, schema] of all)
    database.addSource(name, new PendingSource(async () => sourceOf(tableOfHostRows(name, [], { schema }))));
}

/** The file itself, or the queries in a folder and the folders in it. */
function queryFiles(target: string): string[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(target).isDirectory();
  } catch {
    throw new UsageError(`there is no file or folder ${target}`);
  }
  if (!isFolder) return [target];
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(kql|csl|kusto)$/i.test(file));
  if (files.length === 0) throw new UsageError(`there is no query in ${target}`, 'queries are files that end in .kql, .csl or .kusto');
  return files.sort().map((file) => path.join(target, file));
}

async function checkFile(database: Database, file: string, options: QueryOptions): Promise<CheckedFile> {
  return { file, ...(await database.check(decodeText(readFileSync(file)), options)) };
}

function reportTexts(checked: readonly CheckedFile[], quiet: boolean): void {
  for (const { file, errors, warnings } of checked) {
    for (const error of errors) complain(formatError(error, file));
    if (!quiet) for (const warning of warnings) complain(`${file}: warning: ${warning}`);
  }
  const count = (code: ExitCode): number => checked.filter((file) => exitCodeOf(file) === code).length;
  const parts = [
    `${count(exitCodes.fine)} can run`,
    `${count(exitCodes.unsupported)} use what is not supported`,
    `${count(exitCodes.failed)} are wrong`,
  ];
  if (!quiet) complain(`${checked.length} ${checked.length === 1 ? 'query' : 'queries'}: ${parts.join(', ')}`);
}

function exitCodeOf({ errors }: CheckedFile): ExitCode {
  if (errors.length === 0) return exitCodes.fine;
  return errors.every(({ kind }) => kind === 'unsupported') ? exitCodes.unsupported : exitCodes.failed;
}

function toJson({ file, errors, warnings }: CheckedFile): unknown {
  return {
    file,
    errors: errors.map(({ kind, message, line, column, span, hint }) => ({ kind, message, line, column, span, hint })),
    warnings,
  };
}
