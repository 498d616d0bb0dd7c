import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { firstRows } from '../data/segment.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { TakePlan } from '../plan/plan.ts';
import type { Expression, TakeOperator } from '../syntax/ast.ts';

/** `take n`, `limit n`: the first n rows; the input is read no further. */
export function bindTake(context: BindContext, environment: Environment, input: Relation, node: TakeOperator): Relation {
  const count = bindRowCount(context, environment, node.count, node.keyword);
  const plan: TakePlan = { kind: 'take', input: input.plan, count, schema: input.schema, span: node.span };
  return { ...relationOf(plan, input, 'keeps-order'), name: input.name };
}

/** A constant whole number of rows; 0 where only data can tell it. */
export function bindRowCount(context: BindContext, environment: Environment, node: Expression, operator: string): number {
  const count = bindExpression(context, { environment, row: undefined }, node);
  if (count.type !== 'int' && count.type !== 'long' && count.kind === 'constant') {
    fail('semantic', `\`${operator}\` takes a whole number of rows, not ${count.type}`, node.span);
  }
  if (count.kind !== 'constant') {
    if (context.known === undefined && context.dependsOnData) return 0;
    fail('semantic', `\`${operator}\` takes a constant number of rows`, node.span);
  }
  if (count.value === null || Number(count.value) < 0) fail('semantic', `\`${operator}\` takes a number of rows, 0 or more`, node.span);
  return Number(count.value);
}

export function runTake(plan: TakePlan): Stage {
  let left = plan.count;
  return {
    push(segment) {
      const taken = firstRows(segment, Math.min(left, segment.length));
      left -= taken.length;
      return [taken];
    },
    get done() {
      return left <= 0;
    },
  };
}
