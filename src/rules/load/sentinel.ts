import type { PlacedText } from '../places.ts';
import type { AlertDetails, EntityMapping, IncidentConfiguration, Rule, Trigger } from '../rule.ts';
import type { MapNode } from './document.ts';
import { Fields, isTemplateExpression, type Reading } from './fields.ts';
import { techniquesOf } from './techniques.ts';

/** What exports and the rules of the Sentinel repository carry besides and kqlet has no use for. */
const meaningless = [
  'alertRuleTemplateName',
  'author',
  'createdBy',
  'falsePositives',
  'lastModifiedUtc',
  'lastUpdatedDateUTC',
  'createdDateUTC',
  'metadata',
  'references',
  'sentinelEntitiesMappings',
  'subTechniques',
  'templateVersion',
  'templateName',
  'alertRulesCreatedByTemplateCount',
  'displayNamesExcludeFilter',
  'displayNamesFilter',
  'productFilter',
  'severitiesFilter',
  'queryStartTimeUtc',
  'startTimeUtc',
  'lastRunTimeUtc',
  'investigationFields',
  'description-detailed',
];

/**
 * The rule of an analytics rule of Microsoft Sentinel: the YAML of its repository, or the properties of an `alertRules` resource.
 * Undefined where it is none that can be read, which is an error in the reading.
 */
export function sentinelRule(
  reading: Reading,
  node: MapNode,
  outer: { readonly id?: string; readonly kind?: string } = {},
): Rule | undefined {
  const warnings: string[] = [];
  const fields = new Fields({ ...reading, warnings }, node);
  const kind = outer.kind ?? fields.word('kind', ['Scheduled', 'NRT']);
  const isNearRealTime = kind?.toUpperCase() === 'NRT';
  const name = fields.text('name', { loose: true }) ?? fields.text('displayName', { loose: true });
  if (fields.has('name')) fields.value('displayName');
  const query = queryOf(fields, 'query');
  const frequency = fields.duration('queryFrequency');
  const period = fields.duration('queryPeriod');
  if (isNearRealTime && (frequency ?? period) !== undefined) fields.warn('a near-real-time rule has no queryFrequency and no queryPeriod');
  const hasSchedule = !isNearRealTime && frequency !== undefined && period !== undefined;
  if (kind === 'Scheduled' && !hasSchedule) fields.warn('a scheduled rule has a queryFrequency and a queryPeriod');
  const { id } = outer;
  const rule: Omit<Rule, 'name' | 'query'> = {
    kind: 'sentinel',
    source: reading.file,
    id: fields.text('id', { loose: true }) ?? id,
    description: fields.text('description')?.trim(),
    severity: fields.text('severity'),
    profile: 'sentinel',
    enabled: fields.flag('enabled') ?? true,
    version: fields.text('version', { loose: true }) ?? fields.text('templateVersion', { loose: true }),
    tactics: fields.texts('tactics'),
    techniques: techniquesOf(fields, [
      ...fields.texts('relevantTechniques'),
      ...fields.texts('techniques'),
      ...fields.texts('subTechniques'),
    ]),
    tags: tagsOf(fields),
    dataTypes: dataTypesOf(fields),
    schedule: hasSchedule ? { frequency, period } : undefined,
    isNearRealTime,
    trigger: triggerOf(fields),
    entityMappings: entityMappingsOf(fields),
    customDetails: fields.textMap('customDetails'),
    alertDetails: alertDetailsOf(fields),
    eventGrouping: eventGroupingOf(fields),
    incident: incidentOf(fields),
    suppression: { enabled: fields.flag('suppressionEnabled') ?? false, duration: fields.duration('suppressionDuration') },
    warnings,
  };
  fields.value('status');
  fields.finish(meaningless);
  if (query === undefined) return undefined;
  return { ...rule, name: name ?? id ?? reading.file, query };
}

/** The query of a rule; none, an empty one and one that a template makes are errors. */
export function queryOf(fields: Fields, key: string): PlacedText | undefined {
  if (!fields.has(key)) {
    fields.fail('data', `the rule has no \`${key}\``, fields.spanOf(key));
    return undefined;
  }
  const query = fields.placed(key);
  if (query === undefined) return undefined;
  if (query.text.trim() === '') {
    fields.fail('data', `the \`${key}\` is empty`, fields.spanOf(key));
    return undefined;
  }
  if (isTemplateExpression(query.text)) {
    fields.fail('unsupported', 'the query is a template expression', fields.spanOf(key), 'deploy the template and export the rule');
    return undefined;
  }
  return query;
}

/** Tags are texts, or objects as in `Schema: ASIMDns`. */
function tagsOf(fields: Fields): string[] {
  return fields.items('tags').flatMap((item) => {
    if (item.kind === 'scalar') return item.text === '' ? [] : [item.text];
    if (item.kind === 'list') return [];
    return item.entries.flatMap(({ key, value }) => (value.kind === 'scalar' ? [`${key}: ${value.text}`] : []));
  });
}

function dataTypesOf(fields: Fields): string[] {
  const connectors = fields.objects('requiredDataConnectors');
  const types = connectors.flatMap((connector) => {
    connector.value('connectorId');
    return connector.texts('dataTypes');
  });
  return [...new Set(types)];
}

const operators = { gt: 'gt', lt: 'lt', eq: 'eq', ne: 'ne', GreaterThan: 'gt', LessThan: 'lt', Equal: 'eq', NotEqual: 'ne' } as const;

function triggerOf(fields: Fields): Trigger | undefined {
  const operator = fields.word('triggerOperator', Object.keys(operators) as (keyof typeof operators)[]);
  const threshold = fields.number('triggerThreshold');
  if (operator === undefined || threshold === undefined) return undefined;
  return { operator: operators[operator], threshold };
}

function entityMappingsOf(fields: Fields): EntityMapping[] {
  return fields.objects('entityMappings').flatMap((mapping) => {
    const type = mapping.text('entityType');
    const pairs = mapping.objects('fieldMappings').flatMap((pair) => {
      const [identifier, column] = [pair.text('identifier'), pair.text('columnName')];
      pair.finish();
      return identifier === undefined || column === undefined ? [] : [{ identifier, column }];
    });
    mapping.finish();
    return type === undefined ? [] : [{ type, fields: pairs }];
  });
}

function alertDetailsOf(fields: Fields): AlertDetails | undefined {
  const details = fields.object('alertDetailsOverride');
  if (details === undefined) return undefined;
  const given = details.value('alertDynamicProperties');
  // a list of pairs, or in older files an object
  const dynamicProperties =
    given?.kind === 'map'
      ? [...details.textMap('alertDynamicProperties')].map(([property, column]) => ({ property, column }))
      : details.objects('alertDynamicProperties').flatMap((pair) => {
          const [property, column] = [pair.text('alertProperty'), pair.text('value')];
          return property === undefined || column === undefined ? [] : [{ property, column }];
        });
  const found = {
    displayNameFormat: details.text('alertDisplayNameFormat'),
    descriptionFormat: details.text('alertDescriptionFormat'),
    severityColumn: details.text('alertSeverityColumnName'),
    tacticsColumn: details.text('alertTacticsColumnName'),
    dynamicProperties,
  };
  details.finish();
  return found;
}

function eventGroupingOf(fields: Fields): Rule['eventGrouping'] {
  const settings = fields.object('eventGroupingSettings');
  const kind = settings?.word('aggregationKind', ['SingleAlert', 'AlertPerResult']);
  settings?.finish();
  return kind;
}

function incidentOf(fields: Fields): IncidentConfiguration | undefined {
  const incident = fields.object('incidentConfiguration');
  if (incident === undefined) return undefined;
  const createIncident = incident.flag('createIncident') ?? true;
  const grouping = incident.object('groupingConfiguration');
  incident.finish();
  if (grouping === undefined) return { createIncident, grouping: undefined };
  const found = {
    enabled: grouping.flag('enabled') ?? false,
    reopenClosedIncident: grouping.flag('reopenClosedIncident') ?? false,
    lookbackDuration: grouping.duration('lookbackDuration'),
    matchingMethod: grouping.text('matchingMethod'),
    groupByEntities: grouping.texts('groupByEntities'),
    groupByAlertDetails: grouping.texts('groupByAlertDetails'),
    groupByCustomDetails: grouping.texts('groupByCustomDetails'),
  };
  grouping.finish();
  return { createIncident, grouping: found };
}
