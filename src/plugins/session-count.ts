import { relationOf } from '../binder/relation.ts';
import type { PluginPlan } from '../plan/plan.ts';
import { requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { bindTimeline, placesPerId, runTimeline, type TimelineOptions, type TimelineResult, type TimelineRows } from './timeline.ts';

/**
 * session_count(id, timeline, start, end, bin, lookback, dimensions…): for each bin with sessions their number. A row of an id belongs to the
 * session of the row before it where that is at most the lookback away, else a new one begins with it; rows before the start count for that.
 * Manual page session-count-plugin.
 */
export const sessionCount: Plugin = {
  name: 'session_count',
  doc: 'Counts the sessions of ids in each bin of a timeline.',
  bind(context, environment, given, node) {
    const input = requireInput(given, node);
    const bound = bindTimeline(context, environment, input, node, ['the bin', 'the lookback']);
    const plan: PluginPlan = {
      kind: 'plugin',
      plugin: 'session_count',
      input: input.plan,
      others: [],
      options: bound.options,
      schema: { columns: [...bound.columns, { name: 'count_sessions', type: 'long' }] },
      span: node.span,
    };
    return relationOf(plan);
  },
  run: (plan, context) => runTimeline(plan, context, -(plan.options as TimelineOptions).lengths[1], countSessions),
};

/**
 * Whether a row adds one to the sessions of its bin. The manual speaks of the sessions that are active in a bin: so each counts in every bin
 * in which it has a row. (That each counts once, where it begins, would be `isNew` alone.)
 */
function adds(isNew: boolean, isFirstInBin: boolean): boolean {
  return isNew || isFirstInBin;
}

function countSessions(rows: TimelineRows, { lengths: [bin, lookback] }: TimelineOptions): TimelineResult {
  const counts = Array.from({ length: rows.groupCount }, () => new Map<number, number>());
  for (const { group, places } of placesPerId(rows)) {
    places.forEach((place, index) => {
      if (place < 0) return;
      const before = index === 0 ? Number.NEGATIVE_INFINITY : places[index - 1];
      const at = Math.floor(place / bin);
      if (adds(place - before > lookback, before < at * bin)) counts[group].set(at, (counts[group].get(at) ?? 0) + 1);
    });
  }
  const found = counts.flatMap((bins, group) =>
    [...bins].sort(([a], [b]) => a - b).map(([at, count]) => ({ group, place: at * bin, count })),
  );
  return {
    places: found.map(({ place }) => place),
    groups: found.map(({ group }) => group),
    values: [found.map(({ count }) => count)],
  };
}
