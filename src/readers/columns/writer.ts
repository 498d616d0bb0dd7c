import { type ColumnBuilder, createBuilder, missingCell } from '../../data/builder.ts';
import type { ScalarType } from '../../data/types.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import type { RowBatch } from '../batch.ts';
import type { DictionaryRoom } from '../dictionary-room.ts';

/** What a column takes, and what happens to values that it does not. */
export interface ColumnTarget {
  readonly name: string;
  readonly type: ScalarType;
  /** The type was taken from the data: a value of another kind than the ones seen contradicts it. Otherwise values are converted. */
  readonly inferred: boolean;
  /** What its dictionary shares with those of the other columns. */
  readonly room: DictionaryRoom;
  /** A value does not fit: throws if the type is inferred; counts, and a null is written, if it was declared. */
  misfit(batch: RowBatch, place: number): void;
}

/** Grows one column from batches; `finish` hands over the rows since the last `finish`. */
export interface ColumnWriter {
  /** Takes column `column` of the rows in the batch. */
  append(batch: RowBatch, column: number): void;
  appendNulls(count: number): void;
  finish(): Vector;
}

/** Nulls wait to be written until a value comes: most columns of a built-in schema have none at all, and cost nothing. */
export abstract class NullsFirst implements ColumnWriter {
  protected readonly target: ColumnTarget;
  protected readonly builder: ColumnBuilder;
  private nulls = 0;

  constructor(target: ColumnTarget) {
    this.target = target;
    this.builder = createBuilder(target.type);
  }

  append(batch: RowBatch, column: number): void {
    if (this.nulls > 0) this.writeNulls();
    this.write(batch, column);
  }

  appendNulls(count: number): void {
    this.nulls += count;
    if (this.builder.length > 0) this.writeNulls();
  }

  finish(): Vector {
    if (this.builder.length > 0) return this.builder.finish();
    const { type } = this.target;
    const vector = constantVector(type, missingCell(type), this.nulls);
    this.nulls = 0;
    return vector;
  }

  protected abstract write(batch: RowBatch, column: number): void;

  private writeNulls(): void {
    for (let i = 0; i < this.nulls; i++) this.builder.append(null);
    this.nulls = 0;
  }
}
