import type { Dynamic } from '../../../data/dynamic.ts';
import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { fourier } from '../../lib/fourier.ts';
import { noParts, numbersIn, reals, seriesOutputs } from '../../lib/series.ts';

/** Filters and the Fourier transform. Manual pages series-fir-function, series-iir-function, series-fft-function, series-ifft-function. */
export const seriesFilterFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'series_fir(series: array, filter: array, normalize?: bool, center?: bool): dynamic',
    doc: 'Each element with those before it, weighted by the filter; `normalize` divides by the sum of the weights, `center` looks both ways.',
    examples: [['series_fir(dynamic([0, 2, 2, 3]), dynamic([1, -1]), false)', [0, 2, 0, 1]]],
    naming: 'argument',
    row: (series, filter, normalize, center = false) => {
      const values = numbersIn(series);
      const weights = numbersIn(filter);
      if (values === undefined || weights === undefined || weights.length === 0) return null;
      if (center && weights.length % 2 === 0)
        fail('unsupported', 'series_fir() with an even number of weights around the center is not supported');
      const hasNegative = weights.some((weight) => weight < 0);
      if (hasNegative && normalize === true) return null;
      const divisor = (normalize ?? !hasNegative) ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
      return reals(weighted(values, weights, center).map((value) => value / divisor));
    },
  }),
  scalar({
    signature: 'series_iir(series: array, numerators: array, denominators: array): dynamic',
    doc: 'A recursive filter: y_i = (Σ b_j·x_(i−j) − Σ a_j·y_(i−j)) / a_0.',
    examples: [['series_iir(dynamic([1, 2, 3]), dynamic([1]), dynamic([1, -1]))', [1, 3, 6]]],
    naming: 'argument',
    row: (series, numerators, denominators) => {
      const values = numbersIn(series);
      const b = numbersIn(numerators);
      const a = numbersIn(denominators);
      if (values === undefined || b === undefined || a === undefined || a.length === 0 || a[0] === 0) return null;
      const output: number[] = [];
      for (let i = 0; i < values.length; i++) {
        let sum = 0;
        for (let j = 0; j < b.length && j <= i; j++) sum += b[j] * values[i - j];
        for (let j = 1; j < a.length && j <= i; j++) sum -= a[j] * output[i - j];
        output.push(sum / a[0]);
      }
      return reals(output);
    },
  }),
  transform('series_fft', 'The Fourier transform of a series of complex numbers', false),
  transform('series_ifft', 'The inverse of series_fft()', true),
];

/** Sums of neighbours; what lies outside counts as 0. */
function weighted(values: readonly number[], weights: readonly number[], center: boolean): number[] {
  const ahead = center ? Math.floor((weights.length - 1) / 2) : 0;
  return values.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < weights.length; j++) {
      const at = i + ahead - j;
      if (at >= 0 && at < values.length) sum += weights[j] * values[at];
    }
    return sum;
  });
}

function transform(name: string, doc: string, inverse: boolean): ScalarFunction {
  return scalar({
    signature: `${name}(real: array, imaginary?: array): dynamic` as 'series_fft(real: array, imaginary?: array): dynamic',
    doc: `${doc}, given as one or two arrays; as two arrays.`,
    outputs: seriesOutputs(name, [
      ['real', 'dynamic'],
      ['imag', 'dynamic'],
    ]),
    row: (real, imaginary) => {
      const re = numbersIn(real);
      const im = imaginary === undefined ? re?.map(() => 0) : numbersIn(imaginary);
      if (re === undefined || im === undefined || re.length !== im.length) return noParts(2);
      if (re.length === 0) return [[], []] as Dynamic;
      const output = fourier({ real: Float64Array.from(re), imaginary: Float64Array.from(im) }, inverse);
      return [reals(output.real), reals(output.imaginary)];
    },
  });
}
