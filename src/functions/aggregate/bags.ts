import { cellReader } from '../../data/cells.ts';
import { type Dynamic, isBag } from '../../data/dynamic.ts';
import type { Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallSite } from '../define.ts';
import { conditional } from './conditional.ts';

/** A bag has at most this many properties; the old spelling stops at 128. */
const largest = 1_048_576;
const oldLargest = 128;

/**
 * make_bag: the properties of all bags of a group in one; of a property that comes again the first value stays, and what is no bag is left
 * out. Nothing gives an empty bag. Manual pages make-bag-aggregation-function, make-bag-if-aggregation-function.
 */
const makeBag = bagMaker('make_bag', 'bag', largest);
const makeDictionary = bagMaker('make_dictionary', 'dictionary', oldLargest);

export const makeBagFunctions: readonly AggregateFunction[] = [
  makeBag,
  conditional(makeBag, { signature: 'make_bag_if(bag: dynamic, predicate: bool, maxSize?: long): dynamic' }),
  { ...makeDictionary, insteadOf: 'make_bag' },
];

function bagMaker(name: string, prefix: string, limit: number): AggregateFunction {
  return aggregate({
    signature: `${name}(bag: dynamic, maxSize?: long): dynamic`,
    doc: 'The properties of all bags in one bag.',
    prefix,
    constant: ['maxSize'],
    create: (site) => new BagMaker(site, limit),
  });
}

class BagMaker implements Aggregator {
  private readonly limit: number;
  private readonly bags: Map<string, Dynamic>[] = [];
  private properties = 0;

  constructor({ constants: [, maxSize] }: CallSite, otherwise: number) {
    this.limit = maxSize === undefined || maxSize === null ? otherwise : Math.min(Number(maxSize), largest);
  }

  get bytes(): number {
    return this.bags.length * 64 + this.properties * 100;
  }

  resize(count: number): void {
    while (this.bags.length < count) this.bags.push(new Map());
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    const read = cellReader(vector);
    for (let i = 0; i < length; i++) this.take(groups[i], read(i) as Dynamic);
  }

  private take(group: number, value: Dynamic): void {
    if (!isBag(value)) return;
    const bag = this.bags[group];
    for (const [key, item] of value) {
      if (bag.has(key)) continue;
      if (bag.size >= this.limit) return;
      bag.set(key, item);
      this.properties++;
    }
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const { bags } = other as BagMaker;
    for (let group = 0; group < groups.length; group++) this.take(groups[group], bags[group]);
  }

  results(count: number): Vector[] {
    const values = this.bags.slice(0, count).map((bag) => new Map(bag));
    return [{ encoding: 'dynamic', type: 'dynamic', length: count, nulls: undefined, values }];
  }
}
