import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import type { Relation } from '../binder/relation.ts';
import { unknownRelation } from '../binder/tabular.ts';
import { fail } from '../errors.ts';
import type { ComponentKind } from '../plan/graph.ts';
import type { GraphMarkComponentsOperator } from '../syntax/ast.ts';
import { graphOf, requireGraph } from './make-graph.ts';

/**
 * `graph-mark-components kind=weak|strong with_component_id=Name`: the same graph, whose nodes have the number of their component, from 0 on,
 * as a further property, `ComponentId` where no name is given. Manual page: graph-mark-components-operator.
 */
export function bindGraphMarkComponents(
  context: BindContext,
  _environment: Environment,
  input: Relation,
  node: GraphMarkComponentsOperator,
): Relation {
  const relation = requireGraph(context, input, 'graph-mark-components', node.keywordSpan);
  if (relation === undefined) return unknownRelation(node.span);
  checkParameters(context, node.parameters, ['kind', 'with_component_id'], 'graph-mark-components');
  const kind = parameterText(node.parameters, 'kind') ?? { text: 'weak', span: node.span };
  if (kind.text !== 'weak' && kind.text !== 'strong')
    fail('semantic', `there are no components of the kind \`${kind.text}\``, kind.span, 'the kinds are weak and strong');
  const { text: name, span } = parameterText(node.parameters, 'with_component_id') ?? { text: 'ComponentId', span: node.span };
  const { graph, conflicts } = relation;
  if (graph.properties.some((property) => property.name === name) || conflicts.has(name))
    fail('unsupported', `the nodes have a property \`${name}\` already`, span, 'name the other one: with_component_id=Name');
  const component = { name, type: 'long', columns: graph.tables.map(() => -1), isId: false, added: true } as const;
  const properties = [...graph.properties, component];
  const steps = [...graph.steps, { kind: 'components', components: kind.text as ComponentKind } as const];
  return graphOf({ ...relation, graph: { ...graph, properties, steps } }, node.span);
}
