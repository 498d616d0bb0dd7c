import { type Dynamic, dynamicLong, isArray, isDecimal, numberIn, Real } from '../../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { elementNumber } from '../../lib/series.ts';

/**
 * Functions of series that work element by element; what is no number gives null in its place. Datetimes count as their ticks. Manual pages
 * series-abs-function, series-add-function and their like.
 */
export const seriesElementFunctions: readonly ScalarFunction[] = [
  unary('series_abs', 'The absolute values.', absolute, ['[-6.5, 0]', [6.5, 0]]),
  unary('series_sign', 'The signs: -1, 0 or 1.', (value) => Math.sign(value) + 0, ['[-6, 0, 8]', [-1, 0, 1]]),
  ofReals('series_ceiling', 'The least whole numbers that are not less.', Math.ceil, ['[-1.5, 1, 2.5]', [-1, 1, 3]]),
  ofReals('series_floor', 'The greatest whole numbers that are not greater.', Math.floor, ['[-1.5, 1, 2.5]', [-2, 1, 2]]),
  ofReals('series_exp', 'The powers of e.', Math.exp, ['[0]', [1]]),
  ofReals('series_log', 'The natural logarithms.', Math.log, ['[1]', [0]]),
  ofReals('series_sin', 'The sines.', Math.sin, ['[0]', [0]]),
  ofReals('series_cos', 'The cosines.', Math.cos, ['[0]', [1]]),
  ofReals('series_tan', 'The tangents.', Math.tan, ['[0]', [0]]),
  ofReals('series_asin', 'The arc sines.', Math.asin, ['[0]', [0]]),
  ofReals('series_acos', 'The arc cosines.', Math.acos, ['[1]', [0]]),
  ofReals('series_atan', 'The arc tangents.', Math.atan, ['[0]', [0]]),
  ...binary(
    'series_add',
    'The sums',
    arithmetic(
      (a, b) => a + b,
      (a, b) => a + b,
    ),
    [5, 4, 5],
  ),
  ...binary(
    'series_subtract',
    'The differences',
    arithmetic(
      (a, b) => a - b,
      (a, b) => a - b,
    ),
    [-3, 0, 3],
  ),
  ...binary(
    'series_multiply',
    'The products',
    arithmetic(
      (a, b) => a * b,
      (a, b) => a * b,
    ),
    [4, 4, 4],
  ),
  ...binary(
    'series_divide',
    'The quotients, as reals,',
    inReals((a, b) => a / b),
    [0.25, 1, 4],
  ),
  ...binary(
    'series_pow',
    'The powers',
    inReals((a, b) => a ** b),
    [1, 4, 4],
  ),
  ...binary(
    'series_equals',
    'Whether they are equal:',
    comparison((a, b) => a === b),
    [false, true, false],
  ),
  ...binary(
    'series_not_equals',
    'Whether they differ:',
    comparison((a, b) => a !== b),
    [true, false, true],
  ),
  ...binary(
    'series_greater',
    'Whether the first is greater:',
    comparison((a, b) => a > b),
    [false, false, true],
  ),
  ...binary(
    'series_greater_equals',
    'Whether the first is not less:',
    comparison((a, b) => a >= b),
    [false, true, true],
  ),
  ...binary(
    'series_less',
    'Whether the first is less:',
    comparison((a, b) => a < b),
    [true, false, false],
  ),
  ...binary(
    'series_less_equals',
    'Whether the first is not greater:',
    comparison((a, b) => a <= b),
    [true, true, false],
  ),
];

function unary(
  name: string,
  doc: string,
  map: (value: number, element: Dynamic) => Dynamic,
  [input, output]: [string, unknown],
): ScalarFunction {
  return scalar({
    signature: `${name}(series: array): dynamic` as 'series_abs(series: array): dynamic',
    doc,
    examples: [[`${name}(dynamic(${input}))`, output]],
    row: (series) => {
      if (!isArray(series)) return null;
      return series.map((element) => {
        const value = elementNumber(element);
        return value === undefined ? null : map(value, element);
      });
    },
  });
}

function ofReals(name: string, doc: string, map: (value: number) => number, example: [string, unknown]): ScalarFunction {
  return unary(name, doc, (value) => new Real(map(value)), example);
}

/** An integer stays one. */
function absolute(value: number, element: Dynamic): Dynamic {
  if (typeof element === 'bigint') return dynamicLong(element < 0n ? -element : element);
  return element instanceof Real || isDecimal(element) ? new Real(Math.abs(value)) : Math.abs(value);
}

/** What an operation makes of two numbers in a series. */
type Operation = (a: Dynamic, b: Dynamic) => Dynamic;

/** The two overloads of an operation on two series: the first operand may be a number instead, or the second. */
function binary(name: string, doc: string, operation: Operation, result: unknown): ScalarFunction[] {
  return [
    scalar({
      signature: `${name}(series1: array, series2: array|number): dynamic` as 'series_add(series1: array, series2: array|number): dynamic',
      doc: `${doc} element by element; a number stands for a series of it.`,
      examples: [[`${name}(dynamic([1, 2, 4]), dynamic([4, 2, 1]))`, result]],
      exact: true,
      prepare:
        ({ types: [, type] }) =>
        (series1, series2) => {
          return elementwise(series1, type === 'real' ? new Real(series2 as number) : (series2 as Dynamic), operation);
        },
    }),
    scalar({
      signature: `${name}(series1: number, series2: array): dynamic` as 'series_add(series1: number, series2: array): dynamic',
      doc: `${doc} of a number and each element.`,
      exact: true,
      prepare:
        ({ types: [type] }) =>
        (series1, series2) => {
          return elementwise(type === 'real' ? new Real(series1 as number) : (series1 as Dynamic), series2, operation);
        },
    }),
  ];
}

function elementwise(a: Dynamic, b: Dynamic, operation: Operation): Dynamic {
  if (!isArray(a) && !isArray(b)) return null;
  const first = elementsOf(a);
  const second = elementsOf(b);
  if (first === undefined || second === undefined) return null;
  const length = Math.max(isArray(a) ? a.length : 0, isArray(b) ? b.length : 0);
  return Array.from({ length }, (_, i) => {
    const x = first(i);
    const y = second(i);
    return elementNumber(x) === undefined || elementNumber(y) === undefined ? null : operation(x, y);
  });
}

/** The elements of a series by position; a number stands in all of them. */
function elementsOf(value: Dynamic): ((i: number) => Dynamic) | undefined {
  if (isArray(value)) return (i) => value[i] ?? null;
  return numberIn(value) === undefined ? undefined : () => value;
}

/** Integers stay integers, in 64 bits; anything else is a real. */
function arithmetic(ofNumbers: (a: number, b: number) => number, ofLongs: (a: bigint, b: bigint) => bigint): Operation {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = ofNumbers(a, b);
      if (Number.isSafeInteger(result)) return result + 0;
    }
    if (isLong(a) && isLong(b)) return dynamicLong(BigInt.asIntN(64, ofLongs(BigInt(a), BigInt(b))));
    return new Real(ofNumbers(elementNumber(a) as number, elementNumber(b) as number));
  };
}

function isLong(value: Dynamic): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function inReals(operate: (a: number, b: number) => number): Operation {
  return (a, b) => new Real(operate(elementNumber(a) as number, elementNumber(b) as number));
}

function comparison(test: (a: number | bigint, b: number | bigint) => boolean): Operation {
  return (a, b) => {
    if (isLong(a) && isLong(b) && (typeof a === 'bigint' || typeof b === 'bigint')) return test(BigInt(a), BigInt(b));
    return test(elementNumber(a) as number, elementNumber(b) as number);
  };
}
