import { readFileSync } from 'node:fs';
import { isBag } from '../data/dynamic.ts';
import { parseJsonText } from '../data/json.ts';
import type { Schema } from '../data/schema.ts';
import { type ScalarType, scalarTypeOf } from '../data/types.ts';
import { formatError, KqlError } from '../errors.ts';
import { parseRowSchema } from '../syntax/parse.ts';
import { UsageError } from './arguments.ts';

/**
 * The schemas of a file: KQL's `(name:type, …)` for the only table there is, or JSON, {"table": {"column": "type"}}. Throws a UsageError for
 * anything else, and for a table that is not there.
 */
export function readSchemas(file: string, tables: readonly string[]): ReadonlyMap<string, Schema> {
  const text = readText(file).trim();
  if (!text.startsWith('{')) {
    if (tables.length !== 1) {
      throw new UsageError(
        `--schema ${file} is the schema of one table, and there are ${tables.length}`,
        'for several tables write JSON: {"Table": {"Column": "type"}}',
      );
    }
    return new Map([[tables[0], readRowSchema(text, file)]]);
  }
  const schemas = readJsonSchemas(text, file);
  for (const name of schemas.keys()) if (!tables.includes(name)) throw new UsageError(`--schema ${file}: there is no table ${name}`);
  return schemas;
}

/** The schemas of a JSON file, of tables that need not be there. */
export function readSchemasOfTables(file: string): ReadonlyMap<string, Schema> {
  const text = readText(file).trim();
  if (!text.startsWith('{')) throw new UsageError(`--schema ${file} names no table`, 'write JSON: {"Table": {"Column": "type"}}');
  return readJsonSchemas(text, file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError(`--schema ${file}: ${(error as Error).message}`);
  }
}

function readRowSchema(text: string, file: string): Schema {
  const { schema, diagnostics } = parseRowSchema(text);
  if (schema === undefined) throw new UsageError(`--schema: ${formatError(new KqlError(diagnostics[0], text), file)}`);
  return { columns: schema.columns.map(({ name, type }) => ({ name: name.text, type: readType(type.text, name.text, file) })) };
}

function readJsonSchemas(text: string, file: string): Map<string, Schema> {
  // not JSON.parse, which would move names that look like numbers
  const value = parseJsonText(text);
  if (value === undefined) throw new UsageError(`--schema ${file} is no JSON`);
  if (!isBag(value)) throw new UsageError(`--schema ${file} is not of the form {"Table": {"Column": "type"}}`);
  const schemas = new Map<string, Schema>();
  for (const [table, columns] of value) {
    if (!isBag(columns)) throw new UsageError(`--schema ${file}: the columns of ${table} are not of the form {"Column": "type"}`);
    schemas.set(table, { columns: [...columns].map(([name, type]) => ({ name, type: readType(type, name, file) })) });
  }
  return schemas;
}

function readType(type: unknown, column: string, file: string): ScalarType {
  const known = typeof type === 'string' ? scalarTypeOf(type) : undefined;
  if (known === undefined) throw new UsageError(`--schema ${file}: the type of ${column} is ${JSON.stringify(type)}, which is none`);
  return known;
}
