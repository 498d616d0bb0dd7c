import { refuseDynamicKey } from '../binder/aggregates.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { type Segment, selectRows } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import { column } from '../plan/expression.ts';
import type { AggregatePlan, SamplePlan, TakePlan } from '../plan/plan.ts';
import type { SampleDistinctOperator, SampleOperator } from '../syntax/ast.ts';
import { bindRowCount } from './take.ts';

/** `sample n`: n rows at random, each as likely as any other, in the order of the input. */
export function bindSample(context: BindContext, environment: Environment, input: Relation, node: SampleOperator): Relation {
  const count = bindRowCount(context, environment, node.count, 'sample');
  const plan: SamplePlan = { kind: 'sample', input: input.plan, count, schema: input.schema, span: node.span };
  return relationOf(plan, input);
}

/** `sample-distinct n of column`: n of the values of a column; which ones is not said, here those that occur first. */
export function bindSampleDistinct(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: SampleDistinctOperator,
): Relation {
  const { of, span } = node;
  if (of.kind !== 'name') fail('semantic', '`sample-distinct` takes a column', of.span, 'extend a column before it');
  const count = bindRowCount(context, environment, node.count, 'sample-distinct');
  const { index, type } = requireColumn(input, of.text, of.span);
  refuseDynamicKey(type, of.span, 'take distinct values of');
  const schema = { columns: [{ name: of.text, type }] };
  const distinct: AggregatePlan = {
    kind: 'aggregate',
    input: input.plan,
    keys: [column(type, index, of.span)],
    aggregates: [],
    schema,
    span,
  };
  const plan: TakePlan = { kind: 'take', input: distinct, count, schema, span };
  return { ...relationOf(plan), hint: input.hint };
}

/** Keeps `count` rows while the input runs through: the k-th row takes the place of a kept one with the likelihood count / k. */
export function runSample(plan: SamplePlan, context: RunContext): Stage {
  const kept: { segment: Segment; row: number; place: number }[] = [];
  let seen = 0;
  return {
    push(segment) {
      for (let row = 0; row < segment.length; row++) {
        const place = seen++;
        if (kept.length < plan.count) {
          kept.push({ segment, row, place });
          continue;
        }
        const slot = Math.floor(context.random() * seen);
        if (slot < plan.count) kept[slot] = { segment, row, place };
      }
      return [];
    },
    *finish() {
      kept.sort((a, b) => a.place - b.place);
      for (let start = 0, end = 0; start < kept.length; start = end) {
        const { segment } = kept[start];
        while (end < kept.length && kept[end].segment === segment) end++;
        yield selectRows(
          segment,
          Int32Array.from(kept.slice(start, end), ({ row }) => row),
        );
      }
    },
  };
}
