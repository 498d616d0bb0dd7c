import { type Bytes, decodeText, type Unescape, unescaped } from './bytes.ts';

/** Rows are tokenised this many at a time, and then taken over column by column. */
export const batchRows = 1024;

/** What stands at a place of a batch. A column that a row does not have is `missing`. */
export const missing = 0;
export const nullValue = 1;
export const falseValue = 2;
export const trueValue = 3;
export const integer = 4;
/** A number with a fraction or an exponent. */
export const fraction = 5;
/** Text without its quotes, to be taken as it is. */
export const text = 6;
/** Text without its quotes that has escapes in it. */
export const escapedText = 7;
/** An object or an array, brackets included. */
export const structure = 8;

/**
 * Where the values of some rows stand in a window of bytes: column by column, so that a column's writer reads one stretch of each array.
 * The place of a value is `column * batchRows + row`.
 */
export class RowBatch implements Bytes {
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  kinds = new Uint8Array(0);
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  /** Where each row begins, for messages. */
  readonly rows = new Int32Array(batchRows);
  count = 0;
  /** How many rows it may take before it is emptied; at most batchRows. */
  limit = batchRows;
  width = 0;
  /** Values are texts of a format that knows nothing else: CSV. */
  textual = false;
  /** Set by the format's scanner before the first escaped text. */
  unescape: Unescape = () => {};

  /** Makes room for columns. */
  widen(width: number): void {
    if (width * batchRows > this.kinds.length) {
      const room = Math.max(width, 8, this.width * 2) * batchRows;
      const kinds = new Uint8Array(room);
      kinds.set(this.kinds);
      this.kinds = kinds;
      const starts = new Int32Array(room);
      starts.set(this.starts);
      this.starts = starts;
      const ends = new Int32Array(room);
      ends.set(this.ends);
      this.ends = ends;
    }
    this.width = width;
  }

  /** Forgets the values of the row that is being tokenised. */
  clearRow(): void {
    for (let column = 0; column < this.width; column++) this.kinds[column * batchRows + this.count] = missing;
  }

  /** Empties it, a row that was begun included. */
  clear(): void {
    const used = Math.min(this.count + 1, batchRows);
    for (let column = 0; column < this.width; column++) this.kinds.fill(missing, column * batchRows, column * batchRows + used);
    this.count = 0;
  }
}

/** The text at a place of the kind `text` or `escapedText`; for other kinds what stands there, letter by letter. */
export function textAt(batch: RowBatch, place: number): string {
  const start = batch.starts[place];
  const end = batch.ends[place];
  if (batch.kinds[place] === escapedText) return unescaped(batch.unescape, batch, start, end).toString();
  return decodeText(batch.bytes, start, end);
}
