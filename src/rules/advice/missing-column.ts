import { nearestName } from '../../errors.ts';
import type { Rule } from '../rule.ts';
import type { Advice, Advised, Subject } from './advice.ts';

export const missingColumn: Advice = {
  id: 'missing-column',
  severity: 'warning',
  summary: 'an entity, a custom detail or an alert names a column that the query does not give',
  docs: 'https://learn.microsoft.com/azure/sentinel/map-data-fields-to-entities',
  *find({ rule, output }: Subject): Generator<Advised> {
    const { columns, open } = output;
    if (columns === undefined || open) return;
    const known = new Set(columns.map(({ name }) => name));
    for (const { column, of, keys } of columnsNamed(rule)) {
      if (known.has(column)) continue;
      const near = nearestName(column, known);
      yield {
        message: `${of} names the column \`${column}\`, which the query does not give`,
        hint:
          near === undefined ? `it gives ${[...known].slice(0, 8).join(', ')}${known.size > 8 ? ' …' : ''}` : `did you mean \`${near}\`?`,
        at: { keys, value: column },
      };
    }
  },
};

interface NamedColumn {
  readonly column: string;
  readonly of: string;
  readonly keys: readonly string[];
}

function* columnsNamed({ entityMappings, customDetails, alertDetails, kind }: Rule): Generator<NamedColumn> {
  const isDefender = kind === 'defender';
  const keys = isDefender ? ['identifier', 'entityIdentifier'] : ['columnName'];
  for (const { type, fields } of entityMappings)
    for (const { identifier, column } of fields)
      yield { column, of: isDefender ? `the entity ${type}` : `the entity ${type} (${identifier})`, keys };
  for (const [name, column] of customDetails) yield { column, of: `the custom detail ${name}`, keys: [name] };
  if (alertDetails === undefined) return;
  const { displayNameFormat, descriptionFormat, severityColumn, tacticsColumn, dynamicProperties } = alertDetails;
  yield* columnsOfFormat(displayNameFormat, 'alertDisplayNameFormat');
  yield* columnsOfFormat(descriptionFormat, 'alertDescriptionFormat');
  if (severityColumn) yield { column: severityColumn, of: 'alertSeverityColumnName', keys: ['alertSeverityColumnName'] };
  if (tacticsColumn) yield { column: tacticsColumn, of: 'alertTacticsColumnName', keys: ['alertTacticsColumnName'] };
  for (const { property, column } of dynamicProperties) yield { column, of: `the property ${property}`, keys: ['value', property] };
}

function* columnsOfFormat(format: string | undefined, key: string): Generator<NamedColumn> {
  for (const [, column] of (format ?? '').matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)) yield { column, of: key, keys: [key] };
}
