import { constantOf } from './filter-scene.ts';
import { call, type FilterCase, found, operand, repaired, rows, text } from './repair.ts';
import type { Candidate } from './scene.ts';

/** startswith and endswith where the text begins or ends in another way: another form of the path, something in front or behind. */
export function prefixHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const needle = constantOf(atom.expression);
    const operator = /^(startswith|endswith)(_cs)?$/.exec(atom.expression.function.name)?.[1];
    if (atom.negated || operator === undefined || typeof needle?.value !== 'string') return [];
    const [value] = atom.expression.arguments;
    for (const piece of pieces(needle.value)) {
      const candidates = repaired(
        at,
        atom,
        'prefix',
        call('contains', value, text(piece, needle)),
        (gain) =>
          `no ${operand(at, atom)} ${operator === 'startswith' ? 'begins' : 'ends'} with '${needle.value}': it is ${at.filter.shownAt(value, gain.first)}; \`contains '${piece}'\` finds ${rows(found(gain))}`,
      );
      if (candidates.length > 0) return candidates;
    }
    return [];
  });
}

function* pieces(needle: string): Generator<string> {
  yield needle;
  yield needle.replaceAll('/', '\\');
  yield needle.replaceAll('\\', '/');
  const withoutDrive = needle.replace(/^[A-Za-z]:|^%\w+%|^\w+:\/\//, '');
  if (withoutDrive !== needle && withoutDrive.length > 2) {
    yield withoutDrive;
    yield withoutDrive.replaceAll('\\', '/');
  }
}
