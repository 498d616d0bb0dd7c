import { callByName } from '../binder/coercion.ts';
import { type BindContext, declare, type Environment } from '../binder/context.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type GraphRelation, type Relation, relationOf, severalResults } from '../binder/relation.ts';
import { unknownRelation } from '../binder/tabular.ts';
import { isUnknown } from '../binder/unknown.ts';
import type { Column } from '../data/schema.ts';
import { fail, type Span } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import { nodeColumns } from '../plan/graph.ts';
import type { GraphToTableOperator } from '../syntax/ast.ts';
import { graphPlan, hasOpenNodes, requireGraph } from './make-graph.ts';

type Output = GraphToTableOperator['outputs'][number];

/**
 * `graph-to-table nodes` or `edges`: their properties as columns, on demand before them the hash of a node's id (`with_node_id=Name`) or of
 * those at an edge's ends (`with_source_id`, `with_target_id`). Both together need names, `nodes as N, edges as E`, which later statements
 * can read. Manual page: graph-to-table-operator.
 */
export function bindGraphToTable(context: BindContext, environment: Environment, input: Relation, node: GraphToTableOperator): Relation {
  const graph = requireGraph(context, input, 'graph-to-table', node.keywordSpan);
  if (graph === undefined) return unknownRelation(node.span);
  const { outputs } = node;
  const unnamed = outputs.find(({ as }) => as === undefined);
  if (outputs.length > 1 && unnamed !== undefined)
    fail('semantic', 'several tables of a graph need names', unnamed.span, `write ${unnamed.entity} as Name`);
  const tables = outputs.map((output) => bindOutput(context, graph, output));
  tables.forEach((relation, index) => {
    const { as } = outputs[index];
    if (as === undefined) return;
    const named: Relation = { ...relation, name: as.text };
    const binding = { kind: 'table', relation: () => named, view: false } as const;
    declare(environment, as.text, binding);
    if (environment.parent !== undefined) declare(environment.parent, as.text, binding);
  });
  return tables.length === 1 ? tables[0] : { ...severalResults(tables), named: true };
}

function bindOutput(context: BindContext, graph: GraphRelation, output: Output): Relation {
  return output.entity === 'nodes' ? nodeTable(context, graph, output) : edgeTable(context, graph, output);
}

function nodeTable(context: BindContext, relation: GraphRelation, { parameters, span }: Output): Relation {
  checkParameters(context, parameters, ['with_node_id'], 'graph-to-table nodes');
  const { graph, conflicts } = relation;
  if (graph.partition !== undefined)
    fail('unsupported', '`graph-to-table nodes` in `partitioned-by` is not supported', span, 'take the nodes from their table');
  const [conflict] = conflicts;
  if (conflict !== undefined)
    fail('unsupported', `both tables of nodes have \`${conflict}\`, in different types`, span, 'rename it in one of them');
  const properties = graph.properties.map(({ type }, index) => column(type, nodeColumns.properties + index, span));
  const id = parameterText(parameters, 'with_node_id');
  const hashes = id === undefined ? [] : [hashColumn(context, id, column(graph.idType, nodeColumns.id, span))];
  const columns = withColumns(hashes, graph.properties, span);
  const expressions = [...hashes.map(({ expression }) => expression), ...properties];
  const plan = graphPlan(relation, { kind: 'nodes', expressions }, { columns }, span);
  return { ...relationOf(plan), open: hasOpenNodes(relation) };
}

function edgeTable(context: BindContext, relation: GraphRelation, { parameters, span }: Output): Relation {
  checkParameters(context, parameters, ['with_source_id', 'with_target_id'], 'graph-to-table edges');
  const { graph, edges } = relation;
  const hashes = (['source', 'target'] as const).flatMap((end) => {
    const name = parameterText(parameters, `with_${end}_id`);
    return name === undefined ? [] : [hashColumn(context, name, column(graph.idType, graph[end], span))];
  });
  const columns = withColumns(hashes, edges.schema.columns, span);
  const expressions = [
    ...hashes.map(({ expression }) => expression),
    ...edges.schema.columns.map(({ type }, index) => column(type, index, span)),
  ];
  const plan = graphPlan(relation, { kind: 'edges', expressions }, { columns }, span);
  return relationOf(plan, edges);
}

interface HashColumn {
  readonly column: Column;
  readonly expression: Expression;
  readonly span: Span;
}

/** The hash() of an id; that of null is the hash of nothing. */
function hashColumn(context: BindContext, name: { text: string; span: Span }, id: Expression): HashColumn {
  const { functions } = context;
  const { text, span } = name;
  const ofNothing = callByName(functions, 'hash', [constant('string', '', span)], span);
  const expression = isUnknown(id) ? id : callByName(functions, 'coalesce', [callByName(functions, 'hash', [id], span), ofNothing], span);
  return { column: { name: text, type: 'long' }, expression, span };
}

function withColumns(hashes: readonly HashColumn[], others: readonly Column[], span: Span): Column[] {
  const columns = [...hashes.map((hash) => hash.column), ...others.map(({ name, type }) => ({ name, type }))];
  const twice = columns.find(({ name }, index) => columns.findIndex((each) => each.name === name) !== index);
  if (twice !== undefined) fail('unsupported', `there are two columns named \`${twice.name}\``, span, 'give the id another name');
  return columns;
}
