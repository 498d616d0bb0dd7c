import type { Schema } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import { ColumnText } from './column-text.ts';
import { jsonFormat } from './json-text.ts';
import { inPieces, type Writer } from './writer.ts';

/** An object a line, its properties in the order of the columns. */
export function createNdjsonWriter(schema: Schema): Writer {
  const rowTexts = objectTexts(schema);
  return {
    begin: () => [],
    rows(segment) {
      const rowText = rowTexts(segment);
      return inPieces(segment.length, (row) => `${rowText(row)}\n`);
    },
    end: () => [],
  };
}

/** The JSON objects of a segment's rows. */
export function objectTexts(schema: Schema): (segment: Segment) => (row: number) => string {
  const names = schema.columns.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const columns = schema.columns.map(() => new ColumnText(jsonFormat));
  return (segment) => {
    const readers = columns.map((column, index) => column.reader(segment.column(index)));
    return (row) => {
      let text = '';
      for (let index = 0; index < readers.length; index++) text += names[index] + readers[index](row);
      return text === '' ? '{}' : `${text}}`;
    };
  };
}
