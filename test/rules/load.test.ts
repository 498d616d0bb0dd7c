import { describe, expect, it } from 'vitest';
import { ticksPerDay, ticksPerHour, ticksPerMinute } from '../../src/data/ticks.ts';
import { KqlError } from '../../src/errors.ts';
import { parseDuration } from '../../src/rules/load/durations.ts';
import { loadRules } from '../../src/rules/load/files.ts';
import { readRules, rulesIn } from '../../src/rules/load/index.ts';
import { folderOf } from '../cli/kqlet.ts';

const lines = (...texts: string[]): string => `${texts.join('\n')}\n`;

const analyticsRule = lines(
  'id: 3f9e4f0a-0000-4000-8000-000000000001',
  'name: Failed sign-ins',
  'description: |',
  "  'Counts them.'",
  'severity: Medium',
  'status: Available',
  'kind: Scheduled',
  'requiredDataConnectors:',
  '  - connectorId: AzureActiveDirectory',
  '    dataTypes:',
  '      - SigninLogs',
  'queryFrequency: 1h',
  'queryPeriod: P14D',
  'triggerOperator: gt',
  'triggerThreshold: 5',
  'tactics:',
  '  - CredentialAccess',
  'relevantTechniques:',
  '  - T1110',
  '  - T1110.003',
  'tags:',
  '  - Schema: ASIMAuthentication',
  '    SchemaVersion: 0.1.0',
  '  - Spray',
  'query: |',
  '  SigninLogs',
  '  | where ResultType == "50126"',
  'entityMappings:',
  '  - entityType: Account',
  '    fieldMappings:',
  '      - identifier: FullName',
  '        columnName: UserPrincipalName',
  'customDetails:',
  '  Reason: ResultDescription',
  'alertDetailsOverride:',
  '  alertDisplayNameFormat: Sign-ins of {{UserPrincipalName}}',
  '  alertDescriptionFormat: From {{IPAddress}}',
  '  alertSeverityColumnName: Severity',
  '  alertTacticsColumnName: Tactics',
  '  alertDynamicProperties:',
  '    - alertProperty: AlertLink',
  '      value: Link',
  'eventGroupingSettings:',
  '  aggregationKind: AlertPerResult',
  'incidentConfiguration:',
  '  createIncident: true',
  '  groupingConfiguration:',
  '    enabled: true',
  '    reopenClosedIncident: false',
  '    lookbackDuration: PT5H',
  '    matchingMethod: Selected',
  '    groupByEntities: [Account]',
  '    groupByAlertDetails: []',
  '    groupByCustomDetails: [Reason]',
  'suppressionDuration: PT5H',
  'suppressionEnabled: true',
  'version: 1.0',
);

describe('an analytics rule of Sentinel', () => {
  it('in YAML is read with all its fields', async () => {
    const [{ query, ...rule }] = await rulesIn('rules/signins.yaml', analyticsRule);
    expect(query.text).toBe('SigninLogs\n| where ResultType == "50126"\n');
    expect(rule).toEqual({
      kind: 'sentinel',
      source: 'rules/signins.yaml',
      id: '3f9e4f0a-0000-4000-8000-000000000001',
      name: 'Failed sign-ins',
      description: "'Counts them.'",
      severity: 'Medium',
      profile: 'sentinel',
      enabled: true,
      version: '1.0',
      tactics: ['CredentialAccess'],
      techniques: ['T1110', 'T1110.003'],
      tags: ['Schema: ASIMAuthentication', 'SchemaVersion: 0.1.0', 'Spray'],
      dataTypes: ['SigninLogs'],
      schedule: { frequency: ticksPerHour, period: 14n * ticksPerDay },
      isNearRealTime: false,
      trigger: { operator: 'gt', threshold: 5 },
      entityMappings: [{ type: 'Account', fields: [{ identifier: 'FullName', column: 'UserPrincipalName' }] }],
      customDetails: new Map([['Reason', 'ResultDescription']]),
      alertDetails: {
        displayNameFormat: 'Sign-ins of {{UserPrincipalName}}',
        descriptionFormat: 'From {{IPAddress}}',
        severityColumn: 'Severity',
        tacticsColumn: 'Tactics',
        dynamicProperties: [{ property: 'AlertLink', column: 'Link' }],
      },
      eventGrouping: 'AlertPerResult',
      incident: {
        createIncident: true,
        grouping: {
          enabled: true,
          reopenClosedIncident: false,
          lookbackDuration: 5n * ticksPerHour,
          matchingMethod: 'Selected',
          groupByEntities: ['Account'],
          groupByAlertDetails: [],
          groupByCustomDetails: ['Reason'],
        },
      },
      suppression: { enabled: true, duration: 5n * ticksPerHour },
      warnings: [],
    });
  });

  it('that runs near real time has no schedule', async () => {
    const [rule] = await rulesIn('a.yaml', lines('name: a', 'kind: NRT', 'severity: High', 'query: T | take 1'));
    expect(rule).toMatchObject({ isNearRealTime: true, schedule: undefined, trigger: undefined });
  });

  it('in an ARM template is found in nested templates, with the identity of the resource', async () => {
    const properties = {
      displayName: 'One',
      query: 'T\n| take 1',
      severity: 'Low',
      queryFrequency: 'PT5M',
      queryPeriod: 'PT1H',
      enabled: false,
    };
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      resources: [
        { type: 'Microsoft.OperationalInsights/workspaces/savedSearches', name: 'f', properties: { query: 'U', displayName: 'f' } },
        {
          type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
          name: "[concat(parameters('workspace'),'/Microsoft.SecurityInsights/11111111-2222-3333-4444-555555555555')]",
          kind: 'Scheduled',
          properties: {
            ...properties,
            triggerOperator: 'GreaterThan',
            triggerThreshold: 0,
            techniques: ['T1001'],
            subTechniques: ['T1001.001'],
          },
        },
        {
          type: 'Microsoft.OperationalInsights/workspaces/providers/contentTemplates',
          properties: {
            mainTemplate: {
              resources: [{ type: 'Microsoft.SecurityInsights/alertRules', kind: 'NRT', properties: { displayName: 'Two', query: 'T' } }],
            },
          },
        },
      ],
    };
    const [one, two, ...others] = await rulesIn('all.json', JSON.stringify(template, null, 2));
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      source: 'all.json#one',
      id: '11111111-2222-3333-4444-555555555555',
      name: 'One',
      enabled: false,
      schedule: { frequency: 5n * ticksPerMinute, period: ticksPerHour },
      trigger: { operator: 'gt', threshold: 0 },
      techniques: ['T1001', 'T1001.001'],
    });
    expect(one.query.text).toBe('T\n| take 1');
    expect(two).toMatchObject({ source: 'all.json#two', isNearRealTime: true });
  });

  it('whose query a template makes is refused by name, at its place', async () => {
    const text = '{\n "type": "Microsoft.SecurityInsights/alertRules",\n "properties": {"query": "[concat(\'T\')]"}\n}';
    const { rules, error } = await readRules('a.json', text);
    expect(rules).toEqual([]);
    expect(error).toMatchObject({ kind: 'unsupported', message: 'the query is a template expression', line: 3, column: 26 });
  });

  it('of a kind without a query is passed over', async () => {
    const text = JSON.stringify({
      value: [{ kind: 'Fusion', type: 'Microsoft.SecurityInsights/alertRules', properties: { enabled: true } }],
    });
    expect(await readRules('a.json', text)).toMatchObject({
      rules: [],
      error: undefined,
      passedOver: ['a rule of the kind Fusion has no query'],
    });
    await expect(rulesIn('a.json', text)).rejects.toThrow('there is no rule in this file; a rule of the kind Fusion has no query');
    expect((await readRules('a.yaml', 'name: a\nkind: Fusion\nseverity: High\ntactics: []')).passedOver).toEqual([
      'a rule of the kind Fusion has no query',
    ]);
  });
});

const detection = {
  '@odata.type': '#microsoft.graph.security.detectionRule',
  id: '7506',
  displayName: 'Any',
  isEnabled: true,
  createdBy: 'someone',
  queryCondition: { queryText: 'DeviceProcessEvents | take 1', lastModifiedDateTime: null },
  schedule: { period: '12H', nextRunDateTime: null },
  detectionAction: {
    alertTemplate: {
      title: 'Some alert',
      description: 'Some description',
      severity: 'medium',
      category: 'Execution',
      recommendedActions: null,
      mitreTechniques: ['T1059.001'],
      impactedAssets: [{ '@odata.type': '#microsoft.graph.security.impactedDeviceAsset', identifier: 'deviceId' }],
    },
    organizationalScope: null,
    responseActions: [],
  },
};

describe('a custom detection of Defender', () => {
  // https://learn.microsoft.com/graph/api/resources/security-detectionrule
  it('in the form of the Graph API', async () => {
    const [rule] = await rulesIn('d.json', JSON.stringify(detection));
    expect(rule).toMatchObject({
      kind: 'defender',
      profile: 'defender',
      id: '7506',
      name: 'Any',
      severity: 'medium',
      tactics: ['Execution'],
      techniques: ['T1059.001'],
      schedule: { frequency: 12n * ticksPerHour, period: 48n * ticksPerHour },
      entityMappings: [{ type: 'Device', fields: [{ identifier: 'deviceId', column: 'DeviceId' }] }],
      warnings: [],
    });
  });

  it('that is continuous has no schedule', async () => {
    const [rule] = await rulesIn('d.json', JSON.stringify([{ ...detection, schedule: { period: '0' } }]));
    expect(rule).toMatchObject({ isNearRealTime: true, schedule: undefined });
    const { error } = await readRules('d.json', JSON.stringify({ ...detection, schedule: { period: '2H' } }));
    expect(error?.message).toBe('`period` must be 0, 1H, 3H, 12H or 24H');
  });

  it('in flat YAML', async () => {
    const text = lines(
      'guid: 81fb771a-c57e-41b8-9905-63dbf267c13f',
      'ruleName: Flat',
      'isEnabled: false',
      'alertTitle: Title',
      'frequency: 0',
      'alertSeverity: High',
      'alertDescription: Words',
      'alertCategory: DefenseEvasion',
      'mitreTechniques:',
      '  - T1070.001',
      'impactedEntities:',
      '  - entityType: Machine',
      '    entityIdentifier: DeviceId',
      'queryText: DeviceEvents | take 1',
    );
    const [rule] = await rulesIn('flat.yml', text);
    expect(rule).toMatchObject({
      kind: 'defender',
      id: '81fb771a-c57e-41b8-9905-63dbf267c13f',
      name: 'Flat',
      enabled: false,
      severity: 'High',
      isNearRealTime: true,
      tactics: ['DefenseEvasion'],
      entityMappings: [{ type: 'Machine', fields: [{ identifier: 'DeviceId', column: 'DeviceId' }] }],
    });
    expect(rule.query.text).toBe('DeviceEvents | take 1');
  });
});

describe('other files', () => {
  it('are one query', async () => {
    for (const ending of ['kql', 'csl', 'kusto', 'txt']) {
      const [rule] = await rulesIn(`rules/rare.${ending}`, '\ufeffT | take 1');
      expect(rule).toMatchObject({ kind: 'query', name: 'rare', source: `rules/rare.${ending}`, query: { text: 'T | take 1' } });
    }
    await expect(rulesIn('a.kql', ' \n')).rejects.toThrow('the file is empty');
  });

  it('of Markdown have a query for each fence, named by its heading', async () => {
    const text = lines(
      '# Hunting, with *style*',
      '```kql',
      'A',
      '| take 1',
      '```',
      'text',
      '```kusto',
      'B',
      '```',
      '```json',
      '{}',
      '```',
      'Under the line',
      '---',
      '- item',
      '  ~~~ KQL',
      '  C',
      '    | count',
      '  ~~~',
    );
    const rules = await rulesIn('hunts.md', text);
    expect(rules.map(({ source, name, query }) => [source, name, query.text])).toEqual([
      ['hunts.md#hunting-with-style', 'Hunting, with style', 'A\n| take 1\n'],
      ['hunts.md#hunting-with-style-2', 'Hunting, with style-2', 'B\n'],
      ['hunts.md#under-the-line', 'Under the line', 'C\n  | count\n'],
    ]);
  });

  it('in YAML may hold several documents and lists', async () => {
    const one = (name: string): string => `name: ${name}\nseverity: Low\nquery: T\n`;
    const rules = await rulesIn('a.yaml', `${one('A b')}---\n- {name: c, query: T, severity: Low}\n---\n${one('A b')}`);
    expect(rules.map(({ source }) => source)).toEqual(['a.yaml#a-b', 'a.yaml#c', 'a.yaml#a-b-2']);
  });
});

describe('a wrong file', () => {
  const findings = async (file: string, text: string): Promise<unknown[]> =>
    ((await readRules(file, text)).error?.errors ?? []).map(({ kind, message, line, column }) => [kind, message, line, column]);

  it('is an error with its place in the file', async () => {
    const rule = (...more: string[]): string => lines('name: a', 'severity: Low', ...more);
    expect(await findings('a.yaml', rule('query: [1]'))).toEqual([['data', '`query` must be a text', 3, 8]]);
    expect(await findings('a.yaml', rule('tactics: [x]'))).toEqual([['data', 'the rule has no `query`', 1, 1]]);
    expect(await findings('a.yaml', rule('query: |', '', 'kind: NRT'))).toEqual([['data', 'the `query` is empty', 3, 8]]);
    expect(await findings('a.yaml', rule('query: T', 'queryperiod: 1h', 'triggerThreshold: many'))).toEqual([
      ['data', 'there is no key `queryperiod`', 4, 1],
      ['data', '`triggerThreshold` must be a number', 5, 19],
    ]);
    expect(await findings('a.yaml', rule('query: T', 'queryFrequency: often', 'enabled: 3'))).toEqual([
      ['data', '`queryFrequency` must be a duration, as in PT1H, P14D, 1h or 14d', 4, 17],
      ['data', '`enabled` must be true or false', 5, 10],
    ]);
    expect(await findings('a.yaml', rule('query: T', 'name: b'))).toEqual([['data', 'the key `name` is there twice', 4, 1]]);
    expect(await findings('a.yaml', 'name: "x\nquery: T')).toMatchObject([['data', expect.stringContaining('this is no YAML'), 2, 9]]);
    expect(await findings('a.json', '{"a": 1,\n "a": tru}')).toEqual([['data', 'the key `a` is there twice', 2, 2]]);
    expect(await findings('a.json', '{"b": 1,\n "a": tru}')).toEqual([['data', 'this is no JSON: a value is expected here', 2, 7]]);
  });

  it('warns of keys that mean nothing', async () => {
    const [rule] = await rulesIn('a.yaml', lines('name: a', 'severity: Low', 'query: T', 'tactic: [x]', 'owner: me', 'author: me'));
    expect(rule.warnings).toEqual([
      'line 4: the key `tactic` means nothing; did you mean `tactics`?',
      'line 5: the key `owner` means nothing',
    ]);
  });

  it('cannot pollute prototypes', async () => {
    const [rule] = await rulesIn(
      'a.json',
      '{"name":"a","severity":"Low","query":"T","customDetails":{"__proto__":"x"},"__proto__":{"y":1}}',
    );
    expect([...rule.customDetails]).toEqual([['__proto__', 'x']]);
    expect(({} as Record<string, unknown>).y).toBeUndefined();
  });

  it('made to exhaust is refused within seconds', async () => {
    const names = 'abcdefghij';
    const laughs = [...names.slice(1)].map((name, i) => `${name}: &${name} [${`*${names[i]},`.repeat(9)}]`);
    const hostile: Readonly<Record<string, string>> = {
      laughs: lines('a: &a [x,x,x,x,x,x,x,x,x]', ...laughs),
      cycle: 'a: &a [*a]',
      deep: `a: ${'['.repeat(20_000)}`,
      indented: '- '.repeat(20_000),
      anchors: '&a '.repeat(5_000),
      large: `a: ${'x'.repeat(1_000_001)}`,
      aliases: `a: &a x\nb:\n${'  - *a\n'.repeat(20_000)}`,
      keys: Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n'),
    };
    for (const [name, text] of Object.entries(hostile)) {
      const { rules, error } = await readRules('a.yaml', text);
      expect(rules, name).toEqual([]);
      if (name !== 'aliases' && name !== 'keys') expect(error, name).toBeInstanceOf(KqlError);
    }
    expect((await readRules('a.json', '['.repeat(1_000_000))).error?.kind).toBe('limit');
  }, 60_000);
});

describe('loading', () => {
  const folder = folderOf({
    'a.kql': 'A',
    'deep/b.yaml': 'name: b\nseverity: Low\nquery: B',
    'deep/b.test.yaml': 'name: tests',
    'deep/data.json': '{"query": "example.com"}\n{"query": "example.org"}',
    'deep/schema.yaml': 'a: 1',
    'hunts.md': '# One\n```kql\nC\n```\n# Two\n```kql\nD\n```\n',
    'notes.txt': 'no query',
  });
  const names = async (target: string): Promise<string[]> =>
    (await loadRules(`${folder}/${target}`)).map(({ source }) => source.slice(folder.length + 1));

  it('finds the rules of a folder, and passes over what is none', async () => {
    expect(await names('')).toEqual(['a.kql', 'deep/b.yaml', 'hunts.md#one', 'hunts.md#two']);
  });

  it('takes a file, a glob, and one rule of a file', async () => {
    expect(await names('notes.txt')).toEqual(['notes.txt']);
    expect(await names('*.{kql,md}')).toEqual(['a.kql', 'hunts.md#one', 'hunts.md#two']);
    expect(await names('hunts.md#two')).toEqual(['hunts.md#two']);
  });

  it('says what is not there', async () => {
    await expect(loadRules(`${folder}/none.kql`)).rejects.toThrow('there is no file or folder');
    await expect(loadRules(`${folder}/hunts.md#three`)).rejects.toMatchObject({ hint: 'there are one, two' });
    await expect(loadRules(`${folder}/deep/schema.yaml`)).rejects.toThrow('there is no rule in');
  });
});

it('reads durations of both forms', () => {
  expect(['PT1H', 'P1D', 'P1DT2H3M4S', 'P2W', '1h', '14d', '5m', '30s'].map(parseDuration)).toEqual([
    ticksPerHour,
    ticksPerDay,
    ticksPerDay + 2n * ticksPerHour + 3n * ticksPerMinute + 40_000_000n,
    14n * ticksPerDay,
    ticksPerHour,
    14n * ticksPerDay,
    5n * ticksPerMinute,
    300_000_000n,
  ]);
  for (const text of ['', 'P', 'PT', 'P1M', 'P1Y', '1', 'h', '1x', '-PT1H', 'soon']) expect(parseDuration(text), text).toBeUndefined();
});
