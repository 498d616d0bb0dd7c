import { absoluteDecimal, type DecimalValue, decimalToReal } from '../../data/decimal.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import {
  betaDensity,
  erf,
  erfc,
  gamma,
  incompleteBeta,
  inverseIncompleteBeta,
  logGamma,
  twoSidedStudentT,
} from '../lib/special-functions.ts';

/**
 * The mathematical functions. All but abs() give a real, of integers and decimals too. What has no real result is null where the manual says
 * so (logarithms, roots, arcs), else NaN.
 */
export const mathFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'abs(number: long): long',
    doc: 'The absolute value; of an int a long.',
    examples: [['abs(-5)', 5]],
    naming: 'argument',
    exact: true,
    row: (value) => (typeof value === 'number' ? Math.abs(value) : BigInt.asIntN(64, value < 0n ? -value : value)),
  }),
  scalar({ signature: 'abs(number: real): real', doc: 'The absolute value.', naming: 'argument', row: Math.abs }),
  scalar({ signature: 'abs(number: decimal): decimal', doc: 'The absolute value.', naming: 'argument', row: absoluteDecimal }),
  scalar({
    signature: 'abs(number: timespan): timespan',
    doc: 'The timespan without its sign.',
    naming: 'argument',
    row: (ticks) => BigInt.asIntN(64, ticks < 0n ? -ticks : ticks),
  }),
  unary('sign', 'The sign of a number: -1, 0 or 1.', Math.sign, 'none'),
  unary('exp', 'e to the power of a number.', Math.exp),
  unary('exp2', '2 to the power of a number.', (x) => 2 ** x),
  unary('exp10', '10 to the power of a number.', (x) => 10 ** x, 'none'),
  unary('log', 'The natural logarithm; null for a negative number.', (x) => (x < 0 ? null : Math.log(x))),
  unary('log2', 'The logarithm with base 2; null for a negative number.', (x) => (x < 0 ? null : Math.log2(x))),
  unary('log10', 'The logarithm with base 10; null for a negative number.', (x) => (x < 0 ? null : Math.log10(x))),
  unary('sqrt', 'The square root; null for a negative number.', (x) => (x < 0 ? null : Math.sqrt(x))),
  unary('gamma', 'The gamma function.', gamma),
  unary('loggamma', 'The natural logarithm of the absolute value of the gamma function.', logGamma),
  unary('erf', 'The error function.', erf),
  unary('erfc', 'The complementary error function, 1 - erf(x).', erfc),
  unary('sin', 'The sine of an angle in radians.', Math.sin),
  unary('cos', 'The cosine of an angle in radians.', Math.cos),
  unary('tan', 'The tangent of an angle in radians.', Math.tan),
  unary('cot', 'The cotangent of an angle in radians.', (x) => 1 / Math.tan(x), 'none'),
  unary('asin', 'The angle with this sine, in radians; null outside -1 to 1.', (x) => (Math.abs(x) > 1 ? null : Math.asin(x))),
  unary('acos', 'The angle with this cosine, in radians; null outside -1 to 1.', (x) => (Math.abs(x) > 1 ? null : Math.acos(x))),
  unary('atan', 'The angle with this tangent, in radians.', Math.atan),
  unary('radians', 'An angle in degrees as radians.', (x) => (x / 180) * Math.PI, 'none'),
  unary('degrees', 'An angle in radians as degrees.', (x) => (x / Math.PI) * 180, 'none'),
  scalar({ signature: 'pi(): real', doc: 'The ratio of the circumference of a circle to its diameter.', row: () => Math.PI }),
  several(
    'atan2(y: real|decimal, x: real|decimal): real',
    'The angle of the point (x, y), in radians from -pi to pi.',
    Math.atan2,
    'argument',
  ),
  several(
    'pow(base: real|decimal, exponent: real|decimal): real',
    'The base to the power of the exponent; NaN where there is none.',
    power,
  ),
  several(
    'beta_cdf(x: real|decimal, alpha: real|decimal, beta: real|decimal): real',
    'The distribution function of the beta distribution at x; NaN outside 0 to 1.',
    betaDistribution,
  ),
  several(
    'beta_inv(probability: real|decimal, alpha: real|decimal, beta: real|decimal): real',
    'The x at which beta_cdf() is the probability.',
    inverseBetaDistribution,
  ),
  several(
    'beta_pdf(x: real|decimal, alpha: real|decimal, beta: real|decimal): real',
    'The density of the beta distribution at x; NaN outside 0 to 1.',
    (x, alpha, beta) => (x > 0 && x < 1 && alpha > 0 && beta > 0 ? betaDensity(x, alpha, beta) : Number.NaN),
  ),
  several(
    'welch_test(mean1: real|decimal, variance1: real|decimal, count1: real|decimal, mean2: real|decimal, variance2: real|decimal, count2: real|decimal): real',
    "The probability of means as far apart as these under equal expectations, by Welch's t-test.",
    welchTest,
  ),
];

function unary(name: string, doc: string, of: (x: number) => number | null, naming: 'argument' | 'none' = 'argument'): ScalarFunction {
  return several(`${name}(number: real|decimal): real`, doc, of, naming);
}

/** A function of reals; decimals are taken as reals. */
function several(
  signature: string,
  doc: string,
  of: (...values: number[]) => number | null,
  naming: 'argument' | 'none' = 'none',
): ScalarFunction {
  return scalar({
    signature: signature as 'function(...numbers: real|decimal): real',
    doc,
    naming,
    prepare: ({ types }) => {
      if (!types.includes('decimal')) return of as (...values: (number | DecimalValue)[]) => number | null;
      return (...values) => of(...values.map((value) => (typeof value === 'number' ? value : decimalToReal(value))));
    },
  });
}

/** As in C, whose pow(1, anything) is 1, NaN included. */
function power(base: number, exponent: number): number {
  return base === 1 ? 1 : base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent) ? 1 : base ** exponent;
}

const largestBetaParameter = 10_000;

/** For an alpha that is not positive the manual promises NaN, but the engine gives 1: all probability at 0. */
function betaDistribution(x: number, alpha: number, beta: number): number {
  if (!(x >= 0 && x <= 1) || !(beta > 0) || alpha > largestBetaParameter || beta > largestBetaParameter) return Number.NaN;
  return alpha <= 0 ? 1 : incompleteBeta(x, alpha, beta);
}

/** Out of range the manual's text and its example contradict each other; this is the example. */
function inverseBetaDistribution(probability: number, alpha: number, beta: number): number | null {
  if (!(alpha > 0 && beta > 0)) return Number.NaN;
  return probability > 0 && probability <= 1 ? inverseIncompleteBeta(probability, alpha, beta) : null;
}

function welchTest(mean1: number, variance1: number, count1: number, mean2: number, variance2: number, count2: number): number {
  const [error1, error2] = [variance1 / count1, variance2 / count2];
  const errors = error1 + error2;
  const degrees = (errors * errors) / ((error1 * error1) / (count1 - 1) + (error2 * error2) / (count2 - 1));
  return twoSidedStudentT((mean1 - mean2) / Math.sqrt(errors), degrees);
}
