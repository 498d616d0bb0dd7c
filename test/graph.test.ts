import { describe, expect, it } from 'vitest';
import { Database, KqlError } from '../src/index.ts';

const chain = 'range i from 1 to 100000 step 1 | extend j = i + 1 | make-graph i --> j with_node_id=id';
const loop = 'datatable(s:long, t:long)[1, 1] | make-graph s --> t with_node_id=id';
const dense = 'range i from 0 to 899 step 1 | project s = i / 30, t = i % 30 | make-graph s --> t with_node_id=id';

async function failure(query: string, options: object = {}): Promise<KqlError> {
  const error = await new Database({ schemas: false }).query(query, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KqlError) return error;
  throw error ?? new Error('the query gave an answer');
}

describe('graphs', () => {
  it('are walked without recursion, however long a path is', async () => {
    const database = new Database({ schemas: false });
    const path = await database.query(
      `${chain} | graph-match (a)-[p*1..1000000]->(b) where a.id == 1 and b.id == 100001 project n = array_length(p)`,
    );
    expect(path.toRows()).toEqual([[100000]]);
    const shortest = await database.query(
      `${chain} | graph-shortest-paths (a)-[p*1..1000000]->(b) where a.id == 1 and b.id == 100001 project n = array_length(p)`,
    );
    expect(shortest.toRows()).toEqual([[100000]]);
    const strong = await database.query(
      `${chain} | graph-mark-components kind=strong | graph-to-table nodes | summarize dcount(ComponentId)`,
    );
    expect(strong.toRows()[0][0]).toBeGreaterThan(90000);
  });

  it('end with a limit when a pattern explodes', async () => {
    const pattern = 'graph-match (a)-[p*1..30]->(b) where any(p, s == 99) project a.id';
    expect((await failure(`${dense} | ${pattern}`, { limits: { timeMs: 200 } })).kind).toBe('limit');
    expect((await failure(`${dense} | ${pattern}`, { limits: { rows: 100_000 } })).kind).toBe('limit');
    const shortest = 'graph-shortest-paths (a)-[p*1..30]->(b) where any(p, s == 99) project a.id';
    expect((await failure(`${dense} | ${shortest}`, { limits: { timeMs: 200 } })).kind).toBe('limit');
    expect((await failure(`${dense} | ${shortest}`, { limits: { rows: 100_000 } })).kind).toBe('limit');
  });

  it('charge for what a search holds', async () => {
    const endless = `${loop} | graph-match cycles=all (a)-[p*1000000000..1000000000]->(b) project a.id`;
    expect((await failure(endless, { limits: { memoryBytes: 50_000_000 } })).kind).toBe('limit');
  });

  it('can be cancelled in the middle of a search', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const pattern = 'graph-match (a)-[p*1..30]->(b) where any(p, s == 99) project a.id';
    expect((await failure(`${dense} | ${pattern}`, { signal: controller.signal })).message).toContain('cancelled');
  });

  it('give their two tables once', async () => {
    const database = new Database({ schemas: false });
    const both = `${loop} | graph-to-table nodes as N, edges as E`;
    const columns = async (query: string): Promise<string[][]> =>
      (await database.query(query)).tables.map((table) => table.columns.map(({ name }) => name));
    expect(await columns(both)).toEqual([['id'], ['s', 't']]);
    expect(await columns(`${both}; E; N`)).toEqual([['s', 't'], ['id']]);
  });

  it('are known with what only data can tell', async () => {
    const database = new Database({ schemas: false });
    const bags = "datatable(d:dynamic)[dynamic({'s': 'A', 't': 'B', 'w': 3})] | evaluate bag_unpack(d)";
    const start = "toscalar(datatable(x:string)['A'])";
    const result = await database.query(
      `${bags} | make-graph s --> t with_node_id=id | graph-match (a)-[e]->(b)<-[p*1..1]-(a) where a.id == ${start} project e.w, b`,
    );
    expect(result.columns).toEqual([
      { name: 'e_w', type: 'long' },
      { name: 'b', type: 'dynamic' },
    ]);
    const all = await database.query(
      `${bags} | make-graph s --> t with_node_id=id | graph-match (a)-[e]->(b) where a.id == ${start} project e.w, b, e`,
    );
    expect(all.toRows()).toEqual([[3, { id: 'B' }, { s: 'A', t: 'B', w: 3 }]]);
  });
});
