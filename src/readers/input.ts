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

/** An input of chunks that come only once: they are kept, so that it can be read again. */
export function keptInput(name: string, chunks: AsyncIterable<Uint8Array>): Input {
  const kept = new KeptChunks(async function* (consumed) {
    for await (const chunk of chunks) {
      consumed(chunk.length);
      yield chunk;
    }
  });
  return { name, open: (consumed) => kept.read(consumed) };
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

/** The chunks of one reading, with the bytes as stored that each stands for, kept while somebody may want to start over. */
class KeptChunks {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private readonly chunks: { bytes: Uint8Array; readonly stored: number }[] = [];
  private stored = 0;
  private released = false;

  constructor(open: (consumed: (bytes: number) => void) => AsyncIterable<Uint8Array>) {
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
          chunk = { bytes: isLast ? value : new Uint8Array(value), stored: this.stored };
          this.stored = 0;
          if (!isLast) this.chunks.push(chunk);
        }
        consumed?.(chunk.stored);
        yield chunk.bytes;
        if (isLast) chunk.bytes = nothing;
      }
    } finally {
      if (isLast) await this.close();
    }
  }
}

const nothing = new Uint8Array(0);
