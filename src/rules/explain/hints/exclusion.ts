import { constantOf } from './filter-scene.ts';
import { type FilterCase, operand, written } from './repair.ts';
import type { Candidate } from './scene.ts';

/** An exclusion that holds for every row. */
export function exclusionHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const { name } = atom.expression.function;
    const excludes = atom.negated ? !name.startsWith('!') : name.startsWith('!') && name !== '!=';
    const isNotEqual = !atom.negated && name === '!=';
    if (!excludes && !isNotEqual) return [];
    if (at.filter.count(atom.conjunct, 0) < at.filter.rowCount) return [];
    const constant = constantOf(atom.expression);
    const isEmptyNeedle = constant?.value === '' ? '; every text has the empty one' : '';
    const message = `\`${written(at, atom)}\` excludes all ${at.filter.rowCount} rows: every ${operand(at, atom)} is caught by it${isEmptyNeedle}`;
    return [
      {
        trap: 'exclusion',
        message,
        stage: at.scene.stage,
        span: at.filter.spanOf(atom.conjunct),
        rows: at.filter.withoutConjunct(atom.conjunct),
      },
    ];
  });
}
