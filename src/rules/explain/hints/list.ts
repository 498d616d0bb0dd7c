import { isArray } from '../../../data/dynamic.ts';
import type { Plan } from '../../../plan/plan.ts';
import { inputsOf } from '../../../plan/walk.ts';
import type { CallAtom } from './filter-scene.ts';
import type { FilterCase } from './repair.ts';

/** A list operator over the rows of a sub-query that gave none. */
export interface EmptyList {
  readonly atom: CallAtom;
  /** The plan of the sub-query. */
  readonly root: Plan;
}

/** The lists in conditions that no row meets, where a sub-query made them and gave nothing. */
export function emptyLists(at: FilterCase): EmptyList[] {
  const { plans } = at.scene.observations;
  const inner = new Set([...plans.keys()].flatMap((plan) => inputsOf(plan)));
  return at.filter.calls.flatMap((atom) => {
    if (at.filter.count(atom.conjunct, 1) > 0) return [];
    return atom.expression.arguments.slice(1).flatMap((item) => {
      if (item.kind !== 'constant' || item.type !== 'dynamic' || !isArray(item.value as never) || (item.value as unknown[]).length > 0)
        return [];
      // what the sub-query was bound to stands at the same place of the text as the list
      const root = [...plans].find(([plan, { rowsOut }]) => plan.span === item.span && rowsOut === 0 && !inner.has(plan))?.[0];
      return root === undefined ? [] : [{ atom, root }];
    });
  });
}
