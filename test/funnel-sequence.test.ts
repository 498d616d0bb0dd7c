import { expect, it } from 'vitest';
import { Database } from '../src/index.ts';

const rows = `datatable(id:long, t:datetime, s:string)[
  1, datetime(2024-01-01), 'a', 1, datetime(2024-01-01 01:00), 'b', 1, datetime(2024-01-01 02:00), 'c',
  2, datetime(2024-01-01), 'b', 2, datetime(2024-01-01 03:00), 'c', 2, datetime(2024-01-02 06:00), 'c',
  3, datetime(2024-01-01), 'b', 3, datetime(2024-01-01 03:00), 'b', 3, datetime(null), 'c']`;

const tablesOf = async (call: string, table = rows) => (await new Database().query(`${table} | evaluate ${call}`)).tables;

const first = '2024-01-01T00:00:00Z';

// manual page funnel-sequence-plugin: the tables and their columns; a state is never its own neighbour, as in its example
it('gives three tables: by the states before and after, before, after', async () => {
  const tables = await tablesOf("funnel_sequence(id, t, datetime(2024-01-01), datetime(2024-01-31), 1d, 30d, s, dynamic(['b']))");
  expect(tables.map(({ columns }) => columns.map(({ name, type }) => `${name}:${type}`).join())).toEqual([
    't:datetime,prev:string,next:string,dcount:long,samples:dynamic',
    't:datetime,prev:string,dcount:long,samples:dynamic',
    't:datetime,next:string,dcount:long,samples:dynamic',
  ]);
  expect(tables.map((table) => table.toRows())).toEqual([
    [
      [first, 'a', 'c', 1, [1]],
      [first, '', 'c', 1, [2]],
      [first, '', '', 1, [3]],
    ],
    [
      [first, '', 2, [2, 3]],
      [first, 'a', 1, [1]],
    ],
    [
      [first, 'c', 2, [1, 2]],
      [first, '', 1, [3]],
    ],
  ]);
});

it('finds steps with other rows between them, each within the window of the one before', async () => {
  const table = `datatable(id:string, t:long, s:long)['x', 0, 1, 'x', 1, 2, 'x', 9, 2, 'x', 10, 7, 'x', 15, 3, 'y', 0, 1, 'y', 11, 2, 'y', 12, 3]`;
  const tables = await tablesOf('funnel_sequence(id, t, 0, 99, 10, 100, s, dynamic([1, 2, 3]))', table);
  expect(tables.map((result) => result.toRows())).toEqual([[[0, null, null, 1, ['x']]], [[0, null, 1, ['x']]], [[0, null, 1, ['x']]]]);
});

it('gives no rows for no rows, and wants a sequence', async () => {
  const none = 'datatable(id:long, t:long, s:string)[]';
  const tables = await tablesOf("funnel_sequence(id, t, 0, 99, 10, 100, s, dynamic(['a']))", none);
  expect(tables.map((result) => result.toRows())).toEqual([[], [], []]);
  await expect(tablesOf("funnel_sequence(id, t, 0, 99, 10, 100, s, 'a')", none)).rejects.toThrow('an array of states');
});

it('says with the result that patterns are its own', async () => {
  const { warnings } = await new Database().query("print s = 'a' | evaluate autocluster()");
  expect(warnings).toEqual(["autocluster finds kqlet's own patterns: how Kusto searches is not published, and it may find others"]);
});
