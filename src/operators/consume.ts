import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { constant } from '../plan/expression.ts';
import type { FilterPlan } from '../plan/plan.ts';
import type { ConsumeOperator } from '../syntax/ast.ts';

/** `consume`: reads all rows and gives none. */
export function bindConsume(context: BindContext, _environment: Environment, input: Relation, node: ConsumeOperator): Relation {
  checkParameters(context, node.parameters, ['decodeblocks'], 'consume');
  const never = constant('bool', false, node.span);
  const plan: FilterPlan = { kind: 'filter', input: input.plan, conjuncts: [never], schema: input.schema, span: node.span };
  return relationOf(plan, input);
}
