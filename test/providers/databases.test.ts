import { describe, expect, it } from 'vitest';
import { Database } from '../../src/index.ts';

function databaseOf(
  tables: Readonly<Record<string, readonly Record<string, unknown>[]>>,
  options: ConstructorParameters<typeof Database>[0] = {},
): Database {
  const database = new Database(options);
  for (const [name, rows] of Object.entries(tables)) database.addTable(name, rows);
  return database;
}

const samples = databaseOf(
  {
    Storms: [
      { State: 'TX', N: 1 },
      { State: 'KS', N: 2 },
    ],
    Floods: [{ State: 'NY', N: 3 }],
  },
  { name: 'Samples', cluster: 'https://help.kusto.windows.net' },
);
samples.addFunction('let InState = (state:string) { Storms | where State == state };');
samples.addFunction('let AllStorms = () { Storms };');
samples.addFunction('let Twice = (x:long) { x * 2 };');
samples.addFunction("let Known = () { InState('KS') | extend d = current_database() };");

describe('tables of other databases', () => {
  const main = databaseOf(
    { Storms: [{ State: 'here', N: 0 }] },
    { name: 'Main', databases: { Samples: samples, 'help/Samples': samples, arg: samples, 'w-1': samples } },
  );
  const rows = async (query: string): Promise<unknown[][]> => (await main.query(query)).toRows();

  it('are named through database(), cluster(), workspace(), app(), resource(), arg() and adx()', async () => {
    const forms = [
      "database('Samples')",
      "cluster('help').database('Samples')",
      "cluster('https://help.kusto.windows.net/').database('Samples')",
      "adx('help/Samples')",
      "adx('https://help.kusto.windows.net/Samples')",
      'arg("")',
      "workspace('w-1')",
      "app('w-1')",
      "resource('w-1')",
    ];
    for (const form of forms) expect(await rows(`${form}.Storms | project State`), form).toEqual([['TX'], ['KS']]);
    expect(await rows("let name = 'Samples'; database(name).['Storms'] | count")).toEqual([[2]]);
    expect(await rows("let f = (d:string) { database(d).Storms | count }; f('Samples')")).toEqual([[2]]);
    expect(await rows("alias database S = cluster('help').database('Samples'); database('S').Storms | count")).toEqual([[2]]);
  });

  it('stand beside those of the own database, which database() names too', async () => {
    expect(await rows("union Storms, arg('').Storms | summarize sum(N)")).toEqual([[3]]);
    expect(await rows("let other = arg('').Storms; Storms | join kind=fullouter other on State | count")).toEqual([[3]]);
    expect(await rows("database().Storms | union database('Main').Storms | count")).toEqual([[2]]);
    expect(await rows("union database('Samples').* | count")).toEqual([[3]]);
    expect(await rows("union database('Samples').Fl* | project State")).toEqual([['NY']]);
    expect(await rows("print x = 'KS' | where x in (database('Samples').Storms)")).toEqual([['KS']]);
  });

  it('and their functions see their own database', async () => {
    expect(await rows("database('Samples').InState('TX') | project N")).toEqual([[1]]);
    expect(await rows("database('Samples').AllStorms | count")).toEqual([[2]]);
    expect(await rows("database('Samples').AllStorms() | count")).toEqual([[2]]);
    expect(await rows("database('Samples').Known | project State, d")).toEqual([['KS', 'Samples']]);
    expect(await rows("print x = 4 | extend y = database('Samples').Twice(x)")).toEqual([[4, 8]]);
  });

  it('are filtered by the time range as well', async () => {
    const other = databaseOf({ T: [{ TimeGenerated: '2024-05-01T00:00:00Z' }, { TimeGenerated: '2024-05-03T00:00:00Z' }] });
    const result = await new Database({ databases: { o: other } }).query("database('o').T", { timeRange: { from: '2024-05-02' } });
    expect(result.rowCount).toBe(1);
  });

  it('that are not supplied are refused by name', async () => {
    await expect(main.query("database('Sample').Storms")).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('database("Sample")'),
      hint: 'did you mean Samples?',
    });
    await expect(main.query("workspace('other').SecurityEvent | count")).rejects.toMatchObject({
      kind: 'unsupported',
      hint: expect.stringContaining('--database other=FOLDER'),
    });
    await expect(new Database().query('arg("").Resources')).rejects.toMatchObject({
      kind: 'unsupported',
      hint: expect.stringContaining('--database arg=FOLDER'),
    });
    await expect(main.query("cluster('other').database('Samples').Storms")).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(main.query("database('Samples').Storm")).rejects.toMatchObject({ kind: 'semantic', hint: 'did you mean `Storms`?' });
    await expect(main.query("database('Samples')")).rejects.toMatchObject({ kind: 'semantic' });
    await expect(main.query("union withsource=s Storms, database('Samples').Storms")).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('name their tables without themselves in withsource, where it is the database of the query', async () => {
    // Kusto emulator, as measured by duckdb-kql
    const own = new Database({ name: 'here' });
    own.addTable('A', [{ x: 1 }]);
    own.addTable('B', [{ x: 2 }]);
    const result = await own.query("union withsource=s database('here').A, (database('here').B | where x > 0), database('').B");
    expect(result.toRows()).toEqual([
      ['A', 1],
      ['union_arg1', 2],
      ['B', 2],
    ]);
  });

  it('that are not supplied are left out by a fuzzy union', async () => {
    expect(
      await rows("union isfuzzy=true Storms, (database('Nowhere').Storms | where N > 0), database('Samples').Nothing | count"),
    ).toEqual([[1]]);
  });

  it('may be named by a table of this database', async () => {
    const database = databaseOf({ 'arg("").Resources': [{ name: 'vm' }], 'external_table("Lists")': [{ x: 1 }] });
    expect((await database.query("arg('').Resources")).toRows()).toEqual([['vm']]);
    expect((await database.query("external_table('Lists')")).toRows()).toEqual([[1]]);
    await expect(database.query("external_table('Others')")).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('see the databases as they were when the query was bound', async () => {
    const database = new Database();
    database.addDatabase('later', databaseOf({ T: [{ x: 1 }] }));
    expect((await database.query("database('later').T")).toRows()).toEqual([[1]]);
  });
});

describe('macro-expand', () => {
  const second = databaseOf({ Storms: [{ State: 'CA', N: 10, Extra: true }] }, { name: 'Second', cluster: 'https://c2.example.org' });
  const main = databaseOf({ Local: [{ State: 'CA' }] }, { databases: { Samples: samples, Second: second } });
  const rows = async (query: string): Promise<unknown[][]> => (await main.query(query)).toRows();
  const both = "entity_group [database('Samples'), database('Second')]";

  it('runs the sub-query in each database and unites what comes', async () => {
    expect(await rows(`macro-expand ${both} as X (X.Storms | where N > 1 | project State, N)`)).toEqual([
      ['KS', 2],
      ['CA', 10],
    ]);
    expect(
      await rows(`let G = ${both}; macro-expand G as X (let least = 2; X.Storms | where N >= least) | summarize count(), sum(N)`),
    ).toEqual([[2, 12]]);
  });

  it('has all columns, or with kind=inner the common ones', async () => {
    const columns = async (kind: string) =>
      (await main.query(`macro-expand ${kind} ${both} as X (X.Storms)`)).columns.map(({ name }) => name);
    expect(await columns('')).toEqual(['State', 'N', 'Extra']);
    expect(await columns('kind=inner')).toEqual(['State', 'N']);
  });

  it('knows the database and the cluster of each', async () => {
    expect(
      await rows(
        `macro-expand ${both} as X (X.Storms | extend d = X.$current_database, c = X.$current_cluster_endpoint) | summarize count() by d, c`,
      ),
    ).toEqual([
      ['Samples', 'https://help.kusto.windows.net', 2],
      ['Second', 'https://c2.example.org', 1],
    ]);
  });

  it('keeps what it learns from data of one database apart from the others', async () => {
    expect(await rows(`macro-expand ${both} as X (X.Storms | where N == toscalar(X.Storms | summarize max(N)) | project State)`)).toEqual([
      ['KS'],
      ['CA'],
    ]);
  });

  it('sees the tables and names around it', async () => {
    expect(await rows(`macro-expand ${both} as X (X.Storms | join kind=inner Local on State | project State)`)).toEqual([['CA']]);
  });

  it('leaves out what is not supplied only with isfuzzy', async () => {
    const missing = "entity_group [database('Second'), database('Nowhere')]";
    await expect(main.query(`macro-expand ${missing} as X (X.Storms)`)).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('Nowhere'),
    });
    const result = await main.query(`macro-expand isfuzzy=true ${missing} as X (X.Storms | count)`);
    expect(result.toRows()).toEqual([[1]]);
    expect(result.warnings).toEqual(['database("Nowhere") is not supplied and was left out']);
    await expect(main.query("macro-expand isfuzzy=true entity_group [database('Nowhere')] as X (X.Storms)")).rejects.toMatchObject({
      kind: 'semantic',
    });
  });

  it('refuses groups that it does not know', async () => {
    await expect(main.query('macro-expand Stored as X (X.Storms)')).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('Stored'),
    });
  });
});
