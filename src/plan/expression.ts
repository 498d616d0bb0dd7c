import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import type { Span } from '../errors.ts';
import type { CallSite, ScalarFunction } from '../functions/define.ts';

/**
 * A scalar expression with every name resolved: columns are positions in the input's schema, functions are chosen overloads whose arguments
 * have been brought to the parameter types. Plain immutable data.
 */
export type Expression = ConstantExpression | ColumnExpression | CallExpression | LogicalExpression | PartExpression;

export interface ConstantExpression {
  readonly kind: 'constant';
  readonly type: ScalarType;
  readonly value: Cell;
  readonly span: Span;
}

export interface ColumnExpression {
  readonly kind: 'column';
  readonly type: ScalarType;
  readonly index: number;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly type: ScalarType;
  readonly function: ScalarFunction;
  readonly site: CallSite;
  readonly arguments: readonly Expression[];
  readonly span: Span;
}

/** Three-valued `and` or `or` of two or more operands. */
export interface LogicalExpression {
  readonly kind: 'logical';
  readonly type: 'bool';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
  readonly span: Span;
}

/**
 * One column of a call that gives several; the parts of one call share the call, which runs once. Index -1 is a dynamic array of all of them.
 */
export interface PartExpression {
  readonly kind: 'part';
  readonly type: ScalarType;
  readonly call: CallExpression;
  readonly index: number;
  readonly span: Span;
}

export function constant(type: ScalarType, value: Cell, span: Span): ConstantExpression {
  return { kind: 'constant', type, value, span };
}

export function column(type: ScalarType, index: number, span: Span): ColumnExpression {
  return { kind: 'column', type, index, span };
}

/** The expressions directly inside one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'constant':
    case 'column':
      return [];
    case 'call':
      return expression.arguments;
    case 'logical':
      return expression.operands;
    case 'part':
      return [expression.call];
  }
}

/** The same expression with every column replaced by what `replace` gives for it. */
export function substitute(expression: Expression, replace: (column: ColumnExpression) => Expression): Expression {
  switch (expression.kind) {
    case 'constant':
      return expression;
    case 'column':
      return replace(expression);
    case 'call':
      return { ...expression, arguments: expression.arguments.map((argument) => substitute(argument, replace)) };
    case 'logical':
      return { ...expression, operands: expression.operands.map((operand) => substitute(operand, replace)) };
    case 'part':
      return { ...expression, call: substitute(expression.call, replace) as CallExpression };
  }
}

/** Adds the positions of the columns that an expression reads to a set. */
export function collectColumns(expression: Expression, columns: Set<number>): void {
  if (expression.kind === 'column') columns.add(expression.index);
  else for (const child of childrenOf(expression)) collectColumns(child, columns);
}

/** Whether an expression reads a column of its row. What only data can tell, and is not known yet, reads none. */
export function readsRow(expression: Expression): boolean {
  return expression.kind === 'column' ? expression.index >= 0 : childrenOf(expression).some(readsRow);
}

/** Whether an expression gives another value each time it is evaluated. */
export function isVolatile(expression: Expression): boolean {
  return (expression.kind === 'call' && expression.function.volatile) || childrenOf(expression).some(isVolatile);
}
