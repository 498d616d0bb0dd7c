// Every line of corpus/seed/sysmon.kql decides something over the data set: taken out or weakened, the result is another.
import { describe, expect, it } from 'vitest';
import { compareTables, type Expected } from './compare.ts';
import { EVENT } from './schemas.ts';
import { readRows, SEED_DIRECTORY, SEED_NOW, withoutRuleNames, withTechniqueValues } from './seed-data.ts';
import { PRIVATE_ADDRESSES, type SysmonLines, sysmon, sysmonLines } from './sysmon.ts';
import { type Row, readTable, TICKS_PER_DAY, ticks } from './table.ts';

const json = readRows(`${SEED_DIRECTORY}/Event.ndjson`);
const table = readTable(json, EVENT);
const parsed = new Map<string, unknown>(); // reading XML is most of the time
const data: SysmonLines['data'] = (text) => {
  if (!parsed.has(text)) parsed.set(text, sysmonLines.data(text));
  return parsed.get(text);
};
const results = sysmon(table, SEED_NOW);
const [expected] = results;

const resultOf = (lines: Partial<SysmonLines>): Expected => sysmon(table, SEED_NOW, { ...sysmonLines, data, ...lines })[0];
const changes = (lines: Partial<SysmonLines>) => !compareTables(results, resultOf(lines)).ok;
const at = (result: Expected, column: string) => result.columns.findIndex(({ name }) => name === column);
const valuesOf = (result: Expected, column: string) => result.rows.map((row) => row[at(result, column)]);

describe('the result', () => {
  const found = new Map<string, { rows: number; count: unknown }>();
  for (const [address, count] of expected.rows) {
    found.set(String(address), { rows: (found.get(String(address))?.rows ?? 0) + 1, count });
  }

  it('is one, of so many rows and destinations', () => {
    expect(results).toHaveLength(1);
    expect([table.rows.length, expected.rows.length, found.size]).toEqual([2273, 224, 86]);
  });

  it('has the columns that Kusto gives', () => {
    const names = expected.columns.map((column) => column.name);
    expect(names).toHaveLength(2 + 13 + 20 + 2);
    expect(names.slice(0, 15)).toEqual(['DestinationIp', 'count_', ...sysmonLines.groupColumns]);
    expect(names.slice(-2)).toEqual(['TechniqueId', 'TechniqueName']);
    expect(expected.freeColumns).toEqual(names.slice(15, -2));
    expect(expected.freeColumns).toContain('DestinationIp1');
    expect(names.filter((name) => name === 'DestinationIp')).toHaveLength(1);
    const types = Object.fromEntries(expected.columns.map(({ name, type }) => [name, type]));
    expect([types.count_, types.TimeGenerated, types.EventID, types.EventLevel, types.DestinationPort]).toEqual([
      'long',
      'datetime',
      'int',
      'int',
      'string',
    ]);
  });

  it('has a column for a name that only dropped rows have, or no value, none for names of other events', () => {
    for (const name of ['VpnAdapter', 'EmptyField']) expect(new Set(valuesOf(expected, name))).toEqual(new Set(['']));
    for (const name of ['LegacyField', 'UnmonitoredField', 'ForeignField', 'Configuration', 'Hidden', '']) {
      if (name !== '') expect(JSON.stringify(json)).toContain(`Name=\\\\\\"${name}\\\\\\"`.replaceAll('\\\\\\', '\\'));
      expect(at(expected, name)).toBe(-1);
    }
  });

  it.each([
    ['49 connections', '198.51.100.49', { rows: 6, count: 49 }],
    ['50 connections', '198.51.100.50', undefined],
    ['51 connections', '198.51.100.51', undefined],
    ['50, of which two become one row', '198.51.100.55', { rows: 7, count: 49 }],
    ['49, and one at the very border of 30 days', '198.51.100.30', { rows: 9, count: 49 }],
    ['49, and one a tick after it', '198.51.100.31', undefined],
    ['one at the border of 5 days, one a tick after it, one older', '198.51.100.5', { rows: 1, count: 3 }],
    ['nothing in the last 5 days', '198.51.100.6', undefined],
    ['15, and 40 before the 30 days', '198.51.100.60', { rows: 15, count: 15 }],
    ['15, and 40 before the 5 days', '198.51.100.20', undefined],
    ['in the future', '198.51.100.7', { rows: 2, count: 2 }],
    ['without a time', '198.51.100.8', { rows: 2, count: 2 }],
    ['40, and others of servers that are not monitored', '198.51.100.70', { rows: 8, count: 40 }],
    ['3, and others of other sources', '198.51.100.71', { rows: 3, count: 3 }],
    ['3, and others that are no network connections', '198.51.100.72', { rows: 3, count: 3 }],
    ['one different in each column of the group', '192.0.2.10', { rows: 12, count: 12 }],
    ['two of one moment, written with and without a fraction', '192.0.2.20', { rows: 1, count: 1 }],
    ['two rule names in one row', '192.0.2.21', { rows: 1, count: 1 }],
    ['an event without data in a row', '192.0.2.26', { rows: 1, count: 1 }],
    ['an unnamed text among the values', '192.0.2.45', { rows: 1, count: 1 }],
    ['another attribute beside the name', '192.0.2.46', { rows: 1, count: 1 }],
    ['apostrophes around the names', '192.0.2.47', { rows: 1, count: 1 }],
    ['character references in a name', '192.0.2.48', { rows: 1, count: 1 }],
    ['character references in a value', '192.0.2.49', { rows: 1, count: 1 }],
    ['a declaration, a comment and indentation', '192.0.2.50', { rows: 1, count: 1 }],
    ['a comment among the values', '192.0.2.51', { rows: 1, count: 1 }],
    ['XML that is not well formed', '192.0.2.41', undefined],
    ['no DataItem', '192.0.2.42', undefined],
    ['a single element', '192.0.2.43', undefined],
    ['the names in another order', '192.0.2.54', { rows: 1, count: 1 }],
    ['IPv6, which is never private', 'fe80:0:0:0:a1ce:32c7:44a4:24df', { rows: 2, count: 2 }],
    ['a private address in IPv6', '::ffff:10.0.0.1', { rows: 2, count: 2 }],
  ])('%s: %s', (_, address, rows) => {
    expect(found.get(address)).toEqual(rows);
  });

  it('has a row for an event without data, and counts it', () => {
    expect(found.get('')?.count).toBeGreaterThan(found.get('')?.rows ?? 0);
    expect(found.get('')?.rows).toBeGreaterThan(15);
  });

  it('parses rule names, all or nothing', () => {
    const names = ['RuleName', 'TechniqueId', 'TechniqueName'].map((name) => at(expected, name));
    const triples = new Set(expected.rows.map((row) => JSON.stringify(names.map((name) => row[name]))));
    for (const triple of [
      ['technique_id=T1071,technique_name=Application Layer Protocol', 'T1071', 'Application Layer Protocol'],
      ['rule7,technique_id=T1021,note=x,technique_name=Remote Services', 'T1021', 'Remote Services'],
      ['technique_id=T1571,technique_name=Non-Standard Port,severity=high', 'T1571', 'Non-Standard Port,severity=high'],
      ['technique_id=T1105,technique_id=T1106,technique_name=Native API', 'T1105', 'Native API'],
      ['technique_id=T1041,technique_name=first,technique_name=second', 'T1041', 'first,technique_name=second'],
      ['technique_id=T1059.001,technique_name=R&D <PowerShell> "beacon"', 'T1059.001', 'R&D <PowerShell> "beacon"'],
      ['technique_id=T1059', '', ''],
      ['technique_id=T1059,tactic=Execution', '', ''],
      ['technique_id=T1055 technique_name=no comma', '', ''],
      ['technique_name=PowerShell', '', ''],
      ['technique_name=PowerShell,technique_id=T1059.001', '', ''],
      ['Technique_ID=T1090,Technique_Name=Proxy', '', ''],
      ['-', '', ''],
      ['', '', ''],
    ]) {
      expect(triples).toContain(JSON.stringify(triple));
    }
  });

  it('accepts either value where events merge', () => {
    const choices = expected.rows.flatMap((row, i) => (expected.choices?.[i] ?? []).map((choice) => ({ address: row[0], ...choice })));
    const of = (address: string) => choices.filter((choice) => choice.address === address);
    const named = (address: string, column: string) => of(address).find((choice) => choice.columns.includes(column))?.values;
    expect(named('192.0.2.20', 'SourcePort')?.flat().sort()).toEqual(['50000', '50001']);
    expect(named('192.0.2.21', 'RuleName')).toEqual([
      ['technique_id=T1071,technique_name=Application Layer Protocol', 'T1071', 'Application Layer Protocol'],
      ['technique_id=T1105,technique_name=Ingress Tool Transfer', 'T1105', 'Ingress Tool Transfer'],
    ]);
    expect(named('192.0.2.22', 'RuleName')).toHaveLength(2);
    expect(named('192.0.2.23', 'SourceHostname')).toBeUndefined(); // of 'db.contoso.com' and two empty ones
    expect(of('192.0.2.25')).toEqual([]); // the same event twice
    expect(named('192.0.2.53', 'SourceIp')).toEqual([['10.20.0.11'], ['10.20.0.99']]);
  });
});

describe('the same events with other names', () => {
  it('without rule names: column_ifexists makes RuleName, at the end', () => {
    const [result] = sysmon(readTable(withoutRuleNames(json), EVENT), SEED_NOW);
    expect(result.columns.slice(-3).map((column) => column.name)).toEqual(['RuleName', 'TechniqueId', 'TechniqueName']);
    expect(result.rows).toHaveLength(expected.rows.length);
    for (const name of ['RuleName', 'TechniqueId', 'TechniqueName']) expect(new Set(valuesOf(result, name))).toEqual(new Set(['']));
  });

  it('with techniques of their own: parse replaces them where they stand', () => {
    const [result] = sysmon(readTable(withTechniqueValues(json), EVENT), SEED_NOW);
    expect(result.freeColumns).toContain('TechniqueId');
    expect(result.columns).toHaveLength(expected.columns.length);
    expect(valuesOf(result, 'TechniqueId').sort()).toEqual(valuesOf(expected, 'TechniqueId').sort());
    expect(valuesOf(result, 'TechniqueName').sort()).toEqual(valuesOf(expected, 'TechniqueName').sort());
  });
});

describe('a line taken out or weakened changes the result', () => {
  const all = () => true;
  const limit = (days: bigint) => ticks(SEED_NOW) - days * TICKS_PER_DAY;
  const time = (row: Row) => (typeof row.TimeGenerated === 'string' ? ticks(row.TimeGenerated) : undefined);
  const since = (days: bigint) => (row: Row) => (time(row) ?? 0n) > limit(days);
  const inclusive = (days: bigint) => (row: Row) => (time(row) ?? 0n) >= limit(days);
  const inMilliseconds = (days: bigint) => (row: Row) => (time(row) ?? 0n) / 10_000n > limit(days) / 10_000n;
  const nullPasses = (days: bigint) => (row: Row) => time(row) === undefined || since(days)(row);
  const only = (servers: string[]) => (row: Row) => servers.includes(String(row.Computer));

  it('the 30 days, which the baseline has twice: only both together', () => {
    expect(changes({ isInFunctionTime: all })).toBe(false);
    expect(changes({ isInBaselineTime: all })).toBe(false);
    expect(changes({ isInFunctionTime: all, isInBaselineTime: all })).toBe(true);
  });
  it.each<[string, SysmonLines['isInFunctionTime']]>([
    ['29 days', since(29n)],
    ['31 days', since(31n)],
    ['>= for >', inclusive(30n)],
    ['milliseconds for ticks', inMilliseconds(30n)],
    ['null times pass', nullPasses(30n)],
  ])('both: %s', (_, line) => {
    expect(changes({ isInFunctionTime: line, isInBaselineTime: line })).toBe(true);
  });
  it.each<[string, SysmonLines['isInDetailsTime']]>([
    ['any time', all],
    ['4 days', since(4n)],
    ['6 days', since(6n)],
    ['>= for >', inclusive(5n)],
    ['milliseconds for ticks', inMilliseconds(5n)],
  ])('the 5 days: %s', (_, isInDetailsTime) => {
    expect(changes({ isInDetailsTime })).toBe(true);
  });

  const servers: [string, SysmonLines['isBaselineServer']][] = [
    ['any server', all],
    ['without server1', only(['server2', 'etc.'])],
    ['without server2', only(['server1', 'etc.'])],
    ['without etc.', only(['server1', 'server2'])],
    ['in any case', (row) => ['server1', 'server2', 'etc.'].includes(String(row.Computer).toLowerCase())],
    ['by their beginning', (row) => ['server1', 'server2', 'etc.'].some((name) => String(row.Computer).startsWith(name))],
  ];
  it.each(servers)('servers of the baseline: %s', (_, isBaselineServer) => {
    expect(changes({ isBaselineServer })).toBe(true);
  });
  it.each(servers)('servers of the details: %s', (_, isDetailsServer) => {
    expect(changes({ isDetailsServer })).toBe(true);
  });

  it.each<[string, Partial<SysmonLines>]>([
    ['any source', { isOfSysmon: all }],
    ['the source in any case', { isOfSysmon: (row) => String(row.Source).toLowerCase() === 'microsoft-windows-sysmon' }],
    ['the source by its beginning', { isOfSysmon: (row) => String(row.Source).startsWith('Microsoft-Windows-Sysmon') }],
    ['any event', { isNetworkConnection: all }],
    ['an event without number', { isNetworkConnection: (row) => row.EventID === 3 || row.EventID === null }],
    ['the whole description', { description: (text) => text }],
    ['what follows the first colon', { description: (text) => text.split(':')[1] ?? '' }],
    ['EventData without DataItem', { data: (text) => data(text) ?? sysmonLines.data(`<DataItem>${text}</DataItem>`) }],
    ['a bare ampersand', { data: (text) => data(text) ?? sysmonLines.data(text.replaceAll('&', '&amp;')) }],
    ['a wrong end tag', { data: (text) => data(text) ?? sysmonLines.data(text.replace('</Date>', '</Data>')) }],
    ['no rows for null', { expand: (data) => (data === null ? [] : sysmonLines.expand(data)) }],
    [
      'bags of one property',
      { expand: (data) => (isBag(data) ? Object.entries(data).map(([k, v]) => ({ [k]: v })) : sysmonLines.expand(data)) },
    ],
    ['a bag as one item', { expand: (data) => (Array.isArray(data) ? data : [data]) }],
    [
      'only the first item',
      {
        expand: (data) =>
          sysmonLines
            .expand(data)
            .slice(0, 1)
            .concat([{ '@Name': 'DestinationIp' }]),
      },
    ],
    ['a text is its own key', { keyAndValue: (item) => (typeof item === 'string' ? [item, ''] : sysmonLines.keyAndValue(item)) }],
    [
      'an element without text is none',
      { keyAndValue: (item) => (isBag(item) && !('#text' in item) ? ['', ''] : sysmonLines.keyAndValue(item)) },
    ],
    ['names in lower case', { keyAndValue: (item) => namedInOneCase(sysmonLines.keyAndValue(item)) }],
    ['rule names not parsed', { technique: () => ['', ''] }],
    ['greedy', { technique: (text) => matched(/technique_id=(.*),.*technique_name=(.*)$/, text) }],
    ['the last id', { technique: (text) => matched(/.*technique_id=(.*?),.*?technique_name=(.*)$/, text) }],
    ['the last name', { technique: (text) => matched(/technique_id=(.*?),.*technique_name=(.*)$/, text) }],
    ['nothing between id and name', { technique: (text) => matched(/technique_id=([^,]*),technique_name=(.*)$/, text) }],
    ['a name up to a comma', { technique: (text) => matched(/technique_id=(.*?),.*?technique_name=([^,]*)/, text) }],
    ['in any case', { technique: (text) => matched(/technique_id=(.*?),.*?technique_name=(.*)$/i, text) }],
    ['from the beginning', { technique: (text) => matched(/^technique_id=(.*?),.*?technique_name=(.*)$/, text) }],
    ['the id alone', { technique: (text) => [/technique_id=([^,]*)/.exec(text)?.[1] ?? '', sysmonLines.technique(text)[1]] }],
    ['private addresses too', { isPrivate: () => false }],
    ['any number of connections', { isRare: all }],
    ['<= for <', { isRare: (count) => count <= 50 }],
    ['fewer than 49', { isRare: (count) => count < 49 }],
  ])('%s', (_, lines) => {
    expect(changes(lines)).toBe(true);
  });

  const alternatives = PRIVATE_ADDRESSES.source.split('|');
  it.each(alternatives)('private addresses without %s', (left) => {
    const expression = new RegExp(alternatives.filter((alternative) => alternative !== left).join('|'));
    expect(changes({ isPrivate: (address) => expression.test(address) })).toBe(true);
  });
  it.each(alternatives)('private addresses, %s anywhere in the text', (loose) => {
    const expression = new RegExp(alternatives.map((alternative) => (alternative === loose ? loose.slice(1) : alternative)).join('|'));
    expect(changes({ isPrivate: (address) => expression.test(address) })).toBe(true);
  });
  it.each(alternatives)('private addresses, %s with any character at its end', (loose) => {
    const expression = new RegExp(alternatives.map((one) => (one === loose ? loose.replace(/\\\.$/, '.') : one)).join('|'));
    expect(changes({ isPrivate: (address) => expression.test(address) })).toBe(true);
  });

  it('a pivot that does not group by TimeGenerated makes one row of events with different destinations', () => {
    const groupColumns = sysmonLines.groupColumns.filter((name) => name !== 'TimeGenerated');
    expect(() => resultOf({ groupColumns })).toThrow('have different destinations');
  });
  const constant = ['Source', 'EventID']; // the filters leave one value of them
  it.each(sysmonLines.groupColumns.filter((name) => ![...constant, 'TimeGenerated'].includes(name)))(
    'a pivot that does not group by %s has fewer rows',
    (left) => {
      const groupColumns = sysmonLines.groupColumns.filter((name) => name !== left);
      expect(resultOf({ groupColumns }).rows.length).toBeLessThan(expected.rows.length);
    },
  );
  it.each(constant)('a pivot that does not group by %s has as many', (left) => {
    const groupColumns = sysmonLines.groupColumns.filter((name) => name !== left);
    expect(resultOf({ groupColumns }).rows).toHaveLength(expected.rows.length);
  });
});

function isBag(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namedInOneCase([key, value]: [string, string]): [string, string] {
  return [key === 'DestinationIp' ? key : key.toLowerCase(), value];
}

function matched(pattern: RegExp, text: string): [string, string] {
  const match = pattern.exec(text);
  return match ? [match[1], match[2]] : ['', ''];
}
