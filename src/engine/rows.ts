import { concatenate } from '../data/concatenate.ts';
import type { Schema } from '../data/schema.ts';
import { createSegment, rowRange, type Segment, segmentLength } from '../data/segment.ts';
import type { Vector } from '../data/vector.ts';
import type { SortKey } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createEvaluator } from './evaluate.ts';
import { sortedRows } from './sort.ts';

/** Whole columns as segments. */
export function* segmentsOf(columns: readonly Vector[], length: number): Generator<Segment> {
  yield* cut(createSegment(columns, length));
}

/** A long run of rows cut into segments. */
export function* cut(rows: Segment): Generator<Segment> {
  for (let start = 0; start < rows.length; start += segmentLength)
    yield rowRange(rows, start, Math.min(start + segmentLength, rows.length));
}

/** All rows as one long segment. */
export function concatenateSegments(schema: Schema, segments: readonly Segment[]): Segment {
  if (segments.length === 1) return segments[0];
  const length = segments.reduce((sum, segment) => sum + segment.length, 0);
  return createSegment(
    schema.columns.map(({ type }, index) =>
      concatenate(
        type,
        segments.map((segment) => segment.column(index)),
      ),
    ),
    length,
  );
}

export function orderOf(keys: readonly SortKey[], rows: Segment, context: RunContext): Int32Array {
  const evaluator = createEvaluator(context);
  return sortedRows(
    keys.map(({ expression, descending, nullsFirst }) => ({ vector: evaluator.evaluate(expression, rows), descending, nullsFirst })),
    rows.length,
  );
}
