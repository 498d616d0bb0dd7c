import { longCell } from '../data/cells.ts';
import { parseDecimal } from '../data/decimal.ts';
import { type Bag, Datetime, type Dynamic, dynamicLong, Guid, Real } from '../data/dynamic.ts';
import type { Cell } from '../data/vector.ts';
import { fail } from '../errors.ts';
import { constant, type Expression } from '../plan/expression.ts';
import type { DynamicLiteral, JsonValue, Literal } from '../syntax/ast.ts';

export function bindLiteral(node: Literal): Expression {
  return constant(node.type, literalCell(node), node.span);
}

function literalCell(node: Literal): Cell {
  const { value } = node;
  if (value === null) return node.type === 'string' ? '' : null;
  switch (node.type) {
    case 'int':
      return Number(value);
    case 'long': {
      const long = value as bigint;
      // 9223372036854775808 stands in the text of -9223372036854775808, which is no literal but a minus before one too large
      if (BigInt.asIntN(64, long) !== long) fail('semantic', `${long} is outside the range of a long`, node.span);
      return longCell(long);
    }
    case 'decimal':
      return parseDecimal(value as string);
    default:
      return value as Cell;
  }
}

export function bindDynamicLiteral(node: DynamicLiteral): Expression {
  return constant('dynamic', dynamicOf(node.value), node.span);
}

function dynamicOf(node: JsonValue): Dynamic {
  switch (node.kind) {
    case 'json-null':
      return null;
    case 'json-array':
      return node.items.map(dynamicOf);
    case 'json-bag': {
      const bag = new Map<string, Dynamic>();
      for (const { key, value } of node.properties) bag.set(key, dynamicOf(value));
      return bag satisfies Bag;
    }
  }
  const { value } = node;
  if (value === null) return null;
  switch (node.type) {
    case 'int':
    case 'long':
    case 'timespan': // a number of ticks, unlike a timespan that pack_array() takes in
      return dynamicLong(value as bigint);
    case 'real':
      return new Real(value as number);
    case 'datetime':
      return new Datetime(value as bigint);
    case 'guid':
      return new Guid(value as string);
    case 'decimal':
      return parseDecimal(value as string);
    default:
      return value as string | boolean;
  }
}
