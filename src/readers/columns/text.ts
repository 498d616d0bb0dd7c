import { Dictionary, maxTextUnits } from '../../data/dictionary.ts';
import { codeArray, constantVector, type Vector } from '../../data/vector.ts';
import { batchRows, escapedText, nullValue, type RowBatch, text } from '../batch.ts';
import { ByteDictionary, hashOf } from '../byte-dictionary.ts';
import { BytePool } from '../byte-pool.ts';
import { encoded, noBytes, unescaped } from '../bytes.ts';
import { fitCell } from './fit.ts';
import type { ColumnTarget, ColumnWriter } from './writer.ts';

/** Codes stop paying when more than half of this many values were new to the dictionary. */
const trialRows = 65_536;

/** Of the texts of one column of a batch. */
const hashes = new Int32Array(batchRows);

/** Escaped texts are looked up as they stand, to save unescaping them, if they are not longer than this: long ones seldom repeat. */
const longestAlias = 128;

/** Strings: codes into a dictionary that is shared by the segments until it is full; plain strings once most values have turned out to be new. */
export class TextWriter implements ColumnWriter {
  private readonly target: ColumnTarget;
  private codes = new Uint32Array(0);
  private count = 0;
  /** Whether a row since the last `finish` holds any text. */
  private filled = false;
  private entries = new ByteDictionary();
  private dictionary = new Dictionary();
  /** Texts as they stand in the source, with escapes, and the codes of what they mean. */
  private escaped = new ByteDictionary();
  private escapedCodes: number[] = [];
  /** Instead of codes and dictionary. */
  private plain: BytePool | undefined;
  private rowsOnTrial = 0;
  private entriesBeforeTrial = 0;

  constructor(target: ColumnTarget) {
    this.target = target;
  }

  append(batch: RowBatch, column: number): void {
    const first = column * batchRows;
    if (this.plain !== undefined) {
      for (let place = first; place < first + batch.count; place++) this.appendPlain(this.plain, batch, place);
      return;
    }
    this.reserve(batch.count);
    const { codes, entries } = this;
    const { view, kinds, starts, ends } = batch;
    let hashed = 0;
    for (let place = first; place < first + batch.count; place++) {
      if (kinds[place] === text) hashes[hashed++] = hashOf(view, starts[place], ends[place]);
    }
    if (hashed > 0) this.filled = true;
    entries.fetch(hashes, hashed);
    hashed = 0;
    let at = this.count;
    for (let place = first; place < first + batch.count; place++) {
      const kind = kinds[place];
      if (kind === text) codes[at++] = entries.addHashed(batch, starts[place], ends[place], hashes[hashed++]);
      else if (kind <= nullValue) codes[at++] = entries.add(noBytes, 0, 0);
      else codes[at++] = this.otherCode(batch, place);
    }
    this.count = at;
  }

  appendNulls(count: number): void {
    if (count === 0) return;
    if (this.plain !== undefined) {
      for (let i = 0; i < count; i++) this.plain.append(noBytes, 0, 0);
      return;
    }
    this.reserve(count);
    this.codes.fill(this.entries.add(noBytes, 0, 0), this.count, this.count + count);
    this.count += count;
  }

  finish(): Vector {
    if (this.plain !== undefined) {
      const values = this.plain.textsFrom(0);
      this.plain.clear();
      return { encoding: 'text', type: 'string', length: values.length, nulls: undefined, values };
    }
    const length = this.count;
    const { dictionary } = this;
    dictionary.append(this.entries.textsFrom(dictionary.size));
    const filled = this.filled;
    this.filled = false;
    this.count = 0;
    if (!filled) return constantVector('string', '', length);
    const codes = codeArray(dictionary.size, length);
    codes.set(this.codes.subarray(0, length));
    this.judgeCodes(length);
    return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary };
  }

  private reserve(rows: number): void {
    if (this.count + rows <= this.codes.length) return;
    const codes = new Uint32Array(Math.max(this.codes.length * 2, this.count + rows));
    codes.set(this.codes.subarray(0, this.count));
    this.codes = codes;
  }

  /** The code of text with escapes, or of what is no text. */
  private otherCode(batch: RowBatch, place: number): number {
    const { entries } = this;
    this.filled = true;
    if (batch.kinds[place] !== escapedText) {
      const converted = encoded(this.convert(batch, place));
      return entries.add(converted, 0, converted.length);
    }
    const start = batch.starts[place];
    const end = batch.ends[place];
    if (end - start > longestAlias) {
      const plain = unescaped(batch.unescape, batch, start, end);
      return entries.add(plain, 0, plain.length);
    }
    const alias = this.escaped.add(batch, start, end);
    if (alias < this.escapedCodes.length) return this.escapedCodes[alias];
    const plain = unescaped(batch.unescape, batch, start, end);
    const code = entries.add(plain, 0, plain.length);
    this.escapedCodes.push(code);
    return code;
  }

  private appendPlain(pool: BytePool, batch: RowBatch, place: number): void {
    const kind = batch.kinds[place];
    if (kind === text) {
      pool.append(batch, batch.starts[place], batch.ends[place]);
    } else if (kind <= nullValue) {
      pool.append(noBytes, 0, 0);
    } else {
      const plain =
        kind === escapedText
          ? unescaped(batch.unescape, batch, batch.starts[place], batch.ends[place])
          : encoded(this.convert(batch, place));
      pool.append(plain, 0, plain.length);
    }
  }

  private convert(batch: RowBatch, place: number): string {
    if (this.target.inferred) this.target.misfit(batch, place);
    return fitCell(batch, place, 'string') as string;
  }

  private judgeCodes(length: number): void {
    this.rowsOnTrial += length;
    if (this.rowsOnTrial >= trialRows) {
      if ((this.entries.size - this.entriesBeforeTrial) * 2 > this.rowsOnTrial) {
        this.plain = new BytePool();
        this.startDictionary();
        return;
      }
      this.rowsOnTrial = 0;
      this.entriesBeforeTrial = this.entries.size;
    }
    if (this.target.room.isOver(this, this.dictionary) || this.escaped.bytes >= maxTextUnits) this.startDictionary();
  }

  private startDictionary(): void {
    this.entries = new ByteDictionary();
    this.dictionary = new Dictionary();
    this.escaped = new ByteDictionary();
    this.escapedCodes = [];
    this.entriesBeforeTrial = 0;
  }
}
