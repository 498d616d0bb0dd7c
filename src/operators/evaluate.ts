import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters } from '../binder/parameters.ts';
import type { Relation } from '../binder/relation.ts';
import { Unready } from '../data/pending.ts';
import { fail, nearestName } from '../errors.ts';
import { missingPlugins, pluginFetcher, pluginNames, plugins } from '../plugins/index.ts';
import { pluginRefusal } from '../plugins/refusals.ts';
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
  const fetch = pluginFetcher(name);
  if (fetch !== undefined) throw new Unready(fetch);
  const plugin = plugins.get(name);
  if (plugin !== undefined) return plugin.bind(context, environment, input, node);
  if (missingPlugins.has(name)) {
    const refusal = pluginRefusal(name);
    if (refusal === undefined) fail('unsupported', `the plugin ${name} is not supported yet`, node.call.span);
    fail('unsupported', `the plugin ${name} is not supported: ${refusal.reason}`, node.call.span, refusal.instead);
  }
  const near = nearestName(name, [...pluginNames(), ...missingPlugins]);
  return fail('semantic', `there is no plugin ${name}`, node.call.name.span, near && `did you mean ${near}?`);
}
