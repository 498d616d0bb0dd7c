import { PendingSource } from '../data/pending.ts';
import { sourceOf } from '../data/table.ts';
import { Database } from '../database.ts';
import { KqlError } from '../errors.ts';
import { schemasOf } from '../host.ts';
import { type LoadedFile, loadRuleFiles } from '../rules/load/files.ts';
import { tableOfHostRows } from '../tables.ts';
import { type OptionValues, UsageError } from './arguments.ts';
import type { checkOptions } from './options.ts';
import { hostOptions, supply } from './providers.ts';

/** A database to look at queries with: the known tables and those of --schema without rows, and all that the options supply. */
export async function databaseForChecking(values: OptionValues<typeof checkOptions>): Promise<Database> {
  const database = new Database(hostOptions(values));
  const { schemas } = await import('../schemas/index.ts');
  const builtIn = schemasOf(hostOptions(values).profile, schemas) || {};
  const given = values.schema === undefined ? [] : (await import('./given-schemas.ts')).readSchemasOfTables(values.schema);
  const all = [
    ...Object.entries(builtIn),
    ...[...given].map(([name, { columns }]) => [name, Object.fromEntries(columns.map((c) => [c.name, c.type]))] as const),
  ];
  for (const [name, schema] of all)
    database.addSource(name, new PendingSource(async () => sourceOf(tableOfHostRows(name, [], { schema }))));
  await supply(database, values);
  return database;
}

/** What paths name of rules, file by file. A path that names none is wrong usage. */
export async function ruleFiles(paths: readonly string[]): Promise<LoadedFile[]> {
  const files: LoadedFile[] = [];
  for (const path of paths) {
    try {
      files.push(...(await loadRuleFiles(path)));
    } catch (error) {
      throw error instanceof KqlError && error.span === undefined ? new UsageError(error.message, error.hint) : error;
    }
  }
  return files;
}
