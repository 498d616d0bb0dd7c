import { createBuilder } from './data/builder.ts';
import { coerceValue, inferColumn } from './data/infer.ts';
import type { Column, Schema } from './data/schema.ts';
import { createSegment, segmentLength } from './data/segment.ts';
import { createTable, type Table } from './data/table.ts';
import type { ScalarType } from './data/types.ts';
import { fail } from './errors.ts';

/** Column types by name, in order. */
export type SchemaInput = Readonly<Record<string, ScalarType>> | Schema;

/** Rows from a host: objects, or whole columns. */
export type RowsInput = readonly Readonly<Record<string, unknown>>[] | Readonly<Record<string, readonly unknown[]>>;

/** A table of rows that a host hands over; see Database.addTable. */
export function tableOfHostRows(
  name: string,
  rows: RowsInput,
  options: { readonly schema?: SchemaInput; readonly builtIn?: Readonly<Record<string, ScalarType>> },
): Table {
  const columns = isRowList(rows) ? columnsOfRows(rows) : new Map(Object.entries(rows));
  const length = isRowList(rows) ? rows.length : Math.max(0, ...[...columns.values()].map((values) => values.length));
  const schema = decideSchema(name, columns, options);
  // one builder a column for all segments, because they share a dictionary
  const builders = schema.columns.map(({ type }) => createBuilder(type));
  const segments = [];
  for (let start = 0; start < length; start += segmentLength) {
    const end = Math.min(start + segmentLength, length);
    const vectors = schema.columns.map(({ name: column, type }, index) => {
      const values = columns.get(column);
      const builder = builders[index];
      for (let row = start; row < end; row++) builder.append(coerceValue(values?.[row], type));
      return builder.finish();
    });
    segments.push(createSegment(vectors, end - start));
  }
  return createTable(schema, segments);
}

function isRowList(rows: RowsInput): rows is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(rows);
}

function columnsOfRows(rows: readonly Readonly<Record<string, unknown>>[]): Map<string, unknown[]> {
  const columns = new Map<string, unknown[]>();
  rows.forEach((row, index) => {
    if (typeof row !== 'object' || row === null) fail('data', `row ${index} is no object`);
    for (const [name, value] of Object.entries(row)) {
      let column = columns.get(name);
      if (column === undefined) {
        column = new Array(rows.length);
        columns.set(name, column);
      }
      column[index] = value;
    }
  });
  return columns;
}

/** A given schema is the whole truth; a built-in one comes first, further columns of the data behind it with inferred types. */
function decideSchema(
  name: string,
  columns: ReadonlyMap<string, readonly unknown[]>,
  { schema, builtIn }: { readonly schema?: SchemaInput; readonly builtIn?: Readonly<Record<string, ScalarType>> },
): Schema {
  if (schema !== undefined) return normalizeSchema(schema);
  const known: Column[] = Object.entries(builtIn ?? {}).map(([column, type]) => ({ name: column, type }));
  const names = new Set(known.map((column) => column.name));
  const further: Column[] = [];
  for (const [column, values] of columns) if (!names.has(column)) further.push({ name: column, type: inferColumn(values).type });
  if (known.length + further.length === 0) fail('data', `the table ${name} has no columns`, undefined, 'give a schema');
  return { columns: [...known, ...further] };
}

export function normalizeSchema(schema: SchemaInput): Schema {
  if (Array.isArray((schema as Schema).columns)) return schema as Schema;
  return { columns: Object.entries(schema as Readonly<Record<string, ScalarType>>).map(([name, type]) => ({ name, type })) };
}
