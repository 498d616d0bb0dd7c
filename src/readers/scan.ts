import { fail } from '../errors.ts';
import type { RowBatch } from './batch.ts';
import type { ByteWindow } from './window.ts';

/**
 * What a scanner says when it stops: 'full', the batch takes no further row; 'more', the bytes of the window are used up to `window.at`
 * and more are wanted. Either way the rows of the batch are taken over before it goes on; after 'more' the window has moved.
 * When it ends, so has the data.
 */
export type Signal = 'full' | 'more';
export type Scanner = Generator<Signal, void, undefined>;

/** What the scanners of all formats work with. */
export interface ScanContext {
  /** How messages call the input. */
  readonly name: string;
  readonly window: ByteWindow;
  readonly batch: RowBatch;
  readonly malformed: MalformedRows;
  /** Says something about the input as a whole that is no error. */
  warn(message: string): void;
}

/** A row that is not what its format asks for: an error, or passed over and counted. */
export class MalformedRows {
  count = 0;
  private first = '';
  private readonly name: string;
  private readonly window: ByteWindow;
  readonly skip: boolean;

  constructor(name: string, window: ByteWindow, skip: boolean) {
    this.name = name;
    this.window = window;
    this.skip = skip;
  }

  /** A row is malformed at this position. Throws unless such rows are passed over. */
  report(position: number, reason: string): void {
    if (!this.skip) this.refuse(position, reason, 'mend the line, or pass over such lines with --skip-malformed (skipMalformed: true)');
    if (this.count++ === 0) {
      const { line, column } = this.window.placeOf(position);
      this.first = `line ${line}, column ${column}: ${reason}`;
    }
  }

  /** What cannot be passed over, because nobody could tell where to go on. */
  refuse(position: number, reason: string, hint?: string): never {
    const { line, column } = this.window.placeOf(position);
    return fail('data', `${this.name}:${line}:${column}: ${reason}`, undefined, hint);
  }

  /** How many were passed over, in words; undefined when none was. */
  get summary(): string | undefined {
    if (this.count === 0) return undefined;
    return `${this.name}: ${this.count === 1 ? 'a malformed line was' : `${this.count} malformed lines were`} passed over (the first: ${this.first})`;
  }
}
