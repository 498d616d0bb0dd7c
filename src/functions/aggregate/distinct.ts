import type { Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallSite } from '../define.ts';
import { conditional } from './conditional.ts';
import { DistinctValues } from './distinct-values.ts';

/**
 * Counting distinct values. dcount is an estimate in Kusto, exact for small numbers of values; here it is exact for all. Nulls do not
 * count, an empty string does. Manual pages dcount-aggregation-function, count-distinct-aggregation-function.
 */
const dcount = aggregate({
  signature: 'dcount(expression: scalar, accuracy?: long): long',
  doc: 'The number of distinct values, counted exactly whatever the accuracy asked for.',
  prefix: 'dcount',
  constant: ['accuracy'],
  create: (site) => new DistinctCounter(site),
});

const countDistinct = aggregate({
  signature: 'count_distinct(expression: scalar): long',
  doc: 'The number of distinct values.',
  prefix: 'count_distinct',
  create: (site) =>
    site.types[0] === 'dynamic'
      ? { error: 'count_distinct() does not take dynamic values: convert them, for example with tostring()', argument: 0 }
      : new DistinctCounter(site),
});

export const distinctFunctions: readonly AggregateFunction[] = [
  dcount,
  countDistinct,
  conditional(dcount, { signature: 'dcountif(expression: scalar, predicate: bool, accuracy?: long): long', prefix: 'dcountif' }),
  conditional(countDistinct, { signature: 'count_distinctif(expression: scalar, predicate: bool): long', prefix: 'count_distinctif' }),
];

class DistinctCounter implements Aggregator {
  private readonly values: DistinctValues;

  constructor({ types: [type] }: CallSite) {
    this.values = new DistinctValues(type);
  }

  get bytes(): number {
    return this.values.bytes;
  }

  resize(count: number): void {
    this.values.resize(count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    this.values.add(groups, length, vector);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    this.values.merge((other as DistinctCounter).values, groups);
  }

  results(count: number): Vector[] {
    const { starts } = this.values.grouped(count);
    const values = new Int32Array(count);
    for (let group = 0; group < count; group++) values[group] = starts[group + 1] - starts[group];
    return [{ encoding: 'int32', type: 'long', length: count, nulls: undefined, values }];
  }
}
