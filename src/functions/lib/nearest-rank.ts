/**
 * The rank, from 1, of the value that is the p-th percentile of `total` values in ascending order: the smallest that p percent of them do not
 * exceed; for p = 0 the first. No value is made up between two. Manual page percentiles-aggregation-function.
 */
export function nearestRank(percentile: number, total: number): number {
  // what a product like 0.07 · 100000 is too much by rounding must not reach the next rank
  const rank = Math.ceil(((percentile * total) / 100) * (1 - 2 ** -51));
  return Math.min(Math.max(rank, 1), total);
}
