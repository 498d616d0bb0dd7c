import type { Schema } from '../data/schema.ts';
import { type CellFormat, ColumnText } from './column-text.ts';
import { isNumeric } from './numeric.ts';
import { plainText } from './plain-text.ts';
import { visibleText } from './visible.ts';
import { inPieces, type Writer } from './writer.ts';

/** A table of GitHub's Markdown that renders every value as it is: what Markdown would take for its own is escaped, line breaks are <br>. */
export function createMarkdownWriter(schema: Schema): Writer {
  const format: CellFormat = { cell: (type, cell) => escaped(plainText(type, cell)), datetime: (text) => text };
  const columns = schema.columns.map(() => new ColumnText(format));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return {
    begin: () => [
      line(schema.columns.map(({ name }) => escaped(name))),
      line(schema.columns.map(({ type }) => (isNumeric(type) ? '---:' : '---'))),
    ],
    rows(segment) {
      const readers = columns.map((column, index) => column.reader(segment.column(index)));
      return inPieces(segment.length, (row) => line(readers.map((read) => read(row))));
    },
    end: () => [],
  };
}

// an underscore inside a word means nothing, and names are full of them
const special = /[\\`*[\]<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/gu;

/** Text without any of the characters in question. */
const harmless = /^[\p{L}\p{N} .,:;/()+%@#?!'"{}=-]*$/u;

function escaped(text: string): string {
  if (harmless.test(text)) return text;
  return text
    .split(/\r\n|\r|\n/)
    .map((part) => visibleText(part).replace(special, '\\$&'))
    .join('<br>');
}
