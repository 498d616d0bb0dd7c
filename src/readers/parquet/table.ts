import { createSegment, type Segment, segmentLength } from '../../data/segment.ts';
import type { ScanRequest } from '../../data/table.ts';
import type { ScalarType } from '../../data/types.ts';
import { fail } from '../../errors.ts';
import { DictionaryRoom } from '../dictionary-room.ts';
import type { Input } from '../input.ts';
import { type ColumnOrigin, knownColumns, type SchemaOptions } from '../plan.ts';
import type { ReadOptions } from '../read.ts';
import { dictionariesShare, segmentShare } from '../sink.ts';
import { ChunkReader, leavesOf } from './chunk.ts';
import { guarded, openParquetFile, type ParquetFile } from './file.ts';
import { createOutput } from './outputs.ts';
import { columnsOf, type ParquetColumn } from './schema.ts';

export interface ParquetTable {
  readonly columns: readonly ColumnOrigin[];
  /** Reads the files anew, and only the columns that are asked for. */
  scan(request: ScanRequest): AsyncGenerator<Segment, void, undefined>;
}

/** A segment is cut early when its rows took this many bytes in the files. */
const maxSegmentBytes = 64 * 1024 * 1024;

/** Rows that all columns take before anybody looks how large they were. */
const stepRows = 8192;

interface OpenedFile {
  readonly file: ParquetFile;
  readonly columns: ReadonlyMap<string, ParquetColumn>;
}

/**
 * Opens Parquet files as one table: the union of their columns by name, with the types that they declare (manual page parquet-mapping), or
 * those of a schema. Throws a Failure of the kind 'data' for what cannot be read, 'unsupported' for a column of a type that is not read here.
 */
export async function openParquetTable(inputs: readonly Input[], options: ReadOptions & SchemaOptions): Promise<ParquetTable> {
  if (inputs.length === 0) fail('data', 'there are no files to read');
  const files: OpenedFile[] = [];
  for (const input of inputs) {
    const file = await openParquetFile(input);
    files.push({ file, columns: await guarded(file.name, async () => columnsOf(file)) });
  }
  const known = knownColumns(options);
  const columns = options.schema === undefined ? [...known, ...declaredColumns(files, new Set(known.map(({ name }) => name)))] : known;
  if (options.schema !== undefined && columns.length > 0 && !columns.some(({ name }) => files.some((file) => file.columns.has(name)))) {
    const [stranger] = files[0].columns.keys();
    fail(
      'data',
      `${files[0].file.name}: the data has none of the columns of the schema`,
      undefined,
      `the data has ${JSON.stringify(stranger)}, the schema ${JSON.stringify(columns[0]?.name)}`,
    );
  }
  for (const { file, columns: present } of files) {
    for (const { name } of columns) {
      const refused = present.get(name)?.refused;
      if (refused !== undefined)
        fail(
          'unsupported',
          `${file.name}: the column ${name} cannot be read: ${refused}`,
          undefined,
          'a schema without the column passes over it (--schema, schema)',
        );
    }
  }
  return { columns, scan: (request) => scanFiles(files, columns, options, request) };
}

/** The columns that the files declare; one that they declare as several types gets the one that holds all its values. */
function declaredColumns(files: readonly OpenedFile[], known: ReadonlySet<string>): ColumnOrigin[] {
  const columns = new Map<string, ColumnOrigin & { readonly file: string }>();
  for (const { file, columns: present } of files) {
    for (const [name, { type, declared, node }] of present) {
      const before = columns.get(name);
      const isNothing = typeof node.read !== 'string' && node.read.kind === 'nothing';
      if (known.has(name) || (isNothing && before !== undefined)) continue;
      const column = { name, type, why: 'header', reason: `the file declares ${declared}`, file: file.name } as const;
      if (before === undefined || before.reason === 'the file declares NULL') {
        columns.set(name, column);
        continue;
      }
      if (before.type === type) continue;
      const wider = widerTypes[`${before.type} ${type}`] ?? widerTypes[`${type} ${before.type}`];
      if (wider === undefined)
        fail(
          'data',
          `the column ${name} is ${before.type} in ${before.file} and ${type} in ${file.name}`,
          undefined,
          'say the type with --schema (schema)',
        );
      columns.set(name, { ...column, type: wider });
    }
  }
  return [...columns.values()].map(({ name, type, why, reason }) => ({ name, type, why, reason }));
}

const widerTypes: Readonly<Record<string, ScalarType>> = { 'long real': 'real', 'long decimal': 'decimal' };

interface Misfits {
  count: number;
  readonly column: ColumnOrigin;
  readonly file: string;
  readonly value: string;
}

async function* scanFiles(
  files: readonly OpenedFile[],
  columns: readonly ColumnOrigin[],
  options: ReadOptions,
  { columns: wanted, warn = options.warn }: ScanRequest,
): AsyncGenerator<Segment, void, undefined> {
  const misfits = new Map<string, Misfits>();
  let name = '';
  const taken = wanted === undefined ? columns : wanted.map((index) => columns[index]);
  const { memoryBytes = Number.POSITIVE_INFINITY } = options;
  const room = new DictionaryRoom(memoryBytes * dictionariesShare);
  // pages are packed some times over
  const segmentBytes = Math.min(maxSegmentBytes, (memoryBytes * segmentShare) / 4);
  const outputs = taken.map((column) => {
    const misfit = (value: string): void => {
      const known = misfits.get(column.name);
      if (known !== undefined) known.count++;
      else misfits.set(column.name, { count: 1, column, file: name, value });
    };
    return createOutput(column.type, misfit, room);
  });
  const totalBytes = storedBytes(files, taken);
  const at = { bytes: 0, rows: 0, reported: 0 };
  let filled = 0;
  let cutAt = 0;
  const cut = (): Segment => {
    const segment = createSegment(
      outputs.map((output) => output.finish()),
      filled,
    );
    filled = 0;
    cutAt = at.bytes;
    return segment;
  };
  for (const { file, columns: present } of files) {
    name = file.name;
    for (const group of file.groups) {
      const readers = taken.map((column, i) => {
        const found = present.get(column.name);
        return (
          found &&
          new ChunkReader(file, found, group, outputs[i], (bytes) => {
            at.bytes += bytes;
          })
        );
      });
      for (let left = group.rows; left > 0; ) {
        if (options.signal?.aborted) fail('limit', `the reading of ${name} was cancelled`);
        const rows = Math.min(left, segmentLength - filled, outputs.length === 0 ? segmentLength : stepRows);
        for (let i = 0; i < outputs.length; i++) {
          const reader = readers[i];
          if (reader === undefined) outputs[i].appendNulls(rows);
          else await reader.take(rows);
        }
        left -= rows;
        filled += rows;
        at.rows += rows;
        if (filled === segmentLength || at.bytes - cutAt >= segmentBytes) {
          yield cut();
          report(options, at, totalBytes);
        }
      }
      for (const reader of readers) await reader?.end();
    }
  }
  if (filled > 0) yield cut();
  options.progress?.({ bytes: at.bytes, totalBytes, rows: at.rows });
  for (const found of misfits.values()) warn?.(describeMisfits(found));
}

/** What columns take in the files: the others are not read. */
function storedBytes(files: readonly OpenedFile[], columns: readonly ColumnOrigin[]): number {
  let bytes = 0;
  for (const { file, columns: present } of files) {
    for (const { name } of columns) {
      const column = present.get(name);
      if (column === undefined) continue;
      const leaves = leavesOf(column.node).map(({ leaf }) => leaf);
      for (const { chunks } of file.groups) for (const leaf of leaves) bytes += Number(chunks[leaf]?.meta_data?.total_compressed_size ?? 0);
    }
  }
  return bytes;
}

function report(options: ReadOptions, at: { readonly bytes: number; readonly rows: number; reported: number }, totalBytes: number): void {
  if (options.progress === undefined || at.bytes - at.reported < 1 << 20) return;
  at.reported = at.bytes;
  options.progress({ bytes: at.bytes, totalBytes, rows: at.rows });
}

function describeMisfits({ column: { name, type }, count, file, value }: Misfits): string {
  const what =
    count === 1 ? `a value of column ${name} is no ${type} and was` : `${count} values of column ${name} are no ${type} and were`;
  return `${file}: ${what} read as null (the first: ${value.length > 60 ? `${value.slice(0, 57)}...` : value})`;
}
