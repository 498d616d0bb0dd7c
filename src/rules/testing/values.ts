import { formatDatetimeJson } from '../../data/datetime.ts';
import { type DecimalValue, parseDecimal } from '../../data/decimal.ts';
import { Datetime, type Dynamic, Guid, isArray, isBag, isDecimal, numberIn, Real, Timespan } from '../../data/dynamic.ts';
import { parseGuid } from '../../data/guid.ts';
import { cellToJson } from '../../data/json-safe.ts';
import { formatTimespan, parseTimespan } from '../../data/timespan.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { inWords } from './cells.ts';
import type { Located, LocatedScalar } from './located.ts';
import { parseDuration, parseTime } from './times.ts';

/** How values are compared. */
export interface Comparison {
  /** The clock that offsets count from. */
  readonly now: bigint;
  /** By which part of it a real may differ. */
  readonly tolerance: number;
}

export const defaultTolerance = 1e-9;

/**
 * Whether a cell of a result is what was expected: types are exact, reals within the tolerance, times compared as values, texts by case. null
 * also stands for an empty text, because a string is never null.
 */
export function isExpected(expected: Located, type: ScalarType, cell: Cell, comparison: Comparison): boolean {
  if (type === 'dynamic') return isExpectedDynamic(expected, cell as Dynamic, comparison);
  if (expected.kind !== 'scalar') return false;
  const { value, written } = expected;
  if (value === null) return cell === null || cell === '';
  if (cell === null) return false;
  switch (type) {
    case 'string':
      return value === cell;
    case 'bool':
      return typeof value === 'boolean' && value === Boolean(cell);
    case 'int':
    case 'long':
      return isWhole(expected) && BigInt(value as number | bigint) === BigInt(cell as number | bigint);
    case 'real':
      return isExpectedReal(value, cell as number, comparison.tolerance);
    case 'decimal':
      return isExpectedDecimal(value, written, cell as DecimalValue);
    case 'datetime':
      return ticksOf(value, comparison.now) === cell;
    case 'timespan':
      return typeof value === 'string' && (parseTimespan(value) ?? parseDuration(value)) === cell;
    case 'guid':
      return typeof value === 'string' && parseGuid(value) === cell;
  }
}

/** Why a value cannot be that of a column of the type; undefined where it can. */
export function misfitOf(expected: Located, type: ScalarType): string | undefined {
  if (type === 'dynamic') return undefined;
  if (expected.kind !== 'scalar') return `a ${expected.kind} is dynamic`;
  const { value } = expected;
  if (value === null) return undefined;
  switch (type) {
    case 'string':
      return typeof value === 'string' ? undefined : 'a text stands in quotes';
    case 'bool':
      return typeof value === 'boolean' ? undefined : 'a bool is true or false';
    case 'int':
    case 'long':
      return isWhole(expected) ? undefined : 'a whole number without quotes and fraction is expected';
    case 'real':
      return typeof value === 'number' || typeof value === 'bigint' || ['NaN', 'Infinity', '-Infinity'].includes(value as string)
        ? undefined
        : 'a number without quotes is expected';
    case 'datetime':
      return ticksOf(value, 0n) === undefined && ticksOf(value, 1_000_000_000_000_000_000n) === undefined
        ? 'a time is expected: ISO text, or an offset from the clock as in -9m'
        : undefined;
    case 'timespan':
      return typeof value === 'string' && (parseTimespan(value) ?? parseDuration(value)) !== undefined
        ? undefined
        : 'a timespan is expected: 1h, 00:05:00';
    case 'guid':
      return typeof value === 'string' && parseGuid(value) !== null ? undefined : 'a guid is expected';
    default:
      return undefined;
  }
}

/** A cell as failures show it, in the way it would be written as an expectation. */
export function showCell(type: ScalarType, cell: Cell): string {
  if (cell === null) return 'null';
  return JSON.stringify(cellToJson(type, cell)).replace(
    type === 'datetime' || type === 'timespan' || type === 'guid' ? /^"|"$/g : /^$/,
    '',
  );
}

/** An expected value as failures show it: an offset with the time that it means. */
export function showExpected(expected: Located, type: ScalarType | undefined, { now }: Comparison): string {
  if (expected.kind === 'scalar') {
    const { value } = expected;
    if (type === 'datetime' && typeof value === 'string') {
      const ticks = ticksOf(value, now);
      return ticks === undefined ? value : formatDatetimeJson(ticks);
    }
    if (type === 'timespan' && typeof value === 'string') {
      const ticks = parseTimespan(value) ?? parseDuration(value);
      return ticks === undefined ? value : formatTimespan(ticks);
    }
    return type === 'guid' ? String(value) : inWords(expected);
  }
  return JSON.stringify(expected.kind === 'list' ? expected.items.map(jsonOf) : jsonOf(expected));
}

function jsonOf(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(jsonOf);
  if (located.kind === 'map') return Object.fromEntries([...located.entries].map(([key, { value }]) => [key, jsonOf(value)]));
  return typeof located.value === 'bigint' ? located.value.toString() : located.value;
}

/** 5, not "5" and not 5.0. */
function isWhole({ kind, ...rest }: Located): boolean {
  if (kind !== 'scalar') return false;
  const { value, written } = rest as LocatedScalar;
  if (typeof value === 'bigint') return true;
  return typeof value === 'number' && Number.isInteger(value) && !(written !== undefined && /[.eE]/.test(written) && !/^0x/i.test(written));
}

function isExpectedReal(value: LocatedScalar['value'], actual: number, tolerance: number): boolean {
  if (typeof value === 'string') return ['NaN', 'Infinity', '-Infinity'].includes(value) && Object.is(Number(value), actual);
  if (typeof value !== 'number' && typeof value !== 'bigint') return false;
  return isNear(Number(value), actual, tolerance);
}

export function isNear(expected: number, actual: number, tolerance: number): boolean {
  if (Object.is(expected, actual) || expected === actual) return true;
  return Math.abs(expected - actual) <= tolerance * Math.max(Math.abs(expected), Math.abs(actual));
}

function isExpectedDecimal(value: LocatedScalar['value'], written: string | undefined, actual: DecimalValue): boolean {
  if (typeof value === 'boolean' || value instanceof Date || value === null) return false;
  const decimal = parseDecimal(written ?? String(value));
  return decimal?.equals(actual) ?? false;
}

function ticksOf(value: LocatedScalar['value'], now: bigint): bigint | undefined {
  if (value instanceof Date) return BigInt(value.getTime()) * 10_000n + 621_355_968_000_000_000n;
  return typeof value === 'string' ? parseTime(value, now) : undefined;
}

/** The whole value, in depth: a bag has no further keys, an array no further items. */
function isExpectedDynamic(expected: Located, actual: Dynamic, comparison: Comparison): boolean {
  if (expected.kind === 'list')
    return (
      actual !== null &&
      isArray(actual) &&
      actual.length === expected.items.length &&
      expected.items.every((item, index) => isExpectedDynamic(item, actual[index], comparison))
    );
  if (expected.kind === 'map')
    return (
      actual !== null &&
      isBag(actual) &&
      actual.size === expected.entries.size &&
      [...expected.entries].every(([key, { value }]) => actual.has(key) && isExpectedDynamic(value, actual.get(key) as Dynamic, comparison))
    );
  const { value } = expected;
  if (value === null || typeof value === 'boolean') return actual === value;
  if (actual instanceof Datetime) return ticksOf(value, comparison.now) === actual.ticks;
  if (actual instanceof Timespan) return typeof value === 'string' && parseTimespan(value) === actual.ticks;
  if (actual instanceof Guid) return typeof value === 'string' && parseGuid(value) === actual.text;
  if (isDecimal(actual)) return isExpectedDecimal(value, expected.written, actual);
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (actual instanceof Real) return isNear(Number(value), actual.value, comparison.tolerance);
    return numberIn(actual) !== undefined && isWhole(expected) && BigInt(value) === BigInt(actual as number | bigint);
  }
  if (actual instanceof Real) return isExpectedReal(value, actual.value, comparison.tolerance);
  return actual === value;
}
