import { describe, expect, it } from 'vitest';
import { positionAt } from '../../src/errors.ts';
import { allAdvice, checkRule } from '../../src/rules/advice/index.ts';
import { knownTables } from '../../src/rules/describe/known-tables.ts';
import { rulesIn } from '../../src/rules/load/index.ts';

const lines = (...texts: string[]): string => `${texts.join('\n')}\n`;

/** The advice on a file with one rule: the id, what it marks, and the line. */
async function adviceOn(file: string, source: string): Promise<string[]> {
  const [rule] = await rulesIn(file, source);
  const { advice } = await checkRule(rule, knownTables(rule.profile));
  return advice.map(({ id, span }) => `${id} ${source.slice(span.start, span.end)} @${positionAt(source, span.start).line}`);
}

/** The advice on a query that has a window of time. */
const onQuery = async (text: string): Promise<string[]> =>
  (await adviceOn('a.kql', `SecurityEvent | where TimeGenerated > ago(1d) ${text}`)).map((each) => each.replace(/ @1$/, ''));

const sentinel = (query: string, ...more: string[]): string =>
  lines(
    'name: a',
    'kind: Scheduled',
    'queryFrequency: 1h',
    'queryPeriod: 1d',
    ...more,
    'query: |',
    ...query.split('\n').map((line) => `  ${line}`),
  );

describe('advice', () => {
  it('has an id and a page each', () => {
    expect(new Set(allAdvice.map(({ id }) => id)).size).toBe(allAdvice.length);
    for (const { id, docs, summary } of allAdvice) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(docs).toMatch(/^https:\/\/learn\.microsoft\.com\/[\w/-]+$/);
      expect(summary.length).toBeGreaterThan(10);
    }
  });

  it('contains-has: a whole word is looked for character by character', async () => {
    expect(await onQuery('| where CommandLine contains "mimikatz" or Process !contains_cs "Cmd4"')).toEqual([
      'contains-has contains',
      'contains-has !contains_cs',
    ]);
    for (const needle of ['abc', 'two words', 'a.exe', ''])
      expect(await onQuery(`| where CommandLine contains "${needle}"`), needle).toEqual([]);
  });

  it('join-kind: a join without one drops rows', async () => {
    expect(await onQuery('| project Computer | join (Heartbeat | where TimeGenerated > ago(1d) | project Computer) on Computer')).toEqual([
      'join-kind join',
    ]);
    expect(await onQuery('| project Computer | join kind=inner (Heartbeat | where TimeGenerated > ago(1d)) on Computer')).toEqual([]);
  });

  it('case-sensitive-name: names of users are written in either case', async () => {
    expect(await onQuery('| where TargetUserName == "admin" and SubjectUserName !in ("root", "x") and Account != "a"')).toEqual([
      'case-sensitive-name ==',
      'case-sensitive-name !in',
      'case-sensitive-name !=',
    ]);
    for (const predicate of ['TargetUserName =~ "admin"', 'Computer == "a"', 'Account == "-"', 'Account != ""'])
      expect(await onQuery(`| where ${predicate}`), predicate).toEqual([]);
  });

  it('mv-expand-limit: of an array of any length', async () => {
    expect(await onQuery('| extend x = split(Account, ",") | mv-expand x')).toEqual(['mv-expand-limit mv-expand']);
    expect(await onQuery('| extend x = split(Account, ",") | mv-expand x limit 10')).toEqual([]);
  });

  it('search-all: over all tables', async () => {
    expect(await adviceOn('a.kql', 'search "x" | where TimeGenerated > ago(1d)')).toEqual(['search-all search @1']);
    expect(await adviceOn('a.kql', 'union * | where TimeGenerated > ago(1d)')).toEqual(['search-all * @1']);
    expect(await adviceOn('a.kql', 'search in (SecurityEvent) "x" | where TimeGenerated > ago(1d)')).toEqual([]);
    expect(await onQuery('| search "x"')).toEqual([]);
  });

  it('regex-operator: of a pattern that is a text', async () => {
    const messageOf = async (pattern: string): Promise<string | undefined> => {
      const [rule] = await rulesIn('a.kql', `SecurityEvent | where TimeGenerated > ago(1d) | where Account matches regex @'${pattern}'`);
      return (await checkRule(rule, knownTables(undefined))).advice[0]?.message;
    };
    expect(await messageOf('admin')).toContain('`contains_cs "admin"`');
    expect(await messageOf('(?i)^adm\\.in')).toContain('`startswith "adm.in"`');
    expect(await messageOf('admin$')).toContain('`endswith_cs "admin"`');
    expect(await messageOf('^admin$')).toContain('`== "admin"`');
    for (const pattern of ['a.b', 'a+', '\\d', '[ab]', 'a|b', '\\bx']) expect(await messageOf(pattern), pattern).toBeUndefined();
  });

  it('has-separators: of an end that is no letter or digit', async () => {
    expect(await onQuery('| where CommandLine has ".exe" or CommandLine has_any ("-enc ", "x")')).toEqual([
      'has-separators has',
      'has-separators has_any',
    ]);
    expect(await onQuery('| where CommandLine has "a.exe"')).toEqual([]);
  });

  it('wide-join: with all columns of both sides', async () => {
    const other = '(SecurityEvent | where TimeGenerated > ago(1d))';
    expect(await onQuery(`| join kind=inner ${other} on Computer`)).toEqual(['wide-join join']);
    expect(await onQuery(`| project Computer, Account | join kind=inner ${other} on Computer`)).toEqual([]);
    expect(await onQuery('| join kind=inner (SecurityEvent | where TimeGenerated > ago(1d) | distinct Computer) on Computer')).toEqual([]);
  });

  it('needless-folding: of values without letters', async () => {
    expect(await onQuery('| where IpAddress in~ ("10.0.0.1", "::") or IpAddress =~ "1"')).toEqual([
      'needless-folding in~',
      'needless-folding =~',
    ]);
    expect(await onQuery('| where IpAddress in~ ("fe80::1")')).toEqual([]);
  });

  it('no-time-filter: of a table that no filter on its time covers', async () => {
    const query = (text: string): Promise<string[]> => adviceOn('a.kql', text);
    expect(await query('SecurityEvent | where EventID == 1')).toEqual(['no-time-filter SecurityEvent @1']);
    expect(await query('union SecurityEvent, Heartbeat | where TimeGenerated > ago(1d)')).toEqual([]);
    expect(
      await query('SecurityEvent | where TimeGenerated > ago(1d) | join kind=inner (Heartbeat | project Computer) on Computer'),
    ).toEqual(['no-time-filter Heartbeat @1']);
    expect(await query('let t = SecurityEvent | where EventID == 1; t | where TimeGenerated > ago(1d)')).toEqual([]);
    expect(await query('SecurityEvent | make-series n = count() on TimeGenerated from ago(1d) to now() step 1h')).toEqual([]);
    expect(await query('SecurityEvent | where TimeGenerated > ago(1d) or EventID == 1')).toEqual(['no-time-filter SecurityEvent @1']);
    expect(await query('print 1')).toEqual([]);
    expect(await adviceOn('a.yaml', sentinel('SecurityEvent | where EventID == 1'))).toEqual([]);
  });

  it('window-period: a filter that reaches further back than the rule', async () => {
    expect(await adviceOn('a.yaml', sentinel('let back = 14d;\nSecurityEvent\n| where TimeGenerated > ago(back)'))).toEqual([
      'window-period TimeGenerated > ago(back) @8',
    ]);
    expect(await adviceOn('a.yaml', sentinel('SecurityEvent | where TimeGenerated > ago(24h)'))).toEqual([]);
  });

  it('schedule-gap: a rule that runs more rarely than it looks back', async () => {
    const rule = sentinel('SecurityEvent').replace('1h', '2d');
    expect(await adviceOn('a.yaml', rule)).toEqual(['schedule-gap queryFrequency: @3']);
    expect(await adviceOn('a.yaml', sentinel('SecurityEvent').replace('1h', '1d'))).toEqual([]);
  });

  it('missing-column: of an entity, a detail or an alert', async () => {
    const mapped = [
      'entityMappings:',
      '  - entityType: Host',
      '    fieldMappings:',
      '      - {identifier: HostName, columnName: Compter}',
      'customDetails:',
      '  Count: n',
      '  Other: m',
      'alertDetailsOverride:',
      '  alertDisplayNameFormat: "On {{ Computer }} of {{Who}}"',
    ];
    const text = sentinel('SecurityEvent | summarize n = count() by Computer', ...mapped);
    expect(await adviceOn('a.yaml', text)).toEqual([
      'missing-column columnName: Compter @8',
      'missing-column Other: m @11',
      'missing-column alertDisplayNameFormat: "On {{ Computer }} of {{Who @13',
    ]);
    // of a table of which nothing is known nobody can tell
    expect(await adviceOn('a.yaml', sentinel('Foo_CL', ...mapped))).toEqual([]);
    const flat = lines('ruleName: a', 'frequency: 24H', 'impactedEntities:', '  - {entityType: Machine, entityIdentifier: DeviceId}');
    expect(await adviceOn('a.yaml', `${flat}queryText: DeviceEvents | project Timestamp\n`)).toEqual([
      'missing-column entityIdentifier: DeviceId @4',
    ]);
  });

  it('product: what Sentinel and Defender do not have', async () => {
    expect(await adviceOn('a.yaml', sentinel("SecurityEvent\n| where current_principal() != ''"))).toEqual([
      'product current_principal @7',
    ]);
    expect(await adviceOn('a.kql', "SecurityEvent | where TimeGenerated > ago(1d) and current_principal() != ''")).toEqual([]);
    // FileProfile is of Defender, watchlists are of Sentinel and of the portal that both share
    const profiled = 'DeviceFileEvents\n| where TimeGenerated > ago(1d)\n| invoke FileProfile(SHA1)';
    expect(await adviceOn('a.yaml', sentinel(profiled))).toContain('product FileProfile @8');
    expect(await adviceOn('a.yaml', sentinel("_GetWatchlist('a')"))).toEqual([]);
    const detection = {
      displayName: 'a',
      queryCondition: { queryText: 'DeviceEvents | summarize count() by DeviceId' },
      schedule: { period: '24H' },
    };
    expect(await adviceOn('a.json', JSON.stringify(detection))).toEqual(['product queryText": @1']);
  });
});

describe('comments', () => {
  const query = (...texts: string[]): string => lines('SecurityEvent', '| where TimeGenerated > ago(1d)', ...texts);

  it('silence advice on their line, or the next', async () => {
    const where = '| where CommandLine contains "mimikatz"';
    expect(await adviceOn('a.kql', query(where))).toEqual(['contains-has contains @3']);
    expect(await adviceOn('a.kql', query(`${where} // kqlet-ignore contains-has: substrings are meant`))).toEqual([]);
    expect(await adviceOn('a.kql', query('// kqlet-ignore contains-has, join-kind', where))).toEqual([]);
    expect(await adviceOn('a.kql', query('// kqlet-ignore join-kind', where))).toEqual(['contains-has contains @4']);
    expect(await adviceOn('a.kql', query(where, '// kqlet-ignore contains-has'))).toEqual(['contains-has contains @3']);
    expect(await adviceOn('a.kql', query(where, '// kqlet-ignore-file contains-has: everywhere'))).toEqual([]);
  });

  it('in quotes are no comments', async () => {
    const where = '| where CommandLine contains "mimikatz" and Process != "// kqlet-ignore contains-has"';
    expect(await adviceOn('a.kql', query(where))).toEqual(['contains-has contains @3']);
  });

  it('that name what there is not are warned of', async () => {
    const [rule] = await rulesIn('a.kql', query('// kqlet-ignore contain-has', '// kqlet-ignore'));
    expect((await checkRule(rule, knownTables(undefined))).warnings).toEqual([
      'line 3: there is no advice contain-has to ignore',
      'line 4: a comment kqlet-ignore names what it silences, as in `// kqlet-ignore contains-has: why`',
    ]);
  });
});

it('a wrong query has errors with the places of its file, and no advice', async () => {
  const source = sentinel('SecurityEvent\n| where NoColumn contains "word"');
  const [rule] = await rulesIn('a.yaml', source);
  const { errors, advice } = await checkRule(rule, knownTables('sentinel'));
  expect(errors.map(({ kind, line, column }) => [kind, line, column])).toEqual([['semantic', 7, 11]]);
  expect(advice).toEqual([]);
});
