import type { Plan } from '../plan.ts';
import { inputsOf } from '../walk.ts';
import { type Needed, neededOfInput, neededOfSides, orAll } from './columns-needed.ts';
import { isPiped } from './rewrite.ts';

/** For each plan that is computed once for several readers the columns that any of them reads. */
export function columnsOfShared(roots: readonly Plan[]): ReadonlyMap<Plan, Needed> {
  const needs = new Map<Plan, Needed>();
  const ask = (plan: Plan, needed: Needed): void => {
    const before = needs.get(plan);
    const all = needed === undefined || (needs.has(plan) && before === undefined);
    needs.set(
      plan,
      all
        ? undefined
        : orAll(
            [...new Set([...(before ?? []), ...needed])].sort((a, b) => a - b),
            plan,
          ),
    );
  };
  const walk = (root: Plan, needed: Needed): void => {
    let at = root;
    let wanted = needed;
    while (isPiped(at)) {
      for (const side of neededOfSides(at, wanted)) walk(side.plan, side.needed);
      wanted = orAll(neededOfInput(at, wanted), at.input);
      at = at.input;
    }
    if (at.kind === 'shared') ask(at.input, wanted);
  };
  for (const root of roots) walk(root, undefined);
  // what a shared plan asks for of others is known when all who read it have been asked
  for (const plan of readersFirst(roots)) walk(plan, needs.get(plan));
  return needs;
}

/** The shared plans, each before those that it reads. */
function readersFirst(roots: readonly Plan[]): Plan[] {
  const seen = new Set<Plan>();
  const ended: Plan[] = [];
  const visit = (root: Plan): void => {
    const open = [root];
    const around = new Set<Plan>();
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (around.has(at)) continue;
      around.add(at);
      if (at.kind !== 'shared') open.push(...inputsOf(at));
      else if (!seen.has(at.input)) {
        seen.add(at.input);
        visit(at.input);
        ended.push(at.input);
      }
    }
  };
  for (const root of roots) visit(root);
  return ended.reverse();
}
