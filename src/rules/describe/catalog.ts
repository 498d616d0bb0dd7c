import type { Rule } from '../rule.ts';
import type { IndicatorDescription } from './description.ts';
import { asIndicator, findingsOf, readQuery } from './findings.ts';

/** By what a rule looks for, the rules that look for it. */
export type CatalogIndex = ReadonlyMap<string, ReadonlySet<Rule>>;

const indexes = new WeakMap<readonly Rule[], CatalogIndex>();

/** The index of a catalog, made once for each list of rules. Rules that cannot be parsed look for nothing. */
export function indexOf(catalog: readonly Rule[]): CatalogIndex {
  let index = indexes.get(catalog);
  if (index === undefined) {
    index = createIndex(catalog);
    indexes.set(catalog, index);
  }
  return index;
}

function createIndex(catalog: readonly Rule[]): CatalogIndex {
  const index = new Map<string, Set<Rule>>();
  for (const rule of catalog) {
    const read = readQuery(rule.query.text);
    for (const stage of read?.stages ?? []) {
      for (const { condition, window } of findingsOf(stage, read!.namesOfStage(stage))) {
        const indicator = window === undefined ? asIndicator(condition) : undefined;
        if (indicator === undefined) continue;
        const key = keyOf(indicator);
        const rules = index.get(key);
        if (rules === undefined) index.set(key, new Set([rule]));
        else rules.add(rule);
      }
    }
  }
  return index;
}

/** How many other rules look for the same value of the same field in the same way. */
export function countOthers(index: CatalogIndex, indicator: Indicator, self: Rule | undefined): number {
  let count = 0;
  for (const rule of index.get(keyOf(indicator)) ?? []) if (!isSame(rule, self)) count++;
  return count;
}

type Indicator = Pick<IndicatorDescription, 'field' | 'kind' | 'values' | 'negated'>;

function keyOf({ field, kind, values, negated }: Indicator): string {
  return JSON.stringify([field, kind, negated, values]);
}

/** A rule that has been loaded a second time is not another one. */
function isSame(rule: Rule, self: Rule | undefined): boolean {
  if (self === undefined) return false;
  return rule === self || (rule.source === self.source && rule.query.text === self.query.text);
}
