import { type FilterCase, found, repaired, rows, written } from './repair.ts';
import type { Candidate } from './scene.ts';

/** not() over an operator that says no already. */
export function negationHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const { name } = atom.expression.function;
    if (!atom.negated || !name.startsWith('!')) return [];
    const truth = (segment: Parameters<typeof at.filter.truthOf>[1]): Uint8Array =>
      at.filter.truthOf(atom.expression, segment).map((value) => (value === 2 ? 2 : 1 - value));
    return repaired(
      at,
      atom,
      'negation',
      truth,
      (gain) => `\`not\` and \`${name}\` cancel out in \`${written(at, atom)}\`; with one of them ${rows(found(gain), 'would match')}`,
    );
  });
}
