// Tables as the reference programs see them: JSON rows read under a schema, cells in the JSON-safe encoding of results.

export interface Column {
  name: string;
  /** A KQL type: bool int long real datetime string dynamic (the seed tables have no other). */
  type: string;
}

/** null, boolean, number, string or, under dynamic, any JSON value. A string cell is never null. */
export type Cell = unknown;
export type Row = Record<string, Cell>;
export interface Table {
  columns: Column[];
  rows: Row[];
}

export const TICKS_PER_DAY = 864_000_000_000n;

/**
 * A table from parsed JSON rows: the columns of the schema in its order, absent ones null or '', then the further names of the
 * data in order of appearance with the type that all their values agree on. `schema` may be empty.
 */
export function readTable(objects: Record<string, unknown>[], schema: Column[]): Table {
  const known = new Set(schema.map((column) => column.name));
  const further = [...new Set(objects.flatMap((object) => Object.keys(object)))].filter((name) => !known.has(name));
  const columns = [...schema, ...further.map((name) => ({ name, type: inferredType(name, objects) }))];
  const rows = objects.map((object) => {
    const row: Row = Object.create(null);
    for (const { name, type } of columns) row[name] = cell(object[name], type, name);
    return row;
  });
  return { columns, rows };
}

/** Ticks of 100 ns since 1970 of an ISO text in UTC with at most 7 digits of a second's fraction. */
export function ticks(text: string): bigint {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(text);
  const milliseconds = match ? Date.parse(`${match[1]}Z`) : Number.NaN;
  if (!match || Number.isNaN(milliseconds)) throw new Error(`not a moment in UTC: ${text}`);
  return BigInt(milliseconds) * 10_000n + BigInt((match[2] ?? '').padEnd(7, '0'));
}

/** `moment > limit`, as a filter sees it: a null moment does not pass. */
export function isAfter(moment: Cell, limit: bigint): boolean {
  return typeof moment === 'string' && ticks(moment) > limit;
}

function inferredType(name: string, objects: Record<string, unknown>[]): string {
  const values = objects.map((object) => object[name]).filter((value) => value !== undefined && value !== null);
  if (values.length === 0) throw new Error(`nothing tells the type of ${name}`);
  const all = (holds: (value: unknown) => boolean) => values.every(holds);
  if (all((value) => typeof value === 'boolean')) return 'bool';
  if (all((value) => Number.isInteger(value))) return 'long';
  if (all((value) => typeof value === 'number')) return 'real';
  if (!all((value) => typeof value === 'string')) return 'dynamic';
  const texts = values.filter((value) => value !== '');
  return texts.length > 0 && texts.every((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(String(text))) ? 'datetime' : 'string';
}

function cell(value: unknown, type: string, name: string): Cell {
  if (value === undefined || value === null) return type === 'string' ? '' : null;
  if (type === 'datetime') return value === '' ? null : shortest(String(value));
  const fits =
    type === 'dynamic' ||
    (type === 'string' && typeof value === 'string') ||
    (type === 'bool' && typeof value === 'boolean') ||
    (type === 'real' && typeof value === 'number') ||
    ((type === 'int' || type === 'long') && Number.isSafeInteger(value));
  if (!fits) throw new Error(`${name} holds ${JSON.stringify(value)}, which is no ${type}`);
  return value;
}

/** One text for one moment: no zeros at the end of the fraction. */
function shortest(moment: string): string {
  ticks(moment);
  return moment.replace(/\.?0*Z$/, (end) => (moment.includes('.') ? 'Z' : end));
}
