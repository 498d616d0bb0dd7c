import { bindItem, ColumnNamer, type Item } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindPredicate } from '../binder/expressions.ts';
import { naturalName } from '../binder/names.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type GraphRelation, type Relation, relationOf } from '../binder/relation.ts';
import type { Scope } from '../binder/scope.ts';
import { unknownRelation } from '../binder/tabular.ts';
import { fail, type Span } from '../errors.ts';
import { type Expression, isVolatile, substitute } from '../plan/expression.ts';
import type { Cycles, MatchColumn, MatchOutput } from '../plan/graph.ts';
import type { GraphMatchOperator, GraphShortestPathsOperator, Expression as Node } from '../syntax/ast.ts';
import { type BoundPattern, bindPatterns, type EdgeVariable } from './graph-pattern.ts';
import { patternScope } from './graph-scope.ts';
import { graphPlan, hasOpenNodes, requireGraph } from './make-graph.ts';

/**
 * `graph-match cycles=… patterns where predicate project columns`: a row for each way in which nodes and edges of the graph can stand for
 * those of the patterns. By default no edge stands twice in one match (`unique_edges`); with `none` no node does, with `all` both may.
 * Manual page: graph-match-operator.
 */
export function bindGraphMatch(context: BindContext, environment: Environment, input: Relation, node: GraphMatchOperator): Relation {
  const graph = requireGraph(context, input, 'graph-match', node.keywordSpan);
  if (graph === undefined) return unknownRelation(node.span);
  checkParameters(context, node.parameters, ['cycles'], 'graph-match');
  const cycles = parameterText(node.parameters, 'cycles') ?? { text: 'unique_edges', span: node.span };
  if (cycles.text !== 'all' && cycles.text !== 'none' && cycles.text !== 'unique_edges')
    fail('semantic', `\`cycles\` cannot be \`${cycles.text}\``, cycles.span, 'it is unique_edges, none or all');
  const pattern = bindPatterns(context, environment, node.patterns);
  if (cycles.text === 'none') checkWithoutCycles(pattern.edges);
  const bound = bindMatch(context, environment, graph, pattern, node);
  return matchRelation(graph, { ...bound, kind: 'match', all: true, cycles: cycles.text as Cycles }, bound.items, node.span);
}

type MatchParts = Pick<MatchOutput, 'nodes' | 'edges' | 'columns' | 'where' | 'project'>;

/** The pattern, predicate and columns of graph-match and graph-shortest-paths. */
export function bindMatch(
  context: BindContext,
  environment: Environment,
  graph: GraphRelation,
  pattern: BoundPattern,
  node: GraphMatchOperator | GraphShortestPathsOperator,
): MatchParts & { readonly items: readonly Item[] } {
  const { partition } = graph.graph;
  const lone = pattern.edges.length === 0 || pattern.edges.some(({ least }) => least === 0);
  if (partition !== undefined && lone)
    fail('unsupported', 'a pattern that nodes without edges match is not supported in `partitioned-by`', node.span);
  if (node.project === undefined) return fail('semantic', `\`${node.kind}\` needs \`project\``, node.keywordSpan, 'write project a.x, …');
  const scope = patternScope(context, environment, graph, pattern);
  const predicate = node.where && bindPredicate(context, scope.where, node.where);
  const isBare = graph.graph.properties.length === 0 && !hasOpenNodes(graph);
  const unnamed = new Set(isBare ? pattern.nodes.map(({ name }) => name) : []);
  const items = node.project.flatMap((item) => {
    const bound = bindColumn(context, scope.project, item);
    // a node without properties gives its column no name
    return item.kind === 'name' && unnamed.has(item.text) ? bound.map((column) => ({ ...column, name: undefined })) : bound;
  });
  const parts = splitPredicate(predicate, scope.columns, pattern);
  return { ...parts, columns: scope.columns, project: items.map(({ expression }) => expression), items };
}

export function matchRelation(graph: GraphRelation, output: MatchOutput, items: readonly Item[], span: Span): Relation {
  const namer = new ColumnNamer();
  const columns = items.map((item) => ({ name: namer.name(item), type: item.expression.type }));
  const { kind, all, cycles, nodes, edges, where, project } = output;
  return relationOf(graphPlan(graph, { kind, all, cycles, nodes, edges, columns: output.columns, where, project }, { columns }, span));
}

/** Under `cycles=none` Kusto's answer is not known where an edge could be both of two, or a path is empty. */
function checkWithoutCycles(edges: readonly EdgeVariable[]): void {
  for (const [index, edge] of edges.entries()) {
    const { from, to, direction, least, isPath, span } = edge;
    if (least === 0) fail('unsupported', 'a path of no edges under `cycles=none` is not supported', span, 'begin the range with 1');
    if (from === to && !isPath) fail('unsupported', 'an edge from a node to itself under `cycles=none` is not supported', span);
    const twin = edges.slice(0, index).find((other) => {
      const same = other.from === from && other.to === to;
      if (!same && (other.from !== to || other.to !== from)) return false;
      if (direction === 'any' || other.direction === 'any') return true;
      return same === (direction === other.direction);
    });
    if (twin !== undefined) fail('unsupported', 'two edges between the same nodes under `cycles=none` are not supported', span);
  }
}

/**
 * Takes the predicate apart: what is said of one node, of one edge, or by all() of a path's edges or inner nodes is found out before the
 * search; the rest is asked of each match.
 */
function splitPredicate(
  predicate: Expression | undefined,
  columns: readonly MatchColumn[],
  pattern: BoundPattern,
): Pick<MatchOutput, 'nodes' | 'edges' | 'where'> {
  const nodes = pattern.nodes.map(() => ({ where: [] as Expression[] }));
  const edges = pattern.edges.map(({ from, to, direction, least, most }) => ({
    ...{ from, to, direction, least, most },
    where: [] as Expression[],
    whereInner: [] as Expression[],
  }));
  const where: Expression[] = [];
  const conjuncts = predicate?.kind === 'logical' && predicate.operator === 'and' ? predicate.operands : predicate ? [predicate] : [];
  for (const conjunct of conjuncts) {
    const only = onlyElement(conjunct, columns);
    if (only === undefined || isVolatile(only.expression)) where.push(conjunct);
    else if (only.kind === 'node') nodes[only.element].where.push(only.expression);
    else if (only.kind === 'inner') edges[only.element].whereInner.push(only.expression);
    else edges[only.element].where.push(only.expression);
  }
  return { nodes, edges, where };
}

interface OneElement {
  readonly kind: 'node' | 'edge' | 'inner';
  readonly element: number;
  /** Over the element itself. */
  readonly expression: Expression;
}

/** The one element that a condition is about, if it is about one alone. */
function onlyElement(condition: Expression, columns: readonly MatchColumn[]): OneElement | undefined {
  const read = columnsRead(condition, columns);
  const [first] = read;
  if (first === undefined) return undefined;
  if (first.kind === 'path') {
    if (first.fold !== 'all' || condition.kind !== 'column') return undefined;
    return { kind: first.inner ? 'inner' : 'edge', element: first.element, expression: first.expression };
  }
  const { kind, element } = first;
  if (read.some((column) => column.kind !== kind || column.element !== element)) return undefined;
  const expression = substitute(condition, ({ index }) => (columns[index] ?? first).expression);
  return { kind, element, expression };
}

/** The columns of the match that an expression reads. */
export function columnsRead(expression: Expression, columns: readonly MatchColumn[]): MatchColumn[] {
  const read = new Set<MatchColumn>();
  substitute(expression, (column) => {
    if (columns[column.index] !== undefined) read.add(columns[column.index]);
    return column;
  });
  return [...read];
}

/** A column of `project`. Only what Kusto's own name is known for may go without a name. */
function bindColumn(context: BindContext, scope: Scope, node: Node): Item[] {
  const items = bindItem(context, scope, node);
  if (node.kind === 'named') return items;
  const name = automaticName(context, scope, node);
  if (name === undefined && node.kind !== 'call') return items.map((item) => ({ ...item, explicit: false }));
  if (items.length > 1 || name === 'unknown')
    return fail('unsupported', 'a name for this column is not known', node.span, 'give it one: project Name = …');
  return items.map((item) => ({ ...item, name, explicit: false }));
}

/** The name of a column, undefined when it is a Column1, 'unknown' when only Kusto knows it. */
function automaticName(context: BindContext, scope: Scope, node: Node): string | undefined {
  if (node.kind === 'parenthesized') return automaticName(context, scope, node.expression);
  const natural = naturalName(context.functions, scope.row, node);
  if (node.kind !== 'call') return natural;
  const [first, second] = node.arguments;
  switch (node.name.text) {
    case 'labels':
    case 'node_id':
    case 'node_degree_in':
    case 'node_degree_out':
      return `${node.name.text}_${naturalName(context.functions, scope.row, first)}`;
    case 'all':
    case 'any':
    case 'map': {
      const inner = first.kind === 'call';
      const path = naturalName(context.functions, scope.row, inner ? first.arguments[0] : first);
      const prefix = `${inner ? 'inner_nodes_' : ''}${path}_`;
      if (node.name.text !== 'map') return `${prefix}Column`;
      if (second.kind === 'call' && second.arguments.length === 0) return second.name.text === 'node_id' ? `${prefix}node_id` : 'unknown';
      const value = naturalName(context.functions, scope.row, second);
      if (second.kind !== 'name' && (second.kind !== 'call' || value !== undefined)) return 'unknown';
      return `${prefix}${value ?? 'Column'}`;
    }
    // a property inside a call gives it no name
    case 'tostring':
      return undefined;
    case 'strlen':
      return 'strlen_';
    default:
      return natural === undefined ? undefined : 'unknown';
  }
}
