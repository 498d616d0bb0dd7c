import { type ColumnBuilder, createBuilder, type LongBuilder } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import { textOfCell } from '../../data/convert.ts';
import { DynamicEntries, parseDynamicText } from '../../data/dictionary.ts';
import type { Dynamic } from '../../data/dynamic.ts';
import { dayTicks, unixEpochDay } from '../../data/ticks.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { DatetimeWriter } from '../columns/datetime.ts';
import { DictionaryRoom } from '../dictionary-room.ts';
import { cellType, julianEpochDay, leafCells } from './cells.ts';
import { fitCell, structureOf } from './fit.ts';
import type { Dictionary, Plain, Values } from './plain.ts';
import type { LeafKind } from './schema.ts';
import { TextColumn } from './text.ts';

/** Takes a value that does not fit the type of its column, in words. */
export type Misfit = (value: string) => void;

/** Grows a column of a type from the values of leaves; `finish` hands over the rows since the last `finish`. */
export abstract class Output {
  readonly type: ScalarType;
  protected readonly misfit: Misfit;
  /** The cells of the entries of a dictionary. */
  private readonly coded = new WeakMap<Dictionary, (Cell | undefined)[]>();

  constructor(type: ScalarType, misfit: Misfit) {
    this.type = type;
    this.misfit = misfit;
  }

  /** The values [from, to) of a leaf. */
  append(read: LeafKind, values: Values, from: number, to: number): void {
    if (values.form === 'codes') {
      const { codes, dictionary } = values;
      let cells = this.coded.get(dictionary);
      if (cells === undefined) {
        const cellAt = this.reader(read, dictionary.values, () => {});
        cells = Array.from({ length: dictionary.size }, (_, i) => cellAt(i));
        this.coded.set(dictionary, cells);
      }
      for (let i = from; i < to; i++) {
        const cell = cells[codes[i]];
        if (cell === undefined) this.reader(read, dictionary.values, this.misfit)(codes[i]);
        this.appendCell(cell ?? null);
      }
    } else {
      const cellAt = this.reader(read, values, this.misfit);
      for (let i = from; i < to; i++) this.appendCell(cellAt(i) ?? null);
    }
  }

  /** A value that was put together from several leaves. */
  appendDynamic(value: Dynamic): void {
    const cell = fitCell(value, 'dynamic', this.type);
    if (cell === undefined) this.misfit(textOfCell('dynamic', value));
    this.appendCell(cell ?? null);
  }

  /** A value in a column that was read as null is counted. */
  refuse(value: string): void {
    this.misfit(value);
  }

  appendNulls(count: number): void {
    for (let i = 0; i < count; i++) this.appendCell(null);
  }

  abstract finish(): Vector;

  /** A cell of the column's type. */
  protected abstract appendCell(cell: Cell): void;

  private reader(read: LeafKind, plain: Plain, misfit: Misfit): (index: number) => Cell | undefined {
    const cellAt = leafCells(read, plain);
    const from = cellType(read);
    return (index) => {
      const cell = cellAt(index);
      const fitting = cell === undefined ? undefined : fitCell(cell, from, this.type);
      if (fitting === undefined) misfit(cell === undefined ? 'out of range' : textOfCell(from, cell));
      return fitting;
    };
  }
}

/** `room` is what the dictionaries of all columns share. */
export function createOutput(type: ScalarType, misfit: Misfit, room = new DictionaryRoom()): Output {
  switch (type) {
    case 'string':
      return new TextOutput(type, misfit, room);
    case 'dynamic':
      return new DynamicOutput(type, misfit, room);
    case 'datetime':
      return new DatetimeOutput(type, misfit);
    case 'long':
      return new LongOutput(type, misfit);
    default:
      return new CellOutput(type, misfit);
  }
}

class CellOutput extends Output {
  protected builder: ColumnBuilder = createBuilder(this.type);

  finish(): Vector {
    return this.builder.finish();
  }

  protected appendCell(cell: Cell): void {
    this.builder.append(cell);
  }
}

class LongOutput extends CellOutput {
  override append(read: LeafKind, values: Values, from: number, to: number): void {
    const plain = values.form === 'codes' ? values.dictionary.values : values;
    const codes = values.form === 'codes' ? values.codes : undefined;
    const builder = this.builder as LongBuilder;
    if (plain.form === 'numbers' && (read.kind === 'long' || read.kind === 'uint32')) {
      const numbers = plain.values;
      const isUnsigned = read.kind === 'uint32';
      for (let i = from; i < to; i++) {
        const number = numbers[codes === undefined ? i : codes[i]];
        builder.appendNumber(isUnsigned ? number >>> 0 : number);
      }
    } else if (plain.form === 'longs' && read.kind === 'long') {
      const { words } = plain;
      for (let i = from; i < to; i++) {
        const at = 2 * (codes === undefined ? i : codes[i]);
        const high = words[at + 1];
        if (isExact(high)) builder.appendNumber(high * 4294967296 + (words[at] >>> 0));
        else builder.appendBigint((BigInt(high) << 32n) | BigInt(words[at] >>> 0));
      }
    } else super.append(read, values, from, to);
  }
}

/** Whether a long with this higher word is exact as a double. */
function isExact(high: number): boolean {
  return high < 0x200000 && high >= -0x200000;
}

const microsOfDay = 86_400_000_000;

/** datetime without a bigint, for times that are exact as doubles in microseconds. */
class DatetimeOutput extends Output {
  private readonly writer = new DatetimeWriter({ name: '', type: 'datetime', inferred: false, room: new DictionaryRoom(), misfit() {} });

  override append(read: LeafKind, values: Values, from: number, to: number): void {
    const plain = values.form === 'codes' ? values.dictionary.values : values;
    const codes = values.form === 'codes' ? values.codes : undefined;
    const { writer } = this;
    if (plain.form === 'longs' && read.kind === 'datetime') {
      const { words } = plain;
      writer.reserve(to - from);
      for (let i = from; i < to; i++) {
        const at = codes === undefined ? i : codes[i];
        if (!this.appendTime(words[2 * at + 1], words[2 * at] >>> 0, read.unit)) super.append(read, plain, at, at + 1);
      }
    } else if (plain.form === 'bytes' && read.kind === 'int96') {
      const { view } = plain.source;
      writer.reserve(to - from);
      for (let i = from; i < to; i++) {
        const at = codes === undefined ? i : codes[i];
        const place = plain.starts[at];
        const nanos = view.getInt32(place + 4, true) * 4294967296 + view.getUint32(place, true);
        const day = view.getInt32(place + 8, true) - julianEpochDay + unixEpochDay;
        if (nanos >= 0 && nanos < 86_400e9 && day >= 0 && day < endOfDays) writer.write(day, Math.floor(nanos / 100));
        else super.append(read, plain, at, at + 1);
      }
    } else super.append(read, values, from, to);
  }

  override appendNulls(count: number): void {
    this.writer.appendNulls(count);
  }

  finish(): Vector {
    return this.writer.finish();
  }

  protected appendCell(cell: Cell): void {
    this.writer.reserve(1);
    if (cell === null) this.writer.writeNull();
    else this.writer.write(Number((cell as bigint) / BigInt(dayTicks)), Number((cell as bigint) % BigInt(dayTicks)));
  }

  /** Whether the time could be written without a bigint. */
  private appendTime(high: number, low: number, unit: 'MILLIS' | 'MICROS' | 'NANOS'): boolean {
    let micros: number;
    let ticks = 0;
    if (unit === 'NANOS') {
      // long division by 1000, a word at a time
      const quotient = Math.floor(high / 1000);
      const rest = (high - quotient * 1000) * 4294967296 + low;
      micros = quotient * 4294967296 + Math.floor(rest / 1000);
      ticks = Math.floor((rest % 1000) / 100);
    } else {
      if (!isExact(high)) return false;
      micros = high * 4294967296 + low;
      if (unit === 'MILLIS') micros *= 1000;
    }
    if (!Number.isSafeInteger(micros)) return false;
    const day = Math.floor(micros / microsOfDay);
    if (day + unixEpochDay < 0 || day + unixEpochDay >= endOfDays) return false;
    this.writer.write(day + unixEpochDay, (micros - day * microsOfDay) * 10 + ticks);
    return true;
  }
}

/** The first day behind the last that a datetime has. */
const endOfDays = 3_652_059;

class TextOutput extends Output {
  private readonly texts: TextColumn;

  constructor(type: ScalarType, misfit: Misfit, room: DictionaryRoom) {
    super(type, misfit);
    this.texts = new TextColumn(room);
  }

  override append(read: LeafKind, values: Values, from: number, to: number): void {
    if (isText(read)) this.texts.append(read.kind === 'bytes', values, from, to);
    else super.append(read, values, from, to);
  }

  override appendNulls(count: number): void {
    this.texts.appendNulls(count);
  }

  finish(): Vector {
    return this.texts.finish();
  }

  protected appendCell(cell: Cell): void {
    this.texts.appendText((cell ?? '') as string);
  }
}

function isText({ kind }: LeafKind): boolean {
  return kind === 'string' || kind === 'bytes' || kind === 'json';
}

/** dynamic: text stays text until somebody asks for the value. */
class DynamicOutput extends CellOutput {
  private readonly texts: TextColumn;
  private make: (text: string) => Dynamic = parseDynamicText;

  constructor(type: ScalarType, misfit: Misfit, room: DictionaryRoom) {
    super(type, misfit);
    this.texts = new TextColumn(room);
  }

  override append(read: LeafKind, values: Values, from: number, to: number): void {
    if (!isText(read)) {
      super.append(read, values, from, to);
      return;
    }
    const make = read.kind === 'json' ? parseDynamicText : (structureOf as (text: string) => Dynamic);
    if (make !== this.make || this.builder.length > 0) this.parse();
    this.make = make;
    if (this.builder.length > 0) super.append(read, values, from, to);
    else this.texts.append(read.kind === 'bytes', values, from, to);
  }

  override appendNulls(count: number): void {
    if (this.builder.length > 0) super.appendNulls(count);
    else this.texts.appendNulls(count);
  }

  override finish(): Vector {
    return this.builder.length > 0 ? this.builder.finish() : this.parsedLater();
  }

  protected override appendCell(cell: Cell): void {
    this.parse();
    super.appendCell(cell);
  }

  private parse(): void {
    if (this.texts.length === 0) return;
    const vector = this.parsedLater();
    const cellAt = cellReader(vector);
    for (let i = 0; i < vector.length; i++) super.appendCell(cellAt(i));
  }

  private parsedLater(): Vector {
    const { make } = this;
    const vector = this.texts.finish();
    const { length } = vector;
    const value = (text: string): Dynamic => (text === '' ? null : make(text));
    switch (vector.encoding) {
      case 'coded-text': {
        const { entries } = vector.dictionary;
        const lazy = DynamicEntries.madeBy(entries.length, (code) => value(entries[code]));
        return { encoding: 'coded-dynamic', type: 'dynamic', length, nulls: undefined, codes: vector.codes, entries: lazy };
      }
      case 'text': {
        const texts = vector.values;
        const lazy = DynamicEntries.madeBy(texts.length, (code) => value(texts[code]));
        const codes = Uint32Array.from(texts, (_, i) => i);
        return { encoding: 'coded-dynamic', type: 'dynamic', length, nulls: undefined, codes, entries: lazy };
      }
      default:
        return { encoding: 'constant', type: 'dynamic', length, nulls: undefined, value: null };
    }
  }
}
