import type { ConditionDescription, IndicatorDescription, OutputDescription, QueryDescription, RuleDescription } from './description.ts';

/** A description in the form that all written formats share: facts, then sections of rows. */
export interface Sections {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Said where there are no rows, or beside them. */
  readonly note?: string;
}

export function sectionsOf(description: QueryDescription | RuleDescription): Sections {
  const isRule = 'name' in description;
  const sections: Section[] = [
    {
      title: 'Parameters',
      columns: ['name', 'type', 'value'],
      rows: description.parameters.map(({ name, type, value = '' }) => [name, type, value]),
    },
    {
      title: 'Event sources',
      columns: ['source', 'kind', 'stages'],
      rows: description.sources.map(({ name, kind, stages }) => [name, kind, stages.join(', ')]),
    },
    {
      title: 'Time windows',
      columns: ['column', 'from', 'to', 'stage'],
      rows: description.windows.map(({ column, from = '', to = '', stage }) => [column, from, to, stage]),
    },
    indicatorSection(description.indicators),
    {
      title: 'Exclusions',
      columns: ['condition', 'case', 'stage'],
      rows: description.exclusions.map((exclusion) => {
        const together = exclusion.together === undefined ? '' : ` (together, ${exclusion.together})`;
        return [`${conditionText(exclusion)}${together}`, caseText(exclusion), exclusion.stage];
      }),
    },
    {
      title: 'Stages',
      columns: ['stage', 'operator', 'text'],
      rows: description.stages.map(({ id, operator, text }) => [id, operator, text]),
    },
    outputSection(description.output),
    {
      title: 'Problems',
      columns: ['kind', 'place', 'message'],
      rows: description.errors.map(({ kind, line, column, message }) => [kind, line === undefined ? '' : `${line}:${column}`, message]),
    },
  ];
  if (isRule) sections.splice(1, 0, entitySection(description));
  return {
    title: isRule ? description.name : 'Query',
    facts: isRule ? factsOf(description) : [],
    sections: sections.filter(({ rows, note }) => rows.length > 0 || note !== undefined),
  };
}

function factsOf(rule: RuleDescription): [string, string][] {
  const { schedule, kind } = rule;
  const product = { sentinel: 'Microsoft Sentinel', defender: 'Microsoft Defender XDR', query: '' }[kind];
  const runs = schedule === undefined ? '' : `every ${schedule.frequency}, over the last ${schedule.period}`;
  const facts: [string, string | undefined][] = [
    ['Description', rule.description],
    ['File', rule.source],
    ['Product', product],
    ['Id', rule.id],
    ['Version', rule.version],
    ['Enabled', rule.enabled ? undefined : 'no'],
    ['Severity', rule.severity],
    ['Tactics', rule.tactics.join(', ')],
    ['Techniques', rule.techniques.join(', ')],
    ['Tags', rule.tags.join(', ')],
    ['Data types', rule.dataTypes.join(', ')],
    ['Runs', rule.nearRealTime ? 'near real time' : runs],
    ['Alerts when', rule.trigger],
    ['Events', rule.eventGrouping],
    ['Suppressed for', rule.suppression],
    ['Alert name', rule.alertName],
    ['Alert description', rule.alertDescription],
    ...rule.warnings.map((warning): [string, string] => ['Warning', warning]),
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
}

function entitySection({ entities, customDetails }: RuleDescription): Section {
  const mapped = entities.flatMap(({ type, fields }) => fields.map(({ identifier, column }) => [type, identifier, column]));
  return {
    title: 'Entities and details',
    columns: ['of', 'name', 'column'],
    rows: [...mapped, ...customDetails.map(({ key, column }) => ['custom detail', key, column])],
  };
}

function indicatorSection(indicators: readonly IndicatorDescription[]): Section {
  const isCounted = indicators.some(({ otherRules }) => otherRules !== undefined);
  return {
    title: 'Indicators',
    columns: ['condition', 'case', 'stages', ...(isCounted ? ['other rules'] : [])],
    rows: indicators.map((indicator) => {
      const { alternative, negated, stages, otherRules } = indicator;
      const text = `${alternative ? 'or ' : ''}${negated ? 'not ' : ''}${conditionText(indicator)}`;
      return [text, caseText(indicator), stages.join(', '), ...(isCounted ? [String(otherRules ?? '')] : [])];
    }),
  };
}

function outputSection({ columns, open }: OutputDescription): Section {
  const note = columns === undefined ? 'unknown' : open ? 'and further columns that only data can tell' : undefined;
  return {
    title: 'Output',
    columns: ['column', 'type', 'stage'],
    rows: (columns ?? []).map(({ name, type, stage }) => [name, type, stage]),
    note,
  };
}

/** As in `RemoteIPType in (Loopback, Private)` and `count_ lt 50`. */
export function conditionText({ field, kind, values }: Pick<ConditionDescription, 'field' | 'kind' | 'values'>): string {
  if (values.length === 0) return `${field} ${kind}`;
  if (kind === 'between') return `${field} between ${values.join(' and ')}`;
  const isList = kind === 'in' || values.length > 1;
  return `${field} ${kind} ${isList ? `(${values.join(', ')})` : values[0]}`;
}

function caseText({ cased }: Pick<ConditionDescription, 'cased'>): string {
  return cased ? 'sensitive' : '';
}
