import { columnIndex } from '../data/schema.ts';
import { tableOfVectors } from '../data/table.ts';
import { fail, nearestName, type Span } from '../errors.ts';
import { column, constant } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import type { Call, FunctionDeclaration, Name, Expression as Node, Pipe, SourceOperator } from '../syntax/ast.ts';
import { bindBinary } from './binary.ts';
import { callFunction, findFunction } from './calls.ts';
import { attempt, type BindContext, childEnvironment, declare, type Environment, lookUp, namesIn, snapshot } from './context.ts';
import { type Relation, relationOf } from './relation.ts';
import type { Scope } from './scope.ts';

/** Binds a tabular expression. A stage that is wrong is noted and its input goes on as a table of which nothing is known. */
export function bindTabular(context: BindContext, environment: Environment, node: Node): Relation {
  const relation = bindResults(context, environment, node);
  if (relation.others !== undefined) fail('semantic', 'this gives several results; one table is expected here', node.span);
  return relation;
}

/** Binds what may give several results, as a statement does: what fork, facet or preview gives stays together. */
export function bindResults(context: BindContext, environment: Environment, node: Node): Relation {
  switch (node.kind) {
    case 'pipe':
      return bindPipe(context, environment, node);
    case 'parenthesized':
      return bindResults(context, environment, node.expression);
    case 'name':
      return bindTableName(context, environment, node);
    case 'call':
      return bindTableCall(context, environment, node);
    case 'materialize': {
      const relation = bindTabular(context, environment, node.expression);
      const plan: Plan = { kind: 'shared', input: relation.plan, schema: relation.schema, span: node.span };
      return { ...relation, plan };
    }
    case 'datascope':
      return bindTabular(context, environment, node.expression);
    case 'path':
      return fail(
        'unsupported',
        'tables of another database or cluster are not supported yet',
        node.span,
        'load the table and name it directly',
      );
    case 'wildcard-name':
      return fail('semantic', 'a pattern of names can stand only in union, find and search', node.span);
    case 'totable':
      return fail('unsupported', '`totable` is not supported yet', node.span);
    case 'entity-group':
      return fail('unsupported', '`entity_group` is not supported yet', node.span);
    default:
      if (isSourceOperator(node)) return context.bindOperator(context, environment, undefined, node);
      return fail('semantic', 'a table is expected here', node.span);
  }
}

function isSourceOperator(node: Node): node is SourceOperator {
  return sourceKinds.has(node.kind);
}

const sourceKinds = new Set<string>([
  'print',
  'range',
  'datatable',
  '__contextual_datatable',
  'externaldata',
  'inline-external-table',
  'materialized-view-combine',
  'macro-expand',
  'union',
  'search',
  'find',
  'evaluate',
] satisfies SourceOperator['kind'][]);

/** A pipe of any length is walked by a loop. `outer` is the input of a sub-query, which has no source of its own. */
export function bindPipe(context: BindContext, environment: Environment, node: Pipe, outer?: Relation): Relation {
  const pipeEnvironment = childEnvironment(environment);
  let relation = outer;
  if (node.source !== undefined) {
    const { source } = node;
    relation = attempt(
      context,
      () => bindTabular(context, pipeEnvironment, source),
      () => unknownRelation(source.span),
    );
  }
  for (const operator of node.operators) {
    if (relation?.visualization !== undefined) {
      attempt(
        context,
        () => fail('semantic', 'nothing can follow `render`', operator.keywordSpan),
        () => undefined,
      );
    }
    const input: Relation | undefined = relation;
    if (input?.others !== undefined) {
      attempt(
        context,
        () => fail('semantic', `\`${operator.kind}\` cannot follow what gives several results`, operator.keywordSpan),
        () => undefined,
      );
    }
    relation = attempt(
      context,
      () => context.bindOperator(context, pipeEnvironment, input, operator),
      () => unknownRelation(operator.span),
    );
  }
  return relation as Relation;
}

/** Stands in for what could not be bound, so that the rest of the query is looked at too; it is never run. */
export function unknownRelation(span: Span): Relation {
  const plan: Plan = { kind: 'values', table: tableOfVectors({ columns: [] }, [], 0), schema: { columns: [] }, span };
  return { ...relationOf(plan), open: true, serialized: true };
}

/** A name in a place for tables: a let, a stored function, a table. */
function bindTableName(context: BindContext, environment: Environment, node: Name): Relation {
  const binding = lookUp(environment, node.text);
  if (binding?.kind === 'table') return binding.relation();
  if (binding?.kind === 'scalar') fail('semantic', `\`${node.text}\` is a value; a table is expected here`, node.span);
  if (findFunction(context, environment, node.text)) {
    return bindTableCall(context, environment, { kind: 'call', span: node.span, name: node, arguments: [] });
  }
  return scanTable(context, environment, node.text, node.span);
}

export function scanTable(context: BindContext, environment: Environment, name: string, span: Span): Relation {
  const source = context.catalog.tables.get(name);
  if (source === undefined) return failUnknownTable(context, environment, name, span);
  const plan: Plan = { kind: 'scan', name, source, columns: undefined, schema: source.schema, span };
  return { ...relationOf(inTimeRange(context, plan)), name };
}

/** The rows of a table within the time range that the host has set. */
function inTimeRange(context: BindContext, plan: Plan): Plan {
  const { timeRange } = context.catalog;
  const { schema, span } = plan;
  const index = timeRange?.columns
    .map((name) => columnIndex(schema, name))
    .find((found) => found >= 0 && schema.columns[found].type === 'datetime');
  if (timeRange === undefined || index === undefined) return plan;
  const time = column('datetime', index, span);
  const conjuncts = [
    ...(timeRange.from === undefined ? [] : [bindBinary(context.functions, '>=', time, constant('datetime', timeRange.from, span), span)]),
    ...(timeRange.to === undefined ? [] : [bindBinary(context.functions, '<=', time, constant('datetime', timeRange.to, span), span)]),
  ];
  return conjuncts.length === 0 ? plan : { kind: 'filter', input: plan, conjuncts, schema, span };
}

export function failUnknownTable(context: BindContext, environment: Environment, name: string, span: Span): never {
  const names = [...context.catalog.tables.keys(), ...context.catalog.functions.keys(), ...namesIn(environment)];
  const near = nearestName(name, names);
  const tables = [...context.catalog.tables.keys()];
  const known = tables.length === 0 ? ': no table is loaded' : tables.length <= 12 ? `: the tables are ${tables.join(', ')}` : '';
  fail('semantic', `there is no table \`${name}\`${known}`, span, near === undefined ? undefined : `did you mean \`${near}\`?`);
}

function bindTableCall(context: BindContext, environment: Environment, node: Call): Relation {
  const name = node.name.text;
  const binding = findFunction(context, environment, name);
  if (binding !== undefined) {
    const result = callFunction(context, { environment, row: undefined }, binding, node);
    if (result.kind === 'scalar') fail('semantic', `\`${name}\` gives a value; a table is expected here`, node.span);
    return result.relation;
  }
  if (name === 'table' && node.arguments.length >= 1) {
    const [argument] = node.arguments;
    if (argument.kind !== 'literal' || typeof argument.value !== 'string')
      fail('unsupported', 'table() with a name that is not a literal is not supported yet', node.span);
    const bound = lookUp(environment, argument.value);
    return bound?.kind === 'table' ? bound.relation() : scanTable(context, environment, argument.value, argument.span);
  }
  const bound = lookUp(environment, name);
  if (bound?.kind === 'table') fail('semantic', `\`${name}\` is a table and takes no arguments`, node.span);
  if (crossResourceFunctions.has(name)) fail('unsupported', `\`${name}()\` is not supported yet: only local tables can be read`, node.span);
  if (context.catalog.tables.has(name)) fail('semantic', `\`${name}\` is a table and takes no arguments`, node.span);
  const near = nearestName(name, context.catalog.functions.keys());
  return fail('semantic', `there is no function ${name}() that gives a table`, node.name.span, near && `did you mean ${near}()?`);
}

const crossResourceFunctions = new Set([
  'cluster',
  'database',
  'workspace',
  'arg',
  'adx',
  'app',
  'resource',
  'external_table',
  'materialized_view',
  'stored_query_result',
  'graph',
  '_GetWatchlist',
  '_GetWatchlistAlias',
]);

/** Whether an expression is a table, by its form and by what its names are bound to. Binds nothing. */
export function isTabular(context: BindContext, scope: Scope, node: Node): boolean {
  switch (node.kind) {
    case 'pipe':
    case 'materialize':
    case 'totable':
    case 'datascope':
    case 'wildcard-name':
      return true;
    case 'parenthesized':
      return isTabular(context, scope, node.expression);
    case 'name': {
      if (scope.row?.column(node.text, node.span) !== undefined) return false;
      const binding = lookUp(scope.environment, node.text);
      if (binding?.kind === 'table') return true;
      if (binding?.kind === 'scalar') return false;
      const own = findFunction(context, scope.environment, node.text);
      if (own !== undefined) return givesTable(context, own.declaration, own.environment);
      return context.catalog.tables.has(node.text);
    }
    case 'call': {
      const own = findFunction(context, scope.environment, node.name.text);
      if (own !== undefined) return givesTable(context, own.declaration, own.environment);
      return node.name.text === 'table' || crossResourceFunctions.has(node.name.text);
    }
    case 'path':
      return node.base.kind === 'call' && (crossResourceFunctions.has(node.base.name.text) || isTabular(context, scope, node.base))
        ? true
        : node.base.kind === 'path' && isTabular(context, scope, node.base);
    default:
      return isSourceOperator(node);
  }
}

/** Whether a function gives a table: looks at its result with parameters and lets standing for what they are. */
function givesTable(context: BindContext, declaration: FunctionDeclaration, outer: Environment): boolean {
  const { body } = declaration;
  if (body.result === undefined) return false;
  const environment = childEnvironment(outer);
  const scope: Scope = { environment, row: undefined };
  for (const parameter of declaration.parameters) bindKind(environment, parameter.name.text, parameter.type.kind === 'row-schema');
  for (const statement of body.statements) {
    if (statement.kind !== 'let') continue;
    if (statement.value.kind === 'function') {
      const inner = {
        kind: 'function',
        name: statement.name.text,
        declaration: statement.value,
        environment: snapshot(environment),
        stored: false,
      } as const;
      declare(environment, statement.name.text, inner);
    } else {
      bindKind(environment, statement.name.text, isTabular(context, scope, statement.value));
    }
  }
  return isTabular(context, scope, body.result);
}

function bindKind(environment: Environment, name: string, table: boolean): void {
  const relation = (): never => {
    throw new Error('only the kind of this name is known');
  };
  declare(
    environment,
    name,
    table
      ? { kind: 'table', relation, view: false }
      : { kind: 'scalar', row: undefined, expression: { kind: 'column', index: -1, type: 'string', span: { start: 0, end: 0 } } },
  );
}

/** Whether a relation has a column of a name that can be named. */
export function hasColumn(relation: Relation, name: string): boolean {
  return columnIndex(relation.schema, name) >= 0 && !relation.hidden?.has(name);
}
