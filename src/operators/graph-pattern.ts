import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { fail, type Span } from '../errors.ts';
import { readsRow } from '../plan/expression.ts';
import type { EdgeDirection } from '../plan/graph.ts';
import type { GraphEdge, GraphNode, GraphPattern, Expression as Node } from '../syntax/ast.ts';

/** The nodes and edges of patterns: nodes of one name are one node. */
export interface BoundPattern {
  readonly nodes: readonly NodeVariable[];
  readonly edges: readonly EdgeVariable[];
}

export interface NodeVariable {
  readonly name: string | undefined;
  readonly span: Span;
}

export interface EdgeVariable {
  readonly name: string | undefined;
  readonly span: Span;
  readonly from: number;
  readonly to: number;
  readonly direction: EdgeDirection;
  /** Written with a range: it stands for a path, also where the range is one edge. */
  readonly isPath: boolean;
  readonly least: number;
  readonly most: number;
}

/** Binds the patterns of one operator, which must hang together by nodes of the same name. */
export function bindPatterns(context: BindContext, environment: Environment, patterns: readonly GraphPattern[]): BoundPattern {
  const nodes: NodeVariable[] = [];
  const edges: EdgeVariable[] = [];
  const byName = new Map<string, number>();
  const nodeAt = ({ name, span }: GraphNode): number => {
    const known = name && byName.get(name.text);
    if (known !== undefined) return known;
    if (name !== undefined) byName.set(name.text, nodes.length);
    return nodes.push({ name: name?.text, span }) - 1;
  };
  for (const { elements } of patterns) {
    let from = nodeAt(elements[0] as GraphNode);
    // the parser has made sure that nodes and edges take turns
    for (let at = 1; at < elements.length; at += 2) {
      const to = nodeAt(elements[at + 1] as GraphNode);
      edges.push(bindEdge(context, environment, elements[at] as GraphEdge, from, to));
      from = to;
    }
  }
  checkNames(edges, byName);
  checkConnected(nodes, edges);
  return { nodes, edges };
}

const directions = { '-->': 'out', '<--': 'in', '--': 'any' } as const;

function bindEdge(context: BindContext, environment: Environment, node: GraphEdge, from: number, to: number): EdgeVariable {
  const { range, span } = node;
  const edge = { name: node.name?.text, span, from, to, direction: directions[node.direction], isPath: range !== undefined };
  if (range === undefined) return { ...edge, least: 1, most: 1 };
  const least = bound(context, environment, range.from);
  // a bound that only data can tell is not known yet
  const most = bound(context, environment, range.to) ?? 0x7fffffff;
  if (least !== undefined && least > most) fail('semantic', `the range ${least}..${most} ends before it begins`, span);
  return { ...edge, least: least ?? 1, most };
}

/** The least or greatest number of edges of a path: a constant; undefined while only data can tell it. */
function bound(context: BindContext, environment: Environment, node: Node): number | undefined {
  const value = bindExpression(context, { environment, row: undefined }, node);
  if (!readsRow(value) && value.kind !== 'constant') return undefined;
  if (value.kind !== 'constant' || (value.type !== 'int' && value.type !== 'long') || value.value === null)
    return fail('semantic', 'the length of a path is a constant whole number', node.span);
  const number = Number(value.value);
  if (number < 0) fail('semantic', 'the length of a path cannot be negative', node.span);
  if (number > 0x7fffffff) fail('unsupported', 'a path of more than 2^31 edges is not supported', node.span);
  return number;
}

function checkNames(edges: readonly EdgeVariable[], nodes: ReadonlyMap<string, number>): void {
  const seen = new Set<string>();
  for (const { name, span, isPath } of edges) {
    if (name === undefined) continue;
    if (isPath && nodes.has(name))
      fail('unsupported', `a node and a path of the same name (\`${name}\`) are not supported`, span, 'rename one');
    if (seen.has(name)) fail('unsupported', `two edges of the same name (\`${name}\`) are not supported`, span, 'rename one');
    seen.add(name);
  }
}

function checkConnected(nodes: readonly NodeVariable[], edges: readonly EdgeVariable[]): void {
  const reached = new Set([0]);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const { from, to } of edges) if (reached.has(from) || reached.has(to)) reached.add(from).add(to);
  }
  const apart = nodes.find((_, index) => !reached.has(index));
  if (apart !== undefined)
    fail('semantic', 'the patterns do not hang together', apart.span, 'use the name of a node in both, as in (a)-->(b), (b)-->(c)');
}
