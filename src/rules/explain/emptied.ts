import type { JoinPlan, Plan } from '../../plan/plan.ts';
import { inputsOf } from '../../plan/walk.ts';
import type { Observations } from './observe.ts';
import { inputOf } from './stage-map.ts';

/** The node that gave nothing although something came in, or the source that had nothing to give. */
export interface Emptied {
  readonly plan: Plan;
  readonly kind: 'stage' | 'source';
}

/** Goes from a plan that gave no rows to the node that is why, into the side of a join or the leg of a union where it lies there. */
export function findEmptied(root: Plan, observations: Observations): Emptied {
  return search(root, observations, new Map());
}

/** `known` are legs of unions that have been looked at: unions may stand in unions. */
function search(root: Plan, observations: Observations, known: Map<Plan, Emptied>): Emptied {
  let at = root;
  for (;;) {
    const before = known.get(at);
    if (before !== undefined) return before;
    const next = cause(at, observations, known);
    if (next === undefined) return { plan: at, kind: inputsOf(at).length === 0 ? 'source' : 'stage' };
    at = next;
  }
}

/** The last plan that was run by itself and gave no rows: what was to be known when the query was bound. */
export function lastEmptyRoot({ plans }: Observations): Plan | undefined {
  const inner = new Set([...plans.keys()].flatMap((plan) => inputsOf(plan)));
  return [...plans].filter(([plan, { rowsOut }]) => !inner.has(plan) && rowsOut === 0).at(-1)?.[0];
}

/** The input that is to blame for a node that gave nothing, undefined when it is the node itself. */
function cause(plan: Plan, observations: Observations, known: Map<Plan, Emptied>): Plan | undefined {
  const rowsIn = observations.plans.get(plan)?.rowsIn ?? 0;
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'range':
    case 'outer':
      return undefined;
    case 'shared':
      return plan.input;
    case 'known':
      return plan.from;
    case 'union':
      return rowsIn > 0 ? undefined : emptyLeg([plan.input, ...plan.others], observations, known);
    case 'join':
      return emptySide(plan, rowsIn, observations);
    case 'take':
    case 'top':
    case 'sample':
      // it never asks for a row
      return plan.count === 0 || rowsIn > 0 ? undefined : plan.input;
    case 'apply':
    case 'partition':
      if (rowsIn === 0) return plan.input;
      return emptySubquery(plan.of, observations);
    case 'filter':
      return rowsIn > 0 ? beforeCount(plan.input, observations) : plan.input;
    default:
      return rowsIn > 0 ? undefined : inputOf(plan);
  }
}

/** An aggregate without keys gives a row over nothing: what has let no row come to it is to blame for what is said of that row. */
function beforeCount(input: Plan, observations: Observations): Plan | undefined {
  let at: Plan | undefined = input;
  while (at !== undefined && (at.kind === 'project' || at.kind === 'filter')) at = at.input;
  return at !== undefined && isCountOfNothing(at, observations) ? inputOf(at) : undefined;
}

/** Whether a node is an aggregate without keys over no rows. */
export function isCountOfNothing(plan: Plan, { plans }: Observations): boolean {
  return plan.kind === 'aggregate' && plan.keys.length === 0 && plan.group === undefined && plans.get(plan)?.rowsIn === 0;
}

/** The leg of a union in which rows got furthest: one that had any to begin with, else the first. */
function emptyLeg(legs: readonly Plan[], observations: Observations, known: Map<Plan, Emptied>): Plan {
  for (const leg of legs) {
    const found = search(leg, observations, known);
    known.set(leg, found);
    if (found.kind === 'stage') return leg;
  }
  return legs[0];
}

function emptySide({ input, right, join }: JoinPlan, leftRows: number, { plans }: Observations): Plan | undefined {
  const rightRows = plans.get(right)?.rowsOut ?? 0;
  switch (join) {
    case 'inner':
    case 'innerunique':
    case 'leftsemi':
    case 'rightsemi':
      if (leftRows === 0) return input;
      return rightRows === 0 ? right : undefined;
    case 'rightouter':
    case 'rightanti':
      return rightRows === 0 ? right : undefined;
    default:
      return leftRows === 0 ? input : undefined;
  }
}

/** What ran over the rows of a sub-query, and gave none although there were some: it need not be the plan that was bound. */
function emptySubquery(of: symbol, { plans }: Observations): Plan | undefined {
  const inner = new Set([...plans.keys()].map(inputOf));
  for (const [plan, { rowsOut }] of plans) {
    if (rowsOut > 0 || inner.has(plan)) continue;
    for (let at: Plan | undefined = plan; at !== undefined; at = inputOf(at))
      if (at.kind === 'outer' && at.of === of && (plans.get(at)?.rowsOut ?? 0) > 0) return plan;
  }
  return undefined;
}
