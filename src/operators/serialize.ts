import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import { concatenate } from '../data/concatenate.ts';
import { createSegment, rowRange, type Segment, sideBySide } from '../data/segment.ts';
import type { Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { HeldRows } from '../engine/held-rows.ts';
import { concatenateSegments, cut, groupNumbers, runsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import type { WindowPlan } from '../plan/plan.ts';
import type { SerializeOperator } from '../syntax/ast.ts';
import { bindExtend } from './extend.ts';

/** `serialize`: declares the order of the rows to be meant, so that window functions may follow; with items it extends like `extend`. */
export function bindSerialize(context: BindContext, environment: Environment, input: Relation, node: SerializeOperator): Relation {
  const serialized: Relation = { ...input, serialized: true };
  if (node.items.length === 0) return serialized;
  const extended = bindExtend(context, environment, serialized, {
    kind: 'extend',
    span: node.span,
    keywordSpan: node.keywordSpan,
    items: node.items,
  });
  return { ...extended, serialized: true };
}

/** Window functions see all rows at once: the input is taken in whole and each call adds its column. */
export function runWindow(plan: WindowPlan, context: RunContext): Stage {
  const held = new HeldRows(context, plan.span);
  return {
    push(segment) {
      held.add(segment);
      return [];
    },
    *finish() {
      const rows = concatenateSegments(plan.input.schema, held.segments);
      if (rows.length === 0) return;
      const evaluator = createEvaluator(context);
      const compute = (part: Segment): Vector[] =>
        plan.calls.map((call) => {
          const vectors = call.arguments.map((argument) => argument && evaluator.evaluate(argument, part));
          return call.function.run(vectors, part.length, call.site);
        });
      const columns = plan.group === undefined ? compute(rows) : computeByGroup(plan, rows, plan.group, compute);
      yield* cut(sideBySide(rows, createSegment(columns, rows.length)));
    },
  };
}

function computeByGroup(plan: WindowPlan, rows: Segment, group: number, compute: (part: Segment) => Vector[]): Vector[] {
  const runs = [...runsOf(groupNumbers(rows.column(group)), rows.length)];
  const parts = runs.map(({ start, end }) => compute(rowRange(rows, start, end)));
  return plan.calls.map(({ type }, index) =>
    concatenate(
      type,
      parts.map((part) => part[index]),
    ),
  );
}
