import type { Plan } from './plan.ts';

/** The plans that a plan reads: its input and what stands beside it. The sub-query of mv-apply or partition is one of them. */
export function inputsOf(plan: Plan): readonly Plan[] {
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'range':
    case 'known':
    case 'outer':
      return [];
    case 'join':
      return [plan.input, plan.right];
    case 'union':
    case 'graph':
    case 'plugin':
      return [plan.input, ...plan.others];
    case 'apply':
    case 'partition':
      return [plan.input, plan.subquery];
    default:
      return [plan.input];
  }
}

/** All plans among a plan and what it reads. Walks pipes of any length. */
export function* plansIn(plan: Plan): Generator<Plan> {
  const open: Plan[] = [plan];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    yield at;
    open.push(...inputsOf(at));
  }
}

/** Whether a plan reads the rows of a sub-query that it stands in, so that it means nothing by itself. */
export function readsOuterRows(plan: Plan): boolean {
  const read = new Set<symbol>();
  const given = new Set<symbol>();
  for (const each of plansIn(plan)) {
    if (each.kind === 'outer') read.add(each.of);
    else if (each.kind === 'apply' || each.kind === 'partition') given.add(each.of);
  }
  return [...read].some((of) => !given.has(of));
}
