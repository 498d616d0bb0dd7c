import { formatDatetime } from '../../src/data/datetime.ts';
import type { ScalarType } from '../../src/data/types.ts';
import type { Expression, JsonValue, Literal } from '../../src/syntax/ast.ts';
import { lookUp, type Scope } from './shape.ts';

type Constant = string | number | boolean;

/** The values that an expression stands for, as far as its text tells: literals, lists of them, names of them, and simple functions of them. */
export function constantsOf(node: Expression, scope: Scope, depth = 0): Constant[] {
  if (depth > 20) return [];
  const within = (inner: Expression, at = scope): Constant[] => constantsOf(inner, at, depth + 1);
  switch (node.kind) {
    case 'literal':
      return constantOf(node);
    case 'dynamic':
      return constantsIn(node.value);
    case 'parenthesized':
      return within(node.expression);
    case 'named':
      return within(node.value);
    case 'unary':
      return within(node.operand).map((value) => (typeof value === 'number' && node.operator === '-' ? -value : value));
    case 'materialize':
    case 'toscalar':
      return within(node.expression);
    case 'datatable': {
      const width = node.schema.columns.length;
      return node.values.filter((_, index) => index % width === 0).flatMap((value) => within(value));
    }
    case 'pipe':
      // what goes on with a list of constants mostly leaves them alone
      return node.source === undefined ? [] : within(node.source);
    case 'name': {
      const column = scope.shape?.columns.get(node.text);
      const binding = column === undefined ? lookUp(scope.environment, node.text) : undefined;
      const value = column ?? (binding?.kind === 'value' ? binding.value : undefined);
      if (value?.kind === 'computed' && value.node !== node) return within(value.node, value.scope);
      if (value?.kind === 'constants') return value.nodes.flatMap((each) => within(each));
      if (binding?.kind === 'table') {
        const [first] = binding.shape.columns.values();
        return first?.kind === 'constants' ? first.nodes.flatMap((each) => within(each)) : [];
      }
      return [];
    }
    case 'call':
      return constantsOfCall(node.name.text, node.arguments, within);
    default:
      return [];
  }
}

function constantsOfCall(name: string, args: readonly Expression[], within: (inner: Expression) => Constant[]): Constant[] {
  if (name === 'strcat') {
    const parts = args.map((argument) => within(argument)[0]);
    return parts.every((part) => part !== undefined) ? [parts.join('')] : [];
  }
  if (
    name === 'tolower' ||
    name === 'toupper' ||
    name === 'tostring' ||
    name === 'toint' ||
    name === 'tolong' ||
    name === 'parse_json' ||
    name === 'todatetime'
  )
    return within(args[0]);
  if (/^(pack_array|dynamic|set_union|array_concat|make_set|make_list|set_difference)$/.test(name)) return args.flatMap(within);
  return [];
}

function constantOf({ type, value }: Literal): Constant[] {
  if (value === null) return [];
  if (type === 'datetime') return [formatDatetime(value as bigint)];
  if (type === 'timespan') return [];
  if (typeof value === 'bigint') return [Number(value)];
  return [value];
}

function constantsIn(value: JsonValue): Constant[] {
  if (value.kind === 'json-array') return value.items.flatMap(constantsIn);
  if (value.kind === 'json-bag') return value.properties.flatMap((property) => constantsIn(property.value));
  return value.kind === 'literal' ? constantOf(value) : [];
}

/** The type of an expression that reads no column; undefined where its text does not tell, or where it is dynamic. */
export function typeOfConstant(node: Expression, scope: Scope, depth = 0): ScalarType | undefined {
  if (depth > 20) return undefined;
  switch (node.kind) {
    case 'literal':
      return node.type === 'int' ? 'long' : node.type;
    case 'dynamic':
      return node.value.kind === 'json-array' && node.value.items[0]?.kind === 'literal' ? typeOfLiteral(node.value.items[0]) : undefined;
    case 'parenthesized':
      return typeOfConstant(node.expression, scope, depth + 1);
    case 'unary':
      return typeOfConstant(node.operand, scope, depth + 1);
    case 'binary':
      if (['+', '-'].includes(node.operator)) {
        const sides = [typeOfConstant(node.left, scope, depth + 1), typeOfConstant(node.right, scope, depth + 1)];
        if (sides[0] === 'datetime' && sides[1] === 'datetime') return 'timespan';
        return sides.includes('datetime') ? 'datetime' : (sides[0] ?? sides[1]);
      }
      return undefined;
    case 'name': {
      const column = scope.shape?.columns.get(node.text);
      const binding = column === undefined ? lookUp(scope.environment, node.text) : undefined;
      const value = column ?? (binding?.kind === 'value' ? binding.value : undefined);
      return value?.kind === 'computed' && value.node !== node ? typeOfConstant(value.node, value.scope, depth + 1) : undefined;
    }
    case 'call':
      return callTypes[node.name.text];
    default:
      return undefined;
  }
}

function typeOfLiteral({ type }: Literal): ScalarType {
  return type === 'int' ? 'long' : type;
}

const callTypes: Readonly<Record<string, ScalarType>> = {
  ago: 'datetime',
  now: 'datetime',
  startofday: 'datetime',
  endofday: 'datetime',
  startofweek: 'datetime',
  startofmonth: 'datetime',
  todatetime: 'datetime',
  make_datetime: 'datetime',
  datetime_add: 'datetime',
  totimespan: 'timespan',
  strcat: 'string',
  tostring: 'string',
  tolower: 'string',
  toupper: 'string',
  toint: 'long',
  tolong: 'long',
  todouble: 'real',
  toreal: 'real',
  strlen: 'long',
  array_length: 'long',
  tobool: 'bool',
};

/** The length of a timespan in days, where an expression is one. */
export function durationOf(node: Expression, scope: Scope, depth = 0): number | undefined {
  if (depth > 20) return undefined;
  if (node.kind === 'parenthesized') return durationOf(node.expression, scope, depth + 1);
  if (node.kind === 'literal' && node.type === 'timespan' && node.value !== null) return Number(node.value) / 864_000_000_000;
  if (node.kind === 'name') {
    const binding = scope.shape?.columns.has(node.text) ? undefined : lookUp(scope.environment, node.text);
    if (binding?.kind === 'value' && binding.value.kind === 'computed' && binding.value.node !== node)
      return durationOf(binding.value.node, binding.value.scope, depth + 1);
  }
  return undefined;
}

/** A number one step beyond a bound, a datetime a minute beyond it; any other value as it is. */
export function shifted(sample: Constant, step: number): Constant {
  if (typeof sample === 'number') return sample + step;
  if (typeof sample === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(sample))
    return new Date(Date.parse(sample) + step * 60_000).toISOString();
  return sample;
}

export function joined(samples: readonly Constant[]): string {
  return samples.join(' ');
}
