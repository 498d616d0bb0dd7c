import { AggregateBinding, bindKeys } from '../binder/aggregates.ts';
import { ColumnNamer, type Item } from '../binder/columns.ts';
import { attempt, type BindContext, type Environment } from '../binder/context.ts';
import { naturalName } from '../binder/names.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { pending } from '../binder/scope.ts';
import { unknownType } from '../binder/unknown.ts';
import { detached } from '../data/detach.ts';
import { gather } from '../data/gather.ts';
import { columnsOf, createSegment, type Segment, selectRows } from '../data/segment.ts';
import type { Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { createGrouper, type Grouper } from '../engine/group.ts';
import { fewGroups, fullBatch, inOrder, RowBatch } from '../engine/row-batch.ts';
import { groupNumbers, groupVector, segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import type { Partitions } from '../engine/spill-partitions.ts';
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
  if (items.length > 0 && items.every(({ expression }) => expression.kind === 'constant'))
    fail('semantic', 'there is no aggregate in this `summarize`', node.aggregates[0].span);
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
  const { group } = plan;
  if (plan.keys.length > 0) {
    const groups = new Groups(plan, context);
    return {
      push(segment) {
        groups.add(
          plan.keys.map((key) => evaluator.evaluate(key, segment)),
          plan.aggregates.map((call) => call.arguments.map((argument) => evaluator.evaluate(argument, segment))),
          segment.length,
        );
        return [];
      },
      finish: () => groups.finish(),
    };
  }
  const aggregators = aggregatorsOf(plan);
  const groupCount = group === undefined ? 1 : (context.outer?.groups ?? 0);
  for (const aggregator of aggregators) aggregator.resize(groupCount);
  let one: Int32Array = new Int32Array(0);
  let charged = 0;
  return {
    push(segment) {
      const { length } = segment;
      if (group === undefined && one.length < length) one = new Int32Array(length);
      const groups = group === undefined ? one : groupNumbers(segment.column(group));
      aggregators.forEach((aggregator, i) => {
        const vectors = plan.aggregates[i].arguments.map((argument) => evaluator.evaluate(argument, segment));
        if (group === undefined && aggregator.addAll !== undefined) aggregator.addAll(length, vectors);
        else aggregator.add(groups, length, vectors);
      });
      const bytes = bytesOf(aggregators);
      context.charge(bytes - charged, plan.span);
      charged = bytes;
      return [];
    },
    *finish(): Generator<Segment> {
      const columns = aggregators.flatMap((aggregator) => aggregator.results(groupCount));
      if (group === undefined) yield createSegment(columns, 1);
      else yield* segmentsOf([...columns, groupVector(Int32Array.from({ length: groupCount }, (_, number) => number))], groupCount);
      context.charge(-charged, plan.span);
    },
  };
}

const aggregatorsOf = (plan: AggregatePlan): Aggregator[] => plan.aggregates.map((call) => call.function.create(call.site) as Aggregator);

const bytesOf = (aggregators: readonly Aggregator[]): number => aggregators.reduce((sum, aggregator) => sum + aggregator.bytes, 0);

/**
 * Groups by keys. When they no longer fit into memory no further group is opened: rows of others go on disk, parted by their keys, and each
 * part is grouped by itself in the end. A group is either in memory or in one part, with all its rows in their order.
 */
class Groups {
  private readonly plan: AggregatePlan;
  private readonly context: RunContext;
  /** How often the rows have been parted before. */
  private readonly level: number;
  /** The groups that others have given. */
  private readonly before: number;
  private grouper: Grouper;
  private aggregators: readonly Aggregator[];
  private charged = 0;
  private others: Partitions | undefined;
  /** Rows that wait to be taken cluster by cluster; there once there are many groups and rows jump about among them. */
  private batch: RowBatch | undefined;

  constructor(plan: AggregatePlan, context: RunContext, level = 0, before = 0) {
    this.plan = plan;
    this.context = context;
    this.level = level;
    this.before = before;
    this.grouper = createGrouper(plan.keys.map((key) => key.type));
    this.aggregators = aggregatorsOf(plan);
  }

  /** Takes rows: their keys, and the arguments of each call. */
  add(keys: readonly Vector[], calls: readonly (readonly Vector[])[], length: number): void {
    if (this.batch !== undefined) {
      this.batch.add([...keys, ...calls.flat()], length);
      if (this.batch.isFull) this.addBatch(this.batch);
      return;
    }
    if (this.others === undefined) {
      const { count } = this.grouper;
      const groups = this.grouper.assign(keys, length);
      this.checkCount();
      this.addToGroups(groups, calls, length);
      if (this.wantsBatches(groups, length, count) && RowBatch.takes([...keys, ...calls.flat()])) {
        this.grouper.cluster();
        this.batch = new RowBatch();
      }
      return;
    }
    const groups = this.grouper.find(keys, length);
    const known = rowsOfSign(groups, length, 0);
    if (known.length === length) {
      this.addToGroups(groups, calls, length);
      return;
    }
    if (known.length > 0) {
      const own = calls.map((vectors) => vectors.map((vector) => gather(vector, known)));
      this.addToGroups(
        Int32Array.from(known, (row) => groups[row]),
        own,
        known.length,
      );
    }
    this.others.add(detached(selectRows(createSegment([...keys, ...calls.flat()], length), rowsOfSign(groups, length, -1))));
  }

  *finish(): Generator<Segment> {
    if (this.batch !== undefined) this.addBatch(this.batch);
    const { plan, context, level, others } = this;
    let { count } = this.grouper;
    yield* segmentsOf([...this.grouper.keys(), ...this.aggregators.flatMap((aggregator) => aggregator.results(count))], count);
    // the parts need the room
    this.grouper = createGrouper(plan.keys.map((key) => key.type));
    this.aggregators = [];
    context.charge(-this.charged, plan.span);
    for (const part of others?.read() ?? []) {
      const groups = new Groups(plan, context, level + 1, this.before + count);
      for (const rows of part) {
        const columns = columnsOf(rows);
        const keys = columns.splice(0, plan.keys.length);
        groups.add(
          keys,
          plan.aggregates.map((call) => columns.splice(0, call.arguments.length)),
          rows.length,
        );
        context.interrupt();
      }
      for (const segment of groups.finish()) {
        count += segment.length;
        yield segment;
      }
    }
  }

  private addBatch(batch: RowBatch): void {
    const { length } = batch;
    if (length === 0) return;
    const columns = batch.take();
    const keys = columns.splice(0, this.plan.keys.length);
    const clustered = this.grouper.assignClustered(keys, length);
    this.checkCount();
    const ordered = inOrder(columns, clustered);
    this.addToGroups(
      clustered.groups,
      this.plan.aggregates.map((call) => ordered.splice(0, call.arguments.length)),
      length,
    );
    // what goes on disk goes by other ways
    if (this.others !== undefined) this.batch = undefined;
  }

  private wantsBatches(groups: Int32Array, length: number, before: number): boolean {
    const { grouper, others, plan, context } = this;
    // texts come as codes, whose look-up is cheap already: over 5 M rows clusters cost a quarter more with a text among the keys
    if (plan.keys.some(({ type }) => type === 'string')) return false;
    const columns = plan.aggregates.reduce((sum, call) => sum + call.arguments.length, plan.keys.length);
    // the sooner the better where every other row opens a group: those that are open by then lie as the rows came
    const enough = grouper.count - before > length / 2 ? fewGroups / 4 : fewGroups;
    // a batch is held before anybody can put it out
    const hasRoom = context.spill === undefined || fullBatch * columns * 16 <= context.spill.bytes;
    return hasRoom && others === undefined && grouper.count >= enough && grouper.areScattered(groups, length, before);
  }

  private checkCount(): void {
    const { limits } = this.context;
    if (limits.groups !== undefined && this.before + this.grouper.count > limits.groups)
      fail('limit', `more than ${limits.groups} groups`, this.plan.span, 'group by fewer values, or raise limits.groups');
  }

  private addToGroups(groups: Int32Array, calls: readonly (readonly Vector[])[], length: number): void {
    const { plan, context, grouper, aggregators } = this;
    aggregators.forEach((aggregator, i) => {
      aggregator.resize(grouper.count);
      aggregator.add(groups, length, calls[i]);
    });
    const bytes = grouper.bytes + bytesOf(aggregators) + (this.batch?.bytes ?? 0);
    context.charge(bytes - this.charged, plan.span);
    this.charged = bytes;
    if (this.others === undefined && context.wantsSpill(bytes)) {
      const types = [...plan.keys, ...plan.aggregates.flatMap((call) => call.arguments)].map(({ type }) => type);
      this.others = context.spill?.partitions(types, plan.keys.length, this.level);
    }
  }
}

/** The rows whose group has a sign: 0 for those that have one, -1 for those that have none. */
function rowsOfSign(groups: Int32Array, length: number, sign: number): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    rows[count] = row;
    count += groups[row] >> 31 === sign ? 1 : 0;
  }
  return rows.subarray(0, count);
}
