import { addPiece, noPieces, type PlacedPieces } from './document.ts';

/** What the parser of the library keeps of a scalar: its text as it stands in the file, from `offset` on. */
export interface ScalarToken {
  readonly type: string;
  readonly offset: number;
  readonly indent: number;
  readonly source: string;
  /** Of a block scalar: its header, the blanks, the comment and the line end behind it. */
  readonly props?: readonly { readonly type: string; readonly source?: string }[];
}

/**
 * The text of a scalar with the place of each character, undefined for a token of another kind. The line end of a text is `\n` whatever
 * the file has; a fold stands where its line end is. YAML 1.2, chapters 7.3 and 8.1.
 */
export function piecesOfScalar(token: ScalarToken): PlacedPieces | undefined {
  switch (token.type) {
    case 'scalar':
      return unfolded(token.source, token.offset, false);
    case 'single-quoted-scalar':
      return unfolded(token.source.slice(1, -1), token.offset + 1, true);
    case 'double-quoted-scalar':
      return doubleQuoted(token.source, token.offset);
    case 'block-scalar':
      return blockScalar(token);
    default:
      return undefined;
  }
}

/** A line of a text without its end: [start, end) in the text, and whether a line end follows. */
interface Line {
  readonly start: number;
  readonly end: number;
  /** Where the line end begins and the next line starts; undefined for the last one. */
  readonly next: number | undefined;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    lines.push({ start, end, next: end + 1 });
    start = end + 1;
  }
  lines.push({ start, end: text.length, next: undefined });
  return lines;
}

const isBlank = (unit: string): boolean => unit === ' ' || unit === '\t';

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text[at])) at++;
  return at;
}

function trimBlanks(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && isBlank(text[end - 1])) end--;
  return end;
}

/** Plain and single-quoted scalars: a line end becomes a blank, each empty line after it a line end; two quotes stand for one. */
function unfolded(source: string, offset: number, quoted: boolean): PlacedPieces {
  const pieces = noPieces();
  const lines = linesOf(source);
  const add = (start: number, end: number): void =>
    quoted ? addUnquoted(pieces, source, start, end, offset) : addPiece(pieces, source.slice(start, end), offset + start);
  let separator = '';
  let foldAt = offset;
  lines.forEach((line, index) => {
    const isLast = line.next === undefined;
    const end = !isLast && source[line.end - 1] === '\r' && line.end > line.start ? line.end - 1 : line.end;
    const from = index === 0 ? line.start : skipBlanks(source, line.start, end);
    const to = isLast ? end : trimBlanks(source, from, end);
    if (index === 0) add(from, to);
    else if (from === to && !isLast) {
      if (separator === '\n') addPiece(pieces, '\n', foldAt);
      separator = '\n';
    } else {
      addPiece(pieces, separator, foldAt);
      add(from, to);
      separator = ' ';
    }
    if (index === 0) separator = ' ';
    foldAt = offset + line.end;
  });
  return pieces;
}

function addUnquoted(pieces: PlacedPieces, source: string, start: number, end: number, offset: number): void {
  const line = source.slice(start, end);
  let from = 0;
  for (let quote = line.indexOf("''"); quote >= 0; quote = line.indexOf("''", from)) {
    addPiece(pieces, line.slice(from, quote + 1), offset + start + from);
    from = quote + 2;
  }
  addPiece(pieces, line.slice(from), offset + start + from);
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

const digitsOfEscape: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function doubleQuoted(source: string, offset: number): PlacedPieces {
  const pieces = noPieces();
  const end = source.length - 1;
  for (let i = 1; i < end; ) {
    const unit = source[i];
    if (unit === '\r' && source[i + 1] === '\n') i++;
    else if (unit === '\n') i = addFold(pieces, source, i, offset);
    else if (unit === '\\') i = addEscape(pieces, source, i, offset);
    else if (isBlank(unit)) {
      const after = skipBlanks(source, i, end + 1);
      const atLineEnd = source[after] === '\n' || (source[after] === '\r' && source[after + 1] === '\n');
      if (!atLineEnd) addPiece(pieces, source.slice(i, Math.min(after, end)), offset + i);
      i = after;
    } else {
      addPiece(pieces, unit, offset + i);
      i++;
    }
  }
  return pieces;
}

/** From a line end on: one becomes a blank, several become one less. Gives where the text goes on. */
function addFold(pieces: PlacedPieces, source: string, from: number, offset: number): number {
  let at = from + 1;
  let folded = false;
  for (; /[ \t\n\r]/.test(source[at] ?? ''); at++) {
    if (source[at] === '\r' && source[at + 1] !== '\n') break;
    if (source[at] !== '\n') continue;
    addPiece(pieces, '\n', offset + at);
    folded = true;
  }
  if (!folded) addPiece(pieces, ' ', offset + from);
  return at;
}

function addEscape(pieces: PlacedPieces, source: string, from: number, offset: number): number {
  const mark = source[from + 1];
  if (Object.hasOwn(escapes, mark)) {
    addPiece(pieces, escapes[mark], offset + from);
    return from + 2;
  }
  // an escaped line end is nothing, nor are the blanks at the start of the next line
  if (mark === '\n') return skipBlanks(source, from + 2, source.length);
  if (mark === '\r' && source[from + 2] === '\n') return skipBlanks(source, from + 3, source.length);
  const length = digitsOfEscape[mark] ?? 0;
  const digits = source.slice(from + 2, from + 2 + length);
  const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : undefined;
  // what is no escape is an error that the library reports
  addPiece(pieces, code === undefined || code > 0x10ffff ? source.slice(from, from + 2) : String.fromCodePoint(code), offset + from);
  return from + 2 + length;
}

interface BlockLine {
  readonly indent: number;
  readonly start: number;
  readonly end: number;
  /** Where its line end stands. */
  readonly lineEnd: number;
  /** Nothing but blanks of indentation. */
  readonly empty: boolean;
}

/** A literal or folded block scalar, with the rules of the library for lines that are indented more, and for the line ends at its end. */
function blockScalar({ offset, indent, source, props = [] }: ScalarToken): PlacedPieces {
  const header = props.find(({ type }) => type === 'block-scalar-header')?.source ?? '|';
  const start = offset + props.reduce((length, { source: part = '' }) => length + part.length, 0);
  const explicit = Number(/[1-9]/.exec(header)?.[0] ?? 0);
  const keeps = header.includes('+');
  const pieces = noPieces();
  const lines = source === '' ? [] : linesOf(source).map((line) => blockLine(source, line));
  let contentEnd = lines.length;
  while (contentEnd > 0 && lines[contentEnd - 1].empty) contentEnd--;
  if (contentEnd === 0) {
    if (keeps && lines.length > 0) addPiece(pieces, '\n'.repeat(Math.max(1, lines.length - 1)), start);
    return pieces;
  }
  const first = lines.findIndex(({ empty }) => !empty);
  const trim = explicit > 0 ? indent + explicit : lines[first].indent;
  // empty lines that are indented more than the text are part of it
  const more = lines.findLastIndex((line, index) => index >= contentEnd && line.indent > trim);
  if (more >= 0) contentEnd = more + 1;
  const body = lines.slice(0, contentEnd);
  const last = header.startsWith('>')
    ? addFolded(pieces, source, body, first, trim, start)
    : addLiteral(pieces, source, body, first, trim, start);
  if (keeps) {
    for (const line of lines.slice(contentEnd)) {
      addPiece(pieces, '\n', start + Math.max(0, line.start - 1));
      addPiece(pieces, ' '.repeat(Math.max(0, line.indent - trim)), start + line.start + trim);
    }
    if (!pieces.text.endsWith('\n')) addPiece(pieces, '\n', start + last);
  } else if (!header.includes('-')) addPiece(pieces, '\n', start + last);
  return pieces;
}

function blockLine(source: string, { start, end }: Line): BlockLine {
  let textStart = start;
  while (textStart < end && source[textStart] === ' ') textStart++;
  const textEnd = end > textStart && source[end - 1] === '\r' ? end - 1 : end;
  return { indent: textStart - start, start, end: textEnd, lineEnd: end, empty: textStart === textEnd };
}

type AddLines = (pieces: PlacedPieces, source: string, lines: readonly BlockLine[], first: number, trim: number, start: number) => number;

/** Gives where the line end of the last line stands. */
const addLiteral: AddLines = (pieces, source, lines, first, trim, start) => {
  lines.forEach((line, index) => {
    addLine(pieces, source, line, trim, start);
    if (index < lines.length - 1) addPiece(pieces, '\n', start + line.lineEnd);
  });
  return lines[lines.length - 1]?.lineEnd ?? first;
};

const addFolded: AddLines = (pieces, source, lines, first, trim, start) => {
  let separator = '';
  let foldAt = 0;
  let indentedMore = false;
  lines.forEach((line, index) => {
    if (index < first) {
      addLine(pieces, source, line, trim, start);
      addPiece(pieces, '\n', start + line.lineEnd);
    } else if (line.indent > trim || (!line.empty && source[line.start + line.indent] === '\t')) {
      if (separator === ' ') separator = '\n';
      else if (!indentedMore && separator === '\n') separator = '\n\n';
      addPiece(pieces, separator, start + foldAt);
      addLine(pieces, source, line, trim, start);
      separator = '\n';
      indentedMore = true;
    } else if (line.empty) {
      if (separator === '\n') addPiece(pieces, '\n', start + foldAt);
      else separator = '\n';
    } else {
      addPiece(pieces, separator, start + foldAt);
      addLine(pieces, source, line, trim, start);
      separator = ' ';
      indentedMore = false;
    }
    foldAt = line.lineEnd;
  });
  return foldAt;
};

function addLine(pieces: PlacedPieces, source: string, line: BlockLine, trim: number, start: number): void {
  const from = Math.min(line.start + trim, line.start + line.indent);
  addPiece(pieces, source.slice(from, line.end), start + from);
}
