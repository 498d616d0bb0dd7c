import { columnsOf, isNothing } from './origin.ts';
import { type FilterCase, written } from './repair.ts';
import type { Candidate } from './scene.ts';

/** A condition on a column that is empty in every row. */
export function emptyColumnHints(at: FilterCase): Candidate[] {
  const { columns } = at.filter.plan.input.schema;
  return at.filter.calls.flatMap((atom) => {
    if (atom.negated || at.filter.count(atom.conjunct, 1) > 0 || atom.expression.function.name.startsWith('!')) return [];
    const empty = columnsOf(atom.expression).filter((index) => {
      const { type } = columns[index];
      for (const cell of at.filter.cells({ kind: 'column', type, index, span: atom.expression.span })) if (!isNothing(cell)) return false;
      return true;
    });
    if (empty.length === 0) return [];
    const names = empty.map((index) => columns[index].name).join(', ');
    const message = `${names} is empty in all ${at.filter.rowCount} rows, so \`${written(at, atom)}\` holds for none: fill it in the data, or ask for another column`;
    return [{ trap: 'empty-column', message, stage: at.scene.stage, span: at.filter.spanOf(atom.conjunct), rows: 0 }];
  });
}
