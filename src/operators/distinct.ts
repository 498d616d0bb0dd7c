import { refuseDynamicKey } from '../binder/aggregates.ts';
import { bindItem, ColumnNamer, type Item } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { rowScopeOf, type Scope } from '../binder/scope.ts';
import type { AggregatePlan } from '../plan/plan.ts';
import type { DistinctOperator } from '../syntax/ast.ts';

/** `distinct a, b` and `distinct *`: one row for each combination of values, null and '' being values of their own. */
export function bindDistinct(context: BindContext, environment: Environment, input: Relation, node: DistinctOperator): Relation {
  const scope: Scope = { environment, row: rowScopeOf(input) };
  const items = node.items.flatMap((item): Item[] => {
    if (item.kind !== 'star') return bindItem(context, scope, item);
    return (scope.row?.star(item.span) ?? []).map(({ name, expression }) => ({ name, explicit: true, expression, span: item.span }));
  });
  for (const { expression, span, name } of items)
    refuseDynamicKey(expression.type, span, `take distinct values of ${name === undefined ? '' : `\`${name}\`, `}`);
  const namer = new ColumnNamer();
  const columns = items.map((item) => ({ name: namer.name(item), type: item.expression.type }));
  const keys = items.map((item) => item.expression);
  const plan: AggregatePlan = { kind: 'aggregate', input: input.plan, keys, aggregates: [], schema: { columns }, span: node.span };
  return { ...relationOf(plan), open: input.open && node.items.some((item) => item.kind === 'star'), hint: input.hint };
}
