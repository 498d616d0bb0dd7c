import type { OpenQuery } from '../database.ts';
import type { Span } from '../errors.ts';
import { type ExplainedStage, explainPlan, type Measured, planText } from '../plan/explain.ts';
import type { Plan } from '../plan/plan.ts';
import { visibleText } from '../writers/visible.ts';

/** The plans of a query's results as text. */
export function explained({ results }: OpenQuery): string {
  return texts(results.map(({ plan }) => planText(plan)));
}

/** The same after a run, with what each stage has done: the rows that it gave, its own time, and the memory that it held at most. */
export function profiled({ results, counters, memory }: OpenQuery): string {
  return texts(
    results.map(({ plan }) => {
      const holders = holdersOf(explainPlan(plan));
      return planText(plan, (stage): Measured | undefined => {
        const counted = counters.get(stage);
        return counted && { ...counted, bytes: holders.get(stage.span) === stage ? memory.get(stage.span)?.most : undefined };
      });
    }),
  );
}

/** Says so where parts of a query had to be run before its plan was known; undefined where none had to. */
export function noticeOfRuns({ counters }: OpenQuery): string | undefined {
  if (counters.size === 0) return undefined;
  return 'the plan hangs on data: parts of the query were run to find columns or values, which stand in the plan as known';
}

/** Names of columns come from data, which must not steer a terminal. */
function texts(plans: readonly string[]): string {
  const all =
    plans.length === 1 ? plans : plans.map((text, index) => `${index > 0 ? '\n' : ''}result ${index + 1} of ${plans.length}\n${text}`);
  return all.join('').split('\n').map(visibleText).join('\n');
}

/** Kinds that keep rows or groups. */
const keeping: ReadonlySet<Plan['kind']> = new Set([
  ...(['aggregate', 'join', 'sort', 'top', 'window', 'shared', 'top-nested', 'series', 'match'] as const),
  ...(['partition', 'apply', 'graph', 'plugin'] as const),
]);

/** Memory is counted under spans, and the nodes that one operator became share its span: of them that which keeps something held it. */
function holdersOf(stages: readonly ExplainedStage[]): ReadonlyMap<Span, Plan> {
  const holders = new Map<Span, Plan>();
  for (const { plan } of stages) {
    const before = holders.get(plan.span);
    if (before === undefined || keeping.has(plan.kind) || !keeping.has(before.kind)) holders.set(plan.span, plan);
  }
  return holders;
}
