import { fitLine } from './line-fit.ts';
import { Periodicity } from './periods.ts';
import { mean, median } from './series.ts';

export type Trend = 'avg' | 'linefit' | 'none';

export interface Decomposition {
  readonly baseline: number[];
  readonly seasonal: number[];
  readonly trend: number[];
  readonly residual: number[];
}

export interface DecompositionOptions {
  /** The points of a season; 0 for no season, -1 for the one that the series shows. */
  readonly period: number;
  readonly trend: Trend;
  /** How many points at the end are predicted and not learnt from. */
  readonly testPoints: number;
  /** What a season must score to be taken when `period` is -1. */
  readonly threshold: number;
}

/**
 * A series as the sum of a season, a trend and a rest: the season is taken out first, the trend is that of what remains. Undefined when there
 * is nothing to learn from. Manual page series-decompose-function.
 */
export function decompose(name: string, series: readonly number[], options: DecompositionOptions): Decomposition | undefined {
  const learnt = series.slice(0, series.length - options.testPoints);
  if (options.testPoints < 0 || learnt.length === 0) return undefined;
  const seasonal = seasonOf(name, learnt, series.length, options.period, options.threshold);
  const trend = trendOf(
    learnt.map((value, i) => value - seasonal[i]),
    series.length,
    options.trend,
  );
  const baseline = seasonal.map((value, i) => value + trend[i]);
  return { baseline, seasonal, trend, residual: series.map((value, i) => value - baseline[i]) };
}

/** The season of a series, repeated over `length` points: in each phase the median; zeros when there is none. Manual page series-seasonal-function. */
export function seasonOf(name: string, learnt: readonly number[], length: number, period: number, threshold: number): number[] {
  const season = period === -1 ? detectedPeriod(name, learnt, threshold) : period;
  if (!(season >= 1)) return new Array<number>(length).fill(0);
  const phases = Array.from({ length: Math.min(season, learnt.length) }, (_, phase) => {
    const values: number[] = [];
    for (let i = phase; i < learnt.length; i += season) values.push(learnt[i]);
    return median(values);
  });
  return Array.from({ length }, (_, i) => phases[i % season] ?? 0);
}

function detectedPeriod(name: string, learnt: readonly number[], threshold: number): number {
  const [best] = new Periodicity(learnt).best(name, 1, 0, Number.POSITIVE_INFINITY, threshold);
  return best?.length ?? 0;
}

function trendOf(rest: readonly number[], length: number, trend: Trend): number[] {
  if (trend === 'none') return new Array<number>(length).fill(0);
  if (trend === 'avg') return new Array<number>(length).fill(mean(rest));
  const { slope, interception } = fitLine(rest);
  return Array.from({ length }, (_, i) => interception + slope * (i + 1));
}
