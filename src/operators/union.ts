import type { BindContext, Environment } from '../binder/context.ts';
import { catalogOf, lookUp, namesIn } from '../binder/context.ts';
import { isEntity } from '../binder/entities.ts';
import { outside } from '../binder/outside.ts';
import { checkParameters, parameterFlag, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { bindTabular, scanTable } from '../binder/tabular.ts';
import { unknownType } from '../binder/unknown.ts';
import { nameMatcher } from '../binder/wildcards.ts';
import { missingCell } from '../data/builder.ts';
import { type Column, freeName } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import { constantVector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { run, type Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { UnionPlan } from '../plan/plan.ts';
import type { Expression as Node, UnionOperator } from '../syntax/ast.ts';

/** `union tables`, also after a pipe: the rows of all, column by name; a name with two types becomes one column a type. */
export function bindUnion(context: BindContext, environment: Environment, input: Relation | undefined, node: UnionOperator): Relation {
  checkParameters(context, node.parameters, ['kind', 'withsource', 'with_source', 'isfuzzy', 'best_effort'], 'union');
  const kind = parameterText(node.parameters, 'kind') ?? { text: 'outer', span: node.keywordSpan };
  if (kind.text !== 'outer' && kind.text !== 'inner')
    fail('semantic', `\`union\` has the kinds outer and inner, not \`${kind.text}\``, kind.span);
  const { bestEffort = false } = context.options;
  const fuzzy = bestEffort || parameterFlag(node.parameters, 'isfuzzy', false) || parameterFlag(node.parameters, 'best_effort', false);
  const legs = input === undefined ? [] : [input];
  for (const table of node.tables) legs.push(...bindLegs(context, environment, table, fuzzy));
  if (legs.length === 0) fail('semantic', 'none of the tables of this union exists', node.span);
  const source = sourceOf(legs, node.parameters);
  return unionOf(legs, { inner: kind.text === 'inner', source, span: node.span });
}

/** The name of the column that `withsource` asks for. */
export function sourceOf(legs: readonly Relation[], parameters: UnionOperator['parameters']): string | undefined {
  const source = parameterText(parameters, 'withsource', 'with_source');
  if (source !== undefined && legs.some((leg) => leg.elsewhere))
    fail('unsupported', 'withsource over tables of several databases is not supported', source.span, 'name the rows yourself with extend');
  return source?.text;
}

/** The relations of one operand: a pattern stands for the tables and views that it matches. */
export function bindLegs(context: BindContext, environment: Environment, node: Node, fuzzy: boolean): Relation[] {
  if (node.kind === 'wildcard-name') {
    const matches = nameMatcher(node.pattern);
    const tables = [...catalogOf(context, environment).tables.keys()].filter((name) => !name.startsWith('$') && matches(name));
    const views = namesIn(environment).filter((name) => matches(name) && isView(environment, name));
    if (tables.length + views.length === 0 && !fuzzy) fail('semantic', `no table matches \`${node.pattern}\``, node.span);
    return [
      ...tables.map((name) => scanTable(context, environment, name, node.span)),
      ...views.map((name) => bindTabular(context, environment, { kind: 'name', span: node.span, text: name, bracketed: false })),
    ];
  }
  if (node.kind === 'path' && node.member.kind === 'wildcard-name') return outside().bindEntityPattern(context, environment, node, fuzzy);
  if (fuzzy && isMissingElsewhere(context, environment, node)) return [];
  const source = sourceName(node);
  if (fuzzy && source !== undefined && isMissing(context, environment, source)) return [];
  return [bindTabular(context, environment, node)];
}

function isView(environment: Environment, name: string): boolean {
  const binding = lookUp(environment, name);
  return binding?.kind === 'function' && binding.declaration.view;
}

/** Whether a leg begins with a table of another database that is not there. */
function isMissingElsewhere(context: BindContext, environment: Environment, node: Node): boolean {
  if (node.kind === 'parenthesized') return isMissingElsewhere(context, environment, node.expression);
  if (node.kind === 'pipe') return node.source !== undefined && isMissingElsewhere(context, environment, node.source);
  return node.kind === 'path' && isEntity(environment, node.base) && outside().isMissingEntity(context, environment, node);
}

/** The name of the table that a leg begins with. */
function sourceName(node: Node): string | undefined {
  if (node.kind === 'parenthesized') return sourceName(node.expression);
  if (node.kind === 'pipe') return node.source && sourceName(node.source);
  return node.kind === 'name' ? node.text : undefined;
}

function isMissing(context: BindContext, environment: Environment, name: string): boolean {
  const { tables, functions } = catalogOf(context, environment);
  return lookUp(environment, name) === undefined && !tables.has(name) && !functions.has(name);
}

interface UnionOptions {
  readonly inner: boolean;
  readonly source: string | undefined;
  readonly span: Node['span'];
}

/** The rows of all legs under one schema. A leg without a name of its own is union_arg0, union_arg1, … by its place. */
export function unionOf(legs: readonly Relation[], { inner, source, span }: UnionOptions): Relation {
  const { columns, mappings } = inner ? commonColumns(legs) : allColumns(legs);
  const named = source !== undefined;
  if (named && columns.some(({ name }) => name === source))
    fail('unsupported', `there is a column \`${source}\` already: what Kusto calls the second one is not documented`, span);
  const plan: UnionPlan = {
    kind: 'union',
    input: legs[0].plan,
    others: legs.slice(1).map((leg) => leg.plan),
    mappings,
    names: named ? legs.map((leg, index) => leg.name ?? `union_arg${index}`) : undefined,
    schema: { columns: named ? [{ name: source, type: 'string' }, ...columns] : columns },
    span,
  };
  const hidden = new Set(legs.flatMap((leg) => [...(leg.hidden ?? [])]));
  return {
    ...relationOf(plan),
    // what a column becomes hangs on its type where another table has one of its name
    open: legs.some((leg) => leg.open || leg.schema.columns.some(({ type }) => type === unknownType)),
    hidden: hidden.size > 0 ? hidden : undefined,
    hint: legs.find((leg) => leg.hint !== undefined)?.hint,
  };
}

interface Mapped {
  readonly columns: Column[];
  /** Per leg the column of the leg for each column, -1 where it has none. */
  readonly mappings: number[][];
}

function allColumns(legs: readonly Relation[]): Mapped {
  // name → the types that it occurs with, in order of first appearance
  const types = new Map<string, Column['type'][]>();
  for (const leg of legs) {
    for (const { name, type } of leg.schema.columns) {
      const known = types.get(name);
      if (known === undefined) types.set(name, [type]);
      else if (!known.includes(type)) known.push(type);
    }
  }
  for (const [name, list] of types) {
    // beside one other type it may be the same one; beside several the name is split whatever it is
    if (list.length > 1 && list.includes(unknownType)) {
      types.set(name, list.length === 2 ? [unknownType] : list.filter((type) => type !== unknownType));
    }
  }
  const columns: Column[] = [];
  const sources: Column[] = [];
  const taken = new Set([...types].filter(([, list]) => list.length === 1).map(([name]) => name));
  for (const [name, list] of types) {
    for (const type of list) {
      const output = list.length === 1 ? name : freeName(`${name}_${type}`, taken);
      taken.add(output);
      columns.push({ name: output, type });
      sources.push({ name, type });
    }
  }
  return { columns, mappings: legs.map((leg) => sources.map((source) => positionOf(leg, source))) };
}

function commonColumns(legs: readonly Relation[]): Mapped {
  const columns = legs[0].schema.columns.filter((candidate) => legs.every((leg) => positionOf(leg, candidate) >= 0));
  return { columns, mappings: legs.map((leg) => columns.map((candidate) => positionOf(leg, candidate))) };
}

function positionOf(leg: Relation, { name, type }: Column): number {
  return leg.schema.columns.findIndex(
    (candidate) => candidate.name === name && (candidate.type === type || candidate.type === unknownType || type === unknownType),
  );
}

/** Hands the input's rows on, then runs the other legs one after the other. */
export function runUnion(plan: UnionPlan, context: RunContext): Stage {
  const leading = plan.names === undefined ? 0 : 1;
  const mapped = (segment: Segment, leg: number): Segment => {
    const mapping = plan.mappings[leg];
    return {
      length: segment.length,
      width: plan.schema.columns.length,
      column(index) {
        if (index < leading) return constantVector('string', plan.names?.[leg] ?? '', segment.length);
        const from = mapping[index - leading];
        if (from >= 0) return segment.column(from);
        const { type } = plan.schema.columns[index];
        return constantVector(type, missingCell(type), segment.length);
      },
    };
  };
  return {
    push: (segment) => [mapped(segment, 0)],
    async *finish() {
      for (let leg = 0; leg < plan.others.length; leg++) {
        for await (const segment of run(plan.others[leg], context)) yield mapped(segment, leg + 1);
      }
    },
  };
}
