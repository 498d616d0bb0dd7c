import { type Segment, selectRows } from '../data/segment.ts';
import type { Expression } from '../plan/expression.ts';
import type { Evaluator } from './evaluate.ts';

/** The rows of a segment for which every conjunct is true, null and false alike left out. Later conjuncts see only what is left. */
export function selectWhere(evaluator: Evaluator, conjuncts: readonly Expression[], segment: Segment): Segment {
  let remaining = segment;
  for (const conjunct of conjuncts) {
    if (remaining.length === 0) break;
    const rows = evaluator.select(conjunct, remaining);
    if (rows !== undefined && rows.length < remaining.length) remaining = selectRows(remaining, rows);
  }
  return remaining;
}
