import { describe, expect, it } from 'vitest';
import { Database } from '../../src/index.ts';

describe('geo_info_from_ip_address', () => {
  const networks = [
    { network: '20.0.0.0/8', country: 'Australia', state: '', city: '', latitude: '-33.5', longitude: '151' },
    {
      network: '20.53.203.0/24',
      country: 'Australia',
      state: 'New South Wales',
      city: 'Sydney',
      latitude: '-33.8715',
      longitude: '151.2006',
    },
    { network: '2a03:2880::/32', country: 'United States', latitude: 25.7701, longitude: -80.1928 },
    { network: '10.1.2.3', country: 'Here' },
  ];

  // the shape of the answer is that of the manual's examples
  it('gives the smallest network that holds the address', async () => {
    const database = new Database({ geoInfo: networks });
    const query =
      'datatable (ip:string) ["20.53.203.50", "20.1.1.1", "2a03:2880:f12c:83:face:b00c::25de", "10.1.2.3", "10.1.2.4", "x", ""] | project geo_info_from_ip_address(ip)';
    expect((await database.query(query)).toRows()).toEqual([
      [{ country: 'Australia', state: 'New South Wales', city: 'Sydney', latitude: -33.8715, longitude: 151.2006 }],
      [{ country: 'Australia', latitude: -33.5, longitude: 151 }],
      [{ country: 'United States', latitude: 25.7701, longitude: -80.1928 }],
      [{ country: 'Here' }],
      [null],
      [null],
      [null],
    ]);
  });

  it('asks a function of the host; its fields are read as in rules', async () => {
    const database = new Database({ geoInfo: (ip) => (ip.startsWith('1.') ? { country: 'X', latitude: 1 } : null) });
    const query = `datatable (ip:string) ['1.2.3.4', '2.2.3.4'] | extend g = geo_info_from_ip_address(ip)
      | project c = tostring(parse_json(g).country), l = toreal(g.latitude), t = gettype(g.latitude)`;
    expect((await database.query(query)).toRows()).toEqual([
      ['X', 1, 'double'],
      ['', null, 'null'],
    ]);
    expect((await database.query("print geo_info_from_ip_address('1.1.1.1')")).columns[0].name).toBe('print_0');
  });

  it('is refused by name without one, and networks that are none are', async () => {
    await expect(new Database().query("print geo_info_from_ip_address('1.1.1.1')")).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('geo_info_from_ip_address()'),
      hint: expect.stringContaining('--geo-ip'),
    });
    expect(() => new Database({ geoInfo: [{ network: '10.0.0.0/33' }] })).toThrow(/network/);
    const async = new Database({ geoInfo: (async () => null) as never });
    await expect(async.query("print x = '1.1.1.1' | extend geo_info_from_ip_address(x)")).rejects.toMatchObject({ kind: 'data' });
  });
});

describe('ingestion_time', () => {
  const rows = [
    { Name: 'old', At: '2024-04-01T00:00:00Z', Text: 'x' },
    { Name: 'new', At: '2024-04-30T23:30:00Z', Text: 'x' },
  ];

  it('is the column that the host names, and has its own name', async () => {
    const database = new Database({ now: '2024-05-01', ingestionTime: 'At' });
    database.addTable('T', rows);
    expect((await database.query('T | where ingestion_time() > ago(1h) | project Name')).toRows()).toEqual([['new']]);
    const result = await database.query('T | project ingestion_time() | take 1');
    expect(result.columns).toEqual([{ name: '$IngestionTime', type: 'datetime' }]);
    expect((await database.query("T | where Name == 'old' | extend i = ingestion_time() | project i")).toRows()).toEqual([
      ['2024-04-01T00:00:00Z'],
    ]);
  });

  it('is refused without one, and where the column is gone or no datetime', async () => {
    const plain = new Database();
    plain.addTable('T', rows);
    await expect(plain.query('T | where ingestion_time() > ago(1h)')).rejects.toMatchObject({
      kind: 'unsupported',
      hint: expect.stringContaining('--ingestion-time'),
    });
    const database = new Database({ ingestionTime: 'At' });
    database.addTable('T', rows);
    await expect(database.query('T | project Name | where ingestion_time() > ago(1h)')).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(database.query('print ingestion_time()')).rejects.toMatchObject({ kind: 'unsupported' });
    const text = new Database({ ingestionTime: 'Text' });
    text.addTable('T', rows);
    await expect(text.query('T | where ingestion_time() > ago(1h)')).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('what the host is', () => {
  const principal = {
    fqn: 'aaduser=1;2',
    details: { UserPrincipalName: 'u@example.org', FQN: null },
    memberOf: ['aadgroup=g@example.org'],
  };

  it('is told by constants', async () => {
    const database = new Database({ name: 'Logs', cluster: 'https://c.example.org', principal });
    const query = `print current_database(), current_cluster_endpoint(), current_principal(), current_principal_details().UserPrincipalName,
      current_principal_is_member_of('aaduser=x', 'aadgroup=g@example.org'), current_principal_is_member_of(dynamic(['aadgroup=h']))`;
    expect((await database.query(query)).toRows()).toEqual([
      ['Logs', 'https://c.example.org', 'aaduser=1;2', 'u@example.org', true, false],
    ]);
  });

  it('is refused where it is not said', async () => {
    const names = [
      'current_database()',
      'current_cluster_endpoint()',
      'current_principal()',
      'current_principal_details()',
      "current_principal_is_member_of('x')",
    ];
    for (const name of names) await expect(new Database().query(`print ${name}`), name).rejects.toMatchObject({ kind: 'unsupported' });
    const database = new Database({ principal: { fqn: 'x' } });
    await expect(database.query("print current_principal_is_member_of('y')")).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(database.query('print current_principal_details()')).rejects.toMatchObject({ kind: 'unsupported' });
    const known = new Database({ principal });
    await expect(known.query("datatable (g:string) ['a'] | extend current_principal_is_member_of(g)")).rejects.toMatchObject({
      kind: 'semantic',
    });
  });
});

describe('a profile', () => {
  const both = [
    { TimeGenerated: '2024-05-01T00:00:00Z', Timestamp: '2024-05-02T00:00:00Z' },
    { TimeGenerated: '2024-05-02T00:00:00Z', Timestamp: '2024-05-01T00:00:00Z' },
  ];
  const timeRange = { to: '2024-05-01T12:00:00Z' };

  it('decides the column of time', async () => {
    const answers = async (profile?: 'sentinel' | 'defender') => {
      const database = new Database({ profile });
      database.addTable('T', both);
      return (await database.query('T | project TimeGenerated', { timeRange })).toRows();
    };
    expect(await answers()).toEqual([['2024-05-01T00:00:00Z']]);
    expect(await answers('sentinel')).toEqual([['2024-05-01T00:00:00Z']]);
    expect(await answers('defender')).toEqual([['2024-05-02T00:00:00Z']]);
  });

  it('adx has none: a time range must name it', async () => {
    const database = new Database({ profile: 'adx' });
    database.addTable('T', both);
    await expect(database.query('T', { timeRange })).rejects.toMatchObject({ kind: 'data' });
    expect((await database.query('T | count', { timeRange: { ...timeRange, column: 'Timestamp' } })).toRows()).toEqual([[1]]);
  });

  it('does not make text and numbers comparable: the engine refuses that', async () => {
    for (const profile of ['sentinel', 'defender', 'adx'] as const)
      await expect(new Database({ profile }).query("datatable (ResultType:string) ['0'] | where ResultType == 0")).rejects.toMatchObject({
        kind: 'semantic',
      });
  });
});
