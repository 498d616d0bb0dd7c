import { type Dynamic, isArray } from '../../data/dynamic.ts';
import type { CallSite } from '../define.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import { sortedPositions } from '../lib/array-sort.ts';

/**
 * array_sort_asc and array_sort_desc: the first array in order, the others moved the same way; one column an array, and as a value an array of
 * them all when there are several. Manual pages array-sort-asc-function, array-sort-desc-function.
 */
export const arraySortFunctions: readonly ScalarFunction[] = [
  sorting('array_sort_asc', 'ascending', false),
  sorting('array_sort_desc', 'descending', true),
];

function sorting(name: string, order: string, descending: boolean): ScalarFunction {
  return scalar({
    signature: `${name}(array: array, ...arrays: array|bool): dynamic` as 'array_sort_asc(array: array, ...arrays: array|bool): dynamic',
    doc: `The array in ${order} order, nulls last unless the last argument is false; further arrays are moved along with the first.`,
    examples: [[`${name}(dynamic([2, null, 3, 1]))`, descending ? [3, 2, 1, null] : [1, 2, 3, null]]],
    nulls: 'handled',
    asValue: 'array',
    outputs: (site, names) =>
      Array.from({ length: arrayCount(site) }, (_, i) => ({
        name: names[i] === undefined ? `array${i}_sorted` : `${names[i]}_sorted`,
        type: 'dynamic',
      })),
    prepare: (site) => {
      const count = arrayCount(site);
      const stray = site.types.findIndex((type, i) => type === 'bool' && i < site.types.length - 1);
      if (stray >= 0) return { error: `${name}() takes a bool as its last argument only`, argument: stray };
      const nullsLast = count === site.types.length ? true : site.constants[count];
      if (nullsLast === undefined) return { error: `${name}() needs a constant as its argument \`nulls_last\``, argument: count };
      return (first, ...rest) => {
        if (first === null || !isArray(first)) return new Array<Dynamic>(count).fill(null);
        const positions = sortedPositions(first, descending, nullsLast !== false);
        const others = rest.slice(0, count - 1) as Dynamic[];
        return [first, ...others].map((array) =>
          isArray(array) && array.length === first.length ? positions.map((position) => array[position]) : null,
        );
      };
    },
  });
}

function arrayCount({ types }: CallSite): number {
  return types[types.length - 1] === 'bool' ? types.length - 1 : types.length;
}
