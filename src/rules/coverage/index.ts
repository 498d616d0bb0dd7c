import { KqlError } from '../../errors.ts';
import { parseQuery } from '../../query.ts';
import { spanInFile } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { ObservedRun } from '../testing/run.ts';
import { coverRun } from './cover-run.ts';
import { Coverage, type CoverageReport, type CoveredItem } from './coverage.ts';

export type { CoverageReport, CoveredItem } from './coverage.ts';

/** What the tests of one rule covered of it. */
export interface RuleCoverage extends Omit<CoverageReport, 'items'> {
  /** The name of the rule and where it stands. */
  readonly name: string;
  readonly source: string;
  /** With the place of each in the file of the rule, 1-based. */
  readonly items: readonly (CoveredItem & { readonly line: number; readonly column: number })[];
}

/** Gathers coverage over the tests of any number of rules: `observe` is what kqlet test's runner takes. */
export function collectCoverage(): { observe(run: ObservedRun): Promise<void>; report(): RuleCoverage[] } {
  const byRule = new Map<string, { rule: Rule; coverage: Coverage }>();
  return {
    async observe({ rule, query, database, options }) {
      let entry = byRule.get(rule.source);
      if (entry === undefined) {
        entry = { rule, coverage: new Coverage(parseQuery(rule.query.text)) };
        byRule.set(rule.source, entry);
      }
      await coverRun(entry.coverage, database, query.text, options);
    },
    report: () => [...byRule.values()].map(({ rule, coverage }) => ofRule(rule, coverage.report())),
  };
}

function ofRule({ name, source, query }: Rule, { items, ...totals }: CoverageReport): RuleCoverage {
  const placed = items.map((item) => {
    const place = new KqlError({ kind: 'data', message: '', span: spanInFile(query, item.span) }, query.source);
    return { ...item, line: place.line ?? 1, column: place.column ?? 1 };
  });
  return { name, source, ...totals, items: placed };
}
