import type { FunctionBody, FunctionDeclaration, PatternDeclaration, Query, Statement } from './ast.ts';
import {
  indent,
  printBlock,
  printExpression,
  printFunctionParameter,
  printName,
  printProperty,
  printTable,
  printValue,
} from './print-expressions.ts';

/**
 * A query as canonical text: an operator on each line, one spelling for everything. Parsing the text gives the same tree again, spans apart.
 * Comments are not in the tree and so not in the text.
 */
export function print(query: Query): string {
  return printStatements(query.statements);
}

export function printStatements(statements: readonly Statement[]): string {
  return statements.map(printStatement).join(';\n');
}

function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'let': {
      const { name, value } = statement;
      return `let ${printName(name)} = ${value.kind === 'function' ? printFunction(value) : printExpression(value)}`;
    }
    case 'set':
      return `set ${printName(statement.name)}${statement.value === undefined ? '' : ` = ${printExpression(statement.value)}`}`;
    case 'alias':
      return `alias database ${printName(statement.name)} = ${printExpression(statement.value)}`;
    case 'query-parameters':
      return `declare query_parameters(${statement.parameters.map(printFunctionParameter).join(', ')})`;
    case 'pattern': {
      const declaration = statement.declaration === undefined ? '' : ` = ${printPatternDeclaration(statement.declaration)}`;
      return `declare pattern ${printName(statement.name)}${declaration}`;
    }
    case 'restrict': {
      const options = statement.options.length === 0 ? '' : ` with (${statement.options.map(printProperty).join(', ')})`;
      return `restrict access to (${statement.targets.map(printTable).join(', ')})${options}`;
    }
    case 'expression-statement':
      return printExpression(statement.expression);
  }
}

function printFunction({ view, parameters, body }: FunctionDeclaration): string {
  return `${view ? 'view ' : ''}(${parameters.map(printFunctionParameter).join(', ')}) ${printBody(body)}`;
}

function printBody({ statements, result }: FunctionBody): string {
  const lines = [...statements.map((statement) => `${printStatement(statement)};`), ...(result ? [printExpression(result)] : [])];
  return lines.length === 0 ? '{ }' : `{\n${indent(lines.join('\n'))}\n}`;
}

function printPatternDeclaration({ parameters, path, matches }: PatternDeclaration): string {
  const columns = parameters.map(({ name, type }) => `${printName(name)}:${type.text}`).join(', ');
  const pathColumn = path === undefined ? '' : `[${printName(path.name)}:${path.type.text}]`;
  const lines = matches.map((match) => {
    const matchPath = match.path === undefined ? '' : `.[${printValue(match.path)}]`;
    return `${printBlock('(', match.values.map(printExpression).join(', '), ')')}${matchPath} = ${printBody(match.body)};`;
  });
  return `(${columns})${pathColumn} {\n${indent(lines.join('\n'))}\n}`;
}
