import type { BindContext, Environment } from '../binder/context.ts';
import { bindPredicate } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import type { RowScope } from '../binder/scope.ts';
import { unknownRelation } from '../binder/tabular.ts';
import { fail } from '../errors.ts';
import type { GraphWhereOperator } from '../syntax/ast.ts';
import { elementScopes } from './graph-elements.ts';
import { graphOf, requireGraph } from './make-graph.ts';

/**
 * `graph-where-nodes predicate` and `graph-where-edges predicate`: the graph of those nodes, or those edges, for which it is true. The properties
 * stand by their bare names. An edge goes with either of its ends; a node stays without its edges. There is no manual page.
 */
export function bindGraphWhere(context: BindContext, environment: Environment, input: Relation, node: GraphWhereOperator): Relation {
  const relation = requireGraph(context, input, node.kind, node.keywordSpan);
  if (relation === undefined) return unknownRelation(node.span);
  const { graph } = relation;
  const ofNodes = node.kind === 'graph-where-nodes';
  const { open, names, find } = elementScopes(relation)[ofNodes ? 'node' : 'edge'];
  const row: RowScope = { open, names, column: find, star: (span) => fail('semantic', '`*` cannot stand here', span) };
  const predicate = bindPredicate(context, { environment, row }, node.predicate);
  const where = predicate.kind === 'logical' && predicate.operator === 'and' ? predicate.operands : [predicate];
  const step = { kind: ofNodes ? 'nodes' : 'edges', where } as const;
  return graphOf({ ...relation, graph: { ...graph, steps: [...graph.steps, step] } }, node.span);
}
