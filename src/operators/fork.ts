import { refuseDynamicKey } from '../binder/aggregates.ts';
import { type BindContext, childEnvironment, type Environment } from '../binder/context.ts';
import { type Relation, relationOf, severalResults } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { bindPipe, bindTabular } from '../binder/tabular.ts';
import { fail } from '../errors.ts';
import type { FacetOperator, ForkOperator, Expression as Node } from '../syntax/ast.ts';
import { bindSummarize } from './summarize.ts';

/** `fork (sub-query) (sub-query)`: a result for each sub-query over the same rows, which are computed once. */
export function bindFork(context: BindContext, environment: Environment, input: Relation, node: ForkOperator): Relation {
  const shared = sharedRows(input, node.span);
  return severalResults(node.branches.map(({ subquery }) => bindBranch(context, environment, shared, subquery)));
}

/** `facet by columns with (sub-query)`: the result of the sub-query, then for each column its values and how many rows have them. */
export function bindFacet(context: BindContext, environment: Environment, input: Relation, node: FacetOperator): Relation {
  const shared = sharedRows(input, node.span);
  const first = node.with === undefined ? [] : [bindBranch(context, environment, shared, node.with)];
  return severalResults([...first, ...node.by.map((column) => bindCounts(context, environment, shared, column, node))]);
}

/** The rows of a relation, computed once for all that read them. */
export function sharedRows(input: Relation, span: Node['span']): Relation {
  return { ...input, plan: { kind: 'shared', input: input.plan, schema: input.plan.schema, span } };
}

function bindBranch(context: BindContext, environment: Environment, input: Relation, node: Node): Relation {
  if (node.kind === 'parenthesized') return bindBranch(context, environment, input, node.expression);
  if (node.kind !== 'pipe' || node.source !== undefined) return bindTabular(context, environment, node);
  const relation = bindPipe(context, childEnvironment(environment), node, input);
  if (relation.others !== undefined) fail('semantic', 'a sub-query gives one result', node.span);
  return relation;
}

function bindCounts(context: BindContext, environment: Environment, input: Relation, column: Node, node: FacetOperator): Relation {
  if (column.kind !== 'name') return fail('semantic', '`facet` takes columns', column.span);
  refuseDynamicKey(requireColumn(input, column.text, column.span).type, column.span, 'facet by');
  const { span } = column;
  const count = { kind: 'call', span, name: { kind: 'name', span, text: 'count', bracketed: false }, arguments: [] } as const;
  const name = { kind: 'name', span, text: `count_${column.text}`, bracketed: false } as const;
  const counted = bindSummarize(context, environment, input, {
    kind: 'summarize',
    span: node.span,
    keywordSpan: node.keywordSpan,
    parameters: [],
    aggregates: [{ kind: 'named', span, names: [name], tuple: false, value: count }],
    by: [column],
    bin: undefined,
  });
  return relationOf(counted.plan, counted);
}
