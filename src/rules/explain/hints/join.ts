import type { JoinPlan, Plan } from '../../../plan/plan.ts';
import { rows } from './repair.ts';
import { type Candidate, pipeBelow, rowsWith, type Scene } from './scene.ts';

/** leftanti and rightanti keep what has no partner, and here everything has one. */
export function joinKindHints({ emptied, stage, observations }: Scene): Candidate[] {
  const plan = emptied?.plan;
  if (plan?.kind !== 'join' || (plan.join !== 'leftanti' && plan.join !== 'rightanti')) return [];
  const seen = observations.joins.get(plan);
  const count = (plan.join === 'leftanti' ? seen?.leftMatched : seen?.rightMatched) ?? 0;
  const side = plan.join === 'leftanti' ? 'left' : 'right';
  const message = `${plan.join} keeps the ${side} rows without a partner, and all ${rows(count)} have one: the other side lists every key (kind=${side}semi would keep them)`;
  return [{ trap: 'join-kind', message, stage, span: stage?.span, rows: 1 }];
}

/** A join without a kind takes one left row of each key: rows that are counted afterwards are too few. */
export async function inneruniqueHints(scene: Scene): Promise<Candidate[]> {
  const { root, emptied, observations, reports } = scene;
  const from = emptied?.kind === 'stage' ? emptied.plan : root;
  if (from === undefined) return [];
  const candidates: Candidate[] = [];
  for (const plan of pipeBelow(from)) {
    if (plan.kind !== 'join' || plan.join !== 'innerunique') continue;
    const all = await leftRowsWith(plan, 'inner', scene);
    const kept = await leftRowsWith(plan, 'innerunique', scene);
    if (all <= kept) continue;
    const inner: Plan = { ...plan, join: 'inner' };
    const gained = emptied === undefined ? 0 : await rowsWith(from, (node) => (node === plan ? inner : node), scene);
    if (emptied !== undefined && gained === 0) continue;
    const stage = reports.stageOf(plan, plan);
    const message = `the join is innerunique, as it is without a kind: of the left rows with the same key only one is joined, ${kept} instead of ${all} come out; write kind=inner`;
    candidates.push({
      trap: 'innerunique',
      message,
      stage,
      span: stage?.span,
      rows: Math.max(gained, observations.joins.has(plan) ? 1 : 0),
    });
  }
  return candidates;
}

function leftRowsWith(plan: JoinPlan, join: JoinPlan['join'], scene: Scene): Promise<number> {
  return rowsWith(plan, (node) => (node === plan ? { ...plan, join } : node), scene);
}
