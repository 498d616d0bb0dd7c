import { arraysOf, type Dynamic, type DynamicArray, dynamicOfCell, isArray, sameDynamic } from '../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import { dynamicKey } from '../lib/dynamic-key.ts';

/**
 * Arrays as sets: results are distinct, in the order of first appearance; a string is never a number, but 1 is 1.0. What is no array gives
 * null. Manual pages set-…-function, jaccard-index-function.
 */
export const setFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'set_union(first: array, second: array, ...sets: array): dynamic',
    doc: 'The distinct elements of all arrays.',
    examples: [['set_union(dynamic([1, 2, 2]), dynamic([2, 3]))', [1, 2, 3]]],
    row: (...values) => {
      const sets = arraysOf(values);
      return sets === undefined ? null : distinct(sets.flat());
    },
  }),
  scalar({
    signature: 'set_intersect(first: array, second: array, ...sets: array): dynamic',
    doc: 'The distinct elements that all arrays have.',
    examples: [['set_intersect(dynamic([1, 2, 2]), dynamic([2, 3]))', [2]]],
    row: (...values) => {
      const sets = arraysOf(values);
      if (sets === undefined) return null;
      const [first, ...others] = sets;
      const keys = others.map(keysOf);
      return distinct(first.filter((value) => keys.every((set) => set.has(dynamicKey(value)))));
    },
  }),
  scalar({
    signature: 'set_difference(first: array, second: array, ...sets: array): dynamic',
    doc: 'The distinct elements of the first array that no other has.',
    examples: [['set_difference(dynamic([1, 2]), dynamic([2]))', [1]]],
    row: (...values) => {
      const sets = arraysOf(values);
      if (sets === undefined) return null;
      const [first, ...others] = sets;
      const taken = keysOf(others.flat());
      return distinct(first.filter((value) => !taken.has(dynamicKey(value))));
    },
  }),
  scalar({
    signature: 'set_has_element(set: array, value: scalar): bool',
    doc: 'Whether an array has an element.',
    examples: [["set_has_element(dynamic(['this', 'example']), 'example')", true]],
    exact: true,
    prepare:
      ({ types: [, type] }) =>
      (set, value) => {
        if (!isArray(set)) return null;
        const wanted = dynamicOfCell(type, value);
        return set.some((element) => sameDynamic(element, wanted));
      },
  }),
  scalar({
    signature: 'set_equals(set1: array, set2: array): bool',
    doc: 'Whether two arrays have the same elements, whatever their order and number.',
    examples: [['set_equals(dynamic([1, 2, 2]), dynamic([2, 1]))', true]],
    row: (set1, set2) => {
      if (!isArray(set1) || !isArray(set2)) return null;
      const a = keysOf(set1);
      const b = keysOf(set2);
      return a.size === b.size && [...a].every((key) => b.has(key));
    },
  }),
  scalar({
    signature: 'jaccard_index(set1: array, set2: array): real',
    doc: 'How many elements two arrays share, divided by how many there are in both together.',
    examples: [['jaccard_index(dynamic([1, 2, 3]), dynamic([1, 2, 3, 4]))', 0.75]],
    row: (set1, set2) => {
      if (!isArray(set1) || !isArray(set2)) return null;
      const a = keysOf(set1);
      const b = keysOf(set2);
      let shared = 0;
      for (const key of a) if (b.has(key)) shared++;
      return shared / (a.size + b.size - shared);
    },
  }),
];

function keysOf(values: DynamicArray): Set<ReturnType<typeof dynamicKey>> {
  return new Set(values.map(dynamicKey));
}

function distinct(values: DynamicArray): Dynamic[] {
  const seen = new Set<ReturnType<typeof dynamicKey>>();
  return values.filter((value) => {
    const key = dynamicKey(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
