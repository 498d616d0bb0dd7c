import { timespanUnits } from '../data/timespan.ts';
import type { Diagnostic } from '../errors.ts';
import { digitsEnd, isDigit, isLineBreak, isNameUnit, nameEnd } from './characters.ts';
import {
  Identifier,
  type KqlTokenType,
  keywords,
  LongLiteral,
  RawGuid,
  RealLiteral,
  StringLiteral,
  TimespanLiteral,
  TypedLiteral,
} from './tokens.ts';

/** A text on its way into tokens. The functions below scan a token that begins at `position` and move behind it. */
export interface Scanner {
  readonly text: string;
  position: number;
  readonly diagnostics: Diagnostic[];
}

export function report(lexer: Scanner, message: string, start: number, end: number, hint?: string): void {
  lexer.diagnostics.push({ kind: 'syntax', message, span: { start, end }, hint });
}

/** Scans what stands behind a type and `(`, which is at `open`: raw text up to `)`. */
export function scanTypedLiteral(lexer: Scanner, open: number): KqlTokenType {
  const { text, position } = lexer;
  let end = open + 1;
  while (end < text.length && text.charCodeAt(end) !== 41 && !isLineBreak(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) === 41) end++;
  else report(lexer, `missing \`)\` after \`${text.slice(position, end)}\``, position, end, typedLiteralHint);
  lexer.position = end;
  return TypedLiteral;
}

const typedLiteralHint = 'a literal such as `long(5)` ends on its own line';

const guidPattern = /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/y;

export function startsWithGuid(text: string, position: number): boolean {
  if (text.charCodeAt(position + 8) !== 45) return false;
  guidPattern.lastIndex = position;
  return guidPattern.test(text);
}

export function scanRawGuid(lexer: Scanner): KqlTokenType {
  lexer.position += 36;
  return RawGuid;
}

// ---- numbers --------------------------------------------------------------------------------------------------------------------------

/** A number, a timespan, a name that begins with digits (`5h_avg`), or the one keyword that does (`3Dchart`). */
export function scanNumber(lexer: Scanner): KqlTokenType {
  const { text, position } = lexer;
  if (startsWithGuid(text, position)) return scanRawGuid(lexer);
  const digits = digitsEnd(text, position);
  const wordEnd = nameEnd(text, digits);
  const real = realEnd(text, digits);
  if (real !== undefined) {
    lexer.position = real;
    return RealLiteral;
  }
  const number = text.charCodeAt(digits) === 46 && isDigit(text.charCodeAt(digits + 1)) ? digitsEnd(text, digits + 1) : digits;
  const end = nameEnd(text, number);
  if (timespanUnits.has(text.slice(number, end))) {
    lexer.position = end;
    return TimespanLiteral;
  }
  lexer.position = wordEnd;
  if (wordEnd === digits || isHexNumber(text, position, wordEnd)) return LongLiteral;
  return keywords.get(text.slice(position, wordEnd)) ?? Identifier;
}

function isHexNumber(text: string, start: number, end: number): boolean {
  return /^0[xX][0-9a-fA-F]+$/.test(text.slice(start, end));
}

/** Where a real number ends whose integer digits end at `digits`: it has a point (not the `..` of a range) or an exponent. */
function realEnd(text: string, digits: number): number | undefined {
  let end = digits;
  if (text.charCodeAt(digits) === 46) {
    if (text.charCodeAt(digits + 1) === 46 && text.charCodeAt(digits + 2) !== 46) return undefined;
    end = digitsEnd(text, digits + 1);
    end = exponentEnd(text, end) ?? end;
  } else {
    const exponent = exponentEnd(text, digits);
    if (exponent === undefined) return undefined;
    end = exponent;
  }
  return isNameUnit(text.charCodeAt(end)) ? undefined : end;
}

function exponentEnd(text: string, from: number): number | undefined {
  if ((text.charCodeAt(from) | 32) !== 101) return undefined;
  const sign = text.charCodeAt(from + 1);
  const start = sign === 43 || sign === 45 ? from + 2 : from + 1;
  const end = digitsEnd(text, start);
  return end > start ? end : undefined;
}

// ---- strings --------------------------------------------------------------------------------------------------------------------------

/** Scans a string literal whose `@` or quote stands at `from`; undefined when none begins there. */
export function scanString(lexer: Scanner, from: number): KqlTokenType | undefined {
  const { text, position } = lexer;
  const verbatim = text.charCodeAt(from) === 64;
  const quoteAt = verbatim ? from + 1 : from;
  const quote = text.charCodeAt(quoteAt);
  if (text.startsWith('```', quoteAt) || text.startsWith('~~~', quoteAt)) {
    const fence = text.slice(quoteAt, quoteAt + 3);
    const close = text.indexOf(fence, quoteAt + 3);
    if (close < 0) report(lexer, `this string is never closed by ${fence}`, position, quoteAt + 3);
    lexer.position = close < 0 ? text.length : close + 3;
    return StringLiteral;
  }
  if (quote !== 39 && quote !== 34) return undefined;
  let i = quoteAt + 1;
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === quote) {
      if (!verbatim || text.charCodeAt(i + 1) !== quote) break;
      i++;
    } else if (unit === 92 && !verbatim) {
      i = scanEscape(lexer, i) - 1;
    } else if (unit === 10 || unit === 13) break;
  }
  if (text.charCodeAt(i) === quote) lexer.position = i + 1;
  else {
    const hint = verbatim || i >= text.length ? undefined : 'a string ends on its own line; use ``` for text of several lines';
    report(lexer, `this string is never closed by ${String.fromCharCode(quote)}`, position, i, hint);
    lexer.position = i;
  }
  return StringLiteral;
}

const escapePattern = /\\(?:[\\'"abfnrtv]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|[0-7]{1,2})/y;

/** Moves behind the escape at `start`, reporting one that does not exist. */
function scanEscape(lexer: Scanner, start: number): number {
  const { text } = lexer;
  escapePattern.lastIndex = start;
  const match = escapePattern.exec(text);
  if (match !== null && (match[0][1] !== 'U' || Number.parseInt(match[0].slice(2), 16) <= 0x10ffff)) return start + match[0].length;
  const next = text.charCodeAt(start + 1);
  if (start + 1 >= text.length || next === 10 || next === 13) return start + 1;
  const unknown = text.slice(start, start + 2);
  report(lexer, `unknown escape \`${unknown}\``, start, start + 2, `write \`\\${unknown}\` for a backslash, or a verbatim string: @'…'`);
  return start + 2;
}
