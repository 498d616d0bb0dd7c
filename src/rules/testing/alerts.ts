import { convertCell, textOfCell } from '../../data/convert.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import type { Rule } from '../rule.ts';
import type { Rows } from './rows.ts';

/** An alert as the service would make it of the rows of a run. */
export interface Alert {
  readonly title: string;
  readonly description: string;
  readonly severity: string | undefined;
  /** Each once, in the order of the rows. */
  readonly entities: readonly Entity[];
  /** The values of each custom detail, each once. */
  readonly details: ReadonlyMap<string, readonly DetailValue[]>;
}

export interface Entity {
  readonly type: string;
  readonly fields: ReadonlyMap<string, string>;
}

export interface DetailValue {
  readonly type: ScalarType;
  readonly cell: Cell;
}

/** A rule that makes an alert of each row makes no more than these: the last one stands for all further rows. */
const alertLimit = 150;
const severities = ['Informational', 'Low', 'Medium', 'High'];

/** Whether so many rows make the rule fire: more than none unless it says otherwise. */
export function fires({ trigger }: Rule, rows: number): boolean {
  const { operator, threshold } = trigger ?? { operator: 'gt', threshold: 0 };
  switch (operator) {
    case 'gt':
      return rows > threshold;
    case 'lt':
      return rows < threshold;
    case 'eq':
      return rows === threshold;
    case 'ne':
      return rows !== threshold;
  }
}

/** The alerts of one run: one for all its rows, or one for each where the rule groups events so. */
export function alertsOf(rule: Rule, { columns, rows }: Rows): Alert[] {
  if (!fires(rule, rows.length)) return [];
  if (rule.eventGrouping !== 'AlertPerResult' || rows.length === 0) return [alertOf(rule, { columns, rows })];
  return rows
    .slice(0, alertLimit)
    .map((row, index) => alertOf(rule, { columns, rows: index === alertLimit - 1 ? rows.slice(index) : [row] }));
}

/** What comes from a row comes from the first one. */
function alertOf(rule: Rule, result: Rows): Alert {
  const { alertDetails } = rule;
  const severity = alertDetails?.severityColumn === undefined ? undefined : textAt(result, 0, alertDetails.severityColumn);
  return {
    title: filled(alertDetails?.displayNameFormat ?? rule.name, result),
    description: filled(alertDetails?.descriptionFormat ?? rule.description ?? '', result),
    severity: severity !== undefined && severities.includes(severity) ? severity : rule.severity,
    entities: entitiesOf(rule, result),
    details: detailsOf(rule, result),
  };
}

function filled(format: string, result: Rows): string {
  return format.replace(/\{\{([^{}]{1,500})\}\}/g, (whole, column: string) => textAt(result, 0, column.trim()) ?? whole);
}

function textAt({ columns, rows }: Rows, row: number, name: string): string | undefined {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0 || rows.length === 0) return undefined;
  return textOfCell(columns[index].type, convertCell(rows[row][index], columns[index].type, columns[index].type));
}

/** An entity whose columns are all empty is none. */
function entitiesOf({ entityMappings }: Rule, result: Rows): Entity[] {
  const entities = new Map<string, Entity>();
  for (let row = 0; row < result.rows.length; row++)
    for (const { type, fields } of entityMappings) {
      const values = fields.flatMap(({ identifier, column }) => {
        const text = textAt(result, row, column);
        return text === undefined || text === '' ? [] : [[identifier, text] as const];
      });
      if (values.length > 0) entities.set(JSON.stringify([type, values]), { type, fields: new Map(values) });
    }
  return [...entities.values()];
}

function detailsOf({ customDetails }: Rule, { columns, rows }: Rows): Map<string, DetailValue[]> {
  const details = new Map<string, DetailValue[]>();
  for (const [key, column] of customDetails) {
    const index = columns.findIndex(({ name }) => name === column);
    if (index < 0) continue;
    const { type } = columns[index];
    const values = new Map(rows.map((row) => [textOfCell(type, row[index]), { type, cell: row[index] }]));
    details.set(key, [...values.values()]);
  }
  return details;
}
