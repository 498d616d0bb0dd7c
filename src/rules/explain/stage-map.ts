import type { BindOperator } from '../../binder/context.ts';
import type { Span } from '../../errors.ts';
import { bindOperator } from '../../operators/bind.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Expression, Operator, Query } from '../../syntax/ast.ts';
import { nodesIn } from '../../syntax/walk.ts';
import { type Stage, stagesOf } from '../stages.ts';
import type { Observations } from './observe.ts';

/** One binding of a stage: what it reads and what it gives. Those that were never run mean nothing. */
interface Bound {
  readonly input: Plan | undefined;
  readonly output: Plan;
}

export interface StageRows {
  readonly rowsIn: number | undefined;
  readonly rowsOut: number;
  readonly runs: number;
}

/**
 * Which nodes of the plans belong to which stage of the text. Plans are bound more than once, and a stage that is in a function or in a let
 * has several; the binder is watched, so that a node of a stored function, whose spans point into another text, is not mistaken for one.
 */
export class StageMap {
  readonly stages: readonly Stage[];
  /** The clock that the query was bound with. */
  now: bigint | undefined;
  private readonly byNode: ReadonlyMap<object, Stage>;
  private readonly bound = new Map<Stage, Bound[]>();
  private readonly byPlan = new Map<Plan, Stage>();
  /** Of a stage that is a side of a join or a leg of a union, and may be no more than a name, what it gave. */
  private readonly sides = new Map<Stage, StageRows>();
  /** The first operator behind each source. */
  private readonly behind = new Map<object, Operator>();

  constructor(query: Query) {
    this.stages = stagesOf(query);
    this.byNode = new Map(this.stages.map((stage) => [stage.node, stage]));
    for (const node of nodesIn(query)) {
      if (node.kind !== 'pipe') continue;
      const { source, operators } = node as Extract<Expression, { kind: 'pipe' }>;
      if (source !== undefined && operators.length > 0) this.behind.set(source, operators[0]);
    }
  }

  /** The binder's own, which tells what it made of what. */
  readonly bindOperator: BindOperator = (context, environment, input, node) => {
    this.now = context.now;
    const relation = bindOperator(context, environment, input, node);
    const stage = this.byNode.get(node);
    if (stage !== undefined) {
      const list = this.bound.get(stage) ?? [];
      this.bound.set(stage, list);
      for (const { plan } of [relation, ...(relation.others ?? [])]) list.push({ input: input?.plan, output: plan });
    }
    return relation;
  };

  /** To be called once all has run: looks at what was opened. `root` is the plan of the main pipe. */
  settle(observations: Observations, root: Plan | undefined): void {
    this.addRewritten(observations);
    // what is inside a stage was bound before it, and is the nearer place
    for (const stage of this.inBindingOrder(observations)) {
      for (const { input, output } of this.ran(stage, observations)) {
        for (const plan of ownNodes(stage, output, input)) this.claim(plan, stage);
        this.claimSides(stage, output, input, observations);
      }
    }
    for (const [source, operator] of this.behind) {
      const [stage, next] = [this.byNode.get(source), this.byNode.get(operator)];
      if (stage === undefined || next === undefined) continue;
      for (const { input } of this.ran(next, observations)) this.claimDown(input, stage);
    }
    const main = this.stages.find(({ id }) => id === '1');
    if (main !== undefined && root !== undefined) this.claimDown(root, main);
  }

  stageOf(plan: Plan): Stage | undefined {
    return this.byPlan.get(plan);
  }

  stageOfNode(node: object): Stage | undefined {
    return this.byNode.get(node);
  }

  /** The nodes of a stage that ran, from its output to its input. */
  plansOf(stage: Stage, observations: Observations): Plan[] {
    const plans = new Set<Plan>();
    for (const { input, output } of this.ran(stage, observations))
      for (const plan of ownNodes(stage, output, input)) if (this.byPlan.get(plan) === stage) plans.add(plan);
    return [...plans];
  }

  /** The rows of a stage, undefined when it never ran. */
  rowsOf(stage: Stage, observations: Observations, root: Plan | undefined): StageRows | undefined {
    const ran = this.ran(stage, observations);
    if (ran.length > 0) return operatorRows(ran, observations);
    const next = this.behind.get(stage.node);
    const following = next && this.byNode.get(next);
    if (following !== undefined) {
      const rows = operatorRows(this.ran(following, observations), observations);
      return rows.runs === 0 ? undefined : { rowsIn: undefined, rowsOut: rows.rowsIn ?? 0, runs: rows.runs };
    }
    const side = this.sides.get(stage);
    if (side !== undefined) return side;
    if (stage.id === '1' && root !== undefined) return sourceRows([root], observations);
    const plans = [...this.byPlan].filter(([, owner]) => owner === stage).map(([plan]) => plan);
    const tops = plans.filter((plan) => !plans.some((other) => inputOf(other) === plan));
    return tops.length === 0 ? undefined : sourceRows(tops, observations);
  }

  /**
   * A sub-query of mv-apply or partition does not run as it was bound, but for all groups at once: its nodes are others, which keep the spans
   * of those that they stand for, the very objects.
   */
  private addRewritten(observations: Observations): void {
    const bySpan = new Map<Span, Plan[]>();
    for (const plan of observations.plans.keys()) {
      const same = bySpan.get(plan.span);
      if (same === undefined) bySpan.set(plan.span, [plan]);
      else same.push(plan);
    }
    for (const [stage, list] of this.bound) {
      if (this.ran(stage, observations).length > 0) continue;
      const nodes = bySpan.get(stage.node.span) ?? [];
      for (const output of nodes) {
        if (nodes.some((other) => inputOf(other) === output)) continue;
        let input = inputOf(output);
        while (input !== undefined && input.span === output.span) input = inputOf(input);
        list.push({ input, output });
      }
    }
  }

  private *inBindingOrder(observations: Observations): Generator<Stage> {
    // a map keeps the order in which stages were first bound, and an inner stage is bound before what is around it
    for (const stage of this.bound.keys()) if (this.ran(stage, observations).length > 0) yield stage;
  }

  private ran(stage: Stage, { plans }: Observations): Bound[] {
    const outputs = new Set<Plan>();
    return (this.bound.get(stage) ?? []).filter(({ output }) => {
      if (!plans.has(output) || outputs.has(output)) return false;
      outputs.add(output);
      return true;
    });
  }

  /** The right side of a join and the legs of a union. */
  private claimSides(stage: Stage, output: Plan, input: Plan | undefined, { joins, unions, plans }: Observations): void {
    const { node } = stage;
    for (const at of ownNodes(stage, output, input)) {
      if (at.kind === 'join' && (node.kind === 'join' || node.kind === 'lookup')) {
        const { rightMatched = 0, rightUnmatched = 0 } = joins.get(at) ?? {};
        this.claimSide(node.right, at.right, rightMatched + rightUnmatched, plans.get(at)?.runs ?? 0);
      }
      if (at.kind === 'union' && node.kind === 'union') {
        const first = at.input === input ? 1 : 0;
        const legs = [at.input, ...at.others].slice(first);
        // a pattern of names stands for several legs, and a leg that is not there for none: then places tell
        const table = (leg: Plan, k: number): Expression | undefined =>
          legs.length === node.tables.length ? node.tables[k] : node.tables.find(({ span }) => isSourceAt(leg, span));
        legs.forEach((leg, k) => {
          const leaf = table(leg, k);
          if (leaf !== undefined) this.claimSide(leaf, leg, unions.get(at)?.[first + k] ?? 0, plans.get(at)?.runs ?? 0);
        });
      }
    }
  }

  private claimSide(node: Expression, plan: Plan, rowsOut: number, runs: number): void {
    let at = node;
    while (at.kind === 'parenthesized') at = at.expression;
    const stage = this.byNode.get(at);
    if (stage === undefined || at.kind === 'pipe' || runs === 0) return;
    const known = this.sides.get(stage);
    this.sides.set(stage, { rowsIn: undefined, rowsOut: rowsOut + (known?.rowsOut ?? 0), runs: runs + (known?.runs ?? 0) });
    this.claimDown(plan, stage);
  }

  private claim(plan: Plan, stage: Stage): void {
    if (!this.byPlan.has(plan)) this.byPlan.set(plan, stage);
  }

  /** All that has no owner yet from a plan down. */
  private claimDown(plan: Plan | undefined, stage: Stage): void {
    for (let at = plan; at !== undefined && !this.byPlan.has(at); at = inputOf(at)) this.byPlan.set(at, stage);
  }
}

/** The nodes from an output down to its input. A union that begins a pipe ends with itself: its first leg is a stage like the others. */
function* ownNodes({ node }: Stage, output: Plan, input: Plan | undefined): Generator<Plan> {
  for (let at: Plan | undefined = output; at !== undefined && at !== input; at = inputOf(at)) {
    yield at;
    if (at.kind === 'union' && node.kind === 'union' && input === undefined) return;
  }
}

/** Whether the rows of a plan come from what stands at a place of the text. */
function isSourceAt(plan: Plan, { start, end }: Span): boolean {
  let at = plan;
  for (let below = inputOf(at); below !== undefined; below = inputOf(at)) at = below;
  return at.span.start >= start && at.span.end <= end;
}

/** The rows that a context's stages gave to a stage and that it gave on; what only hands its input on has no node of its own. */
function operatorRows(ran: readonly Bound[], observations: Observations): StageRows {
  let rowsIn: number | undefined;
  let rowsOut = 0;
  let runs = 0;
  for (const { input, output } of ran) {
    const entry = observations.plans.get(output);
    if (entry === undefined) continue;
    rowsOut += entry.rowsOut;
    runs += entry.runs;
    if (input === undefined) continue;
    let first: Plan | undefined = output;
    while (first !== undefined && first !== input && inputOf(first) !== input) first = inputOf(first);
    const isNode = first !== undefined && first !== input;
    rowsIn = (rowsIn ?? 0) + (observations.plans.get(isNode ? (first as Plan) : input)?.[isNode ? 'rowsIn' : 'rowsOut'] ?? 0);
  }
  return { rowsIn, rowsOut, runs };
}

function sourceRows(plans: readonly Plan[], observations: Observations): StageRows {
  const entries = plans.map((plan) => observations.plans.get(plan)).filter((entry) => entry !== undefined);
  return {
    rowsIn: undefined,
    rowsOut: entries.reduce((sum, entry) => sum + entry.rowsOut, 0),
    runs: entries.reduce((sum, entry) => sum + entry.runs, 0),
  };
}

/** Where a pipe comes from; a shared table and one that was known when the query was bound are their own beginnings. */
export function inputOf(plan: Plan): Plan | undefined {
  return 'input' in plan && plan.kind !== 'shared' ? plan.input : undefined;
}
