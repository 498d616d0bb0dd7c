import { AggregateBinding, bindKeys } from '../binder/aggregates.ts';
import { bindBinary } from '../binder/binary.ts';
import { callByName, commonType, convert, isNumeric } from '../binder/coercion.ts';
import { bindItem, ColumnNamer, type Item } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { rowScopeOf } from '../binder/scope.ts';
import { isUnknown } from '../binder/unknown.ts';
import { convertCell } from '../data/convert.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import { binCount } from '../engine/bins.ts';

import { fail, type Span } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import type { AggregatePlan, Plan, SeriesPlan } from '../plan/plan.ts';
import type { MakeSeriesOperator, Expression as Node } from '../syntax/ast.ts';
import { filterPlan } from './where.ts';

/** Kusto makes no longer series. */
const maxLength = 1_048_576;

/**
 * `make-series aggregates on axis from a to b step s by keys`: a row for each combination of the keys, with each aggregate as an array over
 * the bins of the axis, and the axis itself last. Bins begin at `from`, `to` is excluded. `in range(a, b, s)` is the old form: bins are those
 * of bin(), and `b` is included. A bin without rows holds the default of its aggregate, 0 unless it says otherwise.
 */
export function bindMakeSeries(context: BindContext, environment: Environment, input: Relation, node: MakeSeriesOperator): Relation {
  checkParameters(context, node.parameters, ['kind'], 'make-series');
  const kind = parameterText(node.parameters, 'kind');
  if (kind !== undefined && kind.text !== 'nonempty')
    fail('semantic', `\`make-series\` has the kind nonempty, not \`${kind.text}\``, kind.span);
  const axis = bindAxis(context, environment, input, node);
  const keys = bindKeys(context, environment, input, node.by ?? []);
  const filtered: Relation = { ...input, plan: withinBounds(context, input.plan, axis, node) };
  const bin: Item = { ...axis.item, expression: axis.bin };
  const binding = new AggregateBinding(context, environment, filtered, [...keys, bin]);
  const items = node.aggregates.map((aggregate) => {
    const made = binding.item(aggregate.expression);
    if (made.length > 1) fail('semantic', '`make-series` takes aggregates of one value', aggregate.expression.span);
    return checkSeriesType(made[0]);
  });
  const defaults = items.map((item, i) => bindDefault(context, environment, item, node.aggregates[i].defaultValue));
  const { span } = node;
  const raw = binding.calls.flatMap((call) => call.outputs);
  const grouped: AggregatePlan = {
    kind: 'aggregate',
    input: filtered.plan,
    keys: [...keys, bin].map((key) => key.expression),
    aggregates: binding.calls,
    schema: {
      columns: [...[...keys, bin].map((key) => key.expression.type), ...raw].map((type, i) => ({ name: `column ${i}`, type })),
    },
    span,
  };
  const values = [...keys, bin].map(({ expression }, i): Expression => column(expression.type, i, span));
  values.push(...items.map((item) => item.expression));
  const rows: Plan = {
    kind: 'project',
    input: grouped,
    expressions: values,
    schema: { columns: values.map(({ type }, i) => ({ name: `column ${i}`, type })) },
    span,
  };
  const namer = new ColumnNamer();
  const columns = [...keys, ...items, axis.item].map((item, i) => ({
    name: namer.name(item),
    type: i < keys.length ? item.expression.type : ('dynamic' as const),
  }));
  const plan: SeriesPlan = {
    kind: 'series',
    input: rows,
    keys: keys.length,
    first: axis.first,
    length: axis.length,
    step: axis.step,
    defaults,
    nonempty: kind !== undefined,
    schema: { columns },
    span,
  };
  return { ...relationOf(plan), hint: input.hint };
}

interface Axis {
  readonly item: Item;
  readonly bin: Expression;
  readonly low: Expression | undefined;
  readonly high: Expression | undefined;
  readonly highIncluded: boolean;
  readonly step: Cell;
  readonly first: Cell | undefined;
  readonly length: number | undefined;
}

function bindAxis(context: BindContext, environment: Environment, input: Relation, node: MakeSeriesOperator): Axis {
  const { functions } = context;
  const [item] = bindItem(context, { environment, row: rowScopeOf(input) }, node.on);
  const [fromNode, toNode, stepNode] = node.inRange ?? [node.from, node.to, node.step];
  if (stepNode === undefined) return fail('semantic', '`make-series` needs a step', node.keywordSpan);
  const bind = (part: Node): Expression => bindExpression(context, { environment, row: undefined }, part);
  const bounds = [fromNode, toNode].map((part) => part && bind(part));
  const step = bind(stepNode);
  const type = axisType(item.expression, bounds, step, node);
  const isTime = type === 'datetime' || type === 'timespan';
  const settled = (expression: Expression, target: ScalarType): Expression => {
    const value = convert(functions, expression, target);
    const later = isUnknown(value) || (context.known === undefined && context.dependsOnData);
    if (value.kind !== 'constant' && !later) fail('semantic', '`make-series` takes constants as bounds and step', expression.span);
    return value;
  };
  const [low, high] = bounds.map((bound) => bound && settled(bound, type));
  const size = settled(step, isTime ? 'timespan' : type);
  if (size.kind === 'constant' && !(Number(size.value) > 0))
    fail('semantic', 'the step of `make-series` must be greater than 0', stepNode.span);
  const on = { ...item, expression: convert(functions, item.expression, type) };
  const old = node.inRange !== undefined;
  const bin =
    low === undefined || old
      ? callByName(functions, 'bin', [on.expression, size], node.span)
      : callByName(functions, 'bin_at', [on.expression, size, low], node.span);
  const start = low !== undefined && old ? callByName(functions, 'bin', [low, size], node.span) : low;
  const cell = (expression: Expression | undefined): Cell | undefined => (expression?.kind === 'constant' ? expression.value : undefined);
  const first = cell(start);
  const last = cell(high);
  const stepCell = cell(size) ?? null;
  const length = first === undefined || last === undefined ? undefined : binCount(type, first, last, stepCell, old);
  if (length !== undefined && length > maxLength)
    fail('limit', `the series would have ${length} bins, more than ${maxLength}`, node.span, 'take a larger step');
  return { item: on, bin, low, high, highIncluded: old, step: stepCell, first, length };
}

function axisType(axis: Expression, bounds: readonly (Expression | undefined)[], step: Expression, node: MakeSeriesOperator): ScalarType {
  const given = bounds.filter((bound) => bound !== undefined);
  if (axis.type === 'datetime' || axis.type === 'timespan') {
    for (const bound of given)
      if (bound.type !== axis.type && !isUnknown(bound)) fail('semantic', `the axis is ${axis.type}, this is ${bound.type}`, bound.span);
    if (step.type !== 'timespan' && !isUnknown(step))
      fail('semantic', `the step along a ${axis.type} is a timespan, not ${step.type}`, step.span);
    return axis.type;
  }
  const common = commonType([axis.type, step.type, ...given.map((bound) => bound.type)]);
  if (isUnknown(axis)) return axis.type;
  if (!isNumeric(axis.type) || common === undefined || !isNumeric(common))
    fail(
      'semantic',
      `there are no series on ${axis.type} in steps of ${step.type}`,
      node.on.span,
      'the axis is a datetime, a timespan or a number',
    );
  return common === 'int' ? 'long' : common;
}

/** Only rows between the bounds count. */
function withinBounds(context: BindContext, plan: Plan, axis: Axis, node: MakeSeriesOperator): Plan {
  const { functions } = context;
  const on = axis.item.expression;
  let bounded = plan;
  const keep = (predicate: Expression): void => {
    bounded = filterPlan(bounded, predicate, node);
  };
  if (axis.low !== undefined) keep(bindBinary(functions, '>=', on, axis.low, node.span));
  if (axis.high !== undefined) keep(bindBinary(functions, axis.highIncluded ? '<=' : '<', on, axis.high, node.span));
  return bounded;
}

function checkSeriesType(item: Item): Item {
  const { type } = item.expression;
  if (type === 'string' || type === 'dynamic' || type === 'guid')
    fail('unsupported', `\`make-series\` of ${type} values is not supported`, item.span, 'it makes series of numbers');
  return item;
}

/** The default in the type of its aggregate. */
function bindDefault(context: BindContext, environment: Environment, item: Item, node: Node | undefined): Cell {
  const { type } = item.expression;
  const given: Expression =
    node === undefined ? constant('long', 0, item.span) : bindExpression(context, { environment, row: undefined }, node);
  if (given.kind !== 'constant') {
    if (isUnknown(given) || (context.known === undefined && context.dependsOnData)) return null;
    return fail('semantic', 'a default must be a constant', (node as Node).span);
  }
  if (given.value === null) return null;
  const fits = given.type === type || (isNumeric(given.type) && isNumeric(type)) || isUnknown(item.expression);
  if (!fits && node !== undefined) failDefault(given, type, node.span);
  // what has no zero of its own is null where nothing is
  return fits ? convertCell(given.value, given.type, type) : null;
}

function failDefault(given: Expression, type: ScalarType, span: Span): never {
  fail('unsupported', `a default of type ${given.type} for an aggregate of type ${type} is not supported`, span, `write a ${type}`);
}
