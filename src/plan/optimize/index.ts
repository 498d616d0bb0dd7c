import type { Plan, ResultPlan } from '../plan.ts';
import { inputsOf } from '../walk.ts';
import { dropEmpty } from './drop-empty.ts';
import { limitSorts } from './limit-sorts.ts';
import { orderConjuncts } from './order-conjuncts.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilters } from './push-filters.ts';
import { reduceJoins } from './reduce-joins.ts';
import { shareCommon } from './share-common.ts';

/** What a rule is given: all plans of a query together, because they may share parts. It gives plans with the same rows in their places. */
export type Rule = (roots: readonly Plan[]) => readonly Plan[];

/**
 * The rules in the order in which they are applied, once each. What is common is found first, by the identity of its node, which later rules
 * do not keep; joins are reduced before columns are pruned, so that what they add reads keys only.
 */
export const rules: Readonly<Record<string, Rule>> = {
  shareCommon,
  pushFilters,
  dropEmpty,
  orderConjuncts,
  limitSorts,
  reduceJoins,
  pruneColumns,
};

/** What a plan may become when what is read in several places is written out: beyond this it runs as it is. */
const mostNodes = 200_000;

/**
 * The same results by plans that do less: the rows, their order and the columns are those of the plans as bound. Spans stay with what they
 * stand for. `without` names rules that are left out, for measuring.
 */
export function optimize(results: readonly ResultPlan[], without: ReadonlySet<string> = new Set()): readonly ResultPlan[] {
  const before = results.map(({ plan }) => plan);
  const after = optimizePlans(before, without);
  return results.map((result, index) => (after[index] === result.plan ? result : { ...result, plan: after[index] }));
}

/** The same for plans by themselves. */
export function optimizePlans(plans: readonly Plan[], without: ReadonlySet<string> = new Set()): readonly Plan[] {
  if (writtenOut(plans) > mostNodes) return plans;
  let roots = plans;
  for (const [name, rule] of Object.entries(rules)) if (!without.has(name)) roots = rule(roots);
  return roots;
}

/** How many nodes there are when a node that several read counts once for each of them; what is shared counts once a reader by itself. */
function writtenOut(roots: readonly Plan[]): number {
  const sizes = new Map<Plan, number>();
  const open: Plan[] = [];
  let total = 0;
  for (const root of roots) {
    open.push(root);
    while (open.length > 0) {
      const at = open[open.length - 1];
      if (!sizes.has(at)) {
        const inputs = inputsOf(at);
        const before = open.length;
        for (const input of inputs) if (!sizes.has(input)) open.push(input);
        if (open.length > before) continue;
        sizes.set(
          at,
          inputs.reduce((sum, input) => sum + (input.kind === 'shared' ? 1 : (sizes.get(input) as number)), 1),
        );
      }
      open.pop();
    }
    total += sizes.get(root) as number;
  }
  return total;
}
