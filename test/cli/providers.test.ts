import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli, folderOf, kqlet } from './kqlet.ts';

let folder: string;
const file = (name: string): string => path.join(folder, name);

beforeAll(() => {
  builtCli();
  folder = folderOf({
    'data/Event.ndjson':
      '{"TimeGenerated":"2024-05-01T00:00:00Z","Timestamp":"2024-05-02T00:00:00Z","User":"a","IP":"10.1.1.1","SHA1":"01"}\n',
    'arg/Resources.ndjson': '{"name":"vm"}\n',
    'list.csv.gz': gzipSync('User,Tag\na,x\n'),
    'vip.csv': 'Mail,Name\na,Alice\n',
    'functions/f.kql': 'let Users = () { Event | project User };',
    'functions/deep/g.yaml':
      'FunctionName: Named\nFunctionParams:\n  - Name: user\n    Type: string\n    Default: a\nFunctionQuery: Event | where User == user | count\n',
    'broken.yaml': 'FunctionName: Broken\nFunctionQuery: Event | wher x\n',
    'profiles.json': '[{"SHA1":"01","GlobalPrevalence":7}]',
    'geo.csv': 'network,country,state,city,latitude,longitude\n10.0.0.0/8,Here,,,1.5,2\n',
  });
}, 120_000);

const run = (query: string, ...args: string[]): ReturnType<typeof kqlet> =>
  kqlet(['run', '-q', query, '--data', file('data'), '--format', 'json', ...args]);

const rows = async (query: string, ...args: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await run(query, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe('what comes from outside the query', () => {
  it('externaldata reads the files that --external names', async () => {
    const query = 'externaldata (User:string, Tag:string) [h"https://e.org/list.csv.gz?sig=x=y"] with (ignoreFirstRecord=true)';
    expect(await rows(query, '--external', `https://e.org/list.csv.gz=${file('list.csv.gz')}`)).toEqual([{ User: 'a', Tag: 'x' }]);
    const missing = await run(query);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('data error: there is no content for https://e.org/list.csv.gz');
    expect(missing.stderr).toContain('--external');
    expect(missing.stderr.split('\n')[0]).not.toContain('sig=');
  });

  it('an address may have equals signs', async () => {
    const query = 'externaldata (User:string, Tag:string) ["https://e.org/l?id=1"]  | count';
    expect(await rows(query, '--external', `https://e.org/l?id=1=${file('list.csv.gz')}`)).toEqual([{ Count: 2 }]);
  });

  it('watchlists, with the search key behind a colon', async () => {
    const query = "Event | lookup kind=inner _GetWatchlist('vip') on $left.User == $right.SearchKey | project Name";
    expect(await rows(query, '--watchlist', `vip:Mail=${file('vip.csv')}`)).toEqual([{ Name: 'Alice' }]);
    expect((await run(query, '--watchlist', `vip=${file('vip.csv')}`)).stderr).toContain('search key');
    expect((await run(query)).stderr).toContain('--watchlist vip=FILE');
  });

  it('stored functions of a folder, with and without parentheses', async () => {
    expect(await rows('Users', '--functions', file('functions'))).toEqual([{ User: 'a' }]);
    expect(await rows('Named() | union Named', '--functions', file('functions/deep/g.yaml'))).toEqual([{ Count: 1 }, { Count: 1 }]);
    const broken = await run('Users', '--functions', file('broken.yaml'));
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('broken.yaml');
  });

  it('file profiles, places of addresses, and the time of ingestion', async () => {
    expect(await rows('Event | invoke FileProfile(SHA1) | project GlobalPrevalence', '--file-profiles', file('profiles.json'))).toEqual([
      { GlobalPrevalence: 7 },
    ]);
    expect(await rows('Event | project g = geo_info_from_ip_address(IP).country', '--geo-ip', file('geo.csv'))).toEqual([{ g: 'Here' }]);
    expect(
      await rows('Event | where ingestion_time() > ago(1h) | count', '--ingestion-time', 'TimeGenerated', '--now', '2024-05-01T00:30:00Z'),
    ).toEqual([{ Count: 1 }]);
    for (const query of [
      'Event | invoke FileProfile(SHA1)',
      'Event | extend geo_info_from_ip_address(IP)',
      'Event | extend ingestion_time()',
    ])
      expect((await run(query)).code, query).toBe(3);
  });

  it('other databases', async () => {
    expect(await rows('arg("").Resources', '--database', `arg=${file('arg')}`)).toEqual([{ name: 'vm' }]);
    expect(await rows("cluster('c').database('d').Resources | count", '--database', `c/d=${file('arg')}`)).toEqual([{ Count: 1 }]);
    expect((await run('arg("").Resources')).code).toBe(3);
  });

  it('who and where the query is', async () => {
    expect(
      await rows(
        'print d = current_database(), c = current_cluster_endpoint(), p = current_principal()',
        '--name',
        'D',
        '--cluster',
        'C',
        '--principal',
        'P',
      ),
    ).toEqual([{ d: 'D', c: 'C', p: 'P' }]);
  });

  it('the profile says which column is the time', async () => {
    const count = (...args: string[]): Promise<unknown> => rows('Event | count', '--from', '2024-05-02', ...args);
    expect(await count()).toEqual([{ Count: 0 }]);
    expect(await count('--profile', 'defender')).toEqual([{ Count: 1 }]);
    expect((await run('Event', '--profile', 'adx', '--from', '2024-05-02')).code).toBe(2);
    expect((await run('Event', '--profile', 'splunk')).stderr).toContain('the profiles are sentinel, defender, adx');
  });

  it('a file that is not there is wrong usage', async () => {
    for (const args of [
      ['--external', 'https://e.org/x=gone.csv'],
      ['--watchlist', 'w=gone.csv'],
      ['--geo-ip', 'gone.csv'],
      ['--database', 'x=gone'],
      ['--watchlist', 'w'],
    ])
      expect((await run('Event', ...args)).code, args.join(' ')).toBe(2);
  });
});
