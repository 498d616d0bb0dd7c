import type { Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallError, type CallSite } from '../define.ts';
import { type BestValues, createBestValues } from './best-values.ts';
import { conditional } from './conditional.ts';

/** min and max: nulls are left out, a NaN wins, strings are ordered by code point. Manual pages min-aggregation-function, max-aggregation-function. */
const min = extreme('min', -1);
const max = extreme('max', 1);

export const extremeFunctions: readonly AggregateFunction[] = [
  min,
  max,
  conditional(min, { signature: 'minif(expression: scalar, predicate: bool): #1', prefix: 'minif' }),
  conditional(max, { signature: 'maxif(expression: scalar, predicate: bool): #1', prefix: 'maxif' }),
];

function extreme(name: 'min' | 'max', sign: 1 | -1): AggregateFunction {
  return aggregate({
    signature: `${name}(expression: scalar): #1`,
    doc: `The ${name === 'min' ? 'least' : 'greatest'} of the values.`,
    prefix: name,
    create: (site) => orderableError(name, site) ?? new Extreme(createBestValues(site.types[0], sign)),
  });
}

/** The error of ordering values that have no order. */
export function orderableError(name: string, { types: [type] }: CallSite): CallError | undefined {
  return type === 'dynamic' || type === 'guid' ? { error: `${name}() does not order ${type} values`, argument: 0 } : undefined;
}

class Extreme implements Aggregator {
  private readonly best: BestValues;

  constructor(best: BestValues) {
    this.best = best;
  }

  get bytes(): number {
    return this.best.bytes;
  }

  resize(count: number): void {
    this.best.resize(count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    this.best.offer(groups, length, vector);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    this.best.merge((other as Extreme).best, groups);
  }

  results(count: number): Vector[] {
    return [this.best.results(count)];
  }
}
