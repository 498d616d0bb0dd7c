import { fail } from '../../errors.ts';
import { mean, squaredDeviations } from './series.ts';

/** The straight line that fits a series y_1, y_2 … best; `variance` and `residualVariance` divide by n − 1. */
export interface LineFit {
  readonly rsquare: number;
  readonly slope: number;
  readonly variance: number;
  readonly residualVariance: number;
  readonly interception: number;
  readonly line: number[];
}

/** Least squares over the positions 1 … n, so that the interception lies one step before the first value. Manual page series-fit-line-function. */
export function fitLine(series: readonly number[]): LineFit {
  const length = series.length;
  const center = (length + 1) / 2;
  const average = mean(series);
  let covariance = 0;
  for (let i = 0; i < length; i++) covariance += (i + 1 - center) * (series[i] - average);
  const slope = length > 1 ? covariance / ((length * (length * length - 1)) / 12) : 0;
  const interception = average - slope * center;
  const line = series.map((_, i) => interception + slope * (i + 1));
  return { slope, interception, line, ...quality(series, line) };
}

/** How well a fit follows a series: the share of its variance that is explained, its variance, what is left. */
export function quality(series: readonly number[], fit: readonly number[]): Pick<LineFit, 'rsquare' | 'variance' | 'residualVariance'> {
  const total = squaredDeviations(series);
  let left = 0;
  for (let i = 0; i < series.length; i++) left += (series[i] - fit[i]) ** 2;
  const degrees = Math.max(1, series.length - 1);
  return { rsquare: 1 - left / total, variance: total / degrees, residualVariance: left / degrees };
}

/** Two lines, the right one from position `splitIndex` on, each fitted as a series of its own. */
export interface TwoLineFit extends Omit<LineFit, 'slope' | 'interception'> {
  readonly splitIndex: number;
  readonly left: LineFit;
  readonly right: LineFit;
}

/**
 * The cut that leaves the least squares when each side gets its own line. Manual page series-fit-2lines-function; it does not say how short a
 * side may be, so a best cut that leaves one or two points, which any line fits, is refused.
 */
export function fitTwoLines(series: readonly number[]): TwoLineFit | undefined {
  if (series.length < 2) return undefined;
  const forward = residualsOfPrefixes(series);
  const backward = residualsOfPrefixes([...series].reverse());
  let splitIndex = 1;
  for (let i = 2; i < series.length; i++) {
    if (forward[i] + backward[series.length - i] < forward[splitIndex] + backward[series.length - splitIndex]) splitIndex = i;
  }
  if (Math.min(splitIndex, series.length - splitIndex) < 3) {
    fail(
      'unsupported',
      `series_fit_2lines() of a series that is cut best beside its ends (at ${splitIndex} of ${series.length}) is not supported`,
    );
  }
  const left = fitLine(series.slice(0, splitIndex));
  const right = fitLine(series.slice(splitIndex));
  const line = [...left.line, ...right.line];
  return { splitIndex, left, right, line, ...quality(series, line) };
}

/** For each count n of leading points, the sum of squares that their best line leaves. */
function residualsOfPrefixes(series: readonly number[]): Float64Array {
  const residuals = new Float64Array(series.length + 1);
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  // distances from the first value keep the sums small
  const origin = series[0];
  for (let i = 0; i < series.length; i++) {
    const y = series[i] - origin;
    sumX += i;
    sumY += y;
    sumXX += i * i;
    sumXY += i * y;
    sumYY += y * y;
    const count = i + 1;
    const spreadX = sumXX - (sumX * sumX) / count;
    const shared = sumXY - (sumX * sumY) / count;
    const spreadY = sumYY - (sumY * sumY) / count;
    residuals[count] = count < 3 ? 0 : Math.max(0, spreadY - (shared * shared) / spreadX);
  }
  return residuals;
}
