import type { BindContext, Environment } from '../binder/context.ts';
import { childEnvironment } from '../binder/context.ts';
import { checkParameters } from '../binder/parameters.ts';
import { type GraphRelation, type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { bindPipe, bindTabular } from '../binder/tabular.ts';
import { unknownType } from '../binder/unknown.ts';
import { columnIndex } from '../data/schema.ts';
import { tableOfVectors } from '../data/table.ts';
import type { ScalarType } from '../data/types.ts';
import { fail, type Span } from '../errors.ts';
import type { Graph, NodeProperty } from '../plan/graph.ts';
import type { GraphPlan, Plan } from '../plan/plan.ts';
import type { Expression, MakeGraphOperator } from '../syntax/ast.ts';

/**
 * `make-graph source --> target`: every row becomes an edge, and every id at its ends a node. Nodes get properties from tables (`with Nodes
 * on Id`, at most two) or their id as one (`with_node_id=Name`). A node that stands in no table has its id in the key columns and nothing else;
 * one that stands in several rows has those of the first. null is an id too. Manual page: make-graph-operator.
 */
export function bindMakeGraph(context: BindContext, environment: Environment, input: Relation, node: MakeGraphOperator): Relation {
  checkParameters(context, node.parameters, [], 'make-graph');
  if (node.direction !== '-->') fail('unsupported', 'undirected graphs are not supported', node.span, 'write --> and match with `--`');
  const source = requireId(input, node.source);
  const target = requireId(input, node.target);
  if (differ(source.type, target.type))
    fail(
      'semantic',
      `the ids at the ends of an edge have different types: ${source.type} and ${target.type}`,
      node.span,
      'convert one of them',
    );
  if (node.nodes.length > 2) fail('semantic', 'a graph has at most two tables of nodes', node.nodes[2].span, 'union them first');
  const tables = node.nodes.map(({ table, key, span }) => {
    const relation = bindTabular(context, environment, table);
    const id = requireId(relation, key);
    if (differ(id.type, source.type))
      fail('semantic', `the ids of the nodes are ${id.type}, those of the edges ${source.type}`, span, 'convert one of them');
    return { relation, key: id.index };
  });
  const idType = source.type === unknownType ? target.type : source.type;
  const { properties, conflicts } = nodeProperties(tables, node.nodeId?.text, idType);
  const partition = node.partitionedBy && bindPartition(input, tables, node, node.partitionedBy.column);
  const graph: Graph = {
    source: source.index,
    target: target.index,
    idType,
    tables: tables.map(({ key }, index) => ({ key, partition: partition?.tables[index] })),
    properties,
    steps: [],
    partition: partition?.edges,
  };
  const made = graphOf({ graph, edges: input, tables: tables.map(({ relation }) => relation), conflicts }, node.span);
  if (node.partitionedBy === undefined) return made;
  return bindPartitioned(context, environment, made, node.partitionedBy.subquery);
}

/** A graph as a relation: only graph operators can take it. */
export function graphOf(graph: GraphRelation, span: Span): Relation {
  const plan: Plan = { kind: 'values', table: tableOfVectors({ columns: [] }, [], 0), schema: { columns: [] }, span };
  return { ...relationOf(plan), graph };
}

/** The graph that an operator needs. After an error nothing is known of what comes before it, and nothing more is said. */
export function requireGraph(context: BindContext, input: Relation, operator: string, span: Span): GraphRelation | undefined {
  if (input.graph !== undefined) return input.graph;
  if (context.diagnostics.length > 0) return undefined;
  return fail('semantic', `\`${operator}\` needs a graph before it`, span, 'make one: Edges | make-graph source --> target');
}

/** The rows that are asked of a graph. */
export function graphPlan(
  { graph, edges, tables }: GraphRelation,
  output: GraphPlan['output'],
  schema: Plan['schema'],
  span: Span,
): GraphPlan {
  return { kind: 'graph', input: edges.plan, others: tables.map(({ plan }) => plan), graph, output, schema, span };
}

/** Whether columns that are not known may be among those of the nodes. */
export function hasOpenNodes({ tables }: GraphRelation): boolean {
  return tables.some(({ open }) => open);
}

function requireId(relation: Relation, node: Expression): { index: number; type: ScalarType } {
  if (node.kind !== 'name') return fail('semantic', 'an id is a column', node.span, 'extend one before make-graph');
  const id = requireColumn(relation, node.text, node.span);
  if (id.type === 'dynamic') fail('semantic', `the id \`${node.text}\` is dynamic`, node.span, 'convert it, for example with tostring()');
  return id;
}

function differ(a: ScalarType, b: ScalarType): boolean {
  return a !== b && a !== unknownType && b !== unknownType;
}

interface BoundTable {
  readonly relation: Relation;
  readonly key: number;
}

/** The columns of all tables, those of one name once; what has several types under one name is no property, as in Kusto. */
function nodeProperties(
  tables: readonly BoundTable[],
  nodeId: string | undefined,
  type: ScalarType,
): { properties: NodeProperty[]; conflicts: Set<string> } {
  const conflicts = new Set<string>();
  if (nodeId !== undefined) return { properties: [{ name: nodeId, type, columns: [], isId: true, added: false }], conflicts };
  const properties = new Map<string, NodeProperty>();
  for (const { relation } of tables) {
    for (const { name, type } of relation.schema.columns) {
      if (properties.has(name)) {
        if (properties.get(name)?.type !== type) conflicts.add(name);
        continue;
      }
      const columns = tables.map((table) => columnIndex(table.relation.schema, name));
      const isId = tables.some(({ key }, index) => key === columns[index]);
      properties.set(name, { name, type, columns, isId, added: false });
    }
  }
  for (const name of conflicts) properties.delete(name);
  return { properties: [...properties.values()], conflicts };
}

/** The partition column in the edges and in every table of nodes. */
function bindPartition(
  input: Relation,
  tables: readonly BoundTable[],
  node: MakeGraphOperator,
  column: Expression,
): { edges: number; tables: number[] } {
  if (column.kind !== 'name') return fail('semantic', '`partitioned-by` takes a column', column.span, 'extend one before make-graph');
  if (node.nodeId !== undefined)
    fail('unsupported', '`partitioned-by` beside `with_node_id` is not supported', node.nodeId.span, 'give the nodes in a table');
  const edges = requireColumn(input, column.text, column.span);
  if (edges.type === 'dynamic') fail('unsupported', '`partitioned-by` a dynamic column is not supported', column.span, 'convert it');
  return {
    edges: edges.index,
    tables: tables.map(({ relation }, index) => {
      const own = requireColumn(relation, column.text, node.nodes[index].span);
      if (differ(own.type, edges.type))
        fail(
          'semantic',
          `\`${column.text}\` is ${own.type} in the nodes and ${edges.type} in the edges`,
          node.nodes[index].span,
          'convert one',
        );
      return own.index;
    }),
  };
}

/**
 * The operator that each partition's graph goes through. All of them are one graph whose nodes are told apart by their partitions too: what is
 * connected lies in one of them, so what the operator finds in all is what it finds in each.
 */
function bindPartitioned(context: BindContext, environment: Environment, graph: Relation, subquery: Expression): Relation {
  if (subquery.kind !== 'pipe' || subquery.source !== undefined || subquery.operators.length === 0)
    return fail('semantic', 'a graph operator stands in `partitioned-by`', subquery.span);
  const [operator, next] = subquery.operators;
  if (operator.kind !== 'graph-match' && operator.kind !== 'graph-shortest-paths' && operator.kind !== 'graph-to-table')
    fail('unsupported', `\`${operator.kind}\` in \`partitioned-by\` is not supported`, operator.keywordSpan, 'graph-match stands there');
  if (next !== undefined)
    fail('unsupported', `\`${next.kind}\` in \`partitioned-by\` is not supported`, next.keywordSpan, 'put it behind the parenthesis');
  return bindPipe(context, childEnvironment(environment), subquery, graph);
}
