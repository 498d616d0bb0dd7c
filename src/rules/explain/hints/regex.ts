import { compileRegex } from '../../../functions/lib/regex.ts';
import { constantOf, quoted } from './filter-scene.ts';
import { call, type FilterCase, found, repaired, rows, text } from './repair.ts';
import type { Candidate } from './scene.ts';

/** A backslash of a path that means a class of characters, anchors that the text does not keep to. */
export function regexHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const pattern = constantOf(atom.expression);
    if (atom.negated || atom.expression.function.name !== 'matches regex' || typeof pattern?.value !== 'string') return [];
    const [value] = atom.expression.arguments;
    for (const { mended, why } of mendings(pattern.value)) {
      if (mended === pattern.value || !('ok' in compileRegex(mended))) continue;
      const candidates = repaired(
        at,
        atom,
        'regex',
        call('matches regex', value, text(`(?i)${mended}`, pattern)),
        (gain) => `${why}: ${quoted(mended)} would match ${at.filter.shownAt(value, gain.first)} (${rows(found(gain))})`,
      );
      if (candidates.length > 0) return candidates;
    }
    return [];
  });
}

function* mendings(pattern: string): Generator<{ readonly mended: string; readonly why: string }> {
  const unanchored = pattern.replace(/^\^/, '').replace(/\$$/, '');
  yield { mended: unanchored, why: '`^` and `$` hold the pattern to the ends of the text, and no text is like that' };
  // \\ stays, \W of C:\Windows does not
  const escaped = pattern.replace(/\\\\|\\(?=[A-Za-z])/g, '\\\\');
  yield {
    mended: escaped,
    why: 'a backslash of a path must be doubled in a regular expression, where \\W or \\d stand for characters of a kind',
  };
  yield {
    mended: escaped.replace(/^\^/, '').replace(/\$$/, ''),
    why: 'a backslash must be doubled, and `^` and `$` hold the pattern to the ends',
  };
  const plain = pattern.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  yield { mended: plain, why: 'characters like ( [ . + mean something to a regular expression; as plain text it is found' };
}
