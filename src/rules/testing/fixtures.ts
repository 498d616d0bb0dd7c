import { missingCell } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import { type Column, columnIndex, type Schema } from '../../data/schema.ts';
import { createSegment, pickColumns, type Segment, selectRows } from '../../data/segment.ts';
import { createTable, type Source, type Table, TableBuilder } from '../../data/table.ts';
import { validDatetime } from '../../data/ticks.ts';
import type { ScalarType } from '../../data/types.ts';
import { constantVector } from '../../data/vector.ts';
import { nearestName, type Span } from '../../errors.ts';
import type { TableSchema } from '../../schemas/index.ts';
import { type FixtureCell, fixtureCell, inferFixtureType } from './cells.ts';
import type { FailAt } from './findings.ts';
import { datatableOf, type FixtureFiles, loadFixtureFile } from './fixture-files.ts';
import type { Located, LocatedMap } from './located.ts';
import { type Fixture, fixtureSources, type Part } from './test-file.ts';

/** What the fixtures of a test rest on. */
export interface FixtureContext {
  readonly now: bigint;
  readonly schemas: Readonly<Record<string, TableSchema>> | false;
  /** The columns of time, the first that a table has. */
  readonly timeColumns: readonly string[];
  readonly extraColumns: boolean;
  readonly defaults: ReadonlyMap<string, Located>;
  readonly files: FixtureFiles;
  readonly failAt: FailAt;
  warn(message: string): void;
}

/** A table that a test gives. */
export interface GivenTable {
  readonly name: string;
  readonly schema: Schema;
  readonly rowCount: number;
  /** Whether what is there depends on the time of a run. */
  readonly isDelayed: boolean;
  /** The rows that a run at a time can see. */
  visibleAt(run: bigint): Source;
  /** The rows that have no time or one outside of a period, which no run over the period sees; undefined for a table without a time. */
  outside(from: bigint, to: bigint): { readonly column: string; readonly without: number; readonly elsewhere: number } | undefined;
}

/** More rows than that are a mistake in `repeat`. */
const rowLimit = 1_000_000;

/** Makes a table of what a test says of it. Every mistake is an error with its place in the test file. */
export async function givenTable(name: string, fixture: Fixture, context: FixtureContext): Promise<GivenTable> {
  const parts = partsOf(fixture);
  const target = targetOf(name, parts, context);
  const inline = inlineColumns(name, parts, target, context);
  const made: { table: Table; delay: bigint | undefined; span: Span | undefined }[] = [];
  for (const part of parts) {
    const table = await tableOfPart(part, target, inline, context);
    made.push({ table, delay: part.ingestionDelay?.value, span: part.ingestionDelay?.span });
  }
  const schema = unionSchema(
    name,
    made.length === 0 ? [{ columns: inline }] : made.map(({ table }) => table.schema),
    context,
    fixtureSpan(fixture),
  );
  const aligned = made.map(({ table, delay, span }) => ({ segments: alignedSegments(table, schema), delay, span }));
  const time = context.timeColumns
    .map((column) => columnIndex(schema, column))
    .find((index) => index >= 0 && schema.columns[index].type === 'datetime');
  const delayed = aligned.find(({ delay }) => delay !== undefined);
  if (delayed !== undefined && time === undefined)
    context.failAt(`ingestionDelay needs a column of time, and ${name} has none`, delayed.span);
  return {
    name,
    schema,
    rowCount: made.reduce((sum, { table }) => sum + table.rowCount, 0),
    isDelayed: delayed !== undefined,
    visibleAt(run) {
      const segments = aligned.flatMap(({ segments, delay }) =>
        delay === undefined ? segments : segments.map((segment) => visibleRows(segment, time as number, run - delay)),
      );
      return tableSource(createTable(schema, segments));
    },
    outside(from, to) {
      if (time === undefined) return undefined;
      let without = 0;
      let elsewhere = 0;
      for (const segment of aligned.flatMap(({ segments }) => segments)) {
        const read = cellReader(segment.column(time));
        for (let row = 0; row < segment.length; row++) {
          const cell = read(row) as bigint | null;
          if (cell === null) without++;
          else if (cell < from || cell > to) elsewhere++;
        }
      }
      return { column: schema.columns[time].name, without, elsewhere };
    },
  };
}

function tableSource({ schema, segments, rowCount }: Table): Source {
  return {
    schema,
    rowCount,
    scan: ({ columns }) => (columns === undefined ? segments : segments.map((segment) => pickColumns(segment, columns))),
  };
}

/** What is known of a table's columns before its rows. */
interface Target {
  readonly name: string;
  readonly builtIn: TableSchema | undefined;
  readonly declared: TableSchema | undefined;
  readonly extraColumns: boolean;
  readonly defaults: LocatedMap | undefined;
}

function targetOf(name: string, parts: readonly Part[], context: FixtureContext): Target {
  const declared = parts.find(({ schema }) => schema !== undefined)?.schema;
  const defaults = context.defaults.get(name);
  return {
    name,
    builtIn: declared === undefined && context.schemas !== false ? context.schemas[name] : undefined,
    declared:
      declared && Object.assign(Object.create(null), Object.fromEntries([...declared].map(([column, type]) => [column, type.value]))),
    extraColumns: parts.find(({ extraColumns }) => extraColumns !== undefined)?.extraColumns?.value ?? context.extraColumns,
    defaults: defaults?.kind === 'map' ? defaults : undefined,
  };
}

/** Rows that stand in a list by themselves are a part like any other. */
function partsOf(fixture: Fixture): Part[] {
  if (!Array.isArray(fixture)) return [fixture as Part];
  const parts: Part[] = [];
  let rows: Located[] = [];
  const endRows = (): void => {
    if (rows.length > 0) parts.push({ rows, span: rows[0].span } as unknown as Part);
    rows = [];
  };
  for (const item of fixture as readonly (Part | LocatedMap)[]) {
    if (isRow(item)) rows.push(item);
    else {
      endRows();
      parts.push(item);
    }
  }
  endRows();
  return parts;
}

const isRow = (item: Part | LocatedMap): item is LocatedMap =>
  (item as LocatedMap).kind === 'map' && (item as LocatedMap).entries instanceof Map;

function fixtureSpan(fixture: Fixture): Span | undefined {
  return Array.isArray(fixture) ? (fixture as readonly { span?: Span }[])[0]?.span : (fixture as Part).span;
}

/** The columns of rows that stand in the test file: the known ones, and those of the rows where these may add some. */
function inlineColumns(name: string, parts: readonly Part[], target: Target, context: FixtureContext): Column[] {
  const known = target.declared ?? target.builtIn;
  const columns: Column[] = Object.entries(known ?? {}).map(([column, type]) => ({ name: column, type }));
  const further = new Map<string, Located[]>();
  const rows = parts.flatMap((part) => (part.rows ?? []) as readonly LocatedMap[]);
  for (const row of [...(target.defaults === undefined ? [] : [target.defaults]), ...rows]) {
    for (const [column, { keySpan, value }] of row.entries) {
      if (known !== undefined && known[column] !== undefined) continue;
      if (known !== undefined && (target.declared !== undefined || !target.extraColumns))
        failUnknownColumn(name, column, keySpan, target, context);
      const values = further.get(column);
      if (values === undefined) further.set(column, [value]);
      else values.push(value);
    }
  }
  for (const [column, values] of further) columns.push({ name: column, type: inferFixtureType(values) });
  return columns;
}

function failUnknownColumn(table: string, column: string, span: Span | undefined, target: Target, { failAt }: FixtureContext): never {
  const near = nearestName(column, Object.keys(target.declared ?? target.builtIn ?? {}));
  const instead = target.declared === undefined ? 'say extraColumns: true if the table has it' : 'name it in the schema';
  return failAt(
    `the table ${table} has no column \`${column}\``,
    span,
    near === undefined ? instead : `did you mean \`${near}\`? else ${instead}`,
  );
}

async function tableOfPart(part: Part, target: Target, inline: readonly Column[], context: FixtureContext): Promise<Table> {
  const { failAt } = context;
  const sources = fixtureSources.filter((source) => part[source] !== undefined);
  if (sources.length !== 1)
    failAt(
      sources.length === 0 ? `a fixture says where its rows are from` : `rows are from one source, not from ${sources.join(' and ')}`,
      part.span && { start: part.span.start, end: part.span.start + 1 },
      `it has one of ${fixtureSources.join(', ')}`,
    );
  const [source] = sources;
  if (source === 'rows') return inlineTable(part, target, inline, context);
  for (const only of ['repeat', 'step'] as const)
    if (part[only] !== undefined) failAt(`\`${only}\` is for rows in the test file`, part[only].span);
  const said = part[source] as { value: string; span: Span | undefined };
  const table =
    source === 'datatable'
      ? await datatableOf(target.name, said, failAt)
      : await loadFixtureFile(target.name, source, said, target, context);
  checkColumns(table, target, said.span, context);
  return withDefaults(table, target, context);
}

/** The columns of a file or a datatable that a known table lacks. */
function checkColumns({ schema }: Table, target: Target, span: Span | undefined, context: FixtureContext): void {
  const { builtIn, declared } = target;
  const known = declared ?? builtIn;
  if (known === undefined) return;
  for (const { name, type } of schema.columns) {
    if (known[name] === undefined) {
      if (declared !== undefined || !target.extraColumns) failUnknownColumn(target.name, name, span, target, context);
    } else if (known[name] !== type) context.failAt(`the column ${name} of ${target.name} is ${known[name]}, not ${type}`, span);
  }
}

/** All columns of a known table, and the defaults in those of which no row has a value. */
function withDefaults(table: Table, target: Target, context: FixtureContext): Table {
  const known = target.declared ?? target.builtIn ?? {};
  const columns: Column[] = [
    ...Object.entries(known).map(([name, type]) => ({ name, type })),
    ...table.schema.columns.filter(({ name }) => known[name] === undefined),
  ];
  const defaults = new Map<string, FixtureCell>();
  for (const [name, { value, keySpan }] of target.defaults?.entries ?? []) {
    let column = columns.find((one) => one.name === name);
    if (column === undefined) {
      if (Object.keys(known).length > 0 && !target.extraColumns) failUnknownColumn(target.name, name, keySpan, target, context);
      column = { name, type: inferFixtureType([value]) };
      columns.push(column);
    }
    if (isWithoutValues(table, name)) defaults.set(name, fixtureCell(value, name, column.type, context.now, context.failAt));
  }
  const schema = { columns };
  const segments = table.segments.map((segment) =>
    createSegment(
      columns.map(({ name, type }) => {
        const filled = defaults.get(name);
        if (filled !== undefined) return constantVector(type, filled.cell, segment.length);
        const index = columnIndex(table.schema, name);
        return index < 0 ? constantVector(type, missingCell(type), segment.length) : segment.column(index);
      }),
      segment.length,
    ),
  );
  return createTable(schema, segments);
}

function isWithoutValues({ schema, segments }: Table, name: string): boolean {
  const index = columnIndex(schema, name);
  if (index < 0) return true;
  const missing = missingCell(schema.columns[index].type);
  return segments.every((segment) => {
    const read = cellReader(segment.column(index));
    for (let row = 0; row < segment.length; row++) if (read(row) !== missing) return false;
    return true;
  });
}

function inlineTable(part: Part, target: Target, columns: readonly Column[], context: FixtureContext): Table {
  const { now, failAt } = context;
  const repeat = part.repeat?.value ?? 1;
  const step = part.step?.value ?? 0n;
  const rows = (part.rows ?? []) as readonly LocatedMap[];
  if (rows.length * repeat > rowLimit) failAt(`these are more than ${rowLimit} rows`, part.repeat?.span);
  // tables have a hundred columns, of which rows mention a few: the others are made as constants
  const mentioned = new Set([...(target.defaults?.entries.keys() ?? []), ...rows.flatMap((row) => [...row.entries.keys()])]);
  const written = columns.filter(({ name }) => mentioned.has(name));
  const cells = rows.map((row) =>
    written.map(({ name, type }): FixtureCell => {
      const entry = row.entries.get(name) ?? target.defaults?.entries.get(name);
      return entry === undefined ? { cell: missingCell(type), moves: false } : fixtureCell(entry.value, name, type, now, failAt);
    }),
  );
  if (part.step !== undefined && rows.length > 0 && !cells.some((row) => row.some(({ moves }) => moves)))
    failAt('`step` moves the times that are offsets, and these rows have none', part.step.span, 'write a time as -9m');
  const builder = new TableBuilder({ columns: written });
  for (let time = 0; time < repeat; time++) {
    const moved = step * BigInt(time);
    for (const row of cells) builder.appendRow(row.map(({ cell, moves }) => (moves ? validDatetime((cell as bigint) + moved) : cell)));
  }
  const schema = { columns };
  return createTable(schema, alignedSegments(builder.finish(), schema));
}

/** The columns of all parts; a column has one type. */
function unionSchema(table: string, schemas: readonly Schema[], { failAt }: FixtureContext, span: Span | undefined): Schema {
  if (schemas.length === 1) return nonEmpty(table, schemas[0], failAt, span);
  const types = new Map<string, ScalarType>();
  for (const { columns } of schemas)
    for (const { name, type } of columns) {
      const before = types.get(name);
      if (before !== undefined && before !== type)
        failAt(`the column ${name} of ${table} is ${before} in one part and ${type} in another`, span, 'say the types: schema: { … }');
      types.set(name, type);
    }
  return nonEmpty(table, { columns: [...types].map(([name, type]) => ({ name, type })) }, failAt, span);
}

function nonEmpty(table: string, schema: Schema, failAt: FailAt, span: Span | undefined): Schema {
  return schema.columns.length > 0
    ? schema
    : failAt(`the table ${table} has no columns`, span, 'give it rows, or say its columns: schema: { … }');
}

function alignedSegments(table: Table, schema: Schema): readonly Segment[] {
  if (table.schema === schema) return table.segments;
  return table.segments.map((segment) =>
    createSegment(
      schema.columns.map(({ name, type }) => {
        const index = columnIndex(table.schema, name);
        return index < 0 ? constantVector(type, missingCell(type), segment.length) : segment.column(index);
      }),
      segment.length,
    ),
  );
}

/** The rows whose time is not later; a row without a time has not come yet. */
function visibleRows(segment: Segment, time: number, latest: bigint): Segment {
  const read = cellReader(segment.column(time));
  const rows = new Int32Array(segment.length);
  let count = 0;
  for (let row = 0; row < segment.length; row++) {
    const cell = read(row) as bigint | null;
    if (cell !== null && cell <= latest) rows[count++] = row;
  }
  return count === segment.length ? segment : selectRows(segment, rows.subarray(0, count));
}
