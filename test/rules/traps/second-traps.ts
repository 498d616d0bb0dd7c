import type { WrongRule } from './traps.ts';

/** A second list, in the manner of real rules: longer, with the trap away from the end, and with more columns that could be taken for it. */

const day = (time: string): string => `2024-06-10T${time}Z`;
const now = '2024-06-10T18:00:00Z';

const signIns = [
  {
    TimeGenerated: day('09:00:00'),
    UserPrincipalName: 'Anna.Berg@fabrikam.com',
    ResultType: '50126',
    IPAddress: '203.0.113.7',
    AppDisplayName: 'Office 365 Exchange Online',
    LocationDetails: { countryOrRegion: 'DE', geoCoordinates: { latitude: 52.5 } },
    DeviceDetail: { operatingSystem: 'Windows 10', isCompliant: false },
    ConditionalAccessStatus: 'notApplied',
  },
  {
    TimeGenerated: day('09:02:00'),
    UserPrincipalName: 'Anna.Berg@fabrikam.com',
    ResultType: '50126',
    IPAddress: '203.0.113.7',
    AppDisplayName: 'Office 365 Exchange Online',
    LocationDetails: { countryOrRegion: 'DE', geoCoordinates: { latitude: 52.5 } },
    DeviceDetail: { operatingSystem: 'Windows 10', isCompliant: false },
    ConditionalAccessStatus: 'notApplied',
  },
  {
    TimeGenerated: day('09:40:00'),
    UserPrincipalName: 'tom.ode@fabrikam.com',
    ResultType: '0',
    IPAddress: '198.51.100.20',
    AppDisplayName: 'Azure Portal',
    LocationDetails: { countryOrRegion: 'US', geoCoordinates: { latitude: 40.7 } },
    DeviceDetail: { operatingSystem: 'MacOs', isCompliant: true },
    ConditionalAccessStatus: 'success',
  },
];

const network = [
  {
    Timestamp: day('10:00:00'),
    DeviceName: 'SRV-FILE01.fabrikam.local',
    RemoteIP: '203.0.113.99',
    RemotePort: 8443,
    RemoteUrl: 'https://cdn.bad-site.example/payload.bin',
    InitiatingProcessFileName: 'mshta.exe',
    InitiatingProcessCommandLine: '"C:\\Windows\\System32\\mshta.exe" javascript:close()',
    ActionType: 'ConnectionSuccess',
  },
  {
    Timestamp: day('10:05:00'),
    DeviceName: 'ws-77.fabrikam.local',
    RemoteIP: '10.1.2.3',
    RemotePort: 445,
    RemoteUrl: '',
    InitiatingProcessFileName: 'System',
    InitiatingProcessCommandLine: '',
    ActionType: 'ConnectionSuccess',
  },
];

export const secondWrongRules: readonly WrongRule[] = [
  {
    name: 'case in a let list',
    query:
      "let tools = dynamic(['MSHTA.exe', 'Regsvr32.exe']);\nDeviceNetworkEvents\n| where Timestamp > ago(1d)\n| where ActionType == 'ConnectionSuccess'\n| where InitiatingProcessFileName in (tools)\n| summarize Urls = make_set(RemoteUrl) by DeviceName",
    tables: { DeviceNetworkEvents: network },
    options: { now },
    cause: { trap: 'case', stage: '4', says: ['in~', 'mshta.exe'] },
  },
  {
    name: 'case of a user in the second conjunct',
    query:
      "SigninLogs\n| where ResultType == '50126' and UserPrincipalName == 'anna.berg@fabrikam.com'\n| project TimeGenerated, IPAddress",
    tables: { SigninLogs: signIns },
    cause: { trap: 'case', stage: '2', says: ['UserPrincipalName', '=~'] },
  },
  {
    name: 'case after an extend',
    query: "SigninLogs | extend Domain = tostring(split(UserPrincipalName, '@')[1]) | where Domain == 'Fabrikam.com'",
    tables: { SigninLogs: signIns },
    cause: { trap: 'case', stage: '3', says: ['Domain', 'fabrikam.com'] },
  },
  {
    name: 'case on the right side of a join',
    query:
      "SigninLogs | join kind=inner (DeviceInfo | where OSPlatform == 'windows10' | project UserPrincipalName, OSPlatform) on UserPrincipalName",
    tables: { SigninLogs: signIns, DeviceInfo: [{ UserPrincipalName: 'Anna.Berg@fabrikam.com', OSPlatform: 'Windows10' }] },
    cause: { trap: 'case', stage: '2.2', says: ['OSPlatform', 'Windows10'] },
  },
  {
    name: 'startswith_cs',
    query: "SigninLogs | where AppDisplayName startswith_cs 'office'",
    tables: { SigninLogs: signIns },
    cause: { trap: 'case', stage: '2', says: ['startswith'] },
  },
  {
    name: 'has in the middle of a word of a url',
    query: "DeviceNetworkEvents | where isnotempty(RemoteUrl) | where RemoteUrl has 'bad-si'",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'term', stage: '3', says: ['bad-si', 'contains'] },
  },
  {
    name: 'hasprefix where the piece is in the middle',
    query: "DeviceNetworkEvents | where InitiatingProcessCommandLine hasprefix 'script'",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'term', stage: '2', says: ['script', 'contains'] },
  },
  {
    name: 'a list of pieces, one let away',
    query: "let words = dynamic(['pay', 'dropp']);\nDeviceNetworkEvents | where RemotePort == 8443 | where RemoteUrl has_any (words)",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'term', stage: '3', says: ['pay', 'contains'] },
  },
  {
    name: 'a null comparison in a sum',
    query: 'Traffic | extend Total = SentBytes + ReceivedBytes | where Total > 1000',
    tables: {
      Traffic: [
        { SentBytes: 5000, ReceivedBytes: null },
        { SentBytes: 9000, ReceivedBytes: null },
      ],
    },
    schemas: { Traffic: { SentBytes: 'long', ReceivedBytes: 'long' } },
    cause: { trap: 'null', stage: '3', says: ['Total', 'null'] },
  },
  {
    name: 'toint of a hexadecimal text',
    query: 'SecurityEvent | where toint(Status) == 3221225581',
    tables: { SecurityEvent: [{ Status: 'unknown user' }, { Status: 'bad password' }] },
    cause: { trap: 'null', stage: '2', says: ['toint', 'Status'] },
  },
  {
    name: 'a bool as a text in a bag',
    query: 'SigninLogs | where DeviceDetail.managed == true',
    tables: { SigninLogs: [{ DeviceDetail: { managed: 'yes' } }, { DeviceDetail: { managed: 'no' } }] },
    cause: { trap: 'other', stage: '2', says: ['DeviceDetail.managed'] },
  },
  {
    name: 'ports as texts in an array of a bag',
    query: 'Flows | where Details.port in (443, 8443)',
    tables: { Flows: [{ Details: { port: '443' } }, { Details: { port: '22' } }] },
    cause: { trap: 'type', stage: '2', says: ['string', 'Details.port'] },
  },
  {
    name: 'a window of an hour at noon',
    query: "let lookback = 1h;\nlet start = ago(lookback);\nSigninLogs\n| where TimeGenerated >= start\n| where ResultType == '50126'",
    tables: { SigninLogs: signIns },
    options: { now },
    cause: { trap: 'window', stage: '2', says: ['2024-06-10T09:40:00Z', now] },
  },
  {
    name: 'a fixture of last year under the real clock',
    query: 'SigninLogs | where TimeGenerated > ago(14d)',
    tables: { SigninLogs: signIns },
    cause: { trap: 'clock', stage: '2', says: ['--now', '2024-06-10T09:40:00Z'] },
  },
  {
    name: 'a fixed window in the wrong year',
    query: 'SigninLogs | where TimeGenerated between (datetime(2023-06-10) .. datetime(2023-06-11))',
    tables: { SigninLogs: signIns },
    options: { now },
    cause: { trap: 'window', stage: '2', says: ['2024-06-10T09:00:00Z'] },
  },
  {
    name: 'the window of the right side of a join',
    query: "SigninLogs | where ResultType == '0' | join kind=inner (AuditLogs | where TimeGenerated > ago(30m)) on UserPrincipalName",
    tables: { SigninLogs: signIns, AuditLogs: [{ TimeGenerated: day('09:41:00'), UserPrincipalName: 'tom.ode@fabrikam.com' }] },
    options: { now },
    cause: { trap: 'window', stage: '3.2', says: ['2024-06-10T09:41:00Z'] },
  },
  {
    name: 'keys of a join in two cases, after a projection',
    query:
      'SigninLogs | project User = UserPrincipalName, IPAddress | join kind=inner (IdentityInfo | project User = AccountUPN, Department) on User | summarize count() by Department',
    tables: { SigninLogs: signIns, IdentityInfo: [{ AccountUPN: 'anna.berg@FABRIKAM.com', Department: 'Sales' }] },
    cause: { trap: 'join-key', stage: '3', says: ['case', 'tolower(User)'] },
  },
  {
    name: 'a user principal name against an account name',
    query: 'SigninLogs | join kind=inner (Logons) on $left.UserPrincipalName == $right.Account',
    tables: { SigninLogs: signIns, Logons: [{ Account: 'anna.berg', Host: 'ws-77' }] },
    cause: { trap: 'join-key', stage: '2', says: ['Anna.Berg@fabrikam.com', 'anna.berg'] },
  },
  {
    name: 'two keys, and only together they meet nothing',
    query: 'A | join kind=inner (B) on User, Host',
    tables: {
      A: [
        { User: 'a', Host: 'x' },
        { User: 'b', Host: 'y' },
      ],
      B: [
        { User: 'a', Host: 'y' },
        { User: 'b', Host: 'x' },
      ],
    },
    cause: { trap: 'join-key', stage: '2', says: ['2', 'row'] },
  },
  {
    name: 'an anti join with the same table',
    query:
      "SigninLogs | where ResultType == '50126' | join kind=leftanti (SigninLogs | where TimeGenerated > ago(1d)) on UserPrincipalName",
    tables: { SigninLogs: signIns },
    options: { now },
    cause: { trap: 'join-kind', stage: '3', says: ['leftanti'] },
  },
  {
    name: 'a join without kind before a threshold',
    query:
      "SigninLogs | where ResultType != '0' | join (Names) on UserPrincipalName | summarize Failures = count(), Last = max(TimeGenerated) by UserPrincipalName, Name | where Failures > 1 | project UserPrincipalName, Name, Failures",
    tables: { SigninLogs: signIns, Names: [{ UserPrincipalName: 'Anna.Berg@fabrikam.com', Name: 'Anna' }] },
    cause: { trap: 'innerunique', stage: '3', says: ['kind=inner'] },
  },
  {
    name: 'a watchlist column in a list of texts',
    query: "SigninLogs | where UserPrincipalName in~ ('SearchKey', 'WatchlistItem')",
    tables: { SigninLogs: signIns },
    watchlists: { Guests: { rows: [{ Mail: 'anna.berg@fabrikam.com' }], searchKey: 'Mail' } },
    cause: { trap: 'watchlist-column', stage: '2', says: ['SearchKey'] },
  },
  {
    name: 'a high threshold two stages later',
    query:
      "SigninLogs | summarize Failures = countif(ResultType != '0'), Apps = make_set(AppDisplayName) by UserPrincipalName | extend Score = Failures * 1 | where Failures >= 10",
    tables: { SigninLogs: signIns },
    cause: { trap: 'threshold', stage: '4', says: ['Failures', '2'] },
  },
  {
    name: 'dcount of addresses',
    query: 'SigninLogs | summarize Addresses = dcount(IPAddress) by UserPrincipalName | where Addresses > 1',
    tables: { SigninLogs: signIns },
    cause: { trap: 'threshold', stage: '3', says: ['dcount', 'Addresses'] },
  },
  {
    name: 'a blank in front',
    query: "Hosts | where HostName == 'dc01'",
    tables: {
      Hosts: [
        { HostName: ' DC01', Role: 'dc' },
        { HostName: 'web', Role: 'web' },
      ],
    },
    cause: { trap: 'whitespace', stage: '2', says: ['trim'] },
  },
  {
    name: 'a star at the end of has',
    query: "DeviceNetworkEvents | where InitiatingProcessCommandLine has 'javascript*'",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'wildcard', stage: '2', says: ['*', 'javascript'] },
  },
  {
    name: 'a star in a list',
    query: "DeviceNetworkEvents | where DeviceName in~ ('srv-*', 'dc-*')",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'wildcard', stage: '2', says: ['srv-*'] },
  },
  {
    name: 'a regular expression of a path',
    query: "DeviceNetworkEvents | where InitiatingProcessCommandLine matches regex @'\\\\Windows\\System32'",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'regex', stage: '2', says: ['backslash'] },
  },
  {
    name: 'a regular expression with an anchor before the quote',
    query: "DeviceNetworkEvents | where InitiatingProcessCommandLine matches regex @'^C:\\\\Windows'",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'regex', stage: '2', says: ['^'] },
  },
  {
    name: 'a url that begins with the host',
    query: "DeviceNetworkEvents | where RemoteUrl startswith 'cdn.bad-site.example'",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'prefix', stage: '2', says: ['https://', 'contains'] },
  },
  {
    name: 'not over not in',
    query: "SigninLogs | where not(AppDisplayName !in ('Teams', 'Outlook'))",
    tables: { SigninLogs: signIns },
    cause: { trap: 'negation', stage: '2', says: ['!in'] },
  },
  {
    name: 'two users with and',
    query:
      "SigninLogs | where UserPrincipalName == 'Anna.Berg@fabrikam.com' and UserPrincipalName == 'tom.ode@fabrikam.com' and TimeGenerated > ago(1d)",
    tables: { SigninLogs: signIns },
    options: { now },
    cause: { trap: 'and-or', stage: '2', says: ['in ('] },
  },
  {
    name: 'swapped bounds of a port',
    query: 'DeviceNetworkEvents | where RemotePort between (9000 .. 8000) and ActionType has "ConnectionSuccess"',
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'range', stage: '2', says: ['8000 .. 9000'] },
  },
  {
    name: 'a property in camel case inside an extend of several',
    query:
      'SigninLogs | extend Country = tostring(LocationDetails.countryorregion), Os = tostring(DeviceDetail.operatingSystem) | where Os startswith "Win" | where Country == "DE"',
    tables: { SigninLogs: signIns },
    cause: { trap: 'property', stage: '2', says: ['countryOrRegion'] },
  },
  {
    name: 'a property of the inner bag',
    query: 'SigninLogs | extend Latitude = todouble(LocationDetails.latitude) | where Latitude > 50',
    tables: { SigninLogs: signIns },
    cause: { trap: 'property', stage: '2', says: ['geoCoordinates.latitude'] },
  },
  {
    name: 'an element of a list of bags without an index',
    query: "Alerts | where tostring(Entities.Address) == '203.0.113.7'",
    tables: { Alerts: [{ Entities: [{ Address: '203.0.113.7', Type: 'ip' }] }, { Entities: [{ Type: 'host' }] }] },
    cause: { trap: 'array', stage: '2', says: ['Entities', 'array'] },
  },
  {
    name: 'a list in a bag compared with a value',
    query: "Alerts | extend Tactic = tostring(Properties.Tactics) | where Tactic == 'Execution'",
    tables: { Alerts: [{ Properties: { Tactics: ['Execution'] } }] },
    cause: { trap: 'array', stage: '3', says: ['array'] },
  },
  {
    name: 'parse in the wrong order',
    query: "Syslog | parse Message with * 'from ' Address ' user ' User | where isnotempty(User)",
    tables: { Syslog: [{ Message: 'denied user bob from 10.0.0.1' }, { Message: 'denied user eve from 10.0.0.2' }] },
    cause: { trap: 'parse', stage: '2', says: ['parse'] },
  },
  {
    name: 'parse-where with another separator',
    query: "Syslog | parse-where Message with * 'user=' User ';' * | project User",
    tables: { Syslog: [{ Message: 'denied user:bob; 1' }] },
    cause: { trap: 'parse', stage: '2', says: ['user='] },
  },
  {
    name: 'mv-expand over a column that is null',
    query: 'Alerts | mv-expand e = Entities to typeof(dynamic) | extend Kind = tostring(e.Kind) | where Kind == "account"',
    tables: {
      Alerts: [
        { Name: 'x', Entities: null },
        { Name: 'y', Entities: null },
      ],
    },
    schemas: { Alerts: { Name: 'string', Entities: 'dynamic' } },
    cause: { trap: 'expand', stage: '2', says: ['Entities'] },
  },
  {
    name: 'an allow list of the whole network',
    query: "DeviceNetworkEvents | where not(ipv4_is_in_range(RemoteIP, '0.0.0.0/0'))",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'exclusion', stage: '2', says: ['RemoteIP'] },
  },
  {
    name: 'an allow list from a sub-query',
    query: 'SigninLogs | where UserPrincipalName !in ((SigninLogs | distinct UserPrincipalName))',
    tables: { SigninLogs: signIns },
    cause: { trap: 'exclusion', stage: '2', says: ['UserPrincipalName'] },
  },
  {
    name: 'an empty column of the fixture',
    query: "SigninLogs | where RiskLevelDuringSignIn in ('high', 'medium')",
    tables: { SigninLogs: signIns.map((row) => ({ ...row, RiskLevelDuringSignIn: '' })) },
    cause: { trap: 'empty-column', stage: '2', says: ['RiskLevelDuringSignIn'] },
  },
  {
    name: 'the other table of a union has the rows, under another name',
    query: 'union isfuzzy=true AADNonInteractiveUserSignInLogs, SigninLog | where ResultType == "50126"',
    tables: { AADNonInteractiveUserSignInLogs: [], SigninLogs: signIns },
    schemas: { AADNonInteractiveUserSignInLogs: { ResultType: 'string' } },
    cause: { trap: 'empty-table', stage: '1.1', says: ['AADNonInteractiveUserSignInLogs'] },
  },
  {
    name: 'a result code in the wrong column',
    query: "SigninLogs | where AppDisplayName == '50126'",
    tables: { SigninLogs: signIns },
    cause: { trap: 'column', stage: '2', says: ['ResultType'] },
  },
  {
    name: 'a typing error in the action',
    query: "DeviceNetworkEvents | where ActionType == 'ConectionSuccess' and RemotePort == 8443",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'spelling', stage: '2', says: ['ConnectionSuccess'] },
  },
  {
    name: 'the name of the host without its domain',
    query: "DeviceNetworkEvents | where DeviceName =~ 'srv-file01'",
    tables: { DeviceNetworkEvents: network },
    cause: { trap: 'part', stage: '2', says: ['startswith'] },
  },
  {
    name: 'each for itself, never together',
    query: "SigninLogs | where ResultType == '50126' and ConditionalAccessStatus == 'success'",
    tables: { SigninLogs: signIns },
    cause: { trap: 'other', stage: '2', says: ['together'] },
  },
];
