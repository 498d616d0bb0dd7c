import type { SpillFile, SpillStore } from '../data/spill-store.ts';

/** Bytes that can be read from their beginning any number of times: a file, a Blob, what came through a pipe and was kept. */
export interface Input {
  /** How messages call it: the path of a file. */
  readonly name: string;
  /** In bytes as stored, for progress; not known for a pipe. */
  readonly size?: number;
  /** Reads from the beginning; `consumed` hears of the bytes as stored, as they are read. A chunk is good until the next is asked for. */
  open(consumed?: (bytes: number) => void): AsyncIterable<Uint8Array>;
  /** The bytes [start, end) as stored, fewer behind the end; absent where they come only one after the other. */
  slice?(start: number, end: number): Promise<Uint8Array>;
}

/** How far the reading of a table has come. */
export interface Progress {
  /** Bytes read so far as stored, over all inputs. */
  readonly bytes: number;
  /** The bytes of all inputs; undefined when one of them does not know. */
  readonly totalBytes: number | undefined;
  readonly rows: number;
}

/** Bytes in memory as an input. */
export function inputOfBytes(name: string, bytes: Uint8Array): Input {
  return {
    name,
    size: bytes.length,
    async *open(consumed) {
      consumed?.(bytes.length);
      yield bytes;
    },
    slice: async (start, end) => bytes.subarray(start, end),
  };
}

/** An input of chunks that come only once: they are kept, in a file where they are many, so that it can be read again. */
export function keptInput(name: string, chunks: AsyncIterable<Uint8Array>, store?: SpillStore): Input {
  const kept = new KeptChunks(async function* (consumed) {
    for await (const chunk of chunks) {
      consumed(chunk.length);
      yield chunk;
    }
  }, store);
  return { name, open: (consumed) => kept.read(consumed) };
}

/** Logs that are packed by gzip unpack to about ten times as much. */
export const gzipFactor = 10;

/** About how many bytes an input that does not know has when it is unpacked, or a number above `most` where they are more. */
export async function measuredSize(input: Input, most: number): Promise<number> {
  let bytes = 0;
  let factor: number | undefined;
  for await (const chunk of input.open()) {
    factor ??= chunk[0] === 0x1f && chunk[1] === 0x8b ? gzipFactor : 1;
    bytes += chunk.length * factor;
    if (bytes > most) break;
  }
  return bytes;
}

/** An input that is opened once, and whose beginning can be read several times. */
export interface RewindableInput {
  readonly input: Input;
  /** The next reading is the last one: it starts at the beginning, goes on in the input itself, and nothing is kept any more. */
  release(): void;
  /** Gives up an input that is not released. */
  close(): Promise<void>;
}

export function rewindable(input: Input): RewindableInput {
  const kept = new KeptChunks((consumed) => input.open(consumed));
  return {
    input: { name: input.name, size: input.size, open: (consumed) => kept.read(consumed) },
    release: () => kept.release(),
    close: () => kept.close(),
  };
}

/** So many bytes of chunks are kept in memory where there is another place. */
const keptInMemory = 32 * 1024 * 1024;

interface KeptChunk {
  /** Undefined where it is in the file, from `start` on. */
  bytes: Uint8Array | undefined;
  readonly start: number;
  readonly length: number;
  readonly stored: number;
}

/** The chunks of one reading, with the bytes as stored that each stands for, kept while somebody may want to start over. */
class KeptChunks {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private readonly chunks: KeptChunk[] = [];
  private readonly store: SpillStore | undefined;
  private file: SpillFile | undefined;
  private inMemory = 0;
  private inFile = 0;
  private stored = 0;
  private released = false;

  constructor(open: (consumed: (bytes: number) => void) => AsyncIterable<Uint8Array>, store?: SpillStore) {
    this.store = store;
    this.iterator = open((bytes) => {
      this.stored += bytes;
    })[Symbol.asyncIterator]();
  }

  release(): void {
    this.released = true;
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  async *read(consumed?: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
    const isLast = this.released;
    try {
      for (let i = 0; ; i++) {
        let chunk = this.chunks[i];
        if (chunk === undefined) {
          const { done, value } = await this.iterator.next();
          if (done) return;
          chunk = isLast ? { bytes: value, start: 0, length: value.length, stored: this.stored } : this.keep(value);
          this.stored = 0;
          if (!isLast) this.chunks.push(chunk);
        }
        consumed?.(chunk.stored);
        yield chunk.bytes ?? (this.file as SpillFile).read(chunk.start, chunk.length);
        if (isLast) chunk.bytes = nothing;
      }
    } finally {
      if (isLast) await this.close();
    }
  }

  private keep(chunk: Uint8Array): KeptChunk {
    const { length } = chunk;
    const { stored } = this;
    if (this.store === undefined || this.inMemory + length <= keptInMemory) {
      this.inMemory += length;
      return { bytes: new Uint8Array(chunk), start: 0, length, stored };
    }
    this.file ??= this.store.open();
    this.file.append(chunk);
    this.inFile += length;
    return { bytes: undefined, start: this.inFile - length, length, stored };
  }
}

const nothing = new Uint8Array(0);
