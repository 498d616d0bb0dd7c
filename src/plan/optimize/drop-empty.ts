import { createTable } from '../../data/table.ts';
import type { Expression } from '../expression.ts';
import type { FilterPlan, Plan, UnionPlan } from '../plan.ts';
import { rewrite } from './rewrite.ts';
import { isVolatilePlan } from './traits.ts';

/**
 * What can have no rows is not run: a filter that holds for none, and the legs of a union that are such filters, as those are that are left of
 * `union withsource=T … | where T == '…'`. A conjunct that holds for all rows goes.
 */
export function dropEmpty(roots: readonly Plan[]): readonly Plan[] {
  return rewrite(roots, (plan) => {
    if (plan.kind === 'filter') return simplified(plan);
    if (plan.kind === 'union') return withoutEmptyLegs(plan);
    return plan;
  });
}

function simplified(plan: FilterPlan): Plan {
  // the others get the same random numbers as before
  if (isNothing(plan.input) || (plan.conjuncts.some(isNeverTrue) && !isVolatilePlan(plan.input))) return nothing(plan);
  const conjuncts = plan.conjuncts.filter((conjunct) => conjunct.kind !== 'constant' || conjunct.value !== true);
  if (conjuncts.length === plan.conjuncts.length) return plan;
  return conjuncts.length === 0 ? plan.input : { ...plan, conjuncts };
}

function isNeverTrue(conjunct: Expression): boolean {
  return conjunct.kind === 'constant' && conjunct.value !== true;
}

function nothing({ schema, span }: Plan): Plan {
  return { kind: 'values', table: createTable(schema, []), schema, span };
}

function isNothing(plan: Plan): boolean {
  return plan.kind === 'values' && plan.table.rowCount === 0;
}

function withoutEmptyLegs(plan: UnionPlan): Plan {
  const legs = [plan.input, ...plan.others];
  const kept = legs.flatMap((leg, index) => (isNothing(leg) ? [] : [index]));
  if (kept.length === legs.length) return plan;
  if (kept.length === 0) return nothing(plan);
  const [input, ...others] = kept.map((index) => legs[index]);
  const { names } = plan;
  return {
    ...plan,
    input,
    others,
    mappings: kept.map((index) => plan.mappings[index]),
    names: names && kept.map((index) => names[index]),
  };
}
