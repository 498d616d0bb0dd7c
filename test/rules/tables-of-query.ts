import { type ScalarType, scalarTypeOf } from '../../src/data/types.ts';
import type { Expression, FunctionBody, FunctionDeclaration, Query, RowSchema, Statement } from '../../src/syntax/ast.ts';
import { constantsOf, durationOf } from './constants.ts';
import { vote } from './evidence.ts';
import { readOperator } from './operators-of-query.ts';
import {
  type Binding,
  closedShape,
  columnOf,
  type Environment,
  knownColumn,
  lookUp,
  opaque,
  type Scope,
  type Shape,
  type TableUse,
  type Value,
} from './shape.ts';
import { readExpression } from './values-of-query.ts';

type Schemas = Readonly<Record<string, Readonly<Record<string, ScalarType>>>>;

/** A function that a query calls and does not define; what it gives is a table of its own. */
export interface FunctionUse {
  readonly name: string;
  /** Called by `invoke`: its first parameter is a table, to which it adds columns. */
  readonly invoked: boolean;
  readonly parameters: Map<string, ScalarType | undefined>;
  readonly positional: (ScalarType | undefined)[];
  readonly table: TableUse;
}

/** A file that `externaldata` reads. */
export interface ExternalUse {
  readonly url: string;
  readonly table: TableUse;
}

/** What a query reads and does not define itself. */
export interface QueryReads {
  readonly tables: ReadonlyMap<string, TableUse>;
  readonly patterns: ReadonlySet<string>;
  readonly everything: boolean;
  readonly functions: ReadonlyMap<string, FunctionUse>;
  readonly externals: readonly ExternalUse[];
  /** By alias. */
  readonly watchlists: ReadonlyMap<string, TableUse>;
  readonly fileProfile: TableUse | undefined;
  /** Other databases, as the option `databases` names them: workspaces, `arg`. */
  readonly databases: ReadonlySet<string>;
  /** Names that nothing declares, where a value is expected: the parameters of the function that the query is the body of. */
  readonly parameters: Map<string, ScalarType | undefined>;
  /** The longest span of time that the query names, in days. */
  readonly days: number;
}

/** The state of reading one query. */
export interface Reading {
  readonly schemas: Schemas;
  readonly tables: Map<string, TableUse>;
  readonly patterns: Set<string>;
  everything: boolean;
  readonly functions: Map<string, FunctionUse>;
  readonly externals: ExternalUse[];
  readonly watchlists: Map<string, TableUse>;
  fileProfile: TableUse | undefined;
  readonly databases: Set<string>;
  readonly parameters: Map<string, ScalarType | undefined>;
  readonly starTexts: { readonly source: TableUse; readonly samples: readonly (string | number | boolean)[] }[];
  days: number;
  depth: number;
}

/**
 * The tables, functions and files that a query reads and does not define itself, each with the columns that the query uses and what it tells
 * about their values. `schemas` are the tables whose columns are known.
 */
export function tablesOfQuery(query: Query, schemas: Schemas): QueryReads {
  const reading: Reading = {
    schemas,
    tables: new Map(),
    patterns: new Set(),
    everything: false,
    functions: new Map(),
    externals: [],
    watchlists: new Map(),
    fileProfile: undefined,
    databases: new Set(),
    parameters: new Map(),
    starTexts: [],
    days: 0,
    depth: 0,
  };
  const environment: Environment = { parent: undefined, names: new Map() };
  for (const statement of query.statements) readStatement(reading, statement, environment);
  for (const { source, samples } of reading.starTexts) {
    for (const evidence of source.columns.values()) for (const sample of samples) evidence.wanted.add(sample);
  }
  walk(query, (node) => {
    if (node.kind === 'literal' && node.type === 'timespan' && typeof node.value === 'bigint')
      reading.days = Math.max(reading.days, Number(node.value) / 864_000_000_000);
  });
  return reading;
}

/** Every node of a tree that is plain data. */
function walk(node: unknown, visit: (node: { kind?: unknown; type?: unknown; value?: unknown }) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) visit(node);
  for (const child of Object.values(node)) walk(child, visit);
}

function readStatement(reading: Reading, statement: Statement, environment: Environment): void {
  switch (statement.kind) {
    case 'let':
      environment.names.set(
        statement.name.text,
        readLet(reading, statement.value, { parent: environment.parent, names: new Map(environment.names) }),
      );
      return;
    case 'expression-statement':
      readTable(reading, statement.expression, environment, undefined);
      return;
    case 'query-parameters':
      for (const parameter of statement.parameters) environment.names.set(parameter.name.text, { kind: 'value', value: opaque });
      return;
    default:
      return;
  }
}

function readLet(reading: Reading, value: Expression | FunctionDeclaration, environment: Environment): Binding {
  if (value.kind === 'function') return { kind: 'function', declaration: value, environment };
  if (isTable(reading, value, environment)) return { kind: 'table', shape: readTable(reading, value, environment, undefined) };
  const scope: Scope = { environment, shape: undefined };
  readExpression(reading, value, scope);
  return { kind: 'value', value: { kind: 'computed', node: value, scope } };
}

/** Whether an expression is a table, as far as its form and the names tell. A name that nothing declares is taken for one. */
export function isTable(reading: Reading, node: Expression, environment: Environment): boolean {
  switch (node.kind) {
    case 'parenthesized':
      return isTable(reading, node.expression, environment);
    case 'materialize':
    case 'pipe':
    case 'totable':
    case 'datatable':
    case 'externaldata':
    case 'union':
    case 'search':
    case 'find':
    case 'print':
    case 'range':
    case 'evaluate':
      return true;
    case 'name': {
      const binding = lookUp(environment, node.text);
      return binding === undefined ? true : binding.kind === 'table';
    }
    case 'call': {
      const own = lookUp(environment, node.name.text);
      if (own?.kind !== 'function') return /^(_GetWatchlist|_ASIM|_Im_|im[A-Z]|table$|workspace$|arg$)/.test(node.name.text);
      const { body, parameters } = own.declaration;
      const inner: Environment = { parent: own.environment, names: new Map() };
      for (const { name, type } of parameters)
        inner.names.set(name.text, type.kind === 'row-schema' ? { kind: 'table', shape: closedShape() } : { kind: 'value', value: opaque });
      for (const statement of body.statements) {
        if (statement.kind !== 'let') continue;
        const { value } = statement;
        inner.names.set(
          statement.name.text,
          value.kind === 'function'
            ? { kind: 'function', declaration: value, environment: { ...inner, names: new Map(inner.names) } }
            : isTable(reading, value, inner)
              ? { kind: 'table', shape: closedShape() }
              : { kind: 'value', value: opaque },
        );
      }
      return body.result !== undefined && isTable(reading, body.result, inner);
    }
    case 'path':
      return node.base.kind === 'call' && /^(database|cluster|workspace|arg|adx)$/.test(node.base.name.text);
    default:
      return false;
  }
}

/** Reads a tabular expression; gives what is known of its table. `input` is the table of a sub-query without a source of its own. */
export function readTable(reading: Reading, node: Expression, environment: Environment, input: Shape | undefined): Shape {
  switch (node.kind) {
    case 'parenthesized':
    case 'materialize':
    case 'toscalar':
    case 'totable':
    case 'datascope':
      return readTable(reading, node.expression, environment, input);
    case 'name': {
      const binding = lookUp(environment, node.text);
      if (binding?.kind === 'table') return binding.shape;
      if (binding?.kind === 'function')
        return readFunction(reading, binding, [], { environment, shape: undefined }, undefined)?.shape ?? closedShape();
      if (binding !== undefined) return closedShape();
      return tableShape(tableNamed(reading, node.text));
    }
    case 'call':
      return readTableCall(reading, node, environment);
    case 'path': {
      const { base, member } = node;
      if (base.kind === 'call') {
        const scope: Scope = { environment, shape: undefined };
        reading.databases.add(
          base.name.text === 'arg' ? 'arg' : String(base.arguments.flatMap((argument) => constantsOf(argument, scope))[0] ?? ''),
        );
      }
      return member.kind === 'name' ? tableShape(tableNamed(reading, member.text)) : closedShape();
    }
    case 'wildcard-name':
      return patternShape(reading, node.pattern);
    case 'pipe': {
      const inner: Environment = { parent: environment, names: new Map() };
      let shape = node.source === undefined ? (input ?? closedShape()) : readTable(reading, node.source, inner, undefined);
      for (const operator of node.operators) shape = readOperator(reading, operator, inner, shape);
      return shape;
    }
    case 'print':
    case 'range':
    case 'datatable':
    case 'externaldata':
    case 'union':
    case 'search':
    case 'find':
    case 'evaluate':
      return readOperator(reading, node, environment, undefined);
    default:
      readExpression(reading, node, { environment, shape: input });
      return closedShape();
  }
}

export function tableNamed(reading: Reading, name: string): TableUse {
  let table = reading.tables.get(name);
  if (table === undefined) {
    table = {
      name,
      declared: Object.hasOwn(reading.schemas, name) || name in reading.schemas ? reading.schemas[name] : undefined,
      columns: new Map(),
    };
    reading.tables.set(name, table);
  }
  return table;
}

export function tableShape(...sources: TableUse[]): Shape {
  return { columns: new Map(), sources, union: sources.length > 1, bags: [] };
}

/** The built-in tables that a pattern of names means; where there is none, one whose name fits. */
export function patternShape(reading: Reading, pattern: string): Shape {
  reading.patterns.add(pattern);
  if (pattern === '*') {
    reading.everything = true;
    return tableShape(...['SecurityEvent', 'SigninLogs', 'Syslog'].map((name) => tableNamed(reading, name)));
  }
  const fits = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
  const names = Object.keys(reading.schemas).filter((name) => fits.test(name));
  return tableShape(...(names.length === 0 ? [pattern.replaceAll('*', 'Any')] : names).map((name) => tableNamed(reading, name)));
}

function readTableCall(reading: Reading, node: Extract<Expression, { kind: 'call' }>, environment: Environment): Shape {
  const name = node.name.text;
  const own = lookUp(environment, name);
  if (own?.kind === 'function')
    return readFunction(reading, own, node.arguments, { environment, shape: undefined }, undefined)?.shape ?? closedShape();
  if (name === 'table') {
    const [tableName] = node.arguments.slice(0, 1).flatMap((argument) => constantsOf(argument, { environment, shape: undefined }));
    if (typeof tableName === 'string') {
      const binding = lookUp(environment, tableName);
      return binding?.kind === 'table' ? binding.shape : tableShape(tableNamed(reading, tableName));
    }
    return closedShape();
  }
  if (name === '_GetWatchlist') {
    const alias = String(node.arguments.flatMap((argument) => constantsOf(argument, { environment, shape: undefined }))[0] ?? '');
    let table = reading.watchlists.get(alias);
    if (table === undefined)
      reading.watchlists.set(alias, (table = { name: `watchlist ${alias}`, declared: undefined, columns: new Map() }));
    return tableShape(table);
  }
  return tableShape(functionNamed(reading, name, node.arguments, { environment, shape: undefined }, false).table);
}

/** Notes a call of a function that the query does not define. */
export function functionNamed(reading: Reading, name: string, args: readonly Expression[], scope: Scope, invoked: boolean): FunctionUse {
  let use = reading.functions.get(name);
  if (use === undefined) {
    use = {
      name,
      invoked,
      parameters: new Map(),
      positional: [],
      table: { name: `rows of ${name}`, declared: undefined, columns: new Map() },
    };
    reading.functions.set(name, use);
  }
  args.forEach((argument, index) => {
    readExpression(reading, argument, scope);
    const value = argument.kind === 'named' ? argument.value : argument;
    const type = argumentType(value, scope);
    if (argument.kind === 'named') use.parameters.set(argument.names[0].text, type);
    else use.positional[index] = type;
  });
  return use;
}

function argumentType(node: Expression, scope: Scope): ScalarType | undefined {
  if (node.kind === 'literal') return node.type;
  if (node.kind === 'call' && /^(ago|now|startofday|todatetime|datetime_add)$/.test(node.name.text)) return 'datetime';
  if (node.kind === 'binary' || durationOf(node, scope) !== undefined) return undefined;
  return node.kind === 'dynamic' ? 'dynamic' : undefined;
}

/** Reads the body of a function of the query with these arguments. */
export function readFunction(
  reading: Reading,
  { declaration, environment }: Extract<Binding, { kind: 'function' }>,
  args: readonly Expression[],
  scope: Scope,
  input: Shape | undefined,
): { readonly shape: Shape; readonly node: Expression; readonly scope: Scope } | undefined {
  if (reading.depth > 12) return undefined;
  reading.depth++;
  try {
    const inner: Environment = { parent: environment, names: new Map() };
    const positional = args.filter((argument) => argument.kind !== 'named');
    let next = 0;
    declaration.parameters.forEach((parameter, index) => {
      const named = args.find((argument) => argument.kind === 'named' && argument.names[0].text === parameter.name.text);
      const given = named?.kind === 'named' ? named.value : input !== undefined && index === 0 ? undefined : positional[next++];
      if (parameter.type.kind === 'row-schema') {
        const shape =
          input !== undefined && index === 0 ? input : given ? readTable(reading, given, scope.environment, undefined) : closedShape();
        declareColumns(parameter.type, shape);
        inner.names.set(parameter.name.text, { kind: 'table', shape });
        return;
      }
      if (given !== undefined) noteParameter(reading, given, scope, scalarTypeOf(parameter.type.text));
      const value = given ?? parameter.defaultValue;
      inner.names.set(parameter.name.text, {
        kind: 'value',
        value: value ? computed(value, given ? scope : { environment, shape: undefined }) : opaque,
      });
    });
    return readBody(reading, declaration.body, inner);
  } finally {
    reading.depth--;
  }
}

function computed(node: Expression, scope: Scope): Value {
  return { kind: 'computed', node, scope };
}

function readBody(
  reading: Reading,
  body: FunctionBody,
  environment: Environment,
): { shape: Shape; node: Expression; scope: Scope } | undefined {
  for (const statement of body.statements) readStatement(reading, statement, environment);
  const { result } = body;
  if (result === undefined) return undefined;
  const scope: Scope = { environment, shape: undefined };
  if (isTable(reading, result, environment)) return { shape: readTable(reading, result, environment, undefined), node: result, scope };
  readExpression(reading, result, scope);
  return { shape: closedShape(), node: result, scope };
}

/** An argument that is a name which nothing declares is a parameter of the function that the query is the body of. */
function noteParameter(reading: Reading, node: Expression, { environment, shape }: Scope, type: ScalarType | undefined): void {
  if (node.kind === 'name' && shape === undefined && lookUp(environment, node.text) === undefined) reading.parameters.set(node.text, type);
}

/** The columns that a function declares for its tabular parameter are columns of the tables behind it. */
function declareColumns({ columns }: RowSchema, shape: Shape): void {
  for (const { name, type } of columns) {
    const value = knownColumn(shape, name.text) ?? (shape.sources.length > 0 ? undefined : opaque);
    if (value !== undefined) continue;
    const [source] = shape.sources.filter(({ declared }) => declared === undefined);
    if (source === undefined) continue;
    const declared = scalarTypeOf(type.text);
    const evidence = columnOf(source, name.text);
    if (declared !== undefined) vote(evidence, declared, 100);
  }
}
