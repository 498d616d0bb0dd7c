import { tokenize } from '../../syntax/lexer.ts';
import { lineFinder } from '../describe/lines.ts';

/** What comments of a query silence. */
export interface Suppressions {
  /** Whether a comment silences a piece of advice at an offset; one without a place only for the whole query. */
  readonly isSuppressed: (id: string, offset: number | undefined) => boolean;
  /** Warnings of comments that name what there is not. */
  readonly unknown: readonly string[];
}

/**
 * `// kqlet-ignore id, id: reason` silences advice on its line, or on the next one where nothing else stands on its own;
 * `// kqlet-ignore-file id: reason` in the whole query.
 */
export function suppressionsIn(text: string, ids: ReadonlySet<string>): Suppressions {
  const everywhere = new Set<string>();
  const onLines = new Map<number, Set<string>>();
  const unknown: string[] = [];
  const lineOf = lineFinder(text);
  for (const { comment, offset } of commentsIn(text)) {
    const match = /^\/\/\s*kqlet-ignore(-file)?\b([^:]*)/.exec(comment);
    if (match === null) continue;
    const line = lineOf(offset);
    const standsAlone = startsLine(text, offset);
    const named = match[2].split(/[\s,]+/).filter((id) => id !== '');
    if (named.length === 0)
      unknown.push(`line ${line}: a comment kqlet-ignore names what it silences, as in \`// kqlet-ignore contains-has: why\``);
    for (const id of named) {
      if (!ids.has(id)) unknown.push(`line ${line}: there is no advice ${id} to ignore`);
      else if (match[1] !== undefined) everywhere.add(id);
      else {
        const at = standsAlone ? line + 1 : line;
        onLines.set(at, (onLines.get(at) ?? new Set()).add(id));
      }
    }
  }
  return {
    isSuppressed: (id, offset) => everywhere.has(id) || (offset !== undefined && (onLines.get(lineOf(offset))?.has(id) ?? false)),
    unknown,
  };
}

/** Whether only blanks stand before an offset on its line. */
function startsLine(text: string, offset: number): boolean {
  let at = offset;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';
}

/** The comments of a query: what stands between its tokens, so that no text in quotes is taken for one. */
function* commentsIn(text: string): Generator<{ readonly comment: string; readonly offset: number }> {
  if (!text.includes('kqlet-ignore')) return;
  let end = 0;
  for (const { startOffset, endOffset } of [...tokenize(text).tokens, { startOffset: text.length, endOffset: text.length }]) {
    for (const { 0: comment, index } of text.slice(end, startOffset).matchAll(/\/\/[^\n\r]*/g)) yield { comment, offset: end + index };
    end = (endOffset ?? startOffset) + 1;
  }
}
