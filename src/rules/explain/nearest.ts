import { jsonReader } from '../../data/json-safe.ts';
import type { Schema } from '../../data/schema.ts';
import type { Segment } from '../../data/segment.ts';
import { createRunContext } from '../../engine/context.ts';
import { createEvaluator } from '../../engine/evaluate.ts';
import { stageTable } from '../../operators/run.ts';
import { collectColumns, type Expression } from '../../plan/expression.ts';
import type { FilterPlan, Plan } from '../../plan/plan.ts';
import type { JsonValue } from '../../result.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { NearestRow } from './explanation.ts';
import { inputOf } from './stage-map.ts';
import { TruthEvaluator } from './truth.ts';

/** The rows that nearest rows and hints are looked for in. */
export const examinedRows = 100_000;

/** The row that fails the fewest conjuncts of a filter, the first of several. `textOf` says how a conjunct was written. */
export function nearestRow(
  plan: FilterPlan,
  segments: readonly Segment[],
  textOf: (conjunct: Expression) => string,
): NearestRow | undefined {
  const conjuncts = conjunctsOf(plan);
  let best: { readonly segment: Segment; readonly row: number; readonly failed: readonly Expression[] } | undefined;
  let seen = 0;
  for (const segment of segments) {
    const states = truthsOf(conjuncts, segment);
    for (let row = 0; row < segment.length && seen < examinedRows; row++, seen++) {
      let failures = 0;
      for (const state of states) if (state[row] !== 1) failures++;
      if (best !== undefined && failures >= best.failed.length) continue;
      best = { segment, row, failed: conjuncts.filter((_, k) => states[k][row] !== 1) };
    }
  }
  if (best === undefined) return undefined;
  const { segment, row, failed } = best;
  const { columns } = plan.input.schema;
  const valuesOf = (indexes: Iterable<number>): Record<string, JsonValue> =>
    Object.fromEntries([...indexes].map((index) => [columns[index].name, jsonReader(segment.column(index))(row) as JsonValue]));
  const all = valuesOf(Array.from({ length: columns.length - hiddenColumns(plan) }, (_, index) => index));
  return {
    row: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== '')),
    failed: failed.map((conjunct) => {
      const read = new Set<number>();
      collectColumns(conjunct, read);
      return { predicate: textOf(conjunct), values: valuesOf(read) };
    }),
  };
}

/** A sub-query that runs for many groups at once has their number in a last column, which nobody wrote. */
function hiddenColumns(plan: Plan): number {
  let at = plan;
  for (let below = inputOf(at); below !== undefined; below = inputOf(at)) at = below;
  const last = (schema: Schema): string | undefined => schema.columns.at(-1)?.name;
  return at.kind === 'outer' && last(at.schema) === 'group' && last(plan.schema) === 'group' ? 1 : 0;
}

/** How predicates fare over the rows of a segment: see TruthEvaluator. */
export function truthsOf(predicates: readonly Expression[], segment: Segment): Uint8Array[] {
  const truths = new TruthEvaluator(createEvaluator(createRunContext({}, stageTable)), () => undefined);
  return predicates.map((predicate) => truths.evaluate(predicate, segment));
}
