import { findFunction } from '../binder/calls.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, bindPredicate } from '../binder/expressions.ts';
import { graphFunctions } from '../binder/missing.ts';
import type { GraphRelation } from '../binder/relation.ts';
import type { RowScope, Scope } from '../binder/scope.ts';
import type { ScalarType } from '../data/types.ts';
import { fail, type Span } from '../errors.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { MatchColumn, PathFold } from '../plan/graph.ts';
import type { Call, Expression as Node, Path } from '../syntax/ast.ts';
import { type ElementScope, type ElementScopes, elementScopes, nodeFunction, nodeFunctions, noLabels } from './graph-elements.ts';
import type { BoundPattern } from './graph-pattern.ts';

/** What the expressions of a pattern see, and the columns of the match that they have asked for so far. */
export interface PatternScope {
  readonly where: Scope;
  readonly project: Scope;
  readonly columns: readonly MatchColumn[];
}

/** A name of a pattern. */
interface Variable {
  readonly kind: 'node' | 'edge' | 'path';
  readonly element: number;
  readonly name: string;
}

interface Names {
  readonly context: BindContext;
  readonly environment: Environment;
  readonly graph: GraphRelation;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly elements: ElementScopes;
  readonly columns: MatchColumns;
}

/**
 * The scope of a pattern's `where` and `project`: `variable.property`, a variable as a bag of its properties, and the functions of graphs.
 * Every such value becomes a column of the match, so that what is around it is an expression like any other. Manual pages:
 * graph-match-operator and those of the graph functions.
 */
export function patternScope(context: BindContext, environment: Environment, graph: GraphRelation, pattern: BoundPattern): PatternScope {
  const columns = new MatchColumns();
  const names: Names = { context, environment, graph, variables: variablesOf(pattern), elements: elementScopes(graph), columns };
  return {
    where: { environment, row: patternRow(names, 'where') },
    project: { environment, row: patternRow(names, 'project') },
    columns: columns.columns,
  };
}

function variablesOf({ nodes, edges }: BoundPattern): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  nodes.forEach(({ name }, element) => {
    if (name !== undefined) variables.set(name, { kind: 'node', element, name });
  });
  edges.forEach(({ name, isPath }, element) => {
    // of a node and an edge with one name the name means the node
    if (name !== undefined && !variables.has(name)) variables.set(name, { kind: isPath ? 'path' : 'edge', element, name });
  });
  return variables;
}

/** The columns of a match; what is asked for a second time is there already. */
class MatchColumns {
  readonly columns: MatchColumn[] = [];
  private readonly known = new Map<string, Expression>();

  add(key: string, type: ScalarType, span: Span, made: MatchColumn): Expression {
    const known = this.known.get(key);
    if (known !== undefined) return { ...known, span };
    const added = column(type, this.columns.length, span);
    this.columns.push(made);
    this.known.set(key, added);
    return added;
  }
}

type Clause = 'where' | 'project';

function patternRow(names: Names, clause: Clause): RowScope {
  const { context, variables, elements } = names;
  return {
    open: false,
    hint: 'a property is read through the node or edge that has it, as in `a.name`',
    names: [...variables.keys()],
    star: (span) => fail('semantic', '`*` cannot stand in a pattern', span),
    column(name, span) {
      const variable = variables.get(name);
      if (variable === undefined) return undefined;
      return valueOfVariable(names, clause, variable, '', span, elementOf(elements, variable).bag(context, span));
    },
    special(node) {
      if (node.kind === 'call') return graphCall(names, clause, node);
      if (node.kind === 'path') return property(names, clause, node);
      const variable = node.kind === 'element' ? variableOf(names, node.base) : undefined;
      if (variable === undefined || variable.kind === 'path') return undefined;
      return fail('unsupported', `\`${variable.name}[…]\` is not supported`, node.span, `write ${variable.name}.property`);
    },
  };
}

function variableOf({ variables }: Names, node: Node | undefined): Variable | undefined {
  return node?.kind === 'name' ? variables.get(node.text) : undefined;
}

function elementOf(elements: ElementScopes, { kind }: Variable): ElementScope {
  return kind === 'node' ? elements.node : elements.edge;
}

/** `variable.property`; undefined for any other path. */
function property(names: Names, clause: Clause, { base, member, span }: Path): Expression | undefined {
  if (base.kind === 'path' && variableOf(names, base.base)?.kind === 'path')
    return fail('unsupported', 'a path into a property of a path is not supported', span, 'write map(edge, property.part)');
  const variable = variableOf(names, base);
  if (variable === undefined || member.kind !== 'name') return undefined;
  const value = elementOf(names.elements, variable).property(variable.name, member.text, member.span);
  return valueOfVariable(names, clause, variable, `.${member.text}`, span, value);
}

/** A value of a node or an edge; of a path an array of the values of its edges. */
function valueOfVariable(names: Names, clause: Clause, variable: Variable, key: string, span: Span, expression: Expression): Expression {
  const { kind, element, name } = variable;
  if (kind !== 'path') return names.columns.add(`${name}${key}`, expression.type, span, { kind, element, expression });
  if (clause === 'where')
    fail(
      key === '' ? 'unsupported' : 'semantic',
      `\`${name}\` is a path: a predicate asks about its edges`,
      span,
      `write all(${name}, …), any(${name}, …) or map(${name}, …)`,
    );
  return names.columns.add(`${name}${key}`, 'dynamic', span, { kind, fold: 'map', element, inner: false, expression });
}

/** The functions of graphs; undefined for any other call. */
function graphCall(names: Names, clause: Clause, node: Call): Expression | undefined {
  const name = node.name.text;
  if (!isGraphFunction(names, name)) return undefined;
  if (name === 'all' || name === 'any' || name === 'map') return foldCall(names, name, node);
  if (name === 'inner_nodes') return fail('semantic', 'inner_nodes() is the first argument of all(), any() or map()', node.span);
  const variable = variableOf(names, node.arguments[0]);
  const takes = name === 'labels' ? 'a node or an edge' : 'a node';
  if (variable === undefined || node.arguments.length > 1 || (variable.kind !== 'node' && name !== 'labels'))
    return fail('semantic', `${name}() takes ${takes} of the pattern`, node.span);
  if (name !== 'labels')
    return valueOfVariable(names, clause, variable, `${name}()`, node.span, nodeFunction(names.context, names.graph, name, node.span));
  if (variable.kind === 'path') return fail('unsupported', 'labels() of a path is not supported', node.span, 'write map(edge, labels())');
  return noLabels(node.span);
}

function isGraphFunction({ context, environment }: Names, name: string): boolean {
  return (graphFunctions.has(name) || name === 'any') && findFunction(context, environment, name) === undefined;
}

/** all(), any() and map() of the edges of a path or of its inner nodes. */
function foldCall(names: Names, fold: PathFold, node: Call): Expression {
  const [first, second, ...more] = node.arguments;
  const inner = first?.kind === 'call' && first.name.text === 'inner_nodes' && first.arguments.length === 1;
  const variable = variableOf(names, inner ? first.arguments[0] : first);
  if (variable?.kind !== 'path')
    return fail('semantic', `${fold}() takes an edge of variable length or its inner_nodes() first`, node.span, 'as in -[e*1..5]->');
  if (second === undefined || more.length > 0) return fail('semantic', `${fold}() takes 2 arguments`, node.span);
  const scope: Scope = { environment: names.environment, row: elementRow(names, inner ? names.elements.node : names.elements.edge) };
  const expression = fold === 'map' ? bindExpression(names.context, scope, second) : bindPredicate(names.context, scope, second);
  // the place of the call tells it from others on the same path
  const key = `${variable.name} ${node.span.start} ${node.span.end}`;
  const type = fold === 'map' ? 'dynamic' : 'bool';
  return names.columns.add(key, type, node.span, { kind: 'path', fold, element: variable.element, inner, expression });
}

/** Inside all(), any() and map() the properties of the edge or inner node stand by their bare names. */
function elementRow(names: Names, element: ElementScope): RowScope {
  const { context, graph } = names;
  return {
    open: element.open,
    names: element.names,
    star: (span) => fail('semantic', '`*` cannot stand in a pattern', span),
    column: (name, span) => element.find(name, span),
    special(node) {
      const { span } = node;
      if (
        node.kind === 'path' &&
        node.base.kind === 'name' &&
        element.find(node.base.text, span) === undefined &&
        variableOf(names, node.base)
      )
        return fail('unsupported', 'other parts of the pattern are not supported inside all(), any() and map()', span);
      if (node.kind !== 'call' || !isGraphFunction(names, node.name.text)) return undefined;
      const name = node.name.text;
      if (node.arguments.length > 0)
        return fail('unsupported', `${name}() of something is not supported inside all(), any() and map()`, span);
      if (name === 'labels') return noLabels(span);
      if (element.kind === 'node' && nodeFunctions.has(name)) return nodeFunction(context, graph, name, span);
      return fail('semantic', `${name}() cannot stand here`, span);
    },
  };
}
