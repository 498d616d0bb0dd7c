import { scalarTypeNamed } from '../binder/expressions.ts';
import type { Column, Schema } from '../data/schema.ts';
import { fail } from '../errors.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';

/** The output schema that `evaluate plugin(…) : (*, name:type)` declares; `*` is the input's columns but one. */
export function declaredSchema(input: Schema, node: EvaluateOperator, without: number): { schema: Schema } {
  const columns: Column[] = node.schema?.star ? input.columns.filter((_, index) => index !== without) : [];
  for (const { name, type, span } of node.schema?.columns ?? []) {
    if (columns.some((column) => column.name === name.text)) fail('semantic', `there are two columns named \`${name.text}\``, span);
    columns.push({ name: name.text, type: scalarTypeNamed(type) });
  }
  return { schema: { columns } };
}
