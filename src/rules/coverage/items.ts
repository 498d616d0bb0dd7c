import type { Span } from '../../errors.ts';
import type { Call, Expression, Query } from '../../syntax/ast.ts';
import { nodesIn, type SyntaxNode } from '../../syntax/walk.ts';

/**
 * What of a rule its tests can cover:
 * a predicate that is not and, or, not of others: to be seen true and false (null is noted where it comes, but many never can be);
 * a branch of case or iff: to be taken; a side of a join: to have a row that meets one of the other side; an arm of a union: to have a row.
 */
export interface CoverageItem {
  readonly kind: 'predicate' | 'branch' | 'join-side' | 'union-arm';
  /** The place of the predicate, of the condition or value of the branch, of the join, of the union. */
  readonly span: Span;
  /** The text as written; a side of a join is `left` or `right`. */
  readonly text: string;
  /** Which branch, side or arm of what stands at `within`. */
  readonly index: number;
  readonly within: Span;
}

/** All items of a query, in the order of the text. */
export function coverageItems({ query, text }: { readonly query: Query; readonly text: string }): CoverageItem[] {
  const items: CoverageItem[] = [];
  const written = ({ start, end }: Span): string => text.slice(start, end).replace(/\s+/g, ' ');
  for (const node of nodesIn(query)) {
    for (const atom of predicatesOf(node))
      items.push({ kind: 'predicate', span: atom.span, text: written(atom.span), index: 0, within: atom.span });
    if (isBranching(node)) items.push(...branchesOf(node, written));
    if (node.kind === 'join' || node.kind === 'lookup')
      items.push(
        ...['left', 'right'].map((side, index) => ({ kind: 'join-side' as const, span: node.span, text: side, index, within: node.span })),
      );
    if (node.kind === 'union') {
      const { tables } = node as Extract<Expression, { kind: 'union' }>;
      items.push(
        ...tables.map((table, index) => ({
          kind: 'union-arm' as const,
          span: table.span,
          text: written(table.span),
          index,
          within: node.span,
        })),
      );
    }
  }
  return items.sort((a, b) => a.span.start - b.span.start || a.index - b.index);
}

/** The predicates that a node decides by: of a filter, and of functions that count or choose. */
function predicatesOf(node: SyntaxNode): Expression[] {
  if (node.kind === 'where') return atomsIn((node as SyntaxNode & { readonly predicate: Expression }).predicate);
  if (node.kind !== 'call') return [];
  const call = node as Call;
  const position = predicateArguments[call.name.text];
  if (position === undefined) return isBranching(call) ? conditionsOf(call).flatMap(atomsIn) : [];
  const argument = call.arguments[position < 0 ? call.arguments.length + position : position];
  return argument === undefined ? [] : atomsIn(argument);
}

/** Which argument of an aggregate is a predicate; a negative number counts from the end. */
const predicateArguments: Readonly<Record<string, number | undefined>> = {
  countif: 0,
  dcountif: 1,
  sumif: 1,
  avgif: 1,
  minif: 1,
  maxif: 1,
  take_anyif: 1,
  make_set_if: 1,
  make_list_if: 1,
};

function atomsIn(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'parenthesized':
      return atomsIn(expression.expression);
    case 'named':
      return atomsIn(expression.value);
    case 'logical':
      return expression.operands.flatMap(atomsIn);
    case 'call':
      return expression.name.text === 'not' ? expression.arguments.flatMap(atomsIn) : [expression];
    case 'literal':
      return [];
    default:
      return [expression];
  }
}

function isBranching(node: SyntaxNode): node is Call {
  return node.kind === 'call' && ['case', 'iff', 'iif'].includes((node as Call).name.text);
}

function conditionsOf({ name, arguments: given }: Call): Expression[] {
  return given.filter((_, k) => (name.text === 'case' ? k % 2 === 0 && k < given.length - 1 : k === 0));
}

/** One for each value, which stands behind its condition; the last is the value for when none holds. */
function branchesOf(call: Call, written: (span: Span) => string): CoverageItem[] {
  const values = call.arguments.filter((_, k) => (call.name.text === 'case' ? k % 2 === 1 || k === call.arguments.length - 1 : k > 0));
  const conditions = conditionsOf(call);
  return values.map((value, index) => ({
    kind: 'branch',
    span: value.span,
    text: index < conditions.length ? `${written(conditions[index].span)}: ${written(value.span)}` : `otherwise: ${written(value.span)}`,
    index,
    within: call.span,
  }));
}
