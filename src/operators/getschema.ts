import type { BindContext, Environment } from '../binder/context.ts';
import { parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Schema } from '../data/schema.ts';
import { tableOfRows } from '../data/table.ts';
import { dotNetTypes } from '../data/types.ts';
import { fail } from '../errors.ts';
import type { GetSchemaOperator } from '../syntax/ast.ts';

const columns: Schema = {
  columns: [
    { name: 'ColumnName', type: 'string' },
    { name: 'ColumnOrdinal', type: 'int' },
    { name: 'DataType', type: 'string' },
    { name: 'ColumnType', type: 'string' },
  ],
};

/** `getschema`: a row a column of the input, which is not read. kind=csl gives the schema as one text. */
export function bindGetSchema(context: BindContext, _environment: Environment, input: Relation, node: GetSchemaOperator): Relation {
  if (input.open) context.dependsOnData = true;
  const kind = parameterText(node.parameters, 'kind');
  if (kind !== undefined && kind.text !== 'csl') fail('semantic', `\`getschema\` has the kind csl, not \`${kind.text}\``, kind.span);
  const described = input.schema.columns;
  const table =
    kind === undefined
      ? tableOfRows(
          columns,
          described.map(({ name, type }, ordinal) => [name, ordinal, dotNetTypes[type], type]),
        )
      : tableOfRows({ columns: [{ name: 'Schema', type: 'string' }] }, [[described.map(({ name, type }) => `${name}:${type}`).join(',')]]);
  return { ...relationOf({ kind: 'values', table, schema: table.schema, span: node.span }), serialized: true };
}
