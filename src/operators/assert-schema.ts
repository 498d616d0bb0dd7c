import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import { fail } from '../errors.ts';
import type { AssertSchemaOperator } from '../syntax/ast.ts';
import { schemaOf } from './datatable.ts';

/** `assert-schema (columns)`: an error unless the rows have exactly these columns in this order. */
export function bindAssertSchema(context: BindContext, _environment: Environment, input: Relation, node: AssertSchemaOperator): Relation {
  if (input.open) {
    context.dependsOnData = true;
    return input;
  }
  const text = ({ columns }: Relation['schema']): string => columns.map(({ name, type }) => `${name}:${type}`).join(', ');
  const expected = text(schemaOf(node.schema));
  const actual = text(input.schema);
  if (actual !== expected) fail('semantic', `the columns are (${actual}), not (${expected})`, node.schema.span);
  return input;
}
