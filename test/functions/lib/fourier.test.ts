import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComplexSeries, fourier } from '../../../src/functions/lib/fourier.ts';

const series = fc
  .array(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 })), { minLength: 1, maxLength: 70 })
  .map((points): ComplexSeries => ({ real: Float64Array.from(points, ([x]) => x), imaginary: Float64Array.from(points, ([, y]) => y) }));

describe('fourier', () => {
  it('is the sum of its definition, for every length', () => {
    fc.assert(
      fc.property(series, (given) => {
        expectClose(fourier(given), bySum(given));
      }),
    );
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(series, (given) => {
        expectClose(fourier(fourier(given), true), given);
      }),
    );
  });
});

function bySum({ real, imaginary }: ComplexSeries): ComplexSeries {
  const length = real.length;
  const output = { real: new Float64Array(length), imaginary: new Float64Array(length) };
  for (let k = 0; k < length; k++) {
    for (let j = 0; j < length; j++) {
      const angle = (-2 * Math.PI * ((j * k) % length)) / length;
      output.real[k] += real[j] * Math.cos(angle) - imaginary[j] * Math.sin(angle);
      output.imaginary[k] += real[j] * Math.sin(angle) + imaginary[j] * Math.cos(angle);
    }
  }
  return output;
}

function expectClose(actual: ComplexSeries, expected: ComplexSeries): void {
  for (let k = 0; k < expected.real.length; k++) {
    expect(actual.real[k]).toBeCloseTo(expected.real[k], 6);
    expect(actual.imaginary[k]).toBeCloseTo(expected.imaginary[k], 6);
  }
}
