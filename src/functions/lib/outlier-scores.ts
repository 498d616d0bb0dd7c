import { fail } from '../../errors.ts';
import { interpolatedQuantile } from './series.ts';

export type OutlierTest = 'ctukey' | 'tukey';

/**
 * How far each number lies outside the middle of a series, in widths of that middle: 0 inside, negative below. The middle is what lies
 * between the 10th and the 90th percentile (ctukey), or the 25th and the 75th (tukey); percentiles interpolate. The scores of ctukey are
 * stretched so that 1.5 means about what it means for tukey on normally distributed numbers; the factor reproduces the engine's digits.
 * NaN stands for a missing number: it scores 0 and does not count.
 *
 * What divides by nothing, because the middle has no width, is refused: how the engine scores it is not known. `scale` says how large the
 * numbers were that these were computed from, so that rounding errors are not taken for a width.
 */
export function outlierScores(name: string, series: readonly number[], test: OutlierTest, scale: number): number[] {
  const sorted = series.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return series.map(() => 0);
  const share = test === 'ctukey' ? 0.1 : 0.25;
  const factor = test === 'ctukey' ? customFactor : 1;
  const low = interpolatedQuantile(sorted, share);
  const high = interpolatedQuantile(sorted, 1 - share);
  const width = high - low;
  const range = sorted[sorted.length - 1] - sorted[0];
  if (range === 0) return series.map(() => 0);
  if (!(width > 1e-12 * scale)) {
    fail(
      'unsupported',
      `${name}() of a series most of whose values are the same is not supported: outliers have nothing to be measured by`,
    );
  }
  return series.map((value) => {
    if (value > high) return ((value - high) / width) * factor;
    return value < low ? ((value - low) / width) * factor : 0;
  });
}

/** 1.5 · 2z / (4·0.675 − z), where z is the engine's 90th percentile of the normal distribution. */
const customFactor = (1.5 * 2 * 1.29682082) / (2.7 - 1.29682082);
