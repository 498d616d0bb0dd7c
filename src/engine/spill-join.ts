import { detached } from '../data/detach.ts';
import { createSegment, pickColumns, type Segment, sideBySide } from '../data/segment.ts';
import { createTable } from '../data/table.ts';
import type { Expression } from '../plan/expression.ts';
import type { JoinPlan, KnownPlan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createEvaluator } from './evaluate.ts';
import { HeldRows } from './held-rows.ts';
import { run, type Stage } from './run.ts';
import type { Spill } from './spill.ts';
import { Partitions } from './spill-partitions.ts';

/** A join whose right side is in memory. */
export type JoinInMemory = (plan: JoinPlan, context: RunContext) => Stage;

/**
 * A join whose right side may be larger than memory: then both sides go on disk, parted by their keys, and each part of the left side meets
 * its part of the right side in the end. What a row joins with is all in one part.
 */
export function spillingJoin(plan: JoinPlan, context: RunContext, spill: Spill, inMemory: JoinInMemory): Stage {
  const evaluator = createEvaluator(context);
  const held = new HeldRows(context, plan.right.span);
  let joined: Stage | undefined;
  let right: Partitions | undefined;
  let left: Partitions | undefined;

  const partitions = (keys: readonly Expression[], side: JoinPlan['input']): Partitions =>
    new Partitions(spill, [...keys.map(({ type }) => type), ...side.schema.columns.map(({ type }) => type)], keys.length, 0);
  const withKeys = (keys: readonly Expression[], rows: Segment): Segment =>
    sideBySide(
      createSegment(
        keys.map((key) => evaluator.evaluate(key, rows)),
        rows.length,
      ),
      rows,
    );
  const withoutKeys = (rows: Segment): Segment =>
    pickColumns(
      rows,
      Array.from({ length: rows.width - plan.leftKeys.length }, (_, i) => plan.leftKeys.length + i),
    );
  /** The join of rows that are there with the left rows that are to come. */
  const joinWith = async (rows: readonly Segment[], within: RunContext): Promise<Stage> => {
    const { schema, span } = plan.right;
    const known: KnownPlan = { kind: 'known', table: createTable(schema, rows), from: plan.right, schema, span };
    // counters are kept by plan: this one must not outlive its rows
    const stage = inMemory({ ...plan, right: known }, { ...within, counters: new Map() });
    await stage.begin?.();
    return stage;
  };

  return {
    async begin() {
      for await (const segment of run(plan.right, context)) {
        if (right === undefined) {
          held.add(segment);
          if (!context.wantsSpill(held.bytes)) continue;
          right = partitions(plan.rightKeys, plan.right);
          left = partitions(plan.leftKeys, plan.input);
          for (const rows of held.segments) right.add(withKeys(plan.rightKeys, rows));
          held.clear();
        } else right.add(detached(withKeys(plan.rightKeys, segment)));
      }
      if (right !== undefined) return;
      const rows = held.segments;
      // the join counts them as its own
      held.clear();
      joined = await joinWith(rows, context);
    },
    push(segment) {
      if (joined !== undefined) return joined.push(segment);
      left?.add(detached(withKeys(plan.leftKeys, segment)));
      return [];
    },
    finish(): Iterable<Segment> | AsyncIterable<Segment> {
      return joined === undefined ? joinParts() : (joined.finish?.() ?? []);
    },
    get done() {
      return joined?.done === true;
    },
  };

  async function* joinParts(): AsyncGenerator<Segment> {
    if (right === undefined || left === undefined) return;
    for (let part = 0; part < Partitions.count; part++) {
      // what a part takes is given back behind it
      let charged = 0;
      const charge: RunContext['charge'] = (bytes, span) => {
        charged += bytes;
        context.charge(bytes, span);
      };
      const stage = await joinWith(Array.from(right.rowsOf(part), withoutKeys), { ...context, charge });
      for (const rows of left.rowsOf(part)) {
        yield* stage.push(withoutKeys(rows));
        await context.breathe();
      }
      if (stage.finish !== undefined) yield* stage.finish();
      context.charge(-charged, plan.span);
    }
    right.close();
    left.close();
  }
}
