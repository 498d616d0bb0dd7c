import { type Dynamic, isArray, Real } from '../../../data/dynamic.ts';
import type { Cell } from '../../../data/vector.ts';
import { type CallError, type CallSite, type ScalarFunction, scalar } from '../../define.ts';
import { type Decomposition, decompose, seasonOf, type Trend } from '../../lib/decomposition.ts';
import { type OutlierTest, outlierScores } from '../../lib/outlier-scores.ts';
import { Periodicity } from '../../lib/periods.ts';
import { elementNumber, noParts, numbersIn, reals, seriesOutputs } from '../../lib/series.ts';

const components = [
  ['baseline', 'dynamic'],
  ['seasonal', 'dynamic'],
  ['trend', 'dynamic'],
  ['residual', 'dynamic'],
] as const;

const detected = [
  ['periods', 'dynamic'],
  ['scores', 'dynamic'],
] as const;

/** Seasons, trends and outliers of a series. Manual pages series-decompose-function, series-periods-detect-function, series-outliers-function …. */
export const seriesSeasonFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'series_periods_detect(series: array, minPeriod: number, maxPeriod: number, numPeriods: long): dynamic',
    doc: 'The most significant periods of a series between two bounds, in points, and their scores; 0 where there are fewer.',
    outputs: seriesOutputs('series_periods_detect', detected),
    saturate: true,
    row: (series, minPeriod, maxPeriod, numPeriods) => {
      const values = numbersIn(series);
      if (values === undefined || numPeriods < 1 || numPeriods > 1000) return noParts(2);
      const found = new Periodicity(values).best('series_periods_detect', numPeriods, Number(minPeriod), Number(maxPeriod), 0);
      const padded = (numbers: number[]) => reals([...numbers, ...new Array<number>(numPeriods - numbers.length).fill(0)]);
      return [padded(found.map(({ length }) => length)), padded(found.map(({ score }) => score))];
    },
  }),
  scalar({
    signature: 'series_periods_validate(series: array, period: number, ...periods: number): dynamic',
    doc: 'The scores of periods that are proposed, in points; 0 for one that the series does not show.',
    outputs: seriesOutputs('series_periods_validate', detected),
    row: (series, ...proposed) => {
      const values = numbersIn(series);
      if (values === undefined) return noParts(2);
      const periods = proposed.map(Number);
      const periodicity = new Periodicity(values);
      return [reals(periods), reals(periods.map((period) => periodicity.score('series_periods_validate', period)))];
    },
  }),
  scalar({
    signature: 'series_seasonal(series: array, period?: long, testPoints?: long): dynamic',
    doc: 'The season of a series: in each phase of the period the median. Without a period, that of the series if it scores 0.7; zeros if none does.',
    examples: [['series_seasonal(dynamic([1, 3, 5, 1, 3, 5, 2, 4, 6]), 3)', [1, 3, 5, 1, 3, 5, 1, 3, 5]]],
    saturate: true,
    row: (series, period = -1, testPoints = 0) => {
      const values = numbersIn(series);
      if (values === undefined || testPoints < 0) return null;
      const learnt = values.slice(0, Math.max(0, values.length - testPoints));
      return reals(seasonOf('series_seasonal', learnt, values.length, period, 0.7));
    },
  }),
  scalar({
    signature: 'series_decompose(series: array, period?: long, trend?: string, testPoints?: long, threshold?: number): dynamic',
    doc: 'The series as season, trend and rest; the baseline is season and trend.',
    outputs: seriesOutputs('series_decompose', components),
    saturate: true,
    prepare: (site) =>
      problemOf(site, { trend: 2 }) ??
      ((series, period = -1, trend = 'avg', testPoints = 0, threshold = 0.6) => {
        return parts(decomposed('series_decompose', series, period, trend, testPoints, Number(threshold)));
      }),
  }),
  scalar({
    signature: 'series_decompose_forecast(series: array, points: long, period?: long, trend?: string, threshold?: number): dynamic',
    doc: 'The series with its last points predicted from those before: the baseline, and what it is made of.',
    outputs: seriesOutputs('series_decompose_forecast', components),
    saturate: true,
    prepare: (site) =>
      problemOf(site, { trend: 3 }) ??
      ((series, points, period = -1, trend = 'avg', threshold = 0.6) => {
        return parts(decomposed('series_decompose_forecast', series, period, trend, points, Number(threshold)));
      }),
  }),
  scalar({
    signature:
      'series_decompose_anomalies(series: array, threshold?: number, period?: long, trend?: string, testPoints?: long, method?: string, seasonalityThreshold?: number): dynamic',
    doc: 'Where a series leaves its baseline: 1 above it, -1 below, else 0; the scores, as of series_outliers() for the rest; the baseline.',
    outputs: seriesOutputs('series_decompose_anomalies', [
      ['ad_flag', 'dynamic'],
      ['ad_score', 'dynamic'],
      ['baseline', 'dynamic'],
    ]),
    saturate: true,
    prepare: (site) =>
      problemOf(site, { trend: 3, testPoints: 4, method: 5 }) ??
      ((series, threshold = 1.5, period = -1, trend = 'avg', testPoints = 0, method = 'ctukey', seasonality = 0.6) => {
        const name = 'series_decompose_anomalies';
        const decomposition = decomposed(name, series, period, trend, testPoints, Number(seasonality));
        if (decomposition === undefined || !isTest(method)) return noParts(3);
        const scale = (numbersIn(series) ?? []).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const scores = outlierScores(name, decomposition.residual, method, scale);
        const limit = Number(threshold);
        return [scores.map((score) => (score > limit ? 1 : score < -limit ? -1 : 0)), reals(scores), reals(decomposition.baseline)];
      }),
  }),
  scalar({
    signature:
      'series_outliers(series: array, kind?: string, ignoreValue?: number, minPercentile?: number, maxPercentile?: number, testPoints?: long): dynamic',
    doc: 'How far each element lies outside the middle of the series; beyond 1.5 it is an anomaly. Nulls score 0.',
    naming: 'argument',
    nulls: 'handled',
    saturate: true,
    prepare: (site) => {
      const problem = outlierProblem(site);
      if (problem !== undefined) return problem;
      return (series, kind, ignoreValue) => {
        if (series === null || kind === null || !isArray(series)) return null;
        const test = kind ?? 'ctukey';
        if (!isTest(test)) return null;
        const ignored = ignoreValue === null || ignoreValue === undefined ? Number.NaN : Number(ignoreValue);
        const values = series
          .map((element) => elementNumber(element) ?? Number.NaN)
          .map((value) => (value === ignored ? Number.NaN : value));
        const scale = values.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, Math.abs(value))), 0);
        return outlierScores('series_outliers', values, test, scale).map((score) => new Real(score));
      };
    },
  }),
];

function isTest(method: string): method is OutlierTest {
  return method === 'ctukey' || method === 'tukey';
}

function isTrend(trend: string): trend is Trend {
  return trend === 'avg' || trend === 'linefit' || trend === 'none';
}

/** What is wrong with what a call says about trend, method and test points, where that is constant; the places are those of the arguments. */
function problemOf({ types, constants }: CallSite, places: { trend: number; method?: number; testPoints?: number }): CallError | undefined {
  const { trend, method = -1, testPoints = types.length } = places;
  const isWrong = (value: Cell | undefined, isValid: (text: string) => boolean) => typeof value === 'string' && !isValid(value);
  if (isWrong(constants[trend], isTrend)) return { error: "the trend is 'avg', 'linefit' or 'none'", argument: trend };
  if (isWrong(constants[method], isTest)) return { error: "the method is 'ctukey' or 'tukey'", argument: method };
  if (testPoints < types.length && constants[testPoints] !== 0 && constants[testPoints] !== null) {
    return { error: 'anomalies beside test points are not supported', argument: testPoints, unsupported: true };
  }
  return undefined;
}

function decomposed(
  name: string,
  series: Dynamic,
  period: number,
  trend: string,
  testPoints: number,
  threshold: number,
): Decomposition | undefined {
  const values = numbersIn(series);
  return values === undefined || !isTrend(trend) ? undefined : decompose(name, values, { period, trend, testPoints, threshold });
}

function parts(decomposition: Decomposition | undefined): Dynamic {
  if (decomposition === undefined) return noParts(4);
  const { baseline, seasonal, trend, residual } = decomposition;
  return [reals(baseline), reals(seasonal), reals(trend), reals(residual)];
}

/** Percentiles other than the usual ones are scored by a factor that is not known, and so are test points. */
function outlierProblem({ types, constants }: CallSite): CallError | undefined {
  const [, kind, , low, high] = constants;
  if (typeof kind === 'string' && !isTest(kind)) return { error: "the kind is 'ctukey' or 'tukey'", argument: 1 };
  const isUsual = (argument: number, value: Cell | undefined, usual: number) =>
    types.length <= argument || kind === 'tukey' || value === null || (value !== undefined && Number(value) === usual);
  if (!isUsual(3, low, 10))
    return { error: 'series_outliers() by other percentiles than 10 and 90 is not supported', argument: 3, unsupported: true };
  if (!isUsual(4, high, 90))
    return { error: 'series_outliers() by other percentiles than 10 and 90 is not supported', argument: 4, unsupported: true };
  if (types.length > 5 && constants[5] !== 0)
    return { error: 'series_outliers() with test points is not supported', argument: 5, unsupported: true };
  return undefined;
}
