import type { Query } from '../../src/syntax/ast.ts';
import { parse, parseExpression } from '../../src/syntax/parse.ts';

/** Whether a text is refused for its form; findings of other kinds are not about that. */
export function refusedForSyntax(text: string): boolean {
  return parse(text).diagnostics.some(({ kind }) => kind === 'syntax' || kind === 'limit');
}

/** The tree of a query without its spans. */
export function treeOf(text: string): unknown {
  const { query, diagnostics } = parse(text);
  if (query === undefined) throw new Error(`${diagnostics[0]?.message} in ${text}`);
  return withoutSpans(query);
}

/** The tree of the only statement of a query, without its spans. */
export function statementOf(text: string): unknown {
  return (treeOf(text) as Query).statements[0];
}

/** The last operator of the only statement of a query, without its spans. */
export function operatorOf(text: string): unknown {
  const { expression } = statementOf(text) as { expression: { operators: unknown[] } };
  return expression.operators.at(-1);
}

/** The tree of an expression without its spans. */
export function expressionOf(text: string): unknown {
  const { expression, diagnostics } = parseExpression(text);
  if (expression === undefined) throw new Error(`${diagnostics[0]?.message} in ${text}`);
  return withoutSpans(expression);
}

const spans = new Set(['span', 'keywordSpan', 'operatorSpan', 'nameSpan']);

export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).flatMap(([key, value]) => (spans.has(key) ? [] : [[key, withoutSpans(value)]])));
}

/** A fully parenthesized reading of an expression: how its operators bind. */
export function reading(text: string): string {
  return bound(expressionOf(text) as Record<string, never>);
}

// biome-ignore lint/suspicious/noExplicitAny: the trees of tests are looked into by hand
function bound(node: any): string {
  switch (node.kind) {
    case 'binary':
      return `(${bound(node.left)} ${node.operator} ${bound(node.right)})`;
    case 'logical':
      return `(${node.operands.map(bound).join(` ${node.operator} `)})`;
    case 'unary':
      return `(${node.operator}${bound(node.operand)})`;
    case 'between':
      return `(${bound(node.operand)} ${node.negated ? '!' : ''}between ${bound(node.low)} .. ${bound(node.high)})`;
    case 'list-test':
      return `(${bound(node.operand)} ${node.operator} [${node.items.map(bound).join(', ')}])`;
    case 'path':
      return `${bound(node.base)}.${bound(node.member)}`;
    case 'element':
      return `${bound(node.base)}[${bound(node.index)}]`;
    case 'call':
      return `${node.name.text}(${node.arguments.map(bound).join(', ')})`;
    case 'parenthesized':
      return `<${bound(node.expression)}>`;
    case 'named':
      return `${node.names.map(bound).join(',')} := ${bound(node.value)}`;
    case 'name':
      return node.text;
    case 'star':
      return '*';
    case 'literal':
      return typeof node.value === 'string' ? `'${node.value}'` : String(node.value);
    default:
      return node.kind;
  }
}
