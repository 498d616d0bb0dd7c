import type { Database, QueryOptions } from '../../database.ts';
import { KqlError, type Span } from '../../errors.ts';
import { findingsOf, readQuery } from '../describe/findings.ts';
import { boundOutput } from '../describe/output.ts';
import { errorInFile, type PlacedText, spanInFile } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Advice, Advised, Subject } from './advice.ts';
import { caseSensitiveName } from './case-sensitive-name.ts';
import { containsHas } from './contains-has.ts';
import { hasSeparators } from './has-separators.ts';
import { joinKind } from './join-kind.ts';
import { missingColumn } from './missing-column.ts';
import { mvExpandLimit } from './mv-expand-limit.ts';
import { needlessFolding } from './needless-folding.ts';
import { noTimeFilter } from './no-time-filter.ts';
import { product } from './product.ts';
import { regexOperator } from './regex-operator.ts';
import { scheduleGap } from './schedule-gap.ts';
import { searchAll } from './search-all.ts';
import { suppressionsIn } from './suppressions.ts';
import { wideJoin } from './wide-join.ts';
import { windowPeriod } from './window-period.ts';

/** All pieces of advice. */
export const allAdvice: readonly Advice[] = [
  caseSensitiveName,
  containsHas,
  hasSeparators,
  joinKind,
  missingColumn,
  mvExpandLimit,
  needlessFolding,
  noTimeFilter,
  product,
  regexOperator,
  scheduleGap,
  searchAll,
  wideJoin,
  windowPeriod,
];

/** A piece of advice on a rule, with its place in the file. */
export interface AdviceFinding {
  readonly id: string;
  readonly severity: 'note' | 'warning';
  readonly message: string;
  readonly hint: string;
  readonly docs: string;
  readonly span: Span;
}

/** What is to be said of a rule. Positions are those of its file. */
export interface CheckedRule {
  readonly rule: Rule;
  /** What is wrong, or not supported: see Database.check. */
  readonly errors: readonly KqlError[];
  readonly warnings: readonly string[];
  readonly advice: readonly AdviceFinding[];
}

/** Looks at a rule without data: errors, refusals, and advice where nothing is wrong. `database` has the known tables, without rows. */
export async function checkRule(rule: Rule, database: Database, options: QueryOptions = {}): Promise<CheckedRule> {
  const { text } = rule.query;
  const read = readQuery(text);
  const { output, errors, warnings } = await boundOutput(database, read ? { text, query: read.query } : text, read?.stages ?? [], options);
  const placed = errors.map((error) => errorInFile(rule.query, alone(error, text)));
  const isWrong = errors.some(({ kind }) => kind !== 'unsupported');
  if (read === undefined || isWrong) return { rule, errors: placed, warnings: [...rule.warnings, ...warnings], advice: [] };
  const findings = read.stages.flatMap((stage) => findingsOf(stage, read.namesOfStage(stage)));
  const subject: Subject = { ...read, rule, text, findings, output, schemaOf: (table) => schemaOf(database, table) };
  const { isSuppressed, unknown } = suppressionsIn(text, new Set(allAdvice.map(({ id }) => id)));
  const advice: AdviceFinding[] = [];
  for (const { id, severity, docs, find } of allAdvice)
    for (const { at, message, hint } of find(subject))
      if (!isSuppressed(id, 'start' in at ? at.start : undefined))
        advice.push({ id, severity, message, hint, docs, span: placeOf(rule.query, at) });
  advice.sort((a, b) => a.span.start - b.span.start);
  return { rule, errors: placed, warnings: [...rule.warnings, ...unknown, ...warnings], advice };
}

/** One of several findings by itself. */
function alone({ kind, message, span, hint }: KqlError, text: string): KqlError {
  return new KqlError({ kind, message, span, hint }, text);
}

function schemaOf(database: Database, table: string): Record<string, string> | undefined {
  const schema = database.schemaOf(table);
  return schema && Object.fromEntries(schema.columns.map(({ name, type }) => [name, type]));
}

/** A place in the query as one of the file. A key of the rule is looked for in the text of the file; where it stands several times the query is meant. */
function placeOf(placed: PlacedText, at: Advised['at']): Span {
  if ('start' in at) return spanInFile(placed, at);
  const { source, runs } = placed;
  const start = runs[0].from;
  const query = { start, end: start };
  if (source === placed.text) return query;
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const value = at.value === undefined ? '' : `[^\\n]{0,400}?\\b${escaped(at.value)}\\b`;
  const found = [...source.matchAll(new RegExp(`(?<![\\w])(?:${at.keys.map(escaped).join('|')})["']?[ \\t]*:${value}`, 'gi'))];
  if (found.length === 0 || (found.length > 1 && at.value === undefined)) return query;
  return { start: found[0].index, end: found[0].index + found[0][0].length };
}
