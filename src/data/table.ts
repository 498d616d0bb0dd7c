import { type ColumnBuilder, createBuilder } from './builder.ts';
import type { Schema } from './schema.ts';
import { createSegment, pickColumns, type Segment, segmentLength } from './segment.ts';
import type { Cell, Vector } from './vector.ts';

/** Rows in memory: a schema and segments of at most 65,536 rows. */
export interface Table {
  readonly schema: Schema;
  readonly segments: readonly Segment[];
  readonly rowCount: number;
}

/** What a query wants of a source: the positions of the columns it reads; undefined means all, in order. */
export interface ScanRequest {
  readonly columns?: readonly number[];
  /** Takes what the query's reader should know: rows passed over, values read as null. */
  readonly warn?: (message: string) => void;
}

/** Where rows come from: a table in memory, a file, a folder. `scan` may be called several times and gives the same rows each time. */
export interface Source {
  readonly schema: Schema;
  /** Known for what is in memory. */
  readonly rowCount?: number;
  scan(request: ScanRequest): Iterable<Segment> | AsyncIterable<Segment>;
}

export function createTable(schema: Schema, segments: readonly Segment[]): Table {
  return { schema, segments, rowCount: segments.reduce((sum, segment) => sum + segment.length, 0) };
}

/** A table of whole columns, which are cut into segments by whoever scans them; for small tables and results. */
export function tableOfVectors(schema: Schema, columns: readonly Vector[], length: number): Table {
  return createTable(schema, length === 0 ? [] : [createSegment(columns, length)]);
}

/** Takes rows as lists of cells and cuts them into segments. */
export class TableBuilder {
  readonly schema: Schema;
  private readonly builders: ColumnBuilder[];
  private readonly segments: Segment[] = [];
  private rows = 0;

  constructor(schema: Schema) {
    this.schema = schema;
    this.builders = schema.columns.map((column) => createBuilder(column.type));
  }

  appendRow(cells: readonly Cell[]): void {
    const { builders } = this;
    for (let i = 0; i < builders.length; i++) builders[i].append(cells[i]);
    if (++this.rows === segmentLength) this.cut();
  }

  finish(): Table {
    if (this.rows > 0) this.cut();
    return createTable(this.schema, this.segments);
  }

  private cut(): void {
    this.segments.push(
      createSegment(
        this.builders.map((builder) => builder.finish()),
        this.rows,
      ),
    );
    this.rows = 0;
  }
}

/** A table of rows of cells. */
export function tableOfRows(schema: Schema, rows: Iterable<readonly Cell[]>): Table {
  const builder = new TableBuilder(schema);
  for (const row of rows) builder.appendRow(row);
  return builder.finish();
}

/** A table as a source of rows. */
export function sourceOf(table: Table): Source {
  return {
    schema: table.schema,
    rowCount: table.rowCount,
    scan: ({ columns }) => (columns === undefined ? table.segments : table.segments.map((segment) => pickColumns(segment, columns))),
  };
}
