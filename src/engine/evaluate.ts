import { createBitmap } from '../data/bitmap.ts';
import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { trueRows } from '../data/row-numbers.ts';
import type { Segment } from '../data/segment.ts';
import { type BoolVector, type Cell, constantVector, type Vector } from '../data/vector.ts';
import { type LiftedCall, liftCall } from '../functions/lift.ts';
import type { CallExpression, Expression, LogicalExpression, PartExpression } from '../plan/expression.ts';
import type { RunContext } from './context.ts';

/** Evaluates expressions over segments. One evaluator serves one operator of one run: it keeps what calls have learnt of dictionaries. */
export interface Evaluator {
  evaluate(expression: Expression, segment: Segment): Vector;
  /** The rows for which a predicate is true, null and false alike left out; undefined when it is true for all. */
  select(predicate: Expression, segment: Segment): Int32Array | undefined;
}

export function createEvaluator(context: RunContext): Evaluator {
  const calls = new Map<CallExpression, LiftedCall>();
  const runtime = { interrupt: context.interrupt, random: context.random };
  let sharedSegment: Segment | undefined;
  let sharedCalls = new Map<CallExpression, Vector>();

  function evaluate(expression: Expression, segment: Segment): Vector {
    switch (expression.kind) {
      case 'constant':
        return constantVector(expression.type, expression.value, segment.length);
      case 'column':
        return segment.column(expression.index);
      case 'logical':
        return evaluateLogical(expression, segment);
      case 'call':
        return evaluateCall(expression, segment);
      case 'part':
        return evaluatePart(expression, segment);
    }
  }

  function select(predicate: Expression, segment: Segment): Int32Array | undefined {
    if (predicate.kind === 'call') {
      const vectors = predicate.arguments.map((argument) => evaluate(argument, segment));
      return liftedCall(predicate).select(vectors, segment.length, runtime);
    }
    return trueRows(evaluate(predicate, segment));
  }

  function liftedCall(expression: CallExpression): LiftedCall {
    let call = calls.get(expression);
    if (call === undefined) {
      call = liftCall(expression.function, expression.site, expression.type);
      calls.set(expression, call);
    }
    return call;
  }

  function evaluateCall(expression: CallExpression, segment: Segment): Vector {
    const call = liftedCall(expression);
    const vectors = expression.arguments.map((argument) => evaluate(argument, segment));
    return call.evaluate(vectors, segment.length, runtime);
  }

  /** The parts of a call that gives several columns share one evaluation over a segment. */
  function evaluatePart(expression: PartExpression, segment: Segment): Vector {
    if (sharedSegment !== segment) {
      sharedSegment = segment;
      sharedCalls = new Map();
    }
    let lists = sharedCalls.get(expression.call);
    if (lists === undefined) {
      lists = evaluateCall(expression.call, segment);
      sharedCalls.set(expression.call, lists);
    }
    if (expression.index < 0) return lists;
    const read = cellReader(lists);
    const builder = createBuilder(expression.type);
    const missing = missingCell(expression.type);
    for (let i = 0; i < segment.length; i++) {
      const list = read(i) as readonly Cell[] | null;
      builder.append(list === null ? missing : (list[expression.index] ?? missing));
    }
    return builder.finish();
  }

  function evaluateLogical(expression: LogicalExpression, segment: Segment): Vector {
    const { length } = segment;
    const deciding = expression.operator === 'or' ? 1 : 0;
    // per row: 0 false, 1 true, 2 null; the deciding value stays, null wins over the other
    const state = new Uint8Array(length).fill(1 - deciding);
    let sawNull = false;
    for (const operand of expression.operands) {
      const vector = evaluate(operand, segment);
      if (vector.encoding === 'constant') {
        const value = vector.value === null ? 2 : vector.value ? 1 : 0;
        sawNull ||= value === 2;
        for (let i = 0; i < length; i++) if (state[i] !== deciding && value !== 1 - deciding) state[i] = value;
        continue;
      }
      const { values, nulls } = vector as BoolVector;
      if (nulls === undefined) {
        for (let i = 0; i < length; i++) if (values[i] === deciding) state[i] = deciding;
        continue;
      }
      sawNull = true;
      for (let i = 0; i < length; i++) {
        if (((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) {
          if (state[i] !== deciding) state[i] = 2;
        } else if (values[i] === deciding) {
          state[i] = deciding;
        }
      }
    }
    return boolVector(state, sawNull);
  }

  return { evaluate, select };
}

/** A bool vector of 0, 1 and (for null) 2. */
function boolVector(state: Uint8Array, sawNull: boolean): BoolVector {
  if (!sawNull) return { encoding: 'bool', type: 'bool', length: state.length, nulls: undefined, values: state };
  const nulls = createBitmap(state.length);
  for (let i = 0; i < state.length; i++) {
    if (state[i] !== 2) continue;
    nulls[i >>> 5] |= 1 << (i & 31);
    state[i] = 0;
  }
  return { encoding: 'bool', type: 'bool', length: state.length, nulls, values: state };
}
