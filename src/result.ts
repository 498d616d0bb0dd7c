import { concatenate } from './data/concatenate.ts';
import { jsonReader } from './data/json-safe.ts';
import { type Column, columnIndex } from './data/schema.ts';
import type { Segment } from './data/segment.ts';
import type { Table } from './data/table.ts';
import type { Vector } from './data/vector.ts';
import { KqlError } from './errors.ts';
import type { Visualization } from './plan/plan.ts';

/** A column's value in a row, JSON-safe. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** One table that a query gave: fork, facet and texts of several statements give several. */
export class ResultTable<Row = Record<string, JsonValue>> {
  /** Names and KQL types, in order. */
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** What `render` asked for, for the host to draw. */
  readonly visualization: Visualization | undefined;
  private readonly table: Table;

  constructor(table: Table, visualization: Visualization | undefined) {
    this.table = table;
    this.columns = table.schema.columns;
    this.rowCount = table.rowCount;
    this.visualization = visualization;
  }

  /** All rows as lists of JSON-safe values, in the order of the columns. */
  toRows(): JsonValue[][] {
    return this.table.segments.flatMap((segment) => segmentRows(segment));
  }

  /** All rows as objects of JSON-safe values. */
  toObjects(): Row[] {
    return this.table.segments.flatMap((segment) => segmentObjects<Row>(this.columns, segment));
  }

  /** The typed vector of a column over all rows, for speed; see `Vector` for its encodings. Throws when there is no such column. */
  column(name: string): Vector {
    const index = requireColumn(this.table.schema, name);
    return concatenate(
      this.columns[index].type,
      this.table.segments.map((segment) => segment.column(index)),
    );
  }

  /** The rows in segments of at most 65,536, as computed. */
  get segments(): readonly ResultSegment<Row>[] {
    return this.table.segments.map((segment) => new ResultSegment<Row>(this.columns, segment));
  }
}

/** A piece of a result, as `stream` hands it out: at most 65,536 rows. */
export class ResultSegment<Row = Record<string, JsonValue>> {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  private readonly segment: Segment;

  constructor(columns: readonly Column[], segment: Segment) {
    this.columns = columns;
    this.segment = segment;
    this.rowCount = segment.length;
  }

  toRows(): JsonValue[][] {
    return segmentRows(this.segment);
  }

  toObjects(): Row[] {
    return segmentObjects<Row>(this.columns, this.segment);
  }

  column(name: string): Vector {
    return this.segment.column(requireColumn({ columns: this.columns }, name));
  }
}

/** What a node of the plan did, for `trace`. */
export interface TraceEntry {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  readonly milliseconds: number;
}

/** The result of a query. Columns, rows and visualization are those of its last tabular statement; `tables` has them all. */
export class QueryResult<Row = Record<string, JsonValue>> extends ResultTable<Row> {
  readonly tables: readonly ResultTable[];
  /** All that was dropped, truncated or cast to null on the way. */
  readonly warnings: readonly string[];
  /** Rows and time of every operator, where `trace` asked for them. */
  readonly trace: readonly TraceEntry[] | undefined;

  constructor(
    tables: readonly { table: Table; visualization: Visualization | undefined }[],
    warnings: readonly string[],
    trace: readonly TraceEntry[] | undefined,
  ) {
    const last = tables[tables.length - 1];
    super(last.table, last.visualization);
    this.tables = tables.map(({ table, visualization }) => new ResultTable(table, visualization));
    this.warnings = warnings;
    this.trace = trace;
  }
}

function segmentRows(segment: Segment): JsonValue[][] {
  const readers = Array.from({ length: segment.width }, (_, index) => jsonReader(segment.column(index)));
  return Array.from({ length: segment.length }, (_, row) => readers.map((read) => read(row) as JsonValue));
}

function segmentObjects<Row>(columns: readonly Column[], segment: Segment): Row[] {
  const readers = columns.map((_, index) => jsonReader(segment.column(index)));
  // fromEntries defines properties, so that a column named __proto__ is one
  return Array.from(
    { length: segment.length },
    (_, row) => Object.fromEntries(columns.map(({ name }, index) => [name, readers[index](row)])) as Row,
  );
}

function requireColumn(schema: { readonly columns: readonly Column[] }, name: string): number {
  const index = columnIndex(schema, name);
  if (index < 0) {
    throw new KqlError({
      kind: 'data',
      message: `the result has no column \`${name}\`: its columns are ${schema.columns.map((column) => column.name).join(', ')}`,
    });
  }
  return index;
}
