import { fail } from '../errors.ts';
import type { Path, RestrictStatement } from '../syntax/ast.ts';
import type { Catalog } from './catalog.ts';
import { type BindContext, type Binding, catalogOf, type Environment, lookUp, namesIn } from './context.ts';
import { failUnknownTable, givesTable } from './tabular.ts';
import { nameMatcher } from './wildcards.ts';

/**
 * `restrict access to (…)`: the names that the statements after it can see. Every table, stored function, tabular let and pattern that is
 * not listed cannot be named any more; what was declared before goes on to read what it reads, and values stay. `*` stands for all that the
 * query declares, `database().*` for all that is stored; other databases and watchlists are out of sight. Manual page restrict-statement.
 */
export function restrictAccess(context: BindContext, environment: Environment, statement: RestrictStatement): Environment {
  const [option] = statement.options;
  if (option !== undefined) fail('unsupported', '`restrict access … with` is not supported', option.span, 'leave the options out');
  const catalog = catalogOf(context, environment);
  const declared = namesIn(environment).filter((name) => isTabularName(context, lookUp(environment, name)));
  const kept = new Set<string>();
  const stored = new Set<string>();
  for (const target of statement.targets) {
    if (target.kind === 'path') keepStored(target, catalog, stored);
    else if (target.kind === 'wildcard-name' && target.pattern === '*') for (const name of declared) kept.add(name);
    else if (target.kind === 'wildcard-name')
      fail(
        'unsupported',
        `the pattern \`${target.pattern}\` is not supported here`,
        target.span,
        `write * or database().${target.pattern}`,
      );
    else if (target.kind !== 'name') fail('semantic', 'a table, function, view or pattern is expected here', target.span);
    else if (declared.includes(target.text)) kept.add(target.text);
    else if (isStored(catalog, target.text)) stored.add(target.text);
    else failUnknownTable(context, environment, target.text, target.span);
  }
  return {
    parent: environment,
    bindings: new Map(),
    visible: Number.POSITIVE_INFINITY,
    hides: new Set(declared.filter((name) => !kept.has(name))),
    catalog: {
      ...catalog,
      whole: catalog.whole ?? catalog,
      tables: new Map([...catalog.tables].filter(([name]) => stored.has(name))),
      functions: new Map([...catalog.functions].filter(([name]) => stored.has(name))),
      databases: new Map(),
      providers: catalog.providers && { ...catalog.providers, watchlists: new Map() },
    },
  };
}

function isTabularName(context: BindContext, binding: Binding | undefined): boolean {
  if (binding?.kind === 'function') return givesTable(context, binding.declaration, binding.environment);
  return binding !== undefined && binding.kind !== 'scalar';
}

function isStored({ tables, functions }: Catalog, name: string): boolean {
  return tables.has(name) || functions.has(name);
}

/** `database().Name` and `database().*`. */
function keepStored({ base, member, span }: Path, catalog: Catalog, stored: Set<string>): void {
  const isOwn = base.kind === 'call' && base.name.text === 'database' && base.arguments.length === 0;
  if (!isOwn) fail('unsupported', 'tables of another database are not supported here', span, 'write database() for this one');
  if (member.kind === 'name') {
    if (!isStored(catalog, member.text)) fail('semantic', `there is no table or function \`${member.text}\``, member.span);
    stored.add(member.text);
  } else if (member.kind === 'wildcard-name') {
    const matches = nameMatcher(member.pattern);
    for (const name of [...catalog.tables.keys(), ...catalog.functions.keys()]) if (matches(name)) stored.add(name);
  } else fail('semantic', 'a table or function is named here without arguments', member.span);
}
