import { refuseDynamicKey } from '../binder/aggregates.ts';
import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Scope } from '../binder/scope.ts';
import { type Segment, selectRows } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { concatenateSegments, cut, orderOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import type { SortKey, SortPlan } from '../plan/plan.ts';
import type { SortKey as SortKeyNode, SortOperator } from '../syntax/ast.ts';
import { dropColumnsBeyond } from './extend.ts';

/** `sort by`, `order by`: descending unless it says asc; nulls last when descending, first when ascending; ties keep their order. */
export function bindSort(context: BindContext, environment: Environment, input: Relation, node: SortOperator): Relation {
  const rows = bindRows(context, environment, input);
  const keys = bindSortKeys(context, rows.scope, node.keys);
  const plan: SortPlan = { kind: 'sort', input: rows.plan, keys, schema: rows.plan.schema, span: node.span };
  return relationOf(dropColumnsBeyond(plan, input.schema), input, 'makes-order');
}

export function bindSortKeys(context: BindContext, scope: Scope, nodes: readonly SortKeyNode[]): SortKey[] {
  return nodes.map((node) => {
    const expression = bindExpression(context, scope, node.expression);
    refuseDynamicKey(expression.type, node.expression.span, 'sort by');
    const descending = node.direction !== 'asc';
    return { expression, descending, nullsFirst: node.nulls === undefined ? !descending : node.nulls === 'first' };
  });
}

/** Takes all rows in, orders them, and hands them on in segments whose columns are gathered when they are read. */
export function runSort(plan: SortPlan, context: RunContext): Stage {
  const segments: Segment[] = [];
  let charged = 0;
  return {
    push(segment) {
      segments.push(segment);
      const bytes = segment.length * segment.width * 8;
      charged += bytes;
      context.charge(bytes, plan.span);
      return [];
    },
    *finish() {
      const all = concatenateSegments(plan.schema, segments);
      yield* cut(selectRows(all, orderOf(plan.keys, all, context)));
      context.charge(-charged, plan.span);
    },
  };
}
