import { compareDecimals, type DecimalValue } from '../../data/decimal.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { type CallError, type CallSite, type ScalarFunction, scalar } from '../define.ts';

/** max_of() and min_of(): nulls do not count, a NaN wins over everything. Manual pages max-of-function, min-of-function. */
export const maxOfFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'max_of(first: T, second: T, ...more: T): T',
    doc: 'The largest of 2 to 64 values of one type; nulls do not count.',
    examples: [['max_of(10, 1, -3, 17)', 17]],
    nulls: 'handled',
    exact: true,
    prepare: (site) => problem('max_of', site) ?? ((...values) => extreme(values, orderOf(site.types[0]))),
  }),
  scalar({
    signature: 'min_of(first: T, second: T, ...more: T): T',
    doc: 'The smallest of 2 to 64 values of one type; nulls do not count.',
    examples: [['min_of(10, 1, -3, 17)', -3]],
    nulls: 'handled',
    exact: true,
    prepare: (site) => {
      const order = orderOf(site.types[0]);
      return problem('min_of', site) ?? ((...values) => extreme(values, (a, b) => order(b, a)));
    },
  }),
];

const longestList = 64;

function problem(name: string, { types }: CallSite): CallError | undefined {
  if (types.length < 2 || types.length > longestList)
    return { error: `${name}() takes 2 to ${longestList} arguments, not ${types.length}` };
  if (types[0] !== 'dynamic' && types[0] !== 'guid') return undefined;
  return { error: `values of type ${types[0]} have no order, so that ${name}() cannot compare them`, argument: 0 };
}

/** Whether a is above b. */
type Above = (a: Cell, b: Cell) => boolean;

function orderOf(type: ScalarType): Above {
  if (type === 'decimal') return (a, b) => compareDecimals(a as DecimalValue, b as DecimalValue) > 0;
  return (a, b) => (a as number) > (b as number);
}

function extreme(values: readonly Cell[], above: Above): Cell {
  let best: Cell = null;
  for (const value of values) {
    if (value === null) continue;
    if (Number.isNaN(value)) return value;
    if (best === null || above(value, best)) best = value;
  }
  return best;
}
