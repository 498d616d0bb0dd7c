import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database as PlainDatabase } from '../../src/index.ts';
import { Database } from '../../src/node.ts';

const addresses = [
  { IPAddress: '10.0.100.11', Location: 'Home' },
  { IPAddress: '172.16.107.23', Location: 'Work' },
];

describe('a watchlist', () => {
  it('has the columns of Sentinel and then its own, as texts', async () => {
    const database = new Database();
    database.addWatchlist('ipwatchlist', addresses, { searchKey: 'IPAddress', lastUpdated: '2024-05-01' });
    const result = await database.query("_GetWatchlist('ipwatchlist')");
    expect(result.columns.map(({ name, type }) => `${name}:${type}`)).toEqual([
      '_DTItemId:string',
      'LastUpdatedTimeUTC:datetime',
      'SearchKey:string',
      'WatchlistItem:dynamic',
      'IPAddress:string',
      'Location:string',
    ]);
    const [[id, ...rest]] = result.toRows();
    expect(id).not.toBe('');
    expect(rest).toEqual(['2024-05-01T00:00:00Z', '10.0.100.11', { IPAddress: '10.0.100.11', Location: 'Home' }, '10.0.100.11', 'Home']);
  });

  it('is used in rules in a let, beside in, and in lookup', async () => {
    const database = new PlainDatabase({ watchlists: { known: [{ SearchKey: 'a', Tag: 'x' }] } });
    const events = 'datatable (User:string) ["a", "b"]';
    const inList = `let known = (_GetWatchlist("known") | project SearchKey); ${events} | where User in (known)`;
    expect((await database.query(inList)).toRows()).toEqual([['a']]);
    const direct = `${events} | where User !in ((_GetWatchlist('known') | project SearchKey))`;
    expect((await database.query(direct)).toRows()).toEqual([['b']]);
    const lookup = `${events} | lookup kind=leftouter _GetWatchlist('known') on $left.User == $right.SearchKey | project User, Tag`;
    expect((await database.query(lookup)).toRows()).toEqual([
      ['a', 'x'],
      ['b', ''],
    ]);
    expect((await database.query("let f = (alias:string) { _GetWatchlist(alias) | project Tag }; f('known')")).toRows()).toEqual([['x']]);
    expect((await database.query("print x = toscalar(_GetWatchlist('known') | summarize make_list(Tag))")).toRows()).toEqual([[['x']]]);
  });

  it('with one column needs no search key; with several it must be told', () => {
    const database = new PlainDatabase();
    database.addWatchlist('one', [{ Host: 'a' }]);
    expect(() => database.addWatchlist('two', addresses)).toThrow(/search key/);
    expect(() => database.addWatchlist('two', addresses, { searchKey: 'Host' })).toThrow(/no column Host/);
  });

  it('that is not there is an error that names it and how to add it; without data the query is checked on', async () => {
    const database = new PlainDatabase({ watchlists: { VIPUsers: [{ SearchKey: 'a' }] } });
    const missing = "_GetWatchlist('Servers') | where Name == 'x'";
    await expect(database.query(missing)).rejects.toMatchObject({
      kind: 'data',
      message: 'there is no watchlist `Servers`',
      line: 1,
      column: 1,
      hint: expect.stringContaining('--watchlist Servers=FILE'),
    });
    await expect(database.query("_GetWatchlist('VipUsers')")).rejects.toMatchObject({ kind: 'data', hint: 'did you mean `VIPUsers`?' });
    await expect(database.query(`${missing} | where 1`)).rejects.toMatchObject({ kind: 'semantic' });
    expect(database.schemasOfQuery(`${missing} | project Name`)).toBeDefined();
    await expect(database.query("_GetWatchlist('VIPUsers', dynamic(['a']))")).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('without the time of its update says so where a query asks for it', async () => {
    const database = new PlainDatabase({ watchlists: { w: [{ SearchKey: 'a' }] } });
    expect((await database.query("_GetWatchlist('w')")).warnings).toEqual([]);
    const result = await database.query("_GetWatchlist('w') | project LastUpdatedTimeUTC");
    expect(result.toRows()).toEqual([[null]]);
    expect(result.warnings).toEqual(['the watchlist w does not say when its items were updated: LastUpdatedTimeUTC is null']);
  });

  it('comes from CSV as it stands there, and from what _GetWatchlist gave', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kqlet-'));
    const plain = path.join(folder, 'plain.csv');
    writeFileSync(plain, 'Code,Name\n007,"a, b"\n1.10,true\n');
    const exported = path.join(folder, 'exported.csv');
    writeFileSync(
      exported,
      '_DTItemId,LastUpdatedTimeUTC [UTC],SearchKey,WatchlistItem,Name\nid-1,"5/1/2024, 8:00:00.000 AM",k,"{""Name"":""n"",""x"":1}",n\n',
    );
    const database = new Database();
    await database.loadWatchlist('plain', plain, { searchKey: 'Code' });
    await database.loadWatchlist('exported', exported);
    expect((await database.query("_GetWatchlist('plain') | project SearchKey, Name")).toRows()).toEqual([
      ['007', 'a, b'],
      ['1.10', 'true'],
    ]);
    const [row] = (await database.query("_GetWatchlist('exported') | project _DTItemId, SearchKey, WatchlistItem, Name")).toRows();
    expect(row).toEqual(['id-1', 'k', { Name: 'n', x: 1 }, 'n']);
  });

  it('_GetWatchlistAlias lists them, with or without parentheses', async () => {
    const database = new PlainDatabase({ watchlists: { a: [{ SearchKey: 'a' }], b: [{ SearchKey: 'a' }] } });
    expect((await database.query('_GetWatchlistAlias')).toRows()).toEqual([['a'], ['b']]);
    expect((await database.query('_GetWatchlistAlias() | count')).toRows()).toEqual([[2]]);
    await expect(new PlainDatabase().query('_GetWatchlistAlias')).rejects.toMatchObject({ kind: 'data' });
  });
});
