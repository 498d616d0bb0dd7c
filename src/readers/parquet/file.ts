import type { ColumnChunk, FileMetaData } from 'hyparquet';
import { parquetMetadata } from 'hyparquet/src/metadata.js';
import { Failure, fail } from '../../errors.ts';
import { unzippedChunks } from '../decode.ts';
import type { Input } from '../input.ts';
import { structEnd } from './thrift.ts';

/** A file whose bytes are read where they are wanted. */
export interface ParquetFile {
  /** How messages call it. */
  readonly name: string;
  readonly size: number;
  readonly schema: FileMetaData['schema'];
  readonly groups: readonly RowGroup[];
  /** The bytes [start, end), fewer behind the file's end. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface RowGroup {
  readonly rows: number;
  /** The chunk of each leaf, in the order of the schema. */
  readonly chunks: readonly ColumnChunk[];
}

/** The magic number at both ends of a file, and its length. */
const magic = 'PAR1';
const footerBytes = 8;

/** The footer is mostly within so many bytes of the end. */
const endBytes = 1 << 16;

/** More rows in a row group are taken for damage. */
const maxGroupRows = 0x7fffffff;

/** Whether the bytes of an input begin as those of a Parquet file. */
export async function beginsAsParquet(input: Input): Promise<boolean> {
  return startsWith(await headOf(input), magic);
}

/** Opens an input and reads its footer. An input that cannot be read anywhere but from its beginning is taken into memory, unpacked if it is gzip. */
export async function openParquetFile(input: Input): Promise<ParquetFile> {
  const { name } = input;
  const bytes = await randomAccess(input);
  return guarded(name, async () => {
    const { size } = bytes;
    const end = await bytes.read(Math.max(0, size - endBytes), size);
    const tail = end.subarray(Math.max(0, end.length - 4));
    if (startsWith(tail, 'PARE')) fail('data', `${name}: the Parquet file is encrypted`);
    if (size < footerBytes + 4 || !startsWith(tail, magic)) {
      const isCut = startsWith(await bytes.read(0, 4), magic);
      if (isCut) fail('data', `${name}: the Parquet file ends early`, undefined, 'the file is cut off: fetch it again');
      fail('data', `${name} is no Parquet file`);
    }
    const footerLength = new DataView(end.buffer, end.byteOffset).getUint32(end.length - footerBytes, true);
    if (footerLength + footerBytes > size) throw new Error('its footer is larger than the file');
    const length = footerLength + footerBytes;
    const footer = length <= end.length ? end.subarray(end.length - length) : await bytes.read(size - length, size);
    if (structEnd(footer.subarray(0, footerLength), 0) === undefined) throw new Error('its footer ends early');
    const metadata = parquetMetadata(footer, { geoparquet: false });
    return { name, ...bytes, schema: metadata.schema, groups: groupsOf(metadata) };
  });
}

/** What the libraries and decoders throw says what is wrong with the file; here the file gets its name. */
export async function guarded<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    return damaged(name, error);
  }
}

/** Ends the reading of a file for what was thrown in it; what a platform says about its files passes as it is. */
export function damaged(name: string, error: unknown): never {
  if (error instanceof Failure || (error instanceof Error && 'syscall' in error)) throw error;
  // what the library says when it looks for something that is not there is about its own code
  const why =
    error instanceof TypeError ? 'its structure is not that of a Parquet file' : error instanceof Error ? error.message : String(error);
  return fail('data', `${name}: the Parquet file is damaged (${why})`);
}

function groupsOf({ row_groups: groups }: FileMetaData): RowGroup[] {
  return groups.map(({ num_rows: count, columns }) => {
    const rows = Number(count);
    if (!(rows >= 0 && rows <= maxGroupRows)) throw new Error(`a row group of ${count} rows`);
    return { rows, chunks: columns };
  });
}

interface RandomAccess {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

async function randomAccess(input: Input): Promise<RandomAccess> {
  const { slice, size } = input;
  if (slice !== undefined && size !== undefined) {
    const [first, second] = await slice(0, 2);
    if (first !== 0x1f || second !== 0x8b) return { size, read: slice };
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unzippedChunks(input.name, input.open())) {
    // a chunk is good only until the next one
    parts.push(new Uint8Array(chunk));
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { size: length, read: async (start, end) => bytes.subarray(start, end) };
}

async function headOf(input: Input): Promise<Uint8Array> {
  if (input.slice !== undefined) return input.slice(0, 4);
  for await (const chunk of input.open()) return new Uint8Array(chunk.subarray(0, 4));
  return new Uint8Array(0);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && String.fromCharCode(...bytes.subarray(0, text.length)) === text;
}
