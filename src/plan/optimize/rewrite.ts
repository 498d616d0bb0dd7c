import type { Plan, SharedPlan } from '../plan.ts';
import { inputsOf } from '../walk.ts';

/** A plan that is no source: it has an input along which its pipe runs. */
export type Piped = Exclude<Extract<Plan, { readonly input: Plan }>, SharedPlan>;

export function isPiped(plan: Plan): plan is Piped {
  return 'input' in plan && plan.kind !== 'shared';
}

/**
 * The plans with every node replaced by what `visit` makes of it, from the sources upwards: what a node reads has been replaced before, and
 * `original` is the node as it was. A node that stands in several places is visited once and stays one node. Walks pipes of any length.
 */
export function rewrite(roots: readonly Plan[], visit: (plan: Plan, original: Plan) => Plan): Plan[] {
  const done = new Map<Plan, Plan>();
  const open: Plan[] = [];
  for (const root of roots) {
    open.push(root);
    while (open.length > 0) {
      const at = open[open.length - 1];
      if (done.has(at)) {
        open.pop();
        continue;
      }
      const inputs = inputsOf(at);
      const before = open.length;
      for (const input of inputs) if (!done.has(input)) open.push(input);
      if (open.length > before) continue;
      const replaced = inputs.map((input) => done.get(input) as Plan);
      done.set(at, visit(withInputs(at, replaced), at));
      open.pop();
    }
  }
  return roots.map((root) => done.get(root) as Plan);
}

/** A node over other inputs, in the order of `inputsOf`; the node itself where they are those that it has. */
export function withInputs(plan: Plan, inputs: readonly Plan[]): Plan {
  const own = inputsOf(plan);
  if (own.every((input, index) => input === inputs[index])) return plan;
  const [input, second] = inputs;
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'range':
    case 'known':
    case 'outer':
      return plan;
    case 'join':
      return { ...plan, input, right: second };
    case 'union':
    case 'graph':
    case 'plugin':
      return { ...plan, input, others: inputs.slice(1) };
    case 'apply':
    case 'partition':
      return { ...plan, input, subquery: second };
    default:
      return { ...plan, input };
  }
}

/** The node over another input, what stands beside it left as it is. */
export function withInput<Node extends Piped>(plan: Node, input: Plan): Node {
  return plan.input === input ? plan : { ...plan, input };
}
