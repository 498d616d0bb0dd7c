import type { Segment } from '../data/segment.ts';
import type { Table } from '../data/table.ts';
import { fail, type Span } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { StageTable } from './run.ts';
import type { Spill } from './spill.ts';

/** Limits of one query; undefined means none. */
export interface Limits {
  /** Rows that any operator may take in or give in all: a guard against runaway joins and expansions. */
  readonly rows?: number;
  readonly resultRows?: number;
  readonly resultBytes?: number;
  /** What hash tables, dictionaries, sorts and tables that a query keeps may take together. */
  readonly memoryBytes?: number;
  readonly timeMs?: number;
  readonly groups?: number;
  /** The text of one dynamic value. */
  readonly dynamicBytes?: number;
}

/** What one node of a plan has done so far. */
export interface Counters {
  rows: number;
  milliseconds: number;
}

/** The rows that a sub-query reads while it runs, and of how many groups they are. */
export interface OuterRows {
  readonly of: symbol;
  readonly segments: readonly Segment[];
  readonly groups: number;
  /** The rows of the sub-query that it stands in. */
  readonly around: OuterRows | undefined;
}

/** What one run of a query works with. */
export interface RunContext {
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  /** Uniform in [0, 1), from the query's seed. */
  readonly random: () => number;
  readonly stages: StageTable;
  readonly counters: Map<Plan, Counters>;
  /** The time that has been counted for any node so far. */
  readonly timed: { milliseconds: number };
  /** What was held at most by the nodes of a span; nodes charge under the span object that they carry. */
  readonly memory: Map<Span, { held: number; most: number }>;
  /** Tables of shared plans, by the plan that is shared. */
  readonly shared: Map<Plan, Promise<Table>>;
  /** The rows of the sub-query that runs, if one does. */
  readonly outer: OuterRows | undefined;
  readonly warnings: string[];
  /** Where operators put what memory does not hold; undefined: nowhere. */
  readonly spill: Spill | undefined;
  /** Throws when the query is cancelled or out of time; cheap enough for every 1,024 rows. */
  interrupt(): void;
  /** A promise when it is time to hand the event loop a turn, after about 20 ms of work. */
  breathe(): Promise<void> | undefined;
  /** Accounts for memory that the query holds; a negative number gives it back. */
  charge(bytes: number, span: Span): void;
  /** Whether an operator that holds so many bytes should put them out. */
  wantsSpill(bytes: number): boolean;
}

/** The context in which a sub-query runs over rows. */
export function withOuterRows(context: RunContext, of: symbol, segments: readonly Segment[], groups: number): RunContext {
  return { ...context, outer: { of, segments, groups, around: context.outer } };
}

/** The rows of a sub-query that runs. */
export function outerRows(context: RunContext, of: symbol): readonly Segment[] {
  let at = context.outer;
  while (at !== undefined && at.of !== of) at = at.around;
  if (at === undefined) throw new Error('the rows of a sub-query are read outside of it');
  return at.segments;
}

export interface RunOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  readonly seed?: number;
  /** Gives each run a place for the sorts and groups that memory does not hold; what it takes is the limit of memory. */
  readonly spill?: (memoryBytes: number | undefined) => Spill;
}

const turnMilliseconds = 20;

export function createRunContext(options: RunOptions, stages: StageTable): RunContext {
  const limits = options.limits ?? {};
  const { signal } = options;
  const started = performance.now();
  let lastTurn = started;
  let held = 0;
  const memory: RunContext['memory'] = new Map();
  const spill = options.spill?.(limits.memoryBytes);
  const interrupt = (): void => {
    if (signal?.aborted) fail('limit', 'the query was cancelled');
    if (limits.timeMs !== undefined && performance.now() - started > limits.timeMs) {
      fail('limit', `the query took longer than its limit of ${limits.timeMs} ms`, undefined, 'raise limits.timeMs');
    }
  };
  return {
    limits,
    signal,
    random: options.seed === undefined ? Math.random : seededRandom(options.seed),
    stages,
    counters: new Map(),
    timed: { milliseconds: 0 },
    memory,
    shared: new Map(),
    outer: undefined,
    warnings: [],
    spill,
    interrupt,
    breathe() {
      const now = performance.now();
      if (now - lastTurn < turnMilliseconds) return undefined;
      interrupt();
      return nextTurn().then(() => {
        lastTurn = performance.now();
        interrupt();
      });
    },
    charge(bytes, span) {
      held += bytes;
      const ofSpan = memory.get(span) ?? { held: 0, most: 0 };
      ofSpan.held += bytes;
      ofSpan.most = Math.max(ofSpan.most, ofSpan.held);
      memory.set(span, ofSpan);
      if (limits.memoryBytes !== undefined && held > limits.memoryBytes) {
        fail(
          'limit',
          `the query needs more memory than its limit of ${limits.memoryBytes} bytes`,
          span,
          'filter earlier, or raise limits.memoryBytes (--max-memory)',
        );
      }
    },
    wantsSpill(bytes) {
      if (spill === undefined) return false;
      // several operators may hold what each of them may hold
      return bytes > spill.bytes || (held > spill.bytes * 2 && bytes > spill.bytes / 8);
    },
  };
}

/** Resolves in a later turn of the event loop, so that timers, signals and other work get theirs. */
const nextTurn: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise((resolve) => setImmediate(resolve))
    : () =>
        new Promise((resolve) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            channel.port1.close();
            resolve();
          };
          channel.port2.postMessage(0);
        });

/** Mulberry32: small, fast, and good enough for sampling. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
