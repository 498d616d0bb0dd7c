import { hasBit } from './bitmap.ts';
import { guidFromWords } from './guid.ts';
import type { Cell, Vector } from './vector.ts';

/** The value of one row as a cell. */
export function cellAt(vector: Vector, row: number): Cell {
  return cellReader(vector)(row);
}

/**
 * A function that reads cells of a vector. What row functions see: a long beyond ±(2^53−1) is a bigint, datetime and timespan always are.
 */
export function cellReader(vector: Vector): (row: number) => Cell {
  switch (vector.encoding) {
    case 'constant': {
      const { value } = vector;
      return () => value;
    }
    case 'coded-text': {
      const { codes, dictionary } = vector;
      const { entries } = dictionary;
      return (row) => entries[codes[row]];
    }
    case 'text':
    case 'dynamic':
    case 'decimal': {
      const { values } = vector;
      return (row) => values[row];
    }
    case 'coded-dynamic': {
      const { codes, entries } = vector;
      return (row) => entries.at(codes[row]);
    }
  }
  const read = nonNullReader(vector);
  const { nulls } = vector;
  return nulls === undefined ? read : (row) => (hasBit(nulls, row) ? null : read(row));
}

type WithBitmap = Exclude<Vector, { nulls: undefined }>;

function nonNullReader(vector: WithBitmap): (row: number) => Cell {
  switch (vector.encoding) {
    case 'bool': {
      const { values } = vector;
      return (row) => values[row] === 1;
    }
    case 'real': {
      const { values } = vector;
      return (row) => values[row];
    }
    case 'guid': {
      const { words } = vector;
      return (row) => guidFromWords(words[2 * row], words[2 * row + 1]);
    }
    case 'int32': {
      const { values } = vector;
      return vector.type === 'int' || vector.type === 'long' ? (row) => values[row] : (row) => BigInt(values[row]);
    }
    case 'offset': {
      const { values, base } = vector;
      if (vector.type !== 'long') return (row) => base + BigInt(values[row]);
      if (base === 0n) return (row) => values[row];
      return (row) => longCell(base + BigInt(values[row]));
    }
    case 'int64': {
      const { values } = vector;
      return vector.type === 'long' ? (row) => longCell(values[row]) : (row) => values[row];
    }
  }
}

/** A long as a cell: a number where that is exact, else a bigint. */
export function longCell(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
