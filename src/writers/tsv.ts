import type { Schema } from '../data/schema.ts';
import { createSeparatedWriter } from './csv.ts';
import type { Writer } from './writer.ts';

/** Values with tabs between them and a header; quotes as in CSV where a value has a tab, a quote or a line break. */
export function createTsvWriter(schema: Schema): Writer {
  return createSeparatedWriter(schema, '\t', '\n');
}
