import { fail, nearestName, type Span } from '../../errors.ts';
import { constant, type Expression } from '../../plan/expression.ts';
import type { AliasStatement, Call, Expression as Node, Path } from '../../syntax/ast.ts';
import { callFunction, constantText } from '../calls.ts';
import type { Catalog } from '../catalog.ts';
import { type BindContext, catalogOf, declare, type Environment, emptyEnvironment, lookUp, snapshot } from '../context.ts';
import { type Entity, isEntity } from '../entities.ts';
import type { Relation } from '../relation.ts';
import type { Scope } from '../scope.ts';
import { bindTabular, givesTable, scanTable, unknownRelation } from '../tabular.ts';
import { nameMatcher } from '../wildcards.ts';

/** Whether what a path names in another database is a table; also when nothing is known of it. */
export function isEntityTable(context: BindContext, environment: Environment, node: Path): boolean {
  if (!isEntity(environment, node.base) || node.member.kind === 'wildcard-name') return true;
  const entity = findEntity(context, environment, node.base);
  const name = node.member.kind === 'call' ? node.member.name.text : node.member.text;
  const stored = entity?.catalog.functions.get(name);
  if (entity === undefined || stored === undefined) return !name.startsWith('$current_');
  return givesTable(context, stored.declaration, environmentOf(entity));
}

/** `database('d').T`, `database('d').f(1)`, `workspace('w').T`, `arg('').T` …: a table or function of a database that the host supplies. */
export function bindEntityTable(context: BindContext, environment: Environment, node: Path): Relation {
  const result = bindMember(context, { environment, row: undefined }, node);
  if (result.kind === 'scalar') fail('semantic', 'this gives a value; a table is expected here', node.span);
  return result.relation;
}

/** `database('d').f(1)` and, in macro-expand, `X.$current_database` where a value is expected. */
export function bindEntityValue(context: BindContext, scope: Scope, node: Path): Expression {
  if (node.member.kind === 'name' && node.member.text.startsWith('$current_')) {
    const { providers } = resolveEntity(context, scope.environment, node.base).catalog;
    const [value, option] = node.member.text === '$current_database' ? [providers?.name, 'name'] : [providers?.cluster, 'cluster'];
    if (node.member.text !== '$current_database' && node.member.text !== '$current_cluster_endpoint')
      fail('semantic', `a database has no \`${node.member.text}\``, node.member.span);
    if (value === undefined)
      fail(
        'unsupported',
        `\`${node.member.text}\` is not known here`,
        node.member.span,
        `give that database its ${option}: new Database({ ${option} })`,
      );
    return constant('string', value, node.span);
  }
  const result = bindMember(context, scope, node);
  if (result.kind === 'table')
    fail('semantic', 'this gives a table; a value is expected here', node.span, 'take one value of it with toscalar()');
  return result.expression;
}

/** The tables of `database('d').Pattern*`, for union and its like. */
export function bindEntityPattern(context: BindContext, environment: Environment, node: Path, fuzzy: boolean): Relation[] {
  const entity = fuzzy ? findEntity(context, environment, node.base) : resolveEntity(context, environment, node.base);
  if (entity === undefined || node.member.kind !== 'wildcard-name') return [];
  const matches = nameMatcher(node.member.pattern);
  const names = [...entity.catalog.tables.keys()].filter((name) => matches(name));
  if (names.length === 0 && !fuzzy) fail('semantic', `no table of ${entity.text} matches \`${node.member.pattern}\``, node.member.span);
  return names.map((name) => elsewhere(scanTable(context, environmentOf(entity), name, node.span)));
}

/** The databases of `entity_group [ … ]`, or of a name that `let` has given to one. With `fuzzy` those that the host does not supply are left out. */
export function bindEntityGroup(context: BindContext, environment: Environment, node: Node, fuzzy: boolean): Entity[] {
  if (node.kind === 'name') {
    const binding = lookUp(environment, node.text);
    if (binding?.kind === 'entity-group') return bindEntityGroup(context, binding.environment, binding.group, fuzzy);
    return fail(
      'unsupported',
      `there is no entity group \`${node.text}\` here`,
      node.span,
      `declare it: let ${node.text} = entity_group [ … ];`,
    );
  }
  if (node.kind !== 'entity-group') return fail('unsupported', 'an entity group of another database is not supported', node.span);
  return node.entities.flatMap((entity) => {
    if (!isEntity(environment, entity)) fail('unsupported', 'an entity group of anything but databases is not supported', entity.span);
    const found = fuzzy ? findEntity(context, environment, entity) : resolveEntity(context, environment, entity);
    if (found === undefined) context.warnings.push(`${entityText(context, environment, entity)} is not supplied and was left out`);
    return found ?? [];
  });
}

/** Whether a path names a table that the host does not supply: a fuzzy union leaves it out. */
export function isMissingEntity(context: BindContext, environment: Environment, node: Path): boolean {
  if (!isEntity(environment, node.base) || node.member.kind === 'wildcard-name') return false;
  const entity = findEntity(context, environment, node.base);
  const name = node.member.kind === 'call' ? node.member.name.text : node.member.text;
  return (
    catalogOf(context, environment).tables.get(`${entityText(context, environment, node.base)}.${name}`) === undefined &&
    !entity?.catalog.tables.has(name) &&
    !entity?.catalog.functions.has(name)
  );
}

type MemberResult = { readonly kind: 'table'; readonly relation: Relation } | { readonly kind: 'scalar'; readonly expression: Expression };

function bindMember(context: BindContext, scope: Scope, node: Path): MemberResult {
  const { environment } = scope;
  const { base, member } = node;
  if (!isEntity(environment, base))
    return fail('semantic', 'a table is expected here', node.span, 'a table of another database is written database("name").Table');
  if (member.kind === 'wildcard-name') return fail('semantic', 'a pattern of names can stand only in union, find and search', node.span);
  // a host may name a table as the query does
  const written = `${entityText(context, environment, base)}.${member.kind === 'name' ? member.text : member.name.text}`;
  if (member.kind === 'name' && catalogOf(context, environment).tables.has(written))
    return { kind: 'table', relation: elsewhere(scanTable(context, environment, written, node.span)) };
  const entity = resolveEntity(context, environment, base);
  const inside = environmentOf(entity);
  const name = member.kind === 'call' ? member.name.text : member.text;
  const stored = entity.catalog.functions.get(name);
  if (stored !== undefined) {
    const call: Call = member.kind === 'call' ? member : { kind: 'call', span: member.span, name: member, arguments: [] };
    const binding = { kind: 'function', name, declaration: stored.declaration, environment: inside, stored: true } as const;
    const result = callFunction(context, scope, binding, call);
    return result.kind === 'table' ? { kind: 'table', relation: elsewhere(result.relation) } : result;
  }
  // a table() call, or a name that is no function: bound among the names of that database only
  const relation = bindTabular(context, inside, member);
  const isOwn = base.kind === 'call' && entity.catalog === catalogOf(context, environment);
  return { kind: 'table', relation: isOwn ? relation : elsewhere(relation) };
}

/** What union's withsource would call such rows is another name than that of a table here. */
function elsewhere(relation: Relation): Relation {
  return { ...relation, name: undefined, elsewhere: true };
}

function environmentOf({ catalog }: Entity): Environment {
  return { ...emptyEnvironment(), catalog };
}

function resolveEntity(context: BindContext, environment: Environment, node: Node): Entity {
  const entity = findEntity(context, environment, node);
  if (entity !== undefined) return entity;
  const key = keyOf(context, environment, node) ?? '';
  const known = [...(catalogOf(context, environment).databases?.keys() ?? [])];
  const near = nearestName(key, known);
  return fail(
    'unsupported',
    `${entityText(context, environment, node)} is not supplied: a query runs over local data only`,
    node.span,
    near !== undefined
      ? `did you mean ${near}?`
      : `supply it: new Database({ databases: { ${JSON.stringify(key)}: … } }), or --database ${key}=FOLDER`,
  );
}

/** The database that an expression names, undefined where the host supplies none. */
function findEntity(context: BindContext, environment: Environment, node: Node): Entity | undefined {
  if (node.kind === 'name') {
    const binding = lookUp(environment, node.text);
    return binding?.kind === 'entity' ? binding.entity() : undefined;
  }
  const key = keyOf(context, environment, node);
  const catalog = catalogOf(context, environment);
  const text = entityText(context, environment, node);
  if (node.kind === 'call' && node.name.text === 'database' && (key === '' || key === catalog.providers?.name)) return { catalog, text };
  const alias = node.kind === 'call' && node.name.text === 'database' ? lookUp(environment, aliasName(key ?? '')) : undefined;
  if (alias?.kind === 'entity') return alias.entity();
  const own = ownCluster(catalog);
  const given =
    catalog.databases?.get(key ?? '') ??
    (own !== undefined && key?.startsWith(`${own}/`) ? catalog.databases?.get(key.slice(own.length + 1)) : undefined);
  if (given !== undefined) return { catalog: given(), text };
  return own !== undefined && catalog.providers?.name !== undefined && key === `${own}/${catalog.providers.name}`
    ? { catalog, text }
    : undefined;
}

/** The name under which `alias database` keeps a database among the other names: none that a query could write. */
function aliasName(name: string): string {
  return `database(${JSON.stringify(name)})`;
}

/** `alias database Name = …`: resolved where it is used. */
export function declareAlias(context: BindContext, environment: Environment, { name, value }: AliasStatement): void {
  if (!isEntity(environment, value)) fail('semantic', 'an alias stands for a database', value.span);
  const before = snapshot(environment);
  declare(environment, aliasName(name.text), { kind: 'entity', entity: () => resolveEntity(context, before, value) });
}

function ownCluster({ providers }: Catalog): string | undefined {
  return providers?.cluster === undefined ? undefined : clusterName(providers.cluster);
}

/** How the host names the database: `name`, `cluster/name`; the resource graph is `arg`. */
function keyOf(context: BindContext, environment: Environment, node: Node): string | undefined {
  if (node.kind === 'path' && node.member.kind === 'call') {
    const cluster =
      node.base.kind === 'call' && node.base.name.text === 'cluster' ? argumentOf(context, environment, node.base) : undefined;
    return cluster === undefined ? undefined : `${clusterName(cluster)}/${argumentOf(context, environment, node.member)}`;
  }
  if (node.kind !== 'call') return undefined;
  const argument = argumentOf(context, environment, node);
  if (node.name.text === 'arg') return 'arg';
  if (node.name.text !== 'adx') return argument;
  const slash = argument.lastIndexOf('/');
  return slash < 0 ? argument : `${clusterName(argument.slice(0, slash))}/${argument.slice(slash + 1)}`;
}

/** How a query names the database, in one spelling. */
function entityText(context: BindContext, environment: Environment, node: Node): string {
  if (node.kind === 'path' && node.member.kind === 'call')
    return `${entityText(context, environment, node.base)}.${entityText(context, environment, node.member)}`;
  if (node.kind !== 'call') return node.kind === 'name' ? node.text : 'this';
  return `${node.name.text}(${node.arguments.length === 0 ? '' : JSON.stringify(argumentOf(context, environment, node))})`;
}

function argumentOf(context: BindContext, environment: Environment, { name, arguments: args, span }: Call): string {
  if (args.length === 0) return '';
  if (args.length > 1) fail('semantic', `${name.text}() takes one argument`, span);
  return constantText(context, { environment, row: undefined }, args[0], `the argument of ${name.text}()`);
}

/** A cluster by its short name: `help` for https://help.kusto.windows.net/. */
function clusterName(address: string): string {
  return address
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
    .replace(/\.kusto\.windows\.net(?::443)?$/i, '')
    .toLowerCase();
}

/** Stands in for a table of which only data could tell more, until the query is bound with data. */
export function pendingTable(context: BindContext, span: Span): Relation {
  context.dependsOnData = true;
  return unknownRelation(span);
}
