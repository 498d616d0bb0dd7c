import { functions } from '../functions/index.ts';
import { operatorWords } from '../syntax/hints.ts';
import { tokenize } from '../syntax/lexer.ts';

/** What the completion knows of the tables. */
export interface Completable {
  readonly tables: readonly string[];
  /** The columns of the result of a query, which may be wrong. */
  columnsOf(query: string): Promise<readonly string[]>;
}

/** What could stand at the end of a text, and how much of the text it takes the place of. */
export interface Completions {
  readonly words: readonly string[];
  readonly replaced: string;
}

/** Completes a query at the end of what is written of it: operators after `|`, columns of the pipe so far, functions, tables. */
export async function completeQuery(text: string, from: Completable): Promise<Completions> {
  const replaced = /[\p{L}\p{N}_-]*$/u.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - replaced.length);
  const tokens = tokenize(before).tokens.map(({ image, startOffset }) => ({ image, startOffset }));
  const previous = tokens[tokens.length - 1]?.image;
  if (previous === '|') return matching(operatorWords, replaced);
  if (previous === undefined || previous === ';') return matching([...from.tables, ...statementWords], replaced);
  // a name cannot hold a hyphen, only operators do
  const name = replaced.slice(replaced.lastIndexOf('-') + 1);
  const input = pipeInput(before, tokens);
  const columns = input === undefined ? [] : await from.columnsOf(input);
  return matching([...columns, ...from.tables, ...functionNames(), ...clauseWords], name);
}

function matching(words: readonly string[], replaced: string): Completions {
  const folded = replaced.toLowerCase();
  return { words: [...new Set(words.filter((word) => word.toLowerCase().startsWith(folded)))], replaced };
}

const statementWords: readonly string[] = [
  'let',
  'print',
  'range',
  'datatable',
  'union',
  'search',
  'find',
  'declare query_parameters',
  'set',
];

const clauseWords: readonly string[] = [
  ...['and', 'or', 'not', 'by', 'on', 'in', 'in~', '!in', 'between', 'has', '!has', 'has_any', 'has_all', 'contains', '!contains'],
  ...['startswith', 'endswith', 'matches regex', 'asc', 'desc', 'nulls first', 'nulls last', 'kind=', 'with', 'true', 'false'],
];

function functionNames(): string[] {
  return functions
    .names()
    .filter((name) => /^[a-z]\w*$/.test(name))
    .map((name) => `${name}(`);
}

/** The query that the operator at the end of the text takes its rows from, with the statements before it; undefined when there is none. */
function pipeInput(text: string, tokens: readonly { readonly image: string; readonly startOffset: number }[]): string | undefined {
  let depth = 0;
  let pipe = -1;
  for (let i = tokens.length - 1; i >= -1; i--) {
    const image = tokens[i]?.image;
    if (image === ')' || image === ']' || image === '}') depth++;
    else if (image === '(' || image === '[' || image === '{') depth--;
    const isStart = image === undefined || (image === ';' && depth === 0) || depth < 0;
    if (pipe < 0) {
      // inside of a call's brackets the pipe is further out
      if (depth < 0) depth = 0;
      if (image === '|' && depth === 0) pipe = tokens[i].startOffset;
      if (image === undefined || (image === ';' && depth === 0)) return undefined;
    } else if (isStart) {
      const start = tokens[i + 1].startOffset;
      const statements = text.slice(0, start);
      const end = statements.lastIndexOf(';');
      return `${end < 0 ? '' : statements.slice(0, end + 1)}\n${text.slice(start, pipe)}`;
    }
  }
  return undefined;
}
