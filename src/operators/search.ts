import type { BindContext, Environment } from '../binder/context.ts';
import { catalogOf, lookUp, namesIn } from '../binder/context.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import type { Relation } from '../binder/relation.ts';
import { scanTable } from '../binder/tabular.ts';
import { fail } from '../errors.ts';
import type { Expression as Node, SearchOperator } from '../syntax/ast.ts';
import { bindSearchPredicate } from './search-predicate.ts';
import { bindLegs, unionOf } from './union.ts';
import { filterPlan } from './where.ts';

/**
 * `search predicate`: the rows of the input, of the tables named with `in`, or of all tables, for which the predicate is true; `$table` says
 * which table a row is from, and the other columns are those of a union.
 */
export function bindSearch(context: BindContext, environment: Environment, input: Relation | undefined, node: SearchOperator): Relation {
  checkParameters(context, node.parameters, ['kind'], 'search');
  const kind = parameterText(node.parameters, 'kind') ?? { text: 'default', span: node.keywordSpan };
  if (!['default', 'case_insensitive', 'case_sensitive'].includes(kind.text))
    fail('semantic', `\`search\` has the kinds default, case_insensitive and case_sensitive, not \`${kind.text}\``, kind.span);
  if (input !== undefined && node.in !== undefined) fail('semantic', '`search in` cannot follow a table', node.keywordSpan);
  const tables = input === undefined ? searchedTables(context, environment, node.in, node) : [input];
  const legs = tables.map((table, index): Relation => {
    const { expression } = bindSearchPredicate(context, environment, table, tables, node.predicate, kind.text === 'case_sensitive');
    const isTrue = expression.kind === 'constant' && expression.value === true;
    return { ...table, name: table.name ?? `search_arg${index}`, plan: isTrue ? table.plan : filterPlan(table.plan, expression, node) };
  });
  return unionOf(legs, { inner: false, source: '$table', span: node.span });
}

/** The tables that search and find look into: those that are named, or all tables and views. */
export function searchedTables(
  context: BindContext,
  environment: Environment,
  named: readonly Node[] | undefined,
  node: { readonly span: Node['span'] },
): Relation[] {
  const tables =
    named === undefined
      ? allTables(context, environment, node.span)
      : named.flatMap((table) => bindLegs(context, environment, table, false));
  if (tables.length === 0) fail('semantic', 'there is no table to look into', node.span);
  return tables;
}

function allTables(context: BindContext, environment: Environment, span: Node['span']): Relation[] {
  const views = namesIn(environment).filter((name) => {
    const binding = lookUp(environment, name);
    return binding?.kind === 'function' && binding.declaration.view;
  });
  return [
    ...[...catalogOf(context, environment).tables.keys()]
      .filter((name) => !name.startsWith('$'))
      .map((name) => scanTable(context, environment, name, span)),
    ...views.flatMap((name) => bindLegs(context, environment, { kind: 'name', span, text: name, bracketed: false }, false)),
  ];
}
