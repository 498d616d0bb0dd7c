import type { BoolVector, Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate } from '../define.ts';
import { grow } from './numbers.ts';

/** Counting rows. Manual pages count-aggregation-function, countif-aggregation-function. */
export const countFunctions: readonly AggregateFunction[] = [
  aggregate({ signature: 'count(): long', doc: 'The number of rows.', prefix: 'count', create: () => new Counter() }),
  aggregate({
    signature: 'count(expression: scalar): long',
    doc: 'The number of rows, nulls included: an old form of count().',
    prefix: 'count',
    create: () => new Counter(),
  }),
  aggregate({
    signature: 'cnt(): long',
    doc: 'The number of rows: an old name of count().',
    prefix: 'cnt',
    insteadOf: 'count',
    create: () => new Counter(),
  }),
  aggregate({
    signature: 'countif(predicate: bool): long',
    doc: 'The number of rows for which the predicate is true.',
    prefix: 'countif',
    create: () => new Counter(true),
  }),
];

class Counter implements Aggregator {
  private counts = new Float64Array(64);
  private readonly conditional: boolean;

  constructor(conditional = false) {
    this.conditional = conditional;
  }

  get bytes(): number {
    return this.counts.byteLength;
  }

  resize(count: number): void {
    this.counts = grow(this.counts, count);
  }

  add(groups: Int32Array, length: number, [predicate]: readonly Vector[]): void {
    const { counts } = this;
    if (!this.conditional) {
      for (let i = 0; i < length; i++) counts[groups[i]]++;
    } else if (predicate.encoding === 'constant') {
      if (predicate.value === true) for (let i = 0; i < length; i++) counts[groups[i]]++;
    } else {
      // a null is 0 among the values
      const { values } = predicate as BoolVector;
      for (let i = 0; i < length; i++) counts[groups[i]] += values[i];
    }
  }

  addAll(length: number, [predicate]: readonly Vector[]): void {
    let count = 0;
    if (!this.conditional) {
      count = length;
    } else if (predicate.encoding === 'constant') {
      count = predicate.value === true ? length : 0;
    } else {
      const { values } = predicate as BoolVector;
      for (let i = 0; i < length; i++) count += values[i];
    }
    this.counts[0] += count;
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const { counts } = other as Counter;
    for (let group = 0; group < groups.length; group++) this.counts[groups[group]] += counts[group];
  }

  results(count: number): Vector[] {
    return [{ encoding: 'offset', type: 'long', base: 0n, length: count, nulls: undefined, values: this.counts.subarray(0, count) }];
  }
}
