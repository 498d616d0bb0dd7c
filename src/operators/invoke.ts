import { callFunction, failUnknownFunction, findFunction } from '../binder/calls.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import { fail } from '../errors.ts';
import type { Call, InvokeOperator } from '../syntax/ast.ts';
import { outsideOperators } from './on-demand.ts';

/** `invoke f(arguments)`: calls a function of the query or the database with the input as its first, tabular argument. */
export function bindInvoke(context: BindContext, environment: Environment, input: Relation, node: InvokeOperator): Relation {
  const target = node.function;
  if (target.kind !== 'call' && target.kind !== 'name')
    return fail('unsupported', 'invoke of a function of another database is not supported', target.span);
  const call: Call = target.kind === 'call' ? target : { kind: 'call', span: target.span, name: target, arguments: [] };
  const binding = findFunction(context, environment, call.name.text);
  if (binding === undefined && call.name.text === 'FileProfile')
    return outsideOperators().bindFileProfile(context, environment, input, call);
  if (binding === undefined) return failUnknownFunction(context, environment, call.name.text, call.name.span);
  const result = callFunction(context, { environment, row: undefined }, binding, call, input);
  if (result.kind === 'scalar') fail('semantic', `\`${call.name.text}\` gives a value; invoke needs a table`, call.span);
  return result.relation;
}
