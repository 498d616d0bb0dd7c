import { createBitmap, setBit } from '../../data/bitmap.ts';
import { addDecimals, type DecimalValue, decimalFromLong, divideDecimals } from '../../data/decimal.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { baseOf, int64sOf } from '../columnar.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallSite } from '../define.ts';
import { conditional } from './conditional.ts';
import { folded } from './fold.ts';

/**
 * sum and avg. Nulls are left out; the sum of nothing is 0, its average NaN (null for other types than numbers). Sums of longs wrap around
 * at 64 bits, and an average divides the wrapped sum, as in the engine. Manual pages sum-aggregation-function, avg-aggregation-function.
 */
const sums = [
  sum('long', 'long'),
  sum('real', 'real'),
  sum('decimal', 'decimal'),
  sum('timespan', 'timespan'),
  sum('datetime', 'datetime'),
];
const averages = [average('long', 'real'), average('real', 'real'), average('decimal', 'decimal'), average('timespan', 'timespan'), average('datetime', 'datetime')];

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
  return aggregate({ signature: `sum(expression: ${type}): ${returns}`, doc: 'The sum of the values.', prefix: 'sum', create: (site) => createSum(site, false) });
}

function average(type: ScalarType, returns: ScalarType): AggregateFunction {
  return aggregate({ signature: `avg(expression: ${type}): ${returns}`, doc: 'The arithmetic mean of the values.', prefix: 'avg', create: (site) => createSum(site, true) });
}

function createSum({ types: [type] }: CallSite, mean: boolean): Aggregator {
  if (type === 'real') return new RealSum(mean);
  if (type === 'decimal') return decimalSum(mean);
  return new LongSum(type as 'long' | 'timespan' | 'datetime', mean);
}

function grow<Values extends Float64Array | BigInt64Array>(values: Values, count: number): Values {
  if (count <= values.length) return values;
  const grown = new (values.constructor as new (length: number) => Values)(Math.max(count, values.length * 2));
  grown.set(values as never);
  return grown;
}

/** Values that are not null are counted, for the average. */
function countValues(counts: Float64Array, groups: Int32Array, length: number, vector: Vector): void {
  const { nulls } = vector;
  if (vector.encoding === 'constant' && vector.value === null) return;
  if (nulls === undefined) for (let i = 0; i < length; i++) counts[groups[i]]++;
  else for (let i = 0; i < length; i++) counts[groups[i]] += 1 ^ ((nulls[i >>> 5] >>> (i & 31)) & 1);
}

class RealSum implements Aggregator {
  private sums = new Float64Array(64);
  private counts = new Float64Array(64);
  private readonly mean: boolean;

  constructor(mean: boolean) {
    this.mean = mean;
  }

  get bytes(): number {
    return this.sums.byteLength * 2;
  }

  resize(count: number): void {
    this.sums = grow(this.sums, count);
    this.counts = grow(this.counts, count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    const { sums } = this;
    if (this.mean) countValues(this.counts, groups, length, vector);
    if (vector.encoding === 'constant') {
      if (vector.value !== null) for (let i = 0; i < length; i++) sums[groups[i]] += vector.value as number;
    } else if (vector.encoding === 'real') {
      const { values, nulls } = vector;
      if (nulls === undefined) for (let i = 0; i < length; i++) sums[groups[i]] += values[i];
      else for (let i = 0; i < length; i++) if (((nulls[i >>> 5] >>> (i & 31)) & 1) === 0) sums[groups[i]] += values[i];
    }
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as RealSum;
    for (let group = 0; group < groups.length; group++) {
      this.sums[groups[group]] += from.sums[group];
      this.counts[groups[group]] += from.counts[group];
    }
  }

  results(count: number): Vector[] {
    const values = this.sums.slice(0, count);
    if (this.mean) for (let group = 0; group < count; group++) values[group] /= this.counts[group];
    return [{ encoding: 'real', type: 'real', length: count, nulls: undefined, values }];
  }
}

/** The largest total of values that doubles are sure to hold exactly. */
const exactBound = 2 ** 53;

/**
 * Sums of 64-bit integers. Rows are added up as doubles, which is exact while their magnitudes together stay below 2^53; before they could
 * pass it the partial sums move to 64-bit integers, which wrap around.
 */
class LongSum implements Aggregator {
  private readonly type: 'long' | 'timespan' | 'datetime';
  private readonly mean: boolean;
  private partial = new Float64Array(64);
  private bound = 0;
  private totals: BigInt64Array | undefined;
  private counts = new Float64Array(64);
  private groupCount = 0;

  constructor(type: 'long' | 'timespan' | 'datetime', mean: boolean) {
    this.type = type;
    this.mean = mean;
  }

  get bytes(): number {
    return this.partial.byteLength * (this.totals ? 3 : 2);
  }

  resize(count: number): void {
    this.groupCount = count;
    this.partial = grow(this.partial, count);
    if (this.mean) this.counts = grow(this.counts, count);
    if (this.totals) this.totals = grow(this.totals, count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    if (this.mean) countValues(this.counts, groups, length, vector);
    if (vector.encoding === 'constant' && vector.value === null) return;
    if ((vector.encoding === 'int32' || vector.encoding === 'offset') && baseOf(vector) === 0n) {
      this.addDoubles(groups, length, vector.values, vector.encoding === 'int32' ? 2 ** 31 : largestMagnitude(vector.values));
    } else {
      this.addWide(groups, length, vector);
    }
  }

  private addDoubles(groups: Int32Array, length: number, values: Int32Array | Float64Array, magnitude: number): void {
    // the value of a null is 0
    if (this.bound + magnitude * length > exactBound) this.flush();
    if (magnitude * length > exactBound) {
      // one segment alone could pass the bound: its halves are small enough at some depth
      const half = length >>> 1;
      if (half > 0) {
        this.addDoubles(groups, half, values, magnitude);
        this.addDoubles(groups.subarray(half, length), length - half, values.subarray(half, length), magnitude);
        return;
      }
    }
    this.bound += magnitude * length;
    const { partial } = this;
    if (values instanceof Int32Array) for (let i = 0; i < length; i++) partial[groups[i]] += values[i];
    else for (let i = 0; i < length; i++) partial[groups[i]] += values[i];
  }

  private addWide(groups: Int32Array, length: number, vector: Vector): void {
    this.totals ??= new BigInt64Array(this.partial.length);
    const { totals } = this;
    const { nulls } = vector;
    const values = int64sOf(vector);
    for (let i = 0; i < length; i++) {
      if (nulls === undefined || ((nulls[i >>> 5] >>> (i & 31)) & 1) === 0) totals[groups[i]] = BigInt.asIntN(64, totals[groups[i]] + values[i]);
    }
  }

  private flush(): void {
    this.totals ??= new BigInt64Array(this.partial.length);
    for (let group = 0; group < this.groupCount; group++) {
      if (this.partial[group] !== 0) this.totals[group] = BigInt.asIntN(64, this.totals[group] + BigInt(this.partial[group]));
    }
    this.partial.fill(0);
    this.bound = 0;
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as LongSum;
    from.flush();
    this.totals ??= new BigInt64Array(this.partial.length);
    for (let group = 0; group < groups.length; group++) {
      const to = groups[group];
      this.totals[to] = BigInt.asIntN(64, this.totals[to] + (from.totals as BigInt64Array)[group]);
      if (this.mean) this.counts[to] += from.counts[group];
    }
  }

  results(count: number): Vector[] {
    const { type } = this;
    if (this.totals === undefined) {
      const values = this.partial.slice(0, count);
      if (!this.mean) return [{ encoding: 'offset', type, base: 0n, length: count, nulls: undefined, values }];
      if (type === 'long') {
        for (let group = 0; group < count; group++) values[group] /= this.counts[group];
        return [{ encoding: 'real', type: 'real', length: count, nulls: undefined, values }];
      }
    }
    this.flush();
    const totals = (this.totals as unknown as BigInt64Array).slice(0, count);
    if (!this.mean) return [{ encoding: 'int64', type, length: count, nulls: undefined, values: totals }];
    if (type === 'long') {
      const values = new Float64Array(count);
      for (let group = 0; group < count; group++) values[group] = Number(totals[group]) / this.counts[group];
      return [{ encoding: 'real', type: 'real', length: count, nulls: undefined, values }];
    }
    const nulls = createBitmap(count);
    for (let group = 0; group < count; group++) {
      if (this.counts[group] === 0) setBit(nulls, group);
      else totals[group] /= BigInt(this.counts[group]);
    }
    return [{ encoding: 'int64', type, length: count, nulls, values: totals }];
  }
}

function largestMagnitude(values: Float64Array): number {
  let low = 0;
  let high = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return Math.max(high, -low);
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
