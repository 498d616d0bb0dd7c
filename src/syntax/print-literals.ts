import { formatDatetimeJson } from '../data/datetime.ts';
import { ticksPerDay, ticksPerHour, ticksPerMicrosecond, ticksPerMillisecond, ticksPerMinute, ticksPerSecond } from '../data/ticks.ts';
import { formatTimespan } from '../data/timespan.ts';
import type { JsonValue, Literal } from './ast.ts';

/** A literal in the shortest form that means the same. */
export function printLiteral({ type, value, obfuscated }: Literal): string {
  if (value === null) return `${type}(null)`;
  switch (type) {
    case 'bool':
      return String(value);
    case 'string':
      return `${obfuscated ? 'h' : ''}${quote(value as string)}`;
    case 'int':
      return `int(${value})`;
    case 'long':
      return (value as bigint) < 0n ? `long(${value})` : String(value);
    case 'real':
      return printReal(value as number);
    case 'timespan':
      return printTimespan(value as bigint);
    case 'datetime':
      return `datetime(${formatDatetimeJson(value as bigint).replace('T00:00:00Z', '')})`;
    default:
      return `${type}(${value})`;
  }
}

/** A text as a string literal in single quotes, verbatim where that spares doubled backslashes. */
export function quote(text: string): string {
  if (text.includes('\\') && !/[\p{Cc}\u2028\u2029]/u.test(text)) return `@'${text.replaceAll("'", "''")}'`;
  return `'${text.replace(/[\p{Cc}'\\\u2028\u2029]/gu, (character) => escapes[character] ?? unicodeEscape(character))}'`;
}

const escapes: Record<string, string> = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function printReal(value: number): string {
  if (Number.isNaN(value)) return 'real(nan)';
  if (!Number.isFinite(value)) return value > 0 ? 'real(+inf)' : 'real(-inf)';
  const digits = realDigits(value);
  return digits.startsWith('-') ? `real(${digits})` : digits;
}

function realDigits(value: number): string {
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

const units: readonly (readonly [bigint, string])[] = [
  [ticksPerDay, 'd'],
  [ticksPerHour, 'h'],
  [ticksPerMinute, 'm'],
  [ticksPerSecond, 's'],
  [ticksPerMillisecond, 'ms'],
  [ticksPerMicrosecond, 'microseconds'],
  [1n, 'ticks'],
];

export function printTimespan(ticks: bigint): string {
  if (ticks < 0n) return `timespan(${formatTimespan(ticks)})`;
  if (ticks === 0n) return '0s';
  const [size, unit] = units.find(([size]) => ticks % size === 0n) as readonly [bigint, string];
  return `${ticks / size}${unit}`;
}

/** The JSON between the parentheses of `dynamic(…)`. */
export function printJson(value: JsonValue): string {
  switch (value.kind) {
    case 'json-null':
      return 'null';
    case 'json-array':
      return `[${value.items.map(printJson).join(', ')}]`;
    case 'json-bag':
      return `{${value.properties.map((property) => `${quote(property.key)}: ${printJson(property.value)}`).join(', ')}}`;
    case 'literal':
      return printJsonLiteral(value);
  }
}

/** Numbers carry their sign themselves here, where `-` is part of the number. */
function printJsonLiteral(literal: Literal): string {
  const { type, value } = literal;
  if (type === 'long' && value !== null) return String(value);
  if (type === 'real' && Number.isFinite(value)) return realDigits(value as number);
  return printLiteral(literal);
}
