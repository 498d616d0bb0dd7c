import type { Segment } from '../data/segment.ts';
import { outerRows, type RunContext } from '../engine/context.ts';
import { runJoin } from '../engine/hash-join.ts';
import { collect, type PipedPlan, type SourcePlan, type Stage, type StageTable } from '../engine/run.ts';
import type { Plan } from '../plan/plan.ts';
import { plugins } from '../plugins/index.ts';
import type { Plugin } from '../plugins/plugin.ts';
import { runApply } from './mv-apply.ts';
import { runExpand } from './mv-expand.ts';
import { graphOperators, outsideOperators, rareOperators, seriesOperators } from './on-demand.ts';
import { runParse } from './parse.ts';
import { runProject } from './project.ts';
import { runRange } from './range.ts';
import { runSample } from './sample.ts';
import { runWindow } from './serialize.ts';
import { runSort } from './sort.ts';
import { runAggregate } from './summarize.ts';
import { runTake } from './take.ts';
import { runTop } from './top.ts';
import { runUnion } from './union.ts';
import { runFilter } from './where.ts';

type PlanOf<Kind extends Plan['kind']> = Extract<Plan, { kind: Kind }>;
type Segments = Iterable<Segment> | AsyncIterable<Segment>;

/** How each kind of plan gives its rows. */
const sources: { readonly [Kind in SourcePlan['kind']]: (plan: PlanOf<Kind>, context: RunContext) => Segments } = {
  scan: (plan, { warnings }) => {
    // a query may read a table several times
    const warn = (message: string): unknown => warnings.includes(message) || warnings.push(message);
    return plan.source.scan({ columns: plan.columns, warn });
  },
  values: (plan) => plan.table.segments,
  known: (plan) => plan.table.segments,
  range: runRange,
  shared: runShared,
  outer: (plan, context) => outerRows(context, plan.of),
};

const stages: { readonly [Kind in PipedPlan['kind']]: (plan: PlanOf<Kind>, context: RunContext) => Stage } = {
  filter: runFilter,
  project: runProject,
  aggregate: runAggregate,
  join: (plan, context) => context.spill?.join(plan, context, runJoin) ?? runJoin(plan, context),
  union: runUnion,
  sort: runSort,
  top: runTop,
  take: runTake,
  sample: runSample,
  'top-nested': (plan, context) => rareOperators().runTopNested(plan, context),
  series: (plan, context) => seriesOperators().runSeries(plan, context),
  match: (plan, context) => rareOperators().runMatch(plan, context),
  partition: (plan, context) => rareOperators().runPartition(plan, context),
  expand: runExpand,
  apply: runApply,
  parse: runParse,
  'parse-kv': (plan, context) => rareOperators().runParseKv(plan, context),
  window: runWindow,
  graph: (plan, context) => graphOperators().runGraph(plan, context),
  plugin(plan, context) {
    const run = operatorRuns[plan.plugin]?.() ?? plugins.get(plan.plugin)?.run;
    if (run === undefined) throw new Error(`the plugin ${plan.plugin} has no run`);
    return run(plan, context);
  },
};

/** Operators whose plans are those of plugins. */
const operatorRuns: Readonly<Record<string, (() => NonNullable<Plugin['run']>) | undefined>> = {
  FileProfile: () => outsideOperators().runFileProfile,
  reduce: () => rareOperators().runReduce,
};

/** The rows of a plan that stands in several places are computed once. */
async function* runShared(plan: PlanOf<'shared'>, context: RunContext): AsyncGenerator<Segment> {
  let table = context.shared.get(plan.input);
  if (table === undefined) {
    table = collect(plan.input, context);
    context.shared.set(plan.input, table);
  }
  yield* (await table).segments;
}

export const stageTable: StageTable = {
  // as in bind.ts: the table is typed per kind, the index is not
  source: (plan, context) => (sources[plan.kind] as (plan: SourcePlan, context: RunContext) => Segments)(plan, context),
  stage: (plan, context) => (stages[plan.kind] as (plan: PipedPlan, context: RunContext) => Stage)(plan, context),
};
