import { missingCell } from '../data/builder.ts';
import type { Schema } from '../data/schema.ts';
import { createSegment, type Segment } from '../data/segment.ts';
import { createTable, type ScanRequest, type Source, sourceOf, type Table } from '../data/table.ts';
import { constantVector, type Vector } from '../data/vector.ts';
import { fail } from '../errors.ts';
import { type Format, formatOfName } from './detect.ts';
import { type Input, rewindable } from './input.ts';
import { type ColumnOrigin, knownColumns, type ReadPlan, type SchemaOptions } from './plan.ts';
import { type ReadOptions, readInputs } from './read.ts';
import { Contradiction, InferenceSink, type Misfits, SegmentSink } from './sink.ts';

/** The types of a stream are inferred from so many rows … */
const sampleRows = 65_536;
/** … and so many of every further input. */
const sampleRowsOfFurther = 1024;
/** Loading begins with the types of so many rows; it costs no more than reading again if they were too few. */
const firstRows = 8192;

export interface LoadOptions extends ReadOptions, SchemaOptions {}

/** A table in memory, and how it came to be. */
export interface LoadedTable {
  readonly table: Table;
  /** The table as a source that passes the warnings on to every query that reads it. */
  readonly source: Source;
  /** The columns, with the reason for each type. */
  readonly columns: readonly ColumnOrigin[];
  /** All that was passed over or read as null. */
  readonly warnings: readonly string[];
}

/**
 * Reads inputs once into one table: the union of their columns by name. Types are decided by a schema, by what a file declares, and else by
 * all values: they are taken from the first rows, and if a later one contradicts them everything is read again. Throws a
 * Failure of the kind 'data' for malformed data, and where there are neither rows nor a schema.
 */
export async function loadTable(inputs: readonly Input[], options: LoadOptions = {}): Promise<LoadedTable> {
  if (await areParquet(inputs, options.format)) return loadParquet(inputs, options);
  const known = knownColumns(options);
  if (options.schema !== undefined) return readAll(inputs, { columns: known, unknown: 'ignore' }, options);
  const [first, ...others] = inputs;
  if (first === undefined) return fail('data', 'there are no files to read');
  const kept = rewindable(first);
  try {
    const sampled = await inferColumns([kept.input], known, { ...options, progress: undefined }, firstRows);
    kept.release();
    return await readAll([kept.input, ...others], { columns: [...known, ...sampled], unknown: 'add' }, options);
  } catch (error) {
    await kept.close();
    if (!(error instanceof Contradiction)) throw error;
    const all = await inferColumns(inputs, known, { ...options, progress: undefined }, Number.POSITIVE_INFINITY);
    return readAll(inputs, { columns: [...known, ...all], unknown: 'add' }, options);
  }
}

/** A table that is read from its files whenever a query asks for it, and then only the columns that the query wants. */
export interface StreamedTable {
  readonly source: Source;
  readonly columns: readonly ColumnOrigin[];
}

/**
 * Opens inputs as one table without loading it, for what is larger than memory. Types are inferred from the first 65,536 rows (and the
 * first 1,024 of every further input); a value further down that contradicts them ends a query with an error of the kind 'data'.
 */
export async function openTable(inputs: readonly Input[], options: LoadOptions = {}): Promise<StreamedTable> {
  if (await areParquet(inputs, options.format)) {
    const { openParquetTable } = await import('./parquet/table.ts');
    const { columns, scan } = await openParquetTable(inputs, options);
    return { columns, source: { schema: schemaOf(columns, inputs), scan } };
  }
  const known = knownColumns(options);
  let columns: ColumnOrigin[] = known;
  if (options.schema === undefined) {
    const sink = new InferenceSink(known.map(({ name }) => name));
    const sampling = { ...options, progress: undefined, warn: undefined };
    for (const input of inputs) await sample(sink, [input], sampling, Math.max(sampleRows - sink.rows, sampleRowsOfFurther));
    columns = [...known, ...sink.origins];
  }
  const plan: ReadPlan = { columns, unknown: options.schema === undefined ? 'refuse' : 'ignore' };
  const schema = schemaOf(columns, inputs);
  return { columns, source: { schema, scan: (request) => scan(inputs, plan, options, request) } };
}

/** Whether inputs are Parquet, by what was said, their names or their first bytes. Throws where only some are. */
async function areParquet(inputs: readonly Input[], format: Format | undefined): Promise<boolean> {
  if (format !== undefined) return format === 'parquet';
  let one: string | undefined;
  let other: string | undefined;
  for (const input of inputs) {
    const named = formatOfName(input.name);
    const isOne = named === undefined ? await (await import('./parquet/file.ts')).beginsAsParquet(input) : named === 'parquet';
    if (isOne) one ??= input.name;
    else other ??= input.name;
  }
  if (one !== undefined && other !== undefined)
    fail(
      'unsupported',
      `${one} is Parquet and ${other} is not: they cannot be one table`,
      undefined,
      'put them into tables of their own and take the union',
    );
  return one !== undefined;
}

async function loadParquet(inputs: readonly Input[], options: LoadOptions): Promise<LoadedTable> {
  const { openParquetTable } = await import('./parquet/table.ts');
  const { columns, scan } = await openParquetTable(inputs, options);
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    options.warn?.(message);
  };
  const segments: Segment[] = [];
  for await (const segment of scan({ warn })) segments.push(segment);
  const table = createTable(schemaOf(columns, inputs), segments);
  return { table, source: warningSource(sourceOf(table), warnings), columns, warnings };
}

async function* scan(
  inputs: readonly Input[],
  plan: ReadPlan,
  options: LoadOptions,
  request: ScanRequest,
): AsyncGenerator<Segment, void, undefined> {
  const sink = new SegmentSink(plan, request.columns ?? plan.columns.map((_, i) => i), options.memoryBytes);
  const warn = request.warn ?? options.warn;
  try {
    for await (const _ of readInputs(inputs, sink, { ...options, warn })) if (sink.isFull) yield sink.segment();
    if (!sink.isEmpty) yield sink.segment();
  } catch (error) {
    if (!(error instanceof Contradiction)) throw error;
    const { column, type, value, input, line } = error;
    const isNew = !plan.columns.some(({ name }) => name === column);
    const message = isNew
      ? `the first rows have no column ${column}, but here it is ${value}`
      : `column ${column} is ${type} in the first rows, but here it is ${value}`;
    fail(
      'data',
      `${input}:${line}: ${message}`,
      undefined,
      'say the types with --schema (schema), or load the table instead of streaming it',
    );
  }
  for (const misfits of sink.misfits.values()) warn?.(describeMisfits(misfits));
}

async function readAll(inputs: readonly Input[], plan: ReadPlan, options: LoadOptions): Promise<LoadedTable> {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    options.warn?.(message);
  };
  const sink = new SegmentSink(
    plan,
    plan.columns.map((_, i) => i),
  );
  const cuts: { readonly vectors: (Vector | undefined)[]; readonly length: number }[] = [];
  for await (const _ of readInputs(inputs, sink, { ...options, warn })) if (sink.isFull) cuts.push(sink.cut());
  if (!sink.isEmpty) cuts.push(sink.cut());
  for (const misfits of sink.misfits.values()) warn(describeMisfits(misfits));

  const columns = sink.origins;
  const schema = schemaOf(columns, inputs);
  // a column that came up late has no vectors in the first segments
  const segments = cuts.map(({ vectors, length }) =>
    createSegment(
      columns.map(({ type }, i) => vectors[i] ?? constantVector(type, missingCell(type), length)),
      length,
    ),
  );
  const table = createTable(schema, segments);
  return { table, source: warningSource(sourceOf(table), warnings), columns, warnings };
}

function schemaOf(columns: readonly ColumnOrigin[], inputs: readonly Input[]): Schema {
  if (columns.length === 0)
    fail(
      'data',
      `${inputs.map(({ name }) => name).join(', ')}: no rows, and so no columns`,
      undefined,
      'say the columns with --schema (schema)',
    );
  return { columns: columns.map(({ name, type }) => ({ name, type })) };
}

function warningSource(source: Source, warnings: readonly string[]): Source {
  if (warnings.length === 0) return source;
  return {
    ...source,
    scan(request) {
      if (request.warn !== undefined) for (const warning of warnings) request.warn(warning);
      return source.scan(request);
    },
  };
}

function describeMisfits({ column, type, count, value, input, line }: Misfits): string {
  const what =
    count === 1 ? `a value of column ${column} is no ${type} and was` : `${count} values of column ${column} are no ${type} and were`;
  return `${input}: ${what} read as null (the first: line ${line}, ${value})`;
}

async function inferColumns(
  inputs: readonly Input[],
  known: readonly ColumnOrigin[],
  options: ReadOptions,
  rows: number,
): Promise<ColumnOrigin[]> {
  const sink = new InferenceSink(known.map(({ name }) => name));
  await sample(sink, inputs, { ...options, warn: undefined }, rows);
  return sink.origins;
}

async function sample(sink: InferenceSink, inputs: readonly Input[], options: ReadOptions, rows: number): Promise<void> {
  const enough = sink.rows + rows;
  for await (const _ of readInputs(inputs, sink, options)) if (sink.rows >= enough) return;
}
