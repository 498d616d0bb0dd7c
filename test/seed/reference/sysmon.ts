// The expected result of corpus/seed/sysmon.kql, computed with loops over rows. Knows nothing of the engine under test.
//
// Three things nothing promises, and how an expected table tells them:
// - which value any() takes where several events have the same values in all columns that the pivot groups by (they become one
//   row): each of them is accepted (`choices`). The manual of take_any says that it prefers a value that is not empty, so an
//   empty one is accepted only alone. RuleName decides TechniqueId and TechniqueName, the three go together. DestinationIp
//   decides whether a row stays and what is counted, so different values give several expected tables, one of which has to come.
//   The two pivots of the rule may decide differently.
// - the order of the pivot's value columns. The manual neither sorts nor explains them (its examples show ALABAMA, ALASKA but
//   also ARKANSAS, ARIZONA), and no frozen result of the engine holds a pivot: they are `freeColumns`. That they follow the
//   columns of the group, which keep the order of the call, the manual's examples do show.
// - what the pivot does with events that have no named value, whose Key is ''. The row exists, for the group exists; whether it
//   gets a column without a name nothing says, so such a column is possible (`possibleColumns`).
import type { Choice, Expected } from './compare.ts';
import { isAfter, type Row, type Table, TICKS_PER_DAY, ticks } from './table.ts';
import { parseXml } from './xml.ts';

/** The rule line by line, so that a test can take a line out or weaken it. */
export interface SysmonLines {
  /** The function's own filters, and those in front of its two calls. */
  isInFunctionTime(row: Row, now: bigint): boolean;
  isInBaselineTime(row: Row, now: bigint): boolean;
  isInDetailsTime(row: Row, now: bigint): boolean;
  isBaselineServer(row: Row): boolean;
  isDetailsServer(row: Row): boolean;
  isOfSysmon(row: Row): boolean;
  isNetworkConnection(row: Row): boolean;
  description(text: string): string;
  data(eventData: string): unknown;
  expand(data: unknown): unknown[];
  /** Key and Value of an expanded item: bag_unpack leaves anything but a bag without values, and tostring makes '' of them. */
  keyAndValue(item: unknown): [string, string];
  groupColumns: string[];
  technique(ruleName: string): [string, string];
  isPrivate(address: string): boolean;
  isRare(count: number): boolean;
}

export const PRIVATE_ADDRESSES = /^127\.|^10\.|^172\.1[6-9]\.|^172\.2[0-9]\.|^172\.3[0-1]\.|^192\.168\./;

const SERVERS = ['server1', 'server2', 'etc.'];
const LOOKBACK = 30n;
const TIMEFRAME = 5n;

export const sysmonLines: SysmonLines = {
  isInFunctionTime: (row, now) => isAfter(row.TimeGenerated, now - LOOKBACK * TICKS_PER_DAY),
  isInBaselineTime: (row, now) => isAfter(row.TimeGenerated, now - LOOKBACK * TICKS_PER_DAY),
  isInDetailsTime: (row, now) => isAfter(row.TimeGenerated, now - TIMEFRAME * TICKS_PER_DAY),
  isBaselineServer: (row) => SERVERS.includes(String(row.Computer)),
  isDetailsServer: (row) => SERVERS.includes(String(row.Computer)),
  isOfSysmon: (row) => row.Source === 'Microsoft-Windows-Sysmon',
  isNetworkConnection: (row) => row.EventID === 3,
  description: (text) => text.split(':')[0],
  data: (eventData) => member(member(member(parseXml(eventData), 'DataItem'), 'EventData'), 'Data'),
  expand: (data) => (Array.isArray(data) ? data : isBag(data) ? Object.entries(data) : [data]),
  keyAndValue: (item) => [String(member(item, '@Name') ?? ''), String(member(item, '#text') ?? '')],
  groupColumns: [
    'TimeGenerated',
    'Source',
    'EventLog',
    'Computer',
    'EventLevel',
    'EventLevelName',
    'EventID',
    'UserName',
    'RenderedDescription',
    'MG',
    'ManagementGroupName',
    'Type',
    '_ResourceId',
  ],
  technique: techniqueOf,
  isPrivate: (address) => PRIVATE_ADDRESSES.test(address),
  isRare: (count) => count < 50,
};

/** A row of the pivot: its group, and by Key what any() may take. */
interface PivotRow {
  group: Row;
  values: Map<string, string[]>;
}
interface Pivot {
  keys: string[];
  rows: PivotRow[];
}

/**
 * The possible results of the rule over Event at `now`. Columns: DestinationIp, count_, then the function's result: the columns
 * that the pivot groups by, a column for each Key (DestinationIp clashes and is DestinationIp1), and those of RuleName,
 * TechniqueId and TechniqueName that no Key brought.
 */
export function sysmon(table: Table, now: string, lines: SysmonLines = sysmonLines): Expected[] {
  const time = ticks(now);
  const baseline = pivot(
    table.rows.filter((row) => lines.isInBaselineTime(row, time) && lines.isBaselineServer(row)),
    time,
    lines,
  );
  const details = pivot(
    table.rows.filter((row) => lines.isInDetailsTime(row, time) && lines.isDetailsServer(row)),
    time,
    lines,
  );
  const counts = settled(baseline.rows).map((rows) => countedByDestination(rows, lines));
  const results = settled(details.rows).flatMap((rows) => counts.map((count) => joined(count, rows, details.keys, table, lines)));
  return [...new Map(results.map((result) => [JSON.stringify(result), result])).values()];
}

/** parse_sysmon_id3 up to its pivot. */
function pivot(events: Row[], now: bigint, lines: SysmonLines): Pivot {
  const rows = new Map<string, PivotRow>();
  const keys = new Set<string>();
  for (const event of events) {
    if (!lines.isInFunctionTime(event, now) || !lines.isOfSysmon(event) || !lines.isNetworkConnection(event)) continue;
    const group: Row = Object.create(null);
    for (const name of lines.groupColumns) {
      group[name] = name === 'RenderedDescription' ? lines.description(String(event[name])) : event[name];
    }
    const items = lines.expand(lines.data(String(event.EventData)));
    if (items.length === 0) continue;
    const id = JSON.stringify(lines.groupColumns.map((name) => group[name]));
    const row = rows.get(id) ?? { group, values: new Map<string, string[]>() };
    rows.set(id, row);
    for (const item of items) {
      const [key, value] = lines.keyAndValue(item);
      if (key === '') continue;
      keys.add(key);
      const values = row.values.get(key) ?? [];
      if (!values.includes(value)) values.push(value);
      row.values.set(key, values);
    }
  }
  for (const { values } of rows.values()) {
    for (const [key, all] of values) values.set(key, preferred(all));
  }
  return { keys: [...keys], rows: [...rows.values()] };
}

/** What any() may take of a column's values: one that is not empty, if there is any. */
function preferred(values: string[]): string[] {
  const filled = values.filter((value) => value !== '');
  return filled.length > 0 ? filled : [''];
}

/** The ways in which any() can choose DestinationIp: usually one. */
function settled(rows: PivotRow[]): PivotRow[][] {
  let ways: PivotRow[][] = [[]];
  for (const row of rows) {
    const addresses = row.values.get('DestinationIp') ?? [''];
    if (addresses.length === 1) for (const way of ways) way.push(row);
    else ways = ways.flatMap((way) => addresses.map((address) => [...way, withDestination(row, address)]));
    if (ways.length > 1000) throw new Error('too many events that merge have different destinations');
  }
  return ways;
}

function withDestination({ group, values }: PivotRow, address: string): PivotRow {
  return { group, values: new Map(values).set('DestinationIp', [address]) };
}

const destinationOf = (row: PivotRow) => row.values.get('DestinationIp')?.[0] ?? '';

function countedByDestination(rows: PivotRow[], lines: SysmonLines): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const destination = destinationOf(row);
    if (!lines.isPrivate(destination)) counts.set(destination, (counts.get(destination) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => lines.isRare(count)));
}

function joined(counts: Map<string, number>, details: PivotRow[], keys: string[], table: Table, lines: SysmonLines): Expected {
  if (!keys.includes('DestinationIp')) throw new Error('no event has a DestinationIp: the rule fails for want of a column');
  const added = ['RuleName', 'TechniqueId', 'TechniqueName'].filter((name) => !keys.includes(name));
  const names = [...keys, ...added].map((name) => (name === 'DestinationIp' ? 'DestinationIp1' : name));
  const columns = [
    { name: 'DestinationIp', type: 'string' },
    { name: 'count_', type: 'long' },
    ...lines.groupColumns.map((name) => ({ name, type: typeOf(name, table) })),
    ...names.map((name) => ({ name, type: 'string' })),
  ];
  const rows: unknown[][] = [];
  const choices: Choice[][] = [];
  for (const row of details) {
    const destination = destinationOf(row);
    const count = counts.get(destination);
    if (lines.isPrivate(destination) || count === undefined) continue;
    const rules = (row.values.get('RuleName') ?? ['']).map((rule) => [rule, ...lines.technique(rule)]);
    const parsed: Record<string, string> = { RuleName: rules[0][0], TechniqueId: rules[0][1], TechniqueName: rules[0][2] };
    const values = [...keys, ...added].map((key) => parsed[key] ?? row.values.get(key)?.[0] ?? '');
    rows.push([destination, count, ...lines.groupColumns.map((name) => row.group[name]), ...values]);
    choices.push(choicesOf(row, rules));
  }
  const freeColumns = names.slice(0, keys.length);
  return { columns, rows, freeColumns, possibleColumns: [''], choices };
}

function choicesOf(row: PivotRow, rules: string[][]): Choice[] {
  const list: Choice[] = [];
  if (rules.length > 1) list.push({ columns: ['RuleName', 'TechniqueId', 'TechniqueName'], values: rules });
  for (const [key, values] of row.values) {
    if (values.length > 1 && key !== 'RuleName') list.push({ columns: [key], values: values.map((value) => [value]) });
  }
  return list;
}

/** parse RuleName with * 'technique_id=' TechniqueId ',' * 'technique_name=' TechniqueName: all of it, or both empty. */
function techniqueOf(ruleName: string): [string, string] {
  const idLabel = ruleName.indexOf('technique_id=');
  const id = idLabel + 'technique_id='.length;
  const comma = idLabel < 0 ? -1 : ruleName.indexOf(',', id);
  const nameLabel = comma < 0 ? -1 : ruleName.indexOf('technique_name=', comma + 1);
  if (nameLabel < 0) return ['', ''];
  return [ruleName.slice(id, comma), ruleName.slice(nameLabel + 'technique_name='.length)];
}

function isBag(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property of a dynamic value; null where there is none. */
function member(value: unknown, name: string): unknown {
  return isBag(value) && Object.hasOwn(value, name) ? value[name] : null;
}

function typeOf(name: string, table: Table): string {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`Event has no column ${name}`);
  return column.type;
}
