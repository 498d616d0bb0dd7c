import { type Relation, relationOf } from '../binder/relation.ts';
import type { Column } from '../data/schema.ts';
import type { Cell } from '../data/vector.ts';
import type { PluginPlan } from '../plan/plan.ts';
import { requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { bindTimeline, runTimeline, type TimelineOptions, type TimelineResult, type TimelineRows } from './timeline.ts';
import { bindWindows, type WindowOptions, windowOf, windowStart } from './windows.ts';

/**
 * activity_counts_metrics(id, timeline, start, end, window, dimensions…): for each window with rows their number, the number of ids, of those
 * among them that no earlier window has, and of all so far. Windows are counted from the start; the end is included.
 */
export const activityCountsMetrics = activityPlugin({
  name: 'activity_counts_metrics',
  doc: 'Counts rows, ids and new ids in each window of a timeline.',
  lengths: ['the window'],
  columns: ['count', 'dcount', 'new_dcount', 'aggregated_dcount'].map((name) => ({ name, type: 'long' })),
  from: () => 0,
  compute: countWithAllBefore,
});

/**
 * activity_metrics(id, timeline, start, end, window, dimensions…): for each window with rows the number of ids, of those among them that the
 * window before does not have, and which part of the window before came back or did not.
 */
export const activityMetrics = activityPlugin({
  name: 'activity_metrics',
  doc: 'Compares the ids of each window of a timeline with those of the window before.',
  lengths: ['the window'],
  hasCalendar: true,
  columns: [
    { name: 'dcount_values', type: 'long' },
    { name: 'dcount_newvalues', type: 'long' },
    { name: 'retention_rate', type: 'real' },
    { name: 'churn_rate', type: 'real' },
  ],
  from: () => 0,
  compute: compareWithLast,
});

/**
 * sliding_window_counts(id, timeline, start, end, lookback, bin, dimensions…): for each bin the number of rows and of ids in the lookback
 * that ends with it, where there are any. Rows before the start count for the bins whose lookback reaches them.
 */
export const slidingWindowCounts = activityPlugin({
  name: 'sliding_window_counts',
  doc: 'Counts rows and ids in a window that slides along a timeline.',
  lengths: ['the lookback', 'the bin'],
  columns: [
    { name: 'Count', type: 'long' },
    { name: 'Dcount', type: 'long' },
  ],
  from: ({ lengths: [lookback, bin] }) => -(Math.ceil(lookback / bin) - 1) * bin,
  compute: countInSlidingWindow,
});

interface Definition {
  readonly name: string;
  readonly doc: string;
  readonly lengths: readonly string[];
  /** Whether its window may be one of the calendar. */
  readonly hasCalendar?: true;
  readonly columns: readonly Column[];
  /** The first place whose rows matter. */
  readonly from: (options: TimelineOptions) => number;
  readonly compute: (rows: TimelineRows, options: TimelineOptions) => TimelineResult;
}

function activityPlugin({ name, doc, lengths, hasCalendar, columns, from, compute }: Definition): Plugin {
  return {
    name,
    doc,
    bind(context, environment, given, node): Relation {
      const input = requireInput(given, node);
      const bound = hasCalendar ? bindWindows(context, environment, input, node) : bindTimeline(context, environment, input, node, lengths);
      const schema = { columns: [...bound.columns, ...columns] };
      const plan: PluginPlan = {
        kind: 'plugin',
        plugin: name,
        input: input.plan,
        others: [],
        options: bound.options,
        schema,
        span: node.span,
      };
      return relationOf(plan);
    },
    run: (plan, context) => runTimeline(plan, context, from(plan.options as TimelineOptions), compute),
  };
}

/** The ids and the number of rows of each window, by combination of dimensions, windows in order. */
function windowsOf(rows: TimelineRows, indexOf: (place: number) => number): Map<number, { readonly ids: Set<number>; count: number }>[] {
  const byGroup = Array.from({ length: rows.groupCount }, () => new Map<number, { ids: Set<number>; count: number }>());
  rows.places.forEach((place, row) => {
    const windows = byGroup[rows.groups[row]];
    const index = indexOf(place);
    let window = windows.get(index);
    if (window === undefined) windows.set(index, (window = { ids: new Set(), count: 0 }));
    window.ids.add(rows.ids[row]);
    window.count++;
  });
  return byGroup.map((windows) => new Map([...windows].sort(([a], [b]) => a - b)));
}

function countWithAllBefore(rows: TimelineRows, { lengths: [length] }: TimelineOptions): TimelineResult {
  const result = emptyResult(4);
  windowsOf(rows, (place) => Math.floor(place / length)).forEach((windows, group) => {
    const seen = new Set<number>();
    for (const [index, { ids, count }] of windows) {
      const before = seen.size;
      for (const id of ids) seen.add(id);
      addRow(result, index * length, group, [count, ids.size, seen.size - before, seen.size]);
    }
  });
  return result;
}

function compareWithLast(rows: TimelineRows, options: WindowOptions): TimelineResult {
  const result = emptyResult(4);
  windowsOf(rows, (place) => windowOf(options, place)).forEach((windows, group) => {
    for (const [index, { ids }] of windows) {
      const last = windows.get(index - 1)?.ids ?? new Set<number>();
      let returned = 0;
      for (const id of ids) if (last.has(id)) returned++;
      addRow(result, windowStart(options, index), group, [
        ids.size,
        ids.size - returned,
        returned / last.size,
        (last.size - returned) / last.size,
      ]);
    }
  });
  return result;
}

function countInSlidingWindow(rows: TimelineRows, { lengths: [lookback, bin], end }: TimelineOptions): TimelineResult {
  const result = emptyResult(2);
  const reach = Math.ceil(lookback / bin);
  const last = Math.floor(end / bin);
  windowsOf(rows, (place) => Math.floor(place / bin)).forEach((bins, group) => {
    const indexes = new Set<number>();
    for (const index of bins.keys()) for (let k = Math.max(index, 0); k < index + reach && k <= last; k++) indexes.add(k);
    for (const index of [...indexes].sort((a, b) => a - b)) {
      const ids = new Set<number>();
      let count = 0;
      for (let k = index - reach + 1; k <= index; k++) {
        const window = bins.get(k);
        if (window === undefined) continue;
        count += window.count;
        for (const id of window.ids) ids.add(id);
      }
      addRow(result, index * bin, group, [count, ids.size]);
    }
  });
  return result;
}

function emptyResult(columns: number): TimelineResult {
  return { places: [], groups: [], values: Array.from({ length: columns }, () => []) };
}

function addRow({ places, groups, values }: TimelineResult, place: number, group: number, cells: readonly Cell[]): void {
  places.push(place);
  groups.push(group);
  cells.forEach((cell, index) => {
    values[index].push(cell);
  });
}
