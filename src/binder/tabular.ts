import { columnIndex, type Schema } from '../data/schema.ts';
import { tableOfVectors } from '../data/table.ts';
import { fail, nearestName, type Span } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import type { Call, FunctionDeclaration, Name, Expression as Node, Pipe, SourceOperator } from '../syntax/ast.ts';
import { bindBinary } from './binary.ts';
import { callFunction, constantText, findFunction } from './calls.ts';
import type { TimeRange } from './catalog.ts';
import { attempt, type BindContext, catalogOf, childEnvironment, declare, type Environment, lookUp, namesIn, snapshot } from './context.ts';
import { isEntity } from './entities.ts';
import { outside } from './outside.ts';
import { bindPatternCall, patternOf } from './patterns.ts';
import { type Relation, relationOf } from './relation.ts';
import type { Scope } from './scope.ts';

/** Binds a tabular expression. A stage that is wrong is noted and its input goes on as a table of which nothing is known. */
export function bindTabular(context: BindContext, environment: Environment, node: Node): Relation {
  const relation = bindSource(context, environment, node);
  if (relation.graph !== undefined)
    fail('semantic', 'this is a graph; a table is expected here', node.span, 'end it with graph-match or graph-to-table');
  return relation;
}

/** Binds what a pipe can begin with: a table or a graph. */
export function bindSource(context: BindContext, environment: Environment, node: Node): Relation {
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
    case 'totable':
      return bindTabular(context, environment, node.expression);
    case 'path': {
      const pattern = node.base.kind === 'call' && patternOf(environment, node.base.name.text);
      if (pattern && node.base.kind === 'call') return bindPatternCall(context, pattern, node.base, node.member);
      return outside().bindEntityTable(context, environment, node);
    }
    case 'wildcard-name':
      return fail('semantic', 'a pattern of names can stand only in union, find and search', node.span);
    case 'entity-group':
      return fail('semantic', 'an entity group is no table', node.span, 'expand it: macro-expand group as X ( X.Table )');
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
      () => bindSource(context, pipeEnvironment, source),
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
  if (binding?.kind === 'pattern') fail('semantic', `\`${node.text}\` is a pattern: it takes arguments`, node.span);
  if (binding?.kind === 'entity' || binding?.kind === 'entity-group')
    fail('semantic', `\`${node.text}\` stands for a database; a table is expected here`, node.span, `name its table: ${node.text}.Table`);
  if (findFunction(context, environment, node.text)) {
    return bindTableCall(context, environment, { kind: 'call', span: node.span, name: node, arguments: [] });
  }
  if (node.text === '_GetWatchlistAlias') return outside().bindGetWatchlistAlias(context, environment, node.span);
  return scanTable(context, environment, node.text, node.span);
}

export function scanTable(context: BindContext, environment: Environment, name: string, span: Span): Relation {
  const source = catalogOf(context, environment).tables.get(name);
  if (source === undefined) {
    if (context.catalog.assumesTables !== true) return failUnknownTable(context, environment, name, span);
    const warning = `nothing is known of the table \`${name}\`: its columns are not checked`;
    if (!context.warnings.includes(warning)) context.warnings.push(warning);
    return { ...unknownRelation(span), name };
  }
  const plan: Plan = { kind: 'scan', name, source, columns: undefined, schema: source.schema, span };
  return { ...relationOf(inTimeRange(context, plan)), name };
}

/** The rows of a table within the time ranges that the host and the query's options have set. */
function inTimeRange(context: BindContext, plan: Plan): Plan {
  const { scopeColumn, scopeFrom: from, scopeTo: to } = context.options;
  const { schema, span } = plan;
  const conjuncts = [context.catalog.timeRange, scopeColumn === undefined ? undefined : { from, to, columns: [scopeColumn] }].flatMap(
    (range) => rangeConditions(context, schema, range, span),
  );
  return conjuncts.length === 0 ? plan : { kind: 'filter', input: plan, conjuncts, schema, span };
}

/** What holds of a time within a range, where the schema has one of its columns. */
function rangeConditions({ functions }: BindContext, schema: Schema, range: TimeRange | undefined, span: Span): Expression[] {
  const index = range?.columns
    .map((name) => columnIndex(schema, name))
    .find((found) => found >= 0 && schema.columns[found].type === 'datetime');
  if (range === undefined || index === undefined) return [];
  const time = column('datetime', index, span);
  return [
    ...(range.from === undefined ? [] : [bindBinary(functions, '>=', time, constant('datetime', range.from, span), span)]),
    ...(range.to === undefined ? [] : [bindBinary(functions, '<=', time, constant('datetime', range.to, span), span)]),
  ];
}

export function failUnknownTable(context: BindContext, environment: Environment, name: string, span: Span): never {
  const catalog = catalogOf(context, environment);
  const tables = [...catalog.tables.keys()];
  const near = nearestName(name, [...tables, ...catalog.functions.keys(), ...namesIn(environment)]);
  const loaded = tables.length === 0 ? ': no table is loaded' : tables.length <= 12 ? `: the tables are ${tables.join(', ')}` : '';
  const known = catalog === context.catalog ? loaded : ' among those that `restrict access to` lists';
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
  if (name === 'table') return bindTableFunction(context, environment, node);
  const bound = lookUp(environment, name);
  if (bound?.kind === 'pattern') return bindPatternCall(context, bound, node, undefined);
  if (bound?.kind === 'table') fail('semantic', `\`${name}\` is a table and takes no arguments`, node.span);
  if (name === '_GetWatchlist') return outside().bindGetWatchlist(context, environment, node);
  if (name === '_GetWatchlistAlias') return outside().bindGetWatchlistAlias(context, environment, node.span);
  const catalog = catalogOf(context, environment);
  if (name === 'external_table' || name === 'materialized_view') return bindNamedTable(context, environment, node);
  if (isEntity(environment, node))
    fail('semantic', 'this names a database; a table is expected here', node.span, 'name its table behind a dot');
  if (name === 'graph')
    fail(
      'unsupported',
      '`graph()` is not supported: there are no stored graph models here',
      node.span,
      'make the graph in the query: Edges | make-graph source --> target with Nodes on Id',
    );
  if (crossResourceFunctions.has(name)) fail('unsupported', `\`${name}()\` is not supported yet: only local tables can be read`, node.span);
  if (catalog.tables.has(name)) fail('semantic', `\`${name}\` is a table and takes no arguments`, node.span);
  const near = nearestName(name, catalog.functions.keys());
  return fail('semantic', `there is no function ${name}() that gives a table`, node.name.span, near && `did you mean ${near}()?`);
}

/** `table(name)`: the table, else the function without arguments, of a name that is a constant. What data is in a cache makes no difference. */
function bindTableFunction(context: BindContext, environment: Environment, { arguments: args, span }: Call): Relation {
  const [argument, dataScope] = args;
  if (argument === undefined || args.length > 2) fail('semantic', 'table() takes the name of a table and a data scope', span);
  const scope: Scope = { environment, row: undefined };
  const text = constantText(context, scope, argument, 'the name that table() takes');
  const scopeName = dataScope && constantText(context, scope, dataScope, 'the data scope that table() takes');
  if (scopeName !== undefined && !['hotcache', 'all', 'default'].includes(scopeName))
    fail('semantic', `there is no data scope ${scopeName}`, span, 'they are all, hotcache and default');
  // it reaches a table behind a stored function of its name, which the name alone does not
  if (lookUp(environment, text) === undefined && catalogOf(context, environment).tables.has(text))
    return scanTable(context, environment, text, argument.span);
  return bindTableName(context, environment, { kind: 'name', span: argument.span, text, bracketed: true });
}

/** `external_table('x')` and `materialized_view('x')`: a table that the host has named so. */
function bindNamedTable(context: BindContext, environment: Environment, node: Call): Relation {
  const { name, arguments: args, span } = node;
  const [argument, further] = args;
  if (argument === undefined) fail('semantic', `${name.text}() takes a name`, span);
  if (further !== undefined) fail('unsupported', `a second argument of ${name.text}() is not supported`, further.span);
  const text = constantText(context, { environment, row: undefined }, argument, `the name that ${name.text}() takes`);
  const written = `${name.text}(${JSON.stringify(text)})`;
  if (catalogOf(context, environment).tables.has(written)) return scanTable(context, environment, written, span);
  return fail('unsupported', `${written} is not supplied: a query runs over local data only`, span, `add a table of the name ${written}`);
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
      if (binding !== undefined && binding.kind !== 'function') return false;
      const own = findFunction(context, scope.environment, node.text);
      if (own !== undefined) return givesTable(context, own.declaration, own.environment);
      return catalogOf(context, scope.environment).tables.has(node.text) || node.text === '_GetWatchlistAlias';
    }
    case 'call': {
      const own = findFunction(context, scope.environment, node.name.text);
      if (own !== undefined) return givesTable(context, own.declaration, own.environment);
      if (patternOf(scope.environment, node.name.text) !== undefined) return true;
      return node.name.text === 'table' || crossResourceFunctions.has(node.name.text);
    }
    case 'path':
      if (isEntity(scope.environment, node.base)) return outside().isEntityTable(context, scope.environment, node);
      return node.base.kind === 'call' && isTabular(context, scope, node.base)
        ? true
        : node.base.kind === 'path' && isTabular(context, scope, node.base);
    default:
      return isSourceOperator(node);
  }
}

/** Whether a function gives a table: looks at its result with parameters and lets standing for what they are. */
export function givesTable(context: BindContext, declaration: FunctionDeclaration, outer: Environment): boolean {
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
