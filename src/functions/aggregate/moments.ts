import type { Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate } from '../define.ts';
import { conditional } from './conditional.ts';
import { grow, isNullConstant, isNullRow } from './numbers.ts';
import { type NullableDoubles, realValues } from './real-values.ts';

/**
 * stdev, variance, covariance and their population forms. Nulls are left out (a pair with a null too); what needs two values is 0 without
 * them. Times count in ticks. Manual pages stdev-aggregation-function, variance-aggregation-function, covariance-aggregation-function and
 * those of their p and if forms.
 */
const numeric = 'long|real|decimal|timespan|datetime';

const stdev = spread('stdev', 'The standard deviation of the values, which are a sample.', { population: false, root: true });
const stdevp = spread('stdevp', 'The standard deviation of the values, which are the whole population.', { population: true, root: true });
const variance = spread('variance', 'The variance of the values, which are a sample.', { population: false, root: false });
const variancep = spread('variancep', 'The variance of the values, which are the whole population.', { population: true, root: false });
const covariance = jointSpread('covariance', 'The covariance of the pairs of values, which are a sample.', false);
const covariancep = jointSpread('covariancep', 'The covariance of the pairs of values, which are the whole population.', true);

export const momentFunctions: readonly AggregateFunction[] = [
  stdev,
  stdevp,
  variance,
  variancep,
  covariance,
  covariancep,
  whereTrue(stdev, 'stdevif'),
  whereTrue(variance, 'varianceif'),
  whereTrue(variancep, 'variancepif'),
  conditional(covariance, { signature: `covarianceif(x: ${numeric}, y: ${numeric}, predicate: bool): real`, prefix: 'covarianceif' }),
  conditional(covariancep, { signature: `covariancepif(x: ${numeric}, y: ${numeric}, predicate: bool): real`, prefix: 'covariancepif' }),
];

interface Spread {
  readonly population: boolean;
  /** Whether the square root is asked for. */
  readonly root: boolean;
}

function spread(name: string, doc: string, options: Spread): AggregateFunction {
  return aggregate({
    signature: `${name}(expression: ${numeric}): real`,
    doc,
    prefix: name,
    create: () => new Moments(false, options),
  });
}

function jointSpread(name: string, doc: string, population: boolean): AggregateFunction {
  return aggregate({
    signature: `${name}(x: ${numeric}, y: ${numeric}): real`,
    doc,
    prefix: name,
    create: () => new Moments(true, { population, root: false }),
    // the engine names both arguments
    outputs: (_, [x, y]) => [{ name: `${name}_${x ?? ''}_${y ?? ''}`, type: 'real' }],
  });
}

function whereTrue(base: AggregateFunction, name: string): AggregateFunction {
  return conditional(base, { signature: `${name}(expression: ${numeric}, predicate: bool): real`, prefix: name });
}

/**
 * Means and the sum of the products of the deviations from them, by the method of Welford, which loses no digits when the values lie close
 * together; the merge is that of Chan. Each group counts from its first values, so that its means are small. A variance is the covariance of
 * a column with itself.
 */
class Moments implements Aggregator {
  /** Of pairs of values. */
  private readonly joint: boolean;
  private readonly spread: Spread;
  private counts = new Float64Array(64);
  private products = new Float64Array(64);
  private readonly x = new Means();
  private readonly y = new Means();

  constructor(joint: boolean, spread: Spread) {
    this.joint = joint;
    this.spread = spread;
  }

  get bytes(): number {
    return this.counts.byteLength * (this.joint ? 6 : 4);
  }

  resize(count: number): void {
    this.counts = grow(this.counts, count);
    this.products = grow(this.products, count);
    this.x.resize(count);
    if (this.joint) this.y.resize(count);
  }

  add(groups: Int32Array, length: number, [x, y]: readonly Vector[]): void {
    if (isNullConstant(x)) return;
    if (!this.joint) this.addValues(groups, length, realValues(x, length));
    else if (!isNullConstant(y)) this.addPairs(groups, length, realValues(x, length), realValues(y, length));
  }

  private addValues(groups: Int32Array, length: number, { values, nulls }: NullableDoubles): void {
    const { counts, products } = this;
    const { firsts, means } = this.x;
    for (let i = 0; i < length; i++) {
      if (isNullRow(nulls, i)) continue;
      const group = groups[i];
      if (counts[group] === 0) firsts[group] = values[i];
      const value = values[i] - firsts[group];
      const deviation = value - means[group];
      means[group] += deviation / ++counts[group];
      products[group] += deviation * (value - means[group]);
    }
  }

  private addPairs(groups: Int32Array, length: number, x: NullableDoubles, y: NullableDoubles): void {
    const { counts, products } = this;
    const { firsts: firstsOfX, means: meansOfX } = this.x;
    const { firsts: firstsOfY, means: meansOfY } = this.y;
    for (let i = 0; i < length; i++) {
      if (isNullRow(x.nulls, i) || isNullRow(y.nulls, i)) continue;
      const group = groups[i];
      if (counts[group] === 0) {
        firstsOfX[group] = x.values[i];
        firstsOfY[group] = y.values[i];
      }
      const valueOfY = y.values[i] - firstsOfY[group];
      const deviation = x.values[i] - firstsOfX[group] - meansOfX[group];
      meansOfX[group] += deviation / ++counts[group];
      meansOfY[group] += (valueOfY - meansOfY[group]) / counts[group];
      products[group] += deviation * (valueOfY - meansOfY[group]);
    }
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as Moments;
    for (let group = 0; group < groups.length; group++) {
      const count = from.counts[group];
      if (count === 0) continue;
      const to = groups[group];
      const known = this.counts[to];
      const total = known + count;
      const differenceOfX = this.x.merge(to, known, from.x, group, count);
      const differenceOfY = this.joint ? this.y.merge(to, known, from.y, group, count) : differenceOfX;
      this.products[to] += from.products[group] + differenceOfX * differenceOfY * ((known * count) / total);
      this.counts[to] = total;
    }
  }

  results(count: number): Vector[] {
    const { population, root } = this.spread;
    const values = new Float64Array(count);
    for (let group = 0; group < count; group++) {
      const size = this.counts[group];
      if (size < 2) continue;
      const spread = rounded(this.products[group] / (population ? size : size - 1));
      values[group] = root ? Math.sqrt(spread) : spread;
    }
    return [{ encoding: 'real', type: 'real', length: count, nulls: undefined, values }];
  }
}

/** The mean of each group, counted from its first value. */
class Means {
  firsts = new Float64Array(64);
  means = new Float64Array(64);

  resize(count: number): void {
    this.firsts = grow(this.firsts, count);
    this.means = grow(this.means, count);
  }

  /** Takes `count` values of another's group `group` to the `known` ones of `to`; gives the difference of the two means. */
  merge(to: number, known: number, other: Means, group: number, count: number): number {
    if (known === 0) {
      this.firsts[to] = other.firsts[group];
      this.means[to] = other.means[group];
      return 0;
    }
    const difference = other.firsts[group] - this.firsts[to] + other.means[group] - this.means[to];
    this.means[to] += (difference * count) / (known + count);
    return difference;
  }
}

/** The engine rounds to ten decimals before it takes a root: stdev of 1..10 is the root of 9.1666666667. Beyond 2^53 · 10^-10 there are none. */
function rounded(value: number): number {
  return Math.abs(value) < 900_719 ? Math.round(value * 1e10) / 1e10 : value;
}
