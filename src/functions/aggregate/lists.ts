import { cellReader } from '../../data/cells.ts';
import { DynamicEntries } from '../../data/dictionary.ts';
import { type Dynamic, dynamicOfCell, isArray } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import { codeArray, type Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallSite, renamed } from '../define.ts';
import { conditional } from './conditional.ts';
import { DistinctValues } from './distinct-values.ts';
import { ValuesByGroup } from './rows-by-group.ts';

/**
 * make_list and make_set: the values of a group as an array, in the order in which they came; null scalars are left out. Arrays among dynamic
 * values count with their elements. Manual pages make-list-aggregation-function, make-set-aggregation-function.
 */
const makeList = aggregate({
  signature: 'make_list(expression: scalar, maxSize?: long): dynamic',
  doc: 'The values as an array, nulls left out.',
  prefix: 'list',
  constant: ['maxSize'],
  create: (site) => new ListMaker(site, false, largest),
});

const makeSet = aggregate({
  signature: 'make_set(expression: scalar, maxSize?: long): dynamic',
  doc: 'The distinct values as an array, nulls left out.',
  prefix: 'set',
  constant: ['maxSize'],
  create: (site) => new SetMaker(site, largest),
});

const makeListWithNulls = aggregate({
  signature: 'make_list_with_nulls(expression: scalar): dynamic',
  doc: 'The values as an array, nulls too.',
  prefix: 'list',
  create: (site) => new ListMaker(site, true, largest),
});

const listIf = { signature: 'make_list_if(expression: scalar, predicate: bool, maxSize?: long): dynamic' };
const setIf = { signature: 'make_set_if(expression: scalar, predicate: bool, maxSize?: long): dynamic' };

/** An array holds at most this many elements; the old spellings stop at 128. */
const largest = 1_048_576;
const oldLargest = 128;

export const listFunctions: readonly AggregateFunction[] = [
  makeList,
  makeSet,
  makeListWithNulls,
  conditional(makeList, listIf),
  conditional(makeSet, setIf),
  { ...renamed(makeList, 'makelist', 'make_list'), create: (site) => new ListMaker(site, false, oldLargest) },
  { ...renamed(makeSet, 'makeset', 'make_set'), create: (site) => new SetMaker(site, oldLargest) },
];

function sizeLimit({ constants: [, given] }: CallSite, otherwise: number): number {
  return given === undefined || given === null ? otherwise : Math.max(0, Math.min(Number(given), largest));
}

class ListMaker implements Aggregator {
  private readonly type: ScalarType;
  private readonly keepNulls: boolean;
  private readonly limit: number;
  private readonly values: ValuesByGroup;

  constructor(site: CallSite, withNulls: boolean, otherwise: number) {
    [this.type] = site.types;
    // a dynamic null is a value, a null of another type is none
    this.keepNulls = withNulls || this.type === 'dynamic';
    this.limit = sizeLimit(site, otherwise);
    this.values = new ValuesByGroup(this.type);
  }

  get bytes(): number {
    return this.values.bytes;
  }

  resize(): void {}

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    this.values.add(groups, length, vector);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    this.values.merge((other as ListMaker).values, groups);
  }

  results(count: number): Vector[] {
    const { starts, rows, values } = this.values.grouped(count);
    const read = cellReader(values);
    const lists: Dynamic[] = [];
    for (let group = 0; group < count; group++) {
      const list: Dynamic[] = [];
      for (let i = starts[group]; i < starts[group + 1] && list.length < this.limit; i++) {
        const value = dynamicOfCell(this.type, read(rows[i]));
        // an array is too long to spread into a call
        if (isArray(value)) for (let k = 0; k < value.length && list.length < this.limit; k++) list.push(value[k]);
        else if (value !== null || this.keepNulls) list.push(value);
      }
      lists.push(list);
    }
    return [{ encoding: 'dynamic', type: 'dynamic', length: count, nulls: undefined, values: lists }];
  }
}

class SetMaker implements Aggregator {
  private readonly type: ScalarType;
  private readonly limit: number;
  private readonly values: DistinctValues;

  constructor(site: CallSite, otherwise: number) {
    [this.type] = site.types;
    this.limit = sizeLimit(site, otherwise);
    this.values = new DistinctValues(this.type);
  }

  get bytes(): number {
    return this.values.bytes;
  }

  resize(count: number): void {
    this.values.resize(count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    if (this.type === 'dynamic') this.addElements(groups, length, vector);
    else this.values.add(groups, length, vector);
  }

  /** Arrays are taken apart, so that a set of arrays is the union of their elements. */
  private addElements(groups: Int32Array, length: number, vector: Vector): void {
    const read = cellReader(vector);
    const owners: number[] = [];
    const elements: Dynamic[] = [];
    for (let i = 0; i < length; i++) {
      const value = read(i) as Dynamic;
      for (const element of isArray(value) ? value : [value]) {
        owners.push(groups[i]);
        elements.push(element);
      }
    }
    const flat: Vector = { encoding: 'dynamic', type: 'dynamic', length: elements.length, nulls: undefined, values: elements };
    this.values.add(Int32Array.from(owners), elements.length, flat);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    this.values.merge((other as SetMaker).values, groups);
  }

  results(count: number): Vector[] {
    const { starts, codes, values } = this.values.grouped(count);
    const read = cellReader(values);
    const { type, limit } = this;
    // millions of small arrays cost more than all the rest, and often a later operator wants few of them
    const entries = DynamicEntries.madeBy(count, (group) => {
      const start = starts[group];
      const set = new Array<Dynamic>(Math.min(starts[group + 1] - start, limit));
      for (let i = 0; i < set.length; i++) set[i] = dynamicOfCell(type, read(codes[start + i]));
      return set;
    });
    const own = codeArray(count, count);
    for (let group = 0; group < count; group++) own[group] = group;
    return [{ encoding: 'coded-dynamic', type: 'dynamic', length: count, nulls: undefined, codes: own, entries }];
  }
}
