import type { Cell } from '../../data/vector.ts';
import { Failure } from '../../errors.ts';
import { isCallError } from '../../functions/define.ts';
import { evaluateConstant } from '../../functions/lift.ts';
import { type CallExpression, constant, type Expression } from '../expression.ts';

/**
 * An expression with what has become constant computed: the binder has folded what was written so, here columns have been replaced by
 * constants. What is volatile stays, and so does a call that its constants make wrong: it is right as long as no row reaches it.
 */
export function foldConstants(expression: Expression): Expression {
  switch (expression.kind) {
    case 'constant':
    case 'column':
    case 'part':
      return expression;
    case 'call': {
      const args = expression.arguments.map(foldConstants);
      const call = args.every((argument, i) => argument === expression.arguments[i]) ? expression : { ...expression, arguments: args };
      return args.every((argument) => argument.kind === 'constant') ? folded(call) : call;
    }
    case 'logical': {
      const deciding = expression.operator === 'or';
      const operands = expression.operands.map(foldConstants);
      const kept = operands.filter((operand) => operand.kind !== 'constant' || operand.value !== !deciding);
      if (kept.some((operand) => operand.kind === 'constant' && operand.value === deciding))
        return constant('bool', deciding, expression.span);
      if (kept.length === 0) return constant('bool', !deciding, expression.span);
      if (kept.length === 1) return kept[0];
      if (kept.every((operand) => operand.kind === 'constant')) return constant('bool', null, expression.span);
      return kept.length === operands.length && kept.every((operand, i) => operand === expression.operands[i])
        ? expression
        : { ...expression, operands: kept };
    }
  }
}

function folded(call: CallExpression): Expression {
  const { function: definition, type, span } = call;
  if (definition.volatile || definition.outputs !== undefined) return call;
  const site = {
    types: call.site.types,
    constants: call.arguments.map((argument) => (argument.kind === 'constant' ? argument.value : undefined)),
  };
  try {
    const prepared = definition.prepare?.(site, () => 0);
    if (typeof prepared === 'object' && isCallError(prepared)) return call;
    return constant(type, evaluateConstant(definition, site, type) as Cell, span);
  } catch (error) {
    if (error instanceof Failure) return call;
    throw error;
  }
}
