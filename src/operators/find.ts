import { callByName, convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { scalarTypeNamed } from '../binder/expressions.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { failUnknownColumn, rowScopeOf } from '../binder/scope.ts';
import { missingCell } from '../data/builder.ts';
import { type Column, columnIndex, freeName } from '../data/schema.ts';
import type { ScalarType } from '../data/types.ts';
import { fail, type Span } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import type { Plan, UnionPlan } from '../plan/plan.ts';
import type { FindOperator, FindProject } from '../syntax/ast.ts';
import { searchedTables } from './search.ts';
import { bindSearchPredicate } from './search-predicate.ts';
import { filterPlan } from './where.ts';

/**
 * `find in (tables) where predicate project columns`: the rows of several tables for which the predicate is true. A table without any of the
 * columns that the predicate names is passed over. Without `project` there are the columns that all tables have, then those of the
 * predicate, and a bag with the others.
 */
export function bindFind(context: BindContext, environment: Environment, input: Relation | undefined, node: FindOperator): Relation {
  checkParameters(context, node.parameters, ['withsource', 'with_source', 'datascope'], 'find');
  if (node.projectAway !== undefined)
    fail('unsupported', '`find … project-away` is not supported', node.span, 'put `| project-away …` behind it');
  if (input !== undefined && node.in !== undefined) fail('semantic', '`find in` cannot follow a table', node.keywordSpan);
  const tables = input === undefined ? searchedTables(context, environment, node.in, node) : [input];
  const legs = tables.flatMap((table, index): Leg[] => {
    const predicate = bindSearchPredicate(context, environment, table, tables, node.predicate, false);
    if (!predicate.everywhere && !predicate.hasColumn && !table.open) return [];
    const relation = { ...table, name: table.name ?? `find_arg${index}`, plan: filterPlan(table.plan, predicate.expression, node) };
    return [{ relation, named: predicate.columns }];
  });
  if (legs.length === 0) fail('semantic', 'no table has a column of the predicate', node.predicate.span);
  const { project } = node;
  const outputs = project === undefined || project.smart ? smartOutputs(legs) : projectedOutputs(legs, project);
  const packs = project === undefined || project.smart ? hasRest(legs, outputs) : project.pack;
  const source = parameterText(node.parameters, 'withsource', 'with_source')?.text ?? 'source_';
  const columns: Column[] = [
    ...outputs.map(({ name, type }) => ({ name, type })),
    ...(packs ? [{ name: 'pack_', type: 'dynamic' as const }] : []),
  ];
  const plans = legs.map((leg) => legPlan(context, leg.relation, outputs, packs, columns, node.span));
  const plan: UnionPlan = {
    kind: 'union',
    input: plans[0],
    others: plans.slice(1),
    mappings: plans.map(() => columns.map((_, index) => index)),
    names: legs.map(({ relation }) => relation.name as string),
    schema: { columns: [{ name: source, type: 'string' }, ...columns] },
    span: node.span,
  };
  return { ...relationOf(plan), open: tables.some((table) => table.open), hint: tables.find((table) => table.hint !== undefined)?.hint };
}

interface Leg {
  readonly relation: Relation;
  /** The columns that the predicate names. */
  readonly named: readonly string[];
}

/** An output column: the column of that name and of that type, or of any type and converted. */
interface Output {
  readonly name: string;
  readonly type: ScalarType;
  readonly from: string;
  readonly converted: boolean;
}

/** The columns of all tables and then those of the predicate; one that has several types is there once for each. */
function smartOutputs(legs: readonly Leg[]): Output[] {
  const [first] = legs;
  const common = first.relation.schema.columns
    .map(({ name }) => name)
    .filter((name) => legs.every(({ relation }) => columnIndex(relation.schema, name) >= 0));
  const taken = new Set<string>();
  return [...new Set([...common, ...legs.flatMap(({ named }) => named)])].flatMap((from) => {
    const types = typesOf(legs, from);
    return types.map((type) => {
      const name = freeName(types.length === 1 ? from : `${from}_${type}`, taken);
      taken.add(name);
      return { name, type, from, converted: false };
    });
  });
}

function projectedOutputs(legs: readonly Leg[], project: FindProject): Output[] {
  return project.columns.map(({ column: node, type }) => {
    if (node.kind !== 'name') return fail('unsupported', '`find … project` takes columns only', node.span);
    const types = typesOf(legs, node.text);
    if (types.length === 0) return failUnknownColumn(node.text, rowScopeOf(legs[0].relation), node.span);
    if (types.length > 1 && type === undefined)
      return fail(
        'semantic',
        `\`${node.text}\` has several types: ${types.join(', ')}`,
        node.span,
        `say which one: ${node.text}:${types[0]}`,
      );
    const wanted = type === undefined ? types[0] : scalarTypeNamed(type);
    return { name: node.text, type: wanted, from: node.text, converted: true };
  });
}

function typesOf(legs: readonly Leg[], name: string): ScalarType[] {
  const types = new Set<ScalarType>();
  for (const { relation } of legs) {
    const index = columnIndex(relation.schema, name);
    if (index >= 0) types.add(relation.schema.columns[index].type);
  }
  return [...types];
}

/** Whether some table has columns beside the outputs. */
function hasRest(legs: readonly Leg[], outputs: readonly Output[]): boolean {
  const shown = new Set(outputs.map(({ from }) => from));
  return legs.some(({ relation }) => relation.schema.columns.some(({ name }) => !shown.has(name)));
}

/** The rows of one table with all outputs; what the table lacks is null, what is not an output is in the bag. */
function legPlan(
  context: BindContext,
  { plan, schema }: Relation,
  outputs: readonly Output[],
  packs: boolean,
  columns: readonly Column[],
  span: Span,
): Plan {
  const { functions } = context;
  const expressions = outputs.map(({ type, from, converted }): Expression => {
    const index = columnIndex(schema, from);
    if (index < 0 || (!converted && schema.columns[index].type !== type)) return constant(type, missingCell(type), span);
    return convert(functions, column(schema.columns[index].type, index, span), type);
  });
  if (packs) {
    const shown = new Set(outputs.map(({ from }) => from));
    const rest = schema.columns.flatMap(({ name, type }, index) =>
      shown.has(name) ? [] : [constant('string', name, span), column(type, index, span)],
    );
    expressions.push(rest.length === 0 ? constant('dynamic', new Map(), span) : callByName(functions, 'bag_pack', rest, span));
  }
  return { kind: 'project', input: plan, expressions, schema: { columns }, span };
}
