import { type Dynamic, isArray, numberIn, Real } from '../../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { bagOf, elementNumber, mean, noParts, numbersIn, seriesOutputs, squaredDeviations } from '../../lib/series.ts';

/** What a series comes to: sums, products, likeness, statistics. Manual pages series-sum-function, series-stats-function and their like. */
export const seriesSumFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'series_sum(series: array): real',
    doc: 'The sum of the elements; what is no number does not count.',
    examples: [['series_sum(dynamic([1, 2, 3, 4]))', 10]],
    row: (series) => fold(series, 0, (sum, value) => sum + value),
  }),
  scalar({
    signature: 'series_product(series: array): real',
    doc: 'The product of the elements; what is no number does not count.',
    examples: [['series_product(dynamic([1, 2, 3, 4]))', 24]],
    row: (series) => fold(series, 1, (product, value) => product * value),
  }),
  scalar({
    signature: 'series_magnitude(series: array): real',
    doc: 'The length of the series as a vector.',
    examples: [['series_magnitude(dynamic([3, 4]))', 5]],
    row: magnitude,
  }),
  scalar({
    signature: 'series_dot_product(series1: array, series2: array|number): real',
    doc: 'The sum of the products of elements; a number stands for a series of it. The longer series is cut, what is no number does not count.',
    examples: [['series_dot_product(dynamic([1, 2, 4]), dynamic([4, 2, 1]))', 12]],
    row: (series1, series2) => dotProduct(series1, series2 as Dynamic),
  }),
  scalar({
    signature: 'series_dot_product(series1: number, series2: array): real',
    doc: 'The number times the sum of the elements.',
    row: (series1, series2) => dotProduct(series1 as Dynamic, series2),
  }),
  scalar({
    signature: 'series_cosine_similarity(series1: array, series2: array, magnitude1?: real, magnitude2?: real): real',
    doc: 'The cosine of the angle between two series as vectors; magnitudes that are known already need not be computed.',
    examples: [['series_cosine_similarity(dynamic([3, 4]), dynamic([3, 4]))', 1]],
    row: (series1, series2, magnitude1, magnitude2) => {
      const product = dotProduct(series1, series2);
      if (product === null) return null;
      const length = isArray(series1) && isArray(series2) ? Math.min(series1.length, series2.length) : 0;
      const a = magnitude1 ?? magnitude((series1 as readonly Dynamic[]).slice(0, length));
      const b = magnitude2 ?? magnitude((series2 as readonly Dynamic[]).slice(0, length));
      return a === null || b === null ? null : product / (a * b);
    },
  }),
  scalar({
    signature: 'series_pearson_correlation(series1: array, series2: array): real',
    doc: 'How far two series rise and fall together, from -1 to 1; null when their lengths differ or an element is no number.',
    examples: [['series_pearson_correlation(dynamic([1, 2, 3]), dynamic([2, 4, 6]))', 1]],
    row: (series1, series2) => {
      const a = numbersIn(series1);
      const b = numbersIn(series2);
      if (a === undefined || b === undefined || a.length !== b.length || a.length === 0) return null;
      const [centerA, centerB] = [mean(a), mean(b)];
      const shared = a.reduce((sum, value, i) => sum + (value - centerA) * (b[i] - centerB), 0);
      return shared / Math.sqrt(squaredDeviations(a) * squaredDeviations(b));
    },
  }),
  scalar({
    signature: 'series_stats(series: array, ignoreNonfinite?: bool): dynamic',
    doc: 'The least and the greatest value and where they first stand, the average, the standard deviation and the variance (of a sample).',
    constant: ['ignoreNonfinite'],
    outputs: seriesOutputs('series_stats', [
      ['min', 'real'],
      ['min_idx', 'long'],
      ['max', 'real'],
      ['max_idx', 'long'],
      ['avg', 'real'],
      ['stdev', 'real'],
      ['variance', 'real'],
    ]),
    row: (series, ignoreNonfinite = false) => {
      const stats = statistics(series, ignoreNonfinite);
      if (stats === undefined) return noParts(7);
      return [stats.min, stats.minIndex, stats.max, stats.maxIndex, stats.average, Math.sqrt(stats.variance), stats.variance];
    },
  }),
  scalar({
    signature: 'series_stats_dynamic(series: array, ignoreNonfinite?: bool): dynamic',
    doc: 'The statistics of series_stats() in a bag, with the sum and the length.',
    examples: [
      [
        'series_stats_dynamic(dynamic([1, 2, 3]))',
        { min: 1, min_idx: 0, max: 3, max_idx: 2, avg: 2, stdev: 1, variance: 1, sum: 6, len: 3 },
      ],
    ],
    constant: ['ignoreNonfinite'],
    row: (series, ignoreNonfinite = false) => {
      const stats = statistics(series, ignoreNonfinite);
      if (stats === undefined) return null;
      return bagOf([
        ['min', new Real(stats.min)],
        ['min_idx', stats.minIndex],
        ['max', new Real(stats.max)],
        ['max_idx', stats.maxIndex],
        ['avg', new Real(stats.average)],
        ['stdev', new Real(Math.sqrt(stats.variance))],
        ['variance', new Real(stats.variance)],
        ['sum', new Real(stats.sum)],
        ['len', (series as readonly Dynamic[]).length],
      ]);
    },
  }),
];

/** Null for what is no array or holds no number. */
function fold(series: Dynamic, start: number, combine: (result: number, value: number) => number): number | null {
  if (!isArray(series)) return null;
  const numbers = series.map(numberIn).filter((value) => value !== undefined);
  return numbers.length === 0 ? null : numbers.reduce(combine, start);
}

function magnitude(series: Dynamic): number | null {
  const squares = fold(series, 0, (sum, value) => sum + value * value);
  return squares === null ? null : Math.sqrt(squares);
}

function dotProduct(a: Dynamic, b: Dynamic): number | null {
  const length = isArray(a) && isArray(b) ? Math.min(a.length, b.length) : isArray(a) ? a.length : isArray(b) ? b.length : 0;
  if (length === 0) return null;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const x = numberIn(isArray(a) ? a[i] : a);
    const y = numberIn(isArray(b) ? b[i] : b);
    if (x !== undefined && y !== undefined) sum += x * y;
  }
  return sum;
}

interface Statistics {
  readonly min: number;
  readonly minIndex: number;
  readonly max: number;
  readonly maxIndex: number;
  readonly average: number;
  readonly variance: number;
  readonly sum: number;
}

/** Undefined for what is no array or holds no number, and where not all of it is finite unless that is to be ignored. */
function statistics(series: Dynamic, ignoreNonfinite: boolean): Statistics | undefined {
  if (!isArray(series)) return undefined;
  const numbers: number[] = [];
  const positions: number[] = [];
  series.forEach((element, i) => {
    const value = elementNumber(element);
    if (value === undefined || !Number.isFinite(value)) return;
    numbers.push(value);
    positions.push(i);
  });
  if (numbers.length === 0 || (!ignoreNonfinite && numbers.length < series.length)) return undefined;
  let least = 0;
  let greatest = 0;
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i] < numbers[least]) least = i;
    if (numbers[i] > numbers[greatest]) greatest = i;
    sum += numbers[i];
  }
  const variance = numbers.length > 1 ? squaredDeviations(numbers) / (numbers.length - 1) : 0;
  return {
    min: numbers[least],
    minIndex: positions[least],
    max: numbers[greatest],
    maxIndex: positions[greatest],
    average: sum / numbers.length,
    variance,
    sum,
  };
}
