import { textOfCell } from '../data/convert.ts';
import type { Dynamic } from '../data/dynamic.ts';
import { stringifyDynamic } from '../data/json.ts';
import type { Schema } from '../data/schema.ts';
import type { CallExpression, ConstantExpression, Expression } from './expression.ts';

/** A list shows no more values than these, a text no more characters. */
const mostItems = 6;
const mostCharacters = 60;

/** An expression as one would write it, over rows of a schema; long texts and lists are cut. */
export function describeExpression(expression: Expression, schema: Schema): string {
  switch (expression.kind) {
    case 'constant':
      return describeConstant(expression);
    case 'column':
      return schema.columns[expression.index]?.name ?? `column ${expression.index}`;
    case 'part':
      return describeCall(expression.call, schema);
    case 'logical':
      return describeLogical(expression.operator, expression.operands, schema);
    case 'call':
      return describeCall(expression, schema);
  }
}

/** What `and` or `or` stands between; comparisons bind closer and need no parentheses. */
export function describeLogical(operator: 'and' | 'or', operands: readonly Expression[], schema: Schema): string {
  const texts = operands.map((operand) => {
    const text = describeExpression(operand, schema);
    return operand.kind === 'logical' && operands.length > 1 ? `(${text})` : text;
  });
  return texts.join(` ${operator} `);
}

/** Expressions with commas between them, the end of a long list counted. */
export function describeList(texts: readonly string[], most = mostItems): string {
  const rest = texts.length - most;
  return rest > 1 ? `${texts.slice(0, most).join(', ')}, … ${rest} more` : texts.join(', ');
}

function describeCall(call: CallExpression, schema: Schema): string {
  const { name } = call.function;
  const args = call.arguments;
  if (name === 'property' && args[1].kind === 'constant') return `${inParentheses(args[0], schema)}.${args[1].value}`;
  if (name === 'element') return `${inParentheses(args[0], schema)}[${describeExpression(args[1], schema)}]`;
  if (name === 'unary -') return `-${inParentheses(args[0], schema)}`;
  if (/^!?in~?$|^has_a(ny|ll)$/.test(name)) {
    return `${inParentheses(args[0], schema)} ${name} (${describeList(args.slice(1).map((item) => describeExpression(item, schema)))})`;
  }
  if (isInfix(call)) return `${inParentheses(args[0], schema)} ${name} ${inParentheses(args[1], schema)}`;
  return `${name}(${describeList(args.map((argument) => describeExpression(argument, schema)))})`;
}

function inParentheses(expression: Expression, schema: Schema): string {
  const text = describeExpression(expression, schema);
  return expression.kind === 'logical' || (expression.kind === 'call' && isInfix(expression)) ? `(${text})` : text;
}

function isInfix({ function: { name }, arguments: args }: CallExpression): boolean {
  return args.length === 2 && (/^[^\w\s]+$/.test(name) || infixWords.test(name));
}

const infixWords = /^!?(has|hasprefix|hassuffix|contains|startswith|endswith|like)(_cs)?$|^matches regex$/;

function describeConstant({ type, value }: ConstantExpression): string {
  if (value === null) return `${type}(null)`;
  switch (type) {
    case 'string':
      return JSON.stringify(shortened(value as string));
    case 'bool':
    case 'long':
    case 'real':
      return String(value);
    case 'dynamic':
      return `dynamic(${shortened(stringifyDynamic(value as Dynamic))})`;
    default:
      return `${type}(${typeof value === 'string' && !scalarTypes.has(type) ? value : textOfCell(type, value)})`;
  }
}

// what stands for a type is no value and has no text form
const scalarTypes: ReadonlySet<string> = new Set(['int', 'decimal', 'datetime', 'timespan', 'guid']);

function shortened(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
}
