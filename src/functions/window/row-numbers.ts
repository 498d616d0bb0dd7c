import { vectorOf } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import { createCoder } from '../../data/coder.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { type WindowFunction, window } from '../define.ts';
import { restartReader } from './restart.ts';

/**
 * row_number and the ranks of rows that follow each other with equal values. Where `restart` is true counting begins anew with that row.
 * Manual pages row-number-function, row-rank-dense-function, row-rank-min-function.
 */
export const rowNumberFunctions: readonly WindowFunction[] = [
  window({
    signature: 'row_number(startingIndex?: long, restart?: bool): long',
    doc: 'The number of the row, from 1 or from the given index.',
    run: ([start, restart], length) => rowNumbers(start, restart, length),
  }),
  window({
    signature: 'row_rank_dense(term: scalar, restart?: bool): long',
    doc: 'The rank of the row: one more than that of the row before when the term differs from it.',
    check: ({ types }) => (types[0] === 'dynamic' ? { error: 'row_rank_dense() does not take dynamic values' } : undefined),
    run: ([term, restart], length) => ranks(term as Vector, restart, length, 'dense'),
  }),
  window({
    signature: 'row_rank_min(term: scalar, restart?: bool): long',
    doc: 'The rank of the row: the number of the first of the rows in a row that have the same term.',
    check: ({ types }) => (types[0] === 'dynamic' ? { error: 'row_rank_min() does not take dynamic values' } : undefined),
    run: ([term, restart], length) => ranks(term as Vector, restart, length, 'min'),
  }),
  window({
    signature: 'row_rank(term: scalar, dense?: bool): long',
    doc: 'The rank of the row: one more than that of the row before when the term differs from it.',
    constant: ['dense'],
    insteadOf: 'row_rank_dense',
    check: ({ types, constants }) => {
      if (types[0] === 'dynamic') return { error: 'row_rank() does not take dynamic values' };
      if (types.length > 1 && constants[1] === false)
        return { error: 'row_rank() that is not dense is not supported: write row_rank_min()', argument: 1, unsupported: true };
      return undefined;
    },
    run: ([term], length) => ranks(term as Vector, undefined, length, 'dense'),
  }),
];

function rowNumbers(start: Vector | undefined, restart: Vector | undefined, length: number): Vector {
  const restarts = restartReader(restart);
  const counters = new Float64Array(length);
  for (let i = 1; i < length; i++) counters[i] = restarts(i) ? 0 : counters[i - 1] + 1;
  if (start === undefined || (start.encoding === 'constant' && start.value !== null)) {
    const base = start === undefined ? 1n : BigInt(start.value as number | bigint);
    return { encoding: 'offset', type: 'long', base, length, nulls: undefined, values: counters };
  }
  // a start that differs from row to row counts from where the numbers begin
  const read = cellReader(start);
  let first: Cell = null;
  return vectorOf(
    'long',
    Array.from(counters, (counter, i): Cell => {
      if (counter === 0) first = read(i);
      return first === null ? null : BigInt.asIntN(64, BigInt(first as number | bigint) + BigInt(counter));
    }),
  );
}

/** Null equals null here, and NaN equals NaN. */
function ranks(term: Vector, restart: Vector | undefined, length: number, kind: 'dense' | 'min'): Vector {
  const restarts = restartReader(restart);
  const codes = createCoder(term.type).assign(term);
  const values = new Float64Array(length);
  let position = 0;
  for (let i = 0; i < length; i++) {
    if (i === 0 || restarts(i)) {
      position = 1;
      values[i] = 1;
    } else {
      position++;
      if (codes[i] === codes[i - 1]) values[i] = values[i - 1];
      else values[i] = kind === 'dense' ? values[i - 1] + 1 : position;
    }
  }
  return { encoding: 'offset', type: 'long', base: 0n, length, nulls: undefined, values };
}
