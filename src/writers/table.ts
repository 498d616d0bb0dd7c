import type { Column, Schema } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import { type CellFormat, ColumnText } from './column-text.ts';
import { isNumeric } from './numeric.ts';
import { plainText } from './plain-text.ts';
import { type FittedColumn, fitColumns, gap, maxCellWidth } from './table-widths.ts';
import { cutToWidth, widthOf } from './text-width.ts';
import { visibleText } from './visible.ts';
import { inPieces, type Writer } from './writer.ts';

export interface TableOptions {
  /** The columns of the terminal; undefined when the table may be as wide as it likes. */
  readonly width?: number;
  readonly colour?: boolean;
}

/** The widths of the columns are those of this many rows, which are held until there are as many or no more come. */
const measuredRows = 500;
/** A character is a few UTF-16 units long; of an endless value only what may be shown is looked at. */
const maxCellUnits = maxCellWidth * 16;

/**
 * A table for people: columns as wide as what the first rows hold, numbers flush right, what does not fit cut with an ellipsis, control
 * characters made visible, the number of rows at the end. Columns for which a terminal has no room are left out, and that is said.
 */
export function createTableWriter(schema: Schema, options: TableOptions = {}): Writer {
  return new TableWriter(schema, options);
}

class TableWriter implements Writer {
  private readonly schema: Schema;
  private readonly options: TableOptions;
  private readonly held: string[][] = [];
  /** The columns with the texts of their cells: before the widths are known all of them, as they are, then those shown, cut and padded. */
  private shown: readonly { readonly index: number; readonly text: ColumnText }[];
  private isOpen = false;
  private rowCount = 0;

  constructor(schema: Schema, options: TableOptions) {
    this.schema = schema;
    this.options = options;
    this.shown = schema.columns.map((_, index) => ({ index, text: new ColumnText(cellFormat((text) => text)) }));
  }

  begin(): Iterable<string> {
    return [];
  }

  *rows(segment: Segment): Iterable<string> {
    this.rowCount += segment.length;
    let from = 0;
    if (!this.isOpen) {
      const readers = this.shown.map(({ index, text }) => text.reader(segment.column(index)));
      for (; from < segment.length && this.held.length < measuredRows; from++) this.held.push(readers.map((read) => read(from)));
      if (this.held.length < measuredRows) return;
      yield* this.open();
    }
    const readers = this.shown.map(({ index, text }) => text.reader(segment.column(index)));
    yield* inPieces(segment.length - from, (row) => line(readers.map((read) => read(from + row))));
  }

  *end(): Iterable<string> {
    if (!this.isOpen) yield* this.open();
    yield this.dimmed(`${this.summary()}\n`);
  }

  /** Settles the widths and writes what was held. */
  private *open(): Iterable<string> {
    const { held } = this;
    const names = this.schema.columns.map(({ name }) => visibleText(name));
    const fitted = fitColumns(
      this.schema.columns.map(({ type }, index) => ({
        width: held.reduce((width, cells) => Math.max(width, widthOf(cells[index])), widthOf(names[index])),
        isText: type === 'string' || type === 'dynamic',
        isEmpty: held.length > 0 && held.every((cells) => cells[index] === ''),
      })),
      this.options.width,
    );
    const shapes = fitted.map(({ index, width }, place) => shaper(this.schema.columns[index], width, this.limitOf(fitted, place)));
    this.shown = fitted.map(({ index }, place) => ({ index, text: new ColumnText(cellFormat(shapes[place])) }));
    this.isOpen = true;
    if (fitted.length > 0) {
      yield this.bold(line(fitted.map(({ index }, place) => shapes[place](names[index]))));
      yield line(fitted.map(({ width }) => '─'.repeat(width)));
    }
    yield* inPieces(held.length, (row) => line(fitted.map(({ index }, place) => shapes[place](held[row][index]))));
    held.length = 0;
  }

  /** How wide a cell may be: later rows may hold more than the measured ones, and only a terminal has a right edge. */
  private limitOf(fitted: readonly FittedColumn[], place: number): number {
    const { width } = this.options;
    if (width === undefined) return maxCellWidth;
    if (place < fitted.length - 1) return fitted[place].width;
    const before = fitted.slice(0, place).reduce((sum, other) => sum + other.width + gap.length, 0);
    return Math.max(fitted[place].width, Math.min(maxCellWidth, width - before));
  }

  private summary(): string {
    const { length } = this.schema.columns;
    const shown = this.shown.length;
    const rows = this.rowCount === 1 ? '1 row' : `${this.rowCount === 0 ? 'no' : this.rowCount} rows`;
    return shown === length ? rows : `${rows}; ${shown} of ${length} columns shown: the others are empty or have no room`;
  }

  private bold(text: string): string {
    return this.options.colour ? `\x1b[1m${text.trimEnd()}\x1b[0m\n` : text;
  }

  private dimmed(text: string): string {
    return this.options.colour ? `\x1b[2m${text.trimEnd()}\x1b[0m\n` : text;
  }
}

function cellFormat(shape: (text: string) => string): CellFormat {
  return { cell: (type, cell) => shape(visibleText(beginning(plainText(type, cell)))), datetime: shape };
}

function beginning(text: string): string {
  return text.length <= maxCellUnits ? text : text.slice(0, maxCellUnits);
}

/** Cuts a text to `limit` and pads it to `width`. */
function shaper({ type }: Column, width: number, limit: number): (text: string) => string {
  const isRight = isNumeric(type);
  return (text) => {
    const fitted = cutToWidth(text, limit);
    const padding = ' '.repeat(Math.max(0, width - widthOf(fitted)));
    return isRight ? padding + fitted : fitted + padding;
  };
}

function line(cells: readonly string[]): string {
  return `${cells.join(gap).trimEnd()}\n`;
}
