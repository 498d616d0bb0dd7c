import type { Span } from '../../errors.ts';
import type { Expression, JoinOperator, Literal, LookupOperator, Query } from '../../syntax/ast.ts';
import { printLiteral } from '../../syntax/print-literals.ts';
import { nodesIn, type SyntaxNode } from '../../syntax/walk.ts';

/** One small change of a query's text, such as a wrong rule would have. */
export interface Mutation {
  readonly operator: MutationOperator;
  /** What of the text is replaced … */
  readonly span: Span;
  /** … by this. */
  readonly replacement: string;
  /** The change in words, as in `has becomes contains`. */
  readonly description: string;
}

export type MutationOperator =
  | 'drop-conjunct'
  | 'drop-disjunct'
  | 'drop-filter'
  | 'and-or'
  | 'string-operator'
  | 'case'
  | 'negation'
  | 'comparison'
  | 'threshold'
  | 'window'
  | 'join-kind'
  | 'list-item';

/** Every change that the operators make of a query, in the order of the text. Some give a query that Kusto refuses. */
export function mutationsOf({ query, text }: { readonly query: Query; readonly text: string }): Mutation[] {
  const mutations: Mutation[] = [];
  for (const node of nodesIn(query)) {
    const of = mutators[node.kind ?? ''];
    // the tree is exhaustive in its kinds, so a node of a kind is of that type
    if (of !== undefined) mutations.push(...of(node as never, text));
  }
  return mutations.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** The text with a change in it. */
export function mutated(text: string, { span, replacement }: Mutation): string {
  return text.slice(0, span.start) + replacement + text.slice(span.end);
}

function withoutParentheses(expression: Expression): Expression {
  let at = expression;
  while (at.kind === 'parenthesized') at = at.expression;
  return at;
}

type Mutate<Node> = (node: Node, text: string) => Mutation[];
type NodeOf<Kind extends string> = Extract<Expression, { kind: Kind }>;

const mutators: Readonly<Record<string, Mutate<never> | undefined>> = {
  where: mutateWhere,
  logical: mutateLogical,
  binary: mutateBinary,
  'list-test': mutateListTest,
  call: mutateCall,
  let: mutateLet,
  between: mutateBetween,
  join: mutateJoin,
  lookup: mutateLookup,
};

/** A filter of a single condition is dropped as a whole; those of several lose them one by one. */
function mutateWhere({ predicate }: { readonly predicate: Expression }, text: string): Mutation[] {
  const condition = withoutParentheses(predicate);
  if (condition.kind === 'logical' && condition.operator === 'and') return [];
  return [
    { operator: 'drop-filter', span: predicate.span, replacement: 'true', description: `${quoted(text, predicate.span)} is dropped` },
  ];
}

function mutateLogical({ operator, operands, span }: NodeOf<'logical'>, text: string): Mutation[] {
  const [name, nothing] = operator === 'and' ? (['drop-conjunct', 'true'] as const) : (['drop-disjunct', 'false'] as const);
  const drops = operands.map((operand) => ({
    operator: name,
    span: operand.span,
    replacement: nothing,
    description: `${quoted(text, operand.span)} is dropped`,
  }));
  const other = operator === 'and' ? 'or' : 'and';
  const swapped = operands.map((operand) => `(${text.slice(operand.span.start, operand.span.end)})`).join(` ${other} `);
  return [...drops, { operator: 'and-or', span, replacement: `(${swapped})`, description: `${operator} becomes ${other}` }];
}

/** What an operator becomes; the same table serves all of them. */
const otherOperators: Readonly<Record<string, readonly (readonly [MutationOperator, string])[]>> = {
  '==': [
    ['case', '=~'],
    ['negation', '!='],
  ],
  '!=': [
    ['case', '!~'],
    ['negation', '=='],
  ],
  '=~': [
    ['case', '=='],
    ['negation', '!~'],
  ],
  '!~': [
    ['case', '!='],
    ['negation', '=~'],
  ],
  '>': [['comparison', '>=']],
  '>=': [['comparison', '>']],
  '<': [['comparison', '<=']],
  '<=': [['comparison', '<']],
  has: [['string-operator', 'contains']],
  has_cs: [['string-operator', 'contains_cs']],
  contains: [['string-operator', 'has']],
  contains_cs: [['string-operator', 'has_cs']],
  startswith: [['string-operator', 'contains']],
  endswith: [['string-operator', 'contains']],
  '!has': [['string-operator', '!contains']],
  '!contains': [['string-operator', '!has']],
  '!startswith': [['string-operator', '!contains']],
  '!endswith': [['string-operator', '!contains']],
  in: [
    ['case', 'in~'],
    ['negation', '!in'],
  ],
  '!in': [
    ['case', '!in~'],
    ['negation', 'in'],
  ],
  'in~': [
    ['case', 'in'],
    ['negation', '!in~'],
  ],
  '!in~': [
    ['case', '!in'],
    ['negation', 'in~'],
  ],
};

function replaceOperator(operator: string, span: Span, text: string, textual: boolean): Mutation[] {
  return (otherOperators[operator] ?? [])
    .filter(([kind]) => kind !== 'case' || textual)
    .map(([kind, other]) => ({
      operator: kind,
      span,
      replacement: spaced(text, span, other),
      description: `${text.slice(span.start, span.end)} becomes ${other}`,
    }));
}

/** A word needs room on both sides where a sign does not. */
function spaced(text: string, { start, end }: Span, operator: string): string {
  if (!/^\w|!\w/.test(operator)) return operator;
  return `${/\s/.test(text[start - 1] ?? ' ') ? '' : ' '}${operator}${/[\s(]/.test(text[end] ?? ' ') ? '' : ' '}`;
}

function mutateBinary({ operator, operatorSpan, left, right }: NodeOf<'binary'>, text: string): Mutation[] {
  const textual = [left, right].some(({ kind, ...of }) => kind === 'literal' && 'type' in of && of.type === 'string' && hasLetters(of));
  const mutations = replaceOperator(operator, operatorSpan, text, textual);
  if (comparisons.has(operator)) mutations.push(...[left, right].flatMap((side) => nearNumbers(side)));
  return mutations;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function hasLetters(literal: object): boolean {
  return 'value' in literal && typeof literal.value === 'string' && /\p{L}/u.test(literal.value);
}

function mutateListTest({ operator, operatorSpan, items }: NodeOf<'list-test'>, text: string): Mutation[] {
  const textual = items.some((item) => item.kind !== 'literal' || (item.type === 'string' && hasLetters(item)));
  const mutations = replaceOperator(operator, operatorSpan, text, textual);
  if (items.length > 1 && items.length <= longestList && items.every(({ kind }) => kind === 'literal'))
    mutations.push(...withoutEach(items, text));
  return mutations;
}

/** Of a longer list nobody tests every item. */
const longestList = 5;

/** A list without one of its items, and without the comma beside it. */
function withoutEach(items: readonly Expression[], text: string): Mutation[] {
  return items.map((item, k) => ({
    operator: 'list-item' as const,
    span: k === 0 ? { start: item.span.start, end: items[1].span.start } : { start: items[k - 1].span.end, end: item.span.end },
    replacement: '',
    description: `${quoted(text, item.span)} is taken from the list`,
  }));
}

/** `ago(1d)`: half of the window. `not(x)`: x. */
function mutateCall({ name, arguments: given, span }: NodeOf<'call'>, text: string): Mutation[] {
  if (name.text === 'ago') return given.flatMap(halfWindow);
  if (name.text === 'not' && given.length === 1) {
    const inner = text.slice(given[0].span.start, given[0].span.end);
    return [{ operator: 'negation', span, replacement: `(${inner})`, description: `${quoted(text, span)} loses its not` }];
  }
  return [];
}

/** A constant that a let names: a threshold or a window. */
function mutateLet({ value }: { readonly value: SyntaxNode }): Mutation[] {
  return isExpression(value) ? [...nearNumbers(value), ...halfWindow(value)] : [];
}

function isExpression(value: SyntaxNode): value is Expression {
  return value.kind !== 'function';
}

function mutateBetween({ negated, low, high }: NodeOf<'between'>): Mutation[] {
  return negated ? [] : [...nearNumbers(low), ...nearNumbers(high), ...halfWindow(high)];
}

/** The whole numbers beside one. */
function nearNumbers(expression: Expression): Mutation[] {
  const literal = withoutParentheses(expression);
  if (literal.kind !== 'literal' || typeof literal.value !== 'bigint' || (literal.type !== 'long' && literal.type !== 'int')) return [];
  const { value, span } = literal;
  return [value - 1n, value + 1n].map((near) => ({
    operator: 'threshold' as const,
    span,
    replacement: printLiteral({ ...literal, value: near }),
    description: `${value} becomes ${near}`,
  }));
}

function halfWindow(expression: Expression): Mutation[] {
  const literal = withoutParentheses(expression);
  if (literal.kind !== 'literal' || literal.type !== 'timespan' || typeof literal.value !== 'bigint' || literal.value < 2n) return [];
  const half: Literal = { ...literal, value: literal.value / 2n };
  const replacement = printLiteral(half);
  return [
    { operator: 'window', span: literal.span, replacement, description: `the window ${printLiteral(literal)} becomes ${replacement}` },
  ];
}

/** What the kinds of a join are taken for most easily. */
const otherKinds: Readonly<Record<string, readonly string[]>> = {
  inner: ['leftouter', 'leftanti'],
  innerunique: ['leftouter', 'leftanti'],
  leftouter: ['inner'],
  rightouter: ['inner'],
  fullouter: ['inner'],
  leftsemi: ['leftanti'],
  semi: ['leftanti'],
  leftanti: ['leftsemi'],
  anti: ['leftsemi'],
  leftantisemi: ['leftsemi'],
  rightsemi: ['rightanti'],
  rightanti: ['rightsemi'],
  rightantisemi: ['rightsemi'],
};

function mutateJoin(node: JoinOperator, text: string): Mutation[] {
  return mutateKind(node, text, 'innerunique', otherKinds);
}

function mutateLookup(node: LookupOperator, text: string): Mutation[] {
  return mutateKind(node, text, 'leftouter', { leftouter: ['inner'], inner: ['leftouter'] });
}

function mutateKind(
  { parameters, keywordSpan }: JoinOperator | LookupOperator,
  text: string,
  byDefault: string,
  kinds: Readonly<Record<string, readonly string[]>>,
): Mutation[] {
  const written = parameters.find(({ name }) => name === 'kind');
  const kind = written === undefined ? byDefault : text.slice(written.value.span.start, written.value.span.end);
  return (kinds[kind.toLowerCase()] ?? []).map((other) => ({
    operator: 'join-kind' as const,
    span: written?.value.span ?? { start: keywordSpan.end, end: keywordSpan.end },
    replacement: written === undefined ? ` kind=${other}` : other,
    description: `the kind ${kind} becomes ${other}`,
  }));
}

const longestQuote = 60;

function quoted(text: string, { start, end }: Span): string {
  const written = text.slice(start, end).replace(/\s+/g, ' ');
  return `\`${written.length > longestQuote ? `${written.slice(0, longestQuote - 1)}…` : written}\``;
}
