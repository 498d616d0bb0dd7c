import { Dictionary } from '../../data/dictionary.ts';
import { codeArray, constantVector, type Vector } from '../../data/vector.ts';
import { ByteDictionary } from '../byte-dictionary.ts';
import { BytePool } from '../byte-pool.ts';
import { type Bytes, encoded, noBytes } from '../bytes.ts';
import type { DictionaryRoom } from '../dictionary-room.ts';
import { strictText } from './cells.ts';
import type { Dictionary as PageDictionary, Values } from './plain.ts';

/** Codes stop paying when more than half of this many values were new to the dictionary. */
const trialRows = 65_536;

/** Strings: an entry of a file's dictionary is looked up once, whatever the number of its rows. Plain strings once most values turn out to be new. */
export class TextColumn {
  length = 0;
  private codes = new Uint32Array(0);
  private filled = false;
  private entries = new ByteDictionary();
  private dictionary = new Dictionary();
  /** The codes here of the codes in a dictionary of a file, -1 where none is known. */
  private translations = new WeakMap<PageDictionary, Int32Array>();
  private plain: BytePool | undefined;
  private rowsOnTrial = 0;
  private entriesBeforeTrial = 0;
  private readonly room: DictionaryRoom;

  constructor(room: DictionaryRoom) {
    this.room = room;
  }

  /** The values [from, to) of a leaf of bytes. `isStrict`: nobody says that they are text. */
  append(isStrict: boolean, values: Values, from: number, to: number): void {
    if (from < to) this.filled = true;
    const plain = values.form === 'codes' ? values.dictionary.values : values;
    if (plain.form !== 'bytes') throw new Error('texts that are none');
    const { source, starts, ends } = plain;
    const addEntry = (index: number): number => {
      if (isStrict) strictText(source.bytes, starts[index], ends[index]);
      return this.entries.add(source, starts[index], ends[index]);
    };
    if (this.plain !== undefined) {
      for (let i = from; i < to; i++) {
        const index = values.form === 'codes' ? values.codes[i] : i;
        if (isStrict) strictText(source.bytes, starts[index], ends[index]);
        this.plain.append(source, starts[index], ends[index]);
      }
      this.length += to - from;
      return;
    }
    this.reserve(to - from);
    const { codes } = this;
    let { length } = this;
    if (values.form === 'codes') {
      const translation = this.translationOf(values.dictionary);
      for (let i = from; i < to; i++) {
        const code = values.codes[i];
        if (translation[code] < 0) translation[code] = addEntry(code);
        codes[length++] = translation[code];
      }
    } else for (let i = from; i < to; i++) codes[length++] = addEntry(i);
    this.length = length;
  }

  appendText(text: string): void {
    const bytes = encoded(text);
    this.filled = true;
    this.addBytes(bytes, bytes.length, 1);
  }

  appendNulls(count: number): void {
    if (count > 0) this.addBytes(noBytes, 0, count);
  }

  finish(): Vector {
    const { length, filled } = this;
    this.length = 0;
    this.filled = false;
    if (this.plain !== undefined) {
      const values = this.plain.textsFrom(0);
      this.plain.clear();
      return { encoding: 'text', type: 'string', length, nulls: undefined, values };
    }
    const { dictionary } = this;
    dictionary.append(this.entries.textsFrom(dictionary.size));
    if (!filled) return constantVector('string', '', length);
    const codes = codeArray(dictionary.size, length);
    codes.set(this.codes.subarray(0, length));
    this.judgeCodes(length);
    return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary };
  }

  private addBytes(bytes: Bytes, end: number, count: number): void {
    if (this.plain !== undefined) {
      for (let i = 0; i < count; i++) this.plain.append(bytes, 0, end);
    } else {
      this.reserve(count);
      this.codes.fill(this.entries.add(bytes, 0, end), this.length, this.length + count);
    }
    this.length += count;
  }

  private translationOf(dictionary: PageDictionary): Int32Array {
    const known = this.translations.get(dictionary);
    if (known !== undefined) return known;
    const translation = new Int32Array(dictionary.size).fill(-1);
    this.translations.set(dictionary, translation);
    return translation;
  }

  private reserve(rows: number): void {
    if (this.length + rows <= this.codes.length) return;
    const codes = new Uint32Array(Math.max(this.codes.length * 2, this.length + rows));
    codes.set(this.codes.subarray(0, this.length));
    this.codes = codes;
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
    if (this.room.isOver(this, this.dictionary)) this.startDictionary();
  }

  private startDictionary(): void {
    this.entries = new ByteDictionary();
    this.dictionary = new Dictionary();
    this.translations = new WeakMap();
    this.entriesBeforeTrial = 0;
  }
}
