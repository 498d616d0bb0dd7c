import { fail } from '../errors.ts';
import { batchRows, escapedText, falseValue, fraction, integer, nullValue, type RowBatch, structure, text, trueValue } from './batch.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { type Bytes, decodeText, unescaped } from './bytes.ts';
import { type JsonTokens, malformed, seen, unescapeJson } from './json-tokens.ts';

/** A row with more keys than that is no row of a table. */
const maxKeys = 10_000;

/** The column of a batch that takes the values of a key; -1 when nobody wants them. */
export type ColumnOf = (key: string) => number;

/**
 * Tokenises rows that are objects. What stands between two values (comma, blanks, key, colon, blanks) is mostly the same from row to row:
 * for every key its last spelling is kept as words of four bytes, and which keys came after it last, so that a key is recognised by
 * comparing some words; only where that fails it is read.
 */
export class ObjectRows {
  private readonly tokens: JsonTokens;
  private readonly batch: RowBatch;
  private readonly columnOf: ColumnOf;
  private readonly keys = new ByteDictionary();
  private columns = new Int32Array(64);
  /** The spelling of a key with what stands around it: whole words, then the bytes that are left under a mask. */
  private readonly words: Int32Array[] = [];
  private tails = new Int32Array(64);
  private masks = new Int32Array(64);
  private lengths = new Int32Array(64);
  /** By key + 1 (0 is the start of a row): the key that came next last time, and another one that came before. */
  private next = new Int32Array(64).fill(-1);
  private other = new Int32Array(64).fill(-1);

  constructor(tokens: JsonTokens, batch: RowBatch, columnOf: ColumnOf) {
    this.tokens = tokens;
    this.batch = batch;
    this.columnOf = columnOf;
  }

  /** Tokenises the object that starts here into the batch's next row; its end, or `malformed`. The row is the caller's to count. */
  row(start: number): number {
    const { tokens, batch } = this;
    const { bytes } = tokens.window;
    const row = batch.count;
    let at = start + 1;
    if (tokens.blanks[bytes[at]] === 1) at = tokens.skipBlanks(at);
    if (bytes[at] === 0x7d) return at + 1;
    let previous = 0;
    for (;;) {
      let key = this.next[previous];
      if (key < 0 || !this.matches(key, at)) {
        key = this.key(at, previous);
        if (key < 0) return malformed;
      }
      at += this.lengths[key];

      let byte = bytes[at];
      if (byte <= 0x20) {
        // more blanks than last time
        at = tokens.skipBlanks(at);
        byte = bytes[at];
      }
      let from = at;
      let end: number;
      let kind: number;
      if (byte === 0x22) {
        from++;
        end = tokens.string(from);
        kind = text;
        if (end < 0) {
          if (end === malformed) return malformed;
          end = ~end;
          kind = escapedText;
        }
        at = end + 1;
      } else if ((byte - 0x30) >>> 0 <= 9 || byte === 0x2d) {
        end = tokens.number(at);
        kind = integer;
        if (end < 0) {
          if (end === malformed) return malformed;
          end = ~end;
          kind = fraction;
        }
        at = end;
      } else {
        if (byte === 0x7b || byte === 0x5b) {
          end = tokens.structure(at);
          kind = structure;
        } else {
          end = tokens.word(at);
          kind = byte === 0x6e ? nullValue : byte === 0x74 ? trueValue : falseValue;
        }
        if (end === malformed) return malformed;
        at = end;
      }
      const column = this.columns[key];
      if (column >= 0) {
        const place = column * batchRows + row;
        batch.kinds[place] = kind;
        batch.starts[place] = from;
        batch.ends[place] = end;
      }

      if (tokens.blanks[bytes[at]] === 1) at = tokens.skipBlanks(at);
      if (bytes[at] === 0x2c) {
        at++;
        previous = key + 1;
      } else if (bytes[at] === 0x7d) {
        return at + 1;
      } else {
        return tokens.fail(at, at >= tokens.window.end ? 'the data ends inside an object' : `a comma or } is due${seen(bytes[at])}`);
      }
    }
  }

  /** Whether the bytes from here on are the key as it was spelt last, up to its value. */
  private matches(key: number, position: number): boolean {
    const { view } = this.tokens.window;
    const words = this.words[key];
    let at = position;
    for (let i = 0; i < words.length; i++) {
      if (view.getInt32(at, true) !== words[i]) return false;
      at += 4;
    }
    return ((view.getInt32(at, true) ^ this.tails[key]) & this.masks[key]) === 0;
  }

  /** The key that starts here, read; its spelling and its place after `previous` are kept. Negative when it is malformed. */
  private key(position: number, previous: number): number {
    const { tokens } = this;
    const { bytes } = tokens.window;
    const other = this.other[previous];
    if (other >= 0 && this.matches(other, position)) {
      this.expect(previous, other);
      return other;
    }
    const quote = tokens.skipBlanks(position);
    if (bytes[quote] !== 0x22) {
      return tokens.fail(
        quote,
        quote >= tokens.window.end ? 'the data ends inside an object' : `a key in quotes is due${seen(bytes[quote])}`,
      );
    }
    let end = tokens.string(quote + 1);
    if (end === malformed) return malformed;
    const escaped = end < 0;
    if (escaped) end = ~end;
    const colon = tokens.skipBlanks(end + 1);
    if (bytes[colon] !== 0x3a) return tokens.fail(colon, `a colon is due${seen(bytes[colon])}`);
    const value = tokens.skipBlanks(colon + 1);
    if (value >= tokens.window.end) return tokens.fail(value, 'the data ends where a value is due');

    let key: number;
    if (escaped) {
      const name = unescaped(unescapeJson, tokens.window, quote + 1, end);
      key = this.keyOf(name, 0, name.length);
    } else {
      key = this.keyOf(tokens.window, quote + 1, end);
    }
    this.keepSpelling(key, position, value);
    this.expect(previous, key);
    return key;
  }

  private keyOf(source: Bytes, start: number, end: number): number {
    const known = this.keys.size;
    const key = this.keys.add(source, start, end);
    if (key === known) {
      if (known === maxKeys) fail('limit', `the rows have more than ${maxKeys} different keys`, undefined, 'is this a table?');
      if (key + 1 >= this.columns.length) this.grow();
      this.columns[key] = this.columnOf(decodeText(source.bytes, start, end));
      this.words.push(new Int32Array(0));
      this.lengths[key] = -1;
    }
    return key;
  }

  private expect(previous: number, key: number): void {
    if (this.next[previous] === key) return;
    this.other[previous] = this.next[previous];
    this.next[previous] = key;
  }

  private keepSpelling(key: number, start: number, end: number): void {
    if (this.lengths[key] === end - start && this.matches(key, start)) return;
    const { view } = this.tokens.window;
    const length = end - start;
    const words = new Int32Array(length >>> 2);
    for (let i = 0; i < words.length; i++) words[i] = view.getInt32(start + 4 * i, true);
    this.words[key] = words;
    this.lengths[key] = length;
    this.masks[key] = (1 << ((length & 3) * 8)) - 1;
    this.tails[key] = view.getInt32(start + 4 * words.length, true);
  }

  private grow(): void {
    this.columns = grown(this.columns, 0);
    this.tails = grown(this.tails, 0);
    this.masks = grown(this.masks, 0);
    this.lengths = grown(this.lengths, 0);
    this.next = grown(this.next, -1);
    this.other = grown(this.other, -1);
  }
}

function grown(array: Int32Array, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2).fill(fill);
  larger.set(array);
  return larger;
}

/** Tokenises rows that are arrays: the n-th value belongs to the n-th column. */
export class ArrayRows {
  private readonly tokens: JsonTokens;
  private readonly batch: RowBatch;
  private readonly columns: readonly number[];

  constructor(tokens: JsonTokens, batch: RowBatch, columns: readonly number[]) {
    this.tokens = tokens;
    this.batch = batch;
    this.columns = columns;
  }

  /** Tokenises the array that starts here into the batch's next row; its end, or `malformed`. */
  row(start: number): number {
    const { tokens, batch, columns } = this;
    const { bytes } = tokens.window;
    let at = tokens.skipBlanks(start + 1);
    if (bytes[at] === 0x5d && columns.length === 0) return at + 1;
    for (let i = 0; ; i++) {
      const end = tokens.value(at);
      if (end === malformed) return malformed;
      if (i === columns.length) return tokens.fail(at, `the row has more values than the ${columns.length} columns`);
      if (columns[i] >= 0) this.place(columns[i] * batchRows + batch.count, at, end);
      at = tokens.skipBlanks(end);
      if (bytes[at] === 0x5d) {
        return i === columns.length - 1 ? at + 1 : tokens.fail(at, `the row has ${i + 1} values, but there are ${columns.length} columns`);
      }
      if (bytes[at] !== 0x2c) return tokens.fail(at, `a comma or ] is due${seen(bytes[at])}`);
      at = tokens.skipBlanks(at + 1);
    }
  }

  private place(place: number, start: number, end: number): void {
    const { batch } = this;
    const { bytes } = this.tokens.window;
    const isText = bytes[start] === 0x22;
    batch.kinds[place] = kindOf(bytes, start, end);
    batch.starts[place] = isText ? start + 1 : start;
    batch.ends[place] = isText ? end - 1 : end;
  }
}

function kindOf(bytes: Uint8Array, start: number, end: number): number {
  const byte = bytes[start];
  if (byte === 0x7b || byte === 0x5b) return structure;
  if (byte === 0x6e) return nullValue;
  if (byte === 0x74) return trueValue;
  if (byte === 0x66) return falseValue;
  if (byte === 0x22) {
    for (let at = start; at < end; at++) if (bytes[at] === 0x5c) return escapedText;
    return text;
  }
  for (let at = start; at < end; at++) if (bytes[at] === 0x2e || (bytes[at] | 0x20) === 0x65) return fraction;
  return integer;
}
