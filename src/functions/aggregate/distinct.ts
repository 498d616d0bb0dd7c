import { type Coder, createCoder } from '../../data/coder.ts';
import { isNullAt, type Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallSite } from '../define.ts';
import { conditional } from './conditional.ts';
import { DistinctPairs } from './distinct-pairs.ts';

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
  create: (site) => (site.types[0] === 'dynamic' ? { error: 'count_distinct() does not take dynamic values: convert them, for example with tostring()', argument: 0 } : new DistinctCounter(site)),
});

export const distinctFunctions: readonly AggregateFunction[] = [
  dcount,
  countDistinct,
  conditional(dcount, { signature: 'dcountif(expression: scalar, predicate: bool, accuracy?: long): long', prefix: 'dcountif' }),
  conditional(countDistinct, { signature: 'count_distinctif(expression: scalar, predicate: bool): long', prefix: 'count_distinctif' }),
];

class DistinctCounter implements Aggregator {
  private readonly coder: Coder;
  private readonly pairs = new DistinctPairs();
  private groupCount = 0;

  constructor({ types: [type] }: CallSite) {
    this.coder = createCoder(type);
  }

  get bytes(): number {
    return this.coder.bytes + this.pairs.bytes;
  }

  resize(count: number): void {
    this.groupCount = count;
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    const codes = this.coder.assign(vector);
    if (!mayHaveNulls(vector)) {
      this.pairs.add(groups, codes, length, this.groupCount, this.coder.count);
      return;
    }
    const keptGroups = new Int32Array(length);
    const keptCodes = new Int32Array(length);
    let count = 0;
    for (let i = 0; i < length; i++) {
      if (isNullAt(vector, i)) continue;
      keptGroups[count] = groups[i];
      keptCodes[count++] = codes[i];
    }
    this.pairs.add(keptGroups, keptCodes, count, this.groupCount, this.coder.count);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const { coder, pairs } = other as DistinctCounter;
    const codeMap = this.coder.assign(coder.values()).slice(0, coder.count);
    const noted = pairs.noted;
    const mappedGroups = noted.groups.map((group) => groups[group]);
    const mappedCodes = noted.codes.map((code) => codeMap[code]);
    this.pairs.add(mappedGroups, mappedCodes, mappedGroups.length, this.groupCount, this.coder.count);
  }

  results(count: number): Vector[] {
    const { starts } = this.pairs.result(count, this.coder.count);
    const values = new Int32Array(count);
    for (let group = 0; group < count; group++) values[group] = starts[group + 1] - starts[group];
    return [{ encoding: 'int32', type: 'long', length: count, nulls: undefined, values }];
  }
}

/** Whether a vector can hold a null at all. */
export function mayHaveNulls(vector: Vector): boolean {
  switch (vector.encoding) {
    case 'text':
    case 'coded-text':
      return false;
    case 'dynamic':
    case 'coded-dynamic':
    case 'decimal':
      return true;
    case 'constant':
      return vector.value === null;
    default:
      return vector.nulls !== undefined;
  }
}
