import { cellReader } from '../../../data/cells.ts';
import type { Segment } from '../../../data/segment.ts';
import type { Cell } from '../../../data/vector.ts';
import { createRunContext } from '../../../engine/context.ts';
import { createEvaluator } from '../../../engine/evaluate.ts';
import { stageTable } from '../../../operators/run.ts';
import { collectColumns, type Expression } from '../../../plan/expression.ts';
import type { AggregateCall, JoinPlan, Plan } from '../../../plan/plan.ts';

/** Where the values of a column come from. */
export interface Origin {
  /** The node that makes them. */
  readonly plan: Plan;
  /** What makes them of the rows of its input, where that is an expression. */
  readonly expression: Expression | undefined;
  readonly aggregate: AggregateCall | undefined;
  /** The joins whose right side they came through, the last one first. */
  readonly joins: readonly JoinPlan[];
  /** The name that the column has in its source. */
  readonly name: string;
}

/** Follows a column of a plan's rows down to the node that makes it. */
export function originOf(plan: Plan, index: number): Origin {
  const joins: JoinPlan[] = [];
  let at = plan;
  let column = index;
  for (;;) {
    const origin = (expression?: Expression, aggregate?: AggregateCall): Origin => ({
      plan: at,
      expression,
      aggregate,
      joins,
      name: at.schema.columns[column]?.name ?? '',
    });
    const from = stepDown(at, column);
    if (from === undefined) return origin();
    if ('aggregate' in from) return origin(undefined, from.aggregate);
    if ('expression' in from) {
      if (from.expression.kind !== 'column') return origin(from.expression);
      column = from.expression.index;
    } else column = from.column;
    if (at.kind === 'join' && from.plan === at.right) joins.push(at);
    at = from.plan;
  }
}

type Step =
  | { readonly plan: Plan; readonly column: number }
  | { readonly plan: Plan; readonly expression: Expression }
  | { readonly aggregate: AggregateCall };

function stepDown(plan: Plan, column: number): Step | undefined {
  switch (plan.kind) {
    case 'filter':
    case 'sort':
    case 'top':
    case 'take':
    case 'sample':
    case 'shared':
      return { plan: plan.input, column };
    case 'known':
      return { plan: plan.from, column };
    case 'project':
      return { plan: plan.input, expression: plan.expressions[column] };
    case 'aggregate': {
      if (column < plan.keys.length) return { plan: plan.input, expression: plan.keys[column] };
      const aggregate = callOfOutput(plan.aggregates, column - plan.keys.length);
      return aggregate && { aggregate };
    }
    case 'join': {
      const leftWidth = plan.schema.columns.length - plan.rightColumns.length;
      return column < leftWidth ? { plan: plan.input, column } : { plan: plan.right, column: plan.rightColumns[column - leftWidth] };
    }
    case 'union': {
      const from = plan.mappings[0][plan.names === undefined ? column : column - 1];
      return from === undefined || from < 0 ? undefined : { plan: plan.input, column: from };
    }
    case 'parse':
    case 'parse-kv':
      return plan.columns[column] < 0 ? undefined : { plan: plan.input, column: plan.columns[column] };
    case 'expand':
      return (plan.expansion.columns[column] ?? -1) < 0 ? undefined : { plan: plan.input, column: plan.expansion.columns[column] };
    case 'apply': {
      const output = plan.outputs[column];
      return output.side === 'input' ? { plan: plan.input, column: output.index } : undefined;
    }
    case 'window':
      return column < plan.input.schema.columns.length ? { plan: plan.input, column } : undefined;
    default:
      return undefined;
  }
}

function callOfOutput(calls: readonly AggregateCall[], output: number): AggregateCall | undefined {
  let first = 0;
  for (const call of calls) {
    if (output < first + call.outputs.length) return call;
    first += call.outputs.length;
  }
  return undefined;
}

/** Where a column comes from, and what that comes from in turn. */
export function originsOf(plan: Plan, index: number): Origin[] {
  const origins: Origin[] = [];
  const open: { readonly plan: Plan; readonly index: number }[] = [{ plan, index }];
  for (let at = open.pop(); at !== undefined && origins.length < mostOrigins; at = open.pop()) {
    const origin = originOf(at.plan, at.index);
    origins.push(origin);
    const { expression, plan: maker } = origin;
    if (expression !== undefined && 'input' in maker)
      open.push(...columnsOf(expression).map((column) => ({ plan: maker.input, index: column })));
  }
  return origins;
}

const mostOrigins = 50;

/** The positions of the columns that an expression reads. */
export function columnsOf(expression: Expression): number[] {
  const columns = new Set<number>();
  collectColumns(expression, columns);
  return [...columns].filter((index) => index >= 0);
}

/** The values of an expression over rows. */
export function* cellsOf(expression: Expression, segments: Iterable<Segment>): Generator<Cell> {
  const evaluator = createEvaluator(createRunContext({}, stageTable));
  for (const segment of segments) {
    const read = cellReader(evaluator.evaluate(expression, segment));
    for (let row = 0; row < segment.length; row++) yield read(row);
  }
}

/** Whether a value says nothing: null, the empty text, an empty dynamic array or bag. */
export function isNothing(cell: Cell): boolean {
  if (cell === null || cell === '') return true;
  return (Array.isArray(cell) && cell.length === 0) || (cell instanceof Map && cell.size === 0);
}
