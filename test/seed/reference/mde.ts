// The expected result of corpus/seed/mde.kql, computed with loops over rows. Knows nothing of the engine under test.
import type { Expected } from './compare.ts';
import { isAfter, type Row, type Table, TICKS_PER_DAY, ticks } from './table.ts';

const SERVERS = ['server1', 'server2', 'etc.'];
export const KNOWN_DESTINATIONS = [
  '.microsoft.com',
  '.windowsupdate.com',
  'login.microsoftonline.com',
  'login.live.com',
  'autodiscover-s.outlook.com',
  'ocsp.digicert.com',
  'ocsp.verisign.com',
  'login.windows.net',
  'outlook.office365.com',
  'accounts.accesscontrol.windows.net',
];

/** The filters that the rule writes twice, each a line or a half of one. A name in a `let` or a literal is a field. */
export interface ConnectionFilters {
  days: bigint;
  isRecent(row: Row, limit: bigint): boolean;
  servers: string[];
  isOfMonitoredServer(row: Row, servers: string[]): boolean;
  succeeded(row: Row): boolean;
  isOutside(row: Row): boolean;
  isRoutable(row: Row): boolean;
}

/** The rule line by line, so that a test can take a line out or weaken it. */
export interface MdeLines {
  baseline: ConnectionFilters;
  details: ConnectionFilters;
  key(row: Row): string;
  isRare(count: number): boolean;
  isKnown(urls: string[]): boolean;
}

const filters: ConnectionFilters = {
  days: 30n,
  isRecent: (row, limit) => isAfter(row.Timestamp, limit),
  servers: SERVERS,
  isOfMonitoredServer: (row, servers) => servers.includes(String(row.DeviceName)),
  succeeded: (row) => row.ActionType === 'ConnectionSuccess',
  isOutside: (row) => row.RemoteIPType !== 'Private' && row.RemoteIPType !== 'Loopback',
  isRoutable: (row) => !String(row.RemoteIP).startsWith('169.254.'),
};

export const mdeLines: MdeLines = {
  baseline: filters,
  details: { ...filters, days: 5n },
  key: (row) => String(row.RemoteIP),
  isRare: (count) => count < 50,
  // has_any over a dynamic looks into its JSON text
  isKnown: (urls) => KNOWN_DESTINATIONS.some((domain) => hasTerm(JSON.stringify(urls), domain)),
};

/**
 * The rows of the rule over DeviceNetworkEvents at `now`. Columns: RemoteIP, set_RemoteUrl (in any order), count_, then all of
 * the table's, of which RemoteIP clashes and is RemoteIP1.
 */
export function mde(table: Table, now: string, lines: MdeLines = mdeLines): Expected {
  const destinations = new Map<string, { urls: Set<string>; count: number }>();
  for (const row of table.rows) {
    if (!passes(row, now, lines.baseline)) continue;
    const destination = destinations.get(lines.key(row)) ?? { urls: new Set(), count: 0 };
    destination.urls.add(String(row.RemoteUrl));
    destination.count++;
    destinations.set(lines.key(row), destination);
  }

  const details = table.rows.filter((row) => passes(row, now, lines.details));
  const rows: unknown[][] = [];
  for (const [address, { urls, count }] of destinations) {
    if (!lines.isRare(count) || lines.isKnown([...urls])) continue;
    for (const row of details) {
      if (lines.key(row) !== address) continue;
      rows.push([address, [...urls], count, ...table.columns.map((column) => row[column.name])]);
    }
  }

  const columns = [
    { name: 'RemoteIP', type: 'string' },
    { name: 'set_RemoteUrl', type: 'dynamic' },
    { name: 'count_', type: 'long' },
    ...table.columns.map(({ name, type }) => ({ name: name === 'RemoteIP' ? 'RemoteIP1' : name, type })),
  ];
  return { columns, rows, setColumns: ['set_RemoteUrl'] };
}

function passes(row: Row, now: string, line: ConnectionFilters): boolean {
  return (
    line.isRecent(row, ticks(now) - line.days * TICKS_PER_DAY) &&
    line.isOfMonitoredServer(row, line.servers) &&
    line.succeeded(row) &&
    line.isOutside(row) &&
    line.isRoutable(row)
  );
}

/** `text has needle`: in any case, and a letter or digit at the needle's edge is not continued by another in the text. */
export function hasTerm(text: string, needle: string): boolean {
  const [haystack, wanted] = [text.toLowerCase(), needle.toLowerCase()];
  const joined = (left: string, right: string) => /[\p{L}\p{N}]$/u.test(left) && /^[\p{L}\p{N}]/u.test(right);
  for (let at = haystack.indexOf(wanted); at >= 0; at = haystack.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (!joined(haystack.slice(0, at), wanted) && !joined(wanted, haystack.slice(end))) return true;
  }
  return false;
}
