import { cellReader } from '../../data/cells.ts';
import { textOfCell } from '../../data/convert.ts';
import type { Dynamic } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Vector } from '../../data/vector.ts';
import { int64sOf } from '../columnar.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallError, type CallSite } from '../define.ts';
import { HyperLogLog } from '../lib/hyperloglog.ts';
import { readHll, writeHll } from '../lib/sketch-format.ts';
import { xxhash64TextInto, xxhash64WordsInto } from '../lib/xxhash64.ts';
import { conditional } from './conditional.ts';
import { DistinctValues } from './distinct-values.ts';
import { folded } from './fold.ts';

/**
 * hll and hll_merge: sketches that dcount_hll() counts, exact for small sets; null for no values. Manual pages hll-aggregation-function,
 * hll-if-aggregation-function, hll-merge-aggregation-function.
 */
const hll = aggregate({
  signature: 'hll(expression: scalar, accuracy?: long): dynamic',
  doc: 'A sketch of the distinct values, to be merged and counted later.',
  prefix: 'hll',
  constant: ['accuracy'],
  create: createHll,
});

export const hllFunctions: readonly AggregateFunction[] = [
  hll,
  conditional(hll, { signature: 'hll_if(expression: scalar, predicate: bool, accuracy?: long): dynamic', prefix: 'hll_if' }),
  aggregate({
    signature: 'hll_merge(hll: dynamic): dynamic',
    doc: 'One sketch of all values that the sketches have seen.',
    prefix: 'hll_merge',
    create: () =>
      folded<HyperLogLog | undefined>({
        type: 'dynamic',
        bytesPerRow: 64,
        init: () => undefined,
        add: (merged, [value]) => mergedHll(merged, readHll(value as Dynamic)),
        merge: mergedHll,
        result: (merged) => (merged === undefined ? null : writeHll(merged)),
      }),
  }),
];

/** The bits of the register index for each accuracy from 0 to 4. */
const precisions = [12, 14, 16, 17, 18];

function createHll({ types: [type], constants: [, accuracy] }: CallSite): Aggregator | CallError {
  if (type === 'real' || type === 'bool') return { error: `hll() does not take ${type} values`, argument: 0 };
  const precision = precisions[Number(accuracy ?? 1)];
  if (precision === undefined) return { error: 'the accuracy of hll() is 0, 1, 2, 3 or 4', argument: 1 };
  return new HllMaker(type, precision);
}

function mergedHll(merged: HyperLogLog | undefined, other: HyperLogLog | undefined): HyperLogLog | undefined {
  if (merged === undefined || other === undefined) return merged ?? other;
  merged.merge(other);
  return merged;
}

class HllMaker implements Aggregator {
  private readonly type: ScalarType;
  private readonly precision: number;
  private readonly values: DistinctValues;

  constructor(type: ScalarType, precision: number) {
    this.type = type;
    this.precision = precision;
    this.values = new DistinctValues(type);
  }

  get bytes(): number {
    return this.values.bytes;
  }

  resize(count: number): void {
    this.values.resize(count);
  }

  add(groups: Int32Array, length: number, [vector]: readonly Vector[]): void {
    this.values.add(groups, length, vector);
  }

  merge(other: Aggregator, groups: Int32Array): void {
    this.values.merge((other as HllMaker).values, groups);
  }

  results(count: number): Vector[] {
    const { starts, codes, values } = this.values.grouped(count);
    const hashes = hashesOf(this.type, values);
    const sketches: Dynamic[] = [];
    for (let group = 0; group < count; group++) {
      const sketch = new HyperLogLog(this.precision);
      for (let i = starts[group]; i < starts[group + 1]; i++) sketch.addWords(hashes[2 * codes[i]], hashes[2 * codes[i] + 1]);
      sketches.push(starts[group] === starts[group + 1] ? null : writeHll(sketch));
    }
    return [{ encoding: 'dynamic', type: 'dynamic', length: count, nulls: undefined, values: sketches }];
  }
}

/** XXH64 of each value, low word first: of the eight bytes of an integer or a time, of the text of anything else. */
function hashesOf(type: ScalarType, values: Vector): Int32Array {
  const hashes = new Int32Array(values.length * 2);
  if (type === 'int' || type === 'long' || type === 'datetime' || type === 'timespan') {
    const wide = int64sOf(values);
    const words = new Int32Array(wide.buffer, wide.byteOffset, wide.length * 2);
    for (let i = 0; i < wide.length; i++) xxhash64WordsInto(words[2 * i], words[2 * i + 1], hashes, i);
  } else {
    const read = cellReader(values);
    for (let i = 0; i < values.length; i++) xxhash64TextInto(textOfCell(type, read(i)), hashes, i);
  }
  return hashes;
}
