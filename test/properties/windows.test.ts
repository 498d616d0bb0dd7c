import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longCell } from '../../src/data/cells.ts';
import { cellToJson, jsonReader } from '../../src/data/json-safe.ts';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell, Vector } from '../../src/data/vector.ts';
import type { WindowFunction } from '../../src/functions/define.ts';
import { functions } from '../../src/functions/index.ts';
import { cell, close, encoded, scalarTypes } from './columns.ts';

await functions.fetchAll();

interface Call {
  readonly name: string;
  readonly types: readonly ScalarType[];
  readonly constants?: readonly (Cell | undefined)[];
  /** What the function gives for whole columns, said as plainly as can be. */
  readonly plain: (columns: readonly (readonly Cell[])[]) => Cell[];
}

const shiftable = scalarTypes.filter((type) => type !== 'string');
const rankable = scalarTypes.filter((type) => type !== 'dynamic');

const calls: readonly Call[] = [
  ...shiftable.flatMap((type): Call[] => [
    { name: 'prev', types: [type], plain: ([values]) => values.map((_, i) => values[i - 1] ?? null) },
    { name: 'next', types: [type, 'long'], constants: [undefined, 2], plain: ([values]) => values.map((_, i) => values[i + 2] ?? null) },
  ]),
  { name: 'prev', types: ['string'], plain: ([values]) => values.map((_, i) => values[i - 1] ?? '') },
  {
    name: 'next',
    types: ['string', 'long', 'string'],
    constants: [undefined, 3, 'none'],
    plain: ([values]) => values.map((_, i) => values[i + 3] ?? 'none'),
  },
  {
    name: 'row_number',
    types: ['long', 'bool'],
    constants: [7, undefined],
    plain: ([, restart]) => restart.map((_, row) => 7 + row - startOf(restart, row)),
  },
  ...rankable.flatMap((type): Call[] => [
    {
      name: 'row_rank_dense',
      types: [type, 'bool'],
      plain: ([terms, restart]) =>
        terms.map((_, row) => {
          let rank = 1;
          for (let i = startOf(restart, row) + 1; i <= row; i++) if (!same(terms[i], terms[i - 1])) rank++;
          return rank;
        }),
    },
    {
      name: 'row_rank_min',
      types: [type, 'bool'],
      plain: ([terms, restart]) =>
        terms.map((_, row) => {
          const start = startOf(restart, row);
          let first = row;
          while (first > start && same(terms[first], terms[first - 1])) first--;
          return first - start + 1;
        }),
    },
  ]),
  ...(['int', 'long', 'real'] as const).map(
    (type): Call => ({
      name: 'row_cumsum',
      types: [type, 'bool'],
      plain: ([terms, restart]) =>
        terms.map((_, row) => {
          const start = startOf(restart, row);
          const summed = terms.slice(start, row + 1);
          if (type === 'real') return (summed as (number | null)[]).reduce((sum: number, term) => sum + (term ?? 0), 0);
          const sum = summed.reduce((total: bigint, term) => total + BigInt((term ?? 0) as number | bigint), 0n);
          return type === 'int' ? Number(BigInt.asIntN(32, sum)) : longCell(BigInt.asIntN(64, sum));
        }),
    }),
  ),
];

/** The row from which counting runs to a row. */
function startOf(restart: readonly Cell[], row: number): number {
  let start = row;
  while (start > 0 && restart[start] !== true) start--;
  return start;
}

function same(a: Cell, b: Cell): boolean {
  return a === b || String(a) === String(b) || (a === 0 && b === 0);
}

describe('window functions give what a plain loop gives', () => {
  for (const call of calls) {
    it(`${call.name}(${call.types.join(', ')})`, () => {
      const [definition] = functions.windows.get(call.name) as readonly WindowFunction[];
      const row = fc.tuple(
        ...call.types.map((type, i) => (call.constants?.[i] !== undefined ? fc.constant(call.constants[i] as Cell) : cell(type))),
      );
      fc.assert(
        fc.property(fc.array(row, { maxLength: 12 }), fc.array(fc.nat(11), { minLength: 3, maxLength: 3 }), (rows, choices) => {
          const columns = call.types.map((_, k) => rows.map((cells) => cells[k]));
          const vectors: Vector[] = call.types.map((type, k) => encoded(type, columns[k], choices[k]));
          const site = { types: call.types, constants: call.constants ?? call.types.map(() => undefined) };
          const result = definition.run(vectors, rows.length, site);
          expect(result.length).toBe(rows.length);
          const read = jsonReader(result);
          const actual = rows.map((_, i) => read(i));
          const expected = call.plain(columns).map((value) => cellToJson(result.type, value));
          if (!close(actual, expected)) expect(actual).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    });
  }
});
