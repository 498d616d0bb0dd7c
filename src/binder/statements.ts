import { fail } from '../errors.ts';
import { readsRow } from '../plan/expression.ts';
import type { Plan, QueryPlan, ResultPlan } from '../plan/plan.ts';
import type {
  Expression,
  FunctionDeclaration,
  LetStatement,
  Query,
  QueryParametersStatement,
  RestrictStatement,
  Statement,
} from '../syntax/ast.ts';
import { convert } from './coercion.ts';
import { attempt, type BindContext, declare, type Environment, emptyEnvironment, lookUp, snapshot } from './context.ts';
import { bindExpression, scalarTypeNamed } from './expressions.ts';
import { bindSet, warnOfIdleOptions } from './options.ts';
import { outside } from './outside.ts';
import { declarePattern } from './patterns.ts';
import type { Relation } from './relation.ts';
import { restrictAccess } from './restrict.ts';
import { pending, type Scope } from './scope.ts';
import { bindResults, bindTabular, isTabular, unknownRelation } from './tabular.ts';
import { unknownType } from './unknown.ts';

/** Binds the statements of a query in order: a plan for each tabular one. */
export function bindStatements(context: BindContext, query: Query): QueryPlan {
  let environment = emptyEnvironment();
  const results: ResultPlan[] = [];
  const lets: (() => void)[] = [];
  for (const statement of query.statements) {
    attempt(
      context,
      () => {
        if (statement.kind === 'restrict') environment = restrictAccess(context, environment, statement);
        else bindStatement(context, environment, statement, statement === query.statements.at(-1), results, lets);
      },
      () => undefined,
    );
  }
  warnOfIdleOptions(context);
  // a let that nobody used can still be wrong; whether it is hangs on no data
  if (context.known === undefined) for (const force of lets) force();
  if (results.length === 0 && context.diagnostics.length === 0) {
    attempt(
      context,
      () => fail('semantic', 'the query has no tabular statement, so it has no result', query.span),
      () => undefined,
    );
  }
  return { results };
}

function bindStatement(
  context: BindContext,
  environment: Environment,
  statement: Exclude<Statement, RestrictStatement>,
  isLast: boolean,
  results: ResultPlan[],
  lets: (() => void)[],
): void {
  switch (statement.kind) {
    case 'let': {
      bindLet(context, { environment, row: undefined }, statement);
      const binding = lookUp(environment, statement.name.text);
      if (binding?.kind === 'table') lets.push(() => binding.relation());
      return;
    }
    case 'expression-statement': {
      const scope: Scope = { environment, row: undefined };
      if (!isTabular(context, scope, statement.expression)) {
        // binding it first gives the better error when it is wrong
        bindTabularOrValue(context, scope, statement.expression);
        fail('semantic', 'the result of a query must be a table, this is a value', statement.span, 'show a value with `print`');
      }
      const relation = bindResults(context, environment, statement.expression);
      if (relation.graph !== undefined)
        fail('unsupported', 'a graph cannot be the result of a query', statement.span, 'end it with graph-match or graph-to-table');
      if (relation.named && !isLast) return;
      for (const one of [relation, ...(relation.others ?? [])]) results.push(resultOf(context, one));
      return;
    }
    case 'query-parameters':
      bindQueryParameters(context, environment, statement);
      return;
    case 'set':
      bindSet(context, statement);
      return;
    case 'alias':
      outside().declareAlias(context, environment, statement);
      return;
    case 'pattern':
      declarePattern(environment, statement);
  }
}

/** A table as a result: with as many rows as the options let through. */
function resultOf({ options }: BindContext, { plan, visualization }: Relation): ResultPlan {
  const { takeRecords: count, truncationRecords, noTruncation } = options;
  const taken: Plan = count === undefined ? plan : { kind: 'take', input: plan, count, schema: plan.schema, span: plan.span };
  return { plan: taken, visualization, maximumRows: noTruncation ? undefined : truncationRecords };
}

function bindTabularOrValue(context: BindContext, scope: Scope, node: Parameters<typeof bindExpression>[2]): void {
  if (node.kind === 'name' && lookUp(scope.environment, node.text) === undefined) bindTabular(context, scope.environment, node);
  else bindExpression(context, scope, node);
}

/** `let name = …`: values and functions at once, tables when they are first used. */
export function bindLet(context: BindContext, scope: Scope, statement: LetStatement): void {
  const { environment } = scope;
  const name = statement.name.text;
  const existing = environment.bindings.get(name);
  if (existing !== undefined && existing.order < environment.visible) {
    fail('semantic', `\`${name}\` is already declared`, statement.name.span, 'give it another name');
  }
  const before = snapshot(environment);
  const { value } = statement;
  if (value.kind === 'function') {
    checkDeclaration(value);
    declare(environment, name, { kind: 'function', name, declaration: value, environment: before, stored: false });
    return;
  }
  if (value.kind === 'entity-group') {
    declare(environment, name, { kind: 'entity-group', group: value, environment: before });
    return;
  }
  const valueScope: Scope = { environment: before, row: scope.row };
  if (isTabular(context, { environment: before, row: undefined }, value)) {
    declare(environment, name, { kind: 'table', relation: lazyRelation(context, before, value), view: false });
    return;
  }
  const expression = attempt(
    context,
    () => bindExpression(context, valueScope, value),
    () => undefined,
  );
  const bound = expression ?? pending(unknownType, value.span);
  declare(environment, name, { kind: 'scalar', expression: bound, row: readsRow(bound) ? scope.row : undefined });
}

/** Of its parameters tables come first, and a default is a literal (manual page user-defined-functions). */
function checkDeclaration({ parameters }: FunctionDeclaration): void {
  parameters.forEach(({ name, type, defaultValue, span }, i) => {
    if (defaultValue !== undefined) checkDefault(name.text, defaultValue);
    if (type.kind === 'row-schema' && parameters[i - 1]?.type.kind === 'type')
      fail('semantic', `the table \`${name.text}\` must be declared before the values`, span);
    if (parameters.findIndex((other) => other.name.text === name.text) < i)
      fail('unsupported', `two parameters of the name \`${name.text}\` are not supported`, span);
  });
}

function checkDefault(parameter: string, value: Expression): void {
  if (value.kind === 'name') fail('semantic', `the default of \`${parameter}\` must be a literal, not a name`, value.span);
}

/** A table bound when it is first asked for; a table that is wrong is noted once. */
function lazyRelation(context: BindContext, environment: Environment, value: Parameters<typeof bindTabular>[2]): () => Relation {
  let relation: Relation | undefined;
  const path = [...context.path];
  return () => {
    if (relation !== undefined) return relation;
    // what it needs is kept under the place of its own declaration, wherever it is first used
    const caller = context.path.splice(0, context.path.length, ...path);
    try {
      relation = attempt(
        context,
        () => {
          const results = bindResults(context, environment, value);
          // what only names a table again is that table to union's withsource
          return value.kind === 'name' ? results : { ...results, name: undefined };
        },
        () => unknownRelation(value.span),
      );
    } finally {
      context.path.splice(0, context.path.length, ...caller);
    }
    return relation;
  };
}

function bindQueryParameters(context: BindContext, environment: Environment, statement: QueryParametersStatement): void {
  for (const parameter of statement.parameters) {
    const name = parameter.name.text;
    if (parameter.type.kind !== 'type') fail('semantic', `the query parameter \`${name}\` must be a scalar`, parameter.span);
    const type = scalarTypeNamed(parameter.type);
    const given = context.parameters.get(name);
    if (given === undefined) {
      if (parameter.defaultValue === undefined) {
        fail('semantic', `the query parameter \`${name}\` has no value and no default`, parameter.span, `give it one: ${name}=…`);
      }
      checkDefault(name, parameter.defaultValue);
      const value = bindExpression(context, { environment, row: undefined }, parameter.defaultValue);
      declare(environment, name, { kind: 'scalar', expression: convert(context.functions, value, type), row: undefined });
      continue;
    }
    declare(environment, name, { kind: 'scalar', expression: given(type, parameter.span), row: undefined });
  }
}
