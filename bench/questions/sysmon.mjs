// Q7: the whole Sysmon seed rule over generated events, beside a plain program that knows what it looks for.
import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { now, seeded } from '../data.mjs';

const day = 86_400_000;
const nowMilliseconds = Date.parse(now);

export const q7 = {
  name: 'Q7',
  title: 'the whole Sysmon rule',
  kql: readFileSync(new URL('../../corpus/seed/sysmon.kql', import.meta.url), 'utf8'),
  shape: { DestinationIp: 'text', count_: 'number', TimeGenerated: 'datetime', Image: 'text', SourcePort: 'text', TechniqueId: 'text' },
  bars: { 'fast-xml-parser': 2 },
  limit: (rows) => ({ milliseconds: rows >= 5_000_000 ? 3000 : 3000 * (rows / 5_000_000) }),
  plain: (data) => plain(data, matchedValues),
  /** What one would write with a parser and without the rule's own knowledge of how its events are written. */
  parsed: (data) => plain(data, parsedValues),
};

export const eventSchema = {
  TimeGenerated: 'datetime',
  Source: 'string',
  EventLog: 'string',
  Computer: 'string',
  EventLevel: 'int',
  EventLevelName: 'string',
  EventID: 'int',
  UserName: 'string',
  RenderedDescription: 'string',
  MG: 'string',
  ManagementGroupName: 'string',
  Type: 'string',
  _ResourceId: 'string',
  EventData: 'string',
};

/** Events in the columns of Log Analytics, no two of the same millisecond; three in five are connections that Sysmon saw. */
export function sysmonEvents(rows) {
  const random = seeded(7);
  const columns = Object.fromEntries(Object.keys(eventSchema).map((name) => [name, new Array(rows)]));
  const computers = ['server1', 'server2', 'etc.', 'server1', 'workstation7'];
  const images = ['svchost.exe', 'WindowsPowerShell\\v1.0\\powershell.exe', 'inetsrv\\w3wp.exe', 'cmd.exe'];
  const step = Math.max(1, Math.floor((40 * day) / rows));
  for (let i = 0; i < rows; i++) {
    const time = new Date(nowMilliseconds - 40 * day + i * step).toISOString();
    const isConnection = random() % 5 < 3;
    const rank = Math.floor(Math.exp((random() / 4294967296) * Math.log(rows))) - 1;
    const address = random() % 3 === 0 ? `10.20.0.${random() % 200}` : `${20 + (rank % 90)}.${(rank >> 8) & 255}.7.${rank & 255}`;
    const technique = random() % 8 === 0 ? `technique_id=T10${10 + (random() % 80)},technique_name=Application Layer Protocol` : '-';
    const values = isConnection
      ? {
          RuleName: technique,
          UtcTime: time.slice(0, 23).replace('T', ' '),
          ProcessGuid: `{${random().toString(16).padStart(8, '0')}-0000-0000-0000-000000000000}`,
          ProcessId: random() % 30000,
          Image: `C:\\Windows\\System32\\${images[random() % images.length]}`,
          User: 'NT AUTHORITY\\SYSTEM',
          Protocol: 'tcp',
          Initiated: 'true',
          SourceIsIpv6: 'false',
          SourceIp: '10.20.0.11',
          SourceHostname: 'server1.contoso.com',
          SourcePort: 49152 + (random() % 16000),
          SourcePortName: '-',
          DestinationIsIpv6: 'false',
          DestinationIp: address,
          DestinationHostname: '-',
          DestinationPort: [80, 443, 8443][random() % 3],
          DestinationPortName: 'https',
        }
      : { RuleName: '-', Image: 'C:\\Windows\\explorer.exe', CommandLine: 'agent.exe -k' };
    const elements = Object.entries(values).map(([name, value]) => `<Data Name="${name}">${value}</Data>`);
    columns.TimeGenerated[i] = time;
    columns.Source[i] = 'Microsoft-Windows-Sysmon';
    columns.EventLog[i] = 'Microsoft-Windows-Sysmon/Operational';
    columns.Computer[i] = computers[random() % computers.length];
    columns.EventLevel[i] = 4;
    columns.EventLevelName[i] = 'Information';
    columns.EventID[i] = isConnection ? 3 : 1;
    columns.UserName[i] = 'NT AUTHORITY\\SYSTEM';
    columns.RenderedDescription[i] = `Network connection detected:\r\nUtcTime: ${random() % 10000}`;
    columns.MG[i] = '00000000-0000-0000-0000-000000000001';
    columns.ManagementGroupName[i] = 'AOI-5f1c6d3e';
    columns.Type[i] = 'Event';
    columns._ResourceId[i] = `/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/${columns.Computer[i]}`;
    columns.EventData[i] =
      `<DataItem type="System.XmlData" sourceHealthServiceId="0"><EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">${elements.join('')}</EventData></DataItem>`;
  }
  return { rows, columns };
}

const items = /<Data Name="([^"]*)">([^<]*)<\/Data>/g;

function matchedValues(text) {
  const values = new Map();
  for (const [, name, value] of text.matchAll(items)) values.set(name, value);
  return values;
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, parseAttributeValue: false });

function parsedValues(text) {
  const found = parser.parse(text).DataItem.EventData.Data;
  const list = Array.isArray(found) ? found : [found];
  return new Map(list.map((item) => [item['@Name'], item['#text'] ?? '']));
}

/** Every event has a row of its own after the pivot, so the program need not group. */
function plain({ rows, columns }, valuesOf) {
  const servers = new Set(['server1', 'server2', 'etc.']);
  const privateAddress = /^127\.|^10\.|^172\.1[6-9]\.|^172\.2[0-9]\.|^172\.3[0-1]\.|^192\.168\./;
  const connections = (days) => {
    const since = nowMilliseconds - days * day;
    const found = [];
    for (let row = 0; row < rows; row++) {
      if (Date.parse(columns.TimeGenerated[row]) <= since || !servers.has(columns.Computer[row])) continue;
      if (columns.Source[row] !== 'Microsoft-Windows-Sysmon' || columns.EventID[row] !== 3) continue;
      const values = valuesOf(columns.EventData[row]);
      if (!privateAddress.test(values.get('DestinationIp'))) found.push({ row, values });
    }
    return found;
  };
  const counts = new Map();
  for (const { values } of connections(30)) {
    const address = values.get('DestinationIp');
    counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  const out = Object.fromEntries(Object.keys(q7.shape).map((name) => [name, []]));
  for (const { row, values } of connections(5)) {
    const count = counts.get(values.get('DestinationIp'));
    if (count >= 50) continue;
    out.DestinationIp.push(values.get('DestinationIp'));
    out.count_.push(count);
    out.TimeGenerated.push(columns.TimeGenerated[row]);
    out.Image.push(values.get('Image'));
    out.SourcePort.push(values.get('SourcePort'));
    out.TechniqueId.push(/^technique_id=([^,]*),.*technique_name=/.exec(values.get('RuleName'))?.[1] ?? '');
  }
  return out;
}
