// The Defender seed rule: Q5 is its chain of filters with five columns, Q6 the whole of it. The servers are 50 of the data's devices.
import { readFileSync } from 'node:fs';
import { now } from '../data.mjs';
import { bars } from './bars.mjs';

const rule = readFileSync(new URL('../../corpus/seed/mde.kql', import.meta.url), 'utf8');
const day = 86_400_000_000;
const nowMicroseconds = Date.parse(now) * 1000;
const known = [...rule.match(/has_any \(([^)]*)\)/)[1].matchAll(/"([^"]*)"/g)].map(([, text]) => text);
// a dot at the start is a border by itself
const knownPattern = `(${known.map((text) => `${text.startsWith('.') ? '' : '(^|[^a-z0-9])'}${text.replaceAll('.', '\\.')}`).join('|')})([^a-z0-9]|$)`;

const fiveColumns = ['Timestamp', 'DeviceName', 'RemoteIP', 'RemoteUrl', 'BytesSent'];

const withServers = (servers) => rule.replace(/dynamic\(\[[^\]]*\]\)/, `dynamic(${JSON.stringify(servers)})`);

const sqlFilter = (servers, days) => `"Timestamp" > TIMESTAMP '${now.slice(0, 19)}' - INTERVAL ${days} DAY
  AND DeviceName IN (${servers.map((server) => `'${server}'`)}) AND ActionType = 'ConnectionSuccess'
  AND RemoteIPType NOT IN ('Private', 'Loopback') AND NOT starts_with(RemoteIP, '169.254.')`;

export const q5 = ({ servers }) => ({
  name: 'Q5',
  title: 'filters of the Defender rule',
  kql: `${withServers(servers).split('| summarize')[0]}| project ${fiveColumns.join(', ')}`,
  sql: `SELECT ${fiveColumns.map((name) => `"${name}"`)} FROM DeviceNetworkEvents WHERE ${sqlFilter(servers, 30)}`,
  shape: { Timestamp: 'datetime', DeviceName: 'text', RemoteIP: 'text', RemoteUrl: 'text', BytesSent: 'number' },
  bars: bars(5, 2.5),
  plain(data) {
    const { columns, microseconds } = data;
    const rows = filtered(data, 30);
    const picked = (list) => rows.map((row) => list[row]);
    return Object.fromEntries(fiveColumns.map((name) => [name, picked(name === 'Timestamp' ? microseconds : columns[name])]));
  },
});

export const q6 = ({ servers }) => ({
  name: 'Q6',
  title: 'the whole Defender rule',
  kql: withServers(servers),
  sql: `WITH rare AS (SELECT RemoteIP, list(RemoteUrl) AS set_RemoteUrl, sum(c)::BIGINT AS count_
      FROM (SELECT RemoteIP, RemoteUrl, count(*) AS c FROM DeviceNetworkEvents WHERE ${sqlFilter(servers, 30)} GROUP BY ALL)
      GROUP BY RemoteIP HAVING sum(c) < 50 AND NOT bool_or(regexp_matches(lower(RemoteUrl::VARCHAR), '${knownPattern}')))
    SELECT rare.*, d.* FROM rare JOIN (SELECT * FROM DeviceNetworkEvents WHERE ${sqlFilter(servers, 5)}) d ON rare.RemoteIP = d.RemoteIP`,
  shape: {
    RemoteIP: 'text',
    set_RemoteUrl: 'set',
    count_: 'number',
    Timestamp: 'datetime',
    DeviceName: 'text',
    RemotePort: 'number',
    RemoteUrl: 'text',
    BytesSent: 'number',
  },
  bars: { 'DuckDB 1 thread': 3 },
  plain(data) {
    const { columns, microseconds } = data;
    const pattern = new RegExp(knownPattern, 'i');
    const groups = new Map();
    for (const row of filtered(data, 30)) {
      const address = columns.RemoteIP[row];
      let group = groups.get(address);
      if (group === undefined) groups.set(address, (group = { set: new Set(), count: 0 }));
      group.set.add(columns.RemoteUrl[row]);
      group.count++;
    }
    for (const [address, { set, count }] of groups) {
      if (count >= 50 || [...set].some((url) => pattern.test(url))) groups.delete(address);
    }
    const rows = filtered(data, 5).filter((row) => groups.has(columns.RemoteIP[row]));
    const out = { set_RemoteUrl: [], count_: [] };
    for (const row of rows) {
      const { set, count } = groups.get(columns.RemoteIP[row]);
      out.set_RemoteUrl.push([...set]);
      out.count_.push(count);
    }
    for (const [name, list] of Object.entries(columns)) out[name] = rows.map((row) => (name === 'Timestamp' ? microseconds : list)[row]);
    return out;
  },
});

/** The rows that pass the filters, in order. */
function filtered({ columns, microseconds, servers }, days) {
  const { DeviceName, ActionType, RemoteIPType, RemoteIP } = columns;
  const wanted = new Set(servers);
  const unwanted = new Set(['Private', 'Loopback']);
  const since = nowMicroseconds - days * day;
  const rows = [];
  for (let i = 0; i < DeviceName.length; i++) {
    if (microseconds[i] <= since || !wanted.has(DeviceName[i]) || ActionType[i] !== 'ConnectionSuccess') continue;
    if (unwanted.has(RemoteIPType[i]) || RemoteIP[i].startsWith('169.254.')) continue;
    rows.push(i);
  }
  return rows;
}
