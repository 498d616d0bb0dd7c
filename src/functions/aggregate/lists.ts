import { cellReader } from '../../data/cells.ts';
import { type Coder, createCoder } from '../../data/coder.ts';
import { type Dynamic, dynamicOfCell, isArray } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import { isNullAt, type Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallSite, renamed } from '../define.ts';
import { conditional } from './conditional.ts';
import { mayHaveNulls } from './distinct.ts';
import { DistinctPairs } from './distinct-pairs.ts';
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
  return given === undefined || given === null ? otherwise : Math.min(Number(given), largest);
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
        if (isArray(value)) list.push(...value.slice(0, this.limit - list.length));
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
  private readonly coder: Coder;
  private readonly pairs = new DistinctPairs();
  private groupCount = 0;

  constructor(site: CallSite, otherwise: number) {
    [this.type] = site.types;
    this.limit = sizeLimit(site, otherwise);
    this.coder = createCoder(this.type);
  }

  get bytes(): number {
    return this.coder.bytes + this.pairs.bytes;
  }

  resize(count: number): void {
    this.groupCount = count;
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    if (this.type === 'dynamic') {
      this.addElements(groups, length, vector);
      return;
    }
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

  /** Arrays are taken apart, so that a set of arrays is the union of their elements. */
  private addElements(groups: Int32Array, length: number, vector: Vector): void {
    const read = cellReader(vector);
    const owners: number[] = [];
    const elements: Dynamic[] = [];
    for (let i = 0; i < length; i++) {
      const value = read(i) as Dynamic;
      for (const element of isArray(value) ? value : [value]) {
        if (element === null) continue;
        owners.push(groups[i]);
        elements.push(element);
      }
    }
    const flat: Vector = { encoding: 'dynamic', type: 'dynamic', length: elements.length, nulls: undefined, values: elements };
    this.pairs.add(Int32Array.from(owners), this.coder.assign(flat), elements.length, this.groupCount, this.coder.count);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const { coder, pairs } = other as SetMaker;
    const codeMap = this.coder.assign(coder.values()).slice(0, coder.count);
    const mappedGroups = pairs.noted.groups.map((group) => groups[group]);
    const mappedCodes = pairs.noted.codes.map((code) => codeMap[code]);
    this.pairs.add(mappedGroups, mappedCodes, mappedGroups.length, this.groupCount, this.coder.count);
  }

  results(count: number): Vector[] {
    const { starts, codes } = this.pairs.result(count, this.coder.count);
    const read = cellReader(this.coder.values());
    const elements = Array.from({ length: this.coder.count }, (_, code) => dynamicOfCell(this.type, read(code)));
    const sets: Dynamic[] = [];
    for (let group = 0; group < count; group++) {
      const size = Math.min(starts[group + 1] - starts[group], this.limit);
      const set = new Array<Dynamic>(size);
      for (let i = 0; i < size; i++) set[i] = elements[codes[starts[group] + i]];
      sets.push(set);
    }
    return [{ encoding: 'dynamic', type: 'dynamic', length: count, nulls: undefined, values: sets }];
  }
}
