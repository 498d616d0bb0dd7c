import type { Segment } from '../../data/segment.ts';
import type { BoolVector, Vector } from '../../data/vector.ts';
import type { Evaluator } from '../../engine/evaluate.ts';
import { type CallExpression, childrenOf, type Expression, isVolatile, type LogicalExpression } from '../../plan/expression.ts';

/**
 * Evaluates predicates over all rows of a segment, without short circuit: a byte per row, 0 false, 1 true, 2 null. `note` is told of every
 * atom, that is what is not and, or, not of other predicates.
 */
export class TruthEvaluator {
  private readonly evaluator: Evaluator;
  private readonly note: (atom: Expression, state: Uint8Array) => void;
  private readonly instead: Instead | undefined;

  /** `instead` puts another truth in the place of one predicate: what if it were otherwise? */
  constructor(evaluator: Evaluator, note: (atom: Expression, state: Uint8Array) => void, instead?: Instead) {
    this.evaluator = evaluator;
    this.note = note;
    this.instead = instead;
  }

  evaluate(predicate: Expression, segment: Segment): Uint8Array {
    if (predicate === this.instead?.of) return this.instead.truth(segment);
    if (predicate.kind === 'logical' && !isOneInText(predicate)) {
      const states = predicate.operands.map((operand) => this.evaluate(operand, segment));
      return combine(states, predicate.operator === 'or' ? 1 : 0, segment.length);
    }
    if (isNegation(predicate)) return this.evaluate(predicate.arguments[0], segment).map((value) => (value === 2 ? 2 : 1 - value));
    const state = statesOf(this.evaluator.evaluate(predicate, segment), segment.length);
    this.note(predicate, state);
    return state;
  }
}

/** `between` is two comparisons to the engine, but one thing to its author: all have the place of the whole. */
function isOneInText({ span, operands }: LogicalExpression): boolean {
  return operands.every((operand) => operand.span.start === span.start && operand.span.end === span.end);
}

export interface Instead {
  readonly of: Expression;
  readonly truth: (segment: Segment) => Uint8Array;
}

/** Kleene's and (deciding value 0) or or (1). */
function combine(states: readonly Uint8Array[], deciding: 0 | 1, length: number): Uint8Array {
  const result = new Uint8Array(length).fill(1 - deciding);
  for (const state of states) {
    for (let row = 0; row < length; row++) {
      if (state[row] === deciding) result[row] = deciding;
      else if (state[row] === 2 && result[row] !== deciding) result[row] = 2;
    }
  }
  return result;
}

function statesOf(vector: Vector, length: number): Uint8Array {
  if (vector.encoding === 'constant') return new Uint8Array(length).fill(vector.value === null ? 2 : vector.value ? 1 : 0);
  const { values, nulls } = vector as BoolVector;
  const state = new Uint8Array(length);
  for (let row = 0; row < length; row++)
    state[row] = nulls !== undefined && ((nulls[row >>> 5] >>> (row & 31)) & 1) !== 0 ? 2 : values[row] === 1 ? 1 : 0;
  return state;
}

export function trueAt(state: Uint8Array): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < state.length; row++) if (state[row] === 1) rows.push(row);
  return Int32Array.from(rows);
}

export function isNegation(expression: Expression): expression is CallExpression {
  return expression.kind === 'call' && expression.function.name === 'not' && expression.arguments[0].type === 'bool';
}

/** The atoms of a predicate. */
export function atomsOf(predicate: Expression): Expression[] {
  if (predicate.kind === 'logical' && !isOneInText(predicate)) return predicate.operands.flatMap(atomsOf);
  return isNegation(predicate) ? atomsOf(predicate.arguments[0]) : [predicate];
}

/** The outermost predicates that an expression computes. What draws lots is left alone: asking it again would give another answer. */
export function predicatesIn(expression: Expression): Expression[] {
  const isPredicate = expression.type === 'bool' && (expression.kind === 'call' || expression.kind === 'logical');
  if (isPredicate) return isVolatile(expression) ? [] : [expression];
  // conditions are looked at with their case
  return childrenOf(expression).flatMap((child, k) => (isBranchCall(expression) && isCondition(expression, k) ? [] : predicatesIn(child)));
}

/** All calls of case, iff and iif inside an expression. */
export function branchCallsIn(expression: Expression): CallExpression[] {
  const inside = childrenOf(expression).flatMap(branchCallsIn);
  return isBranchCall(expression) && !isVolatile(expression) ? [expression, ...inside] : inside;
}

/** The conditions of a case or iff, in order. */
export function conditionsOf(call: CallExpression): Expression[] {
  return call.arguments.filter((_, k) => isCondition(call, k));
}

function isCondition(call: CallExpression, argument: number): boolean {
  return call.function.name === 'case' ? argument % 2 === 0 && argument < call.arguments.length - 1 : argument === 0;
}

function isBranchCall(expression: Expression): expression is CallExpression {
  return expression.kind === 'call' && branchFunctions.has(expression.function.name);
}

const branchFunctions: ReadonlySet<string> = new Set(['case', 'iff', 'iif']);
