import { createBitmap, setBit } from '../../data/bitmap.ts';
import { vectorOf } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import { compareDecimals, type DecimalValue } from '../../data/decimal.ts';
import { compareOrdinal } from '../../data/text.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallError, type CallSite } from '../define.ts';
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
    create: (site) => orderableError(name, site) ?? new Extreme(site.types[0], sign),
  });
}

export function orderableError(name: string, { types: [type] }: CallSite): CallError | undefined {
  return type === 'dynamic' ? { error: `${name}() does not order dynamic values`, argument: 0 } : undefined;
}

/** How two cells of a type that are not null compare; a NaN is beyond everything in either direction, which `sign` says. */
export function cellOrder(type: ScalarType, sign: 1 | -1): (a: Cell, b: Cell) => number {
  switch (type) {
    case 'string':
      return (a, b) => sign * compareOrdinal(a as string, b as string);
    case 'decimal':
      return (a, b) => sign * compareDecimals(a as DecimalValue, b as DecimalValue);
    case 'real':
      return (a, b) => {
        if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
        if (Number.isNaN(b)) return -1;
        return sign * ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
      };
    default:
      return (a, b) => sign * ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
  }
}

/** The best value of each group: doubles while the vectors are doubles of one base, else cells. */
class Extreme implements Aggregator {
  private readonly type: ScalarType;
  private readonly sign: 1 | -1;
  private readonly better: (a: Cell, b: Cell) => number;
  private best = new Float64Array(64);
  private seen = new Uint8Array(64);
  /** The base of the doubles; undefined before the first. */
  private base: bigint | undefined;
  private cells: Cell[] | undefined;

  constructor(type: ScalarType, sign: 1 | -1) {
    this.type = type;
    this.sign = sign;
    this.better = cellOrder(type, sign);
  }

  get bytes(): number {
    return this.best.byteLength + (this.cells?.length ?? 0) * 48;
  }

  resize(count: number): void {
    if (count <= this.seen.length) return;
    const length = Math.max(count, this.seen.length * 2);
    const best = new Float64Array(length);
    best.set(this.best);
    this.best = best;
    const seen = new Uint8Array(length);
    seen.set(this.seen);
    this.seen = seen;
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    const isDoubles = vector.encoding === 'int32' || vector.encoding === 'offset' || vector.encoding === 'real';
    const base = vector.encoding === 'offset' ? vector.base : 0n;
    if (isDoubles && this.cells === undefined && (this.base ?? base) === base) {
      this.base = base;
      if (vector.encoding === 'real') this.addReals(groups, length, vector.values, vector.nulls);
      else this.addDoubles(groups, length, vector.values, vector.nulls);
      return;
    }
    this.addCells(groups, length, vector);
  }

  private addDoubles(groups: Int32Array, length: number, values: Int32Array | Float64Array, nulls: Int32Array | undefined): void {
    const { best, seen, sign } = this;
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && ((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) continue;
      const group = groups[i];
      const value = values[i];
      if (seen[group] === 0 || (value - best[group]) * sign > 0) {
        seen[group] = 1;
        best[group] = value;
      }
    }
  }

  private addReals(groups: Int32Array, length: number, values: Float64Array, nulls: Int32Array | undefined): void {
    const { best, seen, sign } = this;
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && ((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) continue;
      const group = groups[i];
      const value = values[i];
      if (seen[group] === 0 || Number.isNaN(value) || (sign === 1 ? value > best[group] : value < best[group])) {
        seen[group] = 1;
        best[group] = value;
      }
    }
  }

  private addCells(groups: Int32Array, length: number, vector: Vector): void {
    const cells = this.toCells();
    const read = cellReader(vector);
    const { better } = this;
    for (let i = 0; i < length; i++) {
      const cell = read(i);
      if (cell === null) continue;
      const known = cells[groups[i]];
      if (known === undefined || better(cell, known) > 0) cells[groups[i]] = cell;
    }
  }

  private toCells(): Cell[] {
    if (this.cells !== undefined) return this.cells;
    const read = cellReader(this.doublesVector(this.seen.length));
    this.cells = [];
    for (let group = 0; group < this.seen.length; group++) if (this.seen[group] === 1) this.cells[group] = read(group);
    return this.cells;
  }

  private doublesVector(count: number): Vector {
    const { type } = this;
    let nulls: Int32Array | undefined;
    for (let group = 0; group < count; group++) {
      if (this.seen[group] === 1) continue;
      nulls ??= createBitmap(count);
      setBit(nulls, group);
    }
    const values = this.best.slice(0, count);
    if (type === 'real') return { encoding: 'real', type, length: count, nulls, values };
    if (type === 'int') return { encoding: 'int32', type, length: count, nulls, values: Int32Array.from(values) };
    return { encoding: 'offset', type: type as 'long', base: this.base ?? 0n, length: count, nulls, values };
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const [vector] = other.results(groups.length);
    this.addCells(groups, groups.length, vector);
  }

  results(count: number): Vector[] {
    const { type, cells } = this;
    const isDoubles = type === 'int' || type === 'long' || type === 'real' || type === 'datetime' || type === 'timespan';
    if (cells === undefined && isDoubles) return [this.doublesVector(count)];
    const missing = type === 'string' ? '' : null;
    return [
      vectorOf(
        type,
        Array.from({ length: count }, (_, group) => cells?.[group] ?? missing),
      ),
    ];
  }
}
