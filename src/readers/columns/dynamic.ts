import { DynamicEntries } from '../../data/dictionary.ts';
import { codeArray, constantVector, type Vector } from '../../data/vector.ts';
import { batchRows, escapedText, nullValue, type RowBatch, text } from '../batch.ts';
import { ByteDictionary } from '../byte-dictionary.ts';
import { BytePool } from '../byte-pool.ts';
import { type Bytes, noBytes, unescaped } from '../bytes.ts';
import type { ColumnTarget, ColumnWriter } from './writer.ts';

/** As for strings: codes stop paying when more than half of this many values were new. */
const trialRows = 65_536;

/**
 * dynamic: the JSON text of each value, which nobody parses before somebody asks for it, as codes into the texts. Texts are shared by the
 * segments while they repeat; otherwise each segment has its own. An entry of no text is null.
 */
export class DynamicWriter implements ColumnWriter {
  private readonly target: ColumnTarget;
  private codes = new Uint32Array(0);
  private count = 0;
  private filled = false;
  private distinct = new ByteDictionary();
  private texts: string[] = [];
  private entries = DynamicEntries.ofTexts(this.texts);
  /** Instead of shared entries: the texts of this segment, one a row. */
  private own: BytePool | undefined;
  private rowsOnTrial = 0;
  private entriesBeforeTrial = 0;

  constructor(target: ColumnTarget) {
    this.target = target;
  }

  append(batch: RowBatch, column: number): void {
    this.reserve(batch.count);
    const first = column * batchRows;
    for (let place = first; place < first + batch.count; place++) {
      const kind = batch.kinds[place];
      if (kind <= nullValue) {
        this.add(noBytes, 0, 0);
        continue;
      }
      this.filled = true;
      const start = batch.starts[place];
      const end = batch.ends[place];
      if (kind !== text && kind !== escapedText) this.add(batch, start, end);
      else if (batch.textual || this.isEncodedStructure(batch, start, end)) this.addText(batch, kind, start, end);
      else this.add(batch, start - 1, end + 1);
    }
  }

  appendNulls(count: number): void {
    if (count === 0) return;
    this.reserve(count);
    for (let i = 0; i < count; i++) this.add(noBytes, 0, 0);
  }

  finish(): Vector {
    const length = this.count;
    this.count = 0;
    const filled = this.filled;
    this.filled = false;
    if (this.own !== undefined) {
      const texts = this.own.textsFrom(0);
      this.own.clear();
      if (!filled) return constantVector('dynamic', null, length);
      const codes = codeArray(length, length);
      for (let i = 0; i < length; i++) codes[i] = i;
      return { encoding: 'coded-dynamic', type: 'dynamic', length, nulls: undefined, codes, entries: DynamicEntries.ofTexts(texts) };
    }
    for (const fresh of this.distinct.textsFrom(this.texts.length)) this.texts.push(fresh);
    if (!filled) return constantVector('dynamic', null, length);
    const { entries } = this;
    const codes = codeArray(this.texts.length, length);
    codes.set(this.codes.subarray(0, length));
    this.judgeCodes(length);
    return { encoding: 'coded-dynamic', type: 'dynamic', length, nulls: undefined, codes, entries };
  }

  /**
   * Exports through JSON often hold a dynamic column's objects and arrays as text that is JSON again. Where the column was declared dynamic
   * such text is what it stands for; in a column that was inferred a text is a text.
   */
  private isEncodedStructure(batch: RowBatch, start: number, end: number): boolean {
    return !this.target.inferred && end - start >= 2 && (batch.bytes[start] === 0x7b || batch.bytes[start] === 0x5b);
  }

  private addText(batch: RowBatch, kind: number, start: number, end: number): void {
    if (kind === text) {
      this.add(batch, start, end);
    } else {
      const plain = unescaped(batch.unescape, batch, start, end);
      this.add(plain, 0, plain.length);
    }
  }

  private add(source: Bytes, start: number, end: number): void {
    if (this.own !== undefined) this.own.append(source, start, end);
    else this.codes[this.count] = this.distinct.add(source, start, end);
    this.count++;
  }

  private reserve(rows: number): void {
    if (this.count + rows <= this.codes.length || this.own !== undefined) return;
    const codes = new Uint32Array(Math.max(this.codes.length * 2, this.count + rows));
    codes.set(this.codes.subarray(0, this.count));
    this.codes = codes;
  }

  private judgeCodes(length: number): void {
    this.rowsOnTrial += length;
    if (this.rowsOnTrial >= trialRows) {
      if ((this.distinct.size - this.entriesBeforeTrial) * 2 > this.rowsOnTrial) {
        this.own = new BytePool();
        this.startEntries();
        return;
      }
      this.rowsOnTrial = 0;
      this.entriesBeforeTrial = this.distinct.size;
    }
    const { size, bytes: textUnits } = this.distinct;
    // what somebody reads of a text takes some times as much as the text
    if (this.target.room.isOver(this, { size, textUnits, bytes: textUnits * 4 + size * 64 })) this.startEntries();
  }

  private startEntries(): void {
    this.distinct = new ByteDictionary();
    this.texts = [];
    this.entries = DynamicEntries.ofTexts(this.texts);
    this.entriesBeforeTrial = 0;
  }
}
