import { type CallExpression, type Expression, substitute } from '../expression.ts';

/** The expression with its columns replaced: by other positions, or by expressions. */
export function substituteColumns(expression: Expression, replace: (index: number) => Expression | number): Expression {
  return substitute(expression, (column) => {
    const by = replace(column.index);
    return typeof by === 'number' ? (by === column.index ? column : { ...column, index: by }) : by;
  });
}

/** Where the columns of a plan have gone: their new positions by the old ones. undefined: they stand where they stood. */
export type Positions = readonly (number | undefined)[] | undefined;

/**
 * Brings the expressions of one node to the new positions of the columns that they read. The parts of a call that gives several go on sharing
 * it.
 */
export function renumberer(positions: Positions): <Given extends Expression | undefined>(expression: Given) => Given {
  if (positions === undefined) return (expression) => expression;
  const calls = new Map<CallExpression, CallExpression>();
  const moved = (index: number): number => {
    const position = positions[index];
    if (position === undefined) throw new Error(`the column ${index} has been dropped, but is read`);
    return position;
  };
  const renumber = (expression: Expression): Expression => {
    switch (expression.kind) {
      case 'constant':
        return expression;
      case 'column': {
        const index = moved(expression.index);
        return index === expression.index ? expression : { ...expression, index };
      }
      case 'call':
        return renumberCall(expression);
      case 'logical':
        return { ...expression, operands: expression.operands.map(renumber) };
      case 'part': {
        const call = calls.get(expression.call) ?? renumberCall(expression.call);
        calls.set(expression.call, call);
        return { ...expression, call };
      }
    }
  };
  const renumberCall = (call: CallExpression): CallExpression => ({ ...call, arguments: call.arguments.map(renumber) });
  return (expression) => expression && (renumber(expression) as typeof expression);
}
