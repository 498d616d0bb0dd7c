import type { ScalarType } from '../../src/data/types.ts';
import { Database, type DatabaseOptions } from '../../src/database.ts';
import { schemas } from '../../src/schemas/index.ts';
import { columnTypes, hashes, rowsForTable } from './rows-for-query.ts';
import type { TableUse } from './shape.ts';
import type { FunctionUse, QueryReads } from './tables-of-query.ts';

/** The clock of every run. */
export const now = '2024-05-01T12:00:00Z';

/** A database with all that a query reads: generated tables, functions that give generated tables, and what else comes from outside. */
export function databaseFor(reads: QueryReads, mended: ReadonlyMap<string, ScalarType>, seed: number): Database {
  const rowsOf = (table: TableUse): Record<string, unknown>[] =>
    rowsForTable(table, schemaOf(table, mended), { now: Date.parse(now), days: reads.days, seed: seed + hashOf(table.name) });
  const fill = (database: Database): Database => {
    for (const table of reads.tables.values()) database.addTable(table.name, rowsOf(table), { schema: schemaOf(table, mended) });
    for (const use of reads.functions.values()) {
      if (!use.invoked) database.addTable(use.table.name, rowsOf(use.table), { schema: schemaOf(use.table, mended) });
      database.addFunction(functionText(use, columnTypes(use.table, mended)));
    }
    return database;
  };
  const local: DatabaseOptions = {
    now,
    schemas,
    external: Object.fromEntries(reads.externals.map(({ url, table }) => [url, rowsOf(table)])),
    watchlists: Object.fromEntries([...reads.watchlists].map(([alias, table]) => [alias, watchlistRows(rowsOf(table))])),
    fileProfiles: reads.fileProfile && profiles(rowsOf(reads.fileProfile)),
    geoInfo: (ip) => ({
      country: ip.length % 2 === 0 ? 'United States' : 'Norway',
      state: 'Oslo',
      city: 'Oslo',
      latitude: 59.9,
      longitude: 10.7,
    }),
    ingestionTime: timeColumn(reads),
    name: 'db',
  };
  const databases = Object.fromEntries([...reads.databases].map((name) => [name, fill(new Database(local))]));
  return fill(new Database({ ...local, databases }));
}

function schemaOf(table: TableUse, mended: ReadonlyMap<string, ScalarType>): Record<string, ScalarType> {
  const types = columnTypes(table, mended);
  return Object.keys(types).length === 0 ? { TimeGenerated: 'datetime' } : types;
}

/** The column of time that the tables of the query have: those of Defender have Timestamp, those of Sentinel TimeGenerated. */
function timeColumn(reads: QueryReads): string {
  const tables = [...reads.tables.values()];
  return tables.some(
    ({ declared, columns }) => columns.has('TimeGenerated') || (declared !== undefined && !Object.hasOwn(declared, 'Timestamp')),
  )
    ? 'TimeGenerated'
    : 'Timestamp';
}

function watchlistRows(rows: Record<string, unknown>[]): Record<string, unknown>[] {
  return rows.map((row, index) => ({ SearchKey: row.SearchKey ?? `key ${index % 5}`, LastUpdatedTimeUTC: now, ...row }));
}

function profiles(rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return hashes.map((hash, index) => ({ ...rows[index], SHA1: hash }));
}

/** A stored function that takes what the query gives it and gives generated rows, or adds columns to the table that invoke hands it. */
function functionText(use: FunctionUse, types: Readonly<Record<string, ScalarType>>): string {
  const parameters = [
    ...(use.invoked ? ['T:(*)'] : []),
    ...use.positional.map((type, index) => `p${index}:${type ?? 'dynamic'} = ${nullOf(type ?? 'dynamic')}`),
    ...[...use.parameters].map(([name, type]) => `${quoted(name)}:${type ?? 'dynamic'} = ${nullOf(type ?? 'dynamic')}`),
  ];
  const added = Object.entries(types).map(([name, type]) => `${quoted(name)} = ${valueText(type)}`);
  const body = use.invoked ? (added.length === 0 ? 'T' : `T | extend ${added.join(', ')}`) : `table('${use.table.name}')`;
  return `let ${use.name} = (${parameters.join(', ')}) { ${body} }`;
}

function quoted(name: string): string {
  return `['${name}']`;
}

function nullOf(type: ScalarType): string {
  return type === 'string' ? "''" : `${type}(null)`;
}

function valueText(type: ScalarType): string {
  switch (type) {
    case 'string':
      return "'alpha'";
    case 'datetime':
      return 'ago(1h)';
    case 'bool':
      return 'true';
    case 'dynamic':
      return "dynamic(['alpha'])";
    default:
      return `to${type === 'real' ? 'double' : type}(5)`;
  }
}

/** What stands before a query that is the body of a function: values for the parameters of that function. */
export function parameterText(reads: QueryReads): string {
  return [...reads.parameters]
    .map(([name, type]) => `let ${quoted(name)} = ${type === undefined || type === 'string' ? "''" : nullOf(type)};\n`)
    .join('');
}

export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return hash >>> 0;
}

/** The tables and columns as Microsoft's analyzer wants them; all watchlists are one to it. */
export function analyzedTables(reads: QueryReads, mended: ReadonlyMap<string, ScalarType>): Record<string, Record<string, ScalarType>> {
  const generated = [...reads.functions.values()].filter(({ invoked }) => !invoked).map(({ table }) => table);
  const items = [...reads.watchlists.values()].flatMap(({ columns }) => [...columns.keys()]).map((name) => [name, 'string'] as const);
  return {
    ...Object.fromEntries([...reads.tables.values(), ...generated].map((table) => [table.name, schemaOf(table, mended)])),
    [watchlistItems]: { ...Object.fromEntries(items), SearchKey: 'string', LastUpdatedTimeUTC: 'datetime', WatchlistItem: 'dynamic' },
  };
}

const watchlistItems = 'items of watchlists';

interface AnalyzedFunction {
  readonly name: string;
  readonly parameters: string;
  readonly body: string;
}

/** The stored functions as Microsoft's analyzer wants them. */
export function analyzedFunctions(reads: QueryReads, mended: ReadonlyMap<string, ScalarType>): AnalyzedFunction[] {
  const stored = [...reads.functions.values()].map((use) => {
    const text = functionText(use, columnTypes(use.table, mended));
    const [, parameters, body] = /^let .*? = (\(.*?\)) (\{.*\})$/s.exec(text) ?? ['', '()', '{ print 1 }'];
    return { name: use.name, parameters, body };
  });
  return [...stored, { name: '_GetWatchlist', parameters: '(alias:string)', body: `{ table('${watchlistItems}') }` }];
}
