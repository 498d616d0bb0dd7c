import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLine, fitTwoLines } from '../../../src/functions/lib/line-fit.ts';
import { evaluatePolynomial, fitPolynomial } from '../../../src/functions/lib/polynomial-fit.ts';

const coefficient = fc.integer({ min: -20, max: 20 });

describe('fits', () => {
  it('find the polynomial that points lie on', () => {
    fc.assert(
      fc.property(fc.array(coefficient, { minLength: 2, maxLength: 5 }), (coefficients) => {
        const x = Array.from({ length: 12 }, (_, i) => i + 1);
        const y = x.map((value) => evaluatePolynomial(coefficients, value));
        const found = fitPolynomial(x, y, coefficients.length - 1) ?? [];
        x.forEach((value, i) => {
          expect(evaluatePolynomial(found, value)).toBeCloseTo(y[i], 4);
        });
      }),
    );
  });

  it('of one line and of degree 1 agree', () => {
    fc.assert(
      fc.property(fc.array(coefficient, { minLength: 3, maxLength: 30 }), (series) => {
        const line = fitLine(series);
        const [slope, interception] =
          fitPolynomial(
            series.map((_, i) => i + 1),
            series,
            1,
          ) ?? [];
        expect(slope).toBeCloseTo(line.slope, 9);
        expect(interception).toBeCloseTo(line.interception, 9);
      }),
    );
  });

  it('of two lines cut where that leaves least', () => {
    fc.assert(
      fc.property(fc.array(coefficient, { minLength: 6, maxLength: 20 }), (series) => {
        const left = (count: number) => residual(series.slice(0, count)) + residual(series.slice(count));
        const least = Math.min(...series.slice(1).map((_, i) => left(i + 1)));
        const fit = cutOrRefusal(series);
        if (fit !== undefined) expect(left(fit)).toBeCloseTo(least, 6);
      }),
    );
  });
});

function residual(series: readonly number[]): number {
  return series.length < 2 ? 0 : fitLine(series).residualVariance * (series.length - 1);
}

/** A best cut beside an end is refused. */
function cutOrRefusal(series: readonly number[]): number | undefined {
  try {
    return fitTwoLines(series)?.splitIndex;
  } catch {
    return undefined;
  }
}
