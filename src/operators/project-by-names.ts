import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import { nameMatcher } from '../binder/wildcards.ts';
import type { Dynamic } from '../data/dynamic.ts';
import { fail } from '../errors.ts';
import type { Expression as Node, ProjectByNamesOperator } from '../syntax/ast.ts';
import { pickedColumns } from './project-select.ts';

/**
 * `project-by-names names, …`: the columns with these names, in that order; a name is a text, which may be a pattern, or an array of texts.
 * A name that no column has is passed over; a function may so hand on columns of its table that it cannot name.
 */
export function bindProjectByNames(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: ProjectByNamesOperator,
): Relation {
  const chosen = new Set<number>();
  let open = false;
  for (const item of node.items) {
    const patterns = patternsOf(context, environment, item);
    open ||= patterns === undefined;
    for (const pattern of patterns ?? []) {
      const matches = nameMatcher(pattern);
      input.schema.columns.forEach(({ name }, index) => {
        if (matches(name)) chosen.add(index);
      });
    }
  }
  return { ...pickedColumns(input, [...chosen], node.span), open: input.open || open };
}

/** undefined where only data can tell. */
function patternsOf(context: BindContext, environment: Environment, node: Node): string[] | undefined {
  const value = bindExpression(context, { environment, row: undefined }, node);
  if (value.kind === 'column' && value.index < 0) return undefined;
  if (value.kind !== 'constant' || (value.type !== 'string' && value.type !== 'dynamic'))
    fail('semantic', '`project-by-names` takes names as texts or arrays of texts', node.span);
  const names = (value.type === 'string' ? [value.value] : value.value) as Dynamic;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    fail('semantic', '`project-by-names` takes names as texts or arrays of texts', node.span);
  return names as string[];
}
