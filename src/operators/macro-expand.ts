import { type BindContext, childEnvironment, declare, type Environment } from '../binder/context.ts';
import type { Entity } from '../binder/entities.ts';
import { bindEntityGroup } from '../binder/outside/entities.ts';
import { checkParameters, parameterFlag, parameterText } from '../binder/parameters.ts';
import type { Relation } from '../binder/relation.ts';
import { bindLet } from '../binder/statements.ts';
import { bindTabular } from '../binder/tabular.ts';
import { fail } from '../errors.ts';
import type { MacroExpandOperator } from '../syntax/ast.ts';
import { sourceOf, unionOf } from './union.ts';

/**
 * `macro-expand group as X ( statements )`: the sub-query once for each database of the group, under the name X, and the union of what it
 * gives. Manual page macro-expand-operator.
 */
export function bindMacroExpand(
  context: BindContext,
  environment: Environment,
  input: Relation | undefined,
  node: MacroExpandOperator,
): Relation {
  if (input !== undefined) fail('semantic', '`macro-expand` begins a query: it takes no rows', node.keywordSpan);
  if (context.path.some(isMacro)) fail('semantic', '`macro-expand` cannot stand within another', node.keywordSpan);
  checkParameters(context, node.parameters, ['kind', 'isfuzzy', 'withsource'], 'macro-expand');
  const kind = parameterText(node.parameters, 'kind') ?? { text: 'outer', span: node.keywordSpan };
  if (kind.text !== 'outer' && kind.text !== 'inner')
    fail('semantic', `\`macro-expand\` has the kinds outer and inner, not \`${kind.text}\``, kind.span);
  const fuzzy = parameterFlag(node.parameters, 'isfuzzy', false) || context.options.bestEffort === true;
  if (node.scope === undefined)
    fail(
      'unsupported',
      '`macro-expand` without a name for the database is not supported',
      node.span,
      'write macro-expand group as X ( X.Table )',
    );
  const entities = bindEntityGroup(context, environment, node.group, fuzzy);
  if (entities.length === 0) fail('semantic', 'none of the databases of this group exists', node.group.span);
  const twice = entities.find(({ text }, index) => entities.findIndex((other) => other.text === text) < index);
  if (twice !== undefined) fail('semantic', `${twice.text} stands twice in this group`, node.group.span);
  const { text: name } = node.scope;
  const legs = entities.map((entity, index) => bindFor(context, environment, node, name, entity, index));
  const source = sourceOf(legs, node.parameters);
  return unionOf(legs, { inner: kind.text === 'inner', source, span: node.span });
}

/** What stands on the path for a sub-query of macro-expand. */
function isMacro({ declaration, start }: BindContext['path'][number]): boolean {
  return declaration === undefined && start < 0;
}

/** The sub-query for one database. What it needs to know of data is kept apart from what it needs for the others. */
function bindFor(
  context: BindContext,
  environment: Environment,
  node: MacroExpandOperator,
  name: string,
  entity: Entity,
  index: number,
): Relation {
  const inside = childEnvironment(environment);
  declare(inside, name, { kind: 'entity', entity: () => entity });
  // recognized by isMacro
  context.path.push({ declaration: undefined, start: -1 - index, stored: undefined });
  try {
    let relation: Relation | undefined;
    for (const statement of node.statements) {
      if (statement.kind === 'let') bindLet(context, { environment: inside, row: undefined }, statement);
      else if (statement.kind === 'expression-statement' && relation === undefined)
        relation = bindTabular(context, inside, statement.expression);
      else fail('semantic', '`macro-expand` takes let statements and one query', statement.span);
    }
    return relation ?? fail('semantic', '`macro-expand` needs a query', node.span);
  } finally {
    context.path.pop();
  }
}
