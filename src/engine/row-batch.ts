import { rearranged } from '../data/clustering.ts';
import { concatenate } from '../data/concatenate.ts';
import type { ScalarType } from '../data/types.ts';
import type { Vector } from '../data/vector.ts';
import type { ClusteredGroups } from './group.ts';

/** Below so many groups all that hangs on them stays in the cache anyway. */
export const fewGroups = 1 << 17;

/** A million rows are enough for each cluster to meet its part of a million groups several times. */
export const fullBatch = 1 << 20;

/** The keys of rows and the arguments of aggregates, kept until there are enough to be worked through cluster by cluster. */
export class RowBatch {
  length = 0;
  private parts: (readonly Vector[])[] = [];

  /** Whether rows are of types that can be rearranged for less than it saves. */
  static takes(vectors: readonly { readonly type: ScalarType }[]): boolean {
    return vectors.every(({ type }) => type !== 'dynamic' && type !== 'decimal' && type !== 'guid');
  }

  get isFull(): boolean {
    return this.length >= fullBatch;
  }

  get bytes(): number {
    return this.length * 8 * (this.parts[0]?.length ?? 0);
  }

  add(vectors: readonly Vector[], length: number): void {
    // a constant is as long as the segment, whatever its vector says
    this.parts.push(vectors.map((vector) => (vector.encoding === 'constant' ? { ...vector, length } : vector)));
    this.length += length;
  }

  /** All rows, column by column; the batch is empty afterwards. */
  take(): Vector[] {
    const { parts } = this;
    this.parts = [];
    this.length = 0;
    return parts[0].map((first, index) =>
      concatenate(
        first.type,
        parts.map((vectors) => vectors[index]),
      ),
    );
  }
}

/** Columns in the order of clusters. */
export function inOrder(columns: readonly Vector[], { clustering }: ClusteredGroups): Vector[] {
  const done = new Map<Vector, Vector>();
  return columns.map((column) => {
    let ordered = done.get(column);
    if (ordered === undefined) {
      ordered = rearranged(column, clustering);
      done.set(column, ordered);
    }
    return ordered;
  });
}
