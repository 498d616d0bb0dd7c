import { cellReader } from '../../src/data/cells.ts';
import { cellToJson } from '../../src/data/json-safe.ts';
import type { Table } from '../../src/data/table.ts';

/** What a query is bound with where there are no tables. */
export const emptyEnvironment = {
  catalog: { tables: new Map(), functions: new Map(), timeRange: undefined },
  now: 0n,
  parameters: new Map(),
};

/** The rows of a table as JSON-safe values. */
export function rowsOf(table: Table): unknown[][] {
  return table.segments.flatMap((segment) => {
    const { columns } = table.schema;
    const readers = columns.map((_, index) => cellReader(segment.column(index)));
    return Array.from({ length: segment.length }, (_, at) => readers.map((read, index) => cellToJson(columns[index].type, read(at))));
  });
}
