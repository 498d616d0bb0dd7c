import { concatenate } from '../../data/concatenate.ts';
import { keepVector } from '../../data/detach.ts';
import { HeldBytes } from '../../data/held-bytes.ts';
import type { ScalarType } from '../../data/types.ts';
import { constantVector, type Vector } from '../../data/vector.ts';

/** Groups of rows in order: group g has the rows `rows[starts[g]]` … `rows[starts[g + 1] - 1]`. */
export interface GroupedRows {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/** Sorts the numbers 0 … length−1 by their group, keeping their order within a group. */
export function groupRows(groups: Int32Array, length: number, groupCount: number): GroupedRows {
  const starts = new Int32Array(groupCount + 1);
  for (let i = 0; i < length; i++) starts[groups[i] + 1]++;
  for (let g = 0; g < groupCount; g++) starts[g + 1] += starts[g];
  const next = starts.slice(0, groupCount);
  const rows = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[next[groups[i]]++] = i;
  return { starts, rows };
}

/** Int32 values that are appended to. */
export class IntList {
  values: Int32Array = new Int32Array(1024);
  length = 0;

  append(values: Int32Array, count: number): void {
    if (this.length + count > this.values.length) {
      const grown = new Int32Array(Math.max(this.length + count, this.values.length * 2));
      grown.set(this.values.subarray(0, this.length));
      this.values = grown;
    }
    this.values.set(count === values.length ? values : values.subarray(0, count), this.length);
    this.length += count;
  }
}

/** Keeps the values of an aggregate's argument with their groups until the end: for lists, percentiles and what else needs them all. */
export class ValuesByGroup {
  private readonly type: ScalarType;
  private readonly groups = new IntList();
  private readonly vectors: Vector[] = [];
  private readonly held = new HeldBytes();

  constructor(type: ScalarType) {
    this.type = type;
  }

  get bytes(): number {
    return this.groups.length * 8 + this.held.total;
  }

  add(groups: Int32Array, length: number, vector: Vector): void {
    this.groups.append(groups, length);
    // a constant is as long as the segment, whatever its vector says
    const kept = vector.encoding === 'constant' ? constantVector(vector.type, vector.value, length) : vector;
    this.held.addVector(kept);
    keepVector(this.vectors, kept);
  }

  /** Takes over what another has kept: its group g is `groups[g]` here. */
  merge(other: ValuesByGroup, groups: Int32Array): void {
    const mapped = new Int32Array(other.groups.length);
    for (let i = 0; i < mapped.length; i++) mapped[i] = groups[other.groups.values[i]];
    this.groups.append(mapped, mapped.length);
    this.vectors.push(...other.vectors);
  }

  /** All values in one vector and the rows of it that belong to each group. */
  grouped(groupCount: number): GroupedRows & { readonly values: Vector } {
    return { ...groupRows(this.groups.values, this.groups.length, groupCount), values: concatenate(this.type, this.vectors) };
  }
}
