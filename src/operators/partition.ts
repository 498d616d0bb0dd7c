import { refuseDynamicKey } from '../binder/aggregates.ts';
import { callFunction } from '../binder/calls.ts';
import { type BindContext, childEnvironment, declare, type Environment, tableOf } from '../binder/context.ts';
import { checkParameters } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { pending, requireColumn } from '../binder/scope.ts';
import { cellReader } from '../data/cells.ts';
import type { Segment } from '../data/segment.ts';
import { pickColumns, selectRows } from '../data/segment.ts';
import type { Cell } from '../data/vector.ts';
import { type RunContext, withOuterRows } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { createGrouper } from '../engine/group.ts';
import { HeldRows } from '../engine/held-rows.ts';
import { concatenateSegments, cut, groupVector, runsOf } from '../engine/rows.ts';
import { run, type Stage } from '../engine/run.ts';
import { sortedRows } from '../engine/sort.ts';
import { fail } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import { perGroup } from '../plan/per-group.ts';
import type { PartitionPlan, Plan } from '../plan/plan.ts';
import { plansIn, readsOuterRows } from '../plan/walk.ts';
import type { PartitionOperator } from '../syntax/ast.ts';
import { bindSubquery } from './mv-apply.ts';
import { unionOf } from './union.ts';

/** The form with a query of its own, and Kusto's legacy strategy, end with more values of the key than this. */
const maxQueries = 64;

/**
 * `partition by column (sub-query)`: runs the sub-query over the rows of each value of the column by itself; the results follow each other.
 * In the form `{ query }` the query has its own source and reads the value with toscalar(column). The strategies differ in nothing but speed.
 */
export function bindPartition(context: BindContext, environment: Environment, input: Relation, node: PartitionOperator): Relation {
  checkParameters(context, node.parameters, [], 'partition');
  if (node.scope !== undefined) fail('unsupported', '`partition … in` is not supported', node.scope.span);
  if (node.by.kind !== 'name') fail('semantic', '`partition` takes a column', node.by.span, 'extend a column before it');
  const { index, type } = requireColumn(input, node.by.text, node.by.span);
  refuseDynamicKey(type, node.by.span, 'partition by');
  const key = column(type, index, node.by.span);
  if (node.body.form === 'query') return bindQueries(context, environment, input, key, node);
  if (node.body.statements.length > 0) fail('semantic', 'a sub-query of `partition` has no statements', node.body.span);
  const of = Symbol('partition');
  const subquery = bindSubquery(context, environment, input, node.body.expression, of, input.serialized);
  const plan: PartitionPlan = {
    kind: 'partition',
    input: input.plan,
    key,
    of,
    subquery: subquery.plan,
    schema: subquery.schema,
    span: node.span,
  };
  return { ...relationOf(plan), open: subquery.open, hint: subquery.hint };
}

/** The form `{ query }`: the query is bound once for each value of the key, and the results are united. */
function bindQueries(context: BindContext, environment: Environment, input: Relation, key: Expression, node: PartitionOperator): Relation {
  const { body, span } = node;
  const { type } = key;
  const name = node.by.kind === 'name' ? node.by.text : '';
  const schema = { columns: [{ name, type }] };
  const distinct: Plan = { kind: 'aggregate', input: input.plan, keys: [key], aggregates: [], schema, span };
  const known = tableOf(context, node.by.span, distinct);
  const bind = (value: Expression, place: number): Relation => {
    const inner = childEnvironment(environment);
    declare(inner, name, { kind: 'scalar', expression: value, row: undefined });
    const result = { kind: 'function-body', span: body.span, statements: body.statements, result: body.expression } as const;
    const declaration = { kind: 'function', span: body.span, view: false, parameters: [], body: result } as const;
    // each value is a call of its own: what its binding needs is kept apart by the place of the call
    const call = {
      kind: 'call',
      span: { start: -1 - place, end: body.span.end },
      name: { kind: 'name', span, text: 'partition', bracketed: false },
      arguments: [],
    } as const;
    const binding = { kind: 'function', name: 'partition', declaration, environment: inner, stored: false } as const;
    const bound = callFunction(context, { environment: inner, row: undefined }, binding, call);
    return bound.kind === 'table' ? bound.relation : fail('semantic', 'a table is expected here', body.span);
  };
  if (known === undefined) return bind(pending(type, span), 0);
  const values: Cell[] = [];
  for (const segment of known.table.segments) {
    const read = cellReader(segment.column(0));
    for (let row = 0; row < segment.length; row++) values.push(read(row));
  }
  if (values.length > maxQueries)
    fail('limit', `\`partition\` with a query of its own takes at most ${maxQueries} values, there are ${values.length}`, node.by.span);
  if (values.length === 0) {
    const empty = bind(pending(type, span), 0);
    const none = constant('bool', false, span);
    return { ...empty, plan: { kind: 'filter', input: empty.plan, conjuncts: [none], schema: empty.schema, span } };
  }
  return unionOf(
    values.map((value, place) => bind(constant(type, value, span), place)),
    { inner: false, source: undefined, span },
  );
}

/** Takes all rows in and puts those of each value together; then the sub-query runs over all of them at once, or over one value after the other. */
export function runPartition(plan: PartitionPlan, context: RunContext): Stage {
  return partitionStage(plan, perGroup(plan.subquery), context);
}

/** The same without a sub-query over all values at once. */
export function partitionOneByOne(plan: PartitionPlan, context: RunContext): Stage {
  return partitionStage(plan, undefined, context);
}

function partitionStage(plan: PartitionPlan, grouped: Plan | undefined, context: RunContext): Stage {
  const held = new HeldRows(context, plan.span);
  return {
    push(segment) {
      held.add(segment);
      return [];
    },
    async *finish() {
      const { rows, groups, count } = groupedRows(plan, concatenateSegments(plan.input.schema, held.segments), context);
      if (grouped !== undefined) yield* atOnce(plan, grouped, rows, groups, count, context);
      else yield* oneByOne(plan, rows, groups, context);
    },
  };
}

/** The rows in the order of their groups, which are numbered as their values first occur. */
function groupedRows(plan: PartitionPlan, rows: Segment, context: RunContext): { rows: Segment; groups: Int32Array; count: number } {
  const grouper = createGrouper([plan.key.type]);
  if (rows.length === 0) return { rows, groups: new Int32Array(0), count: 0 };
  const groups = grouper.assign([createEvaluator(context).evaluate(plan.key, rows)], rows.length).slice(0, rows.length);
  const order = sortedRows([{ vector: groupVector(groups), descending: false, nullsFirst: true }], rows.length);
  return { rows: selectRows(rows, order), groups: Int32Array.from(order, (row) => groups[row]), count: grouper.count };
}

async function* atOnce(
  plan: PartitionPlan,
  subquery: Plan,
  rows: Segment,
  groups: Int32Array,
  count: number,
  context: RunContext,
): AsyncGenerator<Segment> {
  const column = groupVector(groups);
  const { width, length } = rows;
  const all: Segment = { length, width: width + 1, column: (index) => (index === width ? column : rows.column(index)) };
  const wanted = plan.schema.columns.map((_, index) => index);
  for await (const result of run(subquery, withOuterRows(context, plan.of, [...cut(all)], count))) yield pickColumns(result, wanted);
}

async function* oneByOne(plan: PartitionPlan, rows: Segment, groups: Int32Array, context: RunContext): AsyncGenerator<Segment> {
  // what the sub-query shares within itself may hang on its rows
  const sharesOuter = [...plansIn(plan.subquery)].some((each) => each.kind === 'shared' && readsOuterRows(each));
  for (const { start, end } of runsOf(groups, rows.length)) {
    const part = selectRows(
      rows,
      Int32Array.from({ length: end - start }, (_, k) => start + k),
    );
    const own = sharesOuter ? { ...context, shared: new Map() } : context;
    yield* run(plan.subquery, withOuterRows(own, plan.of, [...cut(part)], 1));
  }
}
