import { Unready } from '../data/pending.ts';
import { columnIndex } from '../data/schema.ts';
import { fail, nearestName, type Span } from '../errors.ts';
import { type Expression, readsRow } from '../plan/expression.ts';
import type { Call, FunctionParameter, NamedExpression, Expression as Node, RowSchema } from '../syntax/ast.ts';
import { callScalar, convert, isNumeric, uniformType } from './coercion.ts';
import {
  type BindContext,
  catalogOf,
  childEnvironment,
  declare,
  type Environment,
  emptyEnvironment,
  type FunctionBinding,
  lookUp,
  namesIn,
} from './context.ts';
import { bindExpression, scalarTypeNamed } from './expressions.ts';
import { graphFunctions, missingFunctions, refusalOf } from './missing.ts';
import type { Relation } from './relation.ts';
import { pending, type RowScope, type Scope } from './scope.ts';
import { specialForms } from './special.ts';
import { bindLet } from './statements.ts';
import { bindSource, bindTabular, isTabular } from './tabular.ts';
import { isUnknown } from './unknown.ts';

/** Binds a call where a value is expected: a function of the query, a stored one, a special form, an aggregate or window, a built-in. */
export function bindCall(context: BindContext, scope: Scope, node: Call): Expression {
  const name = node.name.text;
  const own = findFunction(context, scope.environment, name);
  if (own !== undefined) {
    const result = callFunction(context, scope, own, node);
    if (result.kind === 'table')
      fail('semantic', `\`${name}\` gives a table; a value is expected here`, node.span, 'take one value of it with toscalar()');
    return result.expression;
  }
  if (name === 'table')
    fail('semantic', '`table()` gives a table; a value is expected here', node.span, 'take one value of it with toscalar()');
  const special = specialForms[name];
  if (special !== undefined) return special(context, scope, node);
  const fetch = context.functions.fetcherOf(name);
  if (fetch !== undefined) throw new Unready(fetch);
  if (context.functions.aggregates.has(name) && (scope.row?.aggregate || !context.functions.scalars.has(name))) {
    if (scope.row?.aggregate) return scope.row.aggregate(node);
    fail(
      'semantic',
      `the aggregate ${name}() cannot stand here`,
      node.span,
      'aggregates stand in summarize, make-series, top-nested and pivot',
    );
  }
  if (context.functions.windows.has(name)) {
    if (scope.row?.window) return scope.row.window(node);
    fail('semantic', `the window function ${name}() cannot stand here`, node.span);
  }
  const definitions = context.functions.scalars.get(name);
  if (definitions === undefined) failUnknownFunction(context, scope.environment, node.name.text, node.name.span);
  // a built-in takes its arguments by position; a name in front of one only names the column
  const args = node.arguments.map((argument) =>
    bindExpression(context, scope, argument.kind === 'named' && !argument.tuple ? argument.value : argument),
  );
  return callScalar(context.functions, definitions, args, node.span);
}

/** A function that the query or the database defines, if the name is one. */
export function findFunction(context: BindContext, environment: Environment, name: string): FunctionBinding | undefined {
  const binding = lookUp(environment, name);
  if (binding !== undefined) return binding.kind === 'function' ? binding : undefined;
  const catalog = catalogOf(context, environment);
  const stored = catalog.functions.get(name);
  if (stored === undefined) return undefined;
  const inside = { ...emptyEnvironment(), catalog: catalog.whole ?? catalog };
  return { kind: 'function', name, declaration: stored.declaration, environment: inside, stored: true };
}

export function failUnknownFunction(context: BindContext, environment: Environment, name: string, span: Span): never {
  if (graphFunctions.has(name)) fail('semantic', `${name}() stands only in the patterns of graph-match and graph-shortest-paths`, span);
  if (missingFunctions.has(name)) {
    const refusal = refusalOf(name);
    if (refusal !== undefined) fail('unsupported', `the function ${name}() is not supported: ${refusal.reason}`, span, refusal.instead);
    fail('unsupported', `the function ${name}() is not supported yet`, span);
  }
  const names = [
    // operators are functions too, with names that no call can have
    ...context.functions.names().filter((candidate) => /^\w+$/.test(candidate)),
    ...catalogOf(context, environment).functions.keys(),
    ...missingFunctions,
    ...namesIn(environment),
  ];
  const near = nearestName(name, names);
  fail('semantic', `there is no function ${name}()`, span, near === undefined ? undefined : `did you mean ${near}()?`);
}

export type CallResult =
  | { readonly kind: 'table'; readonly relation: Relation }
  | { readonly kind: 'scalar'; readonly expression: Expression };

/**
 * Binds the body of a function with its arguments in place of its parameters. `input` is the table that `invoke` gives it as the first
 * argument.
 */
export function callFunction(context: BindContext, scope: Scope, binding: FunctionBinding, node: Call, input?: Relation): CallResult {
  const { declaration, name } = binding;
  if (context.path.some((frame) => frame.declaration === declaration)) {
    fail('semantic', `${name}() calls itself: functions cannot be recursive`, node.span);
  }
  // a row value may be used in the body as long as no table comes between: this object is how the body's rows are told from others
  const bodyRow: RowScope = { column: () => undefined, names: [], star: () => [], open: false };
  const environment = childEnvironment(binding.environment);
  bindArguments(context, scope, binding, node, input, environment, bodyRow);
  const stored = binding.stored ? { name, span: node.span } : undefined;
  context.path.push({ declaration, start: node.span.start, stored });
  try {
    const { body } = declaration;
    for (const statement of body.statements) {
      if (statement.kind === 'let') bindLet(context, { environment, row: bodyRow }, statement);
      else fail('semantic', 'only let statements can stand in a function', statement.span);
    }
    if (body.result === undefined) fail('semantic', `the function ${name}() has no result`, node.span);
    if (isTabular(context, { environment, row: bodyRow }, body.result)) {
      const relation = bindSource(context, environment, body.result);
      return { kind: 'table', relation: declaration.view ? { ...relation, name } : relation };
    }
    return { kind: 'scalar', expression: bindExpression(context, { environment, row: bodyRow }, body.result) };
  } finally {
    context.path.pop();
  }
}

function bindArguments(
  context: BindContext,
  scope: Scope,
  binding: FunctionBinding,
  node: Call,
  input: Relation | undefined,
  environment: Environment,
  bodyRow: RowScope,
): void {
  const { parameters } = binding.declaration;
  const given = matchArguments(binding.name, parameters, node, input !== undefined);
  parameters.forEach((parameter, i) => {
    const argument = given[i];
    if (parameter.type.kind === 'row-schema') {
      const relation = i === 0 && input !== undefined ? input : argument && bindTabular(context, scope.environment, argument);
      if (relation === undefined) fail('semantic', `${binding.name}() needs a table as its argument \`${parameter.name.text}\``, node.span);
      const declared = declaredRelation(relation, parameter.type, argument?.span ?? node.span);
      declare(environment, parameter.name.text, { kind: 'table', relation: () => declared, view: false });
      return;
    }
    if (i === 0 && input !== undefined)
      fail('semantic', `invoke hands ${binding.name}() a table, but its first parameter is a ${parameter.type.text}`, node.span);
    const value = argument ?? parameter.defaultValue;
    if (value === undefined) fail('semantic', `${binding.name}() needs an argument for \`${parameter.name.text}\``, node.span);
    const type = scalarTypeNamed(parameter.type);
    const bound = argument
      ? bindExpression(context, scope, value)
      : bindExpression(context, { environment: binding.environment, row: undefined }, value);
    const fits =
      bound.type === type ||
      isUnknown(bound) ||
      (isNumeric(bound.type) && isNumeric(type)) ||
      type === 'dynamic' ||
      bound.type === 'dynamic';
    if (!fits) {
      // Kusto's own analyzer lets it pass; what its engine makes of the value is not known, and does not matter where nobody reads it
      const message = `${binding.name}() takes a ${type} as \`${parameter.name.text}\`, not ${bound.type}`;
      const unfit = { message, span: value.span, hint: `convert it: to${type}(…)` };
      declare(environment, parameter.name.text, { kind: 'scalar', expression: pending(type, value.span), row: undefined, unfit });
      return;
    }
    const expression = type === 'dynamic' || isUnknown(bound) ? bound : convert(context.functions, bound, type);
    declare(environment, parameter.name.text, { kind: 'scalar', expression, row: readsRow(expression) ? bodyRow : undefined });
  });
}

/** The argument of each parameter: by position first, then by name. */
function matchArguments(name: string, parameters: readonly FunctionParameter[], node: Call, invoked: boolean): (Node | undefined)[] {
  const given: (Node | undefined)[] = parameters.map(() => undefined);
  const first = invoked ? 1 : 0;
  for (const argument of node.arguments) {
    if (argument.kind === 'named' && argument.names.length === 1) {
      const named = argument as NamedExpression;
      const index = parameters.findIndex((parameter) => parameter.name.text === named.names[0].text);
      if (index < 0) {
        const near = nearestName(
          named.names[0].text,
          parameters.map((parameter) => parameter.name.text),
        );
        fail('semantic', `${name}() has no parameter \`${named.names[0].text}\``, named.names[0].span, near && `did you mean \`${near}\`?`);
      }
      if (given[index] !== undefined) fail('semantic', `\`${named.names[0].text}\` is given twice`, named.span);
      given[index] = named.value;
      continue;
    }
    // a positional argument takes the first parameter that is still free
    const position = given.findIndex((taken, index) => index >= first && taken === undefined);
    if (position < 0) fail('semantic', `${name}() takes ${parameters.length} argument${parameters.length === 1 ? '' : 's'}`, argument.span);
    given[position] = argument;
  }
  return given;
}

/**
 * The argument of a tabular parameter: it must have the declared columns with exactly these types. Its other columns flow through but
 * cannot be named in the body.
 */
function declaredRelation(relation: Relation, declared: RowSchema, span: Span): Relation {
  if (declared.star || declared.columns.length === 0) return { ...relation, name: undefined };
  const names = new Set<string>();
  for (const column of declared.columns) {
    const type = scalarTypeNamed(column.type);
    const index = columnIndex(relation.schema, column.name.text);
    names.add(column.name.text);
    if (index < 0) {
      if (relation.open) continue;
      fail('semantic', `the table has no column \`${column.name.text}\`, which the function declares as ${type}`, span);
    }
    const actual = relation.schema.columns[index].type;
    if (actual !== type && !relation.open) {
      fail('semantic', `the column \`${column.name.text}\` of the table is ${actual}; the function declares it as ${type}`, span);
    }
  }
  const hidden = new Set(relation.schema.columns.filter((column) => !names.has(column.name)).map((column) => column.name));
  return { ...relation, name: undefined, hidden };
}

/** Arguments brought to one common type, for functions that hand one of their arguments on. */
export function unify(context: BindContext, name: string, args: readonly Expression[], span: Span): Expression[] {
  const common = uniformType(args.map((argument) => argument.type));
  if (common === undefined) {
    fail(
      'semantic',
      `the values of ${name}() have no common type: ${args.map((argument) => argument.type).join(', ')}`,
      span,
      'convert them to one type',
    );
  }
  return args.map((argument) => convert(context.functions, argument, common));
}

/** The text of an argument that must be a constant string. */
export function constantText(context: BindContext, scope: Scope, node: Node, what: string): string {
  const bound = bindExpression(context, scope, node);
  if (bound.kind !== 'constant' || bound.type !== 'string') fail('semantic', `${what} must be a constant string`, node.span);
  return bound.value as string;
}
