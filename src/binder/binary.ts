import { convertCell } from '../data/convert.ts';
import type { ScalarType } from '../data/types.ts';
import { fail, type Span } from '../errors.ts';
import type { FunctionTable } from '../functions/registry.ts';
import { constant, type Expression } from '../plan/expression.ts';
import type { BinaryOperator } from '../syntax/ast.ts';
import { callByName, commonType, convert, isNumeric } from './coercion.ts';
import { isUnknown, unknownType } from './unknown.ts';

/**
 * Binds a binary operator: decides by the operand types which function it is and brings the operands to that function's types. The manual's
 * pages on numerical, datetime and string operators say what goes with what; what the engine refuses although the analyzer takes it
 * (dynamic with dynamic) is refused here, and a column of text beside a number.
 */
export function bindBinary(
  functions: FunctionTable,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  span: Span,
): Expression {
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return bindArithmetic(functions, operator, left, right, span);
    case '==':
    case '!=':
      return bindEquality(functions, operator, left, right, span);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return bindOrder(functions, operator, left, right, span);
    case ':':
      return fail('semantic', 'the operator `:` stands only in the predicate of search and find', span);
    default:
      return bindText(functions, operator, left, right, span);
  }
}

const unknownResult: Readonly<Record<string, ScalarType>> = { '/': unknownType };

function bindArithmetic(
  functions: FunctionTable,
  operator: '+' | '-' | '*' | '/' | '%',
  left: Expression,
  right: Expression,
  span: Span,
): Expression {
  if (isUnknown(left) || isUnknown(right)) {
    const known = isUnknown(left) ? right.type : left.type;
    return unknownCall(left, right, unknownResult[operator] ?? (isNumeric(known) ? known : unknownType), span);
  }
  if (left.type === 'dynamic' && right.type === 'dynamic') {
    fail(
      'semantic',
      `the operator \`${operator}\` does not take two dynamic values`,
      span,
      'convert one side, for example with tolong() or todouble()',
    );
  }
  // a dynamic operand takes the kind of the other side; a value of another kind counts as null
  if (left.type === 'dynamic')
    return bindArithmetic(functions, operator, dynamicAs(functions, left, right.type, operator, span), right, span);
  if (right.type === 'dynamic')
    return bindArithmetic(functions, operator, left, dynamicAs(functions, right, left.type, operator, span), span);
  if (isNumeric(left.type) && isNumeric(right.type)) {
    const common = commonType([left.type, right.type, 'long']) as ScalarType;
    return callByName(functions, operator, [convert(functions, left, common), convert(functions, right, common)], span);
  }
  const timespanByNumber = (operator === '*' || operator === '/') && left.type === 'timespan' && isNumeric(right.type);
  const numberByTimespan = operator === '*' && isNumeric(left.type) && right.type === 'timespan';
  if (timespanByNumber) return callByName(functions, operator, [left, timespanFactor(functions, right)], span);
  if (numberByTimespan) return callByName(functions, operator, [right, timespanFactor(functions, left)], span);
  const allowed: Readonly<Record<string, string>> = {
    'timespan,timespan': '+-/%',
    'datetime,timespan': '+-/%',
    'timespan,datetime': '+',
    'datetime,datetime': '-/%',
  };
  if (allowed[`${left.type},${right.type}`]?.includes(operator)) {
    return left.type === 'timespan' && right.type === 'datetime'
      ? callByName(functions, operator, [right, left], span)
      : callByName(functions, operator, [left, right], span);
  }
  const hint = operator === '+' && (left.type === 'string' || right.type === 'string') ? 'join texts with strcat()' : undefined;
  fail('semantic', `the operator \`${operator}\` is not defined for ${left.type} and ${right.type}`, span, hint);
}

/** A whole number keeps ticks exact; any other factor is a real. */
function timespanFactor(functions: FunctionTable, factor: Expression): Expression {
  return convert(functions, factor, factor.type === 'int' || factor.type === 'long' ? 'long' : 'real');
}

function dynamicAs(functions: FunctionTable, value: Expression, type: ScalarType, operator: string, span: Span): Expression {
  const target = type === 'int' ? 'long' : operator === '-' && type === 'datetime' ? 'datetime' : type;
  const isTime = target === 'datetime' || target === 'timespan';
  // divided by a time, or into one, it could be a number as well
  if (!isNumeric(target) && (!isTime || operator === '/' || operator === '%')) {
    fail('semantic', `the operator \`${operator}\` is not defined for dynamic and ${type}`, span);
  }
  return callByName(functions, `dynamic as ${target}`, [value], value.span);
}

function bindEquality(functions: FunctionTable, operator: '==' | '!=', left: Expression, right: Expression, span: Span): Expression {
  if (isUnknown(left) || isUnknown(right)) return unknownCall(left, right, 'bool', span);
  if (left.type === 'dynamic' && right.type === 'dynamic') {
    fail('semantic', `\`${operator}\` does not compare two dynamic values`, span, 'compare their texts: tostring(a) == tostring(b)');
  }
  const operands = comparable(functions, readAs(left, right.type), readAs(right, left.type));
  if (operands === undefined) return failComparison(operator, left, right, span);
  return callByName(functions, operator, operands, span);
}

/**
 * A constant text beside a value of another type, where equality is asked for, is read as that type: `n == '1'`. A text that does not read
 * stays a text.
 */
export function readAs(text: Expression, type: ScalarType): Expression {
  if (text.kind !== 'constant' || text.type !== 'string' || !readTypes.has(type)) return text;
  const value = convertCell(text.value, 'string', type);
  return value === null ? text : constant(type, value, text.span);
}

const readTypes: ReadonlySet<ScalarType> = new Set(['bool', 'int', 'long', 'real', 'datetime']);

function bindOrder(
  functions: FunctionTable,
  operator: '<' | '<=' | '>' | '>=',
  left: Expression,
  right: Expression,
  span: Span,
): Expression {
  if (isUnknown(left) || isUnknown(right)) return unknownCall(left, right, 'bool', span);
  if (left.type === 'dynamic' && right.type === 'dynamic') {
    fail(
      'semantic',
      `\`${operator}\` does not compare two dynamic values`,
      span,
      'convert both, for example with tolong() or todatetime()',
    );
  }
  const operands = comparable(functions, left, right);
  const type = operands?.[0].type === 'dynamic' ? operands[1].type : operands?.[0].type;
  const other = operands?.[0].type === 'dynamic' || operands?.[1].type === 'dynamic';
  if (operands === undefined || type === 'string' || type === 'guid' || (other && !isNumeric(type as ScalarType))) {
    return failComparison(operator, left, right, span);
  }
  return callByName(functions, operator, operands, span);
}

/** Two operands brought to types that can be compared, dynamic always on the left of a pair with dynamic; undefined when they cannot. */
function comparable(functions: FunctionTable, left: Expression, right: Expression): [Expression, Expression] | undefined {
  if (left.type === right.type && left.type !== 'int') return [left, right];
  if (left.type === 'dynamic' || right.type === 'dynamic') return [left, right];
  if (isNumeric(left.type) && isNumeric(right.type)) {
    const common = commonType([left.type, right.type, 'long']) as ScalarType;
    return [convert(functions, left, common), convert(functions, right, common)];
  }
  // an old form: a bool is 1 or 0
  if (left.type === 'bool' && isNumeric(right.type)) return comparable(functions, convert(functions, left, 'long'), right);
  if (right.type === 'bool' && isNumeric(left.type)) return comparable(functions, left, convert(functions, right, 'long'));
  return undefined;
}

function failComparison(operator: string, left: Expression, right: Expression, span: Span): never {
  if (left.type === right.type) {
    const hint = left.type === 'string' ? `compare with strcmp(a, b) ${operator} 0` : undefined;
    fail('semantic', `the operator \`${operator}\` is not defined for ${left.type}`, span, hint);
  }
  const [from, to] = left.kind === 'constant' ? [left, right] : [right, left];
  const conversion =
    to.type === 'string' || from.kind !== 'constant'
      ? `tostring() or another conversion`
      : `to${to.type === 'real' ? 'double' : to.type}()`;
  fail('semantic', `\`${operator}\` cannot compare ${left.type} with ${right.type}`, span, `convert one side with ${conversion}`);
}

/** The operators on text: dynamic operands count by their JSON text. */
function bindText(functions: FunctionTable, operator: BinaryOperator, left: Expression, right: Expression, span: Span): Expression {
  if (isUnknown(left) || isUnknown(right)) return unknownCall(left, right, 'bool', span);
  for (const operand of [left, right]) {
    if (operand.type !== 'string' && operand.type !== 'dynamic') {
      fail(
        'semantic',
        `\`${operator}\` compares text: ${left.type} and ${right.type} do not go with it`,
        operand.span,
        'convert it with tostring()',
      );
    }
  }
  // the engine takes the text of a dynamic value on the right of contains and its like, and not of has and its like
  if (right.type === 'dynamic' && /^!?has(prefix|suffix)?(_cs)?$/.test(operator))
    fail('semantic', `\`${operator}\` takes a string on its right, not dynamic`, right.span, 'convert it with tostring()');
  return callByName(functions, operator, [convert(functions, left, 'string'), convert(functions, right, 'string')], span);
}

/** Stands for an operator over something only data can tell the type of; such a plan never runs. */
function unknownCall(left: Expression, right: Expression, type: ScalarType, span: Span): Expression {
  return { kind: 'column', index: -1, type, span: span ?? left.span ?? right.span };
}
