import { longCell } from './cells.ts';
import { formatDatetime, parseDatetime } from './datetime.ts';
import {
  type DecimalValue,
  decimalFromLong,
  decimalFromReal,
  decimalToReal,
  formatDecimal,
  parseDecimal,
  truncateDecimal,
} from './decimal.ts';
import { parseDynamicText } from './dictionary.ts';
import { Datetime, type Dynamic, dynamicOfCell, Guid, isArray, isBag, isDecimal, Real, Timespan } from './dynamic.ts';
import { parseGuid } from './guid.ts';
import { stringifyDynamic } from './json.ts';
import { parseBool, parseInt32, parseLong, parseReal } from './parse-number.ts';
import { formatReal } from './real.ts';
import { validDatetime } from './ticks.ts';
import { formatTimespan, parseTimespan } from './timespan.ts';
import type { ScalarType } from './types.ts';
import type { Cell } from './vector.ts';

/**
 * The value of a cell of one type as another: what the manual's conversion functions (tolong, tostring, todatetime …) do. What has no
 * meaning in the other type is null ('' for a string), never an error.
 */
export function convertCell(cell: Cell, from: ScalarType, to: ScalarType): Cell {
  if (cell === null) return to === 'string' ? '' : null;
  if (from === 'dynamic' && to !== 'dynamic') return convertDynamic(cell as Dynamic, to);
  if (from === to) return cell;
  switch (to) {
    case 'string':
      return textOfCell(from, cell);
    case 'dynamic':
      return from === 'string' ? parseDynamicText(cell as string) : dynamicOfCell(from, cell);
    case 'bool':
      return toBool(cell, from);
    case 'int':
      return toInt(cell, from);
    case 'long':
      return toLong(cell, from);
    case 'real':
      return toReal(cell, from);
    case 'decimal':
      return toDecimal(cell, from);
    case 'datetime':
      return toDatetime(cell, from);
    case 'timespan':
      return toTimespan(cell, from);
    case 'guid':
      return from === 'string' ? parseGuid(cell as string) : null;
  }
}

/** The tostring() form of a cell: a bool is True or False, a real always has a fraction, a datetime seven digits, a null ''. */
export function textOfCell(type: ScalarType, cell: Cell): string {
  if (cell === null) return '';
  switch (type) {
    case 'string':
      return cell as string;
    case 'bool':
      return cell ? 'True' : 'False';
    case 'real':
      return formatReal(cell as number);
    case 'decimal':
      return formatDecimal(cell as DecimalValue);
    case 'datetime':
      return formatDatetime(cell as bigint);
    case 'timespan':
      return formatTimespan(cell as bigint);
    case 'dynamic':
      return textOfDynamic(cell as Dynamic);
    default:
      return String(cell);
  }
}

/** The tostring() form of a dynamic value: a string without quotes, arrays and bags as JSON, null ''. */
export function textOfDynamic(value: Dynamic): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Real) return formatReal(value.value);
  if (value instanceof Datetime) return formatDatetime(value.ticks);
  if (value instanceof Timespan) return formatTimespan(value.ticks);
  if (value instanceof Guid) return value.text;
  if (isDecimal(value)) return formatDecimal(value);
  return stringifyDynamic(value);
}

/** The cell type and cell of a scalar inside dynamic; undefined for arrays and bags. */
function scalarIn(value: Dynamic): { type: ScalarType; cell: Cell } | undefined {
  switch (typeof value) {
    case 'boolean':
      return { type: 'bool', cell: value };
    case 'number':
    case 'bigint':
      return { type: 'long', cell: value };
    case 'string':
      return { type: 'string', cell: value };
  }
  if (value === null || isArray(value) || isBag(value)) return undefined;
  if (value instanceof Real) return { type: 'real', cell: value.value };
  if (value instanceof Datetime) return { type: 'datetime', cell: value.ticks };
  if (value instanceof Timespan) return { type: 'timespan', cell: value.ticks };
  if (value instanceof Guid) return { type: 'guid', cell: value.text };
  return { type: 'decimal', cell: value };
}

/** The conversion functions look into dynamic values: a scalar converts as it would by itself, an array or a bag gives null. */
function convertDynamic(value: Dynamic, to: ScalarType): Cell {
  if (to === 'string') return textOfDynamic(value);
  const scalar = scalarIn(value);
  return scalar === undefined ? null : convertCell(scalar.cell, scalar.type, to);
}

/**
 * A dynamic value as a typed cell without parsing, as `to typeof(…)` and typed bag properties take it: numbers go among each other, text
 * becomes a datetime, timespan or guid because JSON has no form for these, everything has a text; all else is null.
 */
export function castDynamic(value: Dynamic, type: ScalarType): Cell {
  if (type === 'dynamic') return value;
  if (value === null) return type === 'string' ? '' : null;
  if (type === 'string') return textOfDynamic(value);
  const scalar = scalarIn(value);
  if (scalar === undefined) return null;
  if (scalar.type === type) return scalar.cell;
  const numeric = scalar.type === 'long' || scalar.type === 'real' || scalar.type === 'decimal';
  if (type === 'int' || type === 'long' || type === 'real' || type === 'decimal')
    return numeric ? convertCell(scalar.cell, scalar.type, type) : null;
  if (type === 'datetime' || type === 'timespan' || type === 'guid')
    return scalar.type === 'string' ? convertCell(scalar.cell, 'string', type) : null;
  return null;
}

function toBool(cell: Cell, from: ScalarType): Cell {
  switch (from) {
    case 'string':
      return parseBool(cell as string);
    case 'int':
    case 'long':
    case 'real':
      // biome-ignore lint/suspicious/noDoubleEquals: a long may be a bigint
      return cell != 0;
    case 'decimal':
      return !(cell as DecimalValue).isZero();
    default:
      return null;
  }
}

function toInt(cell: Cell, from: ScalarType): Cell {
  if (from === 'string') return parseInt32(cell as string);
  // a huge real saturates, but a long outside 32 bits wraps around
  if (from === 'real') {
    const real = Math.trunc(cell as number);
    return Number.isFinite(real) ? Math.min(2147483647, Math.max(-2147483648, real)) + 0 : null;
  }
  const long = toLong(cell, from);
  return long === null ? null : Number(BigInt.asIntN(32, BigInt(long as number | bigint)));
}

function toLong(cell: Cell, from: ScalarType): Cell {
  switch (from) {
    case 'string':
      return parseLong(cell as string);
    case 'bool':
      return cell ? 1 : 0;
    case 'int':
    case 'long':
      return cell;
    case 'real': {
      const real = Math.trunc(cell as number);
      if (!Number.isFinite(real)) return null;
      if (Number.isSafeInteger(real)) return real + 0;
      return real >= 2 ** 63 ? 9223372036854775807n : real < -(2 ** 63) ? -9223372036854775808n : longCell(BigInt(real));
    }
    case 'decimal': {
      const long = truncateDecimal(cell as DecimalValue);
      return BigInt.asIntN(64, long) === long ? longCell(long) : null;
    }
    case 'datetime':
    case 'timespan':
      return longCell(cell as bigint);
    default:
      return null;
  }
}

function toReal(cell: Cell, from: ScalarType): Cell {
  switch (from) {
    case 'string':
      return parseReal(cell as string);
    case 'decimal':
      return decimalToReal(cell as DecimalValue);
    case 'guid':
      return null;
    default:
      return Number(cell);
  }
}

function toDecimal(cell: Cell, from: ScalarType): Cell {
  switch (from) {
    case 'string':
      return parseDecimal(cell as string);
    case 'real':
      return decimalFromReal(cell as number);
    case 'bool':
      return decimalFromLong(cell ? 1 : 0);
    case 'guid':
      return null;
    default:
      return decimalFromLong(cell as number | bigint);
  }
}

/** Numbers are ticks since 0001-01-01. */
function toDatetime(cell: Cell, from: ScalarType): Cell {
  if (from === 'string') return parseDatetime(cell as string);
  if (from === 'bool' || from === 'guid' || from === 'timespan') return null;
  const ticks = toLong(cell, from);
  return ticks === null ? null : validDatetime(BigInt(ticks as number | bigint));
}

/** Numbers are ticks. */
function toTimespan(cell: Cell, from: ScalarType): Cell {
  if (from === 'string') return parseTimespan(cell as string);
  if (from === 'bool' || from === 'guid' || from === 'datetime') return null;
  const ticks = toLong(cell, from);
  return ticks === null ? null : BigInt(ticks as number | bigint);
}
