import { convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import { isUnknown } from '../binder/unknown.ts';
import { vectorOf } from '../data/builder.ts';
import { castDynamic } from '../data/convert.ts';
import { type Dynamic, isArray } from '../data/dynamic.ts';
import type { Column } from '../data/schema.ts';
import type { ScalarType } from '../data/types.ts';
import type { RunContext } from '../engine/context.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument } from './arguments.ts';
import { bindTimeline, type TimelineOptions, TimelineRows } from './timeline.ts';

/** What both funnels work with; the column of states is the only dimension. */
export interface FunnelOptions extends TimelineOptions {
  readonly sequence: readonly Dynamic[];
}

/** Binds (id, timeline, start, end, lengths…, state, sequence): what both funnels begin with. */
export function bindFunnel(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: EvaluateOperator,
  lengths: readonly string[],
): { options: FunnelOptions; time: Column; state: Column } {
  const { arguments: args, name } = node.call;
  const stateAt = 4 + lengths.length;
  const bound = bindTimeline(context, environment, input, node, lengths, args.slice(0, stateAt));
  const state = columnArgument(input, args[stateAt], node, 'the column of states');
  const sequence = arrayArgument(context, environment, args[stateAt + 1], node, 'an array of states');
  const options = { ...bound.options, dimensions: [state.index], sequence };
  if (sequence.length === 0 && context.known !== undefined) fail('semantic', `${name.text} needs a state or more`, node.call.span);
  return { options, time: bound.columns[0], state: { name: state.name, type: state.type } };
}

/** An argument that must be a constant array; empty where only data can tell it. */
export function arrayArgument(
  context: BindContext,
  environment: Environment,
  node: Node | undefined,
  evaluate: EvaluateOperator,
  what: string,
): readonly Dynamic[] {
  const { name, span } = evaluate.call;
  if (node === undefined) return fail('semantic', `${name.text} needs ${what}`, span);
  const given = bindExpression(context, { environment, row: undefined }, node);
  if (isUnknown(given)) return [];
  const value = given.type === 'dynamic' ? convert(context.functions, given, 'dynamic') : given;
  if (value.kind !== 'constant' || !isArray(value.value as Dynamic))
    fail('semantic', `${name.text} takes ${what} as a constant`, node.span);
  return value.value as readonly Dynamic[];
}

/** The rows of an id in the order of time: the place and the number of the state of each. */
export interface Path {
  readonly id: number;
  readonly places: readonly number[];
  readonly states: readonly number[];
}

/** Takes all rows in, and gives what `compute` makes of the paths of the ids; `sequence` are the numbers of its states, -1 where no row has it. */
export function runFunnel(
  plan: PluginPlan,
  context: RunContext,
  compute: (paths: readonly Path[], sequence: readonly number[], rows: TimelineRows) => ReturnType<NonNullable<Stage['finish']>>,
): Stage {
  const options = plan.options as FunnelOptions;
  const rows = new TimelineRows(options, plan.input.schema);
  return {
    push(segment) {
      rows.add(segment, 0, options.end);
      context.charge(segment.length * 40, plan.span);
      return [];
    },
    finish() {
      const stateType: ScalarType = plan.input.schema.columns[options.dimensions[0]].type;
      const wanted = vectorOf(
        stateType,
        options.sequence.map((value) => castDynamic(value, stateType)),
      );
      const sequence = [...(rows.findGroups([wanted]) ?? [])].slice(0, options.sequence.length);
      return compute(pathsOf(rows), sequence, rows);
    },
  };
}

function pathsOf({ ids, places, groups }: TimelineRows): Path[] {
  const perId = new Map<number, number[]>();
  ids.forEach((id, row) => {
    const list = perId.get(id);
    if (list === undefined) perId.set(id, [row]);
    else list.push(row);
  });
  return [...perId].map(([id, list]) => {
    list.sort((a, b) => places[a] - places[b]);
    return { id, places: list.map((row) => places[row]), states: list.map((row) => groups[row]) };
  });
}
