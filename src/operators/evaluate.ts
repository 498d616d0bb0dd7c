import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters } from '../binder/parameters.ts';
import type { Relation } from '../binder/relation.ts';
import { fail, nearestName } from '../errors.ts';
import { missingPlugins, plugins } from '../plugins/index.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';

/** `evaluate plugin(arguments) : (schema)`. */
export function bindEvaluate(
  context: BindContext,
  environment: Environment,
  input: Relation | undefined,
  node: EvaluateOperator,
): Relation {
  checkParameters(context, node.parameters, [], 'evaluate');
  const name = node.call.name.text;
  const plugin = plugins.get(name);
  if (plugin !== undefined) return plugin.bind(context, environment, input, node);
  if (missingPlugins.has(name)) fail('unsupported', `the plugin ${name} is not supported yet`, node.call.span);
  const near = nearestName(name, [...plugins.keys(), ...missingPlugins]);
  return fail('semantic', `there is no plugin ${name}`, node.call.name.span, near && `did you mean ${near}?`);
}
