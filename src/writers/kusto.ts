import type { Schema } from '../data/schema.ts';
import { ColumnText } from './column-text.ts';
import { jsonFormat } from './json-text.ts';
import { inPieces, type Writer } from './writer.ts';

/** The table of the PrimaryResult frame in the second version of Kusto's JSON, with JSON-safe values: rows are arrays. Manual: response-v2. */
export function createKustoWriter(schema: Schema): Writer {
  const columns = schema.columns.map(() => new ColumnText(jsonFormat));
  let isFirst = true;
  return {
    begin() {
      const described = schema.columns.map(({ name, type }) => ({ ColumnName: name, ColumnType: type }));
      return [`{"TableName":"PrimaryResult","Columns":${JSON.stringify(described)},"Rows":[`];
    },
    rows(segment) {
      const readers = columns.map((column, index) => column.reader(segment.column(index)));
      return inPieces(segment.length, (row) => {
        let text = '';
        for (let index = 0; index < readers.length; index++) text += (index === 0 ? '' : ',') + readers[index](row);
        const separator = isFirst ? '' : ',';
        isFirst = false;
        return `${separator}[${text}]`;
      });
    },
    end: () => [']}\n'],
  };
}
