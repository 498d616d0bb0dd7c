import type {
  Binary,
  Call,
  Element,
  Expression,
  FunctionParameter,
  Name,
  NamedExpression,
  NameOrWildcard,
  OperatorParameter,
  Path,
  RowSchema,
  TypeName,
} from './ast.ts';
import { printJson, printLiteral, quote } from './print-literals.ts';
import { printOperator, printSource } from './print-operators.ts';
import { DeclaredWord, keywords } from './tokens.ts';

/** The width beyond which a list is broken into lines. */
const lineWidth = 100;

/** An expression; a pipe comes out with an operator on each line. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression);
    case 'dynamic':
      return `dynamic(${printJson(expression.value)})`;
    case 'typeof':
      return `typeof(${expression.type.kind === 'type' ? expression.type.text : schemaColumns(expression.type).join(', ')})`;
    case 'name':
      return printName(expression);
    case 'wildcard-name':
      return `[${expression.pattern}]`;
    case 'star':
      return '*';
    case 'path':
    case 'element':
    case 'binary':
      return printSpine(expression);
    case 'call':
      return printCall(expression);
    case 'unary': {
      const operand = printExpression(expression.operand);
      // a sign right before a number can be taken for a part of it, without what follows the number
      return `${expression.operator}${/^\d/.test(operand) && expression.operand.kind !== 'literal' ? ' ' : ''}${operand}`;
    }
    case 'logical':
      return expression.operands.map(printExpression).join(` ${expression.operator} `);
    case 'between': {
      const operator = expression.negated ? '!between' : 'between';
      return `${printExpression(expression.operand)} ${operator} (${printExpression(expression.low)} .. ${printExpression(expression.high)})`;
    }
    case 'list-test':
      return `${printExpression(expression.operand)} ${expression.operator} ${printItems(expression.items)}`;
    case 'named':
      return printNamed(expression);
    case 'parenthesized':
      return printBlock('(', printExpression(expression.expression), ')');
    case 'toscalar':
    case 'totable': {
      const parameters = expression.parameters.map((parameter) => `${printParameter(parameter)} `).join('');
      return `${expression.kind}${parameters && ` ${parameters}`}${printBlock('(', printExpression(expression.expression), ')')}`;
    }
    case 'materialize':
      return `materialize${printBlock('(', printExpression(expression.expression), ')')}`;
    case 'entity-group':
      return `entity_group [${expression.entities.map(printExpression).join(', ')}]`;
    case 'datascope':
      return `${printExpression(expression.expression)} datascope=${expression.scope.text}`;
    case 'pipe': {
      const operators = expression.operators.map(printOperator);
      const parts = expression.source === undefined ? operators : [printExpression(expression.source), ...operators];
      return parts.join('\n| ');
    }
    default:
      return printSource(expression);
  }
}

/** Chains that nest on their left without brackets, walked without depth: `a.b.c[0]`, `a + b - c`. */
function printSpine(top: Path | Element | Binary): string {
  const parts: string[] = [];
  let expression: Expression = top;
  for (;;) {
    if (expression.kind === 'path') {
      parts.push(`.${printExpression(expression.member)}`);
      expression = expression.base;
    } else if (expression.kind === 'element') {
      parts.push(`[${printExpression(expression.index)}]`);
      expression = expression.base;
    } else if (expression.kind === 'binary') {
      parts.push(` ${oldSpellings[expression.operator] ?? expression.operator} ${printExpression(expression.right)}`);
      expression = expression.left;
    } else {
      // a number would take the dot after it for its own
      const dotted = expression.kind === 'literal' && parts.at(-1)?.startsWith('.');
      parts.push(`${printExpression(expression)}${dotted ? ' ' : ''}`);
      return parts.reverse().join('');
    }
  }
}

/** Operators that have no other spelling than an old one. */
const oldSpellings: Readonly<Record<string, string>> = { '!like': 'notlike', like_cs: 'likecs', '!like_cs': 'notlikecs' };

export function printName({ text, bracketed }: Name): string {
  return bracketed ? `[${quote(text)}]` : text;
}

export function printNameOrWildcard(name: NameOrWildcard): string {
  return name.kind === 'name' ? printName(name) : name.pattern;
}

/** A table where only tables stand, and a pattern of names needs no brackets. */
export function printTable(table: Expression): string {
  if (table.kind === 'wildcard-name') return table.pattern;
  if (table.kind === 'path' && table.member.kind === 'wildcard-name') return `${printExpression(table.base)}.${table.member.pattern}`;
  return printExpression(table);
}

export function printCall({ name, arguments: list }: Call): string {
  return `${printName(name)}${printItems(list)}`;
}

export function printNamed({ names, tuple, value }: NamedExpression): string {
  const target = tuple ? `(${names.map(printName).join(', ')})` : printName(names[0]);
  return `${target} = ${printExpression(value)}`;
}

/** Expressions in parentheses, on lines of their own where one holds a pipe. */
function printItems(items: readonly Expression[]): string {
  return printBlock('(', items.map(printExpression).join(', '), ')');
}

/** Text in brackets: as it is on one line, indented on several. */
export function printBlock(open: string, text: string, close: string): string {
  return text.includes('\n') ? `${open}\n${indent(text)}\n${close}` : `${open}${text}${close}`;
}

export function indent(text: string): string {
  return `    ${text.replaceAll('\n', '\n    ')}`;
}

/** A word and the items after it: on one line where they fit, else an item on each line. */
export function printList(head: string, items: readonly string[]): string {
  const line = [head, items.join(', ')].filter((part) => part !== '').join(' ');
  if (line.length <= lineWidth || items.length < 2) return line;
  return `${head}\n${indent(items.join(',\n'))}`;
}

/** A value where only literals stand: the clock, which is a call otherwise, has a literal form too. */
export function printValue(value: Expression): string {
  return value.kind === 'call' ? 'datetime()' : printExpression(value);
}

// ---- declarations and parameters ------------------------------------------------------------------------------------------------------

export function printType(type: TypeName | RowSchema): string {
  return type.kind === 'type' ? type.text : printSchema(type);
}

export function printSchema(schema: RowSchema): string {
  return `(${schemaColumns(schema).join(', ')})`;
}

function schemaColumns({ star, columns }: RowSchema): string[] {
  return [...(star ? ['*'] : []), ...columns.map(({ name, type }) => `${printName(name)}:${type.text}`)];
}

export function printFunctionParameter({ name, type, defaultValue }: FunctionParameter): string {
  const value = defaultValue === undefined ? '' : ` = ${printValue(defaultValue)}`;
  return `${printName(name)}:${printType(type)}${value}`;
}

/** A property in a `with (…)` that takes any name. */
export function printProperty({ name, value }: OperatorParameter): string {
  const plain = /^[A-Za-z_$]\w*$/.test(name) && (keywords.get(name) ?? DeclaredWord).rank >= DeclaredWord.rank;
  return `${plain ? name : `[${quote(name)}]`}=${printValue(value)}`;
}

export function printParameter({ name, value }: OperatorParameter): string {
  return `${name}=${printValue(value)}`;
}
