import { cellReader } from '../data/cells.ts';
import type { Segment } from '../data/segment.ts';
import { type Cell, constantVector } from '../data/vector.ts';
import { liftCall } from '../functions/lift.ts';
import { childrenOf, type Expression } from '../plan/expression.ts';
import type { RunContext } from './context.ts';
import { createEvaluator } from './evaluate.ts';

/** Evaluates an expression for one row of a segment at a time; columns beyond the segment's are read with `state`. */
export type RowExpression<State> = (row: number, state: State) => Cell;

/**
 * An expression over the rows of a segment and something that changes from row to row: columns below `width` are the segment's, the others
 * are what `read` gives. What does not hang on the latter is evaluated for all rows at once.
 */
export function compileRowExpression<State>(
  expression: Expression,
  rows: Segment,
  width: number,
  read: (state: State, column: number) => Cell,
  context: RunContext,
): RowExpression<State> {
  const evaluator = createEvaluator(context);
  const runtime = { interrupt: context.interrupt, random: context.random };

  function compile(part: Expression): RowExpression<State> {
    if (!readsBeyond(part, width)) {
      const cells = cellReader(evaluator.evaluate(part, rows));
      return (row) => cells(row);
    }
    switch (part.kind) {
      case 'constant':
        return () => part.value;
      case 'column':
        return (_, state) => read(state, part.index);
      case 'logical': {
        const operands = part.operands.map(compile);
        const deciding = part.operator === 'or';
        return (row, state) => {
          let result: Cell = !deciding;
          for (const operand of operands) {
            const value = operand(row, state);
            if (value === deciding) return deciding;
            if (value === null) result = null;
          }
          return result;
        };
      }
      case 'call': {
        const call = liftCall(part.function, part.site, part.type);
        const operands = part.arguments.map(compile);
        return (row, state) => {
          const vectors = operands.map((operand, i) => constantVector(part.arguments[i].type, operand(row, state), 1));
          return cellReader(call.evaluate(vectors, 1, runtime))(0);
        };
      }
      case 'part': {
        const call = compile(part.call);
        return (row, state) => {
          const list = call(row, state) as readonly Cell[] | null;
          return part.index < 0 || list === null ? (list as Cell) : (list[part.index] ?? null);
        };
      }
    }
  }

  return compile(expression);
}

function readsBeyond(expression: Expression, width: number): boolean {
  if (expression.kind === 'column') return expression.index >= width;
  return childrenOf(expression).some((child) => readsBeyond(child, width));
}
