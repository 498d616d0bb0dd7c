import { castDynamic } from '../../data/convert.ts';
import { type DecimalValue, decimalToReal } from '../../data/decimal.ts';
import { type Dynamic, dynamicOfCell, isArray, numberIn } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';
import { HyperLogLog } from '../lib/hyperloglog.ts';
import { readDigest, readHll, type TypedDigest, writeDigest, writeHll } from '../lib/sketch-format.ts';
import { type DigestValue, digestOf, percentileOf, rankOf, totalOf } from '../lib/tdigest.ts';

/**
 * What is read from the sketches of hll() and tdigest(); what is no sketch gives null. Manual pages dcount-hll-function, hll-merge-function,
 * percentile-tdigest-function, percentile-array-tdigest-function, percentrank-tdigest-function, rank-tdigest-function,
 * tdigest-merge-function.
 */
const tdigestMerge = scalar({
  signature: 'tdigest_merge(tdigest: dynamic, other: dynamic, ...more: dynamic): dynamic',
  doc: 'One sketch of all values that the sketches have seen, which must be of one type.',
  naming: { fixed: 'tdigests_merge_result' },
  row: (...sketches) => mergedDigests(sketches),
});

export const sketchFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'dcount_hll(hll: dynamic): long',
    doc: 'The number of distinct values that a sketch of hll() has seen.',
    naming: { prefix: 'dcount_hll' },
    row: (sketch) => readHll(sketch)?.count() ?? null,
  }),
  scalar({
    signature: 'hll_merge(hll: dynamic, other: dynamic, ...more: dynamic): dynamic',
    doc: 'One sketch of all values that the sketches have seen.',
    naming: { fixed: 'hll_merged_result' },
    row: (...sketches) => mergedHlls(sketches),
  }),
  scalar({
    signature: 'hll intersection(hll: dynamic, ...more: dynamic): long',
    doc: 'What dcount_intersect calls: the number of distinct values that all sketches have seen.',
    row: (...sketches) => intersectionSize(sketches),
  }),
  tdigestMerge,
  renamed(tdigestMerge, 'merge_tdigest'),
  scalar({
    signature: 'percentile_tdigest(tdigest: dynamic, percentile: real): dynamic',
    doc: 'The value that the given percentage of the values of a sketch do not exceed.',
    naming: { prefix: 'percentile_tdigest' },
    row: percentileIn,
  }),
  scalar({
    signature: 'percentile_tdigest(tdigest: dynamic, percentile: real, type: type): typeof',
    doc: 'The value that the given percentage of the values of a sketch do not exceed, as the type.',
    naming: { prefix: 'percentile_tdigest' },
    row: (sketch, percentile, type) => castDynamic(percentileIn(sketch, percentile), type),
  }),
  scalar({
    signature: 'percentiles_array_tdigest(tdigest: dynamic, percentile: real, ...more: real): dynamic',
    doc: 'The values that each of the given percentages of the values of a sketch do not exceed.',
    naming: { prefix: 'percentile_tdigest' },
    row: (sketch, ...percentiles) => percentilesIn(sketch, percentiles),
  }),
  scalar({
    signature: 'percentiles_array_tdigest(tdigest: dynamic, percentiles: array): dynamic',
    doc: 'The values that each of the given percentages of the values of a sketch do not exceed.',
    naming: { prefix: 'percentile_tdigest' },
    row: percentilesIn,
  }),
  scalar({
    signature: 'percentiles_array_tdigest(tdigest: dynamic, percentiles: array, type: type): dynamic',
    doc: 'The values that each of the given percentages of the values of a sketch do not exceed, as the type.',
    naming: { prefix: 'percentile_tdigest' },
    row: (sketch, percentiles, type) => {
      const values = percentilesIn(sketch, percentiles);
      return isArray(values) ? values.map((value) => dynamicOfCell(type, castDynamic(value, type))) : null;
    },
  }),
  scalar({
    signature: 'rank_tdigest(tdigest: dynamic, value: scalar): real',
    doc: 'How many values of a sketch are less than or equal to a value.',
    exact: true,
    prepare:
      ({ types: [, type] }) =>
      (sketch, value) =>
        rankIn(readDigest(sketch), type, value),
  }),
  scalar({
    signature: 'percentrank_tdigest(tdigest: dynamic, value: scalar): real',
    doc: 'The percentage of the values of a sketch that are less than or equal to a value.',
    exact: true,
    prepare:
      ({ types: [, type] }) =>
      (sketch, value) => {
        const digest = readDigest(sketch);
        const rank = rankIn(digest, type, value);
        return digest === undefined || rank === null ? null : (rank * 100) / totalOf(digest.weights);
      },
  }),
  scalar({
    signature: 'hll_isvalid(hll: dynamic, value: scalar): bool',
    doc: 'Whether a value is a sketch of hll(); the value beside it may be of any type, as sketches hold hashes.',
    nulls: 'handled',
    exact: true,
    row: (sketch) => readHll(sketch) !== undefined,
  }),
  scalar({
    signature: 'tdigest_isvalid(digest: dynamic, value: scalar): bool',
    doc: 'Whether a value is a sketch of tdigest() of values like the one beside it.',
    nulls: 'handled',
    exact: true,
    prepare: ({ types: [, type] }) => {
      return (sketch) => {
        const digest = readDigest(sketch);
        return digest !== undefined && holds(digest, type);
      };
    },
  }),
];

function mergedHlls(values: readonly Dynamic[]): Dynamic {
  const [first, ...others] = values.map(readHll);
  if (first === undefined) return null;
  for (const other of others) {
    if (other === undefined) return null;
    first.merge(other);
  }
  return writeHll(first);
}

/** Exact while all sketches hold their hashes; else by inclusion and exclusion, from the counts of the unions. */
function intersectionSize(values: readonly Dynamic[]): number | null {
  const sketches: HyperLogLog[] = [];
  for (const value of values) {
    const sketch = readHll(value);
    if (sketch === undefined) return null;
    sketches.push(sketch);
  }
  const sets = sketches.flatMap(({ content }) => ('hashes' in content ? [content.hashes] : []));
  if (sets.length === sketches.length) {
    const [first, ...others] = sets;
    return [...first].filter((hash) => others.every((other) => other.has(hash))).length;
  }
  const unions = (index: number, union: HyperLogLog | undefined, sign: number): number => {
    if (index === sketches.length) return union === undefined ? 0 : sign * union.count();
    const wider = new HyperLogLog(sketches[index].precision);
    if (union !== undefined) wider.merge(union);
    wider.merge(sketches[index]);
    return unions(index + 1, union, sign) + unions(index + 1, wider, -sign);
  };
  return Math.max(0, unions(0, undefined, -1));
}

function mergedDigests(values: readonly Dynamic[]): Dynamic {
  const weights = new Map<DigestValue, number>();
  const digests = values.map(readDigest);
  const type = digests[0]?.type;
  for (const digest of digests) {
    if (digest === undefined || digest.type !== type) return null;
    digest.values.forEach((value, i) => {
      weights.set(value, (weights.get(value) ?? 0) + digest.weights[i]);
    });
  }
  return type === undefined ? null : writeDigest({ type, ...digestOf(weights, type !== 'real') });
}

function percentileIn(sketch: Dynamic, percentile: number): Dynamic {
  const digest = readDigest(sketch);
  return digest === undefined ? null : percentileValue(digest, percentile);
}

function percentileValue(digest: TypedDigest, percentile: number): Dynamic {
  return percentile >= 0 && percentile <= 100 ? dynamicOfCell(digest.type, percentileOf(digest, percentile)) : null;
}

function percentilesIn(sketch: Dynamic, percentiles: Dynamic): Dynamic {
  const digest = readDigest(sketch);
  if (digest === undefined || !isArray(percentiles)) return null;
  return percentiles.map((percentile) => percentileValue(digest, numberIn(percentile) ?? Number.NaN));
}

/** Null when the value is of another kind than those of the sketch. */
function rankIn(digest: TypedDigest | undefined, type: ScalarType, value: Cell): number | null {
  if (digest === undefined) return null;
  if (!holds(digest, type)) return null;
  return rankOf(digest, type === 'decimal' ? decimalToReal(value as DecimalValue) : (value as DigestValue));
}

/** Whether a sketch is of values of a type: all numbers are of one kind. */
function holds(digest: TypedDigest, type: ScalarType): boolean {
  const isNumber = type === 'int' || type === 'long' || type === 'real' || type === 'decimal';
  return digest.type === 'long' || digest.type === 'real' ? isNumber : digest.type === type;
}
