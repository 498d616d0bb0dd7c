import { createBitmap, setBit } from '../../data/bitmap.ts';
import { missingCell, vectorOf } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import { compareDecimals, type DecimalValue } from '../../data/decimal.ts';
import { compareOrdinal } from '../../data/text.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { int64sOf } from '../columnar.ts';
import { doublesFrom, grow, isNullConstant, isNullRow, naturalBase } from './numbers.ts';

/**
 * The greatest (sign 1) or least (sign -1) value of each group. Nulls do not count; of reals a NaN is beyond everything in either direction;
 * of equal values the first stays.
 */
export interface BestValues {
  readonly bytes: number;
  resize(count: number): void;
  /** Takes rows, and sets `improved[i]` to 1 where row i was better than all before it. */
  offer(groups: Int32Array, length: number, vector: Vector, improved?: Uint8Array): void;
  /** Takes the values of another, whose group g is `groups[g]` here. */
  merge(other: BestValues, groups: Int32Array): void;
  results(count: number): Vector;
}

export function createBestValues(type: ScalarType, sign: 1 | -1): BestValues {
  switch (type) {
    case 'int':
    case 'long':
    case 'datetime':
    case 'timespan':
      return new BestIntegers(type, sign);
    case 'real':
      return new BestReals(sign);
    default:
      return new BestCells(type, sign);
  }
}

/** Doubles beside the base of the first vector while all values are exact so, then 64-bit integers. */
class BestIntegers implements BestValues {
  private readonly type: 'int' | 'long' | 'datetime' | 'timespan';
  private readonly sign: 1 | -1;
  private best = new Float64Array(64);
  private seen = new Uint8Array(64);
  private base: bigint | undefined;
  private wide: BigInt64Array | undefined;

  constructor(type: 'int' | 'long' | 'datetime' | 'timespan', sign: 1 | -1) {
    this.type = type;
    this.sign = sign;
  }

  get bytes(): number {
    return this.best.byteLength + this.seen.byteLength + (this.wide?.byteLength ?? 0);
  }

  resize(count: number): void {
    this.best = grow(this.best, count);
    this.seen = grow(this.seen, count);
    if (this.wide) this.wide = grow(this.wide, count);
  }

  offer(groups: Int32Array, length: number, vector: Vector, improved?: Uint8Array): void {
    if (isNullConstant(vector)) return;
    if (this.wide === undefined) {
      this.base ??= naturalBase(vector);
      const values = doublesFrom(vector, this.base, length);
      if (values !== undefined) {
        this.offerDoubles(groups, length, values, vector.nulls, improved);
        return;
      }
      const { base } = this;
      this.wide = BigInt64Array.from(this.best, (offset) => base + BigInt(offset));
    }
    this.offerWide(groups, length, int64sOf(vector), vector.nulls, improved, this.wide);
  }

  private offerDoubles(
    groups: Int32Array,
    length: number,
    values: Int32Array | Float64Array,
    nulls: Int32Array | undefined,
    improved: Uint8Array | undefined,
  ): void {
    const { best, seen, sign } = this;
    for (let i = 0; i < length; i++) {
      if (isNullRow(nulls, i)) continue;
      const group = groups[i];
      const value = values[i];
      if (seen[group] === 0 || (value - best[group]) * sign > 0) {
        seen[group] = 1;
        best[group] = value;
        if (improved !== undefined) improved[i] = 1;
      }
    }
  }

  private offerWide(
    groups: Int32Array,
    length: number,
    values: BigInt64Array,
    nulls: Int32Array | undefined,
    improved: Uint8Array | undefined,
    best: BigInt64Array,
  ): void {
    const { seen, sign } = this;
    for (let i = 0; i < length; i++) {
      if (isNullRow(nulls, i)) continue;
      const group = groups[i];
      if (seen[group] === 0 || (sign === 1 ? values[i] > best[group] : values[i] < best[group])) {
        seen[group] = 1;
        best[group] = values[i];
        if (improved !== undefined) improved[i] = 1;
      }
    }
  }

  merge(other: BestValues, groups: Int32Array): void {
    this.offer(groups, groups.length, other.results(groups.length));
  }

  results(count: number): Vector {
    const { type, wide, base } = this;
    const nulls = unseen(this.seen, count);
    if (wide !== undefined) return { encoding: 'int64', type: type as 'long', length: count, nulls, values: wide.slice(0, count) };
    const values = this.best.slice(0, count);
    if (type === 'int') return { encoding: 'int32', type, length: count, nulls, values: Int32Array.from(values) };
    return { encoding: 'offset', type, base: base ?? 0n, length: count, nulls, values };
  }
}

class BestReals implements BestValues {
  private readonly sign: 1 | -1;
  private best = new Float64Array(64);
  private seen = new Uint8Array(64);

  constructor(sign: 1 | -1) {
    this.sign = sign;
  }

  get bytes(): number {
    return this.best.byteLength + this.seen.byteLength;
  }

  resize(count: number): void {
    this.best = grow(this.best, count);
    this.seen = grow(this.seen, count);
  }

  offer(groups: Int32Array, length: number, vector: Vector, improved?: Uint8Array): void {
    if (isNullConstant(vector)) return;
    const values = doublesFrom(vector, 0n, length) as Float64Array;
    const { best, seen, sign } = this;
    const { nulls } = vector;
    for (let i = 0; i < length; i++) {
      if (isNullRow(nulls, i)) continue;
      const group = groups[i];
      const value = values[i];
      const known = best[group];
      if (seen[group] === 0 || (sign === 1 ? value > known : value < known) || (Number.isNaN(value) && !Number.isNaN(known))) {
        seen[group] = 1;
        best[group] = value;
        if (improved !== undefined) improved[i] = 1;
      }
    }
  }

  merge(other: BestValues, groups: Int32Array): void {
    this.offer(groups, groups.length, other.results(groups.length));
  }

  results(count: number): Vector {
    return { encoding: 'real', type: 'real', length: count, nulls: unseen(this.seen, count), values: this.best.slice(0, count) };
  }
}

/** What has no shape in typed arrays: strings, decimals, bools. */
class BestCells implements BestValues {
  private readonly type: ScalarType;
  private readonly order: (a: Cell, b: Cell) => number;
  /** undefined for a group without a value. */
  private readonly best: (Cell | undefined)[] = [];

  constructor(type: ScalarType, sign: 1 | -1) {
    this.type = type;
    this.order = cellOrder(type, sign);
  }

  get bytes(): number {
    return this.best.length * 48;
  }

  resize(count: number): void {
    while (this.best.length < count) this.best.push(undefined);
  }

  offer(groups: Int32Array, length: number, vector: Vector, improved?: Uint8Array): void {
    const { best, order } = this;
    const read = cellReader(vector);
    for (let i = 0; i < length; i++) {
      const cell = read(i);
      if (cell === null) continue;
      const known = best[groups[i]];
      if (known !== undefined && order(cell, known) <= 0) continue;
      best[groups[i]] = cell;
      if (improved !== undefined) improved[i] = 1;
    }
  }

  merge(other: BestValues, groups: Int32Array): void {
    const { best, order } = this;
    const theirs = (other as BestCells).best;
    for (let group = 0; group < groups.length; group++) {
      const cell = theirs[group];
      const known = best[groups[group]];
      if (cell !== undefined && (known === undefined || order(cell, known) > 0)) best[groups[group]] = cell;
    }
  }

  results(count: number): Vector {
    const missing = missingCell(this.type);
    return vectorOf(
      this.type,
      Array.from({ length: count }, (_, group) => this.best[group] ?? missing),
    );
  }
}

/** How two cells of a type that are not null compare, in the direction of `sign`. */
function cellOrder(type: ScalarType, sign: 1 | -1): (a: Cell, b: Cell) => number {
  switch (type) {
    case 'string':
      return (a, b) => sign * compareOrdinal(a as string, b as string);
    case 'decimal':
      return (a, b) => sign * compareDecimals(a as DecimalValue, b as DecimalValue);
    default:
      return (a, b) => sign * ((a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0);
  }
}

function unseen(seen: Uint8Array, count: number): Int32Array | undefined {
  let nulls: Int32Array | undefined;
  for (let group = 0; group < count; group++) {
    if (seen[group] === 1) continue;
    nulls ??= createBitmap(count);
    setBit(nulls, group);
  }
  return nulls;
}
