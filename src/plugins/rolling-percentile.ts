import { AggregateBinding } from '../binder/aggregates.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { createBuilder } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { gather } from '../data/gather.ts';
import type { Segment } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { createGrouper } from '../engine/group.ts';
import { concatenateSegments, segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Aggregator } from '../functions/define.ts';
import type { AggregateCall, PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { columnArgument, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { cellOf, lengthOf, placeOf, type Timeline } from './timeline.ts';

interface Options {
  readonly timeline: Timeline;
  readonly index: number;
  readonly bin: number;
  readonly bins: number;
  readonly dimensions: readonly number[];
  readonly percentile: AggregateCall;
}

/**
 * rolling_percentile(value, percentile, index, bin, bins, dimensions…): for each bin of the index with rows the percentile of the values in
 * the last `bins` bins, its own among them.
 */
export const rollingPercentile: Plugin = {
  name: 'rolling_percentile',
  doc: 'A percentile over a window of bins that rolls along an axis.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { arguments: args, span } = node.call;
  if (args.length < 5) fail('semantic', 'rolling_percentile needs value, percentile, index, bin size and bins per window', span);
  const value = columnArgument(input, args[0], node, 'the column of values');
  const axis = columnArgument(input, args[2], node, 'the column of the index');
  const bins = args[4];
  if (bins.kind !== 'literal' || (bins.type !== 'long' && bins.type !== 'int') || Number(bins.value) < 1)
    fail('semantic', 'the bins per window must be a literal number, 1 or more', bins.span);
  const dimensions = args.slice(5).map((argument) => columnArgument(input, argument, node, 'a dimension'));
  const binding = new AggregateBinding(context, environment, input, []);
  const call = {
    kind: 'call',
    span,
    name: { kind: 'name', span, text: 'percentile', bracketed: false },
    arguments: [args[0], args[1]],
  } as const;
  const [percentile] = binding.item(call);
  const column = { name: `rolling_${bins.value}_percentile_${value.name}_${percentText(args[1])}`, type: percentile.expression.type };
  const options: Options = {
    // bins are those of bin(): they begin at 0, or at the first day of all
    timeline: { type: axis.type, start: axis.type === 'datetime' || axis.type === 'timespan' ? 0n : 0 },
    index: axis.index,
    bin: lengthOf(context, environment, args[3], axis.type, 'the bin size'),
    bins: Number(bins.value),
    dimensions: dimensions.map(({ index }) => index),
    percentile: binding.calls[0],
  };
  const columns = [{ name: axis.name, type: axis.type }, ...dimensions.map(({ name, type }) => ({ name, type })), column];
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'rolling_percentile',
    input: input.plan,
    others: [],
    options,
    schema: { columns },
    span: node.span,
  };
  return relationOf(plan);
}

function percentText(node: EvaluateOperator['call']['arguments'][number]): string {
  return node.kind === 'literal' ? String(node.value) : '';
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const options = plan.options as Options;
  const { timeline, bin, bins, percentile } = options;
  const inputColumns = plan.input.schema.columns;
  const segments: Segment[] = [];
  return {
    push(segment) {
      segments.push(segment);
      context.charge(segment.length * segment.width * 8, plan.span);
      return [];
    },
    *finish() {
      const rows = concatenateSegments(plan.input.schema, segments);
      const dimensions = options.dimensions.map((index) => rows.column(index));
      const grouper = dimensions.length > 0 ? createGrouper(options.dimensions.map((index) => inputColumns[index].type)) : undefined;
      const groups = grouper?.assign(dimensions, rows.length);
      const read = cellReader(rows.column(options.index));
      // per combination of dimensions its bins, and of each its rows
      const byGroup = Array.from({ length: grouper?.count ?? 1 }, () => new Map<number, number[]>());
      for (let row = 0; row < rows.length; row++) {
        const cell = read(row);
        if (cell === null) continue;
        const place = Math.floor(placeOf(timeline, cell) / bin);
        const found = byGroup[groups?.[row] ?? 0];
        const list = found.get(place);
        if (list === undefined) found.set(place, [row]);
        else list.push(row);
      }
      const places: number[] = [];
      const ofGroup: number[] = [];
      const taken: number[] = [];
      const windows: number[] = [];
      byGroup.forEach((found, group) => {
        for (const place of [...found.keys()].sort((a, b) => a - b)) {
          for (let k = place - bins + 1; k <= place; k++) {
            for (const row of found.get(k) ?? []) {
              taken.push(row);
              windows.push(places.length);
            }
          }
          places.push(place);
          ofGroup.push(group);
        }
        context.interrupt();
      });
      const evaluator = createEvaluator(context);
      const picked = Int32Array.from(taken);
      const aggregator = percentile.function.create(percentile.site) as Aggregator;
      aggregator.resize(places.length);
      const values = percentile.arguments.map((argument) => gather(evaluator.evaluate(argument, rows), picked));
      if (picked.length > 0) aggregator.add(Int32Array.from(windows), picked.length, values);
      const first = createBuilder(plan.schema.columns[0].type);
      for (const place of places) first.append(cellOf(timeline, place * bin));
      const keys = grouper?.keys().map((key) => gather(key, Int32Array.from(ofGroup))) ?? [];
      yield* segmentsOf([first.finish(), ...keys, ...aggregator.results(places.length)], places.length);
    },
  };
}
