import type { Schema } from '../data/schema.ts';
import { type CellFormat, ColumnText } from './column-text.ts';
import { plainText } from './plain-text.ts';
import { inPieces, type Writer } from './writer.ts';

/** RFC 4180 with a header: CRLF after each record; quotes where a value has a comma, a quote, a line break or blanks at its ends. */
export function createCsvWriter(schema: Schema): Writer {
  return createSeparatedWriter(schema, ',', '\r\n');
}

/** Records of values with a separator between them, quoted by the rules of RFC 4180. */
export function createSeparatedWriter(schema: Schema, separator: string, lineEnd: string): Writer {
  const special = new RegExp(`^[ \\t\\ufeff]|["\\r\\n${separator}]|[ \\t]$`);
  const quoted = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const format: CellFormat = {
    // nothing else has such characters
    cell: (type, cell) => (type === 'string' || type === 'dynamic' ? quoted(plainText(type, cell)) : plainText(type, cell)),
    datetime: (text) => text,
  };
  const columns = schema.columns.map(() => new ColumnText(format));
  // a record of one empty value would be an empty line, which readers pass over
  const record = (text: string): string => (text === '' && columns.length === 1 ? `""${lineEnd}` : text + lineEnd);
  return {
    begin: () => [record(schema.columns.map(({ name }) => quoted(name)).join(separator))],
    rows(segment) {
      const readers = columns.map((column, index) => column.reader(segment.column(index)));
      return inPieces(segment.length, (row) => {
        let text = '';
        for (let index = 0; index < readers.length; index++) text += (index === 0 ? '' : separator) + readers[index](row);
        return record(text);
      });
    },
    end: () => [],
  };
}
