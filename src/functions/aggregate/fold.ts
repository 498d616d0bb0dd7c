import { createBuilder } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import type { Aggregator } from '../define.ts';

/** An aggregate with one state object a group: for what has no shape in typed arrays. */
export interface Fold<State> {
  readonly type: ScalarType;
  init(): State;
  /** Takes one row; gives the new state. */
  add(state: State, cells: readonly Cell[]): State;
  merge(state: State, other: State): State;
  result(state: State): Cell;
  /** About how many bytes one row may add. */
  readonly bytesPerRow: number;
}

/** The aggregator of a fold. */
export function folded<State>(fold: Fold<State>): Aggregator {
  return new FoldAggregator(fold);
}

class FoldAggregator<State> implements Aggregator {
  private readonly fold: Fold<State>;
  private readonly states: State[] = [];
  private rows = 0;

  constructor(fold: Fold<State>) {
    this.fold = fold;
  }

  get bytes(): number {
    return this.states.length * 64 + this.rows * this.fold.bytesPerRow;
  }

  resize(count: number): void {
    while (this.states.length < count) this.states.push(this.fold.init());
  }

  add(groups: Int32Array, length: number, vectors: readonly Vector[]): void {
    const { fold, states } = this;
    const readers = vectors.map(cellReader);
    const cells = new Array<Cell>(readers.length);
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < readers.length; k++) cells[k] = readers[k](i);
      states[groups[i]] = fold.add(states[groups[i]], cells);
    }
    this.rows += length;
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const { fold, states } = this;
    const from = other as FoldAggregator<State>;
    for (let group = 0; group < groups.length; group++) states[groups[group]] = fold.merge(states[groups[group]], from.states[group]);
    this.rows += from.rows;
  }

  results(count: number): Vector[] {
    const builder = createBuilder(this.fold.type);
    for (let group = 0; group < count; group++) builder.append(this.fold.result(this.states[group]));
    return [builder.finish()];
  }
}
