import type { DecimalValue } from './decimal.ts';
import { ShapedBag } from './shaped-bag.ts';
import type { ScalarType } from './types.ts';
import type { Cell } from './vector.ts';

/**
 * A value of type dynamic. A JavaScript number is a long within ±(2^53−1), a bigint a long beyond it; what JavaScript would confuse with
 * these is wrapped: a real (`1.0` is not `1`), a datetime, a timespan, a guid. A bag is a Map (or a ShapedBag, which reads like one), never a plain
 * object: integer-like keys keep their place and `__proto__` is a key like any other.
 */
export type Dynamic = null | boolean | number | bigint | string | Real | Datetime | Timespan | Guid | DecimalValue | DynamicArray | Bag;
export type DynamicArray = readonly Dynamic[];
export type Bag = ReadonlyMap<string, Dynamic>;

export class Real {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Ticks of 100 ns since 0001-01-01. */
export class Datetime {
  readonly ticks: bigint;
  constructor(ticks: bigint) {
    this.ticks = ticks;
  }
}

/** Ticks of 100 ns. */
export class Timespan {
  readonly ticks: bigint;
  constructor(ticks: bigint) {
    this.ticks = ticks;
  }
}

/** Lower case, with hyphens. */
export class Guid {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export function isArray(value: Dynamic): value is DynamicArray {
  return Array.isArray(value);
}

/** The values as arrays when all of them are. */
export function arraysOf(values: readonly Dynamic[]): readonly DynamicArray[] | undefined {
  return values.every(isArray) ? (values as readonly DynamicArray[]) : undefined;
}

export function isBag(value: Dynamic): value is Bag {
  return value instanceof Map || value instanceof ShapedBag;
}

/** A long in the one form that a dynamic holds it in: a number where that is exact, else a bigint. */
export function dynamicLong(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** The number in a value, of any numeric kind; undefined when it is no number. A long beyond 2^53 is rounded, as in Kusto's own real. */
export function numberIn(value: Dynamic): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Real) return value.value;
  if (isDecimal(value)) return value.toNumber();
  return undefined;
}

/** A decimal is the only object here that is neither a collection nor one of the wrappers. */
export function isDecimal(value: Dynamic): value is DecimalValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isBag(value) &&
    !(value instanceof Real) &&
    !(value instanceof Datetime) &&
    !(value instanceof Timespan) &&
    !(value instanceof Guid)
  );
}

/** `value.name` and `value['name']`: null when there is no such property, or no bag. */
export function propertyOf(value: Dynamic, name: string): Dynamic {
  return isBag(value) ? (value.get(name) ?? null) : null;
}

/** `value[index]`: a negative index counts from the end; null outside, or when the value is no array. */
export function elementOf(value: Dynamic, index: number): Dynamic {
  if (!isArray(value)) return null;
  return value[index < 0 ? value.length + index : index] ?? null;
}

/** The name that gettype() gives a dynamic value. */
export function kindOf(value: Dynamic): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'long';
    case 'string':
      return 'string';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isBag(value)) return 'dictionary';
  if (value instanceof Real) return 'double';
  if (value instanceof Datetime) return 'datetime';
  if (value instanceof Timespan) return 'timespan';
  if (value instanceof Guid) return 'guid';
  return 'decimal';
}

/**
 * Whether two values are the same value: kinds must agree, except that numbers compare by value whatever their kind (an element 15 equals
 * 15.0). Bags compare without order.
 */
export function sameDynamic(a: Dynamic, b: Dynamic): boolean {
  if (a === b) return true;
  const number = numberIn(a);
  if (number !== undefined) {
    const other = numberIn(b);
    if (other === undefined) return false;
    return typeof a === 'bigint' && typeof b === 'bigint' ? a === b : number === other;
  }
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, i) => sameDynamic(item, b[i]));
  if (isBag(a)) {
    if (!isBag(b) || a.size !== b.size) return false;
    for (const [key, item] of a) if (!b.has(key) || !sameDynamic(item, b.get(key) as Dynamic)) return false;
    return true;
  }
  if (a instanceof Datetime) return b instanceof Datetime && a.ticks === b.ticks;
  if (a instanceof Timespan) return b instanceof Timespan && a.ticks === b.ticks;
  if (a instanceof Guid) return b instanceof Guid && a.text === b.text;
  return false;
}

/** A cell of a type as a dynamic value that keeps its kind. */
export function dynamicOfCell(type: ScalarType, cell: Cell): Dynamic {
  if (cell === null) return null;
  switch (type) {
    case 'real':
      return new Real(cell as number);
    case 'datetime':
      return new Datetime(cell as bigint);
    case 'timespan':
      return new Timespan(cell as bigint);
    case 'guid':
      return new Guid(cell as string);
    default:
      return cell as Dynamic;
  }
}
