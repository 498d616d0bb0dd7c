import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import type { Relation } from '../binder/relation.ts';
import { unknownRelation } from '../binder/tabular.ts';
import { fail } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { MatchColumn } from '../plan/graph.ts';
import type { GraphShortestPathsOperator } from '../syntax/ast.ts';
import { bindMatch, columnsRead, matchRelation } from './graph-match.ts';
import { bindPatterns } from './graph-pattern.ts';
import { requireGraph } from './make-graph.ts';

/**
 * `graph-shortest-paths output=any|all pattern where predicate project columns`: of the paths that fulfil the predicate and visit no node
 * twice the shortest one for each pair of ends, with `all` every one that is as short. The pattern is two nodes and a path between them; an edge
 * of fixed length, which the manual does not allow, is a path of one.
 * Manual page: graph-shortest-paths-operator.
 */
export function bindGraphShortestPaths(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: GraphShortestPathsOperator,
): Relation {
  const graph = requireGraph(context, input, 'graph-shortest-paths', node.keywordSpan);
  if (graph === undefined) return unknownRelation(node.span);
  checkParameters(context, node.parameters, ['output'], 'graph-shortest-paths');
  const output = parameterText(node.parameters, 'output') ?? { text: 'any', span: node.span };
  if (output.text !== 'any' && output.text !== 'all')
    fail('semantic', `\`output\` cannot be \`${output.text}\``, output.span, 'it is any or all');
  if (node.patterns.length > 1) fail('semantic', '`graph-shortest-paths` takes one pattern', node.patterns[1].span);
  const pattern = bindPatterns(context, environment, node.patterns);
  const [edge] = pattern.edges;
  if (pattern.edges.length !== 1)
    fail(
      'unsupported',
      '`graph-shortest-paths` of anything but one path is not supported',
      node.patterns[0].span,
      'write (a)-[e*1..5]->(b)',
    );
  if (edge.least === 0) fail('unsupported', 'a shortest path of no edges is not supported', edge.span, 'begin the range with 1');
  const bound = bindMatch(context, environment, graph, pattern, node);
  for (const condition of bound.where) checkOneElement(condition, bound.columns);
  return matchRelation(graph, { ...bound, kind: 'shortest-paths', all: output.text === 'all', cycles: 'none' }, bound.items, node.span);
}

/** Kusto compares no two parts of the pattern here. */
function checkOneElement(condition: Expression, columns: readonly MatchColumn[]): void {
  if (condition.kind === 'logical') {
    for (const operand of condition.operands) checkOneElement(operand, columns);
    return;
  }
  const elements = new Set(columnsRead(condition, columns).map(({ kind, element }) => `${kind === 'node' ? 'node' : 'edge'} ${element}`));
  if (elements.size > 1)
    fail('unsupported', 'a condition on two parts of the pattern is not supported in `graph-shortest-paths`', condition.span);
}
