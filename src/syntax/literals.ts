import { parseDatetime } from '../data/datetime.ts';
import { parseGuid } from '../data/guid.ts';
import { parseTimespan, parseTimespanLiteral } from '../data/timespan.ts';
import type { Diagnostic, Span } from '../errors.ts';
import type { Call, Literal } from './ast.ts';
import type { Token } from './tokens.ts';

/** What a literal token means; `problem` says why its text has no value. */
export interface LiteralReading<T extends Literal | Call = Literal | Call> {
  readonly node: T;
  readonly problem?: Diagnostic;
}

export function spanOf(token: Token): Span {
  return { start: token.startOffset, end: token.endOffset + 1 };
}

/** The text of adjacent string literals, which are one: escapes resolved, parts joined. */
export function readString(tokens: readonly Token[]): Literal {
  const span = { start: tokens[0].startOffset, end: tokens[tokens.length - 1].endOffset + 1 };
  const obfuscated = tokens.some(({ image }) => image[0] === 'h' || image[0] === 'H');
  return literal('string', span, tokens.map(({ image }) => stringText(image)).join(''), obfuscated);
}

/** `123`, `0xFF`: a long. */
export function readLong(token: Token): LiteralReading<Literal> {
  const value = readDigits(token.image);
  // one more than the greatest long is left to the caller: with a minus before it, it is the least
  if (value !== undefined && value <= maxLong + 1n) return { node: literal('long', spanOf(token), value) };
  return { node: literal('long', spanOf(token), null), problem: outOfRangeProblem(token.image, 'long', spanOf(token)) };
}

/** Decimal or hexadecimal digits as a number; undefined where there are too many for any type, which BigInt would read all the same. */
function readDigits(digits: string): bigint | undefined {
  return digits.length <= 40 || /^(?:0x)?0*[0-9a-f]{0,40}$/i.test(digits) ? BigInt(digits) : undefined;
}

export const maxLong = 0x7fff_ffff_ffff_ffffn;

export function readReal(token: Token): Literal {
  return literal('real', spanOf(token), Number(token.image));
}

export function readBool(token: Token): Literal {
  return literal('bool', spanOf(token), token.image.toLowerCase() === 'true');
}

/** `1.5h`, `10ms`. */
export function readTimespan(token: Token): LiteralReading {
  const value = parseTimespanLiteral(token.image);
  const node = literal('timespan', spanOf(token), value);
  if (value !== null) return { node };
  return { node, problem: outOfRangeProblem(token.image, 'timespan', spanOf(token)) };
}

/** `long(5)`, `datetime(2024-01-31)`, `guid('…')`, `int(null)` …: manual page scalar-data-types. `datetime()` is a call of `now`. */
export function readTyped(token: Token): LiteralReading {
  const span = spanOf(token);
  const open = token.image.indexOf('(');
  const type = typeBySpelling[token.image.slice(0, open)];
  const raw = token.image.slice(open + 1, token.image.endsWith(')') ? -1 : undefined).trim();
  const text = /^(["'])(.*)\1$/s.exec(raw)?.[2].trim() ?? raw;
  if (raw === 'null') return { node: literal(type, span, null) };
  if (type === 'datetime' && (text === '' || text === 'now')) {
    const name = { kind: 'name', span: { start: span.start, end: span.start + open }, text: 'now', bracketed: false } as const;
    return { node: { kind: 'call', span, name, arguments: [] } };
  }
  const value = readers[type](text);
  if (value === outOfRange) return { node: literal(type, span, null), problem: outOfRangeProblem(token.image, type, span) };
  if (value !== null) return { node: literal(type, span, value) };
  // a number is one of seconds, of a year, of a date …: by its length, by a rule that is not known
  const kind = type === 'datetime' && /^\d+$/.test(text) ? 'unsupported' : 'semantic';
  const message = kind === 'semantic' ? `\`${text}\` is no ${type}` : `a number as a datetime, \`${token.image}\`, is not supported`;
  return { node: literal(type, span, null), problem: { kind, message, span } };
}

/** Kusto refuses a long that is too great; whether it wraps other numbers, as its conversions do, is not known. */
export function outOfRangeProblem(image: string, type: string, span: Span): Diagnostic {
  const kind = type === 'long' && /^\d+$/.test(image) ? 'semantic' : 'unsupported';
  const shown = image.length > 40 ? `${image.slice(0, 40)}…` : image;
  return { kind, message: `${shown} is out of the range of ${type}`, span };
}

const typeBySpelling: Record<string, Exclude<Literal['type'], 'string'>> = {
  bool: 'bool',
  int: 'int',
  int32: 'int',
  long: 'long',
  int64: 'long',
  real: 'real',
  double: 'real',
  decimal: 'decimal',
  datetime: 'datetime',
  date: 'datetime',
  timespan: 'timespan',
  time: 'timespan',
  guid: 'guid',
};

const outOfRange = Symbol('out of range');

const readers: Record<Exclude<Literal['type'], 'string'>, (text: string) => Literal['value'] | typeof outOfRange> = {
  bool: (text) => ({ true: true, false: false, '1': true, '0': false })[text.toLowerCase()] ?? null,
  int: (text) => integerIn(text, -0x8000_0000n, 0x7fff_ffffn),
  long: (text) => integerIn(text, -maxLong - 1n, maxLong),
  real: realOf,
  decimal: (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? text : null),
  datetime: parseDatetime,
  timespan: (text) => parseTimespan(text),
  guid: parseGuid,
};

function integerIn(text: string, least: bigint, greatest: bigint): bigint | typeof outOfRange | null {
  const match = /^([+-]?)(\d+|0x[0-9a-f]+)$/i.exec(text);
  if (match === null) return null;
  const magnitude = readDigits(match[2]);
  if (magnitude === undefined) return outOfRange;
  const value = match[1] === '-' ? -magnitude : magnitude;
  return value < least || value > greatest ? outOfRange : value;
}

function realOf(text: string): number | null {
  const special = { nan: Number.NaN, inf: Infinity, '+inf': Infinity, '-inf': -Infinity }[text.toLowerCase()];
  if (special !== undefined) return special;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

function literal(type: Literal['type'], span: Span, value: Literal['value'], obfuscated = false): Literal {
  return { kind: 'literal', span, type, value, obfuscated };
}

// ---- strings --------------------------------------------------------------------------------------------------------------------------

/** The text that one string token means. A token that the lexer found unfinished is read as far as it goes. */
function stringText(image: string): string {
  const start = image[0] === 'h' || image[0] === 'H' ? 1 : 0;
  const verbatim = image[start] === '@';
  const open = verbatim ? start + 1 : start;
  const quote = image[open];
  if (quote === '`' || quote === '~') return image.slice(open + 3, image.endsWith(quote.repeat(3)) ? -3 : undefined);
  const inner = image.slice(open + 1, image.endsWith(quote) ? -1 : undefined);
  if (verbatim) return inner.replaceAll(quote + quote, quote);
  return inner.includes('\\') ? inner.replace(escapes, (whole, code: string) => escapeText(code) ?? whole) : inner;
}

const escapes = /\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|[0-7]{1,2}|.)/gs;

const letterEscapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '"': '"',
  '\\': '\\',
};

function escapeText(code: string): string | undefined {
  if (/^[uUx]./.test(code)) {
    const point = Number.parseInt(code.slice(1), 16);
    return point > 0x10ffff ? undefined : String.fromCodePoint(point);
  }
  if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
  return letterEscapes[code];
}
