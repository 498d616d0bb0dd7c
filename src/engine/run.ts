import type { Segment } from '../data/segment.ts';
import { createTable, type Table } from '../data/table.ts';
import { fail } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { HeldRows } from './held-rows.ts';

/**
 * One operator at work on the segments that come down a pipe. `push` takes a segment and gives what comes of it, at most a segment's length
 * at a time; it may be a generator that is left and taken up again in the middle. `finish` gives what is left after the last segment.
 */
export interface Stage {
  /** What must be ready before the first segment: a join's other side. */
  begin?(): Promise<void>;
  push(segment: Segment): Iterable<Segment>;
  finish?(): Iterable<Segment> | AsyncIterable<Segment>;
  /** True once nothing that comes any more can matter. */
  readonly done?: boolean;
}

export type SourcePlan = Extract<Plan, { kind: 'scan' | 'values' | 'range' | 'known' | 'shared' | 'outer' }>;
export type PipedPlan = Exclude<Plan, SourcePlan>;

/** How every kind of plan runs; operators/run.ts fills it. */
export interface StageTable {
  readonly source: (plan: SourcePlan, context: RunContext) => Iterable<Segment> | AsyncIterable<Segment>;
  readonly stage: (plan: PipedPlan, context: RunContext) => Stage;
}

/**
 * Runs a plan, a segment at a time. The pipe is walked by a loop, so its length does not matter; every 20 ms the event loop gets a turn.
 */
export async function* run(plan: Plan, context: RunContext): AsyncGenerator<Segment, void, undefined> {
  const { pipe, stages, at } = openPipe(plan, context);
  for (const [k, stage] of stages.entries()) if (stage.begin !== undefined) await timedPromise(context, pipe.plans[k], stage.begin());
  let source = context.stages.source(at, context);
  if (pipe.isDone) source = [];
  for await (const segment of timedSegments(context, at, source)) {
    count(context, at, segment.length);
    pipe.enter(segment, 0);
    for (let result = pipe.next(); result !== undefined; result = pipe.next()) {
      yield result;
      await context.breathe();
    }
    await context.breathe();
    if (pipe.isDone) break;
  }
  for (let k = pipe.firstOpen; k < stages.length; k = Math.max(k + 1, pipe.firstOpen)) {
    const rest = pipe.finish(k);
    if (rest === undefined) continue;
    for await (const segment of timedSegments(context, pipe.plans[k], rest)) {
      pipe.countStage(k, segment.length);
      pipe.enter(segment, k + 1);
      for (let result = pipe.next(); result !== undefined; result = pipe.next()) {
        yield result;
        await context.breathe();
      }
      await context.breathe();
      if (pipe.firstOpen > k) break;
    }
  }
}

/**
 * Runs a plan that has nothing to wait for, as part of another stage's work: its source is in memory, and none of its stages has another side
 * to read.
 */
export function* runAtOnce(plan: Plan, context: RunContext): Generator<Segment, void, undefined> {
  const { pipe, stages, at } = openPipe(plan, context);
  const flow = function* (segments: Iterable<Segment>, from: number): Generator<Segment, void, undefined> {
    for (const segment of segments) {
      if (pipe.firstOpen > from) return;
      if (from === 0) count(context, at, segment.length);
      else pipe.countStage(from - 1, segment.length);
      pipe.enter(segment, from);
      for (let result = pipe.next(); result !== undefined; result = pipe.next()) yield result;
      context.interrupt();
    }
  };
  yield* flow(inMemory(context.stages.source(at, context)), 0);
  for (let k = pipe.firstOpen; k < stages.length; k = Math.max(k + 1, pipe.firstOpen)) {
    yield* flow(inMemory(pipe.finish(k) ?? []), k + 1);
  }
}

function inMemory(segments: Iterable<Segment> | AsyncIterable<Segment>): Iterable<Segment> {
  if (Symbol.iterator in segments) return segments;
  throw new Error('this plan has something to wait for');
}

function openPipe(plan: Plan, context: RunContext): { pipe: Pipe; stages: readonly Stage[]; at: SourcePlan } {
  const piped: PipedPlan[] = [];
  let at: Plan = plan;
  while (isPiped(at)) {
    piped.push(at);
    at = at.input;
  }
  piped.reverse();
  const stages = piped.map((stage) => context.stages.stage(stage, context));
  return { pipe: new Pipe(piped, stages, context), stages, at: at as SourcePlan };
}

/** The rows of a plan as a table, charged to the query's memory. */
export async function collect(plan: Plan, context: RunContext): Promise<Table> {
  const held = new HeldRows(context, plan.span);
  for await (const segment of run(plan, context)) held.add(segment);
  return createTable(plan.schema, held.segments);
}

export function isPiped(plan: Plan): plan is PipedPlan {
  return 'input' in plan && plan.kind !== 'shared';
}

/** The stages of a pipe and what is on its way between them: a stack of iterators, one for each stage that has something to give. */
class Pipe {
  readonly plans: readonly PipedPlan[];
  private readonly stages: readonly Stage[];
  private readonly context: RunContext;
  /** Stages that can be done before their input is, last first. */
  private readonly closing: readonly number[];
  private readonly stack: { readonly stage: number; readonly results: Iterator<Segment> }[] = [];
  /** A segment that waits to enter a stage. */
  private waiting: Segment | undefined;
  private entrance = 0;

  constructor(plans: readonly PipedPlan[], stages: readonly Stage[], context: RunContext) {
    this.plans = plans;
    this.stages = stages;
    this.context = context;
    this.closing = stages.flatMap((stage, k) => ('done' in stage ? [k] : [])).reverse();
  }

  enter(segment: Segment, stage: number): void {
    this.waiting = segment;
    this.entrance = stage;
  }

  /** The next segment that leaves the pipe, undefined when what entered has run through. */
  next(): Segment | undefined {
    const { stages, stack } = this;
    for (;;) {
      if (this.waiting !== undefined) {
        const segment = this.waiting;
        this.waiting = undefined;
        // nobody downstream, in this pipe or behind it, has to reckon with a segment without rows
        if (segment.length === 0) continue;
        if (this.entrance === stages.length) return segment;
        const stage = this.entrance;
        const results = this.timed(stage, () => stages[stage].push(segment)[Symbol.iterator]());
        stack.push({ stage, results });
        continue;
      }
      const top = stack[stack.length - 1];
      if (top === undefined) return undefined;
      const { done, value } = this.timed(top.stage, () => top.results.next());
      if (done) {
        stack.pop();
        continue;
      }
      this.countStage(top.stage, value.length);
      // once a later stage is done, what an earlier one still has to give is not wanted
      const open = this.firstOpen;
      if (open > top.stage + 1) {
        stack.length = 0;
        continue;
      }
      this.enter(value, top.stage + 1);
    }
  }

  finish(stage: number): Iterable<Segment> | AsyncIterable<Segment> | undefined {
    return this.stages[stage].finish?.();
  }

  /** The first stage whose input still matters: the one after the last stage that is done, else 0. */
  get firstOpen(): number {
    for (const k of this.closing) if (this.stages[k].done) return k + 1;
    return 0;
  }

  get isDone(): boolean {
    return this.firstOpen > 0;
  }

  countStage(stage: number, rows: number): void {
    count(this.context, this.plans[stage], rows);
  }

  private timed<Result>(stage: number, work: () => Result): Result {
    const section = openSection(this.context);
    const result = work();
    closeSection(this.context, this.plans[stage], section);
    return result;
  }
}

/** A piece of work of one node. What is timed within it counts for the node that it is of, and not for this one too. */
interface Section {
  readonly started: number;
  readonly timedBefore: number;
}

function openSection({ timed }: RunContext): Section {
  return { started: performance.now(), timedBefore: timed.milliseconds };
}

function closeSection(context: RunContext, plan: Plan, { started, timedBefore }: Section): void {
  const elapsed = performance.now() - started;
  const { timed } = context;
  countersOf(context, plan).milliseconds += Math.max(0, elapsed - (timed.milliseconds - timedBefore));
  timed.milliseconds = timedBefore + elapsed;
}

async function timedPromise(context: RunContext, plan: Plan, work: Promise<void>): Promise<void> {
  const section = openSection(context);
  await work;
  closeSection(context, plan, section);
}

/** Segments as they come, the time until they come counted. What is in memory takes none. */
function timedSegments(
  context: RunContext,
  plan: Plan,
  segments: Iterable<Segment> | AsyncIterable<Segment>,
): Iterable<Segment> | AsyncIterable<Segment> {
  return Array.isArray(segments) ? segments : timedOneByOne(context, plan, segments);
}

async function* timedOneByOne(
  context: RunContext,
  plan: Plan,
  segments: Iterable<Segment> | AsyncIterable<Segment>,
): AsyncGenerator<Segment, void, undefined> {
  const iterator = Symbol.asyncIterator in segments ? segments[Symbol.asyncIterator]() : segments[Symbol.iterator]();
  try {
    for (;;) {
      const section = openSection(context);
      const { done, value } = await iterator.next();
      closeSection(context, plan, section);
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

function count(context: RunContext, plan: Plan, rows: number): void {
  const counters = countersOf(context, plan);
  counters.rows += rows;
  const limit = context.limits.rows;
  if (limit !== undefined && counters.rows > limit)
    fail('limit', `more than ${limit} rows`, plan.span, 'filter earlier, or raise limits.rows');
}

function countersOf(context: RunContext, plan: Plan): { rows: number; milliseconds: number } {
  let counters = context.counters.get(plan);
  if (counters === undefined) {
    counters = { rows: 0, milliseconds: 0 };
    context.counters.set(plan, counters);
  }
  return counters;
}
