import { describe, expect, it } from 'vitest';
import { Database, KqlError } from '../src/index.ts';

/** The results of a query: its columns and rows each. */
async function results(query: string): Promise<[string, unknown[][]][]> {
  const { tables } = await new Database().query(query);
  return tables.map((table) => [table.columns.map(({ name, type }) => `${name}:${type}`).join(', '), table.toRows()]);
}

const rows = "datatable(s:string, n:long)['a', 1, 'b', 2, 'a', 3]";

describe('operators that give several results', () => {
  it('fork gives one for each sub-query, in their order', async () => {
    expect(await results(`${rows} | fork (where n > 1) total = (summarize total = sum(n))`)).toEqual([
      [
        's:string, n:long',
        [
          ['b', 2],
          ['a', 3],
        ],
      ],
      ['total:long', [[6]]],
    ]);
  });

  it('facet gives that of `with` and then the values of each column', async () => {
    expect(await results(`${rows} | facet by s, n with (take 1)`)).toEqual([
      ['s:string, n:long', [['a', 1]]],
      [
        's:string, count_s:long',
        [
          ['a', 2],
          ['b', 1],
        ],
      ],
      [
        'n:long, count_n:long',
        [
          [1, 1],
          [2, 1],
          [3, 1],
        ],
      ],
    ]);
  });

  it('preview gives the first rows and the number of all', async () => {
    expect(await results(`${rows} | evaluate preview(1)`)).toEqual([
      ['s:string, n:long', [['a', 1]]],
      ['Count:long', [[3]]],
    ]);
  });

  it('a let holds them too, and other statements stand beside them', async () => {
    const tables = await results(`let both = ${rows} | fork (count) (take 1); both; print x = 1`);
    expect(tables.map(([columns]) => columns)).toEqual(['Count:long', 's:string, n:long', 'x:long']);
  });

  it('computes what they share once', async () => {
    const [[, [first]], [, [second]]] = await results(`range i from 1 to 1 step 1 | extend r = rand() | fork (project r) (project r)`);
    expect(first).toEqual(second);
  });

  it.each([
    `${rows} | fork (take 1) (take 2) | count`,
    `union (${rows} | fork (take 1) (take 2)), (print 1)`,
    `let both = ${rows} | fork (count) (take 1); both | count`,
    `print x = toscalar(${rows} | facet by s)`,
    `${rows} | fork (fork (take 1) (take 2)) (take 1)`,
  ])('refuses %s', async (query) => {
    await expect(results(query)).rejects.toThrow(KqlError);
  });
});
