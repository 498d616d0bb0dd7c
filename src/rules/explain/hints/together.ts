import { convertCell } from '../../../data/convert.ts';
import { readsRow } from '../../../plan/expression.ts';
import { quoted } from './filter-scene.ts';
import { columnsOf, isNothing } from './origin.ts';
import { type FilterCase, rows } from './repair.ts';
import type { Candidate } from './scene.ts';

/** What is left to say of a filter: a condition that hangs on no row, or conditions that each hold for some rows, and together for none. */
export function togetherHints(at: FilterCase): Candidate[] {
  const { filter, scene } = at;
  const fixed = filter.conjuncts.findIndex((conjunct, k) => !readsRow(conjunct) && filter.count(k, 1) === 0);
  if (fixed >= 0) {
    const span = filter.spanOf(fixed);
    const isNull = filter.count(fixed, 2) > 0;
    const message = `\`${scene.reports.excerpt(span)}\` is ${isNull ? 'null' : 'false'} whatever the row: it reads no column`;
    return [{ trap: isNull ? 'null' : 'other', message, stage: scene.stage, span, rows: 1 }];
  }
  const counts = filter.conjuncts.map((_, k) => filter.count(k, 1));
  const lost = counts.indexOf(0);
  if (lost >= 0) {
    const span = filter.spanOf(lost);
    const message = `\`${scene.reports.excerpt(span)}\` is true for none of ${rows(filter.rowCount)}${samples(at, lost)}`;
    return [{ trap: 'other', message, stage: scene.stage, span, rows: 0 }];
  }
  const texts = filter.conjuncts.map((_, k) => `\`${scene.reports.excerpt(filter.spanOf(k))}\` (${rows(counts[k])})`);
  const message = `each condition holds for some rows, but together they hold for none: ${texts.join(' and ')}`;
  return [{ trap: 'other', message, stage: scene.stage, span: scene.stage?.span, rows: 0 }];
}

/** What stands in the first column that a conjunct reads: a few of its values. */
function samples({ filter }: FilterCase, conjunct: number): string {
  const { columns } = filter.plan.input.schema;
  const [index] = columnsOf(filter.conjuncts[conjunct]);
  if (index === undefined) return '';
  const { name, type } = columns[index];
  const cells = filter.distinct({ kind: 'column', type, index, span: filter.plan.span }, 50).filter((cell) => !isNothing(cell));
  if (cells.length === 0) return '';
  const shown = cells.slice(0, 3).map((cell) => quoted(convertCell(cell, type, 'string') as string));
  return `; ${name} is ${shown.join(', ')}${cells.length > 3 ? ', …' : ''}`;
}
