import { createBuilder } from '../../data/builder.ts';
import { convertCell } from '../../data/convert.ts';
import type { Dynamic } from '../../data/dynamic.ts';
import { coerceValue } from '../../data/infer.ts';
import type { Schema } from '../../data/schema.ts';
import { createSegment, type Segment, segmentLength } from '../../data/segment.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import type { ExternalFormat } from './formats.ts';
import { type ColumnSource, valueIn } from './mapping.ts';
import { recordsOf } from './records.ts';
import { textsOf } from './unpack.ts';

/** What `externaldata` declares of the contents that it reads. */
export interface ExternalDeclaration {
  readonly schema: Schema;
  /** The first record of every file is no record. */
  readonly ignoreFirstRecord: boolean;
  readonly zipPattern: string | undefined;
}

/** What a host gives for an address, and how it is to be read; rows are taken by the names of the columns. */
export interface ExternalInput {
  readonly name: string;
  readonly format: ExternalFormat;
  readonly sources: readonly ColumnSource[];
  readonly open: () => ExternalData | Promise<ExternalData>;
}

type ExternalData = readonly Readonly<Record<string, unknown>>[] | Uint8Array | AsyncIterable<Uint8Array>;

/**
 * The rows of external contents, one after the other, under the schema that the query declares. A field that is missing, empty or no value of
 * its column's type is null; how many the latter are goes to `warn`.
 */
export async function* readExternal(
  inputs: readonly ExternalInput[],
  declaration: ExternalDeclaration,
  warn: (message: string) => void,
): AsyncGenerator<Segment, void, undefined> {
  const rows = new Rows(declaration.schema);
  for (const { name, format, sources, open } of inputs) {
    const input = await open();
    if (Array.isArray(input)) {
      for (const row of input as readonly Readonly<Record<string, unknown>>[]) {
        rows.append(declaration.schema.columns.map((column) => coerceValue(row[column.name], column.type)));
        if (rows.isFull) yield rows.cut();
      }
      continue;
    }
    if (format === 'parquet') {
      if (!rows.isEmpty) yield rows.cut();
      const content = input as Uint8Array | AsyncIterable<Uint8Array>;
      const { readExternalParquet } = await import('./parquet.ts');
      yield* readExternalParquet(name, content, declaration, sources, (value, index) => rows.convert(value, index, name), warn);
      continue;
    }
    const chunks = input instanceof Uint8Array ? [input] : (input as AsyncIterable<Uint8Array>);
    for await (const texts of textsOf(name, chunksOf(chunks), declaration.zipPattern)) {
      let skips = declaration.ignoreFirstRecord;
      for await (const records of recordsOf(name, texts, format)) {
        for (const record of records) {
          if (skips) {
            skips = false;
            continue;
          }
          rows.append(sources.map((source, i) => rows.convert(valueIn(record, source), i, name)));
          if (rows.isFull) yield rows.cut();
        }
      }
    }
  }
  if (!rows.isEmpty) yield rows.cut();
  for (const { name, column, type, count, value } of rows.misfits.values())
    warn(
      `${name}: ${count === 1 ? 'a value' : `${count} values`} of column ${column} ${count === 1 ? 'is' : 'are'} no ${type} and read as null (the first: ${value})`,
    );
}

async function* chunksOf(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* chunks;
}

interface Misfit {
  readonly name: string;
  readonly column: string;
  readonly type: ScalarType;
  count: number;
  readonly value: string;
}

/** Grows segments row by row. */
class Rows {
  /** By column: what was no value of its type. */
  readonly misfits = new Map<number, Misfit>();
  private readonly schema: Schema;
  private readonly builders: ReturnType<typeof createBuilder>[];
  private length = 0;

  constructor(schema: Schema) {
    this.schema = schema;
    this.builders = schema.columns.map(({ type }) => createBuilder(type));
  }

  get isFull(): boolean {
    return this.length >= segmentLength;
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  append(cells: readonly Cell[]): void {
    const { builders } = this;
    for (let i = 0; i < builders.length; i++) builders[i].append(cells[i]);
    this.length++;
  }

  cut(): Segment {
    const { length } = this;
    this.length = 0;
    return createSegment(
      this.builders.map((builder) => builder.finish()),
      length,
    );
  }

  convert(value: Dynamic | undefined, index: number, name: string): Cell {
    const { type, name: column } = this.schema.columns[index];
    if (value === undefined || value === null || (value === '' && type !== 'string')) return type === 'string' ? '' : null;
    const cell = typeof value === 'string' ? convertCell(value, 'string', type) : convertCell(value, 'dynamic', type);
    if (cell === null) {
      const misfit = this.misfits.get(index);
      if (misfit === undefined) this.misfits.set(index, { name, column, type, count: 1, value: shown(value) });
      else misfit.count++;
    }
    return cell;
  }
}

function shown(value: Dynamic): string {
  const text = typeof value === 'string' ? value : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
