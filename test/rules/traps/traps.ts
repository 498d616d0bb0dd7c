import type { DatabaseOptions, QueryOptions } from '../../../src/database.ts';
import type { Trap } from '../../../src/rules/explain/explanation.ts';

/**
 * Rules and fixtures that are wrong in one way each. The cause was written down from the rule and its data alone: what the hint must name, the
 * stage it stands in, and words (a column, a value, what would match instead) without which the hint would be of no use.
 */
export interface WrongRule {
  readonly name: string;
  readonly query: string;
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /** Types by table, where the rows do not tell them. */
  readonly schemas?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly watchlists?: Readonly<
    Record<string, { readonly rows: readonly Readonly<Record<string, string>>[]; readonly searchKey: string }>
  >;
  readonly database?: DatabaseOptions;
  readonly options?: QueryOptions;
  readonly cause: { readonly trap: Trap; readonly stage: string | undefined; readonly says: readonly (string | RegExp)[] };
}

const at = (time: string): string => `2024-05-01T${time}Z`;

const logons = [
  {
    TimeGenerated: at('08:00:00'),
    Account: 'CONTOSO\\Alice',
    Computer: 'DC01.contoso.com',
    EventID: 4625,
    IpAddress: '10.0.0.5',
    Status: '0xC000006D',
  },
  {
    TimeGenerated: at('08:01:00'),
    Account: 'CONTOSO\\Alice',
    Computer: 'DC01.contoso.com',
    EventID: 4625,
    IpAddress: '10.0.0.5',
    Status: '0xC000006D',
  },
  {
    TimeGenerated: at('08:02:00'),
    Account: 'CONTOSO\\Bob',
    Computer: 'WEB7.contoso.com',
    EventID: 4624,
    IpAddress: '10.0.0.9',
    Status: '0x0',
  },
];

const processes = [
  {
    Timestamp: at('09:00:00'),
    DeviceName: 'ws-042',
    FileName: 'powershell.exe',
    ProcessCommandLine: 'powershell.exe -NoProfile -EncodedCommand SQBFAFgA',
    FolderPath: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    AccountName: 'alice',
  },
  {
    Timestamp: at('09:05:00'),
    DeviceName: 'ws-043',
    FileName: 'rundll32.exe',
    ProcessCommandLine: 'rundll32.exe C:\\Users\\Public\\payload.dll,Start',
    FolderPath: 'C:\\Windows\\System32\\rundll32.exe',
    AccountName: 'bob',
  },
];

export const wrongRules: readonly WrongRule[] = [
  {
    name: '== on another case',
    query: "SecurityEvent\n| where EventID == 4625\n| where Account == 'contoso\\\\alice'",
    tables: { SecurityEvent: logons },
    cause: { trap: 'case', stage: '3', says: ['Account', '=~', 'CONTOSO\\Alice'] },
  },
  {
    name: 'in on another case',
    query: "DeviceProcessEvents | where FileName in ('PowerShell.exe', 'CMD.exe')",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'case', stage: '2', says: ['in~', 'powershell.exe'] },
  },
  {
    name: 'contains_cs on another case',
    query: "DeviceProcessEvents | where ProcessCommandLine contains_cs '-encodedcommand'",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'case', stage: '2', says: ['contains', 'ProcessCommandLine'] },
  },
  {
    name: 'a regular expression on another case',
    query: "DeviceProcessEvents | where ProcessCommandLine matches regex @'-encodedcommand\\s+\\S+'",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'case', stage: '2', says: ['(?i)'] },
  },
  {
    name: 'has finds terms, not pieces',
    query: "DeviceProcessEvents | where ProcessCommandLine has 'Encoded'",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'term', stage: '2', says: ['term', 'contains', 'Encoded'] },
  },
  {
    name: 'has_any with a piece of a term',
    query: "DeviceProcessEvents | where ProcessCommandLine has_any ('pay', 'drop')",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'term', stage: '2', says: ['contains', 'pay'] },
  },
  {
    name: 'has_all with a piece of a term',
    query: "DeviceProcessEvents | where ProcessCommandLine has_all ('rundll', 'Start')",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'term', stage: '2', says: ['rundll', 'contains'] },
  },
  {
    name: 'a comparison with a column that is null',
    query: 'SigninLogs | where RiskScore > 50',
    tables: {
      SigninLogs: [
        { TimeGenerated: at('08:00:00'), User: 'alice', RiskScore: null },
        { TimeGenerated: at('08:01:00'), User: 'bob', RiskScore: null },
      ],
    },
    schemas: { SigninLogs: { TimeGenerated: 'datetime', User: 'string', RiskScore: 'long' } },
    cause: { trap: 'null', stage: '2', says: ['RiskScore', 'null'] },
  },
  {
    name: 'the negation of null is null',
    query: 'SigninLogs | where not(ErrorCode > 0)',
    tables: {
      SigninLogs: [
        { User: 'alice', ErrorCode: null },
        { User: 'bob', ErrorCode: 50126 },
      ],
    },
    schemas: { SigninLogs: { User: 'string', ErrorCode: 'long' } },
    cause: { trap: 'null', stage: '2', says: ['ErrorCode', 'null'] },
  },
  {
    name: 'toscalar over nothing gives null',
    query:
      "let limit = toscalar(Baseline | where Name == 'failed logons' | project Value);\nSecurityEvent | summarize Count = count() by Account | where Count > limit",
    tables: { SecurityEvent: logons, Baseline: [{ Name: 'logons', Value: 1 }] },
    cause: { trap: 'null', stage: '3', says: ['limit', 'null'] },
  },
  {
    name: 'a number compared with a text in a bag',
    query: 'AuditLogs | where Properties.EventId == 4625',
    tables: { AuditLogs: [{ Properties: { EventId: '4625', User: 'alice' } }, { Properties: { EventId: '4624', User: 'bob' } }] },
    cause: { trap: 'type', stage: '2', says: ['string', '4625'] },
  },
  {
    name: 'a number in a list of texts',
    query: "AuditLogs | where Properties.EventId in ('4625', '4771')",
    tables: { AuditLogs: [{ Properties: { EventId: 4625 } }, { Properties: { EventId: 4624 } }] },
    cause: { trap: 'type', stage: '2', says: ['4625', /long|number/] },
  },
  {
    name: 'the window is newer than the data',
    query: 'SecurityEvent | where TimeGenerated > ago(1h) | where EventID == 4625',
    tables: { SecurityEvent: logons },
    options: { now: '2024-05-01T12:00:00Z' },
    cause: { trap: 'window', stage: '2', says: ['2024-05-01T08:02:00Z', '2024-05-01T12:00:00Z', /window|ago/] },
  },
  {
    name: 'the clock is years after the data',
    query: 'SecurityEvent | where TimeGenerated > ago(1d)',
    tables: { SecurityEvent: logons },
    options: { now: '2026-01-01T00:00:00Z' },
    cause: { trap: 'clock', stage: '2', says: ['2026-01-01T00:00:00Z', '2024-05-01T08:02:00Z', '--now'] },
  },
  {
    name: 'the clock is before the data',
    query: 'SecurityEvent | where TimeGenerated between (ago(1d) .. now())',
    tables: { SecurityEvent: logons },
    options: { now: '2024-04-30T00:00:00Z' },
    cause: { trap: 'clock', stage: '2', says: ['2024-04-30T00:00:00Z', /after/, '--now'] },
  },
  {
    name: 'the time range of the run leaves nothing',
    query: 'SecurityEvent | where EventID == 4625',
    tables: { SecurityEvent: logons },
    options: { timeRange: { from: '2024-06-01T00:00:00Z', column: 'TimeGenerated' } },
    cause: { trap: 'window', stage: '1', says: ['time range', '2024-05-01T08:02:00Z'] },
  },
  {
    name: 'join keys that differ in case',
    query: 'SecurityEvent | join kind=inner (Assets | project Computer, Owner) on Computer',
    tables: {
      SecurityEvent: logons,
      Assets: [
        { Computer: 'dc01.contoso.com', Owner: 'it' },
        { Computer: 'web9.contoso.com', Owner: 'web' },
      ],
    },
    cause: { trap: 'join-key', stage: '2', says: ['case', 'tolower', 'DC01.contoso.com'] },
  },
  {
    name: 'join keys that differ in spaces',
    query: 'SecurityEvent | join kind=inner (Assets | where isnotempty(Owner)) on $left.IpAddress == $right.Address',
    tables: { SecurityEvent: logons, Assets: [{ Address: '10.0.0.5 ', Owner: 'it' }] },
    cause: { trap: 'join-key', stage: '2', says: ['space', 'trim'] },
  },
  {
    name: 'a join of short and full names',
    query: 'SecurityEvent | join kind=inner Assets on $left.Computer == $right.HostName',
    tables: { SecurityEvent: logons, Assets: [{ HostName: 'DC01', Owner: 'it' }] },
    cause: { trap: 'join-key', stage: '2', says: ['DC01.contoso.com', 'DC01'] },
  },
  {
    name: 'a join on the wrong column of the right side',
    query: 'SecurityEvent | join kind=inner Threats on $left.IpAddress == $right.Domain',
    tables: { SecurityEvent: logons, Threats: [{ Domain: 'evil.example', Address: '10.0.0.9' }] },
    cause: { trap: 'join-key', stage: '2', says: ['Address', 'IpAddress'] },
  },
  {
    name: 'the kind is the other way round',
    query: "SecurityEvent | where EventID == 4625 | join kind=leftanti (SecurityEvent | where Computer startswith 'DC') on Account",
    tables: { SecurityEvent: logons },
    cause: { trap: 'join-kind', stage: '3', says: ['leftanti', /every|all/] },
  },
  {
    name: 'innerunique keeps one left row a key',
    query:
      'SecurityEvent | where EventID == 4625 | join Assets on Computer | summarize Failures = count() by Account | where Failures >= 2',
    tables: { SecurityEvent: logons, Assets: [{ Computer: 'DC01.contoso.com', Owner: 'it' }] },
    cause: { trap: 'innerunique', stage: '3', says: ['innerunique', 'kind=inner'] },
  },
  {
    name: 'the name of a watchlist column in quotes',
    query: "let vips = _GetWatchlist('VIP') | project SearchKey;\nSecurityEvent | where Account in ('SearchKey')",
    tables: { SecurityEvent: logons },
    watchlists: { VIP: { rows: [{ User: 'CONTOSO\\Alice' }], searchKey: 'User' } },
    cause: { trap: 'watchlist-column', stage: '2', says: ['SearchKey', 'column'] },
  },
  {
    name: 'a watchlist projected by a literal',
    query: "let vips = _GetWatchlist('VIP') | project 'SearchKey';\nSecurityEvent | where Account in (vips)",
    tables: { SecurityEvent: logons },
    watchlists: { VIP: { rows: [{ User: 'CONTOSO\\Alice' }], searchKey: 'User' } },
    cause: { trap: 'watchlist-column', stage: '2', says: ['SearchKey', 'column'] },
  },
  {
    name: 'the threshold is just above the count',
    query: 'SecurityEvent | where EventID == 4625 | summarize Failures = count() by Account | where Failures > 2',
    tables: { SecurityEvent: logons },
    cause: { trap: 'threshold', stage: '4', says: ['Failures', '2'] },
  },
  {
    name: 'dcount where count was meant',
    query: 'SecurityEvent | where EventID == 4625 | summarize Attempts = dcount(Computer) by Account | where Attempts >= 2',
    tables: { SecurityEvent: logons },
    cause: { trap: 'threshold', stage: '4', says: ['dcount', 'count()'] },
  },
  {
    name: 'a bin that cuts a burst in two',
    query: 'SecurityEvent | where EventID == 4625 | summarize Failures = count() by Account, bin(TimeGenerated, 1m) | where Failures >= 2',
    tables: { SecurityEvent: logons },
    cause: { trap: 'threshold', stage: '4', says: ['Failures', 'bin'] },
  },
  {
    name: 'a space at the end of the value',
    query: "SigninLogs | where UserPrincipalName == 'alice@contoso.com'",
    tables: { SigninLogs: [{ UserPrincipalName: 'alice@contoso.com ' }, { UserPrincipalName: 'bob@contoso.com' }] },
    cause: { trap: 'whitespace', stage: '2', says: ['trim', 'UserPrincipalName'] },
  },
  {
    name: 'a star in an equality',
    query: "DeviceProcessEvents | where FileName == 'power*.exe'",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'wildcard', stage: '2', says: ['*', 'power*.exe', 'matches regex'] },
  },
  {
    name: 'a percent sign in contains',
    query: "DeviceProcessEvents | where ProcessCommandLine contains '%payload%'",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'wildcard', stage: '2', says: ['%', 'payload'] },
  },
  {
    name: 'a backslash of a path in a regular expression',
    query: "DeviceProcessEvents | where FolderPath matches regex @'C:\\Windows\\System32'",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'regex', stage: '2', says: ['backslash', '\\\\'] },
  },
  {
    name: 'anchors that the text does not keep to',
    query: "DeviceProcessEvents | where FileName matches regex @'^power$'",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'regex', stage: '2', says: ['^', '$'] },
  },
  {
    name: 'an exclusion list of all values',
    query: "DeviceProcessEvents | where FileName !in ('powershell.exe', 'rundll32.exe')",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'exclusion', stage: '2', says: [/every|all/, 'FileName'] },
  },
  {
    name: 'not over a negated operator',
    query: "DeviceProcessEvents | where not(FileName !contains 'cmd')",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'negation', stage: '2', says: ['not', '!contains'] },
  },
  {
    name: 'and binds closer than or',
    query: "SecurityEvent | where not(EventID == 4625 or EventID == 4624 and Account has 'svc')",
    tables: {
      SecurityEvent: [
        { EventID: 4625, Account: 'alice' },
        { EventID: 4624, Account: 'svc-backup' },
      ],
    },
    cause: { trap: 'and-or', stage: '2', says: ['and', 'or', /bracket|parenthes/] },
  },
  {
    name: 'the bounds of between are swapped',
    query: 'SecurityEvent | where EventID between (4800 .. 4600)',
    tables: { SecurityEvent: logons },
    cause: { trap: 'range', stage: '2', says: ['4600 .. 4800', /between/] },
  },
  {
    name: 'bounds of a time window swapped',
    query: 'SecurityEvent | where TimeGenerated between (now() .. ago(1d))',
    tables: { SecurityEvent: logons },
    options: { now: '2024-05-01T12:00:00Z' },
    cause: { trap: 'range', stage: '2', says: [/lower|smaller|earlier/] },
  },
  {
    name: 'startswith on a path of a device',
    query: "DeviceProcessEvents | where FolderPath startswith @'C:\\Windows\\'",
    tables: {
      DeviceProcessEvents: [
        { FolderPath: '\\Device\\HarddiskVolume3\\Windows\\System32\\cmd.exe' },
        { FolderPath: '\\Device\\HarddiskVolume3\\Windows\\explorer.exe' },
      ],
    },
    cause: { trap: 'prefix', stage: '2', says: ['FolderPath', '\\Device\\HarddiskVolume3'] },
  },
  {
    name: 'a time that is stored as text',
    query: "Alerts | where todatetime(StartTime) > datetime(2024-05-01) | where Severity == 'High'",
    tables: {
      Alerts: [
        { StartTime: '13/05/2024 08:00', Severity: 'High' },
        { StartTime: '14/05/2024 08:00', Severity: 'High' },
      ],
    },
    schemas: { Alerts: { StartTime: 'string', Severity: 'string' } },
    cause: { trap: 'null', stage: '2', says: ['StartTime', 'todatetime', '13/05/2024 08:00'] },
  },
  {
    name: 'a time text that todatetime cannot read',
    query: 'Alerts | where todatetime(StartTime) > datetime(2024-04-01)',
    tables: { Alerts: [{ StartTime: '1 May 2024, about noon' }, { StartTime: 'yesterday' }] },
    cause: { trap: 'null', stage: '2', says: ['todatetime', 'StartTime'] },
  },
  {
    name: 'a property in another case',
    query: "AuditLogs | extend User = tostring(Details.UserName) | where User == 'alice'",
    tables: { AuditLogs: [{ Details: { userName: 'alice', ip: '10.0.0.1' } }, { Details: { userName: 'bob', ip: '10.0.0.2' } }] },
    cause: { trap: 'property', stage: '2', says: ['UserName', 'userName'] },
  },
  {
    name: 'a property that is one level deeper',
    query: "AuditLogs | where tostring(Details.ipAddress) == '10.0.0.1'",
    tables: { AuditLogs: [{ Details: { user: { ipAddress: '10.0.0.1' } } }] },
    cause: { trap: 'property', stage: '2', says: ['ipAddress', 'user.ipAddress'] },
  },
  {
    name: 'an array compared with a value',
    query: "Alerts | where tostring(Tactics) == 'Execution'",
    tables: { Alerts: [{ Tactics: ['Execution', 'Persistence'] }, { Tactics: ['Discovery'] }] },
    cause: { trap: 'array', stage: '2', says: ['Tactics', 'array'] },
  },
  {
    name: 'a bag in a text that was not parsed',
    query: "Alerts | extend Bag = todynamic(tostring(parse_json(Extra))) | where tostring(Bag.user.name) == 'alice'",
    tables: { Alerts: [{ Extra: '{"user": "{\\"name\\": \\"alice\\"}"}' }] },
    schemas: { Alerts: { Extra: 'string' } },
    cause: { trap: 'property', stage: '3', says: ['user', 'parse_json'] },
  },
  {
    name: 'parse found nothing',
    query: "Syslog | parse Message with * 'user=' User ' from ' Address | where User == 'alice'",
    tables: { Syslog: [{ Message: 'login of USER: alice, from 10.0.0.1' }, { Message: 'login of USER: bob, from 10.0.0.2' }] },
    cause: { trap: 'parse', stage: '2', says: ['user=', /no row|none/] },
  },
  {
    name: 'extract found nothing',
    query: "Syslog | extend User = extract('user=(\\\\w+)', 1, Message) | where User == 'alice'",
    tables: { Syslog: [{ Message: 'login of USER: alice' }, { Message: 'login of USER: bob' }] },
    cause: { trap: 'parse', stage: '2', says: ['extract', 'user='] },
  },
  {
    name: 'mv-expand over arrays that are empty',
    query: "Alerts | mv-expand Entity = Entities | where tostring(Entity.Type) == 'ip'",
    tables: {
      Alerts: [
        { Name: 'a', Entities: [] },
        { Name: 'b', Entities: [] },
      ],
    },
    cause: { trap: 'expand', stage: '2', says: ['Entities', 'empty'] },
  },
  {
    name: 'mv-expand over texts of arrays',
    query: "Alerts | mv-expand Entity = todynamic(Entities) | where tostring(Entity.Type) == 'ip'",
    tables: { Alerts: [{ Name: 'a', Entities: '[{"type":"ip"}]' }] },
    schemas: { Alerts: { Name: 'string', Entities: 'string' } },
    cause: { trap: 'property', stage: '3', says: ['Type', 'type'] },
  },
  {
    name: 'lookups that remove everything',
    query: "SecurityEvent | lookup kind=inner Assets on Computer | where Owner == 'it'",
    tables: { SecurityEvent: logons, Assets: [{ Computer: 'dc01.CONTOSO.com', Owner: 'it' }] },
    cause: { trap: 'join-key', stage: '2', says: ['tolower', 'Computer'] },
  },
  {
    name: 'an outer join that found no partner',
    query: "SecurityEvent | join kind=leftouter (Assets) on Computer | where Owner == 'it'",
    tables: { SecurityEvent: logons, Assets: [{ Computer: 'dc01.CONTOSO.com', Owner: 'it' }] },
    cause: { trap: 'join-key', stage: '2', says: ['tolower', 'Computer'] },
  },
  {
    name: 'isnotempty on a column that is empty',
    query: 'SecurityEvent | where isnotempty(TargetUser)',
    tables: {
      SecurityEvent: [
        { EventID: 4625, TargetUser: '', Account: 'alice' },
        { EventID: 4624, TargetUser: '', Account: 'bob' },
      ],
    },
    cause: { trap: 'empty-column', stage: '2', says: ['TargetUser', 'empty'] },
  },
  {
    name: 'an exclusion list that catches everything',
    query: "DeviceProcessEvents | where not(FolderPath has_any ('windows', 'program files'))",
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'exclusion', stage: '2', says: ['FolderPath', /every|all/] },
  },
  {
    name: 'no rows were given',
    query: 'SecurityEvent | where EventID == 4625',
    tables: { SecurityEvent: [] },
    schemas: { SecurityEvent: { EventID: 'int', Account: 'string' } },
    cause: { trap: 'empty-table', stage: '1', says: ['SecurityEvent', 'no rows'] },
  },
  {
    name: 'the rows were given under another name',
    query: 'SigninLogs | where ResultType == 50126',
    tables: { SigninLogs: [], SigninLogs_CL: [{ ResultType: 50126, User: 'alice' }] },
    schemas: { SigninLogs: { ResultType: 'long', User: 'string' } },
    cause: { trap: 'empty-table', stage: '1', says: ['SigninLogs_CL'] },
  },
  {
    name: 'the time stands in another column',
    query: 'CustomLog | where TimeGenerated > ago(1d)',
    tables: { CustomLog: [{ TimeGenerated: null, EventTime: at('08:00:00'), User: 'alice' }] },
    schemas: { CustomLog: { TimeGenerated: 'datetime', EventTime: 'datetime', User: 'string' } },
    options: { now: '2024-05-01T12:00:00Z' },
    cause: { trap: 'null', stage: '2', says: ['TimeGenerated', 'EventTime'] },
  },
  {
    name: 'the rows were ingested before the window',
    query: 'SecurityEvent | where ingestion_time() > ago(1h)',
    tables: { SecurityEvent: logons },
    database: { ingestionTime: 'TimeGenerated' },
    options: { now: '2024-05-01T12:00:00Z' },
    cause: { trap: 'window', stage: '2', says: ['2024-05-01T08:02:00Z'] },
  },
  {
    name: 'take 0',
    query: 'SecurityEvent | where EventID == 4625 | take 0',
    tables: { SecurityEvent: logons },
    cause: { trap: 'limit', stage: '3', says: ['take 0'] },
  },
  {
    name: 'a false condition is left from a test',
    query: 'SecurityEvent | where 1 == 2 and EventID == 4625',
    tables: { SecurityEvent: logons },
    cause: { trap: 'other', stage: '2', says: ['false'] },
  },
  {
    name: 'two conditions that no row meets together',
    query: "SecurityEvent | where EventID == 4625 and Computer startswith 'WEB'",
    tables: { SecurityEvent: logons },
    cause: { trap: 'other', stage: '2', says: ['together'] },
  },
  {
    name: 'and where or was meant',
    query: 'SecurityEvent | where EventID == 4625 and EventID == 4624',
    tables: { SecurityEvent: logons },
    cause: { trap: 'and-or', stage: '2', says: ['EventID', 'in (', '4624'] },
  },
  {
    name: 'quotes inside the value',
    query: 'DeviceProcessEvents | where DeviceName == \'"ws-042"\'',
    tables: { DeviceProcessEvents: processes },
    cause: { trap: 'whitespace', stage: '2', says: ['quote', 'DeviceName'] },
  },
  {
    name: 'the value stands in another column',
    query: "SecurityEvent | where Account == 'DC01.contoso.com'",
    tables: { SecurityEvent: logons },
    cause: { trap: 'column', stage: '2', says: ['Computer', 'DC01.contoso.com'] },
  },
  {
    name: 'a misspelt value',
    query: "SigninLogs | where ResultDescription == 'Invalid pasword'",
    tables: { SigninLogs: [{ ResultDescription: 'Invalid password' }, { ResultDescription: 'Success' }] },
    cause: { trap: 'spelling', stage: '2', says: ['Invalid password'] },
  },
  {
    name: 'a part of the value in an equality',
    query: "SecurityEvent | where Account == 'Alice'",
    tables: { SecurityEvent: logons },
    cause: { trap: 'part', stage: '2', says: ['CONTOSO\\Alice', /endswith|has|contains/] },
  },
];
