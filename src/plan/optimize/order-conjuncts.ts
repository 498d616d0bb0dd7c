import { isVolatile } from '../expression.ts';
import type { Plan } from '../plan.ts';
import { rewrite } from './rewrite.ts';
import { costOf, isMovable } from './traits.ts';

/**
 * Cheap conjuncts of a filter first: the dear ones then see only what those leave. What might end the query stays behind all that came before
 * it, so that it sees no row that it would not have seen.
 */
export function orderConjuncts(roots: readonly Plan[]): readonly Plan[] {
  return rewrite(roots, (plan) => {
    if (plan.kind !== 'filter' || plan.conjuncts.length < 2 || plan.conjuncts.some(isVolatile)) return plan;
    const ranked = plan.conjuncts.map((conjunct) => ({
      conjunct,
      cost: isMovable(conjunct) ? costOf(conjunct) : Number.POSITIVE_INFINITY,
    }));
    // the sort is stable: what costs the same stays as written, and so does all that does not move
    ranked.sort((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost));
    if (ranked.every(({ conjunct }, index) => conjunct === plan.conjuncts[index])) return plan;
    return { ...plan, conjuncts: ranked.map(({ conjunct }) => conjunct) };
  });
}
