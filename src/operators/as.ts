import { type BindContext, declare, type Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import type { AsOperator } from '../syntax/ast.ts';

/** `as Name`: names the rows so far for later stages and statements, and for the source column of union, search and find. */
export function bindAs(_context: BindContext, environment: Environment, input: Relation, node: AsOperator): Relation {
  const relation: Relation = { ...input, name: node.name.text };
  const binding = { kind: 'table', relation: () => relation, view: false } as const;
  declare(environment, node.name.text, binding);
  if (environment.parent !== undefined) declare(environment.parent, node.name.text, binding);
  return relation;
}
