import { ticksPerDay, ticksPerHour } from '../../data/ticks.ts';
import { bareRule, type EntityMapping, type Rule } from '../rule.ts';
import type { MapNode } from './document.ts';
import { parseDuration } from './durations.ts';
import { Fields, type Reading } from './fields.ts';
import { queryOf } from './sentinel.ts';
import { techniquesOf } from './techniques.ts';

/** What the service adds to a rule, and what kqlet has no use for: actions are never taken here. */
const meaningless = [
  '@odata.type',
  '@odata.context',
  'createdBy',
  'createdDateTime',
  'lastModifiedBy',
  'lastModifiedDateTime',
  'lastRunDetails',
  'organizationalScope',
  'responseActions',
  'recommendedActions',
  'nextRunDateTime',
  'alertRecommendedAction',
  'detectorId',
  'actions',
];

/** A custom detection of Defender as the Graph security API has it (`detectionRule`), in JSON or YAML. */
export function defenderRule(reading: Reading, node: MapNode): Rule | undefined {
  const warnings: string[] = [];
  const inner: Reading = { ...reading, warnings };
  const fields = new Fields(inner, node);
  const condition = fields.object('queryCondition');
  const query = condition && queryOf(condition, 'queryText');
  condition?.finish([...meaningless, 'lastModifiedDateTime']);
  const schedule = fields.object('schedule');
  const template = fields.object('detectionAction')?.object('alertTemplate');
  const enabled = fields.flag('isEnabled');
  const status = fields.word('status', ['enabled', 'disabled']);
  const name = fields.text('displayName') ?? template?.text('title');
  const rule: Omit<Rule, 'name' | 'query'> = {
    ...bareRule('defender', reading.file, warnings),
    id: fields.text('id', { loose: true }) ?? fields.text('detectorId'),
    description: template?.text('description')?.trim(),
    severity: template?.text('severity'),
    enabled: enabled ?? status !== 'disabled',
    tactics: template?.texts('category') ?? [],
    techniques: template === undefined ? [] : techniquesOf(template, template.texts('mitreTechniques')),
    ...scheduleOf(schedule, schedule?.has('period') ? 'period' : 'frequency'),
    entityMappings: template?.objects('impactedAssets').flatMap(assetOf) ?? [],
  };
  schedule?.finish(meaningless);
  template?.value('title');
  template?.finish(meaningless);
  fields.finish(meaningless);
  return query && { ...rule, name: name ?? reading.file, query };
}

/** A custom detection of Defender in the flat YAML that conversion tools write: ruleName, frequency, alertTitle …, queryText. */
export function flatDefenderRule(reading: Reading, node: MapNode): Rule | undefined {
  const warnings: string[] = [];
  const fields = new Fields({ ...reading, warnings }, node);
  const query = queryOf(fields, 'queryText');
  const title = fields.text('alertTitle', { loose: true });
  const name = fields.text('ruleName', { loose: true }) ?? fields.text('displayName', { loose: true }) ?? title;
  const rule: Omit<Rule, 'name' | 'query'> = {
    ...bareRule('defender', reading.file, warnings),
    id: fields.text('guid', { loose: true }) ?? fields.text('id', { loose: true }),
    description: fields.text('alertDescription')?.trim() ?? fields.text('description')?.trim(),
    severity: fields.text('alertSeverity') ?? fields.text('severity'),
    enabled: fields.flag('isEnabled') ?? true,
    version: fields.text('version', { loose: true }),
    tactics: fields.texts('alertCategory'),
    techniques: techniquesOf(fields, fields.texts('mitreTechniques')),
    tags: fields.texts('tags'),
    ...scheduleOf(fields, fields.has('frequency') ? 'frequency' : 'period'),
    entityMappings: fields.objects('impactedEntities').flatMap((entity) => {
      const [type, column] = [entity.text('entityType'), entity.text('entityIdentifier')];
      return type === undefined || column === undefined ? [] : [{ type, fields: [{ identifier: column, column }] }];
    }),
  };
  fields.value('displayName');
  fields.value('description');
  fields.finish(meaningless);
  return query && { ...rule, name: name ?? reading.file, query };
}

/** How far back a custom detection looks, by how often it runs: https://learn.microsoft.com/defender-xdr/custom-detection-rules. */
const lookbacks: ReadonlyMap<bigint, bigint> = new Map([
  [ticksPerHour, 4n * ticksPerHour],
  [3n * ticksPerHour, 12n * ticksPerHour],
  [12n * ticksPerHour, 48n * ticksPerHour],
  [ticksPerDay, 30n * ticksPerDay],
]);

/** `0` is continuous. Other frequencies than those of the product look back as far as they are long, four times over. */
function scheduleOf(fields: Fields | undefined, key: string): Pick<Rule, 'schedule' | 'isNearRealTime'> {
  const node = fields?.value(key);
  if (fields === undefined || node === undefined) return { schedule: undefined, isNearRealTime: false };
  const text = node.kind === 'scalar' ? node.text : '';
  const frequency = /^0$/.test(text) ? 0n : parseDuration(text);
  if (frequency === 0n) return { schedule: undefined, isNearRealTime: true };
  const period = frequency && lookbacks.get(frequency);
  if (frequency === undefined || period === undefined) {
    fields.fail('data', `\`${key}\` must be 0, 1H, 3H, 12H or 24H`, node.span);
    return { schedule: undefined, isNearRealTime: false };
  }
  return { schedule: { frequency, period }, isNearRealTime: false };
}

/** `#microsoft.graph.security.impactedDeviceAsset` with the identifier `deviceId` is the entity Device with the column DeviceId. */
function assetOf(asset: Fields): EntityMapping[] {
  const type = asset.text('@odata.type');
  const identifier = asset.text('identifier');
  if (type === undefined || identifier === undefined) return [];
  const [, entity] = /impacted(\w+)Asset$/i.exec(type) ?? [undefined, type];
  return [{ type: entity, fields: [{ identifier, column: identifier.charAt(0).toUpperCase() + identifier.slice(1) }] }];
}
