import { tokenize } from '../syntax/lexer.ts';
import { parse } from '../syntax/parse.ts';

/**
 * Cuts lines that are typed, or come from a file, into statements. A line that begins with a dot is a command by itself. A query ends at an
 * empty line, at a line that ends with `;`, or before a command. Neither ends it while there are only `let`, `set` and `declare` before it, and a `;` does
 * not while a bracket is open.
 */
export class StatementReader {
  private readonly lines: string[] = [];
  /** Whether an empty line has come behind a query that would be complete. */
  private isEnding = false;
  private readonly looksAhead: boolean;
  private readonly isCommand: (word: string) => boolean;

  /** With `looksAhead` a query goes on behind an empty line when the next line begins with `|`: for text that is there as a whole. */
  constructor(looksAhead: boolean, isCommand: (word: string) => boolean) {
    this.looksAhead = looksAhead;
    this.isCommand = isCommand;
  }

  /** The lines of the query that has been begun. */
  get begun(): string {
    return this.lines.join('\n');
  }

  /** Takes a line; gives the statements that it completes. */
  add(line: string): string[] {
    const statements: string[] = [];
    const isBlank = line.trim() === '';
    if (this.isEnding && !isBlank) {
      this.isEnding = false;
      if (!/^\s*\|/.test(line)) statements.push(...this.take());
    }
    // a path may be broken before its dot, so only the word of a command ends a query
    if (this.isCommand(line.trim().split(/\s/, 1)[0]) && !hasOpenBracket(this.begun) && endsQuery(this.begun))
      statements.push(...this.take());
    if (this.lines.length === 0) {
      if (isBlank) return statements;
      if (line.trimStart().startsWith('.')) return [...statements, line.trim()];
    }
    this.lines.push(line);
    if (isBlank) {
      if (!endsQuery(this.begun)) return statements;
      if (this.looksAhead) this.isEnding = true;
      else statements.push(...this.take());
    } else if (line.trimEnd().endsWith(';') && !hasOpenBracket(this.begun) && endsQuery(this.begun)) {
      statements.push(...this.take());
    }
    return statements;
  }

  /** Gives up what was begun: at the end of the input, or when it is cancelled. */
  take(): string[] {
    const text = this.begun.trim();
    this.lines.length = 0;
    this.isEnding = false;
    return text === '' ? [] : [text];
  }
}

/** Whether a text ends with what has a result, or is wrong, which running it will tell. */
function endsQuery(text: string): boolean {
  const { query } = parse(text);
  if (query === undefined) return !hasOpenText(text);
  const last = query.statements[query.statements.length - 1];
  return last?.kind === 'expression-statement';
}

function hasOpenBracket(text: string): boolean {
  let depth = 0;
  for (const { image } of tokenize(text).tokens) {
    if (image === '(' || image === '[' || image === '{') depth++;
    else if (image === ')' || image === ']' || image === '}') depth--;
  }
  return depth > 0 || hasOpenText(text);
}

/** A text in ``` goes over several lines. */
function hasOpenText(text: string): boolean {
  return text.split('```').length % 2 === 0;
}
