import type { ScalarType } from '../../data/types.ts';
import { isNullAt, type Vector } from '../../data/vector.ts';
import { type BestValues, createBestValues } from './best-values.ts';
import { grow } from './numbers.ts';

/** Chooses one row a group by the values of a column. Of the rows of a group that are chosen one after the other the last one stays. */
export interface RowRule {
  readonly bytes: number;
  resize(count: number): void;
  /** Sets `chosen[i]` to 1 where row i replaces the row that its group has, or is its first. */
  choose(groups: Int32Array, length: number, vector: Vector, chosen: Uint8Array): void;
}

/** The row with the greatest (sign 1) or least (sign -1) value, of equal ones the first. A null only stands in until there is a value. */
export class ExtremeRow implements RowRule {
  private readonly best: BestValues;
  private hasRow = new Uint8Array(64);

  constructor(type: ScalarType, sign: 1 | -1) {
    this.best = createBestValues(type, sign);
  }

  get bytes(): number {
    return this.best.bytes + this.hasRow.byteLength;
  }

  resize(count: number): void {
    this.best.resize(count);
    this.hasRow = grow(this.hasRow, count);
  }

  choose(groups: Int32Array, length: number, vector: Vector, chosen: Uint8Array): void {
    const { hasRow } = this;
    this.best.offer(groups, length, vector, chosen);
    for (let i = 0; i < length; i++) if (chosen[i] === 1) hasRow[groups[i]] = 1;
    // what is left without a row now has only nulls so far
    for (let i = 0; i < length; i++) {
      if (hasRow[groups[i]] === 1) continue;
      hasRow[groups[i]] = 1;
      chosen[i] = 1;
    }
  }
}

/** The first row. */
export class FirstRow implements RowRule {
  private hasRow = new Uint8Array(64);

  get bytes(): number {
    return this.hasRow.byteLength;
  }

  resize(count: number): void {
    this.hasRow = grow(this.hasRow, count);
  }

  choose(groups: Int32Array, length: number, _vector: Vector, chosen: Uint8Array): void {
    const { hasRow } = this;
    for (let i = 0; i < length; i++) {
      if (hasRow[groups[i]] === 1) continue;
      hasRow[groups[i]] = 1;
      chosen[i] = 1;
    }
  }
}

const noRow = 0;
const missingRow = 1;
const valueRow = 2;

/** The first row with a value; a null or an empty string only stands in until there is one. */
export class FirstValue implements RowRule {
  private states = new Uint8Array(64);

  get bytes(): number {
    return this.states.byteLength;
  }

  resize(count: number): void {
    this.states = grow(this.states, count);
  }

  choose(groups: Int32Array, length: number, vector: Vector, chosen: Uint8Array): void {
    const { states } = this;
    for (let i = 0; i < length; i++) {
      const state = states[groups[i]];
      if (state === valueRow) continue;
      const missing = isMissing(vector, i);
      if (missing && state !== noRow) continue;
      states[groups[i]] = missing ? missingRow : valueRow;
      chosen[i] = 1;
    }
  }
}

function isMissing(vector: Vector, row: number): boolean {
  if (vector.encoding === 'coded-text') return vector.dictionary.entries[vector.codes[row]] === '';
  if (vector.encoding === 'text') return vector.values[row] === '';
  if (vector.encoding === 'constant') return vector.value === null || vector.value === '';
  return isNullAt(vector, row);
}
