import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkRule } from '../../src/rules/advice/index.ts';
import { describeQuery, describeRule, formatDescription, type QueryDescription } from '../../src/rules/describe/index.ts';
import { knownTables } from '../../src/rules/describe/known-tables.ts';
import { conditionText } from '../../src/rules/describe/sections.ts';
import { loadRules } from '../../src/rules/load/files.ts';
import { rulesIn } from '../../src/rules/load/index.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { caseFiles, readCases } from '../case-files.ts';
import { sharedFolder } from '../oracle/microsoft.ts';

const seed = (name: string): string => path.resolve(import.meta.dirname, `../../corpus/seed/${name}.kql`);

const indicatorsOf = ({ indicators }: QueryDescription): string[] =>
  indicators.map((each) => `${each.alternative ? 'or ' : ''}${each.negated ? 'not ' : ''}${conditionText(each)}`);
const exclusionsOf = ({ exclusions }: QueryDescription): string[] => exclusions.map(conditionText);
const windowsOf = ({ windows }: QueryDescription): string[] =>
  windows.map(({ column, from = '', to = '', lookback = '', stage }) => [column, from, to, lookback, stage].join('|'));

const domains = [
  '.microsoft.com',
  '.windowsupdate.com',
  'accounts.accesscontrol.windows.net',
  'autodiscover-s.outlook.com',
  'login.live.com',
  'login.microsoftonline.com',
  'login.windows.net',
  'ocsp.digicert.com',
  'ocsp.verisign.com',
  'outlook.office365.com',
];

describe('the Defender rule', async () => {
  const [rule] = await loadRules(seed('mde'));
  const description = await describeRule(rule);

  it('excludes private addresses and known destinations', () => {
    expect(description.exclusions.map(({ field, kind, values, stage }) => ({ field, kind, values, stage }))).toEqual([
      { field: 'RemoteIPType', kind: 'in', values: ['Loopback', 'Private'], stage: '4' },
      { field: 'RemoteIP', kind: 'startswith', values: ['169.254.'], stage: '5' },
      { field: 'set_RemoteUrl', kind: 'match', values: domains, stage: '8' },
      { field: 'RemoteIPType', kind: 'in', values: ['Loopback', 'Private'], stage: '9.4' },
      { field: 'RemoteIP', kind: 'startswith', values: ['169.254.'], stage: '9.5' },
    ]);
    expect(description.exclusions.map(({ cased }) => cased)).toEqual([true, false, false, true, false]);
  });

  it('looks for connections of servers', () => {
    expect(description.indicators.map(({ field, kind, values, stages }) => ({ field, kind, values, stages }))).toEqual([
      { field: 'DeviceName', kind: 'in', values: ['etc.', 'server1', 'server2'], stages: ['3', '9.3'] },
      { field: 'ActionType', kind: 'eq', values: ['ConnectionSuccess'], stages: ['3', '9.3'] },
      { field: 'count_', kind: 'lt', values: ['50'], stages: ['7'] },
    ]);
  });

  it('has windows, stages, a parameter and sources', () => {
    expect(windowsOf(description)).toEqual(['Timestamp|ago(30d)||30d|2', 'Timestamp|ago(5d)||5d|9.2']);
    expect(description.stages.filter(({ inside }) => inside === undefined).map(({ operator }) => operator)).toEqual([
      'source',
      'where',
      'where',
      'where',
      'where',
      'summarize',
      'where',
      'where',
      'join',
    ]);
    expect(description.stages[2].predicates).toEqual(['DeviceName in (Servers)', 'ActionType == "ConnectionSuccess"']);
    expect(description.parameters).toEqual([
      {
        name: 'Servers',
        type: 'dynamic',
        value: "['server1', 'server2', 'etc.']",
        values: ['server1', 'server2', 'etc.'],
        declared: false,
      },
    ]);
    expect(description.sources).toEqual([{ name: 'DeviceNetworkEvents', kind: 'table', stages: ['1', '9.1'] }]);
  });

  it('says which stage made each column', () => {
    const { columns = [], open } = description.output;
    expect(open).toBe(false);
    expect(columns.slice(0, 3)).toEqual([
      { name: 'RemoteIP', type: 'string', stage: '1' },
      { name: 'set_RemoteUrl', type: 'dynamic', stage: '6' },
      { name: 'count_', type: 'long', stage: '6' },
    ]);
    expect(columns.find(({ name }) => name === 'RemoteIP1')?.stage).toBe('9');
  });
});

describe('the Sysmon rule', async () => {
  const description = await describeRule((await loadRules(seed('sysmon')))[0]);

  it('resolves its lets, inside its function too', () => {
    expect(description.parameters.map(({ name, type, value }) => [name, type, value])).toEqual([
      ['Servers', 'dynamic', "['server1', 'server2', 'etc.']"],
      ['_lookback', 'timespan', '30d'],
      ['_timeframe', 'timespan', '5d'],
      ['PrivateIPregex', 'string', String.raw`^127\.|^10\.|^172\.1[6-9]\.|^172\.2[0-9]\.|^172\.3[0-1]\.|^192\.168\.`],
    ]);
    expect(windowsOf(description)).toEqual([
      'TimeGenerated|ago(30d)||30d|parse_sysmon_id3.2',
      'TimeGenerated|ago(30d)||30d|2',
      'TimeGenerated|ago(5d)||5d|7.2',
    ]);
    expect(indicatorsOf(description)).toEqual([
      'Source eq Microsoft-Windows-Sysmon',
      'EventID eq 3',
      'Computer in (etc., server1, server2)',
      'count_ lt 50',
    ]);
    expect(description.exclusions).toMatchObject([{ field: 'DestinationIp', kind: 'regex', cased: true, stage: 'parse_sysmon_id3.12' }]);
    expect(description.sources).toEqual([{ name: 'Event', kind: 'table', stages: ['1', '7.1'] }]);
  });
});

describe('conditions', () => {
  const indicators = async (predicate: string): Promise<string[]> => indicatorsOf(await describeQuery(`T | where ${predicate}`));
  const exclusions = async (predicate: string): Promise<string[]> => exclusionsOf(await describeQuery(`T | where ${predicate}`));

  it('have a kind each', async () => {
    const kinds: Readonly<Record<string, string>> = {
      "a == 'x'": 'a eq x',
      "a =~ 'x'": 'a eq x',
      "a in~ ('y', 'x')": 'a in (x, y)',
      "a has 'x'": 'a match x',
      "a has_all ('x', 'y')": 'a match (x, y)',
      "a contains_cs 'x'": 'a contains x',
      "a startswith 'x'": 'a startswith x',
      "a endswith 'x'": 'a endswith x',
      "a matches regex 'x+'": 'a regex x+',
      'a < 5': 'a lt 5',
      'a <= 5': 'a le 5',
      '5 < a': 'a gt 5',
      'a >= -5': 'a ge -5',
      'a between (1 .. 9)': 'a between 1 and 9',
      "ipv4_is_in_range(a, '10.0.0.0/8')": 'a cidr 10.0.0.0/8',
      'ipv4_is_private(a)': 'a cidr private',
      'isnull(a)': 'a null',
      'isnotempty(a)': 'a notempty',
      'not(isempty(a))': 'a notempty',
      "tolower(a) == 'x'": 'a eq x',
      "a.b['c d'].e == 'x'": "a.b['c d'].e eq x",
      'array_length(a) > 2': 'array_length(a) gt 2',
      "* has 'x'": '* match x',
      isOpen: 'isOpen eq true',
      'a in (9, 10, 2)': 'a in (2, 9, 10)',
    };
    for (const [predicate, expected] of Object.entries(kinds)) {
      expect(await indicators(predicate), predicate).toEqual([expected]);
      const excluded = await exclusions(`not(${predicate})`);
      if (/empty|null/.test(expected)) expect(excluded, predicate).toEqual([]);
      else expect(excluded, predicate).toEqual([expected]);
    }
  });

  it('that are negated are exclusions, wherever the negation stands', async () => {
    expect(await exclusions("a != 'x' and b !in (1) and c !has 'y' and d !between (1 .. 2) and not(e) and not(f == 1 or g == 2)")).toEqual([
      'a eq x',
      'b in (1)',
      'c match y',
      'd between 1 and 2',
      'e eq true',
      'f eq 1',
      'g eq 2',
    ]);
    expect(await exclusions("not(not(a == 'x'))")).toEqual([]);
    expect(await exclusions('not(a != 5)')).toEqual([]);
    const { exclusions: together } = await describeQuery('T | where not(a == 1 and b == 2) and not(c == 3 and d == 4)');
    expect(together.map((each) => [each.field, each.together])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
      ['d', 2],
    ]);
  });

  it('that `or` joins are alternatives, negated or not', async () => {
    const predicate = "a == 1 or b != 2 or c !in (3) or (d == 4 and e has 'x')";
    expect(await indicators(predicate)).toEqual(['or a eq 1', 'or b ne 2', 'or not c in (3)', 'or d eq 4', 'or e match x']);
    expect(await exclusions(predicate)).toEqual([]);
  });

  it('compare with regard to case or not', async () => {
    const { indicators: found } = await describeQuery(
      `T | where a == 'x' and b =~ 'x' and c in ('x') and d in~ ('x') and e has 'x' and f has_cs 'x' and g matches regex 'x' and h matches regex '(?i)x' and tolower(i) == 'x' and j == 1`,
    );
    expect(found.filter(({ cased }) => cased).map(({ field }) => field)).toEqual(['a', 'c', 'f', 'g']);
  });

  it('resolve lets, tables of constants, and leave what is not constant as it is written', async () => {
    const { indicators: found } = await describeQuery(`
      let one = 'x'; let both = pack_array(one, 'y'); let iocs = datatable(ip:string, why:string)['1.1.1.1', 'a', '2.2.2.2', 'b'];
      let bad = (U | project c);
      T | where a == one and b in (both) and c in (iocs) and d in (bad) and e == f and g == h'secret'`);
    expect(found.map(({ field, values, constant }) => [field, values.join(), constant])).toEqual([
      ['a', 'x', true],
      ['b', 'x,y', true],
      ['c', '1.1.1.1,2.2.2.2', true],
      ['d', 'bad', false],
      ['e', 'f', false],
      ['g', '***', true],
    ]);
  });

  it('on times are windows', async () => {
    const text = `let start = ago(14d); let size = 2h;
      T | where TimeGenerated >= start and TimeGenerated < now() - size
        | where TimeGenerated between (datetime(2024-01-01) .. 7d)
        | where TimeGenerated between (startofday(ago(2d)) .. now())
        | where now() - Seen < 1h and hourofday(TimeGenerated) > 8 and not(Made < ago(3d))`;
    const description = await describeQuery(text);
    expect(windowsOf(description)).toEqual([
      'TimeGenerated|ago(14d)|now() - 2h|14d|2',
      'TimeGenerated|datetime(2024-01-01)|datetime(2024-01-01) + 7d||3',
      'TimeGenerated|startofday(ago(2d))|now()||4',
      'Seen|now() - 1h||1h|5',
      'Made|ago(3d)||3d|5',
    ]);
    expect(indicatorsOf(description)).toEqual(['hourofday(TimeGenerated) gt 8']);
    expect(exclusionsOf(description)).toEqual([]);
  });

  it('of search and join are among them', async () => {
    const description = await describeQuery(`search in (T, U) "bad" and Computer == 'x' | join (V | where b == 1) on c`);
    expect(indicatorsOf(description)).toEqual(['* match bad', 'Computer eq x', 'b eq 1']);
    expect(description.sources.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['table T', 'table U', 'table V']);
  });
});

describe('a description', () => {
  it('names all kinds of sources, but not lets', async () => {
    const { sources } = await describeQuery(`let t = T1 | take 5; let f = (x:(*)) { x | count };
      union isfuzzy=true t, T2, Log*, (_GetWatchlist('vips') | project SearchKey), cluster('c').database('d').T3
      | join kind=inner (externaldata(a:string)['https://example.com/x.csv']) on a
      | join kind=inner (_Im_Dns(starttime=ago(1d))) on a | invoke f()`);
    expect(sources.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'table T1',
      'table T2',
      'pattern Log*',
      'watchlist vips',
      "table cluster('c').database('d').T3",
      'external https://example.com/x.csv',
      'function _Im_Dns',
    ]);
  });

  it('of a query that is wrong says so, and the rest that can be read', async () => {
    const wrong = await describeQuery('SigninLogs | where NoColumn == "x" | summarize n = count() by UserPrincipalName');
    expect(wrong.errors).toMatchObject([{ kind: 'semantic', line: 1, column: 20 }]);
    expect(indicatorsOf(wrong)).toEqual(['NoColumn eq x']);
    expect(wrong.output.columns?.map(({ name, stage }) => `${name} ${stage}`)).toEqual(['UserPrincipalName 1', 'n 3']);
    const broken = await describeQuery('SigninLogs | where (');
    expect(broken).toMatchObject({ stages: [], indicators: [], errors: [{ kind: 'syntax' }], output: { columns: undefined } });
  });

  it('of what only data can tell is open', async () => {
    expect((await describeQuery('Foo_CL | where a == 1')).output).toEqual({ columns: [], open: true });
    expect((await describeQuery('Foo_CL | project a, b = strlen(c) | extend d = a')).output).toEqual({
      columns: [
        { name: 'a', type: 'unknown', stage: '1' },
        { name: 'b', type: 'long', stage: '2' },
        { name: 'd', type: 'unknown', stage: '3' },
      ],
      open: false,
    });
  });

  it('counts the other rules of a catalog that look for the same', async () => {
    const query = async (name: string, text: string): Promise<Rule> => (await rulesIn(`${name}.kql`, text))[0];
    const rule = await query('a', "T | where x == '1' and y in ('a', 'b') and z has 'q'");
    const catalog = [
      rule,
      await query('b', "U | where x == '1' | where x == '1'"),
      await query('c', "U | where x == '1' or y in ('b', 'a')"),
      await query('d', "U | where X == '1' and y == 'a' and z !has 'q'"),
      await query('e', 'U | where ('),
    ];
    const counts = (await describeRule(rule, { catalog })).indicators.map(({ field, otherRules }) => [field, otherRules]);
    expect(counts).toEqual([
      ['x', 2],
      ['y', 1],
      ['z', 0],
    ]);
    expect((await describeRule(await query('a', rule.query.text), { catalog })).indicators[0].otherRules).toBe(2);
    expect((await describeRule(rule)).indicators[0].otherRules).toBeUndefined();
  });

  it('is written as text, Markdown, HTML and JSON, with nothing of the rule in force', async () => {
    const text = `name: "<script>alert(1)</script> *a* \\e[31m"
severity: High
description: "[x](http://example.com) | <b>"
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics: [Execution]
entityMappings: [{entityType: IP, fieldMappings: [{identifier: Address, columnName: ip}]}]
query: |
  T | where a == "<img src=x onerror=y>" and b == "x|y\`z" and c has "http://bad.example"
`;
    const [rule] = await rulesIn('r.yaml', text);
    const description = await describeRule(rule);
    const html = formatDescription(description, 'html');
    expect(html).not.toMatch(/<(?:script|img|b)\b/);
    expect(html).toContain('&lt;img src=x onerror=y&gt;');
    const markdown = formatDescription(description, 'markdown');
    expect(markdown).not.toMatch(/<script/);
    expect(markdown).toContain('| `a eq <img src=x onerror=y>` |');
    expect(markdown).toContain('| ``b eq x\\|y`z`` |');
    expect(markdown).toContain('\\[x\\]\\(http://example.com\\) \\| &lt;b&gt;');
    const plain = formatDescription(description, 'text');
    expect(plain).not.toContain('\u001b');
    expect(plain).toContain('every 1h, over the last 1d');
    expect(plain).toContain('more than 0 rows');
    expect(JSON.parse(formatDescription(description, 'json'))).toMatchObject({
      name: rule.name,
      schedule: { frequency: '1h', period: '1d' },
      entities: [{ type: 'IP', fields: [{ identifier: 'Address', column: 'ip' }] }],
    });
  });

  it('does not grow without bounds where lets multiply', async () => {
    const doubling = Array.from({ length: 60 }, (_, i) => `let a${i + 1} = pack_array(a${i}, a${i}); let s${i + 1} = s${i} + s${i};`);
    const text = `let a0 = 'x'; let s0 = 1s; ${doubling.join(' ')} T | where a in (a60) and t > ago(s60) and b == s60`;
    const start = performance.now();
    await describeQuery(`${text} and c == self`);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('any query', () => {
  it('of the cases of the language is described and checked', async () => {
    let described = 0;
    for (const { query } of caseFiles()
      .flatMap((file) => readCases(file))
      .filter((_, index) => index % 8 === 0)) {
      const [rule] = await rulesIn('case.kql', query);
      const description = await describeRule(rule);
      for (const format of ['text', 'markdown', 'html', 'json'] as const) formatDescription(description, format);
      await checkRule(rule, knownTables(undefined));
      described++;
    }
    expect(described).toBeGreaterThan(150);
  });

  it('of great length is described in a few seconds', async () => {
    const long: readonly string[] = [
      `T${'\n| where a == 1'.repeat(5_000)}`,
      `T${'\n| where TimeGenerated > ago(1d)'.repeat(5_000)}`,
      `T | where ${Array.from({ length: 5_000 }, (_, i) => `a == ${i}`).join(' or ')}`,
      `${Array.from({ length: 3000 }, (_, i) => `let a${i} = ${i === 0 ? '1' : `a${i - 1}`};`).join('\n')} T | where x == a2999`,
      `T\n${'// kqlet-ignore contains-has\n'.repeat(5_000)}| take 1`,
    ];
    for (const text of long) {
      const start = process.cpuUsage();
      const [rule] = await rulesIn('long.kql', text);
      formatDescription(await describeRule(rule), 'text');
      await checkRule(rule, knownTables(undefined));
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1e6, text.slice(0, 60)).toBeLessThan(10);
    }
  });
});

const corpus = path.join(sharedFolder, 'corpus/rules-dev.jsonl.gz');

describe.skipIf(!existsSync(corpus))('real queries (skipped where ../shared is missing)', () => {
  const lines = (): { id: string; kind: string; query: string }[] =>
    gunzipSync(readFileSync(corpus))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('are all described, a thousand with the counts of their catalog in under 20 seconds', async () => {
    const catalog: Rule[] = [];
    for (const { id, kind, query } of lines()
      .filter((each) => each.kind !== 'parser')
      .slice(0, 1000))
      catalog.push(
        ...(await rulesIn(
          kind === 'rule-yaml' ? `${id}.yaml` : `${id}.kql`,
          kind === 'rule-yaml' ? JSON.stringify({ name: id, kind: 'NRT', query }) : query,
        )),
      );
    expect(catalog.length).toBe(1000);
    // the time of this process: others may be at work on the machine
    const start = process.cpuUsage();
    let shared = 0;
    let described = 0;
    for (const rule of catalog) {
      const description = await describeRule(rule, { catalog });
      described += description.indicators.length + description.exclusions.length + description.windows.length > 0 ? 1 : 0;
      shared += description.indicators.some(({ otherRules = 0 }) => otherRules > 0) ? 1 : 0;
    }
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1000;
    console.log(`${catalog.length} rules described in ${Math.round(milliseconds)} ms; ${described} filter, ${shared} share an indicator`);
    expect(described / catalog.length).toBeGreaterThan(0.85);
    expect(milliseconds).toBeLessThan(20_000);
  });
});
