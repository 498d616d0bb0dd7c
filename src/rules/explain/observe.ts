import type { Segment } from '../../data/segment.ts';
import { selectRows } from '../../data/segment.ts';
import type { Table } from '../../data/table.ts';
import type { RunContext } from '../../engine/context.ts';
import { createEvaluator, type Evaluator } from '../../engine/evaluate.ts';
import { createGrouper } from '../../engine/group.ts';
import { collect, type PipedPlan, run, type SourcePlan, type Stage, type StageTable } from '../../engine/run.ts';
import { Failure } from '../../errors.ts';
import { stageTable } from '../../operators/run.ts';
import type { CallExpression, Expression } from '../../plan/expression.ts';
import type { FilterPlan, JoinPlan, Plan, UnionPlan, ValuesPlan } from '../../plan/plan.ts';
import { conjunctsOf } from './conjuncts.ts';
import { expressionsOf } from './expressions-of.ts';
import { branchCallsIn, conditionsOf, predicatesIn, TruthEvaluator, trueAt } from './truth.ts';

/** What a query did, gathered while it ran. Every node of the plan that was opened has an entry, what it is made of where rows reached it. */
export interface Observations {
  readonly plans: ReadonlyMap<Plan, PlanObservation>;
  /** The conjuncts of filters as `conjunctsOf` gives them, each over all rows that came in. */
  readonly conjuncts: ReadonlyMap<Expression, PredicateObservation>;
  /**
   * Predicates that are not themselves and, or, not of others: in filters, and wherever else a bool is computed (the argument of countif, a
   * column of extend, a condition of case).
   */
  readonly atoms: ReadonlyMap<Expression, PredicateObservation>;
  /** Calls of case, iff and iif. */
  readonly branches: ReadonlyMap<CallExpression, BranchObservation>;
  readonly joins: ReadonlyMap<Plan, JoinObservation>;
  /** Rows that each leg of a union gave, the input first. */
  readonly unions: ReadonlyMap<Plan, readonly number[]>;
}

export interface PlanObservation {
  /** How often it began: twice where a function is called twice, once for every call of a sub-query. */
  readonly runs: number;
  /** Rows that came down the pipe; of a union also those of its other legs. 0 for a source. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** The first rows that came in, while none went out: only with `keepRows`. */
  readonly kept: readonly Segment[];
}

/** For how many rows a predicate was what. */
export interface TruthCounts {
  readonly true: number;
  readonly false: number;
  readonly null: number;
}

export interface PredicateObservation extends TruthCounts {
  /** The node of the plan that it stands in. */
  readonly plan: Plan;
}

export interface BranchObservation {
  readonly plan: Plan;
  /** Over all rows, whatever an earlier condition said. */
  readonly conditions: readonly TruthCounts[];
  /** How many rows took the value of each condition; the last is the value for when none is true. */
  readonly taken: readonly number[];
}

export interface JoinObservation {
  readonly leftMatched: number;
  readonly leftUnmatched: number;
  readonly rightMatched: number;
  readonly rightUnmatched: number;
  /** The right side: only with `keepRows`. */
  readonly right: Table | undefined;
}

export interface ObserveOptions {
  /** How many of the rows that came into a node are kept as long as none has gone out. Default: none. */
  readonly keepRows?: number;
}

/**
 * A table of stages that gives what the engine's own gives and notes what happens on the way. Filters evaluate each of their conjuncts over
 * all rows that come in, none of them is skipped; everything else runs as it does without being watched. One table serves one run.
 */
export function observe({ keepRows = 0 }: ObserveOptions = {}): { readonly stageTable: StageTable; readonly observations: Observations } {
  const notes = new Notes(keepRows);
  return {
    observations: notes,
    stageTable: {
      source: (plan, context) => notes.counted(plan, stageTable.source(plan, context)),
      stage: (plan, context) => notes.watched(plan, context),
    },
  };
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

class Notes implements Observations {
  readonly plans = new Map<Plan, Mutable<PlanObservation> & { kept: Segment[] }>();
  readonly conjuncts = new Map<Expression, Mutable<PredicateObservation>>();
  readonly atoms = new Map<Expression, Mutable<PredicateObservation>>();
  readonly branches = new Map<CallExpression, { plan: Plan; conditions: Mutable<TruthCounts>[]; taken: number[] }>();
  readonly joins = new Map<Plan, Mutable<JoinObservation>>();
  readonly unions = new Map<Plan, number[]>();
  private readonly keepRows: number;

  constructor(keepRows: number) {
    this.keepRows = keepRows;
  }

  counted(plan: SourcePlan, segments: Iterable<Segment> | AsyncIterable<Segment>): Iterable<Segment> | AsyncIterable<Segment> {
    const entry = this.opened(plan);
    return Symbol.iterator in segments ? countNow(segments, entry) : countLater(segments, entry);
  }

  watched(plan: PipedPlan, context: RunContext): Stage {
    const entry = this.opened(plan);
    const { keepRows } = this;
    // a sub-query may begin anew for every group
    let keptRows = entry.kept.reduce((sum, { length }) => sum + length, 0);
    const stage = this.stageOf(plan, context);
    const look = this.onlooker(plan, context);
    const watched: Stage = {
      push(segment) {
        entry.rowsIn += segment.length;
        if (keepRows > keptRows && entry.rowsOut === 0) {
          entry.kept.push(segment);
          keptRows += segment.length;
        }
        look?.(segment);
        return countNow(stage.push(segment), entry);
      },
    };
    if (stage.begin) watched.begin = () => (stage.begin as () => Promise<void>)();
    if (stage.finish)
      watched.finish = () => {
        const rest = (stage.finish as NonNullable<Stage['finish']>)();
        return Symbol.iterator in rest ? countNow(rest, entry) : countLater(rest, entry);
      };
    if ('done' in stage) Object.defineProperty(watched, 'done', { get: () => stage.done });
    return watched;
  }

  private opened(plan: Plan): Mutable<PlanObservation> & { kept: Segment[] } {
    const entry = entryOf(this.plans, plan, () => ({ runs: 0, rowsIn: 0, rowsOut: 0, kept: [] }));
    entry.runs++;
    return entry;
  }

  private stageOf(plan: PipedPlan, context: RunContext): Stage {
    switch (plan.kind) {
      case 'filter':
        return this.filter(plan, context);
      case 'join':
        return this.join(plan, context);
      case 'union':
        return this.union(plan, context);
      default:
        return stageTable.stage(plan, context);
    }
  }

  /** Evaluates the predicates inside a stage's expressions beside it. What a filter's conjuncts are made of, the filter itself notes. */
  private onlooker(plan: PipedPlan, context: RunContext): ((segment: Segment) => void) | undefined {
    const expressions = expressionsOf(plan);
    const predicates = plan.kind === 'filter' ? [] : expressions.flatMap(predicatesIn);
    const calls = expressions.flatMap(branchCallsIn);
    if (predicates.length === 0 && calls.length === 0) return undefined;
    const truths = this.truths(plan, createEvaluator(context));
    return (segment) => {
      // a column that no row function can read whole is the engine's to refuse, if it comes to that
      for (const predicate of predicates) unlessRefused(() => truths.evaluate(predicate, segment));
      for (const call of calls) unlessRefused(() => this.branch(plan, call, truths, segment));
    };
  }

  private branch(plan: Plan, call: CallExpression, truths: TruthEvaluator, segment: Segment): void {
    const conditions = conditionsOf(call);
    const states = conditions.map((condition) => truths.evaluate(condition, segment));
    const entry = entryOf(this.branches, call, () => ({
      plan,
      conditions: conditions.map(() => ({ true: 0, false: 0, null: 0 })),
      taken: new Array<number>(conditions.length + 1).fill(0),
    }));
    states.forEach((state, k) => {
      addCounts(entry.conditions[k], state);
    });
    for (let row = 0; row < segment.length; row++) {
      const first = states.findIndex((state) => state[row] === 1);
      entry.taken[first < 0 ? conditions.length : first]++;
    }
  }

  private filter(plan: FilterPlan, context: RunContext): Stage {
    const evaluator = createEvaluator(context);
    const truths = this.truths(plan, evaluator);
    const conjuncts = conjunctsOf(plan);
    const counts = conjuncts.map((conjunct) => entryOf(this.conjuncts, conjunct, () => ({ plan, true: 0, false: 0, null: 0 })));
    return {
      push(segment) {
        const passed = new Uint8Array(segment.length).fill(1);
        conjuncts.forEach((conjunct, k) => {
          const state = unlessRefused(() => truths.evaluate(conjunct, segment)) ?? truthOfSome(evaluator, conjunct, segment, passed);
          addCounts(counts[k], state);
          for (let row = 0; row < passed.length; row++) if (state[row] !== 1) passed[row] = 0;
        });
        const rows = trueAt(passed);
        return rows.length === 0 ? [] : [rows.length === segment.length ? segment : selectRows(segment, rows)];
      },
    };
  }

  private truths(plan: Plan, evaluator: Evaluator): TruthEvaluator {
    return new TruthEvaluator(evaluator, (atom, state) => {
      addCounts(
        entryOf(this.atoms, atom, () => ({ plan, true: 0, false: 0, null: 0 })),
        state,
      );
    });
  }

  /** The right side is read here, to see its keys, and handed to the engine's join as a table. */
  private join(plan: JoinPlan, context: RunContext): Stage {
    const evaluator = createEvaluator(context);
    const grouper = createGrouper(plan.leftKeys.map((key) => key.type));
    const entry = entryOf(this.joins, plan, () => ({
      leftMatched: 0,
      leftUnmatched: 0,
      rightMatched: 0,
      rightUnmatched: 0,
      right: undefined,
    }));
    let stage: Stage | undefined;
    /** Of each group of right rows how many they are, 0 once a left row has met it. */
    let waiting: number[] = [];
    return {
      begin: async () => {
        const table = await collect(plan.right, context);
        if (this.keepRows > 0) entry.right = table;
        for (const segment of table.segments) {
          const groups = grouper.assign(
            plan.rightKeys.map((key) => evaluator.evaluate(key, segment)),
            segment.length,
          );
          for (let row = 0; row < segment.length; row++) waiting[groups[row]] = (waiting[groups[row]] ?? 0) + 1;
        }
        entry.rightUnmatched += table.rowCount;
        const right: ValuesPlan = { kind: 'values', table, schema: plan.right.schema, span: plan.right.span };
        stage = stageTable.stage({ ...plan, right }, { ...context, stages: stageTable, counters: new Map() });
        await stage.begin?.();
      },
      push(segment) {
        const groups = grouper.find(
          plan.leftKeys.map((key) => evaluator.evaluate(key, segment)),
          segment.length,
        );
        for (let row = 0; row < segment.length; row++) {
          const group = groups[row];
          if (group < 0) {
            entry.leftUnmatched++;
            continue;
          }
          entry.leftMatched++;
          entry.rightMatched += waiting[group];
          entry.rightUnmatched -= waiting[group];
          waiting[group] = 0;
        }
        return (stage as Stage).push(segment);
      },
      finish() {
        waiting = [];
        return (stage as Stage).finish?.() ?? [];
      },
    };
  }

  /** Each leg by itself, so that it is known what it gave: a leg may be the same node as another. */
  private union(plan: UnionPlan, context: RunContext): Stage {
    const legs = [plan.input, ...plan.others];
    const rows = entryOf(this.unions, plan, () => new Array<number>(legs.length).fill(0));
    const entry = this.plans.get(plan) as Mutable<PlanObservation>;
    const stages = legs.map((input, leg) =>
      stageTable.stage({ ...plan, input, others: [], mappings: [plan.mappings[leg]], names: plan.names && [plan.names[leg]] }, context),
    );
    return {
      push(segment) {
        rows[0] += segment.length;
        return stages[0].push(segment);
      },
      async *finish() {
        for (let leg = 1; leg < legs.length; leg++) {
          for await (const segment of run(legs[leg], context)) {
            rows[leg] += segment.length;
            entry.rowsIn += segment.length;
            yield* stages[leg].push(segment);
          }
        }
      },
    };
  }
}

function* countNow(
  segments: Iterable<Segment>,
  entry: Mutable<PlanObservation> & { kept: Segment[] },
): Generator<Segment, void, undefined> {
  for (const segment of segments) {
    count(entry, segment);
    yield segment;
  }
}

async function* countLater(
  segments: Iterable<Segment> | AsyncIterable<Segment>,
  entry: Mutable<PlanObservation> & { kept: Segment[] },
): AsyncGenerator<Segment, void, undefined> {
  for await (const segment of segments) {
    count(entry, segment);
    yield segment;
  }
}

function count(entry: Mutable<PlanObservation> & { kept: Segment[] }, { length }: Segment): void {
  entry.rowsOut += length;
  if (entry.kept.length > 0 && length > 0) entry.kept = [];
}

function addCounts(counts: Mutable<TruthCounts>, state: Uint8Array): void {
  let trues = 0;
  let nulls = 0;
  let unknown = 0;
  for (let row = 0; row < state.length; row++) {
    if (state[row] === 1) trues++;
    else if (state[row] === 2) nulls++;
    else if (state[row] === 3) unknown++;
  }
  counts.true += trues;
  counts.null += nulls;
  counts.false += state.length - trues - nulls - unknown;
}

/** Data never throws, but a long that no JavaScript number holds can be refused, and then only over rows that the engine looks at. */
function unlessRefused<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure && error.diagnostic.kind === 'unsupported') return undefined;
    throw error;
  }
}

/** The truth of a conjunct over the rows that the engine would ask it about; 3 for the others, of which nothing is known. */
function truthOfSome(evaluator: Evaluator, conjunct: Expression, segment: Segment, passed: Uint8Array): Uint8Array {
  const state = new Uint8Array(segment.length).fill(3);
  const rows = trueAt(passed);
  if (rows.length === 0) return state;
  const asked = new TruthEvaluator(evaluator, () => undefined).evaluate(conjunct, selectRows(segment, rows));
  rows.forEach((row, k) => {
    state[row] = asked[k];
  });
  return state;
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
