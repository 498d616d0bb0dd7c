import type { ScalarType } from '../data/types.ts';
import { scalarTypeOf } from '../data/types.ts';
import { fail, nearestName, type Span } from '../errors.ts';
import { constant, type Expression, type LogicalExpression } from '../plan/expression.ts';
import type { Between, Binary, ListTest, Logical, Name, Expression as Node, Path, TypeName } from '../syntax/ast.ts';
import { bindBinary, readAs } from './binary.ts';
import { bindCall } from './calls.ts';
import { callByName, commonType, convert, isNumeric } from './coercion.ts';
import { type BindContext, catalogOf, lookUp, namesIn } from './context.ts';
import { isEntity } from './entities.ts';
import { bindDynamicLiteral, bindLiteral } from './literals.ts';
import { outside } from './outside.ts';
import { failUnknownColumn, pending, type RowScope, type Scope } from './scope.ts';
import { bindTabular, isTabular } from './tabular.ts';
import { isUnknown, unknownType } from './unknown.ts';
import { bindToScalar, firstColumnValues } from './values.ts';

/** Binds a scalar expression. What is wrong with it is thrown as a Failure at its place. */
export function bindExpression(context: BindContext, scope: Scope, node: Node): Expression {
  const special = scope.row?.special?.(node);
  if (special !== undefined) return special;
  switch (node.kind) {
    case 'literal':
      return bindLiteral(node);
    case 'dynamic':
      return bindDynamicLiteral(node);
    case 'typeof':
      return bindTypeOf(node.type);
    case 'name':
      return bindName(context, scope, node);
    case 'path':
      return bindPath(context, scope, node);
    case 'element':
      return bindElement(context, scope, node.base, node.index, node.span);
    case 'call':
      return bindCall(context, scope, node);
    case 'unary': {
      const operand = bindExpression(context, scope, node.operand);
      if (isUnknown(operand)) return operand;
      if (!isNumeric(operand.type) && operand.type !== 'timespan' && operand.type !== 'dynamic') {
        fail('semantic', `unary \`${node.operator}\` is not defined for ${operand.type}`, node.span);
      }
      const number = operand.type === 'int' ? convert(context.functions, operand, 'long') : operand;
      return node.operator === '+' ? number : callByName(context.functions, 'unary -', [number], node.span);
    }
    case 'binary':
      return bindBinaryNode(context, scope, node);
    case 'logical':
      return bindLogical(context, scope, node);
    case 'between':
      return bindBetween(context, scope, node);
    case 'list-test':
      return bindListTest(context, scope, node);
    case 'parenthesized':
      return bindExpression(context, scope, node.expression);
    case 'toscalar':
      return bindToScalar(context, scope, node);
    case 'named':
      // `where a = true` keeps every row: the name is nothing more than a name, and the value is what stands behind it
      if (!node.tuple) return bindExpression(context, scope, node.value);
      return fail('unsupported', 'names in front of a value are not supported here', node.span);
    case 'star':
      return fail('semantic', '`*` cannot stand here', node.span);
    default:
      return fail('semantic', 'a tabular expression stands where a value is expected', node.span, 'take one value of it with toscalar()');
  }
}

/** Binds an expression that must be true or false. */
export function bindPredicate(context: BindContext, scope: Scope, node: Node): Expression {
  const predicate = bindExpression(context, scope, node);
  if (predicate.type !== 'bool' && !isUnknown(predicate)) {
    const hint = node.kind === 'named' ? 'to compare, write `==`' : predicate.type === 'dynamic' ? 'convert it with tobool()' : undefined;
    fail('semantic', `the predicate must be a bool, not ${predicate.type}`, node.span, hint);
  }
  return predicate;
}

/** A `typeof(type)` or a type name as a constant of the pseudo type that type parameters take. */
function bindTypeOf(type: { kind: string; span: Span }): Expression {
  if (type.kind !== 'type') fail('semantic', 'typeof() takes one type here', type.span);
  return constant('type' as ScalarType, scalarTypeNamed(type as TypeName), type.span);
}

export function scalarTypeNamed(type: TypeName): ScalarType {
  const scalar = scalarTypeOf(type.text);
  if (scalar === undefined) fail('semantic', `there is no type \`${type.text}\``, type.span);
  return scalar;
}

/** A name is, in this order: a column, a let or parameter, a stored function without arguments. */
function bindName(context: BindContext, scope: Scope, node: Name): Expression {
  const column = scope.row?.column(node.text, node.span);
  if (column !== undefined) return column;
  const binding = lookUp(scope.environment, node.text);
  if (binding?.kind === 'scalar') {
    if (binding.unfit !== undefined) fail('unsupported', binding.unfit.message, binding.unfit.span, binding.unfit.hint);
    const hidden = scope.row?.hidden?.(node.text, node.span);
    if (hidden !== undefined) return hidden;
    if (binding.row !== undefined && binding.row !== scope.row) {
      fail('semantic', `\`${node.text}\` holds a value of the calling row, which a table inside the function cannot see`, node.span);
    }
    return { ...binding.expression, span: node.span } as Expression;
  }
  const { tables, functions } = catalogOf(context, scope.environment);
  if (binding?.kind === 'function' || (binding === undefined && functions.has(node.text))) {
    return bindCall(context, scope, { kind: 'call', span: node.span, name: node, arguments: [] });
  }
  if (binding?.kind === 'table' || tables.has(node.text)) {
    fail('semantic', `\`${node.text}\` is a table; a value is expected here`, node.span, 'take one value of it with toscalar()');
  }
  if (scope.row?.open) return pending(unknownType, node.span);
  return failName(scope.row, scope, node);
}

function failName(row: RowScope | undefined, scope: Scope, node: Name): never {
  const names = namesIn(scope.environment);
  if (row !== undefined) failUnknownColumn(node.text, row, node.span, names);
  const near = nearestName(node.text, names);
  fail('semantic', `the name \`${node.text}\` refers to nothing known`, node.span, near && `did you mean \`${near}\`?`);
}

function bindPath(context: BindContext, scope: Scope, node: Path): Expression {
  if (node.base.kind === 'name' && (node.base.text === '$left' || node.base.text === '$right') && node.member.kind === 'name') {
    if (scope.row?.side) return scope.row.side(node.base.text, node.member.text, node.member.span);
    fail('semantic', `\`${node.base.text}\` stands only in the conditions of join and lookup`, node.base.span);
  }
  if (isEntity(scope.environment, node.base)) return outside().bindEntityValue(context, scope, node);
  if (node.member.kind === 'call') return fail('semantic', 'a value has no functions', node.span);
  if (node.member.kind !== 'name') return fail('semantic', 'a pattern of names cannot stand here', node.member.span);
  const base = bindExpression(context, scope, node.base);
  return bindProperty(context, base, node.member.text, node.member.span, node.span);
}

function bindProperty(context: BindContext, base: Expression, name: string, nameSpan: Span, span: Span): Expression {
  if (isUnknown(base)) return pending('dynamic', span);
  if (base.type !== 'dynamic') {
    fail(
      'semantic',
      `\`.${name}\` looks into a dynamic value, but this is ${base.type}`,
      nameSpan,
      base.type === 'string' ? 'parse the text with parse_json() first' : undefined,
    );
  }
  return callByName(context.functions, 'property', [base, constant('string', name, nameSpan)], span);
}

function bindElement(context: BindContext, scope: Scope, baseNode: Node, indexNode: Node, span: Span): Expression {
  const base = bindExpression(context, scope, baseNode);
  const index = bindExpression(context, scope, indexNode);
  if (isUnknown(base)) return pending('dynamic', span);
  if (index.kind === 'constant' && index.type === 'string') return bindProperty(context, base, index.value as string, index.span, span);
  if (base.type !== 'dynamic') {
    fail(
      'semantic',
      `\`[…]\` looks into a dynamic value, but this is ${base.type}`,
      span,
      base.type === 'string' ? 'parse the text with parse_json() first' : undefined,
    );
  }
  if (isUnknown(index)) return pending('dynamic', span);
  const key = index.type === 'int' ? convert(context.functions, index, 'long') : index;
  if (key.type !== 'long' && key.type !== 'string' && key.type !== 'dynamic')
    fail('semantic', `an index is a whole number or a string, not ${key.type}`, index.span);
  return callByName(context.functions, 'element', [base, key], span);
}

function bindBinaryNode(context: BindContext, scope: Scope, node: Binary): Expression {
  // a chain of the same kind of operator leans left: it is walked by a loop, because it may be long
  const chain: Binary[] = [node];
  let leftmost: Node = node.left;
  while (leftmost.kind === 'binary' && isArithmetic(leftmost)) {
    chain.push(leftmost);
    leftmost = leftmost.left;
  }
  const starOperand = chain.find((link) => link.left.kind === 'star' || link.right.kind === 'star');
  if (starOperand !== undefined) return bindStarTest(context, scope, node);
  let result = bindExpression(context, scope, leftmost);
  for (const link of chain.reverse()) {
    const right = bindExpression(context, scope, link.right);
    result = bindBinary(context.functions, link.operator, result, right, link.span);
  }
  return result;
}

function isArithmetic(node: Binary): boolean {
  return node.operator === '+' || node.operator === '-' || node.operator === '*' || node.operator === '/' || node.operator === '%';
}

/** `* has 'x'`: some column; `* !has 'x'`: not any column. */
function bindStarTest(context: BindContext, scope: Scope, node: Binary): Expression {
  if (node.left.kind !== 'star' || scope.row === undefined)
    return fail('semantic', '`*` can only be the left operand of a comparison', node.span);
  const right = bindExpression(context, scope, node.right);
  const negated = node.operator.startsWith('!');
  const operator = (negated ? positiveForms[node.operator] : node.operator) as Binary['operator'];
  const equality = operator === '==';
  const tests: Expression[] = [];
  for (const { expression } of scope.row.star(node.left.span)) {
    if (!equality) tests.push(bindBinary(context.functions, operator, convert(context.functions, expression, 'string'), right, node.span));
    else if (expression.type === right.type || (isNumeric(expression.type) && isNumeric(right.type))) {
      tests.push(bindBinary(context.functions, operator, expression, right, node.span));
    }
  }
  if (scope.row.open) return pending('bool', node.span);
  const any: Expression = tests.length === 0 ? constant('bool', false, node.span) : logical('or', tests, node.span);
  return negated ? callByName(context.functions, 'not', [any], node.span) : any;
}

const positiveForms: Readonly<Record<string, string>> = {
  '!=': '==',
  '!~': '=~',
  '!has': 'has',
  '!has_cs': 'has_cs',
  '!hasprefix': 'hasprefix',
  '!hasprefix_cs': 'hasprefix_cs',
  '!hassuffix': 'hassuffix',
  '!hassuffix_cs': 'hassuffix_cs',
  '!contains': 'contains',
  '!contains_cs': 'contains_cs',
  '!startswith': 'startswith',
  '!startswith_cs': 'startswith_cs',
  '!endswith': 'endswith',
  '!endswith_cs': 'endswith_cs',
  '!like': 'like',
  '!like_cs': 'like_cs',
};

function bindLogical(context: BindContext, scope: Scope, node: Logical): Expression {
  const operands = node.operands.map((operand) => {
    const bound = bindExpression(context, scope, operand);
    if (bound.type === 'bool' || isUnknown(bound)) return bound;
    if (bound.type === 'dynamic') return callByName(context.functions, 'dynamic as bool', [bound], bound.span);
    return fail('semantic', `\`${node.operator}\` takes bools, not ${bound.type}`, operand.span);
  });
  return logical(node.operator, operands, node.span);
}

/** and/or with what is constant taken out: false decides an `and`, true an `or`; the neutral ones fall away. */
export function logical(operator: 'and' | 'or', operands: readonly Expression[], span: Span): Expression {
  const deciding = operator === 'or';
  const kept: Expression[] = [];
  for (const operand of operands) {
    if (operand.kind === 'logical' && operand.operator === operator) kept.push(...operand.operands);
    else if (operand.kind !== 'constant' || operand.value === null) kept.push(operand);
    else if (operand.value === deciding) return constant('bool', deciding, span);
  }
  if (kept.length === 0) return constant('bool', !deciding, span);
  if (kept.length === 1) return kept[0];
  if (kept.every((operand) => operand.kind === 'constant')) return constant('bool', null, span);
  return { kind: 'logical', type: 'bool', operator, operands: kept, span } satisfies LogicalExpression;
}

/** `x between (a .. b)` is x >= a and x <= b; beside a datetime start a timespan end is counted from the start. */
function bindBetween(context: BindContext, scope: Scope, node: Between): Expression {
  const { functions } = context;
  const operand = bindExpression(context, scope, node.operand);
  const low = bindExpression(context, scope, node.low);
  const high = bindExpression(context, scope, node.high);
  const operator = node.negated ? '!between' : 'between';
  if ([operand, low, high].some(isUnknown)) return pending('bool', node.span);
  const spanned = low.type === 'datetime' && high.type === 'timespan' ? bindBinary(functions, '+', low, high, node.high.span) : high;
  const types = [operand.type, low.type, spanned.type];
  const common = commonType(types);
  if (common === undefined || common === 'string' || common === 'guid' || (operand.type === 'dynamic' && !isNumeric(common))) {
    fail('semantic', `\`${operator}\` is not defined for ${types.join(', ')}`, node.span);
  }
  const inside = logical(
    'and',
    [bindBinary(functions, '>=', operand, low, node.span), bindBinary(functions, '<=', operand, spanned, node.span)],
    node.span,
  );
  return node.negated ? callByName(functions, 'not', [inside], node.span) : inside;
}

/** in, has_any, has_all and their like: the list is values, dynamic arrays, or the first column of a table. */
function bindListTest(context: BindContext, scope: Scope, node: ListTest): Expression {
  const { functions } = context;
  const textual = node.operator === 'has_any' || node.operator === 'has_all' || node.operator.endsWith('~');
  if (node.operand.kind === 'star' && scope.row !== undefined) {
    const tests = scope.row.star(node.operand.span).map(({ expression }) => testList(convert(functions, expression, 'string')));
    return scope.row.open ? pending('bool', node.span) : logical(node.operator.startsWith('!') ? 'and' : 'or', tests, node.span);
  }
  return testList(bindExpression(context, scope, node.operand));

  function testList(operand: Expression): Expression {
    const [only] = node.items;
    const table = node.items.length === 1 && isTabular(context, scope, only) ? bindTabular(context, scope.environment, only) : undefined;
    const items = table ? firstColumnValues(context, table, only.span) : node.items.map((item) => bindExpression(context, scope, item));
    if (isUnknown(operand) || items.some(isUnknown)) return pending('bool', node.span);
    if (textual && operand.type !== 'string' && operand.type !== 'dynamic') {
      fail('semantic', `\`${node.operator}\` compares text, not ${operand.type}`, node.operand.span, 'convert it with tostring()');
    }
    const read = textual ? items : items.map((item) => readAs(item, operand.type));
    for (const item of read) checkItem(operand, item);
    const value = textual ? convert(functions, operand, 'string') : operand;
    return callByName(functions, node.operator, [value, ...read], node.span);
  }

  function checkItem(operand: Expression, item: Expression): void {
    if (item.type === 'dynamic' || operand.type === 'dynamic') return;
    const fits = textual ? true : item.type === operand.type || (isNumeric(item.type) && isNumeric(operand.type));
    if (fits) return;
    fail(
      'semantic',
      `\`${node.operator}\` cannot compare ${operand.type} with ${item.type}`,
      item.span,
      'write the value in the type of the left side',
    );
  }
}
