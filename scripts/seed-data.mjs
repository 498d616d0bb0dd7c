// Writes the data set of the two seed rules: corpus/seed/data/Event.ndjson and DeviceNetworkEvents.json.
//
//   node scripts/seed-data.mjs [directory]
//
// Deterministic: one seeded generator, no clock, no locale. corpus/seed/README.md says which rows show what;
// test/seed/reference.test.ts holds that every line of both rules decides something over these rows.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// ---- chance and time ------------------------------------------------------------------------------------------

// mulberry32
let state = 0x6b716c65;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const integer = (low, high) => low + Math.floor(random() * (high - low + 1));
const pick = (list) => list[integer(0, list.length - 1)];
const chance = (share) => random() < share;
const hex = (length) => Array.from({ length }, () => integer(0, 15).toString(16)).join('');
const guid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-9${hex(3)}-${hex(12)}`;
const publicAddress = () => `${pick([20, 23, 31, 45, 64, 88, 93, 104, 151, 185])}.${integer(1, 254)}.${integer(1, 254)}.${integer(1, 254)}`;

const NOW = BigInt(Date.UTC(2024, 4, 1)) * 10_000n; // ticks of 100 ns since 1970
const TICKS_OF_A_DAY = 864_000_000_000;

/** The ISO text of a moment so many ticks before now, with up to 7 digits of a second's fraction. */
function before(ticks, digits = 7) {
  const moment = NOW - BigInt(ticks);
  const seconds = new Date(Number(moment / 10_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = String(moment % 10_000_000n).padStart(7, '0');
  return `${seconds}${digits === 0 ? '' : `.${fraction.slice(0, digits)}`}Z`;
}
const daysAgo = (days, ticks = 0) => before(Math.round(days * TICKS_OF_A_DAY) + ticks);
/** A moment strictly between two ages in days, a minute away from either. */
function between(oldest, newest) {
  const minute = 600_000_000;
  const ticks = integer(Math.round(newest * TICKS_OF_A_DAY) + minute, Math.round(oldest * TICKS_OF_A_DAY) - minute);
  return before(ticks, chance(0.9) ? 7 : pick([0, 3]));
}

const MONITORED = ['server1', 'server2', 'etc.'];
const UNMONITORED = ['server3', 'SERVER1', 'Server2', 'server10', 'server1.contoso.com', 'etc', 'workstation7'];
const TENANT = '5f1c6d3e-8a54-4c0b-9d27-3b1e0f6a2c71';
const LOCAL_ADDRESS = { server1: '10.20.0.11', server2: '10.20.0.12', 'etc.': '10.20.0.13' };
const PROGRAMS = [
  ['svchost.exe', 'C:\\Windows\\System32\\svchost.exe'],
  ['powershell.exe', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
  ['sqlservr.exe', 'C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe'],
  ['w3wp.exe', 'C:\\Windows\\System32\\inetsrv\\w3wp.exe'],
  ['agent.exe', 'C:\\Program Files\\R&D "Tools"\\agent.exe'],
  ['MsMpEng.exe', 'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24030.9-0\\MsMpEng.exe'],
];

// ---- DeviceNetworkEvents ----------------------------------------------------------------------------------------

const DEVICE_IDS = new Map([...MONITORED, ...UNMONITORED].map((name) => [name, hex(40)]));
const ADDITIONAL_FIELDS = [
  undefined,
  null,
  {},
  { 'Tcp Flags': 2, 'Packet Size': 52 },
  { tags: ['proxy', 'egress'], score: 0.75, path: { hops: [3, null, 'nat'], trusted: false } },
  ['flow', 17, { bytes: 5368709120 }],
];

function connection(address, changes) {
  const [file, path] = pick(PROGRAMS);
  const device = changes.DeviceName ?? pick(MONITORED);
  return {
    Timestamp: undefined,
    TenantId: TENANT,
    DeviceId: DEVICE_IDS.get(device),
    DeviceName: device,
    ActionType: 'ConnectionSuccess',
    RemoteIP: address,
    RemotePort: pick([80, 443, 443, 443, 8443, 22, 53]),
    RemoteUrl: '',
    LocalIP: LOCAL_ADDRESS[device] ?? '10.20.0.99',
    LocalPort: integer(49152, 65535),
    Protocol: chance(0.9) ? 'Tcp' : 'Udp',
    LocalIPType: 'Private',
    RemoteIPType: 'Public',
    InitiatingProcessFileName: file,
    InitiatingProcessFolderPath: path,
    InitiatingProcessId: chance(0.05) ? null : integer(400, 30000),
    InitiatingProcessFileSize: chance(0.3) ? integer(40_000, 9_000_000_000) : undefined,
    InitiatingProcessCreationTime: chance(0.3) ? between(90, 61) : undefined,
    IsInitiatingProcessRemoteSession: chance(0.3) ? chance(0.5) : undefined,
    AdditionalFields: pick(ADDITIONAL_FIELDS),
    Type: 'DeviceNetworkEvents',
    ...changes,
  };
}

function deviceNetworkEvents() {
  const rows = [];
  // `changes` is an object, or a function of the number of the row in this batch
  const add = (count, oldest, newest, address, changes = {}) => {
    for (let i = 0; i < count; i++) {
      const own = typeof changes === 'function' ? changes(i) : changes;
      rows.push(connection(address, { Timestamp: between(oldest, newest), ...own }));
    }
  };
  // some in the last five days, some in the 25 before
  const both = (recent, older, ...rest) => {
    add(recent, 5, 0, ...rest);
    add(older, 30, 5, ...rest);
  };
  const at = (Timestamp, address, changes = {}) => rows.push(connection(address, { Timestamp, ...changes }));

  // how often: 49 are few, 50 are not
  for (const count of [49, 50, 51]) {
    both(8, count - 8, `198.51.100.${count}`);
  }
  both(9, 40, '198.51.100.30');
  at(daysAgo(30), '198.51.100.30'); // not after ago(30d): 49 remain
  both(9, 40, '198.51.100.31');
  at(daysAgo(30, -1), '198.51.100.31'); // one tick after it: the 50th
  at(daysAgo(5), '198.51.100.5');
  at(daysAgo(5, -1), '198.51.100.5');
  add(1, 12, 8, '198.51.100.5');
  add(12, 30, 5, '198.51.100.6'); // nothing in the last five days
  add(20, 5, 0, '198.51.100.60');
  add(45, 60, 30, '198.51.100.60');
  both(20, 35, '198.51.100.20');
  add(2, 0, -0.5, '198.51.100.7'); // a clock ahead of ours
  add(2, 5, 0, '198.51.100.8');
  at(undefined, '198.51.100.8');
  at(null, '198.51.100.8');

  // which rows count: 40 that do, and others of the same destination that do not
  both(10, 30, '198.51.100.70');
  both(7, 14, '198.51.100.70', (i) => ({ DeviceName: UNMONITORED[i % UNMONITORED.length] }));
  const otherActions = ['ConnectionFailed', 'ConnectionRequest', 'InboundConnectionAccepted', 'connectionsuccess', ''];
  both(10, 30, '198.51.100.71');
  both(5, 15, '198.51.100.71', (i) => ({ ActionType: otherActions[i % otherActions.length] }));
  both(10, 30, '198.51.100.72');
  both(4, 16, '198.51.100.72', (i) => ({ RemoteIPType: ['Private', 'Loopback'][i % 2] }));

  // kinds of address: only Private and Loopback are named, and exactly so
  const keptTypes = ['', undefined, null, 'Reserved', 'Multicast', 'FourToSixMapping', 'Teredo', 'LinkLocal', 'private', 'LOOPBACK'];
  keptTypes.forEach((RemoteIPType, i) => {
    both(2, 1, `203.0.113.${100 + i}`, { RemoteIPType });
  });
  add(30, 30, 0, '169.254.169.254', { RemoteIPType: 'LinkLocal' });
  add(4, 5, 0, '169.254.7.7');
  for (const address of ['169.25.4.7', '169.255.1.1', '::ffff:169.254.1.1']) add(3, 5, 0, address);
  add(3, 5, 0, '2001:db8::a8');
  add(2, 5, 0, '2001:DB8::A8'); // the same address, another string
  add(4, 5, 0, '2606:4700:4700:0:0:0:0:1111', { RemoteUrl: 'https://one.example/dns-query' });
  add(3, 9, 0, 'fe80:0:0:0:a1ce:32c7:44a4:24df', { RemoteIPType: 'LinkLocal' });
  ['', undefined, null].forEach((address) => {
    add(2, 5, 0, address, { RemoteIPType: '' });
  });

  urls(add, at);

  // the usual: domain controllers and loopback, destinations that are busy, a few that are rare
  for (const address of ['10.20.0.5', '192.168.40.2', '172.16.8.9']) add(160, 40, 0, address, { RemoteIPType: 'Private', RemotePort: 389 });
  add(70, 40, 0, '127.0.0.1', { RemoteIPType: 'Loopback', RemoteUrl: 'localhost' });
  add(30, 40, 0, '::1', { RemoteIPType: 'Loopback' });
  for (let i = 0; i < 9; i++) add(integer(70, 130), 45, 0, publicAddress(), { RemoteUrl: `https://cdn${i}.example.net/v1` });
  for (let i = 0; i < 45; i++) {
    const RemoteUrl = pick(['', undefined, null, `host${i}.example.org`, `https://api${i}.example.com:8443/a?b=c&d="e"`]);
    add(integer(1, 9), pick([4, 20, 50]), 0, publicAddress(), { RemoteUrl });
  }
  for (let i = 0; i < 20; i++) add(integer(2, 12), 30, 0, publicAddress(), { DeviceName: pick(UNMONITORED) });

  return finished(rows, 'Timestamp', (row, i) => {
    row.ReportId = i + 1;
    // further columns, which the built-in schema does not know
    row.ExportBatch = Math.floor(i / 500);
    row.Confidence = i % 4 === 0 ? 1 : integer(1, 99) / 100;
    row.ExportedAt = i % 7 === 3 ? undefined : i % 7 === 5 ? '' : before(0, 0);
    row.ExportDay = '2024-05-01';
    row.Sampled = i % 9 === 4 ? null : i % 2 === 0;
  });
}

/** Destinations that are known, or nearly: one row of each has the telling URL. */
function urls(add, at) {
  const known = [
    'https://settings-win.data.microsoft.com/settings/v3.0/WSD',
    'http://download.windowsupdate.com/c/msdownload/update.cab',
    'login.microsoftonline.com:443',
    'https://login.live.com/RST2.srf',
    'https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml',
    'http://ocsp.digicert.com/MFEwTzBNMEswSTAJBgUr',
    'ocsp.verisign.com',
    'https://login.windows.net/common/oauth2/token',
    'https://outlook.office365.com/mapi/emsmdb',
    'accounts.accesscontrol.windows.net',
    'HTTPS://LOGIN.Live.COM/ppsecure', // any case
    'https://x-login.live.com/', // whatever is no letter and no digit ends a term
    'https://sub_login.live.com/',
    'https://login.live.com.evil.example/',
    'https://evil.example/?next=login.live.com&x=1',
  ];
  const near = [
    'https://notmicrosoft.com/',
    'https://microsoft.com/', // no dot before it
    'https://www.microsoft.community/',
    'https://windowsupdate.com/',
    'https://login.microsoftonline.computer/',
    'https://xlogin.live.com/',
    'https://login.live.community.example/',
    'https://autodiscover-s.outlook.commerce.example/',
    'http://ocsp-digicert.com/',
    'http://1ocsp.verisign.com/',
    'https://mylogin.windows.net/',
    'https://outlook-office365.com/',
    'https://accounts.accesscontrol.windows.network/',
    'https://\u00e9login.live.com/', // é is a letter
    'https://login.live/com',
  ];
  const place = (RemoteUrl, i, block) => {
    const address = `192.0.2.${block + i}`;
    add(2, 5, 0, address, { RemoteUrl: '' });
    add(1, 5, 0, address, { RemoteUrl });
    add(1, 20, 6, address, { RemoteUrl: 'https://other.example/' });
  };
  known.forEach((url, i) => {
    place(url, i, 10);
  });
  near.forEach((url, i) => {
    place(url, i, 60);
  });

  // the set holds the URLs of exactly the rows that were counted
  const telling = { RemoteUrl: 'https://login.live.com/' };
  for (let i = 0; i < 4; i++) add(3, 5, 0, `203.0.113.${60 + i}`, { RemoteUrl: 'https://quiet.example/' });
  at(daysAgo(40.25), '203.0.113.60', telling);
  at(daysAgo(3.5), '203.0.113.61', { ...telling, DeviceName: 'server3' });
  at(daysAgo(2.5), '203.0.113.62', { ...telling, ActionType: 'ConnectionFailed' });
  at(daysAgo(20.5), '203.0.113.63', telling); // counted, though five days have nothing of it
  add(9, 9, 0, '203.0.113.70', (i) => ({
    RemoteUrl: ['https://a.example/', 'https://A.example/', '', undefined, null, 'b.example'][i % 6],
  }));
}

// ---- Event --------------------------------------------------------------------------------------------------------

const NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => ESCAPES[character]);
const dataItem = (inner) =>
  `<DataItem type="System.XmlData" sourceHealthServiceId="0"><EventData xmlns="${NAMESPACE}">${inner}</EventData></DataItem>`;

/** Elements of EventData: undefined leaves one out, null writes it self-closing, '' with two tags. */
function elements(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (value === null ? `<Data Name="${name}"/>` : `<Data Name="${name}">${escaped(value)}</Data>`))
    .join('');
}

function networkValues(address, changes = {}, time = daysAgo(1)) {
  const [, path] = pick(PROGRAMS);
  return {
    RuleName: '-',
    UtcTime: (time ?? daysAgo(1)).slice(0, 23).replace('T', ' ').replace('Z', ''),
    ProcessGuid: `{${guid()}}`,
    ProcessId: integer(400, 30000),
    Image: path,
    User: pick(['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\NETWORK SERVICE', 'CONTOSO\\svc_sql']),
    Protocol: chance(0.9) ? 'tcp' : 'udp',
    Initiated: 'true',
    SourceIsIpv6: 'false',
    SourceIp: '10.20.0.11',
    SourceHostname: pick(['-', '', null, 'server1.contoso.com']),
    SourcePort: integer(49152, 65535),
    SourcePortName: pick(['-', '', null, undefined]),
    DestinationIsIpv6: String(address).includes(':'),
    DestinationIp: address,
    DestinationHostname: pick(['-', '', null, undefined, 'host.example.org']),
    DestinationPort: pick([80, 443, 8443, 22]),
    DestinationPortName: pick(['https', '-', undefined]),
    ...changes,
  };
}

function event(changes) {
  const computer = changes.Computer ?? pick(MONITORED);
  return {
    TenantId: TENANT,
    SourceSystem: 'OpsManager',
    TimeGenerated: undefined,
    Source: 'Microsoft-Windows-Sysmon',
    EventLog: 'Microsoft-Windows-Sysmon/Operational',
    Computer: computer,
    EventLevel: 4,
    EventLevelName: 'Information',
    ParameterXml: chance(0.5) ? '' : undefined,
    EventData: '',
    EventID: 3,
    RenderedDescription: pick(['', 'Network connection detected', `Network connection detected:\r\nUtcTime: ${integer(1, 9999)}`]),
    EventCategory: chance(0.8) ? 3 : null,
    UserName: 'NT AUTHORITY\\SYSTEM',
    Message: undefined,
    MG: '00000000-0000-0000-0000-000000000001',
    ManagementGroupName: 'AOI-5f1c6d3e',
    Type: 'Event',
    _ResourceId: `/subscriptions/${TENANT}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/${computer}`,
    ...changes,
  };
}

function events() {
  const rows = [];
  const at = (TimeGenerated, address, changes = {}, values = {}) => {
    const EventData = dataItem(elements(networkValues(address, values, TimeGenerated)));
    rows.push(event({ TimeGenerated, EventData, ...changes }));
  };
  const add = (count, oldest, newest, address, changes = {}, values = {}) => {
    for (let i = 0; i < count; i++) {
      at(between(oldest, newest), address, typeof changes === 'function' ? changes(i) : changes, values);
    }
  };
  const both = (recent, older, ...rest) => {
    add(recent, 5, 0, ...rest);
    add(older, 30, 5, ...rest);
  };

  // how often, as above; what counts is the rows of the pivot
  for (const count of [49, 50, 51]) {
    both(6, count - 6, `198.51.100.${count}`);
  }
  both(6, 42, '198.51.100.55');
  for (let i = 0; i < 2; i++) at(daysAgo(3.125), '198.51.100.55', { Computer: 'server1', RenderedDescription: 'Merged' });
  both(9, 40, '198.51.100.30');
  at(daysAgo(30), '198.51.100.30');
  both(9, 40, '198.51.100.31');
  at(daysAgo(30, -1), '198.51.100.31');
  at(daysAgo(5), '198.51.100.5');
  at(daysAgo(5, -1), '198.51.100.5');
  add(1, 12, 8, '198.51.100.5', {}, { LegacyField: 'no longer sent' }); // a name that five days do not have
  add(9, 30, 5, '198.51.100.6');
  add(15, 5, 0, '198.51.100.60');
  add(40, 60, 30, '198.51.100.60');
  both(15, 40, '198.51.100.20');
  add(2, 0, -0.5, '198.51.100.7');
  add(2, 5, 0, '198.51.100.8');
  at(undefined, '198.51.100.8');
  at(null, '198.51.100.8');

  // which rows count
  both(8, 32, '198.51.100.70');
  both(7, 7, '198.51.100.70', (i) => ({ Computer: UNMONITORED[i % UNMONITORED.length] }), { UnmonitoredField: 'x' });
  const otherSources = ['microsoft-windows-sysmon', 'Microsoft-Windows-Sysmon-Test', 'Microsoft-Windows-Kernel-General', '', undefined];
  add(8, 5, 0, '198.51.100.71', (i) => ({ Source: otherSources[i % otherSources.length] }), { ForeignField: 'x' });
  add(3, 5, 0, '198.51.100.71');
  add(8, 5, 0, '198.51.100.72', (i) => ({ EventID: [1, 22, null, undefined][i % 4] }));
  add(3, 5, 0, '198.51.100.72');

  addresses(add);
  ruleNames(add);
  groupColumns(at);
  merged(at);
  shapes(rows);

  // the usual
  for (const address of ['10.20.0.5', '192.168.40.2', '172.16.8.9', '127.0.0.1']) add(50, 40, 0, address);
  add(6, 5, 0, '10.20.0.5', {}, { VpnAdapter: 'tun0' }); // a column that only dropped rows fill
  for (let i = 0; i < 3; i++) add(60, 29, 0, publicAddress());
  for (let i = 0; i < 30; i++) add(integer(1, 5), pick([4, 20, 50]), 0, publicAddress());
  for (let i = 0; i < 10; i++) add(integer(1, 5), 20, 0, publicAddress(), { Computer: pick(UNMONITORED) });
  others(rows);

  return finished(rows, 'TimeGenerated', () => {});
}

/** Every alternative of the rule's expression for private addresses, and what it must not match. */
function addresses(add) {
  const dropped =
    '127.0.0.1 127.255.0.9 10.0.0.5 10.255.1.1 172.16.0.1 172.19.255.1 172.20.0.1 172.29.9.9 172.30.1.1 172.31.255.254 192.168.1.1';
  const kept =
    '1270.1.2.3 5.127.1.1 100.64.0.1 11.0.0.1 8.10.1.1 172.15.0.1 172.160.1.1 7.172.16.1 172.2.2.2 172.200.1.1 1.172.20.9 ' +
    '172.3.1.1 172.310.1.1 172.32.0.1 1.172.30.9 192.16.8.1 192.169.1.1 192.1680.1.1 9.192.168.1 ' +
    '2001:db8:0:0:0:0:0:a8 2001:DB8:0:0:0:0:0:A8 fe80:0:0:0:a1ce:32c7:44a4:24df ::ffff:10.0.0.1 ::ffff:192.168.1.1';
  for (const address of `${dropped} ${kept}`.split(' ')) add(2, 5, 0, address);
}

function ruleNames(add) {
  const names = [
    'technique_id=T1071,technique_name=Application Layer Protocol',
    'rule7,technique_id=T1021,note=x,technique_name=Remote Services',
    'technique_id=T1571,technique_name=Non-Standard Port,severity=high',
    'technique_id=T1105,technique_id=T1106,technique_name=Native API',
    'technique_id=T1041,technique_name=first,technique_name=second',
    'technique_id=T1059.001,technique_name=R&D <PowerShell> "beacon"',
    'technique_id=T1059',
    'technique_id=T1059,tactic=Execution',
    'technique_id=T1055 technique_name=no comma',
    'technique_name=PowerShell',
    'technique_name=PowerShell,technique_id=T1059.001',
    'Technique_ID=T1090,Technique_Name=Proxy',
    'Alert',
    '-',
    '',
    null,
    undefined,
  ];
  names.forEach((RuleName, i) => {
    add(2, 5, 0, `203.0.113.${10 + i}`, {}, { RuleName });
  });
}

/** Events that differ from the first in one column that the pivot groups by: none of them merge. */
function groupColumns(at) {
  const same = { Computer: 'server1', RenderedDescription: 'Network connection detected:\r\nA', _ResourceId: '/same' };
  const differences = [
    {},
    { EventLog: 'ForwardedEvents' },
    { Computer: 'server2' },
    { EventLevel: undefined },
    { EventLevelName: 'Warning' },
    { UserName: 'CONTOSO\\svc_sql' },
    { RenderedDescription: 'Network connection rejected:\r\nA' },
    { MG: '00000000-0000-0000-0000-000000000002' },
    { ManagementGroupName: 'AOI-other' },
    { Type: '' },
    { _ResourceId: '/other' },
  ];
  for (const difference of differences) at(daysAgo(2.25), '192.0.2.10', { ...same, ...difference });
  at(daysAgo(2.25, -1), '192.0.2.10', same);
}

/** Events equal in every column that the pivot groups by: each batch becomes one row. */
function merged(at) {
  const same = { Computer: 'server2' };
  const batch = (age, address, ...events) => {
    events.forEach(([changes, values], i) => {
      const RenderedDescription = `Network connection detected:\r\nNumber: ${i}`;
      at(daysAgo(age), address, { ...same, RenderedDescription, ...changes }, { SourcePort: 50000 + i, SourceHostname: '-', ...values });
    });
  };
  const app = { RuleName: 'technique_id=T1071,technique_name=Application Layer Protocol' };
  const tool = { RuleName: 'technique_id=T1105,technique_name=Ingress Tool Transfer' };
  const wholeSecond = before(1.5 * TICKS_OF_A_DAY, 0); // the same moment with and without a fraction
  batch(1.5, '192.0.2.20', [{ TimeGenerated: wholeSecond }, {}], [{}, {}]);
  batch(1.25, '192.0.2.21', [{}, app], [{}, tool]);
  batch(1.125, '192.0.2.22', [{}, { RuleName: '-' }], [{}, app], [{}, { RuleName: undefined }]);
  batch(1.0625, '192.0.2.23', [{}, { SourceHostname: null }], [{}, { SourceHostname: 'db.contoso.com' }], [{}, { SourceHostname: '' }]);
  batch(0.75, '192.0.2.24', [{ UserName: '' }, {}], [{ UserName: undefined }, {}]);
  const twice = networkValues('192.0.2.25');
  batch(0.625, '192.0.2.25', [{ RenderedDescription: '' }, { ...twice }], [{ RenderedDescription: '' }, { ...twice }]);
  batch(0.5, '192.0.2.26', [{}, {}], [{ EventData: '' }, {}]); // an event without data takes part in the row
}

/** Shapes of EventData: what is no XML, or holds no list of named values, still is an event. */
function shapes(rows) {
  const values = (address, changes) => elements(networkValues(address, changes));
  const full = { SourceHostname: '-', SourcePortName: '-', DestinationHostname: '-' }; // no element that blanks alone would fill
  const named = dataItem(values('192.0.2.40'));
  const list = [
    '',
    undefined,
    'Not a markup text',
    named.slice(0, named.indexOf('DestinationIp') + 4), // cut off
    named.replace('</Data>', '</Date>'),
    dataItem(`<Data Name="DestinationIp">192.0.2.41</Data><Data Name="Image">C:\\R&D\\agent.exe</Data>`), // a bare ampersand
    `${named}${named}`, // two roots
    `<EventData>${values('192.0.2.42')}</EventData>`, // no DataItem
    named.replaceAll('DataItem', 'dataItem'),
    '<DataItem type="System.XmlData"><EventData/></DataItem>',
    '<DataItem type="System.XmlData"/>',
    dataItem('<Binary>00FF</Binary>'),
    dataItem('<Data/>'),
    dataItem('<Data>one text</Data>'), // one: a string, not an array
    dataItem('<Data Name="DestinationIp">192.0.2.43</Data>'), // one: a bag
    dataItem('<Data Name="Configuration">C:\\Sysmon\\config.xml</Data>'), // and a name that nothing else has
    dataItem('<Data>one text</Data><Data>another</Data>'),
    dataItem(values('192.0.2.44').replace(/<Data Name="DestinationIp">[^<]*<\/Data>/, '')),
    dataItem(`<Data>one text</Data>${values('192.0.2.45')}`),
    dataItem(values('192.0.2.46').replaceAll('Name="', 'Type="win:UnicodeString" Name="')),
    dataItem(values('192.0.2.47').replaceAll(/Name="(\w+)"/g, "Name='$1'")),
    dataItem(values('192.0.2.48').replace('"DestinationIp"', '"Destination&#73;&#x70;"')),
    dataItem(values('192.0.2.49').replace('192.0.2.49', '192&#46;0&#x2E;2.49')),
    `<?xml version="1.0" encoding="utf-8"?>\n<!-- exported -->\n${dataItem(values('192.0.2.50', full)).replaceAll('><', '>\n  <')}\n`,
    dataItem(values('192.0.2.51').replace('</Data>', '</Data><!-- <Data Name="Hidden">x</Data> -->')),
    dataItem(elements({ ...networkValues('192.0.2.52'), Image: 'C:\\Users\\Zo\u00eb\\\u65e5\u672c & "x" <y>.exe' })),
    dataItem(`${values('192.0.2.53')}<Data Name="SourceIp">10.20.0.99</Data>`), // one name twice: either value
    dataItem(`${values('192.0.2.55')}<Data Name="EmptyField"/>`), // a name that never has a value is a column all the same
    // the names in another order
    dataItem(elements(Object.fromEntries(Object.entries(networkValues('192.0.2.54')).reverse()))),
  ];
  for (const EventData of list) rows.push(event({ TimeGenerated: between(5, 0), EventData }));
  for (let i = 0; i < 3; i++) rows.push(event({ TimeGenerated: between(29, 6), EventData: '' }));
}

/** Events that the rule leaves out by Source or EventID. */
function others(rows) {
  const kinds = [
    [
      'Microsoft-Windows-Sysmon',
      'Microsoft-Windows-Sysmon/Operational',
      1,
      () => ({ RuleName: '-', Image: pick(PROGRAMS)[1], CommandLine: 'agent.exe -k "a & b"' }),
    ],
    [
      'Microsoft-Windows-Sysmon',
      'Microsoft-Windows-Sysmon/Operational',
      11,
      () => ({ RuleName: '-', TargetFilename: `C:\\Temp\\${hex(8)}.tmp` }),
    ],
    [
      'Microsoft-Windows-Sysmon',
      'Microsoft-Windows-Sysmon/Operational',
      22,
      () => ({ QueryName: 'host.example.org', QueryResults: '203.0.113.9;' }),
    ],
    ['Microsoft-Windows-Sysmon', 'Microsoft-Windows-Sysmon/Operational', 16, () => ({ Configuration: 'C:\\Sysmon\\config.xml' })],
    [
      'Service Control Manager',
      'System',
      7036,
      () => ({ param1: pick(['BITS', 'WinRM', 'Spooler']), param2: pick(['running', 'stopped']) }),
    ],
    ['Microsoft-Windows-DistributedCOM', 'System', 10016, () => ({ param1: 'machine-default', param4: `{${guid()}}` })],
    ['MSSQLSERVER', 'Application', 18456, () => ({ login: 'sa', reason: 'Password did not match' })],
    [
      'Microsoft-Windows-PowerShell',
      'Microsoft-Windows-PowerShell/Operational',
      4103,
      () => ({ ContextInfo: `Host = ${hex(6)}`, Payload: '' }),
    ],
    ['Microsoft-Windows-Time-Service', 'System', 3, () => ({ Offset: integer(1, 99) })],
  ];
  for (let i = 0; i < 1100; i++) {
    const [Source, EventLog, EventID, values] = pick(kinds);
    const level = pick([
      [4, 'Information'],
      [3, 'Warning'],
      [2, 'Error'],
    ]);
    rows.push(
      event({
        TimeGenerated: between(45, 0),
        Source,
        EventLog,
        EventID,
        Computer: chance(0.8) ? pick(MONITORED) : pick(UNMONITORED),
        EventLevel: level[0],
        EventLevelName: level[1],
        EventCategory: integer(0, 12),
        RenderedDescription: chance(0.5) ? `Event: ${EventID}` : '',
        EventData: dataItem(elements(values())),
      }),
    );
  }
}

// ---- files --------------------------------------------------------------------------------------------------------

/** The rows by time, those without a time last, each completed by `complete(row, index)`. */
function finished(rows, timeColumn, complete) {
  const time = (row) => row[timeColumn] ?? '9999';
  const sorted = rows
    .map((row, i) => ({ row, i }))
    .sort((a, b) => (time(a.row) < time(b.row) ? -1 : time(a.row) > time(b.row) ? 1 : a.i - b.i));
  return sorted.map(({ row }, i) => {
    complete(row, i);
    return row;
  });
}

function write(directory) {
  mkdirSync(directory, { recursive: true });
  const lines = (rows) => rows.map((row) => JSON.stringify(row));
  writeFileSync(join(directory, 'DeviceNetworkEvents.json'), `[\n${lines(deviceNetworkEvents()).join(',\n')}\n]\n`);
  writeFileSync(join(directory, 'Event.ndjson'), `${lines(events()).join('\n')}\n`);
}

write(process.argv[2] ?? fileURLToPath(new URL('../corpus/seed/data', import.meta.url)));
