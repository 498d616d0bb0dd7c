import { type BindContext, childEnvironment, type Environment } from '../binder/context.ts';
import { checkParameters } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { bindPipe } from '../binder/tabular.ts';
import type { Column } from '../data/schema.ts';
import { type Segment, segmentLength, selectRows } from '../data/segment.ts';
import { type RunContext, withOuterRows } from '../engine/context.ts';
import { createExpander, type OpenedRows } from '../engine/expand.ts';
import { groupNumbers, groupVector } from '../engine/rows.ts';
import { run, runAtOnce, type Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import { perGroup } from '../plan/per-group.ts';
import type { ApplyPlan, Expansion, Plan } from '../plan/plan.ts';
import { plansIn, readsOuterRows } from '../plan/walk.ts';
import type { Expression, MvApplyOperator } from '../syntax/ast.ts';
import { bindExpansion } from './mv-expand.ts';

/**
 * `mv-apply items on (sub-query)`: expands each row as mv-expand does and runs the sub-query over what comes of that one row. A result row
 * has the columns of its source row, but for a column that was expanded by its bare name, and then those of the sub-query; a sub-query's
 * column of the same name takes the source column's place.
 */
export function bindMvApply(context: BindContext, environment: Environment, input: Relation, node: MvApplyOperator): Relation {
  checkParameters(context, node.parameters, ['with_itemindex'], node.keyword);
  if (node.contextId !== undefined) fail('unsupported', '`mv-apply … id` is not supported', node.contextId.span);
  const defaults = { bagsAsArrays: false, limit: 2_147_483_647 };
  const { plan, expansion, replaced } = bindExpansion(context, environment, input, node, defaults);
  const of = Symbol(node.keyword);
  // window functions may rely on the order of the elements
  const subquery = bindSubquery(context, environment, { ...input, schema: expansion.schema }, node.subquery, of, true);
  const columns: Column[] = [];
  const outputs: ApplyPlan['outputs'][number][] = [];
  input.schema.columns.forEach((column, index) => {
    if (replaced.has(column.name)) return;
    columns.push(column);
    outputs.push({ side: 'input', index });
  });
  subquery.schema.columns.forEach((column, index) => {
    const existing = columns.findIndex(({ name }) => name === column.name);
    const place = existing < 0 ? columns.length : existing;
    columns[place] = column;
    outputs[place] = { side: 'subquery', index };
  });
  const apply: ApplyPlan = {
    kind: 'apply',
    input: plan,
    expansion,
    of,
    subquery: subquery.plan,
    outputs,
    schema: { columns },
    span: node.span,
  };
  const hidden =
    input.hidden && new Set([...input.hidden].filter((name) => !subquery.schema.columns.some((column) => column.name === name)));
  return { ...relationOf(apply, input, 'keeps-order'), open: input.open || subquery.open, hidden };
}

/** Binds a sub-query over rows from outside: their columns are those of `rows`. */
export function bindSubquery(
  context: BindContext,
  environment: Environment,
  rows: Relation,
  node: Expression,
  of: symbol,
  serialized: boolean,
): Relation {
  if (node.kind !== 'pipe' || node.source !== undefined) fail('semantic', 'a sub-query begins with an operator', node.span);
  const plan: Plan = { kind: 'outer', of, schema: rows.schema, span: node.span };
  const outer: Relation = { ...relationOf(plan, rows), serialized };
  return bindPipe(context, childEnvironment(environment), node, outer);
}

export function runApply(plan: ApplyPlan, context: RunContext): Stage {
  const grouped = perGroup(plan.subquery);
  return grouped === undefined ? applyRowByRow(plan, context) : inBatches(plan, grouped, context);
}

/** The sub-query runs over the expanded rows of many input rows at once. */
function inBatches(plan: ApplyPlan, subquery: Plan, context: RunContext): Stage {
  const expander = createExpander(plan.expansion, context);
  return {
    *push(segment) {
      const opened = expander.open(segment);
      for (const { start, end } of batches(opened.counts)) {
        const segments = [...opened.expand(start, end)].map(({ segment: rows, sources }) =>
          withGroups(plan.expansion, rows, sources, start),
        );
        for (const result of runAtOnce(subquery, withOuterRows(context, plan.of, segments, end - start))) {
          const rows = groupNumbers(result.column(result.width - 1));
          const sources = start === 0 ? rows : rows.map((row) => row + start);
          yield combined(plan, segment, result, sources);
        }
      }
    },
  };
}

/** Ranges of rows that become about a segment's worth of rows together. */
function* batches(counts: Int32Array): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  let total = 0;
  for (let row = 0; row < counts.length; row++) {
    if (row > start && total + counts[row] > segmentLength) {
      yield { start, end: row };
      start = row;
      total = 0;
    }
    total += counts[row];
  }
  if (start < counts.length) yield { start, end: counts.length };
}

function withGroups({ columns }: Expansion, rows: Segment, sources: Int32Array, start: number): Segment {
  const groups = groupVector(start === 0 ? sources : sources.map((source) => source - start));
  const width = columns.length;
  return { length: rows.length, width: width + 1, column: (index) => (index === width ? groups : rows.column(index)) };
}

/** The result rows beside the columns of the input rows that they come from. */
function combined({ outputs }: ApplyPlan, input: Segment, result: Segment, sources: Int32Array): Segment {
  const repeated = selectRows(input, sources);
  return {
    length: result.length,
    width: outputs.length,
    column(index) {
      const { side, index: from } = outputs[index];
      return side === 'input' ? repeated.column(from) : result.column(from);
    },
  };
}

/** The sub-query runs for each input row by itself; it may have to wait for other tables, so the input is taken in whole first. */
export function applyRowByRow(plan: ApplyPlan, context: RunContext): Stage {
  const expander = createExpander(plan.expansion, context);
  const kept: Segment[] = [];
  // what the sub-query shares within itself may hang on its row
  const sharesOuter = [...plansIn(plan.subquery)].some((each) => each.kind === 'shared' && readsOuterRows(each));
  const shared = sharesOuter ? () => new Map() : () => context.shared;
  return {
    push(segment) {
      kept.push(segment);
      context.charge(segment.length * segment.width * 8, plan.span);
      return [];
    },
    async *finish() {
      for (const segment of kept) {
        const opened = expander.open(segment);
        for (let row = 0; row < segment.length; row++) yield* applyTo(plan, { ...context, shared: shared() }, segment, opened, row);
      }
    },
  };
}

async function* applyTo(plan: ApplyPlan, context: RunContext, segment: Segment, opened: OpenedRows, row: number): AsyncGenerator<Segment> {
  const segments = [...opened.expand(row, row + 1)].map((expanded) => expanded.segment);
  for await (const result of run(plan.subquery, withOuterRows(context, plan.of, segments, 1))) {
    yield combined(plan, segment, result, new Int32Array(result.length).fill(row));
  }
}
