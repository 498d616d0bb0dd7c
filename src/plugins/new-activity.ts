import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { bindTabular, isTabular } from '../binder/tabular.ts';
import { unknownType } from '../binder/unknown.ts';
import { type Column, columnIndex } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import type { Cell } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { collect, type Stage } from '../engine/run.ts';
import { fail, type Span } from '../errors.ts';
import type { Plan, PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { constantOf, placeOf, runTimeline, type TimelineResult, type TimelineRows } from './timeline.ts';
import { bindWindows, type WindowOptions, windowOf, windowStart } from './windows.ts';

interface Options extends WindowOptions {
  /** The window of the only cohort that is asked for. */
  readonly cohort: number | undefined;
  /** Where the ids stand in the table to look back on. */
  readonly lookback: number | undefined;
  readonly span: Span;
}

const metrics: readonly Column[] = [
  { name: 'dcount_new_values', type: 'long' },
  { name: 'dcount_retained_values', type: 'long' },
  { name: 'dcount_churn_values', type: 'long' },
  { name: 'retention_rate', type: 'real' },
  { name: 'churn_rate', type: 'real' },
];

/** Every window is compared with all after it. */
const mostWindows = 10_000;

/** Where the arguments end that every call has: id, timeline, start, end, window. */
const required = 5;

/**
 * new_activity_metrics(id, timeline, start, end, window, cohort, dimensions…, lookback): for each pair of windows, the second not before the
 * first, how many of the ids first seen in the first one come back in the second, and how many ids of the second were seen neither in the
 * first nor before it. With a cohort there is only the first window that holds it; ids of the table to look back on were seen before all
 * windows. The window may be a week, month or year of the calendar. In a window without new ids nothing is retained of nothing: the rates are
 * NaN. Manual page new-activity-metrics-plugin.
 */
export const newActivityMetrics: Plugin = {
  name: 'new_activity_metrics',
  doc: 'Follows the ids that are first seen in a window of a timeline through the windows after it.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { arguments: args } = node.call;
  const isColumn = (argument: Node) => argument.kind === 'name' && columnIndex(input.schema, argument.text) >= 0;
  const more = args.slice(required);
  const last = more.at(-1);
  const lookbackNode =
    last !== undefined && !isColumn(last) && isTabular(context, { environment, row: undefined }, last) ? more.pop() : undefined;
  const isCohort = more.length > 0 && !isColumn(more[0]) && !(input.open && more[0].kind === 'name');
  const dimensions = isCohort ? more.slice(1) : more;
  const bound = bindWindows(context, environment, input, node, [...args.slice(0, required), ...dimensions]);
  const [time, ...sliced] = bound.columns;
  const lookback = lookbackNode && bindLookback(context, environment, lookbackNode, input, args[0]);
  const options: Options = {
    ...bound.options,
    cohort: isCohort ? cohortOf(context, environment, more[0], bound.options, time) : undefined,
    lookback: lookback?.column,
    span: node.call.span,
  };
  const columns = [{ ...time, name: `from_${time.name}` }, { ...time, name: `to_${time.name}` }, ...sliced, ...metrics];
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'new_activity_metrics',
    input: input.plan,
    others: lookback === undefined ? [] : [lookback.plan],
    options,
    schema: { columns },
    span: node.span,
  };
  return relationOf(plan);
}

/** The ids stand in the column of their name, or in the only one that there is. */
function bindLookback(
  context: BindContext,
  environment: Environment,
  node: Node,
  input: Relation,
  id: Node,
): { plan: Plan; column: number } {
  const { plan, schema, open } = bindTabular(context, environment, node);
  const name = id.kind === 'name' ? id.text : '';
  const index = schema.columns.length === 1 ? 0 : columnIndex(schema, name);
  if (index < 0 && !open) fail('semantic', `the table to look back on has no column ${name}`, node.span);
  const type = schema.columns[index]?.type ?? unknownType;
  const wanted = input.schema.columns[columnIndex(input.schema, name)]?.type ?? unknownType;
  if (type !== wanted && type !== unknownType && wanted !== unknownType)
    fail('semantic', `the ids to look back on are ${type}, those of the rows ${wanted}`, node.span);
  return { plan, column: index };
}

function cohortOf(context: BindContext, environment: Environment, node: Node, options: WindowOptions, time: Column): number {
  const { timeline, end } = options;
  const place = placeOf(timeline, constantOf(context, environment, node, time.type, 'the cohort') ?? timeline.start);
  if (place > end || windowOf(options, place) < 0) fail('semantic', 'the cohort is outside of the timeline', node.span);
  return windowOf(options, place);
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const { lookback } = plan.options as Options;
  const known: Segment[] = [];
  const stage = runTimeline(plan, context, 0, (rows, options) => compareCohorts(rows, options as Options, known));
  if (lookback === undefined) return stage;
  return {
    ...stage,
    async begin() {
      known.push(...(await collect(plan.others[0], context)).segments);
    },
  };
}

function compareCohorts(rows: TimelineRows, options: Options, known: readonly Segment[]): TimelineResult {
  const { cohort, lookback = 0, span } = options;
  const last = windowOf(options, options.end);
  const result = { places: [] as number[], seconds: [] as number[], groups: [] as number[], values: metrics.map((): Cell[] => []) };
  if (rows.places.length === 0) return result;
  if (last > mostWindows) fail('limit', `new_activity_metrics over more than ${mostWindows} windows`, span, 'take longer windows');
  const idsPerWindow = Array.from({ length: rows.groupCount }, () => Array.from({ length: last + 1 }, () => new Set<number>()));
  rows.places.forEach((place, row) => {
    idsPerWindow[rows.groups[row]][windowOf(options, place)].add(rows.ids[row]);
  });
  const before = known.flatMap((segment) => [...rows.findIds(segment.column(lookback))]);
  idsPerWindow.forEach((windows, group) => {
    const seen = new Set<number>(before);
    windows.forEach((ids, from) => {
      const fresh = [...ids].filter((id) => !seen.has(id));
      for (const id of ids) seen.add(id);
      if (cohort !== undefined && cohort !== from) return;
      for (let to = from; to <= last; to++) {
        const retained = fresh.filter((id) => windows[to].has(id)).length;
        const churned = fresh.length - retained;
        // the ids of the first window count as new in itself
        const unseen = to === from ? fresh.length : [...windows[to]].filter((id) => !seen.has(id)).length;
        result.places.push(windowStart(options, from));
        result.seconds.push(windowStart(options, to));
        result.groups.push(group);
        const cells = [unseen, retained, churned, retained / fresh.length, churned / fresh.length];
        cells.forEach((cell, index) => {
          result.values[index].push(cell);
        });
      }
    });
  });
  return result;
}
