import { describe, expect, it } from 'vitest';
import { Database } from '../src/index.ts';

/** A prepared query keeps its plan from run to run; whatever the plan hangs on is seen by the next run all the same. */

const rows = async (query: { run(options?: object): Promise<{ toRows(): unknown[][] }> }, options?: object): Promise<unknown[][]> =>
  (await query.run(options)).toRows();

function filled(options: ConstructorParameters<typeof Database>[0] = {}): Database {
  const database = new Database({ now: '2024-05-01', schemas: false, ...options });
  database.addTable('T', [{ a: 1 }, { a: 2 }]);
  return database;
}

describe('a prepared query', () => {
  it('gives the same rows each time', async () => {
    const query = filled().prepare('let L = T | summarize n = count() by a; L | join kind=inner (L) on a | project a, n | sort by a asc');
    for (let run = 0; run < 3; run++)
      expect(await rows(query)).toEqual([
        [1, 1],
        [2, 1],
      ]);
  });

  it('sees a table that has been replaced, and one that has other columns', async () => {
    const database = filled();
    const query = database.prepare('T | summarize sum(a)');
    expect(await rows(query)).toEqual([[3]]);
    database.addTable('T', [{ b: 1, a: 10 }]);
    expect(await rows(query)).toEqual([[10]]);
    database.addTable('T', [{ b: 1 }]);
    await expect(rows(query)).rejects.toThrow('`a`');
  });

  it('sees a function that has been replaced, and what watchlists hold', async () => {
    const database = filled();
    database.addFunction('let f = () { T | count };');
    const query = database.prepare('f() | project Count');
    expect(await rows(query)).toEqual([[2]]);
    database.addFunction('let f = () { T | where a > 1 | count };');
    expect(await rows(query)).toEqual([[1]]);
    database.addWatchlist('W', [{ SearchKey: 'x' }]);
    const list = database.prepare("_GetWatchlist('W') | project SearchKey");
    expect(await rows(list)).toEqual([['x']]);
    database.addWatchlist('W', [{ SearchKey: 'y' }]);
    expect(await rows(list)).toEqual([['y']]);
  });

  it('sees the clock, parameters and the range of time of each run', async () => {
    const database = filled();
    const clock = database.prepare('print now()');
    expect(await rows(clock)).toEqual([['2024-05-01T00:00:00Z']]);
    expect(await rows(clock, { now: '2024-05-02' })).toEqual([['2024-05-02T00:00:00Z']]);
    expect(await rows(clock)).toEqual([['2024-05-01T00:00:00Z']]);
    const parameters: Record<string, unknown> = { least: 2 };
    const query = database.prepare('declare query_parameters(least:long = 1); T | where a >= least | count');
    expect(await rows(query)).toEqual([[2]]);
    expect(await rows(query, { parameters })).toEqual([[1]]);
    parameters.least = 5;
    expect(await rows(query, { parameters })).toEqual([[0]]);
    expect(await rows(query)).toEqual([[2]]);
    database.addTable('E', [{ Timestamp: '2024-05-01T10:00:00Z' }, { Timestamp: '2024-05-03T10:00:00Z' }]);
    const ranged = database.prepare('E | count');
    expect(await rows(ranged)).toEqual([[2]]);
    expect(await rows(ranged, { timeRange: { from: '2024-05-02', column: 'Timestamp' } })).toEqual([[1]]);
    expect(await rows(ranged)).toEqual([[2]]);
  });

  it('sees what data tells it anew: values, and the columns of bags', async () => {
    const database = filled();
    const value = database.prepare('print toscalar(T | summarize max(a))');
    expect(await rows(value)).toEqual([[2]]);
    database.addTable('T', [{ a: 7 }]);
    expect(await rows(value)).toEqual([[7]]);
  });

  it('sees what another database holds, and what an address gives', async () => {
    const other = filled();
    const database = filled({ databases: { other } });
    const query = database.prepare("database('other').T | count");
    expect(await rows(query)).toEqual([[2]]);
    other.addTable('T', [{ a: 1 }]);
    expect(await rows(query)).toEqual([[1]]);
    let content = 'a\n';
    const fetching = filled({ fetch: async () => new Response(content) });
    const external = fetching.prepare("externaldata (x:string) ['https://e.org/l.csv']");
    expect(await rows(external)).toEqual([['a']]);
    content = 'b\n';
    expect(await rows(external)).toEqual([['b']]);
  });

  it('draws other random numbers each time, and the same for the same seed', async () => {
    const query = filled().prepare('print rand(), new_guid()');
    expect(await rows(query)).not.toEqual(await rows(query));
    expect(await rows(query, { seed: 1 })).toEqual(await rows(query, { seed: 1 }));
  });
});
