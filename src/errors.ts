/** A half-open range [start, end) of a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What went wrong:
 * 'syntax' the text is no KQL; 'semantic' it is KQL that Kusto refuses; 'unsupported' Kusto runs it and kqlet does not (yet);
 * 'limit' a limit on depth, rows, memory, time … was reached; 'data' the data could not be read or breaks what the query declares.
 */
export type ErrorKind = 'syntax' | 'semantic' | 'unsupported' | 'limit' | 'data';

/** One finding, before it is tied to a text: the parser, the binder and the engine collect these, only the door throws. */
export interface Diagnostic {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly span?: Span;
  readonly hint?: string;
}

/**
 * What a failed query throws. `line` and `column` are 1-based and count UTF-16 units; `span` is the range of the query text.
 * `errors` holds every finding when there are several, this one first. A finding without a place in the text has no position.
 */
export class KqlError extends Error {
  override readonly name = 'KqlError';
  readonly kind: ErrorKind;
  readonly span: Span | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly hint: string | undefined;
  /** The text that `span` points into. */
  readonly source: string | undefined;
  private readonly others: readonly KqlError[];

  constructor(diagnostic: Diagnostic, source?: string, others: readonly Diagnostic[] = []) {
    super(diagnostic.message);
    this.kind = diagnostic.kind;
    this.span = diagnostic.span;
    this.hint = diagnostic.hint;
    this.source = source;
    if (diagnostic.span && source !== undefined) {
      const position = positionAt(source, diagnostic.span.start);
      this.line = position.line;
      this.column = position.column;
    }
    this.others = others.map((other) => errorAlone(other, source));
  }

  /** Every finding, this one first. */
  get errors(): readonly KqlError[] {
    return [this, ...this.others];
  }
}

function errorAlone(diagnostic: Diagnostic, source: string | undefined): KqlError {
  return new KqlError(diagnostic, source);
}

/** Thrown inside kqlet where a finding ends the work at hand; the door turns it into a KqlError that knows the text. */
export class Failure extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** Throws a finding that ends the work at hand. */
export function fail(kind: ErrorKind, message: string, span?: Span, hint?: string): never {
  throw new Failure({ kind, message, span, hint });
}

/** The 1-based line and column of an offset; a line ends at \n, \r\n or \r. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  const end = Math.min(offset, text.length);
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) {
      line++;
      lineStart = i + 1;
    }
  }
  return { line, column: end - lineStart + 1 };
}

const contextWidth = 100;

/**
 * The finding as a person reads it: kind and message with the position, the line of the text with a caret under the place, the hint.
 * A long line is cut around the place.
 */
export function formatError(error: KqlError, file?: string): string {
  const place = [file, error.line, error.column].filter((part) => part !== undefined).join(':');
  const lines = [`${place === '' ? '' : `${place}: `}${error.kind} error: ${error.message}`];
  if (error.span && error.source !== undefined && error.line !== undefined && error.column !== undefined) {
    const text = error.source.split(/\r\n|\n|\r/)[error.line - 1] ?? '';
    const cut = Math.max(0, Math.min(error.column - 1 - contextWidth / 2, text.length - contextWidth));
    const shown = text.slice(cut, cut + contextWidth).replaceAll('\t', ' ');
    const room = Math.max(1, shown.length - (error.column - 1 - cut));
    const carets = Math.max(1, Math.min(error.span.end - error.span.start, room));
    const label = String(error.line);
    lines.push(`  ${label} | ${shown}`, `  ${' '.repeat(label.length)} | ${' '.repeat(error.column - 1 - cut)}${'^'.repeat(carets)}`);
  }
  if (error.hint !== undefined) lines.push(`  hint: ${error.hint}`);
  return lines.join('\n');
}

/** The nearest of `candidates` to a misspelt name, or undefined when none is near: case first, then edit distance. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const folded = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (other === folded) return candidate;
    if (Math.abs(other.length - folded.length) >= bestDistance) continue;
    const distance = editDistance(folded, other);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  let beforePrevious: number[] = [];
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, beforePrevious[j - 2] + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}
