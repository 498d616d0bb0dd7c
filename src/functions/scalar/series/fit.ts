import { type Dynamic, isArray, Real } from '../../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { fitLine, fitTwoLines, type LineFit, quality } from '../../lib/line-fit.ts';
import { evaluatePolynomial, fitPolynomial } from '../../lib/polynomial-fit.ts';
import { bagOf, noParts, numbersIn, reals, seriesOutputs } from '../../lib/series.ts';

/** Lines and polynomials that fit a series. Manual pages series-fit-line-function, series-fit-2lines-function, series-fit-poly-function. */
export const seriesFitFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'series_fit_line(series: array): dynamic',
    doc: 'The straight line that fits a series best: how well it does, its slope, the variance, what is left of it, the interception, the line.',
    outputs: seriesOutputs('series_fit_line', [
      ['rsquare', 'real'],
      ['slope', 'real'],
      ['variance', 'real'],
      ['rvariance', 'real'],
      ['interception', 'real'],
      ['line_fit', 'dynamic'],
    ]),
    row: (series) => {
      const fit = lineOf(series);
      if (fit === undefined) return noParts(6);
      return [fit.rsquare, fit.slope, fit.variance, fit.residualVariance, fit.interception, reals(fit.line)];
    },
  }),
  scalar({
    signature: 'series_fit_line_dynamic(series: array): dynamic',
    doc: 'The parts of series_fit_line() in a bag.',
    examples: [
      [
        'series_fit_line_dynamic(dynamic([1, 2, 3]))',
        { rsquare: 1, slope: 1, variance: 1, rvariance: 0, interception: 0, line_fit: [1, 2, 3] },
      ],
    ],
    row: (series) => {
      const fit = lineOf(series);
      return fit === undefined ? null : bagOf([...lineParts(fit), ['line_fit', reals(fit.line)]]);
    },
  }),
  scalar({
    signature: 'series_fit_2lines(series: array): dynamic',
    doc: 'The two lines, one left and one right of the best cut, that fit a series best.',
    outputs: seriesOutputs('series_fit_2lines', [
      ['rsquare', 'real'],
      ['split_idx', 'long'],
      ['variance', 'real'],
      ['rvariance', 'real'],
      ['line_fit', 'dynamic'],
      ...sideColumns('right'),
      ...sideColumns('left'),
    ]),
    row: (series) => {
      const fit = twoLinesOf(series);
      if (fit === undefined) return noParts(15);
      const sides = [fit.right, fit.left].flatMap((side) => [
        side.rsquare,
        side.slope,
        side.interception,
        side.variance,
        side.residualVariance,
      ]);
      return [fit.rsquare, fit.splitIndex, fit.variance, fit.residualVariance, reals(fit.line), ...sides];
    },
  }),
  scalar({
    signature: 'series_fit_2lines_dynamic(series: array): dynamic',
    doc: 'The parts of series_fit_2lines() in a bag, those of the sides in bags `right` and `left`.',
    row: (series) => {
      const fit = twoLinesOf(series);
      if (fit === undefined) return null;
      return bagOf([
        ['rsquare', new Real(fit.rsquare)],
        ['split_idx', fit.splitIndex],
        ['variance', new Real(fit.variance)],
        ['rvariance', new Real(fit.residualVariance)],
        ['line_fit', reals(fit.line)],
        ['right', bagOf(lineParts(fit.right))],
        ['left', bagOf(lineParts(fit.left))],
      ]);
    },
  }),
  scalar({
    signature: 'series_fit_poly(y: array, x?: array, degree?: long): dynamic',
    doc: 'The polynomial that fits the points best: how well it does, its coefficients from the highest power on, the variance, what is left of it, its values. Without x the points stand at 1, 2, 3 ….',
    outputs: seriesOutputs('series_fit_poly', [
      ['rsquare', 'real'],
      ['coefficients', 'dynamic'],
      ['variance', 'real'],
      ['rvariance', 'real'],
      ['poly_fit', 'dynamic'],
    ]),
    saturate: true,
    row: (ySeries, xSeries, degree = 1) => {
      const y = numbersIn(ySeries);
      const x = xSeries === undefined ? y?.map((_, i) => i + 1) : numbersIn(xSeries);
      if (x === undefined || y === undefined || x.length !== y.length || degree < 1 || degree > 100) return noParts(5);
      const coefficients = fitPolynomial(x, y, degree);
      if (coefficients === undefined) return noParts(5);
      const fit = x.map((value) => evaluatePolynomial(coefficients, value));
      const { rsquare, variance, residualVariance } = quality(y, fit);
      return [rsquare, reals(coefficients), variance, residualVariance, reals(fit)];
    },
  }),
];

function lineOf(series: Dynamic): LineFit | undefined {
  const values = isArray(series) && series.length > 0 ? numbersIn(series) : undefined;
  return values === undefined ? undefined : fitLine(values);
}

function twoLinesOf(series: Dynamic): ReturnType<typeof fitTwoLines> {
  const values = numbersIn(series);
  return values === undefined ? undefined : fitTwoLines(values);
}

function lineParts(fit: LineFit): [string, Dynamic][] {
  return [
    ['rsquare', new Real(fit.rsquare)],
    ['slope', new Real(fit.slope)],
    ['variance', new Real(fit.variance)],
    ['rvariance', new Real(fit.residualVariance)],
    ['interception', new Real(fit.interception)],
  ];
}

function sideColumns(side: string): (readonly [string, 'real'])[] {
  return ['rsquare', 'slope', 'interception', 'variance', 'rvariance'].map((part) => [`${side}_${part}`, 'real']);
}
