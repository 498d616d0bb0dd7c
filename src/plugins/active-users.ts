import { relationOf } from '../binder/relation.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import { constantArgument, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { bindTimeline, placesPerId, runTimeline, type TimelineOptions, type TimelineResult, type TimelineRows } from './timeline.ts';

interface Options extends TimelineOptions {
  readonly activePeriods: number;
}

/** Where the number of active periods stands among the arguments. */
const countIndex = 6;

/**
 * active_users_count(id, timeline, start, end, lookback, period, active periods, bin, dimensions…): for each bin the number of ids with a row
 * in it at which the id is active: in the lookback that ends with this row it has rows in at least so many periods. Bins and periods are
 * counted from the start; the lookback reaches before it, and what lies exactly a lookback back is out. Manual page
 * active-users-count-plugin.
 */
export const activeUsersCount: Plugin = {
  name: 'active_users_count',
  doc: 'Counts the ids in each bin of a timeline that were active in enough periods of the time before.',
  bind(context, environment, given, node) {
    const input = requireInput(given, node);
    const { arguments: args } = node.call;
    const timed = args.filter((_, index) => index !== countIndex);
    const bound = bindTimeline(context, environment, input, node, ['the lookback', 'the period', 'the bin'], timed);
    const activePeriods = Number(constantArgument(context, environment, args[countIndex], 'long', 0, node));
    if (activePeriods < 1) fail('semantic', 'the number of active periods must be 1 or more', args[countIndex].span);
    const options: Options = { ...bound.options, activePeriods };
    const plan: PluginPlan = {
      kind: 'plugin',
      plugin: 'active_users_count',
      input: input.plan,
      others: [],
      options,
      schema: { columns: [...bound.columns, { name: 'dcount', type: 'long' }] },
      span: node.span,
    };
    return relationOf(plan);
  },
  run: (plan, context) => runTimeline(plan, context, -(plan.options as Options).lengths[0], countActive),
};

function countActive(rows: TimelineRows, options: TimelineOptions): TimelineResult {
  const { activePeriods } = options as Options;
  const [lookback, period, bin] = options.lengths;
  // per combination of dimensions and bin the ids that are active in it
  const active = Array.from({ length: rows.groupCount }, () => new Map<number, Set<number>>());
  for (const { group, id, places } of placesPerId(rows)) {
    let first = 0;
    for (const place of places) {
      while (places[first] <= place - lookback) first++;
      if (place < 0 || periodsIn(places, first, place, period) < activePeriods) continue;
      const index = Math.floor(place / bin);
      const ids = active[group].get(index);
      if (ids === undefined) active[group].set(index, new Set([id]));
      else ids.add(id);
    }
  }
  const found = active.flatMap((bins, group) =>
    [...bins].sort(([a], [b]) => a - b).map(([index, ids]) => ({ group, place: index * bin, count: ids.size })),
  );
  return {
    places: found.map(({ place }) => place),
    groups: found.map(({ group }) => group),
    values: [found.map(({ count }) => count)],
  };
}

/** In how many periods there is a place, from the one at `first` up to `last`; places are in order. */
function periodsIn(places: readonly number[], first: number, last: number, period: number): number {
  let count = 0;
  let before = Number.NaN;
  for (let index = first; index < places.length && places[index] <= last; index++) {
    const at = Math.floor(places[index] / period);
    if (at !== before) count++;
    before = at;
  }
  return count;
}
