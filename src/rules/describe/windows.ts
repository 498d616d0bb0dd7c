import type { Expression } from '../../syntax/ast.ts';
import type { Condition } from './conditions.ts';
import { constantsOf, lookUp, type Names, onceForEachLet, textOf, withoutParentheses } from './constants.ts';

/** A bound of a window of time. */
export interface Bound {
  readonly text: string;
  /** How long before now, in ticks, where the text tells. */
  readonly ago: bigint | undefined;
}

export interface Window {
  readonly column: string;
  readonly from: Bound | undefined;
  readonly to: Bound | undefined;
}

/** The window that a condition keeps, undefined where it is no filter on times. */
export function windowOf(condition: Condition, names: Names): Window | undefined {
  const { field, negated, operand } = condition;
  const kind = negated ? opposites[condition.kind] : condition.kind;
  if (kind === undefined || operand === undefined) return undefined;
  const [first, second] = condition.arguments;
  const age = ageOf(operand, first, kind, names);
  if (age !== undefined) return age;
  const bound = first && boundOf(first, names);
  if (bound === undefined || boundOf(operand, names) !== undefined) return undefined;
  switch (kind) {
    case 'gt':
    case 'ge':
      return { column: field, from: bound, to: undefined };
    case 'lt':
    case 'le':
      return { column: field, from: undefined, to: bound };
    case 'eq':
      return { column: field, from: bound, to: bound };
    case 'between':
      return {
        column: field,
        from: bound,
        to: boundOf(second, names) ?? { text: `${bound.text} + ${textOf(second, names)}`, ago: undefined },
      };
    default:
      return undefined;
  }
}

/** `not(TimeGenerated < start)` keeps what comes from then on. */
const opposites: Readonly<Partial<Record<Condition['kind'], Condition['kind']>>> = { lt: 'ge', le: 'gt', gt: 'le', ge: 'lt' };

/** `now() - TimeGenerated < 1h`, `datetime_diff` aside. */
function ageOf(operand: Expression, limit: Expression | undefined, kind: Condition['kind'], names: Names): Window | undefined {
  const node = withoutParentheses(operand);
  if (node.kind !== 'binary' || node.operator !== '-' || (kind !== 'lt' && kind !== 'le') || limit === undefined) return undefined;
  const left = boundOf(node.left, names);
  const span = timespanOf(limit, names);
  if (left === undefined || span === undefined || boundOf(node.right, names) !== undefined) return undefined;
  const ago = left.ago === undefined ? undefined : left.ago + span;
  return { column: textOf(node.right, names), from: { text: `${left.text} - ${textOf(limit, names)}`, ago }, to: undefined };
}

/** Functions that make of a time another one. */
const ofTimes: ReadonlySet<string> = new Set([
  'startofday',
  'endofday',
  'startofweek',
  'endofweek',
  'startofmonth',
  'endofmonth',
  'startofyear',
  'endofyear',
  'bin',
  'floor',
  'bin_at',
  'todatetime',
]);

/** What an expression says of a time, without a look at any row; undefined where it is none. */
export function boundOf(expression: Expression, names: Names): Bound | undefined {
  const node = withoutParentheses(expression);
  const bound = (ago: bigint | undefined): Bound => ({ text: textOf(node, names), ago });
  switch (node.kind) {
    case 'literal':
      return node.type === 'datetime' ? bound(undefined) : undefined;
    case 'name': {
      const binding = lookUp(names, node.text);
      if (binding?.kind === 'given') return /^(?:datetime|date)$/.test(binding.type) ? bound(undefined) : undefined;
      return binding?.kind === 'value' ? boundOfLet(binding.value, binding.names) : undefined;
    }
    case 'call': {
      const [first, , third] = node.arguments;
      if (node.name.text === 'ago' && first !== undefined) return bound(timespanOf(first, names));
      if (node.name.text === 'now') return bound(first === undefined ? 0n : negative(timespanOf(first, names)));
      if (node.name.text === 'datetime_add' && third !== undefined && boundOf(third, names)) return bound(undefined);
      if (node.name.text === 'todatetime' && first !== undefined && constantsOf(first, names) !== undefined) return bound(undefined);
      return ofTimes.has(node.name.text) && first !== undefined && boundOf(first, names) !== undefined ? bound(undefined) : undefined;
    }
    case 'binary': {
      if (node.operator !== '+' && node.operator !== '-') return undefined;
      const left = boundOf(node.left, names);
      const span = timespanOf(node.right, names);
      if (left === undefined || boundOf(node.right, names) !== undefined) return undefined;
      return bound(left.ago === undefined || span === undefined ? undefined : node.operator === '-' ? left.ago + span : left.ago - span);
    }
    default:
      return undefined;
  }
}

const boundOfLet = onceForEachLet(boundOf);

function negative(ticks: bigint | undefined): bigint | undefined {
  return ticks === undefined ? undefined : -ticks;
}

/** The ticks of a constant timespan, undefined where it is none; `2 * 1d` is one. */
export function timespanOf(expression: Expression, names: Names): bigint | undefined {
  const node = withoutParentheses(expression);
  if (node.kind === 'name') {
    const binding = lookUp(names, node.text);
    return binding?.kind === 'value' ? timespanOfLet(binding.value, binding.names) : undefined;
  }
  if (node.kind === 'binary') {
    const [left, right] = [timespanOf(node.left, names), timespanOf(node.right, names)];
    if (node.operator === '*') return product(left, node.right, names) ?? product(right, node.left, names);
    if (left === undefined || right === undefined) return undefined;
    return node.operator === '+' ? left + right : node.operator === '-' ? left - right : undefined;
  }
  const [constant, ...others] = constantsOf(node, names) ?? [];
  if (others.length > 0 || constant?.type !== 'timespan' || typeof constant.value !== 'bigint') return undefined;
  return constant.value;
}

const timespanOfLet = onceForEachLet(timespanOf);

function product(ticks: bigint | undefined, factor: Expression, names: Names): bigint | undefined {
  const [constant] = constantsOf(factor, names) ?? [];
  return ticks === undefined || typeof constant?.value !== 'bigint' || constant.type === 'timespan' ? undefined : ticks * constant.value;
}
