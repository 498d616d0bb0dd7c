import { existsSync, statSync } from 'node:fs';
import { PendingSource } from '../data/pending.ts';
import { Database } from '../database.ts';
import { Spill } from '../engine/spill.ts';
import { schemasOf } from '../host.ts';
import type { Input } from '../readers/input.ts';
import type { ColumnOrigin } from '../readers/plan.ts';
import { temporaryFiles } from '../readers/spill-files.ts';
import { type OptionValues, UsageError } from './arguments.ts';
import type { sharedOptions } from './options.ts';
import type { ProgressLine } from './progress.ts';
import { hostOptions, supply } from './providers.ts';
import { readMemory } from './settings.ts';

/** A table that has been looked at. */
export interface OpenedTable {
  readonly name: string;
  /** What the command line called it. */
  readonly target: string;
  readonly columns: readonly ColumnOrigin[];
  /** All rows decided on the types; otherwise the first of each file. */
  readonly isLoaded: boolean;
}

/** The tables that a command can query. */
export interface Data {
  readonly database: Database;
  /** In the order in which they were opened. */
  readonly opened: ReadonlyMap<string, OpenedTable>;
  /** Adds a table, in place of one of the same name. */
  add(name: string, target: string): void;
  /** Opens a table as a query that names it would. */
  open(name: string): Promise<void>;
}

export interface DataOptions {
  /**
   * Tables whose files are together no larger than this are kept in memory, as long as all of them leave room for queries; larger ones are
   * read again for every query.
   */
  readonly keepBytes: number;
  /** Asked whenever a table is read. */
  readonly signal: () => AbortSignal | undefined;
  readonly progress: ProgressLine;
}

/** The tables of --data and --table, none of which is opened before a query names it. Throws a UsageError for what is not there. */
export async function openData(values: OptionValues<typeof sharedOptions>, options: DataOptions): Promise<Data> {
  const targets = await targetsOf(values);
  // what only some queries need is imported where they need it: that is a part of what it costs to start
  const schemas =
    values.schema === undefined ? undefined : (await import('./given-schemas.ts')).readSchemas(values.schema, [...targets.keys()]);
  const memoryBytes = readMemory(values);
  const host = {
    ...hostOptions(values),
    spill: (limit: number | undefined) => new Spill(temporaryFiles(), limit),
  };
  const database = new Database(host);
  let keptBytes = 0;
  const opened = new Map<string, OpenedTable>();
  const pending = new Map<string, PendingSource>();
  /** A table of a database, known to the command by a name of its own. */
  const sourceOf = (name: string, shown: string, target: string): PendingSource =>
    new PendingSource(async () => {
      const { inputsOf } = await import('../readers/files.ts');
      const { loadTable, openTable } = await import('../readers/load.ts');
      const builtIn = schemasOf(host.profile, (await import('../schemas/index.ts')).schemas);
      const inputs = await inputsOf(target);
      const reading = {
        schema: schemas?.get(shown),
        builtIn: builtIn ? builtIn[name] : undefined,
        skipMalformed: values['skip-malformed'],
        progress: (at: Parameters<ProgressLine['read']>[1]) => options.progress.read(shown, at),
        // a table outlives the query that opened it, so it asks for the signal each time it is read
        get signal() {
          return options.signal();
        },
      };
      const bytes = await unpackedBytes(inputs, options.keepBytes);
      const isLoaded = bytes <= options.keepBytes && keptBytes + bytes <= memoryBytes * keptShare;
      if (isLoaded) keptBytes += bytes;
      const read = isLoaded ? await loadTable(inputs, reading) : await openTable(inputs, Object.assign(reading, { memoryBytes }));
      opened.set(shown, { name: shown, target, columns: read.columns, isLoaded });
      return read.source;
    });
  const add = (name: string, target: string): void => {
    opened.delete(name);
    const source = sourceOf(name, name, target);
    pending.set(name, source);
    database.addSource(name, source);
  };
  for (const [name, target] of targets) add(name, target);
  for (const [other, tables] of await otherDatabases(values)) {
    const added = new Database({ ...host, name: other.slice(other.lastIndexOf('/') + 1) });
    for (const [name, target] of tables) added.addSource(name, sourceOf(name, `${other}.${name}`, target));
    database.addDatabase(other, added);
  }
  await supply(database, values);
  return { database, opened, add, open: async (name) => pending.get(name)?.open() };
}

/** What tables that are kept may take, as a share of what queries may. */
const keptShare = 0.5;

/** About how large inputs are when they are read; of a pipe no more is looked at than `most`. */
async function unpackedBytes(inputs: readonly Input[], most: number): Promise<number> {
  const { gzipFactor, measuredSize } = await import('../readers/input.ts');
  let bytes = 0;
  for (const input of inputs) {
    const { name, size } = input;
    if (size === undefined) bytes += await measuredSize(input, most);
    else bytes += size * (/\.gz$/i.test(name) ? gzipFactor : /\.parquet$/i.test(name) ? parquetFactor : 1);
  }
  return bytes;
}

/** Parquet is packed too, column by column. */
const parquetFactor = 5;

async function targetsOf(values: OptionValues<typeof sharedOptions>): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  for (const folder of values.data ?? []) {
    if (!existsSync(folder)) throw new UsageError(`--data ${folder}: there is no such folder`);
    if (!statSync(folder).isDirectory())
      throw new UsageError(`--data ${folder} is no folder`, `a single file is named with --table Name=${folder}`);
    const { tablesOf } = await import('../readers/files.ts');
    for (const { name, path } of await tablesOf(folder)) {
      const other = targets.get(name);
      if (other !== undefined)
        throw new UsageError(`${other} and ${path} would both be the table ${name}`, 'name one of them with --table Name=path');
      targets.set(name, path);
    }
  }
  const named = new Set<string>();
  for (const text of values.table ?? []) {
    const { name, target } = readTable(text, '--table');
    if (named.has(name)) throw new UsageError(`--table ${name} is given twice`, 'a folder or a glob takes several files into one table');
    named.add(name);
    targets.set(name, target);
  }
  return targets;
}

/** The tables of each `--database NAME=FOLDER`. */
async function otherDatabases(values: OptionValues<typeof sharedOptions>): Promise<Map<string, Map<string, string>>> {
  const databases = new Map<string, Map<string, string>>();
  for (const text of values.database ?? []) {
    const equals = text.indexOf('=');
    const [name, folder] = [text.slice(0, equals), text.slice(equals + 1)];
    if (equals <= 0 || folder === '') throw new UsageError(`--database ${text}: a database is written NAME=FOLDER`);
    if (databases.has(name)) throw new UsageError(`--database ${name} is given twice`);
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`--database ${text}: there is no folder ${folder}`);
    const { tablesOf } = await import('../readers/files.ts');
    databases.set(name, new Map((await tablesOf(folder)).map((table) => [table.name, table.path])));
  }
  return databases;
}

/** `Name=path`, where the path is there, a glob, or `-` for the standard input. */
export function readTable(text: string, what: string): { name: string; target: string } {
  const equals = text.indexOf('=');
  if (equals <= 0 || equals === text.length - 1) throw new UsageError(`${what} ${text}: a table is written Name=path`);
  const target = text.slice(equals + 1);
  if (target !== '-' && !/[*?[{]/.test(target) && !existsSync(target)) throw new UsageError(`${what} ${text}: there is no file ${target}`);
  return { name: text.slice(0, equals), target };
}
