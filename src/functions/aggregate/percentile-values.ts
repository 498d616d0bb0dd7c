import { createBitmap, setBit } from '../../data/bitmap.ts';
import { missingCell, vectorOf } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import { convertCell } from '../../data/convert.ts';
import { compareDecimals, type DecimalValue } from '../../data/decimal.ts';
import { type Dynamic, dynamicOfCell } from '../../data/dynamic.ts';
import { compareOrdinal } from '../../data/text.ts';
import type { ScalarType } from '../../data/types.ts';
import { type Cell, isNullAt, type OffsetVector, type RealVector, type Vector } from '../../data/vector.ts';
import type { Aggregator } from '../define.ts';
import { nearestRank } from '../lib/nearest-rank.ts';
import { isNullRow } from './numbers.ts';
import { type GroupedRows, ValuesByGroup } from './rows-by-group.ts';

export interface PercentileOptions {
  /** Whether a second column says how often each value counts. */
  readonly weighted: boolean;
  /** Whether one column holds the array of all percentiles, in place of a column for each. */
  readonly asArray: boolean;
  readonly resultType: ScalarType;
}

/** Keeps all values until the end, and sorts those of each group once. */
export class Percentiles implements Aggregator {
  private readonly type: ScalarType;
  private readonly percentiles: readonly number[];
  private readonly options: PercentileOptions;
  private readonly values: ValuesByGroup;
  private readonly weights: ValuesByGroup | undefined;

  constructor(type: ScalarType, percentiles: readonly number[], options: PercentileOptions) {
    this.type = type;
    this.percentiles = percentiles;
    this.options = options;
    this.values = new ValuesByGroup(type);
    this.weights = options.weighted ? new ValuesByGroup('long') : undefined;
  }

  get bytes(): number {
    return this.values.bytes + (this.weights?.bytes ?? 0);
  }

  resize(): void {}

  add(groups: Int32Array, length: number, [values, weights]: readonly Vector[]): void {
    this.values.add(groups, length, values);
    this.weights?.add(groups, length, weights);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as Percentiles;
    this.values.merge(from.values, groups);
    if (from.weights) this.weights?.merge(from.weights, groups);
  }

  results(count: number): Vector[] {
    const { resultType, asArray } = this.options;
    const { values, ...grouped } = this.values.grouped(count);
    const weights = this.weights?.grouped(count).values;
    const numeric = values.encoding === 'int32' || values.encoding === 'offset' || values.encoding === 'real';
    const columns =
      numeric && weights === undefined
        ? this.numbers(values, grouped, count)
        : this.cells(values, weights, grouped, count).map((cells) => vectorOf(resultType, cells));
    return asArray ? [arraysOf(columns, resultType, count)] : columns;
  }

  /** The doubles of each group are sorted by themselves. */
  private numbers(vector: NumbersVector, { starts, rows }: GroupedRows, count: number): Vector[] {
    const { percentiles } = this;
    const results = percentiles.map(() => new Float64Array(count));
    const empty = createBitmap(count);
    const sorted = new Float64Array(rows.length);
    for (let group = 0; group < count; group++) {
      let size = 0;
      for (let i = starts[group]; i < starts[group + 1]; i++)
        if (!isNullRow(vector.nulls, rows[i])) sorted[size++] = vector.values[rows[i]];
      if (size === 0) setBit(empty, group);
      const own = sorted.subarray(0, size).sort();
      for (let k = 0; k < percentiles.length && size > 0; k++) results[k][group] = own[nearestRank(percentiles[k], size) - 1];
    }
    return results.map((values) => numbersLike(vector, values, empty));
  }

  /** For each percentile the value of every group, in the result type. */
  private cells(values: Vector, weights: Vector | undefined, { starts, rows }: GroupedRows, count: number): Cell[][] {
    const { type, percentiles } = this;
    const { resultType } = this.options;
    const read = cellReader(values);
    const order = cellOrder(type);
    const weightOf = weights === undefined ? () => 1 : weightReader(weights);
    const results = percentiles.map(() => new Array<Cell>(count).fill(missingCell(resultType)));
    for (let group = 0; group < count; group++) {
      const present = rows.subarray(starts[group], starts[group + 1]).filter((row) => !isNullAt(values, row) && weightOf(row) > 0);
      if (present.length === 0) continue;
      present.sort((a, b) => order(read(a), read(b)));
      const reached = new Float64Array(present.length);
      let total = 0;
      for (let i = 0; i < present.length; i++) reached[i] = total += weightOf(present[i]);
      percentiles.forEach((percentile, k) => {
        const rank = nearestRank(percentile, total);
        const row = present[reached.findIndex((weight) => weight >= rank)];
        results[k][group] = type === resultType ? read(row) : convertCell(read(row), type, resultType);
      });
    }
    return results;
  }
}

type NumbersVector = Extract<Vector, { encoding: 'int32' | 'offset' | 'real' }>;

/** Doubles that count like those of a vector. */
function numbersLike(vector: NumbersVector, values: Float64Array, nulls: Int32Array): RealVector | OffsetVector {
  const { length } = values;
  if (vector.encoding === 'real') return { encoding: 'real', type: 'real', length, nulls, values };
  const type = vector.type === 'int' ? 'long' : vector.type;
  return { encoding: 'offset', type, base: vector.encoding === 'offset' ? vector.base : 0n, length, nulls, values };
}

/** What a value counts: nothing without a positive weight. */
function weightReader(weights: Vector): (row: number) => number {
  const read = cellReader(weights);
  return (row) => Number(read(row) ?? 0);
}

/** Ascending, a NaN last. */
function cellOrder(type: ScalarType): (a: Cell, b: Cell) => number {
  switch (type) {
    case 'string':
      return (a, b) => compareOrdinal(a as string, b as string);
    case 'decimal':
      return (a, b) => compareDecimals(a as DecimalValue, b as DecimalValue);
    case 'real':
      return (a, b) =>
        (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    default:
      return (a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
  }
}

/** One array a group; null for a group without values. */
function arraysOf(columns: readonly Vector[], type: ScalarType, count: number): Vector {
  const readers = columns.map(cellReader);
  const values: Dynamic[] = [];
  for (let group = 0; group < count; group++) {
    const list = readers.map((read) => dynamicOfCell(type, read(group)));
    values.push(list.some((value) => value !== null) ? list : null);
  }
  return { encoding: 'dynamic', type: 'dynamic', length: count, nulls: undefined, values };
}
