import { type Dynamic, isArray, isBag } from '../../../data/dynamic.ts';
import type { ExpandItem, Plan } from '../../../plan/plan.ts';
import { quoted } from './filter-scene.ts';
import { cellsOf, columnsOf, isNothing, originsOf } from './origin.ts';
import type { FilterCase } from './repair.ts';
import { type Candidate, rowsOf, type Scene } from './scene.ts';

/** mv-expand and mv-apply over nothing, or over texts that were not parsed. */
export async function expandHints(scene: Scene): Promise<Candidate[]> {
  const plan = scene.emptied?.plan;
  if (plan?.kind !== 'expand' && plan?.kind !== 'apply') return [];
  const hint = await hintOf(scene, plan, plan.expansion.items);
  return hint === undefined ? [] : [hint];
}

/** The same where mv-expand gave rows with nothing in them, which a filter then stopped. */
export async function expandedHints(at: FilterCase): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const atom of at.filter.atoms) {
    if (at.filter.count(atom.conjunct, 1) > 0) continue;
    for (const index of columnsOf(atom.expression)) {
      for (const { plan } of originsOf(at.filter.plan.input, index)) {
        const hint = plan.kind === 'expand' ? await hintOf(at.scene, plan, plan.expansion.items) : undefined;
        if (hint !== undefined) candidates.push(hint);
      }
    }
  }
  return candidates;
}

async function hintOf(scene: Scene, plan: Extract<Plan, { input: Plan }>, items: readonly ExpandItem[]): Promise<Candidate | undefined> {
  const segments = await rowsOf(plan.input, scene);
  const stage = scene.reports.stageOf(plan, plan) ?? scene.stage;
  for (const { expression } of items) {
    const cells = [...cellsOf(expression, segments)];
    const name = scene.reports.excerpt(expression.span);
    if (cells.length === 0) return undefined;
    if (cells.every(isNothing)) {
      const message = `${name} is null or an empty array in all ${cells.length} rows: there is nothing to expand`;
      return { trap: 'expand', message, stage, span: expression.span, rows: 1 };
    }
    const lone = cells.find((cell) => typeof cell === 'string' && /^\s*[[{]/.test(cell));
    if (lone !== undefined && !cells.some((cell) => isArray(cell as Dynamic) || isBag(cell as Dynamic))) {
      const message = `${name} is a text, ${quoted(String(lone))}, not an array: parse it first, mv-expand parse_json(${name})`;
      return { trap: 'expand', message, stage, span: expression.span, rows: 1 };
    }
  }
  return undefined;
}
