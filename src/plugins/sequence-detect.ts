import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, bindPredicate } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Scope } from '../binder/scope.ts';
import { createBuilder } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { gather } from '../data/gather.ts';
import type { Column } from '../data/schema.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { createGrouper } from '../engine/group.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { cellOf, lengthOf, placeOf, type Timeline } from './timeline.ts';

interface Options {
  readonly timeline: Timeline;
  readonly time: number;
  /** The longest way from one step to the next, and over all. */
  readonly stepWindow: number;
  readonly span: number;
  readonly steps: readonly { readonly name: string; readonly condition: Expression }[];
  readonly dimensions: readonly number[];
}

/**
 * sequence_detect(timeline, step window, span, step …, dimensions…): each combination of times at which rows of the same dimensions take the
 * steps one after the other, none further from the one before than the step window and all within the span. A step is a condition, mostly
 * with a name; the first argument that is none is a dimension. A step comes later than the one before it, and rows that take a step at the
 * same time count as one: the manual's examples give each combination of times once. Manual page sequence-detect-plugin.
 */
export const sequenceDetect: Plugin = {
  name: 'sequence_detect',
  doc: 'Finds rows that satisfy conditions one after the other.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { arguments: args } = node.call;
  const time = columnArgument(input, args[0], node, 'the column of the timeline');
  if (args.length < 4) fail('semantic', 'sequence_detect needs a timeline, a step window, a span and steps', node.call.span);
  if (time.type !== 'datetime' && time.type !== 'timespan' && time.index >= 0)
    fail('unsupported', `sequence_detect over a timeline of ${time.type} is not supported`, args[0].span, 'take a column of datetimes');
  const rows = bindRows(context, environment, input);
  const steps: { name: string; condition: Expression }[] = [];
  const dimensions: { name: string; index: number; type: Column['type'] }[] = [];
  for (const argument of args.slice(3)) {
    const isStep = argument.kind === 'named' || (dimensions.length === 0 && isCondition(context, rows.scope, argument));
    if (isStep && dimensions.length === 0) {
      const [step, condition] = argument.kind === 'named' ? [argument.names[0].text, argument.value] : [stepName(argument), argument];
      steps.push({ name: step, condition: bindPredicate(context, rows.scope, condition) });
    } else if (argument.kind === 'name' && steps.length > 0) dimensions.push(columnArgument(input, argument, node, 'a dimension'));
    else fail('semantic', 'sequence_detect takes conditions, and then columns', argument.span, 'write name = (condition)');
  }
  const columns: Column[] = [
    ...dimensions.map(({ name, type }) => ({ name, type })),
    ...steps.map(({ name }) => ({ name: `${name}_${time.name}`, type: time.type })),
    { name: 'Duration', type: 'timespan' },
  ];
  const options: Options = {
    timeline: { type: time.type, start: 0n },
    time: time.index,
    stepWindow: lengthOf(context, environment, args[1], 'datetime', 'the step window'),
    span: lengthOf(context, environment, args[2], 'datetime', 'the span'),
    steps,
    dimensions: dimensions.map(({ index }) => index),
  };
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'sequence_detect',
    input: rows.plan,
    others: [],
    options,
    schema: { columns },
    span: node.span,
  };
  return relationOf(plan);
}

function isCondition(context: BindContext, scope: Scope, argument: Node): boolean {
  if (argument.kind === 'name' && scope.row?.column(argument.text, argument.span) === undefined) return false;
  return bindExpression(context, scope, argument).type === 'bool';
}

/** A column is a step of its own name; other conditions without a name have none. */
function stepName(argument: Node): string {
  return argument.kind === 'name' ? argument.text : '';
}

/** When the rows of one combination of dimensions take one step: places from the first row of all. */
type Takes = number[];

function run(plan: PluginPlan, context: RunContext): Stage {
  const { timeline, time, steps, dimensions, ...windows } = plan.options as Options;
  const evaluator = createEvaluator(context);
  const grouper = dimensions.length === 0 ? undefined : createGrouper(dimensions.map((index) => plan.input.schema.columns[index].type));
  const takes: Takes[][] = [];
  let axis: Timeline | undefined;
  return {
    push(segment) {
      const vectors = dimensions.map((index) => segment.column(index));
      const groups = grouper?.assign(vectors, segment.length);
      const read = cellReader(segment.column(time));
      const tests = steps.map(({ condition }) => cellReader(evaluator.evaluate(condition, segment)));
      for (let row = 0; row < segment.length; row++) {
        const cell = read(row);
        if (cell === null) continue;
        // places count from the first row, so that they stay exact as doubles
        axis ??= { ...timeline, start: cell };
        const group = groups?.[row] ?? 0;
        takes[group] ??= steps.map(() => []);
        const place = placeOf(axis, cell);
        tests.forEach((test, step) => {
          if (test(row) === true) takes[group][step].push(place);
        });
      }
      context.charge(segment.length * 8, plan.span);
      return [];
    },
    *finish() {
      const groups: number[] = [];
      const places: number[][] = steps.map(() => []);
      takes.forEach((perStep, group) => {
        findSequences(perStep, windows, (sequence) => {
          groups.push(group);
          sequence.forEach((place, step) => {
            places[step].push(place);
          });
          if ((groups.length & 1023) !== 0) return;
          context.interrupt();
          context.charge(1024 * 16 * steps.length, plan.span);
        });
      });
      const keys = grouper?.keys().map((key) => gather(key, Int32Array.from(groups))) ?? [];
      const times = places.map((list) => {
        const builder = createBuilder(timeline.type);
        for (const place of list) builder.append(cellOf(axis as Timeline, place));
        return builder.finish();
      });
      const duration = createBuilder('timespan');
      groups.forEach((_, row) => {
        duration.append(BigInt(places[steps.length - 1][row] - places[0][row]));
      });
      yield* segmentsOf([...keys, ...times, duration.finish()], groups.length);
    },
  };
}

/** Every way to take the steps in order within the windows. */
function findSequences(
  takes: readonly Takes[],
  { stepWindow, span }: { readonly stepWindow: number; readonly span: number },
  found: (sequence: readonly number[]) => void,
): void {
  const lists = takes.map((list) => [...new Set(list)].sort((a, b) => a - b));
  const sequence: number[] = [];
  const follow = (step: number): void => {
    if (step === lists.length) {
      found(sequence);
      return;
    }
    const before = sequence[step - 1];
    const last = Math.min(before + stepWindow, sequence[0] + span);
    const list = lists[step];
    for (let at = firstAbove(list, before); at < list.length && list[at] <= last; at++) {
      sequence.push(list[at]);
      follow(step + 1);
      sequence.pop();
    }
  };
  for (const place of lists[0]) {
    sequence.push(place);
    follow(1);
    sequence.pop();
  }
}

/** The first position of a sorted list whose value is above another. */
function firstAbove(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
