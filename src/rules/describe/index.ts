import type { Database, QueryOptions } from '../../database.ts';
import type { Expression, Query } from '../../syntax/ast.ts';
import { printTimespan } from '../../syntax/print-literals.ts';
import { stageText } from '../explain/stage-text.ts';
import { errorInFile, type PlacedText, placedWhole } from '../places.ts';
import type { Rule, Trigger } from '../rule.ts';
import type { Stage } from '../stages.ts';
import { type CatalogIndex, countOthers, indexOf } from './catalog.ts';
import { type Condition, oppositeOf } from './conditions.ts';
import { constantsOf, type Names, textOf, textOfConstant, withoutParentheses } from './constants.ts';
import type {
  ExclusionDescription,
  IndicatorDescription,
  ParameterDescription,
  QueryDescription,
  RuleDescription,
  StageDescription,
  WindowDescription,
} from './description.ts';
import { asIndicator, type Finding, findingsOf, predicatesOf, readQuery } from './findings.ts';
import { knownTables } from './known-tables.ts';
import { lineFinder } from './lines.ts';
import { boundOutput } from './output.ts';
import { sourcesOf } from './sources.ts';

export type * from './description.ts';
export { type DescriptionFormat, formatDescription } from './format.ts';

export interface DescribeOptions {
  /** The rules among which other rules with the same indicators are counted; the rule itself may be one of them. */
  readonly catalog?: readonly Rule[];
  /** Whose tables and functions the query may name. Default: the built-in schemas of the rule's product. */
  readonly database?: Database;
  /** The clock, parameters … that the query is bound with. */
  readonly query?: QueryOptions;
}

/** What a rule does: its own fields and what its query does. A query that is wrong or not supported is described as far as it can be read. */
export async function describeRule(rule: Rule, options: DescribeOptions = {}): Promise<RuleDescription> {
  const { schedule, suppression } = rule;
  const description = await describePlaced(rule.query, rule, options);
  return {
    name: rule.name,
    source: rule.source,
    kind: rule.kind,
    id: rule.id,
    description: rule.description,
    severity: rule.severity,
    enabled: rule.enabled,
    version: rule.version,
    tactics: rule.tactics,
    techniques: rule.techniques,
    tags: rule.tags,
    dataTypes: rule.dataTypes,
    schedule: schedule && { frequency: printTimespan(schedule.frequency), period: printTimespan(schedule.period) },
    nearRealTime: rule.isNearRealTime,
    trigger: rule.trigger && triggerText(rule.trigger),
    entities: rule.entityMappings,
    customDetails: [...rule.customDetails].map(([key, column]) => ({ key, column })),
    alertName: rule.alertDetails?.displayNameFormat,
    alertDescription: rule.alertDetails?.descriptionFormat,
    eventGrouping: rule.eventGrouping,
    suppression: suppression.enabled && suppression.duration !== undefined ? printTimespan(suppression.duration) : undefined,
    warnings: rule.warnings,
    ...description,
  };
}

/** What the text of a query does. */
export async function describeQuery(text: string, options: DescribeOptions = {}): Promise<QueryDescription> {
  return describePlaced(placedWhole('', text), undefined, options);
}

function triggerText({ operator, threshold }: Trigger): string {
  const rows = threshold === 1 ? '1 row' : `${threshold} rows`;
  return { gt: `more than ${rows}`, lt: `fewer than ${rows}`, eq: `exactly ${rows}`, ne: `not ${rows}` }[operator];
}

async function describePlaced(placed: PlacedText, rule: Rule | undefined, options: DescribeOptions): Promise<QueryDescription> {
  const { text, source } = placed;
  const parsed = readQuery(text);
  const database = options.database ?? knownTables(rule?.profile);
  const stages = parsed?.stages ?? [];
  const { output, errors } = await boundOutput(database, parsed ? { text, query: parsed.query } : text, stages, options.query ?? {});
  const index = options.catalog && indexOf(options.catalog);
  const found = parsed === undefined ? [] : parsed.stages.flatMap((stage) => findingsOf(stage, parsed.namesOfStage(stage)));
  return {
    parameters: parsed === undefined ? [] : parametersOf(parsed.query, parsed.top),
    sources: parsed === undefined ? [] : sourcesOf(stages, parsed.namesOfStage),
    stages: describeStages(text, stages),
    windows: windowsOf(found),
    exclusions: found.flatMap(({ stage, window, condition }) => (window === undefined ? exclusionOf(condition, stage) : [])),
    indicators: indicatorsOf(found, index, rule),
    output,
    errors: errors.map((error) => {
      const { kind, message, line, column } = text === source ? error : errorInFile(placed, error);
      return { kind, message, line, column };
    }),
  };
}

function parametersOf(query: Query, names: Names): ParameterDescription[] {
  return query.statements.flatMap((statement): ParameterDescription[] => {
    if (statement.kind === 'query-parameters')
      return statement.parameters.map(({ name, type, defaultValue }) => ({
        name: name.text,
        type: type.kind === 'type' ? type.text : 'table',
        value: defaultValue && textOf(defaultValue, names),
        values: (defaultValue && constantsOf(defaultValue, names)?.map(textOfConstant)) ?? [],
        declared: true,
      }));
    if (statement.kind !== 'let' || statement.value.kind === 'function') return [];
    const value = withoutParentheses(statement.value);
    const constants = value.kind === 'datatable' ? undefined : constantsOf(value, names);
    if (constants === undefined && value.kind !== 'dynamic') return [];
    const isList = value.kind === 'dynamic' || (value.kind === 'call' && value.name.text !== 'tostring');
    const type = isList ? 'dynamic' : (constants?.[0]?.type ?? 'dynamic');
    const values = (constants ?? []).map(textOfConstant);
    return [
      {
        name: statement.name.text,
        type,
        value: isList ? valueOfList(value, names) : values[0],
        values: isList ? values : [],
        declared: false,
      },
    ];
  });
}

function valueOfList(value: Expression, names: Names): string {
  return textOf(value, names).replace(/^dynamic\((.*)\)$/s, '$1');
}

function describeStages(text: string, stages: readonly Stage[]): StageDescription[] {
  const lineOf = lineFinder(text);
  const written = ({ span }: Expression): string => text.slice(span.start, span.end).replace(/\s+/g, ' ').trim();
  return stages.map((stage) => {
    const { id, operator, inside, lets, span } = stage;
    const predicates = predicatesOf(stage).flatMap(conjunctsOf).map(written);
    return { id, operator, inside, lets, text: stageText(text, stage), predicates, line: lineOf(span.start) };
  });
}

function conjunctsOf(node: Expression): Expression[] {
  const inside = withoutParentheses(node);
  return inside.kind === 'logical' && inside.operator === 'and' ? inside.operands.flatMap(conjunctsOf) : [node];
}

/** The windows of the stages' conditions; of one stage one that begins and another that ends on the same column are one. */
function windowsOf(found: readonly Finding[]): WindowDescription[] {
  const windows: WindowDescription[] = [];
  let ofStage = 0;
  for (const { stage, window } of found) {
    if (window === undefined) continue;
    if (windows[ofStage]?.stage !== stage.id) ofStage = windows.length;
    const { column, from, to } = window;
    const lookback = from?.ago === undefined || from.ago <= 0n ? undefined : printTimespan(from.ago);
    const added = { column, from: from?.text, to: to?.text, lookback, stage: stage.id };
    const other = windows.slice(ofStage).findIndex((known) => completes(known, added));
    if (other < 0) windows.push(added);
    else windows[ofStage + other] = merged(windows[ofStage + other], added);
  }
  return windows;
}

function completes(known: WindowDescription, { column, from, to }: WindowDescription): boolean {
  return known.column === column && (known.from === undefined || from === undefined) && (known.to === undefined || to === undefined);
}

function merged(a: WindowDescription, b: WindowDescription): WindowDescription {
  return { ...a, from: a.from ?? b.from, to: a.to ?? b.to, lookback: a.lookback ?? b.lookback };
}

function exclusionOf(condition: Condition, stage: Stage): ExclusionDescription[] {
  if (!condition.negated || condition.alternative || oppositeOf(condition.kind) !== undefined) return [];
  const { field, kind, operator, values, constant, cased, together } = condition;
  return [{ field, kind, operator, values, constant, cased, stage: stage.id, together }];
}

/** What is looked for, each once with its stages. `not(isempty(x))` looks for what is not empty. */
function indicatorsOf(found: readonly Finding[], index: CatalogIndex | undefined, rule: Rule | undefined): IndicatorDescription[] {
  const indicators = new Map<string, IndicatorDescription & { readonly stages: string[] }>();
  for (const { stage, condition, window } of found) {
    const indicator = window === undefined ? asIndicator(condition) : undefined;
    if (indicator === undefined) continue;
    const { field, kind, operator, values, cased, negated, alternative } = indicator;
    const key = JSON.stringify([field, kind, operator, values, cased, negated, alternative]);
    const known = indicators.get(key);
    if (known === undefined)
      indicators.set(key, { ...indicator, stages: [stage.id], otherRules: index && countOthers(index, indicator, rule) });
    else if (!known.stages.includes(stage.id)) known.stages.push(stage.id);
  }
  return [...indicators.values()];
}
