/** Rows of fixtures that stand in files, and in KQL: Node only. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Table } from '../../data/table.ts';
import type { ScalarType } from '../../data/types.ts';
import { Failure, KqlError, type Span } from '../../errors.ts';
import { bindQuery, collectResult, guarded, parseQuery } from '../../query.ts';
import type { Format } from '../../readers/detect.ts';
import { inputsOf } from '../../readers/files.ts';
import { loadTable } from '../../readers/load.ts';
import type { TableSchema } from '../../schemas/index.ts';
import type { FailAt } from './findings.ts';

/** Where fixtures are looked for, and what of them has been read. */
export interface FixtureFiles {
  /** The folder that paths start from. */
  readonly folder: string;
  readonly cache: FixtureCache;
  /** Hears of every file that is read. */
  note(file: string): void;
}

/** Tables of files by what they were read as, for all tests of a process; a file that has changed is read again. */
export type FixtureCache = Map<string, { readonly stamp: string; readonly table: Promise<ReadFixture> }>;

interface ReadFixture {
  readonly table: Table;
  readonly warnings: readonly string[];
}

export function createFixtureCache(): FixtureCache {
  return new Map();
}

const formats: Readonly<Record<string, Format | undefined>> = {
  ndjson: 'ndjson',
  json: 'json',
  csv: 'csv',
  tsv: 'tsv',
  parquet: 'parquet',
  // a response is told by its first bytes
  response: undefined,
};

export async function loadFixtureFile(
  table: string,
  source: string,
  { value, span }: { readonly value: string; readonly span: Span | undefined },
  { builtIn, declared }: { readonly builtIn: TableSchema | undefined; readonly declared: TableSchema | undefined },
  { files, failAt, warn }: { readonly files: FixtureFiles; readonly failAt: FailAt; warn(message: string): void },
): Promise<Table> {
  const file = path.resolve(files.folder, value);
  try {
    const inputs = await inputsOf(file);
    const stamps = await Promise.all(inputs.map(async ({ name }) => `${name}:${(await stat(name)).mtimeMs}`));
    for (const { name } of inputs) files.note(name);
    const schema = declared && { columns: Object.entries(declared).map(([name, type]) => ({ name, type: type as ScalarType })) };
    const key = JSON.stringify([file, source, builtIn === undefined ? declared : table]);
    const stamp = stamps.join('\n');
    let read = files.cache.get(key);
    if (read?.stamp !== stamp) {
      read = { stamp, table: loadTable(inputs, { format: formats[source], builtIn, schema }) };
      files.cache.set(key, read);
    }
    const { table: made, warnings } = await read.table;
    for (const warning of warnings) warn(warning);
    return made;
  } catch (error) {
    files.note(file);
    if (error instanceof Failure) return failAt(`${error.diagnostic.message}`, span, error.diagnostic.hint);
    throw error;
  }
}

/** The table of a `datatable` operator, which names no tables. */
export async function datatableOf(
  table: string,
  { value, span }: { readonly value: string; readonly span: Span | undefined },
  failAt: FailAt,
): Promise<Table> {
  if (!/^\s*datatable\b/.test(value)) return failAt('this is no datatable', span, 'write datatable(Column:type, …) [ value, … ]');
  try {
    return await guarded(value, async () => {
      const { results, context } = await bindQuery(parseQuery(value), {
        catalog: { tables: new Map(), functions: new Map(), timeRange: undefined },
        now: 0n,
        parameters: new Map(),
      });
      return collectResult(results[results.length - 1], context);
    });
  } catch (error) {
    if (error instanceof KqlError) return failAt(`the datatable of ${table}: ${error.message}`, span, error.hint);
    throw error;
  }
}
