import { nearestName } from '../../errors.ts';
import type { Alert, Entity } from './alerts.ts';
import { inWords } from './cells.ts';
import type { Finding } from './expectations.ts';
import type { LocatedMap } from './located.ts';
import type { Expectation } from './test-file.ts';
import { type Comparison, isExpected, showCell } from './values.ts';

/** What of the expected alert is not so. */
export function alertFindings({ alert }: Expectation, alerts: readonly Alert[]): Finding[] {
  if (alert === undefined) return [];
  const findings: Finding[] = [];
  const { fires, count } = alert;
  const fired = alerts.length > 0;
  if (fires !== undefined && fires.value !== fired)
    findings.push({
      about: 'alert',
      message: fires.value
        ? 'expected an alert, the rule does not fire'
        : `expected no alert, the rule fires: ${JSON.stringify(alerts[0].title)}`,
      span: fires.span,
      explains: true,
    });
  if (count !== undefined && count.value !== alerts.length)
    findings.push({ about: 'alert', message: `expected ${inAlerts(count.value)}, got ${alerts.length}`, span: count.span, explains: true });
  for (const part of ['title', 'description', 'severity'] as const) {
    const expected = alert[part];
    if (expected === undefined || alerts.some((one) => one[part] === expected.value)) continue;
    const found = [...new Set(alerts.map((one) => (one[part] === undefined ? 'none' : JSON.stringify(one[part]))))];
    const shown = found.length === 0 ? 'there is no alert' : `it is ${found.slice(0, 5).join(', ')}${found.length > 5 ? ' …' : ''}`;
    findings.push({
      about: 'alert',
      message: `expected the ${part} ${JSON.stringify(expected.value)}, ${shown}`,
      span: expected.span,
      explains: found.length === 0,
    });
  }
  return findings;
}

/** Expected entities are of a type, with some of their fields. */
export function entityFindings({ entities }: Expectation, alerts: readonly Alert[], comparison: Comparison): Finding[] {
  if (entities === undefined) return [];
  const findings: Finding[] = [];
  const actual = alerts.flatMap((alert) => alert.entities);
  for (const expected of entities as readonly LocatedMap[]) {
    for (const [type, { keySpan, value }] of expected.entries) {
      const ofType = actual.filter((entity) => entity.type === type);
      if (value.kind === 'map' && ofType.some((entity) => hasFields(entity, value, comparison))) continue;
      const near = ofType.length > 0 ? undefined : nearestName(type, new Set(actual.map((entity) => entity.type)));
      findings.push({
        about: 'entities',
        message: `there is no ${type} with ${value.kind === 'map' ? fieldsInWords(value) : 'these fields'}`,
        span: keySpan,
        hint:
          near !== undefined
            ? `did you mean \`${near}\`?`
            : actual.length === 0
              ? 'there are no entities'
              : `there is ${(ofType.length > 0 ? ofType : actual).slice(0, 5).map(entityInWords).join('; ')}`,
      });
    }
  }
  return findings;
}

function hasFields({ fields }: Entity, expected: LocatedMap, comparison: Comparison): boolean {
  return [...expected.entries].every(([name, { value }]) => {
    const text = fields.get(name);
    if (text === undefined) return value.kind === 'scalar' && value.value === null;
    // a number or a bool stands in an entity as text
    const isText = value.kind === 'scalar' && typeof value.value === 'string';
    return isText ? isExpected(value, 'string', text, comparison) : inWords(value) === text;
  });
}

function fieldsInWords(fields: LocatedMap): string {
  return [...fields.entries].map(([name, { value }]) => `${name} ${inWords(value)}`).join(', ');
}

function entityInWords({ type, fields }: Entity): string {
  return `${type} with ${[...fields].map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ')}`;
}

/** Expected details are in one alert; a list names all values of a detail. */
export function detailFindings({ customDetails }: Expectation, alerts: readonly Alert[], comparison: Comparison): Finding[] {
  if (customDetails === undefined) return [];
  const expected = [...(customDetails as LocatedMap).entries];
  const lacking = (alert: Alert): typeof expected =>
    expected.filter(([key, { value }]) => {
      const values = alert.details.get(key) ?? [];
      if (value.kind === 'list')
        return (
          values.length !== value.items.length ||
          !value.items.every((item) => values.some(({ type, cell }) => isExpected(item, type, cell, comparison)))
        );
      return !values.some(({ type, cell }) => isExpected(value, type, cell, comparison));
    });
  const best = alerts.map((alert) => ({ alert, lacks: lacking(alert) })).sort((a, b) => a.lacks.length - b.lacks.length)[0];
  if (best === undefined)
    return [{ about: 'customDetails', message: 'there is no alert that could have details', span: customDetails.span, explains: true }];
  return best.lacks.map(([key, { keySpan, value }]) => {
    const values = best.alert.details.get(key);
    const near = values === undefined ? nearestName(key, best.alert.details.keys()) : undefined;
    return {
      about: 'customDetails',
      message:
        values === undefined
          ? `there is no detail \`${key}\``
          : `expected the detail ${key} to be ${inWords(value)}, it is ${values.map(({ type, cell }) => showCell(type, cell)).join(', ')}`,
      span: keySpan,
      hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
    };
  });
}

function inAlerts(count: number): string {
  return count === 1 ? '1 alert' : `${count} alerts`;
}
