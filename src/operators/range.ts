import { commonType, convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { isUnknown } from '../binder/unknown.ts';
import { createBuilder } from '../data/builder.ts';
import { createSegment, type Segment, segmentLength } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { fail } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { RangePlan } from '../plan/plan.ts';
import type { RangeOperator } from '../syntax/ast.ts';

/** `range Name from a to b step s`: from a on in steps of s while b is not passed; nothing when the step leads away from b. */
export function bindRange(context: BindContext, environment: Environment, _input: Relation | undefined, node: RangeOperator): Relation {
  const bind = (part: RangeOperator['from']): Expression => bindExpression(context, { environment, row: undefined }, part);
  const bounds = [bind(node.from), bind(node.to), bind(node.step)];
  const type = rangeType(bounds, node);
  const columns = [{ name: node.name.text, type }];
  const [from, to, step] = bounds.map((bound, i) => {
    const converted = convert(context.functions, bound, i === 2 && type === 'datetime' ? 'timespan' : type);
    if (converted.kind === 'constant' || isUnknown(converted) || (context.known === undefined && context.dependsOnData)) return converted;
    return fail('semantic', '`range` takes constants', bound.span, 'take a value of a table with toscalar()');
  });
  if (step.kind === 'constant' && isZero(step.value)) fail('semantic', 'the step of `range` cannot be 0', node.step.span);
  const cells = [from, to, step].map((bound) => (bound.kind === 'constant' ? bound.value : null));
  const plan: RangePlan = { kind: 'range', from: cells[0], to: cells[1], step: cells[2], schema: { columns }, span: node.span };
  return { ...relationOf(plan), serialized: true };
}

function rangeType([from, to, step]: readonly Expression[], node: RangeOperator): ScalarType {
  if (from.type === 'datetime' && to.type === 'datetime' && step.type === 'timespan') return 'datetime';
  const common = commonType([from.type, to.type, step.type]);
  if (common === 'int') return 'long';
  if (common === 'long' || common === 'real' || common === 'decimal' || common === 'timespan' || [from, to, step].some(isUnknown))
    return common as ScalarType;
  return fail('semantic', `\`range\` does not go from ${from.type} to ${to.type} in steps of ${step.type}`, node.span);
}

function isZero(step: Cell): boolean {
  return step === 0 || step === 0n || (typeof step === 'object' && step !== null && 'isZero' in step && step.isZero());
}

export function* runRange(plan: RangePlan, context: RunContext): Generator<Segment> {
  const [{ type }] = plan.schema.columns;
  const builder = createBuilder(type);
  for (const value of rangeValues(type, plan.from, plan.to, plan.step)) {
    builder.append(value);
    if ((builder.length & 1023) === 0) context.interrupt();
    if (builder.length === segmentLength) yield createSegment([builder.finish()], segmentLength);
  }
  if (builder.length > 0) {
    const { length } = builder;
    yield createSegment([builder.finish()], length);
  }
}

/** The values of a range; none when a bound is null. Reals are computed from the start, so that errors do not add up. */
export function* rangeValues(type: ScalarType, from: Cell, to: Cell, step: Cell): Generator<Cell> {
  if (from === null || to === null || step === null) return;
  if (type === 'real') {
    const [a, b, s] = [from as number, to as number, step as number];
    for (let i = 0; s > 0 ? a + i * s <= b : a + i * s >= b; i++) yield a + i * s;
    return;
  }
  if (type === 'decimal') {
    const [b, s] = [to as DecimalCell, step as DecimalCell];
    for (let at = from as DecimalCell; s.isPositive() ? at.lte(b) : at.gte(b); at = at.plus(s)) yield at;
    return;
  }
  if ([from, to, step].every((bound) => typeof bound === 'number' && Math.abs(bound) < 2 ** 52)) {
    const [b, s] = [to as number, step as number];
    for (let at = from as number; s > 0 ? at <= b : at >= b; at += s) yield at;
    return;
  }
  const [b, s] = [BigInt(to as bigint), BigInt(step as bigint)];
  const long = type === 'long';
  for (let at = BigInt(from as bigint); s > 0n ? at <= b : at >= b; at += s) {
    // at the end of the 64-bit range the next value would wrap around
    if (BigInt.asIntN(64, at) !== at) return;
    yield long && at >= -9007199254740991n && at <= 9007199254740991n ? Number(at) : at;
  }
}

type DecimalCell = Extract<Cell, { isZero(): boolean }>;
