import type { Schema } from '../data/schema.ts';
import { objectTexts } from './ndjson.ts';
import { inPieces, type Writer } from './writer.ts';

/** One array of objects, an object a line. */
export function createJsonWriter(schema: Schema): Writer {
  const rowTexts = objectTexts(schema);
  let isFirst = true;
  return {
    begin: () => ['['],
    rows(segment) {
      const rowText = rowTexts(segment);
      return inPieces(segment.length, (row) => {
        const separator = isFirst ? '\n' : ',\n';
        isFirst = false;
        return separator + rowText(row);
      });
    },
    end: () => [isFirst ? ']\n' : '\n]\n'],
  };
}
