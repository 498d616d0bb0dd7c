import { arraysOf, type Dynamic, type DynamicArray, dynamicOfCell, isArray, numberIn, Real, sameDynamic } from '../../data/dynamic.ts';
import type { Cell } from '../../data/vector.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';

/**
 * Functions of arrays: what is no array gives null, except that array_concat leaves it out. Manual pages array-…-function, zip-function.
 */
export const arrayFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'array_length(array: array): long',
    doc: 'The number of elements of an array; null for what is no array.',
    examples: [["array_length(dynamic([1, 2, 3, 'four']))", 4]],
    row: (array) => (isArray(array) ? array.length : null),
  }),
  scalar({
    signature: 'arraylength(array: array): long',
    doc: 'Another name of array_length().',
    insteadOf: 'array_length',
    row: (array) => (isArray(array) ? array.length : null),
  }),
  scalar({
    signature: 'array_concat(array: array, ...arrays: array): dynamic',
    doc: 'One array of the elements of all arguments; nulls and what is no array are left out.',
    examples: [['array_concat(dynamic([1, 2]), dynamic([3]))', [1, 2, 3]]],
    nulls: 'handled',
    row: (...arrays) => arrays.flatMap((array) => (isArray(array) ? array : [])),
  }),
  scalar({
    signature: 'array_reverse(value: array): dynamic',
    doc: 'The elements from last to first.',
    examples: [['array_reverse(dynamic([1, 2, 3]))', [3, 2, 1]]],
    row: (array) => (isArray(array) ? [...array].reverse() : null),
  }),
  scalar({
    signature: 'array_slice(array: array, start: long, end: long): dynamic',
    doc: 'The elements from `start` to `end`, both included; negative positions count from the end.',
    examples: [['array_slice(dynamic([1, 2, 3, 4, 5]), 2, -1)', [3, 4, 5]]],
    saturate: true,
    row: (array, start, end) => {
      if (!isArray(array)) return null;
      return array.slice(positionIn(array, start), Math.max(0, positionIn(array, end) + 1));
    },
  }),
  scalar({
    signature: 'array_split(array: array, index: long): dynamic',
    doc: 'The array cut in two before a position; a negative one counts from the end.',
    examples: [
      [
        'array_split(dynamic([1, 2, 3, 4, 5]), 2)',
        [
          [1, 2],
          [3, 4, 5],
        ],
      ],
    ],
    saturate: true,
    row: (array, index) => (isArray(array) ? splitAt(array, [index]) : null),
  }),
  scalar({
    signature: 'array_split(array: array, indices: array): dynamic',
    doc: 'The array cut before each of several positions; negative ones count from the end.',
    row: (array, indices) => {
      if (!isArray(array) || !isArray(indices)) return null;
      const positions = indices.map((index) => (typeof index === 'number' ? index : undefined));
      return positions.includes(undefined) ? null : splitAt(array, positions as number[]);
    },
  }),
  rotation('array_rotate_left', 'left', 1),
  rotation('array_rotate_right', 'right', -1),
  shift('array_shift_left', 'left', 1),
  shift('array_shift_right', 'right', -1),
  scalar({
    signature: 'array_index_of(array: array, value: scalar, start?: long, length?: long, occurrence?: long): long',
    doc: 'The position of a value, -1 when it is not there. A negative `start` counts from the end; a `length` of -1 has no limit.',
    examples: [
      ["array_index_of(dynamic(['a', 'b', 'a']), 'a', 1)", 2],
      ["array_index_of(dynamic(['a']), 'x')", -1],
    ],
    constant: ['occurrence'],
    saturate: true,
    prepare:
      ({ types: [, type] }) =>
      (array, value, start = 0, length = -1, occurrence = 1) => {
        if (!isArray(array) || length < -1 || occurrence < 1) return null;
        const wanted = dynamicOfCell(type, value);
        const from = Math.max(0, positionIn(array, start));
        const to = length === -1 ? array.length : Math.min(array.length, from + length);
        let left = occurrence;
        for (let i = from; i < to; i++) if (sameDynamic(array[i], wanted) && --left === 0) return i;
        return -1;
      },
  }),
  scalar({
    signature: 'array_sum(array: array): real',
    doc: 'The sum of the elements; null when one of them is no number.',
    examples: [['array_sum(dynamic([1, 2, 3, 4]))', 10]],
    row: (array) => {
      if (!isArray(array)) return null;
      let sum = 0;
      for (const value of array) {
        const number = numberIn(value);
        if (number === undefined) return null;
        sum += number;
      }
      return sum;
    },
  }),
  ...choice('array_iff', 'Element by element the one value or the other, as the conditions say: true or not 0, false or 0, else null.'),
  ...choice('array_iif', 'Another name of array_iff().'),
  scalar({
    signature: 'zip(first: array, second: array, ...arrays: array): dynamic',
    doc: 'An array of arrays: the first elements of all arguments, then the second ones …; what is missing is null.',
    examples: [
      [
        'zip(dynamic([1, 3]), dynamic([2, 4]))',
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    row: (...values) => {
      const arrays = arraysOf(values);
      if (arrays === undefined) return null;
      const length = Math.max(...arrays.map((array) => array.length));
      return Array.from({ length }, (_, i) => arrays.map((array) => array[i] ?? null));
    },
  }),
];

/** A position as an offset from the start; it may lie outside on either side. */
function positionIn(array: DynamicArray, position: number): number {
  return position < 0 ? array.length + position : position;
}

function splitAt(array: DynamicArray, positions: readonly number[]): Dynamic[] {
  const parts: Dynamic[] = [];
  let start = 0;
  for (const position of positions) {
    const end = Math.max(start, Math.min(array.length, positionIn(array, position)));
    parts.push(array.slice(start, end));
    start = end;
  }
  parts.push(array.slice(start));
  return parts;
}

function rotation(name: string, side: string, direction: 1 | -1): ScalarFunction {
  return scalar({
    signature: `${name}(array: array, rotateCount: long): dynamic` as 'array_rotate_left(array: array, rotateCount: long): dynamic',
    doc: `The elements moved to the ${side}, those that leave coming back at the other end; a negative count moves the other way.`,
    examples: [[`${name}(dynamic([1, 2, 3, 4, 5]), 2)`, direction === 1 ? [3, 4, 5, 1, 2] : [4, 5, 1, 2, 3]]],
    saturate: true,
    row: (array, count) => {
      if (!isArray(array)) return null;
      if (array.length === 0) return array;
      const at = (((direction * count) % array.length) + array.length) % array.length;
      return [...array.slice(at), ...array.slice(0, at)];
    },
  });
}

function shift(name: string, side: string, direction: 1 | -1): ScalarFunction {
  return scalar({
    signature:
      `${name}(array: array, shiftCount: long, defaultValue?: scalar): dynamic` as 'array_shift_left(array: array, shiftCount: long, defaultValue?: scalar): dynamic',
    doc: `The elements moved to the ${side}; free places hold the default, or null ('' among strings). A negative count moves the other way.`,
    examples: [[`${name}(dynamic([1, 2, 3, 4, 5]), 2, -1)`, direction === 1 ? [3, 4, 5, -1, -1] : [-1, -1, 1, 2, 3]]],
    nulls: 'handled',
    saturate: true,
    prepare:
      ({ types: [, , type] }) =>
      (array, count, filler) => {
        if (array === null || count === null || !isArray(array)) return null;
        const free = filler === undefined ? freeValue(array) : dynamicOfCell(type, filler);
        const by = direction * count;
        return array.map((_, i) => (i + by < 0 || i + by >= array.length ? free : array[i + by]));
      },
  });
}

function freeValue(array: DynamicArray): Dynamic {
  return array.length > 0 && array.every((value) => typeof value === 'string') ? '' : null;
}

function choice(name: string, doc: string): ScalarFunction[] {
  const definition = scalar({
    signature: 'array_iff(conditionArray: array, whenTrue: scalar, whenFalse: scalar): dynamic',
    doc,
    examples: [["array_iff(dynamic([1, 0, 50]), 'yes', 'no')", ['yes', 'no', 'yes']]],
    nulls: 'handled',
    exact: true,
    prepare: ({ types }) => {
      const elementOf = (argument: number, cell: Cell): ((i: number) => Dynamic) => {
        const value = dynamicOfCell(types[argument], cell);
        return isArray(value) ? (i) => value[i] ?? null : () => value;
      };
      return (conditions, whenTrue, whenFalse) => {
        if (conditions === null || !isArray(conditions)) return null;
        const positive = elementOf(1, whenTrue);
        const negative = elementOf(2, whenFalse);
        return conditions.map((condition, i) => {
          const decided = truthOf(condition);
          return decided === undefined ? null : decided ? positive(i) : negative(i);
        });
      };
    },
  });
  return [name === 'array_iff' ? definition : { ...renamed(definition, name), doc }];
}

function truthOf(condition: Dynamic): boolean | undefined {
  if (typeof condition === 'boolean') return condition;
  if (condition instanceof Real) return condition.value !== 0;
  const number = numberIn(condition);
  return number === undefined ? undefined : number !== 0;
}
