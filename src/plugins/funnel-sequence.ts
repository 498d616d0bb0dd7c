import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf, severalResults } from '../binder/relation.ts';
import { createBuilder, missingCell, vectorOf } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { dynamicOfCell } from '../data/dynamic.ts';
import type { Column } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import type { Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import type { Plan, PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { requireInput } from './arguments.ts';
import { bindFunnel, type FunnelOptions, type Path, runFunnel } from './funnel-rows.ts';
import type { Plugin } from './plugin.ts';
import { cellOf, type TimelineRows } from './timeline.ts';

interface Options extends FunnelOptions {
  /** Which neighbours of the sequence a table tells apart. */
  readonly sides: readonly Side[];
}

type Side = 'prev' | 'next';

/** How many ids a row of the result names. */
const mostSamples = 128;

/**
 * funnel_sequence(id, timeline, start, end, step window, bin, state, sequence): three tables of how many ids went through the sequence, by
 * the state before and after it, by the one before, and by the one after. Steps come later one than the other, each within the step window of
 * the one before, with any rows between them; every row that ends a sequence counts, with the latest row that can begin it, in the bin of that
 * one. The state before is that of the last earlier row with another state than the first of the sequence, the state after likewise; however
 * far away they are. Manual page funnel-sequence-plugin.
 */
export const funnelSequence: Plugin = {
  name: 'funnel_sequence',
  doc: 'Counts the ids that go through a sequence of states, by the states before and after it.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { options, time, state } = bindFunnel(context, environment, input, node, ['the step window', 'the bin']);
  const { span } = node;
  const shared: Plan = { kind: 'shared', input: input.plan, schema: input.schema, span };
  const tables: readonly (readonly Side[])[] = [['prev', 'next'], ['prev'], ['next']];
  return severalResults(
    tables.map((sides) => {
      const columns: Column[] = [
        time,
        ...sides.map((name) => ({ name, type: state.type })),
        { name: 'dcount', type: 'long' },
        { name: 'samples', type: 'dynamic' },
      ];
      const own: Options = { ...options, sides };
      return relationOf({ kind: 'plugin', plugin: 'funnel_sequence', input: shared, others: [], options: own, schema: { columns }, span });
    }),
  );
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const { lengths, sides } = plan.options as Options;
  return runFunnel(plan, context, (paths, sequence, rows) => {
    const found = new Map<string, { bin: number; states: readonly number[]; count: number; samples: number[] }>();
    for (const path of paths) {
      context.interrupt();
      const ofId = new Set<string>();
      for (const { start, prev, next } of passagesOf(path, sequence, lengths[0])) {
        const bin = Math.floor(start / lengths[1]);
        const states = sides.map((side) => (side === 'prev' ? prev : next));
        const key = `${bin} ${states.join(' ')}`;
        if (ofId.has(key)) continue;
        ofId.add(key);
        let entry = found.get(key);
        if (entry === undefined) found.set(key, (entry = { bin, states, count: 0, samples: [] }));
        entry.count++;
        if (entry.samples.length < mostSamples) entry.samples.push(path.id);
      }
    }
    const entries = [...found.values()].sort((a, b) => a.bin - b.bin || b.count - a.count);
    return tableOf(plan, rows, entries);
  });
}

function* tableOf(
  plan: PluginPlan,
  rows: TimelineRows,
  entries: readonly {
    readonly bin: number;
    readonly states: readonly number[];
    readonly count: number;
    readonly samples: readonly number[];
  }[],
): Generator<Segment> {
  const { lengths, timeline, sides, id } = plan.options as Options;
  const { columns } = plan.schema;
  const times = createBuilder(timeline.type);
  for (const { bin } of entries) times.append(cellOf(timeline, bin * lengths[1]));
  const idType = plan.input.schema.columns[id].type;
  const samples = entries.map((entry) => {
    const read = cellReader(rows.idsOf(entry.samples));
    return entry.samples.map((_, index) => dynamicOfCell(idType, read(index)));
  });
  const neighbours = sides.map((_, side): Vector => {
    const numbers = entries.map(({ states }) => states[side]);
    const builder = createBuilder(columns[1 + side].type);
    const known = rows.dimensionsOf(numbers.map((number) => Math.max(number, 0)))[0];
    const read = cellReader(known);
    numbers.forEach((number, row) => {
      builder.append(number < 0 ? missingCell(columns[1 + side].type) : read(row));
    });
    return builder.finish();
  });
  const counts = vectorOf(
    'long',
    entries.map(({ count }) => count),
  );
  yield* segmentsOf([times.finish(), ...neighbours, counts, vectorOf('dynamic', samples)], entries.length);
}

/** Each row that ends the sequence: where its passage starts, and the states before and after it, -1 for none. */
function* passagesOf(
  { places, states }: Path,
  sequence: readonly number[],
  window: number,
): Generator<{ start: number; prev: number; next: number }> {
  const last = sequence.length - 1;
  const before = otherStates(places, states, sequence[0]);
  const after = otherStatesAfter(places, states, sequence[last]);
  // by step the latest row that has taken it so far, and where the latest passage to there starts
  const latest: ({ place: number; start: number } | undefined)[] = sequence.map(() => undefined);
  for (let from = 0, to = 0; from < places.length; from = to) {
    const place = places[from];
    while (to < places.length && places[to] === place) to++;
    // rows of one time do not follow one on the other: all of them see what was before
    const taken = sequence.map((state, step) => {
      if (!states.slice(from, to).includes(state)) return undefined;
      if (step === 0) return { place, start: from };
      const reached = latest[step - 1];
      return reached === undefined || place - reached.place > window ? undefined : { place, start: reached.start };
    });
    taken.forEach((reached, step) => {
      if (reached !== undefined) latest[step] = reached;
    });
    const ended = taken[last];
    if (ended !== undefined) yield { start: places[ended.start], prev: before[ended.start], next: after[from] };
  }
}

/** For each row the state of the last row at an earlier time that is not in a state; -1 where there is none. */
function otherStates(places: readonly number[], states: readonly number[], state: number): number[] {
  const result: number[] = [];
  let found = -1;
  for (let from = 0, to = 0; from < places.length; from = to) {
    let here = found;
    for (to = from; to < places.length && places[to] === places[from]; to++) {
      result[to] = found;
      if (states[to] !== state) here = states[to];
    }
    found = here;
  }
  return result;
}

function otherStatesAfter(places: readonly number[], states: readonly number[], state: number): number[] {
  return otherStates([...places].reverse(), [...states].reverse(), state).reverse();
}
