import { AggregateBinding } from '../binder/aggregates.ts';
import { convert } from '../binder/coercion.ts';
import { bindItem, ColumnNamer, type Item } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { rowScopeOf } from '../binder/scope.ts';
import { isUnknown } from '../binder/unknown.ts';
import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import type { Column } from '../data/schema.ts';
import { createSegment, type Segment, selectRows } from '../data/segment.ts';
import type { Cell } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator, type Evaluator } from '../engine/evaluate.ts';
import { createGrouper } from '../engine/group.ts';
import { HeldRows } from '../engine/held-rows.ts';
import { concatenateSegments, groupNumbers, groupVector, segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { sortedRows } from '../engine/sort.ts';
import { fail } from '../errors.ts';
import type { Aggregator } from '../functions/define.ts';
import type { TopNestedLevel, TopNestedPlan } from '../plan/plan.ts';
import type { TopNestedLevel as LevelNode, TopNestedOperator } from '../syntax/ast.ts';
import { bindRowCount } from './take.ts';

/**
 * `top-nested n of key by aggregate, top-nested …`: the n values of the first key with the largest aggregates, among the rows of each of them
 * the values of the second key, and so on; a key and an aggregate column for each level. `with others` adds a row for what is left over at a
 * level; the levels below it hold their own others over the same rows, or nothing.
 */
export function bindTopNested(context: BindContext, environment: Environment, input: Relation, node: TopNestedOperator): Relation {
  const namer = new ColumnNamer();
  const columns: Column[] = [];
  const levels = node.levels.map((level): TopNestedLevel => {
    const [key] = bindItem(context, { environment, row: rowScopeOf(input) }, level.of);
    if (key.name === undefined)
      fail('unsupported', '`top-nested` of an expression without a name is not supported', key.span, 'name it: top-nested of Name = …');
    const binding = new AggregateBinding(context, environment, input, [key]);
    const [value] = binding.item(level.by);
    const keyName = namer.name({ ...key, explicit: level.of.kind === 'named' });
    const valueName = namer.name({
      ...value,
      name: level.by.kind === 'named' ? value.name : `aggregated_${keyName}`,
      explicit: level.by.kind === 'named',
    });
    columns.push({ name: keyName, type: key.expression.type }, { name: valueName, type: value.expression.type });
    const descending = level.direction !== 'asc';
    return {
      key: key.expression,
      aggregates: binding.calls,
      value: value.expression,
      count: level.count === undefined ? undefined : bindRowCount(context, environment, level.count, 'top-nested'),
      descending,
      nullsFirst: level.nulls === undefined ? !descending : level.nulls === 'first',
      others: bindOthers(context, environment, key, level),
    };
  });
  const plan: TopNestedPlan = { kind: 'top-nested', input: input.plan, levels, schema: { columns }, span: node.span };
  return { ...relationOf(plan), hint: input.hint };
}

function bindOthers(context: BindContext, environment: Environment, key: Item, { others }: LevelNode): Cell | undefined {
  if (others === undefined) return undefined;
  const value = bindExpression(context, { environment, row: undefined }, others);
  const { type } = key.expression;
  if (value.type !== type && !isUnknown(key.expression))
    fail('unsupported', `others of another type (${value.type}) than its key (${type}) is not supported`, others.span, `write a ${type}`);
  const converted = convert(context.functions, value, type);
  if (converted.kind !== 'constant') fail('semantic', '`others` must be a constant', others.span);
  return converted.value;
}

/** A value of one level within a value of the level above. */
interface Node {
  readonly parent: Node | undefined;
  readonly key: Cell;
  readonly value: Cell;
  /** Stands for the values that did not make it to the top; nothing is looked for below it. */
  readonly others: boolean;
}

/** Takes all rows in, then goes down the levels: at each, rows are grouped within the node that they have come to so far. */
export function runTopNested(plan: TopNestedPlan, context: RunContext): Stage {
  const held = new HeldRows(context, plan.span);
  return {
    push(segment) {
      held.add(segment);
      return [];
    },
    *finish() {
      const evaluator = createEvaluator(context);
      let rows = concatenateSegments(plan.input.schema, held.segments);
      let nodes: Node[] = [{ parent: undefined, key: null, value: null, others: false }];
      let nodeOf: Int32Array = new Int32Array(rows.length);
      for (const level of plan.levels) {
        const next = descend(level, evaluator, rows, nodes, nodeOf);
        nodes = next.nodes;
        rows = selectRows(rows, next.rows);
        nodeOf = next.nodeOf;
        context.interrupt();
      }
      yield* resultRows(plan, nodes);
    },
  };
}

interface Descent {
  readonly nodes: Node[];
  /** The rows that are still in some node, and in which. */
  readonly rows: Int32Array;
  readonly nodeOf: Int32Array;
}

function descend(level: TopNestedLevel, evaluator: Evaluator, rows: Segment, parents: readonly Node[], parentOf: Int32Array): Descent {
  const key = evaluator.evaluate(level.key, rows);
  const grouper = createGrouper(['long', key.type]);
  const groups = grouper.assign([groupVector(parentOf), key], rows.length).slice(0, rows.length);
  const [parentVector, keys] = grouper.keys();
  const parentOfGroup = groupNumbers(parentVector);
  const values = aggregate(level, evaluator, rows, groups, grouper.count, keys);
  const readKey = cellReader(keys);
  const readValue = cellReader(values);
  const order = sortedRows(
    [
      { vector: groupVector(parentOfGroup), descending: false, nullsFirst: true },
      { vector: values, descending: level.descending, nullsFirst: level.nullsFirst },
    ],
    grouper.count,
  );
  const rest = restOf(level, evaluator, rows, parents, parentOf, groups, kept(level, parents, parentOfGroup, order, grouper.count));
  const nodes: Node[] = [];
  const nodeOfGroup = new Int32Array(grouper.count).fill(-1);
  const nodeOfRest = new Int32Array(parents.length).fill(-1);
  let at = 0;
  parents.forEach((parent, index) => {
    for (; at < order.length && parentOfGroup[order[at]] === index; at++) {
      const group = order[at];
      if (!rest.kept[group]) continue;
      nodeOfGroup[group] = nodes.length;
      nodes.push({ parent, key: readKey(group), value: readValue(group), others: false });
    }
    if (!rest.exists[index]) return;
    nodeOfRest[index] = nodes.length;
    const named = level.others !== undefined;
    const missing = missingCell(level.value.type);
    nodes.push({
      parent,
      key: named ? (level.others as Cell) : missingCell(key.type),
      value: named ? rest.value(index) : missing,
      others: true,
    });
  });
  const nodeOf = groups.map((group, row) => (rest.kept[group] ? nodeOfGroup[group] : nodeOfRest[parentOf[row]]));
  const left = Int32Array.from(nodeOf.keys()).filter((row) => nodeOf[row] >= 0);
  return { nodes, rows: left, nodeOf: left.map((row) => nodeOf[row]) };
}

/** The groups that make it to the top: the first ones in the order within each parent, none within what is left over from above. */
function kept(level: TopNestedLevel, parents: readonly Node[], parentOfGroup: Int32Array, order: Int32Array, count: number): Uint8Array {
  const result = new Uint8Array(count);
  const taken = new Int32Array(parents.length);
  const limit = level.count ?? Number.POSITIVE_INFINITY;
  for (const group of order) {
    const parent = parentOfGroup[group];
    if (parents[parent].others || taken[parent] >= limit) continue;
    taken[parent]++;
    result[group] = 1;
  }
  return result;
}

interface Rest {
  readonly kept: Uint8Array;
  /** Whether a parent has a node for what is left over. */
  readonly exists: Uint8Array;
  /** The aggregate over what is left over in a parent. */
  value(parent: number): Cell;
}

/** What is left over within each parent. Below what was left over already there is always a node, if only an empty one. */
function restOf(
  level: TopNestedLevel,
  evaluator: Evaluator,
  rows: Segment,
  parents: readonly Node[],
  parentOf: Int32Array,
  groups: Int32Array,
  keptGroups: Uint8Array,
): Rest {
  const exists = Uint8Array.from(parents, (parent) => (parent.others ? 1 : 0));
  if (level.others === undefined) return { kept: keptGroups, exists, value: () => null };
  const left = Int32Array.from(groups.keys()).filter((row) => !keptGroups[groups[row]]);
  for (const row of left) exists[parentOf[row]] = 1;
  const keys = createBuilder(level.key.type);
  for (let parent = 0; parent < parents.length; parent++) keys.append(level.others);
  const values = aggregate(
    level,
    evaluator,
    selectRows(rows, left),
    left.map((row) => parentOf[row]),
    parents.length,
    keys.finish(),
  );
  return { kept: keptGroups, exists, value: cellReader(values) };
}

/** The level's aggregate for each group. */
function aggregate(
  { aggregates, value }: TopNestedLevel,
  evaluator: Evaluator,
  rows: Segment,
  groups: Int32Array,
  count: number,
  keys: ReturnType<Evaluator['evaluate']>,
): ReturnType<Evaluator['evaluate']> {
  const outputs = aggregates.flatMap((call) => {
    const aggregator = call.function.create(call.site) as Aggregator;
    aggregator.resize(count);
    const vectors = call.arguments.map((argument) => evaluator.evaluate(argument, rows));
    if (rows.length > 0) aggregator.add(groups, rows.length, vectors);
    return aggregator.results(count);
  });
  return evaluator.evaluate(value, createSegment([keys, ...outputs], count));
}

function* resultRows(plan: TopNestedPlan, nodes: readonly Node[]): Generator<Segment> {
  const builders = plan.schema.columns.map(({ type }) => createBuilder(type));
  for (const leaf of nodes) {
    let at: Node | undefined = leaf;
    for (let level = plan.levels.length - 1; level >= 0 && at !== undefined; level--, at = at.parent) {
      builders[2 * level].append(at.key);
      builders[2 * level + 1].append(at.value);
    }
  }
  yield* segmentsOf(
    builders.map((builder) => builder.finish()),
    nodes.length,
  );
}
