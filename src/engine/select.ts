import { type Segment, selectRows } from '../data/segment.ts';
import type { BoolVector } from '../data/vector.ts';
import type { Expression } from '../plan/expression.ts';
import type { Evaluator } from './evaluate.ts';

/** The rows of a segment for which every conjunct is true, null and false alike left out. Later conjuncts see only what is left. */
export function selectWhere(evaluator: Evaluator, conjuncts: readonly Expression[], segment: Segment): Segment {
  let remaining = segment;
  for (const conjunct of conjuncts) {
    if (remaining.length === 0) break;
    const vector = evaluator.evaluate(conjunct, remaining);
    if (vector.encoding === 'constant') {
      if (vector.value !== true) return selectRows(remaining, new Int32Array(0));
      continue;
    }
    const rows = trueRows(vector as BoolVector);
    if (rows.length < remaining.length) remaining = selectRows(remaining, rows);
  }
  return remaining;
}

function trueRows({ values, length }: BoolVector): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  // a null is 0 in the values, so the bitmap need not be looked at
  for (let i = 0; i < length; i++) {
    rows[count] = i;
    count += values[i];
  }
  return rows.slice(0, count);
}
