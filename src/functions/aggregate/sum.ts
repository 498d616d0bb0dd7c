import { countBits } from '../../data/bitmap.ts';
import { vectorOf } from '../../data/builder.ts';
import { addDecimals, type DecimalValue, decimalFromLong, divideDecimals } from '../../data/decimal.ts';
import { validDatetime } from '../../data/ticks.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallSite } from '../define.ts';
import { conditional } from './conditional.ts';
import { folded } from './fold.ts';
import { LongSums } from './long-sums.ts';
import { doublesFrom, grow, isNullConstant, isNullRow } from './numbers.ts';

/**
 * sum and avg. Nulls are left out; the sum of nothing is 0, its average NaN (null for other types than numbers). Sums of longs wrap around
 * at 64 bits, and their average divides the wrapped sum, as in the engine. Manual pages sum-aggregation-function, avg-aggregation-function.
 */
const sums = [
  sum('long', 'long'),
  sum('real', 'real'),
  sum('decimal', 'decimal'),
  sum('timespan', 'timespan'),
  sum('datetime', 'datetime'),
];
const averages = [
  average('long', 'real'),
  average('real', 'real'),
  average('decimal', 'decimal'),
  average('timespan', 'timespan'),
  average('datetime', 'datetime'),
];

export const sumFunctions: readonly AggregateFunction[] = [
  ...sums,
  ...averages,
  ...sums.map((base) => conditional(base, { signature: withPredicate(base, 'sumif'), prefix: 'sumif' })),
  ...averages.map((base) => conditional(base, { signature: withPredicate(base, 'avgif'), prefix: 'avgif' })),
];

function withPredicate({ signature }: AggregateFunction, name: string): string {
  return `${name}(expression: ${signature.parameters[0].types[0]}, predicate: bool): ${signature.returns}`;
}

function sum(type: ScalarType, returns: ScalarType): AggregateFunction {
  return aggregate({
    signature: `sum(expression: ${type}): ${returns}`,
    doc: 'The sum of the values.',
    prefix: 'sum',
    create: (site) => createSum(site, false),
  });
}

function average(type: ScalarType, returns: ScalarType): AggregateFunction {
  return aggregate({
    signature: `avg(expression: ${type}): ${returns}`,
    doc: 'The arithmetic mean of the values.',
    prefix: 'avg',
    create: (site) => createSum(site, true),
  });
}

function createSum({ types: [type] }: CallSite, mean: boolean): Aggregator {
  if (type === 'real') return new RealSum(mean);
  if (type === 'decimal') return decimalSum(mean);
  return new IntegerSum(type as 'long' | 'timespan' | 'datetime', mean);
}

/** How many values that are not null each group has, for its average. */
class ValueCounts {
  private counts = new Float64Array(64);

  get bytes(): number {
    return this.counts.byteLength;
  }

  resize(count: number): void {
    this.counts = grow(this.counts, count);
  }

  add(groups: Int32Array, length: number, vector: Vector): void {
    if (isNullConstant(vector)) return;
    const { counts } = this;
    const { nulls } = vector;
    if (nulls === undefined) for (let i = 0; i < length; i++) counts[groups[i]]++;
    else for (let i = 0; i < length; i++) counts[groups[i]] += 1 ^ ((nulls[i >>> 5] >>> (i & 31)) & 1);
  }

  addAll(length: number, vector: Vector): void {
    if (!isNullConstant(vector)) this.counts[0] += length - (vector.nulls === undefined ? 0 : countBits(vector.nulls, length));
  }

  merge(other: ValueCounts, groups: Int32Array): void {
    for (let group = 0; group < groups.length; group++) this.counts[groups[group]] += other.counts[group];
  }

  of(group: number): number {
    return this.counts[group];
  }
}

class RealSum implements Aggregator {
  private sums = new Float64Array(64);
  private readonly counts: ValueCounts | undefined;

  constructor(mean: boolean) {
    this.counts = mean ? new ValueCounts() : undefined;
  }

  get bytes(): number {
    return this.sums.byteLength + (this.counts?.bytes ?? 0);
  }

  resize(count: number): void {
    this.sums = grow(this.sums, count);
    this.counts?.resize(count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    if (isNullConstant(vector)) return;
    this.counts?.add(groups, length, vector);
    const { sums } = this;
    const { nulls } = vector;
    const values = doublesFrom(vector, 0n, length) as Float64Array;
    if (nulls === undefined) for (let i = 0; i < length; i++) sums[groups[i]] += values[i];
    else for (let i = 0; i < length; i++) if (!isNullRow(nulls, i)) sums[groups[i]] += values[i];
  }

  addAll(length: number, [vector]: readonly Vector[]): void {
    if (isNullConstant(vector)) return;
    this.counts?.addAll(length, vector);
    const { nulls } = vector;
    const values = doublesFrom(vector, 0n, length) as Float64Array;
    // one after the other, because sums of doubles depend on their order
    let sum = this.sums[0];
    if (nulls === undefined) for (let i = 0; i < length; i++) sum += values[i];
    else for (let i = 0; i < length; i++) if (!isNullRow(nulls, i)) sum += values[i];
    this.sums[0] = sum;
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as RealSum;
    for (let group = 0; group < groups.length; group++) this.sums[groups[group]] += from.sums[group];
    if (from.counts) this.counts?.merge(from.counts, groups);
  }

  results(count: number): Vector[] {
    const values = this.sums.slice(0, count);
    if (this.counts) for (let group = 0; group < count; group++) values[group] /= this.counts.of(group);
    return [{ encoding: 'real', type: 'real', length: count, nulls: undefined, values }];
  }
}

class IntegerSum implements Aggregator {
  private readonly type: 'long' | 'timespan' | 'datetime';
  private readonly sums = new LongSums();
  private readonly counts: ValueCounts | undefined;

  constructor(type: 'long' | 'timespan' | 'datetime', mean: boolean) {
    this.type = type;
    this.counts = mean ? new ValueCounts() : undefined;
  }

  get bytes(): number {
    return this.sums.bytes + (this.counts?.bytes ?? 0);
  }

  resize(count: number): void {
    this.sums.resize(count);
    this.counts?.resize(count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    this.sums.add(groups, length, vector);
    this.counts?.add(groups, length, vector);
  }

  addAll(length: number, [vector]: readonly Vector[]): void {
    this.sums.addAll(length, vector);
    this.counts?.addAll(length, vector);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as IntegerSum;
    this.sums.merge(from.sums, groups);
    if (from.counts) this.counts?.merge(from.counts, groups);
  }

  results(count: number): Vector[] {
    const { type, sums, counts } = this;
    if (counts === undefined) {
      if (type === 'datetime') return [datetimeSums(sums, count)];
      if (!sums.isNarrow) return [{ encoding: 'int64', type, length: count, nulls: undefined, values: sums.wrapped(count) }];
      return [{ encoding: 'offset', type, base: 0n, length: count, nulls: undefined, values: sums.narrowSums(count) }];
    }
    return [type === 'long' ? realMeans(sums, counts, count) : tickMeans(type, sums, counts, count)];
  }
}

/** The mean of longs divides the sum as it has wrapped around; that of nothing is NaN. */
function realMeans(sums: LongSums, counts: ValueCounts, count: number): Vector {
  const values = sums.isNarrow ? sums.narrowSums(count) : Float64Array.from(sums.wrapped(count), Number);
  for (let group = 0; group < count; group++) values[group] /= counts.of(group);
  return { encoding: 'real', type: 'real', length: count, nulls: undefined, values };
}

/** A sum that is no datetime any more is null. */
function datetimeSums(sums: LongSums, count: number): Vector {
  return vectorOf('datetime', sums.exact(count).map(validDatetime));
}

/** Fifteen datetimes of today already pass 64 bits together, so these means divide the whole sum; a fraction of a tick is cut off. */
function tickMeans(type: 'timespan' | 'datetime', sums: LongSums, counts: ValueCounts, count: number): Vector {
  const means = sums.exact(count).map((sum, group) => (counts.of(group) === 0 ? null : sum / BigInt(counts.of(group))));
  return vectorOf(type, means);
}

function decimalSum(mean: boolean): Aggregator {
  return folded<{ sum: DecimalValue | null; count: number }>({
    type: 'decimal',
    bytesPerRow: 0,
    init: () => ({ sum: decimalFromLong(0), count: 0 }),
    add: (state, [cell]) => (cell === null ? state : { sum: plus(state.sum, cell), count: state.count + 1 }),
    merge: (state, other) => ({ sum: plus(state.sum, other.sum), count: state.count + other.count }),
    result: ({ sum, count }) => {
      if (!mean || sum === null) return sum;
      return count === 0 ? null : divideDecimals(sum, decimalFromLong(count));
    },
  });
}

function plus(sum: DecimalValue | null, value: Cell): DecimalValue | null {
  return sum === null || value === null ? null : addDecimals(sum, value as DecimalValue);
}
