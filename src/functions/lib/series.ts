import { Datetime, type Dynamic, isArray, numberIn, Real, Timespan } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import type { CallSite, Output } from '../define.ts';

/** The number in an element of a series: of a datetime or timespan its ticks; undefined when it is none. */
export function elementNumber(value: Dynamic): number | undefined {
  return value instanceof Datetime || value instanceof Timespan ? Number(value.ticks) : numberIn(value);
}

/** The numbers of a series; undefined when it is no array, or an element is no number. */
export function numbersIn(series: Dynamic): number[] | undefined {
  if (!isArray(series)) return undefined;
  const numbers: number[] = [];
  for (const value of series) {
    const number = elementNumber(value);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}

/** Numbers as a dynamic array of reals. */
export function reals(numbers: ArrayLike<number>): Real[] {
  return Array.from(numbers, (number) => new Real(number));
}

/** The columns of a function of series that gives several: `<function>_<argument>_<part>`. */
export function seriesOutputs(
  name: string,
  parts: readonly (readonly [part: string, type: ScalarType])[],
): (site: CallSite, names: readonly (string | undefined)[]) => readonly Output[] {
  return (_, names) => parts.map(([part, type]) => ({ name: `${name}_${names[0] ?? ''}_${part}`, type }));
}

/** A list of nulls, one a column: what a function with several columns gives for what is no series. */
export function noParts(count: number): null[] {
  return new Array<null>(count).fill(null);
}

/** A bag of named parts. */
export function bagOf(parts: readonly (readonly [string, Dynamic])[]): ReadonlyMap<string, Dynamic> {
  return new Map(parts);
}

export function mean(numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum / numbers.length;
}

/** The sum of the squared distances from the mean. */
export function squaredDeviations(numbers: readonly number[]): number {
  const center = mean(numbers);
  let sum = 0;
  for (const number of numbers) sum += (number - center) ** 2;
  return sum;
}

/** The value below which a share of the sorted numbers lies, between two of them by linear interpolation. */
export function interpolatedQuantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

export function median(numbers: readonly number[]): number {
  return interpolatedQuantile(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}
