import { isVolatile } from '../expression.ts';
import type { Plan, TakePlan } from '../plan.ts';
import { rewrite, withInput } from './rewrite.ts';

/** More rows than these are sorted rather than kept aside one by one. */
const mostRows = 262_144;

/** A take looks for its sort below so many projections. */
const mostProjections = 32;

/**
 * `sort by … | take n` keeps no more than the n rows: it becomes `top n by …`, whose ties stand in the same order. A take stands below
 * projections, so that they work on what it leaves; one take over another is one. `take 0` reads nothing and stays.
 */
export function limitSorts(roots: readonly Plan[]): readonly Plan[] {
  return rewrite(roots, (plan) => (plan.kind === 'take' && isPlain(plan) && plan.count > 0 ? lowered(plan) : plan));
}

function lowered(take: TakePlan): Plan {
  const above: Extract<Plan, { kind: 'project' }>[] = [];
  let at: Plan = take.input;
  while (at.kind === 'project' && above.length < mostProjections && !at.expressions.some(isVolatile)) {
    above.push(at);
    at = at.input;
  }
  let result = limited(take, at);
  if (result === undefined) {
    if (above.length === 0) return take;
    result = { ...take, input: at, schema: at.schema };
  }
  for (const project of above.reverse()) result = withInput(project, result);
  return result;
}

/** The first rows of all, and not of each group or the last. */
function isPlain({ group, last }: TakePlan): boolean {
  return group === undefined && !last;
}

/** What the first rows of a plan are taken by beside a take; undefined where there is no such thing. */
function limited(take: TakePlan, input: Plan): Plan | undefined {
  const { count } = take;
  if (input.kind === 'sort' && count <= mostRows)
    return { kind: 'top', input: input.input, keys: input.keys, count, schema: input.schema, span: input.span };
  if (input.kind === 'top') return { ...input, count: Math.min(count, input.count) };
  if (input.kind === 'take' && isPlain(input)) return { ...input, count: Math.min(count, input.count) };
  return undefined;
}
