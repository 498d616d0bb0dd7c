import { readsRow } from '../../../plan/expression.ts';
import { type FilterCase, rows } from './repair.ts';
import type { Candidate } from './scene.ts';

/** What is left to say of a filter: a condition that hangs on no row, or conditions that each hold for some rows, and together for none. */
export function togetherHints(at: FilterCase): Candidate[] {
  const { filter, scene } = at;
  const fixed = filter.conjuncts.findIndex((conjunct, k) => !readsRow(conjunct) && filter.count(k, 1) === 0);
  if (fixed >= 0) {
    const span = filter.spanOf(fixed);
    const { expression } = { expression: filter.conjuncts[fixed] };
    const value = expression.kind === 'constant' && expression.value === null ? 'null' : 'false';
    const message = `\`${scene.reports.excerpt(span)}\` is ${value} whatever the row: it reads no column`;
    return [{ trap: 'other', message, stage: scene.stage, span, rows: 1 }];
  }
  const counts = filter.conjuncts.map((_, k) => filter.count(k, 1));
  const lost = counts.indexOf(0);
  if (lost >= 0) {
    const span = filter.spanOf(lost);
    const message = `\`${scene.reports.excerpt(span)}\` is true for none of ${rows(filter.rowCount)}`;
    return [{ trap: 'other', message, stage: scene.stage, span, rows: 0 }];
  }
  const texts = filter.conjuncts.map((_, k) => `\`${scene.reports.excerpt(filter.spanOf(k))}\` (${rows(counts[k])})`);
  const message = `each condition holds for some rows, but together they hold for none: ${texts.join(' and ')}`;
  return [{ trap: 'other', message, stage: scene.stage, span: scene.stage?.span, rows: 0 }];
}
