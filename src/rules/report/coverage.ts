import { visibleText } from '../../writers/visible.ts';
import type { CoveredItem, RuleCoverage } from '../coverage/index.ts';
import type { ReportStyle } from './run-report.ts';

/** What tests covered of their rules, for people: a line a rule, and below it what is still to be seen. */
export function coverageText(rules: readonly RuleCoverage[], { width }: ReportStyle): string {
  if (rules.length === 0) return '';
  const longest = Math.min(48, Math.max(...rules.map(({ source }) => source.length)));
  const lines = rules.flatMap(({ source, goals, reached, percent, items }) => [
    `  ${visibleText(source).padEnd(longest)}  ${percent.toFixed(1).padStart(5)} %  ${reached} of ${goals}`,
    ...items.filter(({ missing }) => missing.length > 0).map((item) => cut(`      ${textOf(item)}`, width)),
  ]);
  return `Coverage\n${lines.join('\n')}\n${totalText(rules)}`;
}

/** The share of all goals of all rules, in percent. */
export function totalPercent(rules: readonly RuleCoverage[]): number {
  const sum = (of: (rule: RuleCoverage) => number): number => rules.reduce((total, rule) => total + of(rule), 0);
  const goals = sum((rule) => rule.goals);
  return goals === 0 ? 100 : (100 * sum((rule) => rule.reached)) / goals;
}

function totalText(rules: readonly RuleCoverage[]): string {
  return `  all rules: ${totalPercent(rules).toFixed(1)} %\n`;
}

function textOf({ kind, line, column, stage, text, missing, index }: CoveredItem & { line: number; column: number }): string {
  const place = `${line}:${column}${stage === undefined ? '' : ` (stage ${stage})`}`;
  switch (kind) {
    case 'predicate':
      return `${place} never ${missing.join(' nor ')}: ${visibleText(text)}`;
    case 'branch':
      return `${place} never taken: ${visibleText(text)}`;
    case 'join-side':
      return `${place} no row of the ${text} side meets one of the other`;
    case 'union-arm':
      return `${place} arm ${index + 1} gives no row: ${visibleText(text)}`;
  }
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
