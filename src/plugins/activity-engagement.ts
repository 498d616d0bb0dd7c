import { relationOf } from '../binder/relation.ts';
import { columnIndex } from '../data/schema.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import { columnArgument, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import {
  bindTimeline,
  lengthOf,
  placesPerId,
  runTimeline,
  type TimelineOptions,
  type TimelineResult,
  type TimelineRows,
} from './timeline.ts';

/** A row reaches as many windows as the outer window has inner ones: so many rows come out at most. */
const mostWindows = 1_000_000;

/**
 * activity_engagement(id, timeline, [start, end,] inner window, outer window, dimensions…): for each inner window the number of ids in it,
 * their number in the outer window that ends with it, and the ratio of the two; windows come out that either has rows in. Rows before the
 * start count for the outer windows that reach them. Without start and end all rows count, in the windows of bin(). Manual page
 * activity-engagement-plugin.
 */
export const activityEngagement: Plugin = {
  name: 'activity_engagement',
  doc: 'Compares the ids of each window of a timeline with those of a longer one that ends with it.',
  bind(context, environment, given, node) {
    const input = requireInput(given, node);
    const { arguments: args } = node.call;
    const windows = ['the inner window', 'the outer window'];
    const isColumn = (index: number): boolean => {
      const argument = args[index];
      return argument.kind === 'name' && (input.open || columnIndex(input.schema, argument.text) >= 0);
    };
    const isShort = args.length === 4 || (args.length > 4 && isColumn(4));
    const bound = isShort ? bindShort() : bindTimeline(context, environment, input, node, windows);
    const metrics = [
      { name: 'dcount_activities_inner', type: 'long' as const },
      { name: 'dcount_activities_outer', type: 'long' as const },
      { name: 'activity_ratio', type: 'real' as const },
    ];
    const plan: PluginPlan = {
      kind: 'plugin',
      plugin: 'activity_engagement',
      input: input.plan,
      others: [],
      options: bound.options,
      schema: { columns: [...bound.columns, ...metrics] },
      span: node.span,
    };
    return relationOf(plan);

    function bindShort(): ReturnType<typeof bindTimeline> {
      const id = columnArgument(input, args[0], node, 'a column of ids');
      const { name, type, index } = columnArgument(input, args[1], node, 'the column of the timeline');
      const lengths = windows.map((what, i) => lengthOf(context, environment, args[2 + i], type, what));
      const dimensions = args.slice(4).map((argument) => columnArgument(input, argument, node, 'a dimension'));
      const options: TimelineOptions = {
        timeline: { type, start: 0 },
        end: Number.POSITIVE_INFINITY,
        id: id.index,
        time: index,
        dimensions: dimensions.map((dimension) => dimension.index),
        lengths,
        bins: lengths[0],
      };
      return { options, columns: [{ name, type }, ...dimensions.map((dimension) => ({ name: dimension.name, type: dimension.type }))] };
    }
  },
  run(plan, context) {
    const { lengths, bins } = plan.options as TimelineOptions;
    const from = bins === undefined ? Math.min(0, lengths[0] - lengths[1]) : Number.NEGATIVE_INFINITY;
    return runTimeline(plan, context, from, (rows, options) => compareWindows(rows, options, plan));
  },
};

function compareWindows(rows: TimelineRows, options: TimelineOptions, { span }: PluginPlan): TimelineResult {
  const { lengths, end, bins } = options;
  const [inner, outer] = lengths;
  const first = bins === undefined ? 0 : Number.NEGATIVE_INFINITY;
  const last = Math.floor((bins === undefined ? end : rows.places.reduce((a, b) => Math.max(a, b), 0)) / inner);
  const innerCounts = Array.from({ length: rows.groupCount }, () => new Map<number, number>());
  // how many ids the count of a window has more than that of the window before
  const outerSteps = Array.from({ length: rows.groupCount }, () => new Map<number, number>());
  const add = (map: Map<number, number>, at: number, by: number): unknown => map.set(at, (map.get(at) ?? 0) + by);
  for (const { group, places } of placesPerId(rows)) {
    let innerDone = Number.NEGATIVE_INFINITY;
    let outerDone = Number.NEGATIVE_INFINITY;
    for (const place of places) {
      const at = Math.floor(place / inner);
      if (at >= first && at > innerDone) add(innerCounts[group], (innerDone = at), 1);
      const from = Math.max(at, first, outerDone + 1);
      const to = Math.min(Math.floor((place + outer) / inner) - 1, last);
      if (to < from) continue;
      add(outerSteps[group], from, 1);
      add(outerSteps[group], to + 1, -1);
      outerDone = to;
    }
  }
  const result = { places: [] as number[], groups: [] as number[], values: [[], [], []] as number[][] };
  const give = (group: number, at: number, outerCount: number): void => {
    if (result.places.length === mostWindows)
      fail('limit', `activity_engagement with more than ${mostWindows} windows`, span, 'take a longer inner window');
    const innerCount = innerCounts[group].get(at) ?? 0;
    innerCounts[group].delete(at);
    result.places.push(at * inner);
    result.groups.push(group);
    [innerCount, outerCount, innerCount / outerCount].forEach((value, index) => {
      result.values[index].push(value);
    });
  };
  outerSteps.forEach((steps, group) => {
    let count = 0;
    const changes = [...steps].sort(([a], [b]) => a - b);
    changes.forEach(([at, by], index) => {
      count += by;
      const next = changes[index + 1]?.[0] ?? at;
      if (count > 0) for (let window = at; window < next; window++) give(group, window, count);
    });
    // an outer window that is shorter than the inner one does not hold all of its rows
    for (const at of [...innerCounts[group].keys()].sort((a, b) => a - b)) give(group, at, 0);
  });
  return result;
}
