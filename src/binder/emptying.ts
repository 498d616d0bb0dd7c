import { positionAt } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { BindContext, KnownTable } from './context.ts';

/** Says which stage of a plan that gave no rows was the first to let none through. */
export function emptyingStage(known: KnownTable, context: BindContext): string {
  const { plan, rows } = known;
  let at: Plan | undefined = plan;
  let emptied: Plan = plan;
  while (at !== undefined && (rows.get(at) ?? 0) === 0) {
    emptied = at;
    at = at.kind === 'known' ? at.from : 'input' in at ? at.input : undefined;
  }
  const text = context.text.slice(emptied.span.start, emptied.span.end).replace(/\s+/g, ' ').trim();
  const { line } = positionAt(context.text, emptied.span.start);
  const shown = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  if (emptied.kind === 'scan') return `the table ${emptied.name} (line ${line}) has no rows`;
  return `\`${shown}\` (line ${line}) let no row through`;
}
