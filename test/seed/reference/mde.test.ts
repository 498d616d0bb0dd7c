// Every line of corpus/seed/mde.kql decides something over the data set: taken out or weakened, the result is another.
import { describe, expect, it } from 'vitest';
import { compareTables } from './compare.ts';
import { type ConnectionFilters, hasTerm, KNOWN_DESTINATIONS, type MdeLines, mde, mdeLines } from './mde.ts';
import { DEVICE_NETWORK_EVENTS } from './schemas.ts';
import { readRows, SEED_DIRECTORY, SEED_NOW } from './seed-data.ts';
import { type Row, readTable, ticks } from './table.ts';

const json = readRows(`${SEED_DIRECTORY}/DeviceNetworkEvents.json`);
const table = readTable(json, DEVICE_NETWORK_EVENTS);
const expected = mde(table, SEED_NOW);

const changes = (lines: Partial<MdeLines>) => !compareTables(expected, mde(table, SEED_NOW, { ...mdeLines, ...lines })).ok;
const { baseline, details } = mdeLines;

describe('the result', () => {
  const found = new Map<string, { rows: number; count: unknown }>();
  for (const [address, , count] of expected.rows) {
    found.set(String(address), { rows: (found.get(String(address))?.rows ?? 0) + 1, count });
  }

  it('has so many rows and destinations', () => {
    expect([table.rows.length, expected.rows.length, found.size]).toEqual([2625, 332, 83]);
  });

  it('has the columns that Kusto gives', () => {
    const names = expected.columns.map((column) => column.name);
    expect(names.slice(0, 5)).toEqual(['RemoteIP', 'set_RemoteUrl', 'count_', 'TenantId', 'ActionType']);
    expect(names.slice(-6)).toEqual(['LogonID', 'ExportBatch', 'Confidence', 'ExportedAt', 'ExportDay', 'Sampled']);
    expect(expected.columns.slice(-5).map((column) => column.type)).toEqual(['long', 'real', 'datetime', 'string', 'bool']);
    expect(names).toHaveLength(3 + DEVICE_NETWORK_EVENTS.length + 5);
    expect(names.filter((name) => name.startsWith('RemoteIP'))).toEqual(['RemoteIP', 'RemoteIP1', 'RemoteIPType']);
  });

  it.each([
    ['49 connections', '198.51.100.49', { rows: 8, count: 49 }],
    ['50 connections', '198.51.100.50', undefined],
    ['51 connections', '198.51.100.51', undefined],
    ['49, and one at the very border of 30 days', '198.51.100.30', { rows: 9, count: 49 }],
    ['49, and one a tick after it', '198.51.100.31', undefined],
    ['one at the border of 5 days, one a tick after it, one older', '198.51.100.5', { rows: 1, count: 3 }],
    ['nothing in the last 5 days', '198.51.100.6', undefined],
    ['20, and 45 before the 30 days', '198.51.100.60', { rows: 20, count: 20 }],
    ['20, and 35 before the 5 days', '198.51.100.20', undefined],
    ['in the future', '198.51.100.7', { rows: 2, count: 2 }],
    ['without a time', '198.51.100.8', { rows: 2, count: 2 }],
    ['no address at all', '', { rows: 6, count: 6 }],
    ['link-local', '169.254.169.254', undefined],
    ['link-local, though called public', '169.254.7.7', undefined],
    ['nearly link-local', '169.25.4.7', { rows: 3, count: 3 }],
    ['an IPv6 address in capitals', '2001:DB8::A8', { rows: 2, count: 2 }],
    ['no kind of address', '203.0.113.100', { rows: 2, count: 3 }],
    ['a telling URL before the 30 days', '203.0.113.60', { rows: 3, count: 3 }],
    ['a telling URL of another server', '203.0.113.61', { rows: 3, count: 3 }],
    ['a telling URL of a connection that failed', '203.0.113.62', { rows: 3, count: 3 }],
    ['a telling URL before the 5 days', '203.0.113.63', undefined],
  ])('%s: %s', (_, address, rows) => {
    expect(found.get(address)).toEqual(rows);
  });

  it.each(['198.51.100.70', '198.51.100.71', '198.51.100.72'])('40 connections that count, and others that do not: %s', (address) => {
    expect(found.get(address)).toEqual({ rows: 10, count: 40 });
  });

  it('makes a set of the URLs, the empty one among them', () => {
    const set = expected.rows.find((row) => row[0] === '203.0.113.70')?.[1];
    expect(new Set(set as string[])).toEqual(new Set(['https://a.example/', 'https://A.example/', '', 'b.example']));
  });

  it('leaves the known destinations out and keeps their neighbours', () => {
    const near = json.filter(
      (row) => /^192\.0\.2\./.test(String(row.RemoteIP)) && !['', 'https://other.example/'].includes(String(row.RemoteUrl)),
    );
    const [out, kept] = [near.filter((row) => !found.has(String(row.RemoteIP))), near.filter((row) => found.has(String(row.RemoteIP)))];
    expect([out.length, kept.length]).toEqual([15, 15]);
    const urls = kept.map((row) => String(row.RemoteUrl));
    for (const url of ['https://notmicrosoft.com/', 'https://microsoft.com/', 'https://xlogin.live.com/']) expect(urls).toContain(url);
    expect(out.map((row) => row.RemoteUrl)).toContain('https://x-login.live.com/');
  });

  it('is told without a schema too, for no type of the data differs but int', () => {
    const bare = mde(readTable(json, []), SEED_NOW);
    expect(bare.rows).toHaveLength(expected.rows.length);
    expect(bare.columns.find((column) => column.name === 'RemotePort')?.type).toBe('long');
  });
});

describe('a line taken out or weakened changes the result', () => {
  const inclusive = (row: Row, limit: bigint) => typeof row.Timestamp === 'string' && ticks(row.Timestamp) >= limit;
  const inMilliseconds = (row: Row, limit: bigint) => typeof row.Timestamp === 'string' && ticks(row.Timestamp) / 10_000n > limit / 10_000n;
  const filters: [string, Partial<ConnectionFilters>][] = [
    ['no time', { isRecent: () => true }],
    ['null times pass', { isRecent: (row, limit) => row.Timestamp === null || ticks(String(row.Timestamp)) > limit }],
    ['>= for >', { isRecent: inclusive }],
    ['milliseconds for ticks', { isRecent: inMilliseconds }],
    ...['server1', 'server2', 'etc.'].map((name): [string, Partial<ConnectionFilters>] => [
      `without ${name}`,
      { servers: baseline.servers.filter((server) => server !== name) },
    ]),
    ['any server', { isOfMonitoredServer: () => true }],
    ['servers in any case', { isOfMonitoredServer: (row, servers) => servers.includes(String(row.DeviceName).toLowerCase()) }],
    [
      'servers by their beginning',
      { isOfMonitoredServer: (row, servers) => servers.some((name) => String(row.DeviceName).startsWith(name)) },
    ],
    ['any action', { succeeded: () => true }],
    ['actions in any case', { succeeded: (row) => String(row.ActionType).toLowerCase() === 'connectionsuccess' }],
    ['any kind of address', { isOutside: () => true }],
    ['without "Private"', { isOutside: (row) => row.RemoteIPType !== 'Loopback' }],
    ['without "Loopback"', { isOutside: (row) => row.RemoteIPType !== 'Private' }],
    ['kinds in any case', { isOutside: (row) => !['private', 'loopback'].includes(String(row.RemoteIPType).toLowerCase()) }],
    ['no kind is no match for !in', { isOutside: (row) => row.RemoteIPType !== '' && baseline.isOutside(row) }],
    ['only public', { isOutside: (row) => row.RemoteIPType === 'Public' }],
    ['169.25', { isRoutable: (row) => !String(row.RemoteIP).startsWith('169.25') }],
    ['contains for startswith', { isRoutable: (row) => !String(row.RemoteIP).includes('169.254.') }],
    ['an empty address is no match for !startswith', { isRoutable: (row) => row.RemoteIP !== '' && baseline.isRoutable(row) }],
  ];

  it.each(filters)('in the baseline: %s', (_, weakened) => {
    expect(changes({ baseline: { ...baseline, ...weakened } })).toBe(true);
  });
  it.each(filters)('in the details: %s', (_, weakened) => {
    expect(changes({ details: { ...details, ...weakened } })).toBe(true);
  });
  it.each([29n, 31n])('in the baseline: %s days', (days) => {
    expect(changes({ baseline: { ...baseline, days } })).toBe(true);
  });
  it.each([4n, 6n, 30n])('in the details: %s days', (days) => {
    expect(changes({ details: { ...details, days } })).toBe(true);
  });

  it('the filter of link-local addresses, which stands twice over the key of the join: only both together', () => {
    const isRoutable = () => true;
    expect(changes({ baseline: { ...baseline, isRoutable } })).toBe(false);
    expect(changes({ details: { ...details, isRoutable } })).toBe(false);
    expect(changes({ baseline: { ...baseline, isRoutable }, details: { ...details, isRoutable } })).toBe(true);
  });

  it.each<[string, Partial<MdeLines>]>([
    ['keys in any case', { key: (row) => String(row.RemoteIP).toLowerCase() }],
    ['any number of connections', { isRare: () => true }],
    ['<= for <', { isRare: (count) => count <= 50 }],
    ['fewer than 49', { isRare: (count) => count < 49 }],
    ['no known destinations', { isKnown: () => false }],
    ['known destinations anywhere in the text', { isKnown: (urls) => known((domain) => urls.join().toLowerCase().includes(domain)) }],
    ['known destinations as whole URLs', { isKnown: (urls) => known((domain) => urls.includes(domain)) }],
    [
      'known destinations in one case',
      { isKnown: (urls) => known((domain) => urls.some((url) => hasTerm(url, domain) && url.includes(domain))) },
    ],
    [
      'the underscore is no separator',
      { isKnown: (urls) => known((domain) => new RegExp(`(?<!\\w)${domain.replaceAll('.', '\\.')}(?!\\w)`, 'i').test(urls.join())) },
    ],
    [
      'the dot stands for anything',
      {
        isKnown: (urls) => known((domain) => new RegExp(`(?<![\\p{L}\\p{N}])${domain}(?![\\p{L}\\p{N}])`, 'iu').test(JSON.stringify(urls))),
      },
    ],
    [
      'a letter that is not ASCII separates',
      {
        isKnown: (urls) =>
          known((domain) => new RegExp(`(?<![a-z0-9])${domain.replaceAll('.', '\\.')}(?![a-z0-9])`, 'i').test(urls.join())),
      },
    ],
    ['only the first URL counts', { isKnown: (urls) => mdeLines.isKnown(urls.slice(0, 1)) }],
  ])('%s', (_, lines) => {
    expect(changes(lines)).toBe(true);
  });

  it.each(KNOWN_DESTINATIONS)('without %s', (left) => {
    expect(changes({ isKnown: (urls) => known((domain) => domain !== left && hasTerm(JSON.stringify(urls), domain)) })).toBe(true);
  });
});

function known(holds: (domain: string) => boolean): boolean {
  return KNOWN_DESTINATIONS.some(holds);
}
