import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { type Segment, segmentLength, selectRows } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { concatenateSegments, cut, orderOf } from '../engine/rows.ts';
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
  return { ...relationOf(dropColumnsBeyond(plan, input.schema), input, 'makes-order'), name: input.name };
}

/** Keeps at most a few times `count` rows: whenever more have gathered, they are ordered and cut. */
export function runTop(plan: TopPlan, context: RunContext): Stage {
  let kept: Segment[] = [];
  let rows = 0;
  const reduce = (): Segment => {
    const all = concatenateSegments(plan.schema, kept);
    const best = selectRows(all, orderOf(plan.keys, all, context).subarray(0, plan.count));
    kept = [best];
    rows = best.length;
    return best;
  };
  return {
    push(segment) {
      kept.push(segment);
      rows += segment.length;
      if (rows > plan.count * 2 + segmentLength) reduce();
      return [];
    },
    *finish() {
      if (rows > 0) yield* cut(reduce());
    },
  };
}
