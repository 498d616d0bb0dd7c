import { constantOf, type Gain } from './filter-scene.ts';
import { asText, call, type FilterCase, found, operand, repaired, rows, text } from './repair.ts';
import type { Candidate } from './scene.ts';

/** Spaces or quotes around the value that stands in the row, or in the query. */
export function whitespaceHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const { function: called, arguments: args } = atom.expression;
    const needle = constantOf(atom.expression);
    if (atom.negated || !['==', '=~', 'startswith', 'endswith'].includes(called.name) || typeof needle?.value !== 'string') return [];
    const value = asText(args[0]);
    const trimmed = (pattern: string): ReturnType<typeof call> =>
      call('=~', call('trim', text(pattern, value), value), call('trim', text(pattern, value), text(needle.value as string, needle)));
    const message = (what: string, advice: string) => (gain: Gain) => {
      const stands = String(at.filter.cellAt(value, gain.first));
      const hasCase = !stands.includes(bare(needle.value as string));
      const said = hasCase ? `${what} and case` : `${what} only`;
      return `${operand(at, atom)} is ${at.filter.shownAt(value, gain.first)}, the rule has '${needle.value}': they differ in ${said}; ${advice} (${rows(found(gain), 'would match')})`;
    };
    const spaces = repaired(at, atom, 'whitespace', trimmed('\\s+'), message('spaces', "compare trim(@'\\s+', …) or mend the data"));
    if (spaces.length > 0) return spaces;
    return repaired(at, atom, 'whitespace', trimmed('[\\s"\']+'), message('quotes', 'leave the quotes out of the value'));
  });
}

/** A text without the spaces and quotes around it. */
function bare(text: string): string {
  const isAround = (character: string): boolean => character.trim() === '' || character === '"' || character === "'";
  let [start, end] = [0, text.length];
  while (start < end && isAround(text[start])) start++;
  while (end > start && isAround(text[end - 1])) end--;
  return text.slice(start, end);
}
