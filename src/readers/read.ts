import { fail } from '../errors.ts';
import { RowBatch } from './batch.ts';
import { scanCsv } from './csv.ts';
import { decodeChunks } from './decode.ts';
import { detectLayout, type Format, formatOfName, headBytes, type Layout } from './detect.ts';
import type { Input, Progress } from './input.ts';
import { scanJsonArray, scanJsonDocument, scanJsonValues } from './json-document.ts';
import { scanJsonLines } from './json-lines.ts';
import { countReplacedFragments, scanJsonFrames } from './json-response.ts';
import { MalformedRows, type ScanContext, type Scanner } from './scan.ts';
import type { HeaderType, RowSink } from './sink.ts';
import { ByteWindow } from './window.ts';

export interface ReadOptions {
  /** What the inputs are; otherwise their names and their first bytes tell. */
  readonly format?: Format;
  /** Pass over malformed lines and count them, instead of ending with an error. */
  readonly skipMalformed?: boolean;
  readonly signal?: AbortSignal;
  /** About how much a stream may hold at a time; what a table in memory takes is not counted. */
  readonly memoryBytes?: number;
  /** Hears about every megabyte how far it has come. */
  readonly progress?: (progress: Progress) => void;
  /** Takes what is worth a warning. */
  readonly warn?: (message: string) => void;
}

/** Reads inputs one after the other into a sink; yields whenever the sink has taken rows. Leaving the loop closes what is open. */
export async function* readInputs(inputs: readonly Input[], sink: RowSink, options: ReadOptions): AsyncGenerator<void, void, undefined> {
  const totalBytes = inputs.every((input) => input.size !== undefined)
    ? inputs.reduce((sum, input) => sum + (input.size as number), 0)
    : undefined;
  let bytes = 0;
  let rows = 0;
  let reported = 0;
  for (const input of inputs) {
    const chunks = input.open((count) => {
      bytes += count;
    });
    for await (const taken of readInput(input, chunks, sink, options)) {
      rows += taken;
      if (options.progress !== undefined && bytes - reported >= 1 << 20) {
        reported = bytes;
        options.progress({ bytes, totalBytes, rows });
      }
      yield;
    }
  }
  options.progress?.({ bytes, totalBytes, rows });
}

async function* readInput(
  input: Input,
  chunks: AsyncIterable<Uint8Array>,
  sink: RowSink,
  options: ReadOptions,
): AsyncGenerator<number, void, undefined> {
  const { name } = input;
  const { batch } = sink;
  const window = new ByteWindow();
  const malformed = new MalformedRows(name, window, options.skipMalformed === true);
  const context: ScanContext = { name, window, batch, malformed, warn: (message) => options.warn?.(message) };
  const feed = new Feed(window, decodeChunks(name, chunks));
  try {
    await feed.head();
    sink.begin();
    batch.textual = false;
    const layout = detectLayout(window, options.format ?? formatOfName(name));
    if (layout === undefined) return;
    const firstFragment = layout === 'frames' ? await replacedFragments(input) : 0;
    const place = { input: name, lineOf: (row: number) => window.lineAt(batch.rows[row]) };
    let start = window.at;
    for (const signal of createScanner(layout, context, (column, header) => sink.columnOf(column, header), firstFragment)) {
      const { count } = batch;
      if (count > 0) {
        batch.bytes = window.bytes;
        batch.view = window.view;
        sink.take(place, window.at - start);
        yield count;
      }
      if (signal === 'more') {
        if (options.signal?.aborted) fail('limit', `the reading of ${name} was cancelled`);
        await feed.more(window.at > start);
      }
      start = window.at;
    }
    if (batch.count > 0) {
      const { count } = batch;
      batch.bytes = window.bytes;
      batch.view = window.view;
      sink.take(place, window.at - start);
      yield count;
    }
    if (malformed.summary !== undefined) options.warn?.(malformed.summary);
  } finally {
    await feed.close();
  }
}

function createScanner(
  layout: Layout,
  context: ScanContext,
  columnOf: (name: string, header?: HeaderType) => number,
  firstFragment: number,
): Scanner {
  switch (layout) {
    case 'lines':
      return scanJsonLines(context, columnOf);
    case 'values':
      return scanJsonValues(context, columnOf);
    case 'array':
      return scanJsonArray(context, columnOf);
    case 'document':
      return scanJsonDocument(context, columnOf);
    case 'frames':
      return scanJsonFrames(context, columnOf, firstFragment);
    case 'csv':
      return scanCsv(context, 0x2c, columnOf);
    case 'tsv':
      return scanCsv(context, 0x09, columnOf);
  }
}

/** Counted once an input: one whose beginning is kept for a second reading could not be read twice in that one. */
const replacedCounts = new WeakMap<Input, number>();

/** In a progressive response a fragment may replace all before it: those are counted first, because rows handed on cannot be taken back. */
async function replacedFragments(input: Input): Promise<number> {
  const known = replacedCounts.get(input);
  if (known !== undefined) return known;
  const window = new ByteWindow();
  const feed = new Feed(window, decodeChunks(input.name, input.open()));
  let replaced = 0;
  try {
    await feed.head();
    const context = { name: input.name, window, batch: new RowBatch(), malformed: new MalformedRows(input.name, window, false), warn() {} };
    for (const _ of countReplacedFragments(context, (count) => {
      replaced = count;
    }))
      await feed.more(true);
    replacedCounts.set(input, replaced);
    return replaced;
  } finally {
    await feed.close();
  }
}

/** Brings bytes into a window. */
class Feed {
  private readonly window: ByteWindow;
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(window: ByteWindow, chunks: AsyncIterable<Uint8Array>) {
    this.window = window;
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Enough to tell the layout; a byte order mark is passed over. */
  async head(): Promise<void> {
    const { window } = this;
    while (window.end < headBytes && !window.final) await this.next();
    const { bytes } = window;
    if (window.end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) window.at = 3;
  }

  /** More bytes; where nothing could be done with what was there, twice as many, so that a long row is not scanned again and again. */
  async more(advanced: boolean): Promise<void> {
    const { window } = this;
    const wanted = advanced ? 1 : window.end - window.at;
    const before = window.end - window.at;
    do await this.next();
    while (!window.final && window.end - window.at - before < wanted);
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async next(): Promise<void> {
    const { done, value } = await this.chunks.next();
    if (done) this.window.final = true;
    else this.window.append(value);
  }
}
