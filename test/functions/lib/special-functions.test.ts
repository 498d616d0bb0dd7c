import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  erf,
  erfc,
  gamma,
  incompleteBeta,
  inverseIncompleteBeta,
  logGamma,
  twoSidedStudentT,
} from '../../../src/functions/lib/special-functions.ts';

function near(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.max(Math.abs(expected), 1e-300));
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('gamma()', () => {
  it('satisfies Γ(x + 1) = x Γ(x)', () => {
    fc.assert(fc.property(between(0.01, 170), (x) => near(gamma(x + 1), x * gamma(x), 1e-12)));
  });

  it('has its known values', () => {
    near(gamma(0.5), Math.sqrt(Math.PI), 1e-14);
    near(gamma(-1.5), (4 / 3) * Math.sqrt(Math.PI), 1e-13);
    expect(gamma(171)).toBeCloseTo(7.257415615307994e306, -294);
    expect(gamma(172)).toBe(Number.POSITIVE_INFINITY);
    expect(gamma(0)).toBe(Number.POSITIVE_INFINITY);
    expect(gamma(-1)).toBeNaN();
  });

  it('is the exponential of logGamma()', () => {
    fc.assert(fc.property(between(0.01, 170), (x) => near(Math.exp(logGamma(x)), gamma(x), 1e-11)));
    near(logGamma(1000), 5905.220423209181, 1e-14);
    expect(logGamma(-2)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('erf()', () => {
  it('is odd, and 1 less erfc()', () => {
    fc.assert(
      fc.property(between(-6, 6), (x) => {
        expect(erf(-x)).toBe(-erf(x));
        near(erf(x) + erfc(x), 1, 1e-15);
      }),
    );
  });

  it('keeps the digits of erfc() where erf() is nearly 1', () => {
    near(erfc(2), 0.004677734981047265, 1e-13);
    near(erfc(5), 1.5374597944280349e-12, 1e-13);
    near(erfc(10), 2.088487583762545e-45, 1e-13);
    expect(erfc(30)).toBe(0);
  });
});

describe('incompleteBeta()', () => {
  it('is symmetric and has its simple cases', () => {
    fc.assert(
      fc.property(between(0.001, 0.999), between(0.1, 50), between(0.1, 50), (x, a, b) => {
        expect(Math.abs(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a) - 1)).toBeLessThan(1e-11);
        near(incompleteBeta(x, a, 1), x ** a, 1e-10);
      }),
    );
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(between(0.001, 0.999), between(0.5, 50), between(0.5, 50), (p, a, b) => {
        near(incompleteBeta(inverseIncompleteBeta(p, a, b), a, b), p, 1e-9);
      }),
    );
  });

  it('gives the probabilities of Student t', () => {
    // with one degree of freedom t is Cauchy, so that the quartiles are at 1
    near(twoSidedStudentT(1, 1), 0.5, 1e-12);
    expect(twoSidedStudentT(0, 5)).toBe(1);
  });
});
