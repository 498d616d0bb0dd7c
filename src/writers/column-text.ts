import { hasBit } from '../data/bitmap.ts';
import { cellReader } from '../data/cells.ts';
import { formatDatetimeParts } from '../data/datetime.ts';
import { dayTicks, ticksPerDay } from '../data/ticks.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell, OffsetVector, Vector } from '../data/vector.ts';

/** How a format writes the cells of a type. */
export interface CellFormat {
  cell(type: ScalarType, cell: Cell): string;
  /** A datetime whose text, as results have it, is there already. */
  datetime(text: string): string;
}

/**
 * The texts of one column, segment after segment. Where rows share the entries of a dictionary, each entry is written once, and the texts
 * are kept for the next segment, which mostly has the same dictionary; datetimes are written without a detour over bigint.
 */
export class ColumnText {
  private readonly format: CellFormat;
  private dictionary: object | undefined;
  private texts: string[] = [];

  constructor(format: CellFormat) {
    this.format = format;
  }

  /** A function that gives the text of a row of the vector. */
  reader(vector: Vector): (row: number) => string {
    const { format } = this;
    const { type } = vector;
    switch (vector.encoding) {
      case 'constant': {
        const text = format.cell(type, vector.value);
        return () => text;
      }
      case 'coded-text': {
        const { codes, dictionary } = vector;
        const { entries } = dictionary;
        if (!pays(entries.length, vector.length)) break;
        const texts = this.textsOf(dictionary);
        return (row) => (texts[codes[row]] ??= format.cell(type, entries[codes[row]]));
      }
      case 'coded-dynamic': {
        const { codes, entries } = vector;
        if (!pays(entries.size, vector.length)) break;
        const texts = this.textsOf(entries);
        return (row) => (texts[codes[row]] ??= format.cell(type, entries.at(codes[row])));
      }
      case 'offset':
        if (type === 'datetime') return datetimeReader(format, vector);
    }
    const read = cellReader(vector);
    return (row) => format.cell(type, read(row));
  }

  private textsOf(dictionary: object): string[] {
    if (this.dictionary !== dictionary) {
      this.dictionary = dictionary;
      this.texts = [];
    }
    return this.texts;
  }
}

/** Texts that are kept and not used again only make work for the garbage collector: a column of distinct values took three times as long. */
function pays(entries: number, rows: number): boolean {
  return entries * 2 <= rows;
}

function datetimeReader(format: CellFormat, { base, values, nulls }: OffsetVector): (row: number) => string {
  const none = format.cell('datetime', null);
  const baseDay = Number(base / ticksPerDay);
  const baseTicks = Number(base % ticksPerDay);
  return (row) => {
    if (nulls !== undefined && hasBit(nulls, row)) return none;
    // base and value are not added as they are: the sum may be beyond what a double holds exactly
    const value = values[row];
    let day = Math.floor(value / dayTicks);
    let ticks = value - day * dayTicks + baseTicks;
    for (; ticks < 0; ticks += dayTicks) day--;
    for (; ticks >= dayTicks; ticks -= dayTicks) day++;
    return format.datetime(withoutZeros(formatDatetimeParts(baseDay + day, ticks)));
  };
}

/** `…:00.1200000Z` as results have it: without the zeros at the end of the fraction. */
function withoutZeros(text: string): string {
  let end = text.length - 1;
  while (text.charCodeAt(end - 1) === 0x30 && end > 20) end--;
  if (end === 20) end = 19;
  return `${text.slice(0, end)}Z`;
}
