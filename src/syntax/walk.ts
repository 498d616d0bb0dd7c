import type { Span } from '../errors.ts';
import type { Expression, Operator, Pipe, Statement } from './ast.ts';

/** Any node of the tree: plain data with a span, most with a kind. */
export interface SyntaxNode {
  readonly kind?: string;
  readonly span: Span;
}

/** The nodes directly inside one, in the order of the text. */
export function childNodes(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) collect(item);
    else if (isNode(value)) children.push(value);
    else if (isPlainGroup(value)) for (const item of Object.values(value)) collect(item);
  };
  for (const [key, value] of Object.entries(node)) if (!key.endsWith('pan')) collect(value);
  return children.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** A node and all inside it, each before what it holds, in the order of the text. `enter` says of a node whether to look into it. */
export function* nodesIn(root: SyntaxNode, enter: (node: SyntaxNode) => boolean = () => true): Generator<SyntaxNode> {
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if (!enter(node)) continue;
    const children = childNodes(node);
    for (let k = children.length - 1; k >= 0; k--) open.push(children[k]);
  }
}

/** The pipes directly inside a node: not those inside another pipe in it. The node itself is not one of them. */
export function pipesIn(node: Expression | Operator | Statement): Pipe[] {
  const pipes: Pipe[] = [];
  for (const inside of nodesIn(node, (at) => at === node || at.kind !== 'pipe'))
    if (inside !== node && inside.kind === 'pipe') pipes.push(inside as Pipe);
  return pipes;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'span' in value;
}

/** Parts that belong together without a span of their own: `{ from, to }` of a graph edge. */
function isPlainGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
