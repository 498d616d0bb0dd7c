import { vectorOf } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import { addDecimals, type DecimalValue, decimalFromLong } from '../../data/decimal.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { doublesFrom, isNullRow } from '../aggregate/numbers.ts';
import { int64sOf } from '../columnar.ts';
import { type WindowFunction, window } from '../define.ts';
import { restartReader } from './restart.ts';

/**
 * row_cumsum: the sum of the term from the first row, or from the last one where `restart` is true, to this one. A null counts as 0. The type
 * is that of the term, and integers wrap around. Manual page row-cumsum-function.
 */
export const cumulativeSumFunctions: readonly WindowFunction[] = [
  window({
    signature: 'row_cumsum(term: int|long|real|decimal, restart?: bool): #1',
    doc: 'The sum of the term from the first row to this one.',
    run: ([term, restart], length) => cumulativeSums(term as Vector, restartReader(restart), length),
  }),
];

type Restarts = (row: number) => boolean;

function cumulativeSums(term: Vector, restarts: Restarts, length: number): Vector {
  switch (term.type) {
    case 'decimal':
      return decimalSums(term, restarts, length);
    case 'real':
      return { encoding: 'real', type: 'real', length, nulls: undefined, values: doubleSums(term, restarts, length) as Float64Array };
    case 'int': {
      const values = Int32Array.from(doubleSums(term, restarts, length) as Float64Array);
      return { encoding: 'int32', type: 'int', length, nulls: undefined, values };
    }
    default: {
      const values = doubleSums(term, restarts, length);
      if (values !== undefined) return { encoding: 'offset', type: 'long', base: 0n, length, nulls: undefined, values };
      return { encoding: 'int64', type: 'long', length, nulls: undefined, values: wideSums(term, restarts, length) };
    }
  }
}

/** Sums as doubles; undefined when those of longs pass what doubles hold exactly. A table has too few rows for ints to do so. */
function doubleSums(term: Vector, restarts: Restarts, length: number): Float64Array | undefined {
  const sums = new Float64Array(length);
  if (term.encoding === 'constant' && term.value === null) return sums;
  const terms = doublesFrom(term, 0n, length);
  if (terms === undefined) return undefined;
  const isLong = term.type === 'long';
  let sum = 0;
  for (let i = 0; i < length; i++) {
    if (restarts(i)) sum = 0;
    if (!isNullRow(term.nulls, i)) sum += terms[i];
    if (isLong && !Number.isSafeInteger(sum)) return undefined;
    sums[i] = sum;
  }
  return sums;
}

function wideSums(term: Vector, restarts: Restarts, length: number): BigInt64Array {
  const terms = int64sOf(term);
  const sums = new BigInt64Array(length);
  for (let i = 0; i < length; i++) {
    if (i > 0 && !restarts(i)) sums[i] = sums[i - 1];
    if (!isNullRow(term.nulls, i)) sums[i] += terms[i];
  }
  return sums;
}

function decimalSums(term: Vector, restarts: Restarts, length: number): Vector {
  const read = cellReader(term);
  const sums: Cell[] = [];
  // null once the sum has left the range of decimals
  let sum: DecimalValue | null = decimalFromLong(0);
  for (let i = 0; i < length; i++) {
    if (restarts(i)) sum = decimalFromLong(0);
    const value = read(i) as DecimalValue | null;
    if (value !== null && sum !== null) sum = addDecimals(sum, value);
    sums.push(sum);
  }
  return vectorOf('decimal', sums);
}
