import type { Plan } from '../plan.ts';
import { inputsOf, plansIn, readsOuterRows } from '../walk.ts';
import { isPiped, rewrite } from './rewrite.ts';
import { isVolatilePlan } from './traits.ts';

/**
 * What a `let` holds and several places read is computed once, where it gives the same rows each time, has work in it and can be kept: a
 * filter over a large file is better run twice than held in memory.
 */
export function shareCommon(roots: readonly Plan[]): readonly Plan[] {
  const common = new Set<Plan>();
  for (const [plan, count] of countReaders(roots)) if (count > 1 && isWorthSharing(plan)) common.add(plan);
  if (common.size === 0) return roots;
  return rewrite(roots, (plan, original) =>
    common.has(original) ? { kind: 'shared', input: plan, schema: plan.schema, span: plan.span } : plan,
  );
}

/** How often each node is read, as long as it is not within one that is already computed once for all its readers. */
function countReaders(roots: readonly Plan[]): Map<Plan, number> {
  const readers = new Map<Plan, number>();
  const open: Plan[] = [...roots];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const before = readers.get(at) ?? 0;
    readers.set(at, before + 1);
    if (before === 0) open.push(...inputsOf(at));
  }
  return readers;
}

function isWorthSharing(plan: Plan): boolean {
  return isPiped(plan) && hasWork(plan) && isBounded(plan) && !isVolatilePlan(plan) && !readsOuterRows(plan);
}

/** Kinds that cost little more than to look at the rows again. */
const light: ReadonlySet<Plan['kind']> = new Set([
  'scan',
  'values',
  'range',
  'known',
  'shared',
  'outer',
  'filter',
  'project',
  'union',
  'take',
]);

function hasWork(plan: Plan): boolean {
  for (const each of plansIn(plan)) if (!light.has(each.kind)) return true;
  return false;
}

/** Kinds that give few rows for many. */
const reducing: ReadonlySet<Plan['kind']> = new Set(['aggregate', 'top', 'take', 'sample', 'top-nested', 'series']);

/** A table of more rows is no small one to keep. */
const mostRows = 1_000_000;

/** Kinds that may give any number of rows for one. */
const multiplying: ReadonlySet<Plan['kind']> = new Set(['expand', 'apply', 'graph', 'range']);

/** Whether the rows of a plan may be kept: they are no more than some table of a moderate size has, or few are made of many. */
function isBounded(plan: Plan): boolean {
  const open: Plan[] = [plan];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (multiplying.has(at.kind) || (at.kind === 'scan' && (at.source.rowCount ?? Number.POSITIVE_INFINITY) > mostRows)) return false;
    if (!reducing.has(at.kind)) open.push(...inputsOf(at));
  }
  return true;
}
