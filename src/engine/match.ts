import { createBuilder } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { createSegment, type Segment, segmentLength, selectRows } from '../data/segment.ts';
import type { Cell } from '../data/vector.ts';
import type { MatchPlan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { HeldRows } from './held-rows.ts';
import { compileRowExpression, type RowExpression } from './row-expression.ts';
import { concatenateSegments, groupNumbers } from './rows.ts';
import type { Stage } from './run.ts';

/** A row that a step has taken, with the declared columns that the step gave it. */
interface Taken {
  readonly row: number;
  readonly declared: readonly Cell[];
}

/** What a step knows: the rows that it and the steps before it took last, and the number of the match they belong to. */
interface State {
  readonly match: number;
  readonly taken: (Taken | undefined)[];
  /** Waits to be given out when the step's run of rows is over. */
  last: Taken | undefined;
}

interface CompiledStep {
  readonly condition: RowExpression<State>;
  readonly assignments: readonly { readonly column: number; readonly expression: RowExpression<State> }[];
}

/** Takes all rows in and leads them, one after the other, past the steps from the last one to the first. */
export function runMatch(plan: MatchPlan, context: RunContext): Stage {
  const held = new HeldRows(context, plan.span);
  return {
    push(segment) {
      held.add(segment);
      return [];
    },
    *finish() {
      const rows = concatenateSegments(plan.input.schema, held.segments);
      if (rows.length > 0) yield* match(plan, rows, context);
    },
  };
}

function* match(plan: MatchPlan, rows: Segment, context: RunContext): Generator<Segment> {
  const { steps, declared, group } = plan;
  const compiled = compileSteps(plan, rows, context);
  const defaults = declared.map(({ value }) => value);
  const groups = group === undefined ? undefined : groupNumbers(rows.column(group));
  const output = new Output(plan, rows);
  let states: (State | undefined)[] = steps.map(() => undefined);
  let matches = 0;

  const take = (step: number, row: number, state: State): void => {
    const values = [...defaults];
    for (const { column, expression } of compiled[step].assignments) values[column] = expression(row, state);
    const taken: Taken = { row, declared: values };
    state.taken[step] = taken;
    if (steps[step].output === 'all') output.add(taken, state.match);
    else if (steps[step].output === 'last') state.last = taken;
  };
  /** The run of rows of a step ends. */
  const flush = (state: State | undefined): void => {
    if (state?.last === undefined) return;
    output.add(state.last, state.match);
    state.last = undefined;
  };
  const holds = (step: number, row: number, state: State): boolean => compiled[step].condition(row, state) === true;

  for (let row = 0; row < rows.length; row++) {
    if (groups !== undefined && row > 0 && groups[row] !== groups[row - 1]) {
      states.forEach(flush);
      states = steps.map(() => undefined);
      matches = 0;
    }
    for (let step = steps.length - 1; step >= 0; step--) {
      const before = step > 0 ? states[step - 1] : undefined;
      if (before !== undefined && holds(step, row, before)) {
        // the match moves on from the step before
        flush(before);
        flush(states[step]);
        states[step - 1] = undefined;
        states[step] = before;
        take(step, row, before);
        continue;
      }
      let state = states[step];
      if (state === undefined) {
        if (step > 0) continue;
        state = { match: matches, taken: [], last: undefined };
      }
      if (!holds(step, row, state)) continue;
      if (states[step] === undefined) matches++;
      states[step] = state;
      take(step, row, state);
    }
    if ((row & 1023) === 1023) context.interrupt();
    yield* output.full();
  }
  states.forEach(flush);
  yield* output.rest();
}

/** A step's expressions read the row, and of the state the rows that steps took last: before a step has one, its declared columns are at their defaults. */
function compileSteps(plan: MatchPlan, rows: Segment, context: RunContext): CompiledStep[] {
  const { width, declared } = plan;
  const readers = Array.from({ length: width }, (_, index) => cellReader(rows.column(index)));
  const perStep = width + declared.length;
  const read = (state: State, index: number): Cell => {
    const place = index - width;
    const column = place % perStep;
    const taken = state.taken[Math.floor(place / perStep)];
    if (column >= width) return taken === undefined ? declared[column - width].value : taken.declared[column - width];
    return taken === undefined ? null : readers[column](taken.row);
  };
  const compile = (expression: Parameters<typeof compileRowExpression>[0]): RowExpression<State> =>
    compileRowExpression(expression, rows, width, read, context);
  return plan.steps.map(({ condition, assignments }) => ({
    condition: compile(condition),
    assignments: assignments.map(({ column, expression }) => ({ column, expression: compile(expression) })),
  }));
}

/** The rows given out so far. */
class Output {
  private readonly plan: MatchPlan;
  private readonly rows: Segment;
  private readonly columns: ReturnType<typeof createBuilder>[];
  private readonly ids = createBuilder('long');
  private taken: number[] = [];

  constructor(plan: MatchPlan, rows: Segment) {
    this.plan = plan;
    this.rows = rows;
    this.columns = plan.declared.map(({ type }) => createBuilder(type));
  }

  add({ row, declared }: Taken, match: number): void {
    this.taken.push(row);
    for (let index = 0; index < declared.length; index++) this.columns[index].append(declared[index]);
    this.ids.append(match);
  }

  *full(): Generator<Segment> {
    while (this.taken.length >= segmentLength) yield this.cut();
  }

  *rest(): Generator<Segment> {
    while (this.taken.length > 0) yield this.cut();
  }

  private cut(): Segment {
    const { width, matchId, group } = this.plan;
    const { length } = this.taken;
    const source = selectRows(this.rows, Int32Array.from(this.taken));
    this.taken = [];
    const declared = this.columns.map((builder) => builder.finish());
    const ids = this.ids.finish();
    const made = createSegment(matchId ? [...declared, ids] : declared, length);
    const places = width + made.width;
    return {
      length,
      width: places + (group === undefined ? 0 : 1),
      column: (index) =>
        index < width ? source.column(index) : index < places ? made.column(index - width) : source.column(group as number),
    };
  }
}
