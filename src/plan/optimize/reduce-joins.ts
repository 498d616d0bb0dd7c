import type { JoinKind, JoinPlan, Plan } from '../plan.ts';
import { readsOuterRows } from '../walk.ts';
import { mostRowsOf } from './estimate.ts';
import { rewrite } from './rewrite.ts';
import { isVolatilePlan } from './traits.ts';

/** A right side of fewer rows is put into a hash table as it is. */
const leastRight = 65_536;
/** A left side of more rows is no small one, whatever the right one is. */
const mostLeft = 1_000_000;
/** The left side has to be so many times smaller. */
const leastRatio = 8;

/** The kinds that have no row for a right row without a partner. */
const reducible: ReadonlySet<JoinKind> = new Set(['inner', 'innerunique', 'leftouter', 'leftsemi', 'leftanti']);

/**
 * `Small | join Large`: a join keeps its right side in memory, so of a large one only those rows are taken whose keys the small left side has,
 * while they come by. The rows that come out, and their order, are the same. The left side is read twice and therefore computed once.
 */
export function reduceJoins(roots: readonly Plan[]): readonly Plan[] {
  return rewrite(roots, (plan) => (plan.kind === 'join' && isWorthReducing(plan) ? reduced(plan) : plan));
}

function isWorthReducing({ join, input, right }: JoinPlan): boolean {
  if (!reducible.has(join) || right.kind === 'shared') return false;
  const mostRight = mostRowsOf(right);
  if (mostRight < leastRight) return false;
  const left = mostRowsOf(input);
  if (left > mostLeft || left * leastRatio > mostRight) return false;
  return !isVolatilePlan(input) && !readsOuterRows(input);
}

function reduced(plan: JoinPlan): JoinPlan {
  const { input, right, span } = plan;
  const left: Plan =
    input.kind === 'scan' || input.kind === 'shared' ? input : { kind: 'shared', input, schema: input.schema, span: input.span };
  const semi: JoinPlan = {
    kind: 'join',
    join: 'leftsemi',
    input: right,
    right: left,
    leftKeys: plan.rightKeys,
    rightKeys: plan.leftKeys,
    rightColumns: [],
    schema: right.schema,
    span,
  };
  return { ...plan, input: left, right: semi };
}
