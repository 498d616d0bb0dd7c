import { AggregateBinding, bindKeys } from '../binder/aggregates.ts';
import { ColumnNamer, type Item } from '../binder/columns.ts';
import { attempt, type BindContext, type Environment } from '../binder/context.ts';
import { naturalName } from '../binder/names.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { pending } from '../binder/scope.ts';
import { unknownType } from '../binder/unknown.ts';
import { createSegment, type Segment } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { createGrouper } from '../engine/group.ts';
import { groupNumbers, groupVector, segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Aggregator } from '../functions/define.ts';
import { column } from '../plan/expression.ts';
import type { AggregateCall, AggregatePlan, Plan } from '../plan/plan.ts';
import type { Expression as Node, SummarizeOperator } from '../syntax/ast.ts';

/**
 * `summarize aggregates by keys`: the keys come first, then the aggregates. Without keys there is one row, also for no input. An aggregate
 * may stand inside a scalar expression; a column may stand only inside an aggregate.
 */
export function bindSummarize(context: BindContext, environment: Environment, input: Relation, node: SummarizeOperator): Relation {
  if (node.bin !== undefined)
    fail('unsupported', 'the old `bin =` of summarize is not supported', node.bin.span, 'write by bin(column, size)');
  if (node.aggregates.length === 0 && node.by === undefined) fail('semantic', '`summarize` needs an aggregate or a `by`', node.keywordSpan);
  const keys = bindKeys(context, environment, input, node.by ?? []);
  const binding = new AggregateBinding(context, environment, input, keys);
  const items = node.aggregates.flatMap((aggregate) =>
    attempt(
      context,
      () => binding.item(aggregate),
      () => [
        {
          name: naturalName(context.functions, undefined, aggregate),
          explicit: false,
          expression: pending(unknownType, aggregate.span),
          span: aggregate.span,
        },
      ],
    ),
  );
  const relation = aggregated(input, keys, binding.calls, items, node.span);
  return binding.isOpen ? { ...relation, open: true } : relation;
}

function aggregated(
  input: Relation,
  keys: readonly Item[],
  calls: readonly AggregateCall[],
  items: readonly Item[],
  span: Node['span'],
): Relation {
  const namer = new ColumnNamer();
  const columns = [...keys, ...items].map((item) => ({ name: namer.name(item), type: item.expression.type }));
  const raw = calls.flatMap((call) => call.outputs);
  const plan: AggregatePlan = {
    kind: 'aggregate',
    input: input.plan,
    keys: keys.map((key) => key.expression),
    aggregates: calls,
    // inner names only matter where a projection stands above
    schema: { columns: [...columns.slice(0, keys.length), ...raw.map((type, i) => ({ name: `aggregate ${i}`, type }))] },
    span,
  };
  const inOrder =
    items.every(({ expression }, i) => expression.kind === 'column' && expression.index === keys.length + i) && items.length === raw.length;
  const expressions = [...keys.map(({ expression }, i) => column(expression.type, i, span)), ...items.map((item) => item.expression)];
  const result: Plan = inOrder
    ? { ...plan, schema: { columns } }
    : { kind: 'project', input: plan, expressions, schema: { columns }, span };
  return { ...relationOf(result), hint: input.hint };
}

/** Groups the rows and keeps one state a call and group; what comes of it is known when the last row has come. */
export function runAggregate(plan: AggregatePlan, context: RunContext): Stage {
  const evaluator = createEvaluator(context);
  const grouper = plan.keys.length > 0 ? createGrouper(plan.keys.map((key) => key.type)) : undefined;
  const aggregators = plan.aggregates.map((call) => call.function.create(call.site) as Aggregator);
  let ungrouped: Int32Array = new Int32Array(0);
  let charged = 0;
  const resize = (count: number): void => {
    for (const aggregator of aggregators) aggregator.resize(count);
  };
  const { group } = plan;
  const ungroupedCount = group === undefined ? 1 : (context.outer?.groups ?? 0);
  if (grouper === undefined) resize(ungroupedCount);
  const inOne = grouper === undefined && group === undefined;
  return {
    push(segment) {
      const { length } = segment;
      let groups = ungrouped;
      if (grouper !== undefined) {
        groups = grouper.assign(
          plan.keys.map((key) => evaluator.evaluate(key, segment)),
          length,
        );
        if (context.limits.groups !== undefined && grouper.count > context.limits.groups) {
          fail('limit', `more than ${context.limits.groups} groups`, plan.span, 'group by fewer values, or raise limits.groups');
        }
        resize(grouper.count);
      } else if (group !== undefined) {
        groups = groupNumbers(segment.column(group));
      } else if (groups.length < length) {
        groups = ungrouped = new Int32Array(length);
      }
      aggregators.forEach((aggregator, i) => {
        const vectors = plan.aggregates[i].arguments.map((argument) => evaluator.evaluate(argument, segment));
        if (inOne && aggregator.addAll !== undefined) aggregator.addAll(length, vectors);
        else aggregator.add(groups, length, vectors);
      });
      const bytes = (grouper?.bytes ?? 0) + aggregators.reduce((sum, aggregator) => sum + aggregator.bytes, 0);
      context.charge(bytes - charged, plan.span);
      charged = bytes;
      return [];
    },
    *finish(): Generator<Segment> {
      const count = grouper?.count ?? ungroupedCount;
      const columns = [...(grouper?.keys() ?? []), ...aggregators.flatMap((aggregator) => aggregator.results(count))];
      if (group !== undefined) columns.push(groupVector(Int32Array.from({ length: count }, (_, number) => number)));
      if (grouper === undefined && group === undefined) yield createSegment(columns, 1);
      else yield* segmentsOf(columns, count);
      context.charge(-charged, plan.span);
    },
  };
}
