import { describe, expect, it } from 'vitest';
import { Database } from '../src/index.ts';

function database(): Database {
  const result = new Database({ now: '2024-05-01T00:00:00Z' });
  result.addTable('Logins', [
    { TimeGenerated: '2024-01-01T00:00:00Z', user: 'a' },
    { TimeGenerated: '2024-02-01T00:00:00Z', user: 'b' },
    { TimeGenerated: '2024-03-01T00:00:00Z', user: 'c' },
  ]);
  result.addTable('Users', [{ user: 'a' }, { user: 'b' }]);
  result.addFunction('let Known = () { Users | take 1 }');
  return result;
}

async function rows(text: string): Promise<unknown[][]> {
  return (await database().query(text)).toRows();
}

describe('restrict access to', () => {
  it('leaves of what is stored only what it lists', async () => {
    expect(await rows('restrict access to (Users); Users | count')).toEqual([[2]]);
    expect(await rows('restrict access to (database().Users); union * | count')).toEqual([[2]]);
    await expect(rows('restrict access to (Users); Logins')).rejects.toMatchObject({ kind: 'semantic' });
    await expect(rows('restrict access to (Users); Known')).rejects.toMatchObject({ kind: 'semantic' });
    await expect(rows("restrict access to (Users); table('Logins')")).rejects.toMatchObject({ kind: 'semantic' });
    await expect(rows('restrict access to (Users); print n = toscalar(Logins | count)')).rejects.toMatchObject({ kind: 'semantic' });
    await expect(rows('restrict access to (Users); Users | where user in (Logins)')).rejects.toMatchObject({ kind: 'semantic' });
    await expect(rows('restrict access to (Users); Users | join Logins on user')).rejects.toMatchObject({ kind: 'semantic' });
  });

  it('lets a stored function go on to read what it reads', async () => {
    expect(await rows('restrict access to (Known); Known | count')).toEqual([[1]]);
    await expect(rows('restrict access to (Known); Users')).rejects.toMatchObject({ kind: 'semantic' });
  });

  it('hides tables from search, find and unions that take what there is', async () => {
    expect(await rows("restrict access to (Users); search 'a' | count")).toEqual([[1]]);
    expect(await rows("restrict access to (Users); find where user == 'a' | count")).toEqual([[1]]);
    expect(await rows('restrict access to (Users); union isfuzzy=true Users, Logins | count')).toEqual([[2]]);
  });

  it('takes patterns of what is stored', async () => {
    expect(await rows('restrict access to (database().U*); Users | count')).toEqual([[2]]);
    expect(await rows('restrict access to (database().*); Known | count')).toEqual([[1]]);
    await expect(rows('let x = 1; restrict access to (*); Users')).rejects.toMatchObject({ kind: 'semantic' });
  });

  it('puts other databases and watchlists out of sight', async () => {
    const host = new Database({ databases: { Other: database() } });
    host.addTable('Users', [{ user: 'a' }]);
    expect((await host.query("database('Other').Logins | count")).toRows()).toEqual([[3]]);
    await expect(host.query("restrict access to (Users); database('Other').Logins")).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(
      host.query("alias database D = database('Other'); restrict access to (Users); database('D').Logins"),
    ).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('says that the name may be out of sight', async () => {
    await expect(rows('restrict access to (Users); Logins')).rejects.toThrow(/restrict access/);
  });
});

describe('set', () => {
  it('filters every table that has the column of the datetime scope, both ends included', async () => {
    const scope = "set query_datetimescope_column = 'TimeGenerated'; set query_datetimescope_from = datetime(2024-02-01);";
    expect(await rows(`${scope} Logins | count`)).toEqual([[2]]);
    expect(await rows(`${scope} set query_datetimescope_to = datetime(2024-02-01); Logins | project user`)).toEqual([['b']]);
    expect(await rows(`${scope} Users | count`)).toEqual([[2]]);
  });

  it('says what has no effect', async () => {
    const unknown = await database().query('set query_nonsense = 1; print x = 1');
    expect(unknown.warnings.join()).toContain('query_nonsense');
    const idle = await database().query('set query_datetimescope_from = datetime(2024-02-01); Logins | count');
    expect(idle.toRows()).toEqual([[3]]);
    expect(idle.warnings.join()).toContain('query_datetimescope_column');
    expect((await database().query('set notruncation; print x = 1')).warnings).toEqual([]);
  });
});

describe('declare pattern', () => {
  it('never shows an obfuscated text', async () => {
    const error = await rows("declare pattern P; P(h'secret')").catch((thrown: Error) => thrown);
    expect(String(error)).toContain('***');
    expect(String(error)).not.toContain('secret');
  });
});
