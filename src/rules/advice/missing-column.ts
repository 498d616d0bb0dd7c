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
    for (const { column, of, key } of columnsNamed(rule)) {
      if (known.has(column)) continue;
      const near = nearestName(column, known);
      yield {
        message: `${of} names the column \`${column}\`, which the query does not give`,
        hint:
          near === undefined ? `it gives ${[...known].slice(0, 8).join(', ')}${known.size > 8 ? ' …' : ''}` : `did you mean \`${near}\`?`,
        at: { key, value: column },
      };
    }
  },
};

interface NamedColumn {
  readonly column: string;
  readonly of: string;
  readonly key: string;
}

function* columnsNamed({ entityMappings, customDetails, alertDetails, kind }: Rule): Generator<NamedColumn> {
  for (const { type, fields } of entityMappings)
    for (const { identifier, column } of fields)
      yield {
        column,
        of: kind === 'defender' ? `the entity ${type}` : `the entity ${type} (${identifier})`,
        key: kind === 'defender' ? 'identifier' : 'columnName',
      };
  for (const [name, column] of customDetails) yield { column, of: `the custom detail ${name}`, key: name };
  if (alertDetails === undefined) return;
  for (const [format, key] of [
    [alertDetails.displayNameFormat, 'alertDisplayNameFormat'],
    [alertDetails.descriptionFormat, 'alertDescriptionFormat'],
  ] as const)
    for (const [, column] of (format ?? '').matchAll(/\{\{\s*([^{}]+?)\s*\}\}/g)) yield { column, of: key, key };
  if (alertDetails.severityColumn)
    yield { column: alertDetails.severityColumn, of: 'alertSeverityColumnName', key: 'alertSeverityColumnName' };
  if (alertDetails.tacticsColumn) yield { column: alertDetails.tacticsColumn, of: 'alertTacticsColumnName', key: 'alertTacticsColumnName' };
  for (const { property, column } of alertDetails.dynamicProperties) yield { column, of: `the property ${property}`, key: 'value' };
}
