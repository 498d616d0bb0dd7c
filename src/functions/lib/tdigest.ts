import { nearestRank } from './nearest-rank.ts';

/** A value of a digest: reals, and longs within ±(2^53−1), are numbers; ticks and longs beyond are bigints. Both compare with each other. */
export type DigestValue = number | bigint;

/** Values in ascending order (a NaN last), each once, and how often they count. */
export interface Digest {
  readonly values: readonly DigestValue[];
  readonly weights: readonly number[];
}

/** Up to this many distinct values a digest is exact. */
const exactSize = 8192;
/** Beyond, a centroid holds at most 4·q·(1−q)/δ of all values: few at the ends, where percentiles should be good, more in the middle. */
const delta = 1000;

/** The digest of weighted values; `integral` says that a mean is to be rounded to an integer. */
export function digestOf(weights: ReadonlyMap<DigestValue, number>, integral: boolean): Digest {
  const entries = [...weights].sort(([a], [b]) => compare(a, b));
  const digest = { values: entries.map(([value]) => value), weights: entries.map(([, weight]) => weight) };
  return entries.length > exactSize ? compressed(digest, integral) : digest;
}

function compare(a: DigestValue, b: DigestValue): number {
  return a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** A t-digest by one pass over the sorted values (Dunning). The least and the greatest value stay by themselves. */
function compressed({ values, weights }: Digest, integral: boolean): Digest {
  const total = totalOf(weights);
  const out: { values: DigestValue[]; weights: number[] } = { values: [], weights: [] };
  let before = 0;
  for (let start = 0; start < values.length; ) {
    let weight = weights[start];
    let end = start + 1;
    for (; start > 0 && end < values.length - 1; end++) {
      const middle = (before + (weight + weights[end]) / 2) / total;
      if (weight + weights[end] > (4 * total * middle * (1 - middle)) / delta) break;
      weight += weights[end];
    }
    out.values.push(mean(values, weights, start, end, weight, integral));
    out.weights.push(weight);
    before += weight;
    start = end;
  }
  return out;
}

function mean(
  values: readonly DigestValue[],
  weights: readonly number[],
  start: number,
  end: number,
  weight: number,
  integral: boolean,
): DigestValue {
  const first = values[start];
  if (end === start + 1) return first;
  let sum = 0;
  for (let i = start; i < end; i++) sum += Number(difference(values[i], first)) * weights[i];
  if (!integral) return Number(first) + sum / weight;
  const rounded = BigInt(first) + BigInt(Math.round(sum / weight));
  return typeof first === 'number' && Number.isSafeInteger(Number(rounded)) ? Number(rounded) : rounded;
}

function difference(a: DigestValue, b: DigestValue): DigestValue {
  return typeof a === 'number' && typeof b === 'number' ? a - b : BigInt(a) - BigInt(b);
}

export function totalOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** The value at the nearest rank of a percentile in [0, 100]. The digest must not be empty. */
export function percentileOf({ values, weights }: Digest, percentile: number): DigestValue {
  const rank = nearestRank(percentile, totalOf(weights));
  let reached = 0;
  return values[weights.findIndex((weight) => (reached += weight) >= rank)];
}

/** How many values are less than or equal to one. */
export function rankOf({ values, weights }: Digest, value: DigestValue): number {
  let rank = 0;
  for (let i = 0; i < values.length && values[i] <= value; i++) rank += weights[i];
  return rank;
}
