import { type Dynamic, type DynamicArray, dynamicOfCell, isArray, numberIn, Real } from '../../../data/dynamic.ts';
import type { ScalarType } from '../../../data/types.ts';
import type { Cell } from '../../../data/vector.ts';
import { type ScalarFunction, scalar } from '../../define.ts';

/**
 * Filling the gaps of a series: the nulls, or the elements that equal a placeholder. Elements keep their types. Manual pages
 * series-fill-…-function.
 */
export const seriesFillFunctions: readonly ScalarFunction[] = [
  carrying('series_fill_forward', 'last value before', [null, 5, 5, 7], (series, isMissing) => carry(series, isMissing)),
  carrying('series_fill_backward', 'first value behind', [5, 5, 7, 7], (series, isMissing) =>
    carry([...series].reverse(), isMissing).reverse(),
  ),
  scalar({
    signature: 'series_fill_const(series: array, constantValue?: number, placeholder?: number): dynamic',
    doc: 'The series with a constant in its gaps.',
    examples: [['series_fill_const(dynamic([1, null, 3]), -1)', [1, -1, 3]]],
    naming: 'argument',
    nulls: 'handled',
    exact: true,
    prepare: ({ types: [, filler, type] }) => {
      if (filler === undefined) return { error: 'series_fill_const() without a constant is not supported', unsupported: true };
      return (series, constantValue, placeholder) => {
        if (series === null || !isArray(series) || constantValue === null) return null;
        const isMissing = gapTest(type, placeholder);
        const value = dynamicOfCell(filler, constantValue as Cell);
        return series.map((element) => (isMissing(element) ? value : element));
      };
    },
  }),
  scalar({
    signature: 'series_fill_linear(series: array, placeholder?: number, fillEdges?: bool, constantValue?: number): dynamic',
    doc: 'The series with its gaps on straight lines between their neighbours, in whole numbers if all are; gaps at an edge take the nearest value, a series of nothing else the constant.',
    examples: [['series_fill_linear(dynamic([1, null, 4]))', [1, 2, 4]]],
    naming: 'argument',
    nulls: 'handled',
    exact: true,
    prepare:
      ({ types: [, type, , filler] }) =>
      (series, placeholder, fillEdges = true, constantValue) => {
        if (series === null || !isArray(series)) return null;
        const constant = constantValue === undefined ? new Real(0) : dynamicOfCell(filler, constantValue as Cell);
        return interpolate(series, gapTest(type, placeholder), fillEdges ?? true, constant);
      },
  }),
];

type GapTest = (element: Dynamic) => boolean;

/** Without a placeholder, or with a null one, nulls are gaps; with one, what equals it. */
function gapTest(type: ScalarType | undefined, placeholder: unknown): GapTest {
  const wanted = type === undefined || placeholder === undefined ? undefined : numberIn(dynamicOfCell(type, placeholder as Cell));
  return wanted === undefined ? (element) => element === null : (element) => numberIn(element) === wanted;
}

function carrying(
  name: string,
  what: string,
  example: unknown,
  fill: (series: DynamicArray, isMissing: GapTest) => Dynamic[],
): ScalarFunction {
  return scalar({
    signature:
      `${name}(series: array, placeholder?: number): dynamic` as 'series_fill_forward(series: array, placeholder?: number): dynamic',
    doc: `The series with the ${what} in each gap; gaps without one stay.`,
    examples: [[`${name}(dynamic([null, 5, null, 7]))`, example]],
    naming: 'argument',
    nulls: 'handled',
    exact: true,
    prepare:
      ({ types: [, type] }) =>
      (series, placeholder) => {
        return series !== null && isArray(series) ? fill(series, gapTest(type, placeholder)) : null;
      },
  });
}

function carry(series: DynamicArray, isMissing: GapTest): Dynamic[] {
  let last: Dynamic | undefined;
  return series.map((element) => {
    if (!isMissing(element)) last = element;
    return last === undefined ? element : last;
  });
}

function interpolate(series: DynamicArray, isMissing: GapTest, fillEdges: boolean, constant: Dynamic): Dynamic {
  const known: number[] = [];
  const values: number[] = [];
  let allWhole = true;
  for (let i = 0; i < series.length; i++) {
    const element = series[i];
    if (isMissing(element)) continue;
    const value = numberIn(element);
    // between what is no number there are no lines
    if (value === undefined) return null;
    allWhole &&= typeof element === 'number' || typeof element === 'bigint';
    known.push(i);
    values.push(value);
  }
  if (known.length === 0) return constant === null ? series : series.map(() => constant);
  const result = [...series];
  for (let k = 0; k + 1 < known.length; k++) {
    const [from, to] = [known[k], known[k + 1]];
    for (let i = from + 1; i < to; i++) {
      const value = values[k] + ((values[k + 1] - values[k]) * (i - from)) / (to - from);
      result[i] = allWhole ? Math.trunc(value) + 0 : new Real(value);
    }
  }
  if (fillEdges) {
    const last = known[known.length - 1];
    result.fill(series[known[0]], 0, known[0]);
    result.fill(series[last], last + 1);
  }
  return result;
}
