import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindPredicate } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { cellReader } from '../data/cells.ts';
import { type Segment, selectRows } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { concatenateSegments, cut } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { constantArgument, pluginArguments, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

interface Options {
  readonly condition: Expression;
  readonly before: number;
  readonly after: number;
}

/** rows_near(condition, rows, rows after): the rows of a serialized table for which the condition is true, and those around them. */
export const rowsNear: Plugin = {
  name: 'rows_near',
  doc: 'Keeps the rows that are near to one for which a condition is true.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const args = pluginArguments(node, ['condition', 'rows', 'rowsAfter']);
  if (args.condition === undefined || args.rows === undefined)
    fail('semantic', 'rows_near needs a condition and a number of rows', node.call.span);
  if (!input.serialized)
    fail('semantic', 'rows_near needs rows in a fixed order', node.call.span, 'put `sort by …` or `serialize` before this line');
  const rows = bindRows(context, environment, input);
  const condition = bindPredicate(context, rows.scope, args.condition);
  const before = Number(constantArgument(context, environment, args.rows, 'long', 0, node));
  const after = Number(constantArgument(context, environment, args.rowsAfter, 'long', before, node));
  const options: Options = { condition, before, after };
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'rows_near',
    input: rows.plan,
    others: [],
    options,
    schema: input.schema,
    span: node.span,
  };
  return relationOf(plan, input, 'keeps-order');
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const { condition, before, after } = plan.options as Options;
  const evaluator = createEvaluator(context);
  const segments: Segment[] = [];
  return {
    push(segment) {
      segments.push(segment);
      context.charge(segment.length * segment.width * 8, plan.span);
      return [];
    },
    *finish() {
      const rows = concatenateSegments(plan.input.schema, segments);
      const { length } = rows;
      const read = cellReader(evaluator.evaluate(condition, rows));
      const near = new Int32Array(length);
      let count = 0;
      for (let row = 0; row < length; row++) {
        if (read(row) !== true) continue;
        const start = Math.max(row - before, count === 0 ? 0 : near[count - 1] + 1);
        for (let at = start; at <= row + after && at < length; at++) near[count++] = at;
      }
      const { columns } = plan.schema;
      const kept = selectRows(rows, near.subarray(0, count));
      yield* cut({ length: count, width: columns.length, column: (index) => kept.column(index) });
    },
  };
}
