import { concatenate } from '../data/concatenate.ts';
import type { Schema } from '../data/schema.ts';
import { createSegment, rowRange, type Segment, segmentLength } from '../data/segment.ts';
import { type Vector, vectorRange } from '../data/vector.ts';
import type { SortKey } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createEvaluator } from './evaluate.ts';
import { sortedRows } from './sort.ts';

/** Whole columns as segments. */
export function* segmentsOf(columns: readonly Vector[], length: number): Generator<Segment> {
  if (length <= segmentLength) {
    if (length > 0) yield createSegment(columns, length);
    return;
  }
  for (let start = 0; start < length; start += segmentLength) {
    const end = Math.min(start + segmentLength, length);
    yield createSegment(
      columns.map((vector) => vectorRange(vector, start, end)),
      end - start,
    );
  }
}

/** A long run of rows cut into segments. */
export function* cut(rows: Segment): Generator<Segment> {
  for (let start = 0; start < rows.length; start += segmentLength)
    yield rowRange(rows, start, Math.min(start + segmentLength, rows.length));
}

/** All rows as one long segment; a column is put together when it is first asked for. */
export function concatenateSegments(schema: Schema, segments: readonly Segment[]): Segment {
  if (segments.length === 1) return segments[0];
  const length = segments.reduce((sum, segment) => sum + segment.length, 0);
  const columns: (Vector | undefined)[] = schema.columns.map(() => undefined);
  return {
    length,
    width: columns.length,
    column(index) {
      const known = columns[index];
      if (known !== undefined) return known;
      const { type } = schema.columns[index];
      const vector = concatenate(
        type,
        segments.map((segment) => segment.column(index)),
      );
      columns[index] = vector;
      return vector;
    },
  };
}

/** The numbers in the group column of a sub-query's rows. */
export function groupNumbers(vector: Vector): Int32Array {
  if (vector.encoding === 'int32') return vector.values;
  if (vector.encoding === 'constant') return new Int32Array(vector.length).fill(Number(vector.value));
  if (vector.encoding === 'offset' && vector.base === 0n) return Int32Array.from(vector.values);
  throw new Error(`groups in a ${vector.encoding} vector`);
}

/** A group column. */
export function groupVector(values: Int32Array): Vector {
  return { encoding: 'int32', type: 'long', length: values.length, nulls: undefined, values };
}

/** The ends of the runs of equal numbers. */
export function* runsOf(groups: Int32Array, length: number): Generator<{ readonly start: number; readonly end: number }> {
  for (let start = 0, end = 0; start < length; start = end) {
    while (end < length && groups[end] === groups[start]) end++;
    yield { start, end };
  }
}

export function orderOf(keys: readonly SortKey[], rows: Segment, context: RunContext): Int32Array {
  const evaluator = createEvaluator(context);
  return sortedRows(
    keys.map(({ expression, descending, nullsFirst }) => ({ vector: evaluator.evaluate(expression, rows), descending, nullsFirst })),
    rows.length,
  );
}
