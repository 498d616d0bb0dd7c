import { type DecimalValue, decimalToReal } from '../../data/decimal.ts';
import type { Dynamic } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { type AggregateFunction, type Aggregator, aggregate, renamed } from '../define.ts';
import { readDigest, type TypedDigest, writeDigest } from '../lib/sketch-format.ts';
import { type DigestValue, digestOf } from '../lib/tdigest.ts';
import { folded } from './fold.ts';

/**
 * tdigest and tdigest_merge: sketches of distributions from which percentile_tdigest() and its like read; null for no values. Manual pages
 * tdigest-aggregation-function, tdigest-merge-aggregation-function.
 */
const tdigestMerge = aggregate({
  signature: 'tdigest_merge(tdigest: dynamic): dynamic',
  doc: 'One sketch of all values that the sketches have seen, which must be of one type.',
  prefix: 'merge_tdigests',
  create: () =>
    folded<Merged>({
      type: 'dynamic',
      bytesPerRow: 64,
      init: () => ({ type: undefined, weights: new Map(), mixed: false }),
      add: (merged, [value]) => mergeDigest(merged, readDigest(value as Dynamic)),
      merge: (merged, { type, weights, mixed }) => {
        mergeDigest(merged, type && { type, values: [...weights.keys()], weights: [...weights.values()] });
        merged.mixed ||= mixed;
        return merged;
      },
      result: ({ type, weights, mixed }) =>
        type === undefined || mixed ? null : writeDigest({ type, ...digestOf(weights, type !== 'real') }),
    }),
});

export const tdigestFunctions: readonly AggregateFunction[] = [
  aggregate({
    signature: 'tdigest(expression: int|long|real|decimal|timespan|datetime, weight?: long): dynamic',
    doc: 'A sketch of the distribution of the values, each counting as often as its weight says.',
    prefix: 'tdigest',
    create: ({ types: [type] }) => createDigest(type),
  }),
  tdigestMerge,
  renamed(tdigestMerge, 'merge_tdigest'),
];

function createDigest(source: ScalarType): Aggregator {
  const type = source === 'int' ? 'long' : source === 'decimal' ? 'real' : source;
  return folded<Map<DigestValue, number>>({
    type: 'dynamic',
    bytesPerRow: 48,
    init: () => new Map(),
    add: (weights, [cell, weight = 1]) => {
      const count = Number(weight ?? 0);
      if (cell === null || !(count > 0)) return weights;
      return addWeight(weights, digestValue(source, cell), count);
    },
    merge: (weights, other) => {
      for (const [value, weight] of other) addWeight(weights, value, weight);
      return weights;
    },
    result: (weights) => (weights.size === 0 ? null : writeDigest({ type, ...digestOf(weights, type !== 'real') })),
  });
}

function digestValue(type: ScalarType, cell: Cell): DigestValue {
  return type === 'decimal' ? decimalToReal(cell as DecimalValue) : (cell as DigestValue);
}

function addWeight(weights: Map<DigestValue, number>, value: DigestValue, weight: number): Map<DigestValue, number> {
  return weights.set(value, (weights.get(value) ?? 0) + weight);
}

interface Merged {
  type: ScalarType | undefined;
  readonly weights: Map<DigestValue, number>;
  /** Whether sketches of different types have come, which have no merger. */
  mixed: boolean;
}

function mergeDigest(merged: Merged, digest: TypedDigest | undefined): Merged {
  if (digest === undefined) return merged;
  merged.type ??= digest.type;
  merged.mixed ||= merged.type !== digest.type;
  digest.values.forEach((value, i) => {
    addWeight(merged.weights, value, digest.weights[i]);
  });
  return merged;
}
