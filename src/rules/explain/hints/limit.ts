import type { Candidate, Scene } from './scene.ts';

/** take 0 and its like. */
export function limitHints({ emptied, reports, stage }: Scene): Candidate[] {
  const plan = emptied?.plan;
  if ((plan?.kind !== 'take' && plan?.kind !== 'top' && plan?.kind !== 'sample') || plan.count > 0) return [];
  const message = `\`${reports.excerpt(plan.span)}\` takes no row at all`;
  return [{ trap: 'limit', message, stage, span: plan.span, rows: 1 }];
}
