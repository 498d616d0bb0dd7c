import { jsonReader } from '../../src/data/json-safe.ts';
import type { Segment } from '../../src/data/segment.ts';
import type { Source } from '../../src/data/table.ts';
import type { ScalarType } from '../../src/data/types.ts';
import { Failure } from '../../src/errors.ts';
import type { Input } from '../../src/readers/input.ts';
import { type LoadOptions, loadTable, openTable } from '../../src/readers/load.ts';

/** What the tests look at: column names with types, and rows of JSON-safe values. */
export interface Read {
  readonly columns: string[];
  readonly rows: unknown[][];
  readonly warnings: readonly string[];
}

/** An input of a text or bytes, handed out in chunks of so many bytes. */
export function inputOf(data: string | Uint8Array, name = 'data', chunkBytes = 1 << 20): Input {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return {
    name,
    size: bytes.length,
    async *open(consumed) {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        const chunk = bytes.slice(at, at + chunkBytes);
        consumed?.(chunk.length);
        yield chunk;
        // a chunk is good until the next is asked for
        chunk.fill(0x58);
      }
    },
  };
}

export async function load(inputs: Input | Input[], options: LoadOptions = {}): Promise<Read> {
  const { table, source, warnings } = await loadTable(Array.isArray(inputs) ? inputs : [inputs], options);
  return { columns: namesAndTypes(source), rows: table.segments.flatMap(rowsOf), warnings };
}

export async function loadText(text: string, name = 'data', options: LoadOptions = {}): Promise<Read> {
  return load(inputOf(text, name), options);
}

export async function stream(inputs: Input | Input[], options: LoadOptions = {}, columns?: number[]): Promise<Read> {
  const { source } = await openTable(Array.isArray(inputs) ? inputs : [inputs], options);
  const rows: unknown[][] = [];
  const warnings: string[] = [];
  for await (const segment of source.scan({ columns, warn: (message) => warnings.push(message) })) rows.push(...rowsOf(segment));
  return { columns: namesAndTypes(source), rows, warnings };
}

/** What the reading failed with. */
export async function failure(reading: Promise<unknown>): Promise<{ kind: string; message: string; hint: string | undefined }> {
  try {
    await reading;
  } catch (error) {
    if (error instanceof Failure) return { kind: error.diagnostic.kind, message: error.diagnostic.message, hint: error.diagnostic.hint };
    throw error;
  }
  throw new Error('it did not fail');
}

export function schema(columns: Record<string, ScalarType>): { columns: { name: string; type: ScalarType }[] } {
  return { columns: Object.entries(columns).map(([name, type]) => ({ name, type })) };
}

function namesAndTypes(source: Source): string[] {
  return source.schema.columns.map(({ name, type }) => `${name}:${type}`);
}

function rowsOf(segment: Segment): unknown[][] {
  const readers = Array.from({ length: segment.width }, (_, i) => jsonReader(segment.column(i)));
  return Array.from({ length: segment.length }, (_, row) => readers.map((read) => read(row)));
}
