import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import { createSegment, sideBySide } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { concatenateSegments, cut } from '../engine/rows.ts';
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
  const segments: Parameters<Stage['push']>[0][] = [];
  return {
    push(segment) {
      segments.push(segment);
      context.charge(segment.length * segment.width * 8, plan.span);
      return [];
    },
    *finish() {
      const rows = concatenateSegments(plan.input.schema, segments);
      const evaluator = createEvaluator(context);
      const columns = plan.calls.map((call) => {
        const vectors = call.arguments.map((argument) => argument && evaluator.evaluate(argument, rows));
        return call.function.run(vectors, rows.length, call.site);
      });
      yield* cut(sideBySide(rows, createSegment(columns, rows.length)));
    },
  };
}
