import { createBitmap, setBit } from '../../data/bitmap.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Vector } from '../../data/vector.ts';
import { int64sOf } from '../columnar.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallError } from '../define.ts';
import { grow, isNullConstant, isNullRow } from './numbers.ts';

/**
 * binary_all_and, binary_all_or, binary_all_xor: the bits of all values together; null for no values. Manual pages
 * binary-all-and-aggregation-function, binary-all-or-aggregation-function, binary-all-xor-aggregation-function.
 */
export const bitFunctions: readonly AggregateFunction[] = [
  allBits('binary_all_and', 'The bits that are set in all values.', 'and'),
  allBits('binary_all_or', 'The bits that are set in any value.', 'or'),
  allBits('binary_all_xor', 'The bits that are set in an odd number of values.', 'xor'),
];

type Operation = 'and' | 'or' | 'xor';

function allBits(name: string, doc: string, operation: Operation): AggregateFunction {
  return aggregate({
    signature: `${name}(expression: int|long|real|decimal|timespan|datetime): #1`,
    doc,
    create: ({ types: [type] }) => integerError(name, type) ?? new Bits(type as 'int' | 'long', operation),
  });
}

/** Kusto takes the other types as well, but nothing says what the bits of a real or of a time are. */
function integerError(name: string, type: ScalarType): CallError | undefined {
  if (type === 'int' || type === 'long') return undefined;
  return { error: `${name}() of ${type} values is not supported: convert them with tolong()`, argument: 0, unsupported: true };
}

class Bits implements Aggregator {
  private readonly type: 'int' | 'long';
  private readonly operation: Operation;
  /** The lower and upper 32 bits of each group's value. */
  private halves = new Int32Array(128);
  private seen = new Uint8Array(64);

  constructor(type: 'int' | 'long', operation: Operation) {
    this.type = type;
    this.operation = operation;
  }

  get bytes(): number {
    return this.halves.byteLength + this.seen.byteLength;
  }

  resize(count: number): void {
    this.halves = grow(this.halves, count * 2);
    this.seen = grow(this.seen, count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    if (isNullConstant(vector)) return;
    const wide = int64sOf(vector);
    const values = new Int32Array(wide.buffer, wide.byteOffset, wide.length * 2);
    for (let i = 0; i < length; i++) if (!isNullRow(vector.nulls, i)) this.take(groups[i], values[2 * i], values[2 * i + 1]);
  }

  private take(group: number, low: number, high: number): void {
    const { halves, seen, operation } = this;
    if (seen[group] === 0) {
      seen[group] = 1;
      halves[2 * group] = low;
      halves[2 * group + 1] = high;
    } else if (operation === 'and') {
      halves[2 * group] &= low;
      halves[2 * group + 1] &= high;
    } else if (operation === 'or') {
      halves[2 * group] |= low;
      halves[2 * group + 1] |= high;
    } else {
      halves[2 * group] ^= low;
      halves[2 * group + 1] ^= high;
    }
  }

  merge(other: Aggregator, groups: Int32Array): void {
    const from = other as Bits;
    for (let group = 0; group < groups.length; group++) {
      if (from.seen[group] === 1) this.take(groups[group], from.halves[2 * group], from.halves[2 * group + 1]);
    }
  }

  results(count: number): Vector[] {
    const nulls = createBitmap(count);
    for (let group = 0; group < count; group++) if (this.seen[group] === 0) setBit(nulls, group);
    if (this.type === 'int') {
      const values = new Int32Array(count);
      for (let group = 0; group < count; group++) values[group] = this.halves[2 * group];
      return [{ encoding: 'int32', type: 'int', length: count, nulls, values }];
    }
    const values = new BigInt64Array(count);
    new Int32Array(values.buffer).set(this.halves.subarray(0, count * 2));
    return [{ encoding: 'int64', type: 'long', length: count, nulls, values }];
  }
}
