import type { TokenType } from 'chevrotain';
import type { Diagnostic } from '../errors.ts';
import { isDigit, isHexDigit, isLetter, isNameUnit, isQuote, isWhitespace, lineEnd, nameEnd } from './characters.ts';
import { report, type Scanner, scanNumber, scanRawGuid, scanString, scanTypedLiteral, startsWithGuid } from './lexer-literals.ts';
import { BooleanLiteral, Identifier, type KqlTokenType, keywords, mark, StringLiteral, type Token, word } from './tokens.ts';

/** Nesting of brackets of any kind, beyond which a text is refused. */
export const nestingLimit = 500;

export interface LexedText {
  readonly tokens: Token[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Cuts a text into tokens; whitespace, comments and leading `#` directives leave none. It never fails: what is no token is reported and
 * left out, and an unfinished literal is reported and taken as if it were finished. Nesting beyond the limit ends the text there.
 */
export function tokenize(text: string): LexedText {
  const tokens: Token[] = [];
  const diagnostics: Diagnostic[] = [];
  const lexer: Scanner = { text, position: 0, diagnostics };
  let depth = 0;
  while (skipTrivia(lexer, tokens.length === 0)) {
    const start = lexer.position;
    const type = scanToken(lexer);
    if (type === undefined) continue;
    tokens.push(makeToken(type, text, start, lexer.position));
    if (opening.has(type)) depth++;
    else if (closing.has(type)) depth = Math.max(0, depth - 1);
    if (depth > nestingLimit) {
      const message = `nesting is deeper than ${nestingLimit} levels`;
      return { tokens, diagnostics: [{ kind: 'limit', message, span: { start, end: lexer.position } }] };
    }
  }
  return { tokens, diagnostics };
}

const opening: ReadonlySet<TokenType> = new Set([mark['('], mark['['], mark['{']]);
const closing: ReadonlySet<TokenType> = new Set([mark[')'], mark[']'], mark['}']]);

function makeToken(tokenType: KqlTokenType, text: string, start: number, end: number): Token {
  return {
    tokenType,
    tokenTypeIdx: -1,
    image: tokenType.fixed ? tokenType.name : text.slice(start, end),
    startOffset: start,
    endOffset: end - 1,
  };
}

/** Moves to the next token; false at the end of the text. */
function skipTrivia(lexer: Scanner, first: boolean): boolean {
  const { text } = lexer;
  let i = lexer.position;
  for (;;) {
    const unit = text.charCodeAt(i);
    if (unit === 32 || isWhitespace(unit)) i++;
    else if ((unit === 47 && text.charCodeAt(i + 1) === 47) || (unit === 35 && first)) i = lineEnd(text, i) + 1;
    else break;
  }
  lexer.position = i;
  return i < text.length;
}

/** Scans one token and moves behind it; undefined when it was none and has been reported. */
function scanToken(lexer: Scanner): KqlTokenType | undefined {
  const { text, position } = lexer;
  const unit = text.charCodeAt(position);
  if (isLetter(unit) || unit === 95 || unit === 36) return scanWord(lexer, unit);
  if (isDigit(unit)) return scanNumber(lexer);
  if (isQuote(unit) || (unit === 64 && isQuote(text.charCodeAt(position + 1)))) {
    const type = scanString(lexer, position);
    if (type !== undefined) return type;
  }
  if (unit === 124 && text.charCodeAt(position + 1) === 124) return scanForeign(lexer, unit);
  const punctuation = punctuationByUnit.get(unit);
  if (punctuation !== undefined) {
    for (const { length, following, type } of punctuation) {
      if (following === undefined || text.startsWith(following, position + 1)) {
        lexer.position = position + length;
        return type;
      }
    }
  }
  return scanForeign(lexer, unit);
}

/** For each first unit its marks, the longest first. */
const punctuationByUnit = new Map<number, { length: number; following: string | undefined; type: KqlTokenType }[]>();
for (const [text, type] of Object.entries(mark).sort(([a], [b]) => b.length - a.length)) {
  const list = punctuationByUnit.get(text.charCodeAt(0)) ?? [];
  list.push({ length: text.length, following: text.length > 1 ? text.slice(1) : undefined, type });
  punctuationByUnit.set(text.charCodeAt(0), list);
}

// ---- words ----------------------------------------------------------------------------------------------------------------------------

/** Keywords that go on after their first word (`project-away`, `matches regex`, `in~`, `hint.strategy`): first word → the rests, longest first. */
const continuations = new Map<string, string[]>();
for (const text of [...keywords.keys()].sort((a, b) => b.length - a.length)) {
  const end = nameEnd(text, text.startsWith('!') ? 1 : 0);
  if (end === text.length) continue;
  const head = text.slice(0, end);
  continuations.set(head, [...(continuations.get(head) ?? []), text.slice(end)]);
}

/** The keyword at a place, if its longest reading ends at a word boundary; `end` is where the plain word ends. */
function keywordAt(text: string, start: number, end: number): { type: KqlTokenType; end: number } | undefined {
  const head = text.slice(start, end);
  for (const rest of continuations.get(head) ?? []) {
    if (!text.startsWith(rest, end)) continue;
    const keywordEnd = end + rest.length;
    return isNameUnit(text.charCodeAt(keywordEnd)) ? undefined : { type: keywords.get(head + rest) as KqlTokenType, end: keywordEnd };
  }
  const type = keywords.get(head);
  return type && { type, end };
}

function scanWord(lexer: Scanner, unit: number): KqlTokenType {
  const { text, position } = lexer;
  const end = nameEnd(text, position + 1);
  if (text.charCodeAt(end) > 127 && foreignLetter.test(text.slice(end, end + 2))) return scanForeignName(lexer);
  const keyword = keywordAt(text, position, end);
  if (keyword !== undefined) {
    if (text.charCodeAt(keyword.end) === 40 && typesWithLiterals.has(keyword.type)) return scanTypedLiteral(lexer, keyword.end);
    lexer.position = keyword.end;
    return keyword.type;
  }
  if (isHexDigit(unit) && startsWithGuid(text, position)) return scanRawGuid(lexer);
  if ((unit === 104 || unit === 72) && end === position + 1) {
    const type = scanString(lexer, end);
    if (type !== undefined) return type;
  }
  lexer.position = end;
  return booleans.has(text.slice(position, end)) ? BooleanLiteral : Identifier;
}

const typesWithLiterals: ReadonlySet<TokenType> = new Set(
  (['long', 'int64', 'int', 'int32', 'real', 'double', 'decimal', 'bool', 'datetime', 'date', 'time', 'timespan', 'guid'] as const).map(
    (name) => word[name],
  ),
);

const booleans = new Set(['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);

// ---- what is no token -----------------------------------------------------------------------------------------------------------------

/** Reports what no KQL text holds outside strings; the marks of other languages are read as what they were meant for. */
function scanForeign(lexer: Scanner, unit: number): KqlTokenType | undefined {
  const { text, position } = lexer;
  if (unit === 33) {
    const keyword = keywordAt(text, position, nameEnd(text, position + 1));
    if (keyword !== undefined) {
      lexer.position = keyword.end;
      return keyword.type;
    }
  }
  if (foreignLetter.test(text.slice(position, position + 2))) return scanForeignName(lexer);
  const foreign = foreignMarks.find(({ pattern }) => {
    pattern.lastIndex = position;
    return pattern.test(text);
  });
  const end = foreign ? foreign.pattern.lastIndex : position + ((text.codePointAt(position) as number) > 0xffff ? 2 : 1);
  report(lexer, `unexpected ${foreign?.name ?? `\`${text.slice(position, end)}\``}`, position, end, foreign?.hint);
  lexer.position = end;
  return foreign?.type;
}

const foreignLetter = /^\p{L}/u;
const foreignName = /[\p{L}\p{N}_$]+/uy;

/** A name with letters that names have in brackets only. */
function scanForeignName(lexer: Scanner): KqlTokenType {
  foreignName.lastIndex = lexer.position;
  const name = (foreignName.exec(lexer.text) as RegExpExecArray)[0];
  const end = lexer.position + name.length;
  report(lexer, `the name \`${name}\` has letters beyond a to z`, lexer.position, end, `put it in brackets: ['${name}']`);
  lexer.position = end;
  return Identifier;
}

const foreignMarks: { pattern: RegExp; name?: string; hint: string; type?: KqlTokenType }[] = [
  { pattern: /&&?/y, hint: 'write `and`', type: word.and },
  { pattern: /\|\|/y, hint: 'write `or`', type: word.or },
  { pattern: /!/y, hint: 'negation is a function: `not(…)`' },
  {
    pattern: /([\u2018-\u201f\u00ab\u00bb])[^\u2018-\u201f\u00ab\u00bb\n\r]*[\u2018-\u201f\u00ab\u00bb]?/y,
    name: 'typographic quotes',
    hint: "strings stand in straight quotes: '…'",
    type: StringLiteral,
  },
  { pattern: /[\u2013\u2014\u2212]/y, name: 'dash', hint: 'minus is the plain `-`', type: mark['-'] },
  { pattern: /#.*/y, name: 'directive', hint: 'a `#` directive stands before the query' },
  { pattern: /\\/y, hint: 'a backslash stands only inside a string' },
  { pattern: /[`~]/y, hint: 'a text of several lines stands in ```…``` or ~~~…~~~' },
];
