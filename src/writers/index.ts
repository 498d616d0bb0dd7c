import type { Schema } from '../data/schema.ts';
import { createCsvWriter } from './csv.ts';
import { createJsonWriter } from './json.ts';
import { createKustoWriter } from './kusto.ts';
import { createMarkdownWriter } from './markdown.ts';
import { createNdjsonWriter } from './ndjson.ts';
import { createTableWriter, type TableOptions } from './table.ts';
import { createTsvWriter } from './tsv.ts';
import type { Writer } from './writer.ts';

export type { TableOptions } from './table.ts';
export type { Writer } from './writer.ts';

/** The formats that results are written in, by name. */
export const writers = {
  table: createTableWriter,
  json: createJsonWriter,
  ndjson: createNdjsonWriter,
  csv: createCsvWriter,
  tsv: createTsvWriter,
  markdown: createMarkdownWriter,
  kusto: createKustoWriter,
} satisfies Record<string, (schema: Schema, options: TableOptions) => Writer>;

export type Format = keyof typeof writers;
