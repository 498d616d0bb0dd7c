import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testRule } from '../../src/rules/testing/expect-rule.ts';
import type { TestFailure } from '../../src/rules/testing/report.ts';
import { folderOf } from '../cli/kqlet.ts';

type Json = Readonly<Record<string, unknown>>;

/** The failures of a test of a query; a problem counts as one. */
async function failures(
  query: string,
  test: Json,
  file: Json = {},
  files: Record<string, string | Uint8Array> = {},
): Promise<readonly Pick<TestFailure, 'message' | 'hint'>[]> {
  const folder = folderOf({ 'rule.kql': query, ...files });
  const { tests, problems } = await testRule({ ...file, rule: 'rule.kql', tests: [{ name: 'one', ...test }] }, { folder });
  return [...problems, ...tests.flatMap((one) => one.failures)];
}

const passes = async (...args: Parameters<typeof failures>): Promise<void> => expect(await failures(...args)).toEqual([]);
const refused = async (message: string, ...args: Parameters<typeof failures>): Promise<void> =>
  expect((await failures(...args)).map((failure) => failure.message)).toEqual([expect.stringContaining(message)]);

describe('inline rows', () => {
  it('take times as offsets from the clock, in several units', async () => {
    await passes('SigninLogs | project TimeGenerated', {
      now: '2026-05-05T05:05:05Z',
      given: {
        SigninLogs: [
          { TimeGenerated: '-9m' },
          { TimeGenerated: '+1h' },
          { TimeGenerated: '-1d2h' },
          { TimeGenerated: '-1.5h' },
          { TimeGenerated: 'now' },
        ],
      },
      expect: {
        rowsExact: [
          { TimeGenerated: '2026-05-05T04:56:05Z' },
          { TimeGenerated: '2026-05-05T06:05:05Z' },
          { TimeGenerated: '2026-05-04T03:05:05Z' },
          { TimeGenerated: '2026-05-05T03:35:05Z' },
          { TimeGenerated: '2026-05-05T05:05:05Z' },
        ],
      },
    });
  });

  it('are by the clock of 1 March 2026 when none is said, whatever the day', async () => {
    await passes('SigninLogs | project TimeGenerated, Now = now()', {
      given: { SigninLogs: [{ TimeGenerated: '-1d' }] },
      expect: { rowsExact: [{ TimeGenerated: '2026-02-28T12:00:00Z', Now: '2026-03-01T12:00:00Z' }] },
    });
  });

  it('are repeated, and their offsets move by the step', async () => {
    await passes('SigninLogs | project TimeGenerated, UserPrincipalName', {
      given: {
        SigninLogs: {
          rows: [
            { TimeGenerated: '-9m', UserPrincipalName: 'a' },
            { TimeGenerated: '2026-01-01T00:00:00Z', UserPrincipalName: 'b' },
          ],
          repeat: 2,
          step: '1m30s',
        },
      },
      expect: {
        rowsExact: [
          { TimeGenerated: '-9m', UserPrincipalName: 'a' },
          { TimeGenerated: '-7m30s', UserPrincipalName: 'a' },
          { TimeGenerated: '2026-01-01T00:00:00Z', UserPrincipalName: 'b' },
          { TimeGenerated: '2026-01-01T00:00:00Z', UserPrincipalName: 'b' },
        ],
      },
    });
    await refused('`step` moves the times that are offsets', 'SigninLogs', {
      given: { SigninLogs: { rows: [{ UserPrincipalName: 'a' }], repeat: 2, step: '1m' } },
      expect: { count: 2 },
    });
    await refused('these are more than 1000000 rows', 'SigninLogs', {
      given: { SigninLogs: { rows: [{ UserPrincipalName: 'a' }], repeat: 1_000_001 } },
      expect: { count: 2 },
    });
  });

  it('have the types of the known table', async () => {
    await passes('SecurityEvent | project EventID, t = gettype(EventID), Computer, c = gettype(Computer)', {
      given: { SecurityEvent: [{ EventID: '4625', Computer: 7 }] },
      expect: { rowsExact: [{ EventID: 4625, t: 'int', Computer: '7', c: 'string' }] },
    });
    await refused('the column TimeGenerated is datetime; "yesterday" is not', 'SigninLogs', {
      given: { SigninLogs: [{ TimeGenerated: 'yesterday' }] },
      expect: { count: 1 },
    });
    await refused('the column EventID is int; "x" is not', 'SecurityEvent', {
      given: { SecurityEvent: [{ EventID: 'x' }] },
      expect: { count: 1 },
    });
  });

  it('take all kinds of values for a schema of their own', async () => {
    await passes('T | project s, t, d = tostring(d.a), g, r, m, b, n = isnull(n)', {
      given: {
        T: {
          schema: { s: 'string', t: 'timespan', d: 'dynamic', g: 'guid', r: 'real', m: 'decimal', b: 'bool', n: 'long' },
          rows: [{ s: 'x', t: '1h', d: { a: [1] }, g: '74BE27DE-1E4E-49D9-B579-FE0B331D3642', r: 1, m: '0.1', b: true, n: null }],
        },
      },
      expect: {
        rowsExact: [{ s: 'x', t: '01:00:00', d: '[1]', g: '74be27de-1e4e-49d9-b579-fe0b331d3642', r: 1, m: 0.1, b: true, n: true }],
      },
    });
  });

  it('infer the types of a table that is not known, offsets as times', async () => {
    await passes('T | getschema | project ColumnName, ColumnType', {
      given: {
        T: [
          { a: '-5m', b: 1, c: 'x', d: 1.5 },
          { a: '2026-01-01T00:00:00Z', b: null, c: '-5m', d: 2 },
        ],
      },
      expect: {
        rowsExact: [
          { ColumnName: 'a', ColumnType: 'datetime' },
          { ColumnName: 'b', ColumnType: 'long' },
          { ColumnName: 'c', ColumnType: 'string' },
          { ColumnName: 'd', ColumnType: 'real' },
        ],
      },
    });
  });

  it('name the nearest column for one that the known table lacks', async () => {
    const [failure] = await failures('SigninLogs', { given: { SigninLogs: [{ UserPrincipleName: 'a' }] }, expect: { count: 1 } });
    expect(failure.message).toBe('the table SigninLogs has no column `UserPrincipleName`');
    expect(failure.hint).toContain('did you mean `UserPrincipalName`?');
    await passes('SigninLogs | project Own', {
      extraColumns: true,
      given: { SigninLogs: [{ Own: 5 }] },
      expect: { rows: [{ Own: 5 }], columns: { Own: 'long' } },
    });
    await passes('SigninLogs | project Own', {
      given: { SigninLogs: { rows: [{ Own: 5 }], extraColumns: true } },
      expect: { rows: [{ Own: 5 }] },
    });
    await refused('the table T has no column `b`', 'T', {
      given: { T: { schema: { a: 'long' }, rows: [{ b: 1 }] } },
      expect: { count: 1 },
    });
  });

  it('are refused for a table that nothing names, where one of nearly its name is', async () => {
    const [failure] = await failures('SigninLogs | count', { given: { SigninLog: [{ a: 1 }] }, expect: { count: 1 } });
    expect([failure.message, failure.hint]).toEqual(['the rule names no table `SigninLog`', 'did you mean `SigninLogs`?']);
    await passes('SigninLogs | count', { given: { SigninLogs: [{}], Other: [{ a: 1 }] }, expect: { rows: [{ Count: 1 }] } });
    await passes('union Signin*', { given: { SigninLog: [{ a: 1 }] }, expect: { count: 1 } });
  });

  it('take defaults for the columns that they do not have', async () => {
    await passes(
      'SigninLogs | project UserPrincipalName, ResultType, Location',
      {
        defaults: { SigninLogs: { Location: 'DE' } },
        given: { SigninLogs: [{ UserPrincipalName: 'a' }, { UserPrincipalName: 'b', ResultType: '0', Location: null }] },
        expect: {
          rowsExact: [
            { UserPrincipalName: 'a', ResultType: '50126', Location: 'DE' },
            { UserPrincipalName: 'b', ResultType: '0', Location: null },
          ],
        },
      },
      { defaults: { SigninLogs: { ResultType: '50126', Location: 'FR' } } },
    );
    await refused(
      'has no column `ResultTyp`',
      'SigninLogs',
      { given: { SigninLogs: [{}] }, expect: { count: 1 } },
      { defaults: { SigninLogs: { ResultTyp: '0' } } },
    );
  });

  it('may come in parts', async () => {
    await passes('SigninLogs | summarize n = count() by UserPrincipalName', {
      given: { SigninLogs: [{ UserPrincipalName: 'a' }, { rows: [{ UserPrincipalName: 'b' }], repeat: 3 }, { UserPrincipalName: 'a' }] },
      expect: {
        rowsExact: [
          { UserPrincipalName: 'a', n: 2 },
          { UserPrincipalName: 'b', n: 3 },
        ],
      },
    });
    await passes('T | summarize n = count(), c = countif(isnull(b))', {
      given: { T: [{ a: 1 }, { rows: [{ a: 1, b: 2 }], repeat: 2 }] },
      expect: { rowsExact: [{ n: 3, c: 1 }] },
    });
  });
});

describe('fixtures from files', () => {
  const signin = '{"TimeGenerated":"2026-03-01T11:00:00Z","UserPrincipalName":"a","ResultType":"0"}';
  const query = 'SigninLogs | project UserPrincipalName, ResultType';
  const row = { UserPrincipalName: 'a', ResultType: '0' };

  it('are JSON lines, JSON, CSV, TSV, with or without gzip', async () => {
    const csv = 'TimeGenerated,UserPrincipalName,ResultType\n2026-03-01T11:00:00Z,a,0\n';
    const given = (fixture: Json): Json => ({ given: { SigninLogs: fixture }, expect: { rowsExact: [row] } });
    await passes(query, given({ ndjson: 'a.ndjson' }), {}, { 'a.ndjson': `${signin}\n` });
    await passes(query, given({ json: 'a.json' }), {}, { 'a.json': `[${signin}]` });
    await passes(query, given({ csv: 'a.csv' }), {}, { 'a.csv': csv });
    await passes(query, given({ tsv: 'a.tsv' }), {}, { 'a.tsv': csv.replaceAll(',', '\t') });
    await passes(query, given({ ndjson: 'a.ndjson.gz' }), {}, { 'a.ndjson.gz': gzipSync(`${signin}\n`) });
    await passes(query, given({ ndjson: 'part/*.ndjson' }), {}, { 'part/1.ndjson': `${signin}\n` });
  });

  it('are responses of Kusto and Log Analytics', async () => {
    const columns = [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'UserPrincipalName', type: 'string' },
      { name: 'ResultType', type: 'string' },
    ];
    const response = JSON.stringify({ tables: [{ name: 'PrimaryResult', columns, rows: [['2026-03-01T11:00:00Z', 'a', '0']] }] });
    await passes(query, { given: { SigninLogs: { response: 'a.json' } }, expect: { rowsExact: [row] } }, {}, { 'a.json': response });
  });

  it('are datatables', async () => {
    await passes(query, {
      given: { SigninLogs: { datatable: 'datatable(UserPrincipalName:string, ResultType:string) ["a", "0"]' } },
      expect: { rowsExact: [row] },
    });
    await passes('T', { given: { T: { datatable: 'datatable(a:timespan) [1h]' } }, expect: { rowsExact: [{ a: '1h' }] } });
    await refused('the column ResultType of SigninLogs is string, not long', query, {
      given: { SigninLogs: { datatable: 'datatable(ResultType:long) [0]' } },
      expect: { count: 1 },
    });
    await refused('this is no datatable', query, { given: { SigninLogs: { datatable: 'print 1' } }, expect: { count: 1 } });
    await refused('the datatable of SigninLogs: ', query, {
      given: { SigninLogs: { datatable: 'datatable(a:long) [' } },
      expect: { count: 1 },
    });
  });

  it('take defaults in columns that no row has', async () => {
    await passes(
      query,
      { given: { SigninLogs: { csv: 'a.csv' } }, expect: { rowsExact: [{ UserPrincipalName: 'a', ResultType: '50126' }] } },
      { defaults: { SigninLogs: { ResultType: '50126', UserPrincipalName: 'nobody' } } },
      { 'a.csv': 'UserPrincipalName\na\n' },
    );
  });

  it('must have the columns of the known table', async () => {
    await refused(
      'the table SigninLogs has no column `Own`',
      query,
      { given: { SigninLogs: { csv: 'a.csv' } }, expect: { count: 1 } },
      {},
      { 'a.csv': 'Own\n1\n' },
    );
    await passes(
      'SigninLogs | project Own',
      { given: { SigninLogs: { csv: 'a.csv', extraColumns: true } }, expect: { rows: [{ Own: 1 }] } },
      {},
      { 'a.csv': 'Own\n1\n' },
    );
  });

  it('are read from one source, which is there', async () => {
    await refused('a fixture says where its rows are from', query, { given: { SigninLogs: {} }, expect: { count: 1 } });
    await refused('rows are from one source, not from rows and csv', query, {
      given: { SigninLogs: { rows: [], csv: 'a.csv' } },
      expect: { count: 1 },
    });
    await refused('there is no file', query, { given: { SigninLogs: { csv: 'none.csv' } }, expect: { count: 1 } });
    await refused(
      '`repeat` is for rows',
      query,
      { given: { SigninLogs: { csv: 'a.csv', repeat: 2 } }, expect: { count: 1 } },
      {},
      { 'a.csv': 'UserPrincipalName\na\n' },
    );
    await refused(
      'a.ndjson:1',
      query,
      { given: { SigninLogs: { ndjson: 'a.ndjson' } }, expect: { count: 1 } },
      {},
      { 'a.ndjson': '{"a":\n' },
    );
  });
});

describe('what rules rest on beside tables', () => {
  it('may differ from test to test', async () => {
    const query = '_GetWatchlist("Vips") | project Name';
    await passes(
      query,
      { watchlists: { Vips: [{ SearchKey: 'a', Name: 'x' }] }, expect: { rowsExact: [{ Name: 'x' }] } },
      { watchlists: { Vips: 'vip.csv' } },
      { 'vip.csv': 'SearchKey,Name\nb,y\n' },
    );
    await passes(
      query,
      { expect: { rowsExact: [{ Name: 'y' }] } },
      { watchlists: { Vips: { file: 'vip.csv', searchKey: 'Mail' } } },
      { 'vip.csv': 'Mail,Name\nb,y\n' },
    );
    await refused(
      'which column of the watchlist Vips is its search key?',
      query,
      { expect: { count: 1 } },
      { watchlists: { Vips: 'vip.csv' } },
      { 'vip.csv': 'Mail,Name\nb,y\n' },
    );
    await passes('_GetWatchlist("Vips") | project SearchKey', { watchlists: { Vips: [] }, expect: { empty: true } });
  });

  it('reads externaldata from the file or the rows of the address', async () => {
    const query = 'externaldata(IP:string)["https://feed.example/x.csv?token=1"] with (format="csv", ignoreFirstRecord=true)';
    await passes(
      query,
      { expect: { rowsExact: [{ IP: '1.2.3.4' }] } },
      { external: { 'https://feed.example/x.csv': 'feed.csv' } },
      { 'feed.csv': 'IP\n1.2.3.4\n' },
    );
    await passes(query, { external: { 'https://feed.example/x.csv': [{ IP: '9.9.9.9' }] }, expect: { rowsExact: [{ IP: '9.9.9.9' }] } });
    await refused('there is no file none.csv', query, { expect: { count: 1 } }, { external: { 'https://feed.example/x.csv': 'none.csv' } });
  });
});
