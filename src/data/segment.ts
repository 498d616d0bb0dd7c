import { gather } from './gather.ts';
import type { Vector } from './vector.ts';

/** A segment holds at most this many rows. */
export const segmentLength = 65_536;

/**
 * At most 65,536 rows on their way through a query. A column is asked for by its position and may be gathered only then, so that a filter or
 * a join costs nothing for the columns that nobody looks at.
 */
export interface Segment {
  readonly length: number;
  readonly width: number;
  column(index: number): Vector;
}

export function createSegment(columns: readonly Vector[], length: number): Segment {
  return { length, width: columns.length, column: (index) => columns[index] };
}

/** The rows at `rows`, in that order; a row may be taken several times. */
export function selectRows(segment: Segment, rows: Int32Array): Segment {
  return segment instanceof SelectedRows ? new SelectedRows(segment.base, compose(segment.rows, rows)) : new SelectedRows(segment, rows);
}

/** The first `count` rows. */
export function firstRows(segment: Segment, count: number): Segment {
  return rowRange(segment, 0, count);
}

export function rowRange(segment: Segment, start: number, end: number): Segment {
  if (start === 0 && end >= segment.length) return segment;
  const rows = new Int32Array(end - start);
  for (let i = 0; i < rows.length; i++) rows[i] = start + i;
  return selectRows(segment, rows);
}

/** The columns of both, side by side. */
export function sideBySide(left: Segment, right: Segment): Segment {
  return {
    length: left.length,
    width: left.width + right.width,
    column: (index) => (index < left.width ? left.column(index) : right.column(index - left.width)),
  };
}

/** The columns at `indexes`, in that order. */
export function pickColumns(segment: Segment, indexes: readonly number[]): Segment {
  return { length: segment.length, width: indexes.length, column: (index) => segment.column(indexes[index]) };
}

/** All columns, gathered. */
export function columnsOf(segment: Segment): Vector[] {
  return Array.from({ length: segment.width }, (_, i) => segment.column(i));
}

class SelectedRows implements Segment {
  readonly base: Segment;
  readonly rows: Int32Array;
  private readonly gathered: (Vector | undefined)[] = [];

  constructor(base: Segment, rows: Int32Array) {
    this.base = base;
    this.rows = rows;
  }

  get length(): number {
    return this.rows.length;
  }

  get width(): number {
    return this.base.width;
  }

  column(index: number): Vector {
    const known = this.gathered[index];
    if (known !== undefined) return known;
    const vector = gather(this.base.column(index), this.rows);
    this.gathered[index] = vector;
    return vector;
  }
}

function compose(outer: Int32Array, inner: Int32Array): Int32Array {
  const rows = new Int32Array(inner.length);
  for (let i = 0; i < rows.length; i++) rows[i] = outer[inner[i]];
  return rows;
}
