import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { createBuilder } from '../data/builder.ts';
import { castDynamic } from '../data/convert.ts';
import { type Dynamic, numberIn } from '../data/dynamic.ts';
import type { Segment } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { requireInput } from './arguments.ts';
import { arrayArgument, bindFunnel, type FunnelOptions, type Path, runFunnel } from './funnel-rows.ts';
import type { Plugin } from './plugin.ts';
import { cellOf } from './timeline.ts';

interface Options extends FunnelOptions {
  /** In ticks. */
  readonly periods: readonly number[];
}

/**
 * funnel_sequence_completion(id, timeline, start, end, bin, state, sequence, periods): for each bin, period and state of the sequence the
 * number of ids that came as far as this state within the period from a row of the bin in the first state. Steps come later one than the
 * other, with any rows between them. The manual calls the periods windows of a step, its example the time overall: so they are taken. Manual
 * page funnel-sequence-completion-plugin.
 */
export const funnelSequenceCompletion: Plugin = {
  name: 'funnel_sequence_completion',
  doc: 'Counts how many ids come how far in a sequence of states within a time.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { arguments: args, name, span } = node.call;
  const { options, time, state } = bindFunnel(context, environment, input, node, ['the bin']);
  if (time.type !== 'datetime' && time.type !== 'timespan' && options.time >= 0)
    fail('unsupported', `${name.text} over a timeline of ${time.type} is not supported`, args[1].span, 'take a column of datetimes');
  const periods = arrayArgument(context, environment, args[7], node, 'an array of timespans').map((period) => ticksOf(period));
  if (periods.some((period) => !(period >= 0))) fail('semantic', `${name.text} takes an array of timespans as its periods`, args[7].span);
  if (args.length > 8) fail('semantic', `${name.text} takes 8 arguments`, span);
  const own: Options = { ...options, periods };
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'funnel_sequence_completion',
    input: input.plan,
    others: [],
    options: own,
    schema: { columns: [time, state, { name: 'Period', type: 'timespan' }, { name: 'dcount', type: 'long' }] },
    span: node.span,
  };
  return relationOf(plan);
}

/** A dynamic literal holds timespans as ticks, pack_array() as texts. */
function ticksOf(period: Dynamic): number {
  const ticks = numberIn(period);
  if (ticks !== undefined) return ticks;
  const cell = castDynamic(period, 'timespan');
  return cell === null ? Number.NaN : Number(cell);
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const { lengths, periods, sequence: states } = plan.options as Options;
  const [bin] = lengths;
  return runFunnel(plan, context, (paths, sequence) => {
    // by bin the counts of ids, by period and step
    const counts = new Map<number, number[][]>();
    for (const path of paths) {
      context.interrupt();
      for (const [at, times] of completionsOf(path, sequence, bin)) {
        let ofBin = counts.get(at);
        if (ofBin === undefined) counts.set(at, (ofBin = periods.map(() => states.map(() => 0))));
        for (const [index, period] of periods.entries())
          times.forEach((time, step) => {
            if (time <= period) ofBin[index][step]++;
          });
      }
    }
    return tableOf(plan, counts);
  });
}

/** By bin and step the shortest time in which an id came there from a row of the bin. */
function completionsOf({ places, states }: Path, sequence: readonly number[], bin: number): Map<number, number[]> {
  const perState = new Map<number, number[]>();
  states.forEach((state, row) => {
    const list = perState.get(state);
    if (list === undefined) perState.set(state, [places[row]]);
    else list.push(places[row]);
  });
  const lists = sequence.map((state) => perState.get(state) ?? []);
  const shortest = new Map<number, number[]>();
  // starts come in order, so that the first place after them is never before the one that was found last
  const ends = sequence.map(() => 0);
  for (const start of lists[0] ?? []) {
    const at = Math.floor(start / bin);
    let times = shortest.get(at);
    if (times === undefined) shortest.set(at, (times = sequence.map(() => Number.POSITIVE_INFINITY)));
    let place = start;
    for (const [step, list] of lists.entries()) {
      if (step > 0) {
        while (ends[step] < list.length && list[ends[step]] <= place) ends[step]++;
        if (ends[step] === list.length) break;
        place = list[ends[step]];
      }
      times[step] = Math.min(times[step], place - start);
    }
  }
  return shortest;
}

function* tableOf(plan: PluginPlan, counts: ReadonlyMap<number, readonly (readonly number[])[]>): Generator<Segment> {
  const { timeline, lengths, periods, sequence } = plan.options as Options;
  const builders = plan.schema.columns.map(({ type }) => createBuilder(type));
  const stateType = plan.schema.columns[1].type;
  const states = sequence.map((state) => castDynamic(state, stateType));
  let length = 0;
  for (const [at, ofBin] of [...counts].sort(([a], [b]) => a - b))
    ofBin.forEach((ofPeriod, period) => {
      ofPeriod.forEach((count, step) => {
        const cells = [cellOf(timeline, at * lengths[0]), states[step], BigInt(periods[period]), count];
        cells.forEach((cell, index) => {
          builders[index].append(cell);
        });
        length++;
      });
    });
  yield* segmentsOf(
    builders.map((builder) => builder.finish()),
    length,
  );
}
