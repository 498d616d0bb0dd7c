import { missingCell } from '../data/builder.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import { fail, type Span } from '../errors.ts';
import {
  type AggregateFunction,
  type CallSite,
  isCallError,
  resultType,
  type ScalarFunction,
  type WindowFunction,
} from '../functions/define.ts';
import { evaluateConstant } from '../functions/lift.ts';
import type { FunctionTable } from '../functions/registry.ts';
import type { Parameter } from '../functions/signature.ts';
import type { CallExpression, Expression, PartExpression } from '../plan/expression.ts';
import { isUnknown, unknownType } from './unknown.ts';

type Definition = ScalarFunction | AggregateFunction | WindowFunction;

/** A chosen overload with its arguments brought to the parameter types. */
export interface Resolved<Chosen extends Definition> {
  readonly definition: Chosen;
  readonly arguments: readonly Expression[];
  readonly site: CallSite;
}

/** Picks the first of the overloads whose parameters the arguments fit with the fewest conversions; none fitting is an error. */
export function resolveOverload<Chosen extends Definition>(
  functions: FunctionTable,
  definitions: readonly Chosen[],
  given: readonly Expression[],
  span: Span,
): Resolved<Chosen> {
  const args = given.map(foldPart);
  const name = definitions[0].name;
  const counted = definitions.filter((definition) => countFits(definition.signature.parameters, args.length));
  if (counted.length === 0) fail('semantic', argumentCountMessage(name, definitions), span);
  let best: Chosen | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const definition of counted) {
    const cost = conversionCost(definition.signature.parameters, args);
    if (cost < bestCost) {
      best = definition;
      bestCost = cost;
    }
  }
  if (best === undefined) return failTypes(name, counted, args, span);
  const converted = convertArguments(functions, best.signature.parameters, args);
  const site = siteOf(converted);
  for (const constant of best.constant) {
    const index = best.signature.parameters.findIndex((parameter) => parameter.name === constant);
    for (let i = index; i < converted.length && (i === index || best.signature.parameters[index].repeated); i++) {
      if (site.constants[i] === undefined && !isUnknown(converted[i]) && !isPending(converted[i])) {
        fail('semantic', `${name}() needs a constant as its argument \`${constant}\``, converted[i].span);
      }
    }
  }
  return { definition: best, arguments: converted, site };
}

/** A value that only data can tell, met while binding without data, or what is computed from one. */
export function isPending(expression: Expression): boolean {
  switch (expression.kind) {
    case 'column':
      return expression.index < 0;
    case 'call':
      return expression.arguments.some(isPending);
    case 'logical':
      return expression.operands.some(isPending);
    default:
      return false;
  }
}

/** The call of a scalar function, folded when everything about it is constant. */
export function callScalar(
  functions: FunctionTable,
  definitions: readonly ScalarFunction[],
  args: readonly Expression[],
  span: Span,
): Expression {
  const { definition, arguments: converted, site } = resolveOverload(functions, definitions, args, span);
  return callResolved(definition, converted, site, span);
}

/** The call of a chosen overload with arguments of the right types. */
export function callResolved(definition: ScalarFunction, args: readonly Expression[], site: CallSite, span: Span): Expression {
  const anyUnknown = args.some(isUnknown);
  if (definition.prepare && !anyUnknown && !args.some(isPending)) {
    const prepared = definition.prepare(site, () => 0);
    if (typeof prepared === 'object' && isCallError(prepared)) {
      const place = prepared.argument === undefined ? span : (args[prepared.argument]?.span ?? span);
      fail(prepared.unsupported ? 'unsupported' : 'semantic', prepared.error, place);
    }
  }
  const declared = definition.returns ? definition.returns(site) : resultType(definition.signature, site);
  const type = declared ?? unknownType;
  const call: CallExpression = { kind: 'call', type, function: definition, site, arguments: args, span };
  if (definition.outputs !== undefined) return partOf(definition, call);
  if (definition.volatile || anyUnknown || site.constants.some((constant) => constant === undefined)) return call;
  return { kind: 'constant', type, value: evaluateConstant(definition, site, type), span };
}

/** A call that gives several columns as one value; operators that take all of them look at its call. */
function partOf(definition: ScalarFunction, call: CallExpression): PartExpression {
  const outputs = definition.outputs?.(call.site, []) ?? [];
  const whole = outputs.length > 1 && definition.asValue === 'array';
  return { kind: 'part', call, index: whole ? -1 : 0, type: whole ? 'dynamic' : outputs[0].type, span: call.span };
}

/** Where a call with several outputs stands for one value, and is constant, that value. */
function foldPart(expression: Expression): Expression {
  if (expression.kind !== 'part') return expression;
  const { call, index, type, span } = expression;
  if (call.function.volatile || call.arguments.some(isUnknown) || call.site.constants.includes(undefined)) return expression;
  const outputs = evaluateConstant(call.function, call.site, call.type) as readonly Cell[] | null;
  return { kind: 'constant', type, value: index < 0 ? outputs : (outputs?.[index] ?? missingCell(type)), span };
}

/** A built-in function by its name: what the language itself calls (operators, conversions). */
export function callByName(functions: FunctionTable, name: string, args: readonly Expression[], span: Span): Expression {
  const definitions = functions.operators.get(name) ?? functions.scalars.get(name);
  if (definitions === undefined) throw new Error(`no function ${name}`);
  return callScalar(functions, definitions, args, span);
}

/** The value as another type by the rule of to<type>(); the value itself when it has that type. */
export function convert(functions: FunctionTable, expression: Expression, type: ScalarType, span: Span = expression.span): Expression {
  if (expression.type === type || isUnknown(expression) || type === unknownType) return expression;
  return callByName(functions, conversionFunctions[type], [expression], span);
}

const conversionFunctions: Readonly<Record<ScalarType, string>> = {
  bool: 'tobool',
  int: 'toint',
  long: 'tolong',
  real: 'todouble',
  decimal: 'todecimal',
  datetime: 'todatetime',
  timespan: 'totimespan',
  guid: 'toguid',
  string: 'tostring',
  dynamic: 'todynamic',
};

const numericRank: Readonly<Partial<Record<ScalarType, number>>> = { int: 0, long: 1, real: 2, decimal: 3 };

export function isNumeric(type: ScalarType): boolean {
  return numericRank[type] !== undefined;
}

/** The widest of numeric types; the type itself when all agree; dynamic is ignored unless all are dynamic; undefined when there is none. */
export function commonType(types: readonly ScalarType[]): ScalarType | undefined {
  let common: ScalarType | undefined;
  let sawDynamic = false;
  for (const type of types) {
    if (type === unknownType) continue;
    if (type === 'dynamic') {
      sawDynamic = true;
    } else if (common === undefined || common === type) {
      common = type;
    } else {
      const [a, b] = [numericRank[common], numericRank[type]];
      if (a === undefined || b === undefined) return undefined;
      if (b > a) common = type;
    }
  }
  return common ?? (sawDynamic ? 'dynamic' : types.length > 0 ? unknownType : undefined);
}

/** As commonType, but whole numbers do not go with fractions: the engine wants these cast where one of several values is chosen. */
export function uniformType(types: readonly ScalarType[]): ScalarType | undefined {
  const numeric = types.filter(isNumeric);
  const whole = numeric.filter((type) => type === 'int' || type === 'long');
  return whole.length > 0 && whole.length < numeric.length ? undefined : commonType(types);
}

/** T and U stand for the one type of several arguments. */
function isVariable(types: readonly string[]): boolean {
  return types[0] === 'T' || types[0] === 'U';
}

export function siteOf(args: readonly Expression[]): CallSite {
  return { types: args.map((argument) => argument.type), constants: args.map(constantOf) };
}

function constantOf(expression: Expression): Cell | undefined {
  return expression.kind === 'constant' ? expression.value : undefined;
}

function countFits(parameters: readonly Parameter[], count: number): boolean {
  const required = parameters.filter((parameter) => !parameter.optional && !parameter.repeated).length;
  const repeated = parameters.some((parameter) => parameter.repeated);
  return count >= required && (repeated || count <= parameters.length);
}

/** The parameter of an argument: the last repeated one takes the rest. */
function parameterOf(parameters: readonly Parameter[], index: number): Parameter {
  return parameters[Math.min(index, parameters.length - 1)];
}

function conversionCost(parameters: readonly Parameter[], args: readonly Expression[]): number {
  let cost = 0;
  const typeVariable: ScalarType[] = [];
  for (let i = 0; i < args.length; i++) {
    const { types } = parameterOf(parameters, i);
    if (isVariable(types)) {
      if (isTypeItself(args[i].type)) return Number.POSITIVE_INFINITY;
      typeVariable.push(args[i].type);
      continue;
    }
    cost += Math.min(...types.map((type) => argumentCost(args[i].type, type)));
  }
  const uniform = parameters.some((parameter) => parameter.types[0] === 'U');
  const common = uniform ? uniformType(typeVariable) : commonType(typeVariable);
  if (typeVariable.length > 0 && common === undefined) return Number.POSITIVE_INFINITY;
  return cost;
}

/** Whether an argument is a `typeof(…)`, which is no value: it goes to parameters that ask for a type only. */
export function isTypeItself(type: string): boolean {
  return type === 'type';
}

/** What it costs to give an argument to a parameter of a type; infinite when it does not fit. */
function argumentCost(argument: ScalarType, parameter: string): number {
  if (argument === unknownType) return 1;
  if (argument === parameter) return 0;
  if (isTypeItself(argument)) return Number.POSITIVE_INFINITY;
  switch (parameter) {
    case 'scalar':
      return 3;
    case 'text':
      return argument === 'string' ? 0 : argument === 'dynamic' ? 1 : 2;
    case 'string':
      return argument === 'dynamic' ? 2 : Number.POSITIVE_INFINITY;
    case 'string!':
      return argument === 'string' ? 0 : Number.POSITIVE_INFINITY;
    case 'array':
    case 'bag':
      return argument === 'dynamic' ? 0 : Number.POSITIVE_INFINITY;
    case 'number':
      return isNumeric(argument) ? 1 : Number.POSITIVE_INFINITY;
    case 'type':
      return Number.POSITIVE_INFINITY;
  }
  const from = numericRank[argument];
  const to = numericRank[parameter as ScalarType];
  return from !== undefined && to !== undefined && to > from ? to - from : Number.POSITIVE_INFINITY;
}

function convertArguments(functions: FunctionTable, parameters: readonly Parameter[], args: readonly Expression[]): Expression[] {
  const variable = args.filter((_, i) => isVariable(parameterOf(parameters, i).types)).map((argument) => argument.type);
  const common = variable.length > 0 ? commonType(variable) : undefined;
  return args.map((argument, i) => {
    const { types } = parameterOf(parameters, i);
    if (isVariable(types)) return convert(functions, argument, common as ScalarType);
    const target = types.reduce((best, type) => (argumentCost(argument.type, type) < argumentCost(argument.type, best) ? type : best));
    switch (target) {
      case 'scalar':
      case 'number':
      case 'array':
      case 'bag':
      case 'type':
      case 'string!':
        return argument;
      case 'text':
        return convert(functions, argument, 'string');
      default:
        return convert(functions, argument, target as ScalarType);
    }
  });
}

function argumentCountMessage(name: string, definitions: readonly Definition[]): string {
  const counts = definitions.map(({ signature: { parameters } }) => {
    const required = parameters.filter((parameter) => !parameter.optional && !parameter.repeated).length;
    const repeated = parameters.some((parameter) => parameter.repeated);
    return repeated ? `${required} or more` : required === parameters.length ? `${required}` : `${required} to ${parameters.length}`;
  });
  const text = [...new Set(counts)].join(' or ');
  return `${name}() takes ${text} argument${text === '1' ? '' : 's'}: ${definitions.map((definition) => definition.signature.text).join(', ')}`;
}

function failTypes(name: string, definitions: readonly Definition[], args: readonly Expression[], span: Span): never {
  if (definitions.length === 1) {
    const { parameters } = definitions[0].signature;
    for (let i = 0; i < args.length; i++) {
      const parameter = parameterOf(parameters, i);
      if (isVariable(parameter.types) || parameter.types.some((type) => argumentCost(args[i].type, type) < Number.POSITIVE_INFINITY))
        continue;
      fail(
        'semantic',
        `${name}() takes ${describeTypes(parameter.types)} as \`${parameter.name}\`, not ${args[i].type}`,
        args[i].span,
        conversionHint(args[i].type, parameter.types),
      );
    }
    if (parameters.some((parameter) => isVariable(parameter.types))) {
      fail('semantic', `the arguments of ${name}() have no common type: ${args.map((argument) => argument.type).join(', ')}`, span);
    }
  }
  fail(
    'semantic',
    `${name}() is not defined for (${args.map((argument) => argument.type).join(', ')}): ${definitions.map((d) => d.signature.text).join(', ')}`,
    span,
  );
}

function describeTypes(types: readonly string[]): string {
  return types
    .map((type) => (type === 'text' || type === 'string!' ? 'string' : type === 'array' || type === 'bag' ? `a dynamic ${type}` : type))
    .join(' or ');
}

function conversionHint(from: ScalarType, types: readonly string[]): string | undefined {
  const target = types.find((type) => type in conversionFunctions) as ScalarType | undefined;
  if (types.includes('string!')) return 'convert it with tostring()';
  if (types.includes('array') || types.includes('bag')) return from === 'string' ? 'parse the text with parse_json() first' : undefined;
  return target ? `convert it with ${conversionFunctions[target]}()` : undefined;
}
