import { convert } from './binder/coercion.ts';
import type { ParameterValue } from './binder/context.ts';
import { bindExpression } from './binder/expressions.ts';
import { convertCell } from './data/convert.ts';
import { parseDatetime } from './data/datetime.ts';
import { unixEpoch } from './data/ticks.ts';
import { fail, KqlError } from './errors.ts';
import { functions } from './functions/index.ts';
import { constant, type Expression } from './plan/expression.ts';
import { parseExpression } from './syntax/parse.ts';

/** A parameter from outside, brought to the type that the query declares when it does. */
export function parameterValue(name: string, value: unknown): ParameterValue {
  return (type, span): Expression => {
    const misfit = (): never => fail('semantic', `the parameter \`${name}\` is ${type}; ${JSON.stringify(String(value))} is not`, span);
    if (value === null || value === undefined) return constant(type, type === 'string' ? '' : null, span);
    if (value instanceof Date) return convert(functions, constant('datetime', ticksOf(value, name), span), type);
    if (typeof value === 'boolean') return convert(functions, constant('bool', value, span), type);
    if (typeof value === 'bigint') return convert(functions, constant('long', BigInt.asIntN(64, value), span), type);
    if (typeof value === 'number') return convert(functions, constant(Number.isSafeInteger(value) ? 'long' : 'real', value, span), type);
    if (typeof value !== 'string') return misfit();
    if (type === 'string') return constant('string', value, span);
    const { expression, diagnostics } = parseExpression(value);
    if (
      expression !== undefined &&
      diagnostics.length === 0 &&
      (expression.kind === 'literal' || expression.kind === 'dynamic' || expression.kind === 'unary')
    ) {
      const literal = bindExpression(
        literalContext(),
        { environment: { parent: undefined, bindings: new Map(), visible: 0 }, row: undefined },
        expression,
      );
      const converted = convert(functions, literal, type);
      if (converted.kind === 'constant' && (converted.value !== null || literal.kind !== 'constant' || literal.value === null))
        return { ...converted, span };
    }
    const cell = convertCell(value, 'string', type);
    return cell === null ? misfit() : constant(type, cell, span);
  };
}

/** Enough of a context to bind a literal. */
function literalContext(): Parameters<typeof bindExpression>[0] {
  return {
    text: '',
    functions,
    catalog: { tables: new Map(), functions: new Map(), timeRange: undefined },
    bindOperator: () => fail('semantic', 'a parameter is a literal'),
    now: 0n,
    options: {},
    parameters: new Map(),
    known: undefined,
    diagnostics: [],
    warnings: [],
    path: [],
    dependsOnData: false,
  };
}

/** A time as a host says it, in ticks. Throws a KqlError of the kind 'data' when a text is none. */
export function ticksOf(time: string | Date | bigint, what: string): bigint {
  if (typeof time === 'bigint') return time;
  if (time instanceof Date) return BigInt(time.getTime()) * 10_000n + unixEpoch;
  const ticks = parseDatetime(time);
  if (ticks === null)
    throw new KqlError({
      kind: 'data',
      message: `${what} is no datetime: ${JSON.stringify(time)}`,
      hint: 'write it as 2024-05-01T00:00:00Z',
    });
  return ticks;
}
