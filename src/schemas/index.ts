import { type ScalarType, scalarTypeOf } from '../data/types.ts';
import { tables } from './tables.ts';

/** The columns of a table with their types, in order. */
export type TableSchema = Readonly<Record<string, ScalarType>>;

/** The built-in schemas of Sentinel and Defender tables by name. A schema is made when it is first asked for. */
export const schemas: Readonly<Record<string, TableSchema>> = lazySchemas();

function lazySchemas(): Record<string, TableSchema> {
  // without a prototype: a table called `constructor` has no schema
  const schemas: Record<string, TableSchema> = Object.create(null);
  for (const line of tables.trim().split('\n')) {
    const name = line.slice(0, line.indexOf(' '));
    let schema: TableSchema | undefined;
    Object.defineProperty(schemas, name, { enumerable: true, get: () => (schema ??= parseSchema(line.slice(name.length + 1))) });
  }
  return schemas;
}

function parseSchema(text: string): TableSchema {
  const schema: Record<string, ScalarType> = Object.create(null);
  for (const column of text.split(' ')) {
    const [name, type = 'string'] = column.split(':');
    schema[name] = scalarTypeOf(type) as ScalarType;
  }
  return schema;
}
