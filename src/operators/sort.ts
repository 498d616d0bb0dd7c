import { refuseDynamicKey } from '../binder/aggregates.ts';
import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Scope } from '../binder/scope.ts';
import { selectRows } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { HeldRows } from '../engine/held-rows.ts';
import { concatenateSegments, cut, orderOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import type { SortedRuns } from '../engine/spill-sort.ts';
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

/** Takes all rows in, orders them, and hands them on in segments whose columns are gathered when they are read; on disk if need be. */
export function runSort(plan: SortPlan, context: RunContext): Stage {
  const held = new HeldRows(context, plan.span);
  let runs: SortedRuns | undefined;
  const putOut = (sorted: SortedRuns): void => {
    sorted.add(held.segments, held.bytes);
    held.clear();
  };
  return {
    push(segment) {
      held.add(segment);
      if (context.spill !== undefined && context.wantsSpill(held.bytes)) {
        runs ??= context.spill.sortedRuns(plan, context);
        putOut(runs);
      }
      return [];
    },
    *finish() {
      if (runs !== undefined) {
        if (held.segments.length > 0) putOut(runs);
        yield* runs.merge();
        return;
      }
      const all = concatenateSegments(plan.schema, held.segments);
      yield* cut(selectRows(all, orderOf(plan.keys, all, context)));
      held.clear();
    },
  };
}
