import { callByName } from '../binder/coercion.ts';
import type { BindContext } from '../binder/context.ts';
import type { GraphRelation } from '../binder/relation.ts';
import { pending } from '../binder/scope.ts';
import { unknownType } from '../binder/unknown.ts';
import { type Column, columnIndex } from '../data/schema.ts';
import { fail, nearestName, type Span } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import { nodeColumns } from '../plan/graph.ts';
import { hasOpenNodes } from './make-graph.ts';

/** The properties of the nodes or of the edges of a graph; the expressions read a node's or an edge's columns by position. */
export interface ElementScope {
  readonly kind: 'node' | 'edge';
  readonly open: boolean;
  /** The names of the properties that can be named. */
  readonly names: readonly string[];
  /** The property of a name, undefined when there is none. */
  find(name: string, span: Span): Expression | undefined;
  /** The property of a name; where there is none the error speaks of `variable`. */
  property(variable: string, name: string, span: Span): Expression;
  /** A bag of all properties but those that are null or empty. */
  bag(context: BindContext, span: Span): Expression;
}

export interface ElementScopes {
  readonly node: ElementScope;
  readonly edge: ElementScope;
}

export function elementScopes(relation: GraphRelation): ElementScopes {
  const { graph, edges, conflicts } = relation;
  const { properties } = nodeColumns;
  return {
    node: elementScope('node', graph.properties, { first: properties, open: hasOpenNodes(relation), hidden: undefined, conflicts }),
    edge: elementScope('edge', edges.schema.columns, { first: 0, open: edges.open, hidden: edges.hidden, conflicts: new Set() }),
  };
}

interface Visibility {
  /** The position of the first property. */
  readonly first: number;
  readonly open: boolean;
  readonly hidden: ReadonlySet<string> | undefined;
  readonly conflicts: ReadonlySet<string>;
}

function elementScope(kind: 'node' | 'edge', columns: readonly Column[], { first, open, hidden, conflicts }: Visibility): ElementScope {
  const schema = { columns };
  const names = columns.map(({ name }) => name).filter((name) => !hidden?.has(name));
  const find = (name: string, span: Span): Expression | undefined => {
    const index = hidden?.has(name) ? -1 : columnIndex(schema, name);
    if (index >= 0) return column(columns[index].type, first + index, span);
    return open ? pending(unknownType, span) : undefined;
  };
  return {
    kind,
    open,
    names,
    find,
    property: (variable, name, span) => find(name, span) ?? failProperty(`the ${kind} \`${variable}\``, name, names, conflicts, span),
    bag({ functions }, span) {
      if (open) return pending('dynamic', span);
      const [conflict] = conflicts;
      if (conflict !== undefined)
        return fail('unsupported', `a node as a bag is not supported where both tables have \`${conflict}\` in different types`, span);
      if (columns.length === 0) return constant('dynamic', new Map(), span);
      const pairs = columns.flatMap(({ name, type }, index) => [constant('string', name, span), column(type, first + index, span)]);
      return callByName(functions, 'pack non-empty', pairs, span);
    },
  };
}

function failProperty(what: string, name: string, names: readonly string[], conflicts: ReadonlySet<string>, span: Span): never {
  const problem = `${what} has no property \`${name}\``;
  if (conflicts.has(name)) return fail('semantic', `${problem}: the tables of nodes have it in different types`, span);
  if (names.length === 0)
    return fail('semantic', problem, span, 'nodes have some after make-graph … with_node_id=Name or with Nodes on Id');
  const near = nearestName(name, names);
  const known = names.length <= 12 ? `: it has ${names.join(', ')}` : '';
  return fail('semantic', `${problem}${known}`, span, near && `did you mean \`${near}\`?`);
}

/** node_degree_in(), node_degree_out() and node_id() of the node that an expression is about. */
export function nodeFunction({ functions }: BindContext, { graph }: GraphRelation, name: string, span: Span): Expression {
  if (name === 'node_degree_in') return column('long', nodeColumns.degreeIn, span);
  if (name === 'node_degree_out') return column('long', nodeColumns.degreeOut, span);
  return callByName(functions, 'tostring', [column(graph.idType, nodeColumns.id, span)], span);
}

export const nodeFunctions: ReadonlySet<string> = new Set(['node_degree_in', 'node_degree_out', 'node_id']);

/** labels(): a graph that make-graph has made has none. */
export function noLabels(span: Span): Expression {
  return constant('dynamic', [], span);
}
