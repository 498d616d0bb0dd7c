import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { nameMatcher } from '../binder/wildcards.ts';
import { column } from '../plan/expression.ts';
import type { NameOrWildcard, ProjectSelectOperator } from '../syntax/ast.ts';

/** `project-away` drops and `project-keep` keeps columns, the order of the input staying. A pattern may match nothing, a name may not. */
export function bindProjectSelect(
  _context: BindContext,
  _environment: Environment,
  input: Relation,
  node: ProjectSelectOperator,
): Relation {
  const chosen = new Set<string>();
  for (const item of node.columns) for (const name of matchingNames(input, item)) chosen.add(name);
  const kept = input.schema.columns.flatMap(({ name }, index) => (chosen.has(name) === (node.kind === 'project-keep') ? [index] : []));
  return pickedColumns(input, kept, node.span);
}

/** The names of the columns that a name or pattern means. */
export function matchingNames(input: Relation, item: NameOrWildcard): string[] {
  if (item.kind === 'name') {
    requireColumn(input, item.text, item.span);
    return [item.text];
  }
  const matches = nameMatcher(item.pattern);
  return input.schema.columns.map(({ name }) => name).filter((name) => matches(name) && !input.hidden?.has(name));
}

/** The columns at these positions, in their order. */
export function pickedColumns(input: Relation, indexes: readonly number[], span: NameOrWildcard['span']): Relation {
  const { columns } = input.schema;
  const relation = relationOf(
    {
      kind: 'project',
      input: input.plan,
      expressions: indexes.map((index) => column(columns[index].type, index, span)),
      schema: { columns: indexes.map((index) => columns[index]) },
      span,
    },
    input,
    'keeps-order',
  );
  return relation;
}
