import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindPredicate } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import type { Stage } from '../engine/run.ts';
import { selectWhere } from '../engine/select.ts';
import type { Expression } from '../plan/expression.ts';
import type { FilterPlan, Plan } from '../plan/plan.ts';
import type { WhereOperator } from '../syntax/ast.ts';
import { dropColumnsBeyond } from './extend.ts';

/** `where predicate`, `filter predicate`: keeps the rows for which it is true. */
export function bindWhere(context: BindContext, environment: Environment, input: Relation, node: WhereOperator): Relation {
  const rows = bindRows(context, environment, input);
  const predicate = bindPredicate(context, rows.scope, node.predicate);
  const filter = filterPlan(rows.plan, predicate, node);
  return relationOf(dropColumnsBeyond(filter, input.schema), input, 'keeps-order');
}

export function filterPlan(input: Plan, predicate: Expression, node: { readonly span: Plan['span'] }): FilterPlan {
  const conjuncts = predicate.kind === 'logical' && predicate.operator === 'and' ? predicate.operands : [predicate];
  return { kind: 'filter', input, conjuncts, schema: input.schema, span: node.span };
}

export function runFilter(plan: FilterPlan, context: RunContext): Stage {
  const evaluator = createEvaluator(context);
  return {
    push: (segment) => {
      const kept = selectWhere(evaluator, plan.conjuncts, segment);
      return kept.length === 0 ? [] : [kept];
    },
  };
}
