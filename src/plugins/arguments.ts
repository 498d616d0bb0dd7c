import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import { fail } from '../errors.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';

/** The arguments of a plugin by their parameters' names: by position, then by name. */
export function pluginArguments(node: EvaluateOperator, names: readonly string[]): Readonly<Record<string, Node | undefined>> {
  const plugin = node.call.name.text;
  const given: Record<string, Node | undefined> = {};
  let position = 0;
  for (const argument of node.call.arguments) {
    const name = argument.kind === 'named' && argument.names.length === 1 ? argument.names[0].text : undefined;
    if (argument.kind === 'named' && name !== undefined && names.includes(name)) given[name] = argument.value;
    else if (name !== undefined)
      fail('semantic', `${plugin} has no argument \`${name}\``, argument.span, `its arguments are ${names.join(', ')}`);
    else if (position >= names.length) fail('semantic', `${plugin} takes ${names.length} arguments at most`, argument.span);
    else given[names[position++]] = argument;
  }
  return given;
}

export function requireInput(input: Relation | undefined, node: EvaluateOperator): Relation {
  if (input === undefined) fail('semantic', `${node.call.name.text} needs rows before it`, node.span, 'write T | evaluate …');
  return input;
}

/** An argument that is a column of the input. */
export function columnArgument(
  input: Relation,
  node: Node | undefined,
  evaluate: EvaluateOperator,
  what: string,
): { name: string; index: number; type: ScalarType } {
  if (node === undefined) fail('semantic', `${evaluate.call.name.text} needs ${what}`, evaluate.call.span);
  if (node.kind !== 'name') fail('semantic', `${evaluate.call.name.text} takes a column as ${what}`, node.span);
  return { name: node.text, ...requireColumn(input, node.text, node.span) };
}

/** An argument that must be a constant of a type; `otherwise` when it is not given. */
export function constantArgument(
  context: BindContext,
  environment: Environment,
  node: Node | undefined,
  type: ScalarType,
  otherwise: Cell,
  evaluate: EvaluateOperator,
): Cell {
  if (node === undefined) return otherwise;
  const value = bindExpression(context, { environment, row: undefined }, node);
  if (value.kind !== 'constant' || value.type !== type)
    fail('semantic', `${evaluate.call.name.text} takes a constant ${type} here`, node.span);
  return value.value;
}
