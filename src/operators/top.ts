import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { BestRows } from '../engine/best-rows.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { cut } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import type { TopPlan } from '../plan/plan.ts';
import type { TopOperator } from '../syntax/ast.ts';
import { dropColumnsBeyond } from './extend.ts';
import { bindSortKeys } from './sort.ts';
import { bindRowCount } from './take.ts';

/** `top n by …`: the first n rows in the order that `sort by` would give. */
export function bindTop(context: BindContext, environment: Environment, input: Relation, node: TopOperator): Relation {
  const rows = bindRows(context, environment, input);
  const keys = bindSortKeys(context, rows.scope, node.keys);
  const count = bindRowCount(context, environment, node.count, 'top');
  const plan: TopPlan = { kind: 'top', input: rows.plan, keys, count, schema: rows.plan.schema, span: node.span };
  return relationOf(dropColumnsBeyond(plan, input.schema), input, 'makes-order');
}

export function runTop(plan: TopPlan, context: RunContext): Stage {
  const evaluator = createEvaluator(context);
  const best = new BestRows(plan.schema, plan.keys, plan.count);
  return {
    push(segment) {
      best.add(
        segment,
        plan.keys.map(({ expression }) => evaluator.evaluate(expression, segment)),
      );
      return [];
    },
    *finish() {
      yield* cut(best.finish());
    },
  };
}
