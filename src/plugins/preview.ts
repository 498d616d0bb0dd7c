import { AggregateBinding } from '../binder/aggregates.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf, severalResults } from '../binder/relation.ts';
import { fail } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { constantArgument, pluginArguments, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

/** preview(rows): two results, the first rows and the number of all. */
export const preview: Plugin = {
  name: 'preview',
  doc: 'Gives the first rows and the number of all rows.',
  bind,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const args = pluginArguments(node, ['rows']);
  if (args.rows === undefined) fail('semantic', 'preview needs a number of rows', node.call.span);
  const count = Number(constantArgument(context, environment, args.rows, 'long', 0, node));
  if (count < 0) fail('semantic', 'preview takes a number of rows, 0 or more', args.rows.span);
  const { span } = node;
  const shared: Plan = { kind: 'shared', input: input.plan, schema: input.schema, span };
  const first: Plan = { kind: 'take', input: shared, count, schema: input.schema, span };
  const binding = new AggregateBinding(context, environment, input, []);
  binding.item({ kind: 'call', span, name: { kind: 'name', span, text: 'count', bracketed: false }, arguments: [] });
  const schema = { columns: [{ name: 'Count', type: 'long' as const }] };
  const all: Plan = { kind: 'aggregate', input: shared, keys: [], aggregates: binding.calls, schema, span };
  return severalResults([relationOf(first, input), relationOf(all)]);
}
