import { fail } from '../errors.ts';

/**
 * The bytes of an input as UTF-8 text: gzip is unpacked (by its first bytes, whatever the name), UTF-16 with a byte order mark recoded.
 * Containers that would have to be unpacked otherwise are refused by name.
 */
export async function* decodeChunks(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, rest } = await withHead(chunks);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    yield* decodeChunks(name, gunzip(name, rest));
    return;
  }
  const container = containerOf(head);
  if (container === 'Parquet')
    fail('unsupported', `${name}: this is a Parquet file`, undefined, 'its name should end in .parquet, or say that its format is parquet');
  if (container !== undefined)
    fail('unsupported', `${name}: ${container} files are not supported`, undefined, 'unpack it, or export it as JSON lines or CSV');
  if (head[0] === 0xff && head[1] === 0xfe) yield* recode(rest, 'utf-16le');
  else if (head[0] === 0xfe && head[1] === 0xff) yield* recode(rest, 'utf-16be');
  else if (head.length >= 4 && ((head[1] === 0 && head[3] === 0) || (head[0] === 0 && head[2] === 0))) {
    fail('unsupported', `${name}: this looks like UTF-16 without a byte order mark`, undefined, 'save it as UTF-8');
  } else yield* rest;
}

/** The same bytes, unpacked where they are gzip; nothing is asked of them. */
export async function* unzippedChunks(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, rest } = await withHead(chunks);
  yield* head[0] === 0x1f && head[1] === 0x8b ? gunzip(name, rest) : rest;
}

function containerOf(head: Uint8Array): string | undefined {
  const start = String.fromCharCode(...head);
  if (start === 'PK\x03\x04') return 'zip (and so xlsx)';
  if (start === 'PAR1') return 'Parquet';
  if (start === '\x28\xb5\x2f\xfd') return 'zstd';
  if (start === 'Obj\x01') return 'Avro';
  if (start === 'BZh9') return 'bzip2';
  return start === '\xfd7zX' ? 'xz' : undefined;
}

/** The first four bytes, and all bytes. */
async function withHead(chunks: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; rest: AsyncGenerator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let length = 0;
  while (length < 4) {
    const { done, value } = await iterator.next();
    if (done) break;
    // a chunk is good only until the next one
    read.push(new Uint8Array(value));
    length += value.length;
  }
  const head = new Uint8Array(Math.min(length, 4));
  for (let at = 0, i = 0; at < head.length; i++) {
    const part = read[i].subarray(0, head.length - at);
    head.set(part, at);
    at += part.length;
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      yield* read;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head, rest: rest() };
}

/** Unpacks gzip, of several members too. */
async function* gunzip(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Gunzip } = await import('./unpackers.ts');
  let unpacked: Uint8Array[] = [];
  const unzip = new Gunzip((chunk) => unpacked.push(chunk));
  const push = (chunk: Uint8Array, final: boolean): Uint8Array[] => {
    try {
      unzip.push(chunk, final);
    } catch (error) {
      gzipFailure(name, error);
    }
    const chunksNow = unpacked;
    unpacked = [];
    return chunksNow;
  };
  for await (const chunk of chunks) yield* push(new Uint8Array(chunk), false);
  yield* push(new Uint8Array(0), true);
}

/** Ends the reading of gzip that cannot be unpacked. */
export function gzipFailure(name: string, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (/unexpected (end|eof)/i.test(message))
    fail('data', `${name}: the gzip data ends early`, undefined, 'the file is cut off: fetch it again');
  return fail('data', `${name}: the gzip data is damaged (${message})`);
}

async function* recode(chunks: AsyncIterable<Uint8Array>, encoding: 'utf-16le' | 'utf-16be'): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield encoder.encode(text);
  }
  const last = decoder.decode();
  if (last !== '') yield encoder.encode(last);
}
