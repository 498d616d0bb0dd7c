import type { Table } from '../data/table.ts';
import type { ScalarType } from '../data/types.ts';
import { type Diagnostic, Failure, fail, type Span } from '../errors.ts';
import type { FunctionTable } from '../functions/registry.ts';
import type { Expression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { readsOuterRows } from '../plan/walk.ts';
import type { EntityGroup, FunctionDeclaration, Operator, PatternDeclaration, SourceOperator } from '../syntax/ast.ts';
import type { Catalog } from './catalog.ts';
import type { Entity } from './entities.ts';
import type { RequestOptions } from './options.ts';
import type { Relation } from './relation.ts';

/**
 * What one binding of one query works with. Only `now`, `options`, `diagnostics`, `warnings`, `path` and `dependsOnData` change while it
 * runs.
 */
export interface BindContext {
  /** The text of the query, for hints that quote it. */
  readonly text: string;
  readonly functions: FunctionTable;
  /** What is stored; `catalogOf` says what of it a place in the query can name. */
  readonly catalog: Catalog;
  /** Binds one operator: the table of operators/bind.ts, which the binder cannot import. */
  readonly bindOperator: BindOperator;
  /** The query's clock in ticks; `set query_now` moves it. */
  now: bigint;
  /** What `set` has said so far. */
  readonly options: RequestOptions;
  /** Values of declare query_parameters, by name. */
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** Tables that have been run for this binding, by key; undefined when binding without data. */
  readonly known: ReadonlyMap<string, KnownTable> | undefined;
  readonly diagnostics: Diagnostic[];
  readonly warnings: string[];
  /** The calls that are being bound, outermost first: part of the key of what must be run, and the guard against recursion. */
  readonly path: CallFrame[];
  /** Set when something was met that only data can tell. */
  dependsOnData: boolean;
}

/** A table that was run for binding, with the number of rows that each node of its plan gave. */
export interface KnownTable {
  readonly table: Table;
  readonly plan: Plan;
  readonly rows: ReadonlyMap<Plan, number>;
}

export type BindOperator = (
  context: BindContext,
  environment: Environment,
  input: Relation | undefined,
  node: Operator | SourceOperator,
) => Relation;

/** A parameter from outside, brought to the type that the query declares for it; what does not fit is an error at the declaration. */
export type ParameterValue = (type: ScalarType, span: Span) => Expression;

export interface CallFrame {
  /** Undefined for what is no call but binds the same text several times, as macro-expand does. */
  readonly declaration: FunctionDeclaration | undefined;
  /** Where the call stands in its own text. */
  readonly start: number;
  /** Set while the body of a stored function is bound: findings in it are reported at the call. */
  readonly stored: { readonly name: string; readonly span: Span } | undefined;
}

/**
 * The names that a place in the query can see, innermost first. A statement sees the names declared before it: of `bindings`, which the
 * statements after it go on to fill, only the first `visible` in order count.
 */
export interface Environment {
  readonly parent: Environment | undefined;
  readonly bindings: Map<string, { readonly binding: Binding; readonly order: number }>;
  readonly visible: number;
  /** What is stored and can be named from here on, where `restrict access` has narrowed it. */
  readonly catalog?: Catalog;
  /** Names declared further out that cannot be named from here on. */
  readonly hides?: ReadonlySet<string>;
}

export type Binding =
  | ScalarBinding
  | { readonly kind: 'table'; readonly relation: () => Relation; readonly view: boolean }
  | FunctionBinding
  | PatternBinding
  | { readonly kind: 'entity'; readonly entity: () => Entity }
  | { readonly kind: 'entity-group'; readonly group: EntityGroup; readonly environment: Environment };

export interface ScalarBinding {
  readonly kind: 'scalar';
  readonly expression: Expression;
  readonly row: object | undefined;
  /** Why the value is not known, where an argument has another type than its parameter: said when somebody reads it. */
  readonly unfit?: { readonly message: string; readonly span: Span; readonly hint: string };
}

export interface FunctionBinding {
  readonly kind: 'function';
  readonly name: string;
  readonly declaration: FunctionDeclaration;
  readonly environment: Environment;
  readonly stored: boolean;
}

/** `declare pattern`: its matches, in the names that it can see; undefined when it declares none. */
export interface PatternBinding {
  readonly kind: 'pattern';
  readonly name: string;
  readonly declaration: PatternDeclaration | undefined;
  readonly environment: Environment;
}

export const emptyEnvironment = (): Environment => ({ parent: undefined, bindings: new Map(), visible: Number.POSITIVE_INFINITY });

export function childEnvironment(parent: Environment): Environment {
  return { parent, bindings: new Map(), visible: Number.POSITIVE_INFINITY };
}

/** The environment as it is now: what is declared later stays out of sight. */
export function snapshot(environment: Environment): Environment {
  return { ...environment, visible: Math.min(environment.visible, environment.bindings.size) };
}

export function declare(environment: Environment, name: string, binding: Binding): void {
  environment.bindings.set(name, { binding, order: environment.bindings.size });
}

export function lookUp(environment: Environment, name: string): Binding | undefined {
  for (let at: Environment | undefined = environment; at !== undefined; at = at.parent) {
    const entry = at.bindings.get(name);
    if (entry !== undefined && entry.order < at.visible) return entry.binding;
    if (at.hides?.has(name)) return undefined;
  }
  return undefined;
}

/** The tables and stored functions that a place in the query can name. */
export function catalogOf(context: BindContext, environment: Environment): Catalog {
  for (let at: Environment | undefined = environment; at !== undefined; at = at.parent) if (at.catalog !== undefined) return at.catalog;
  return context.catalog;
}

/** All names in sight, for hints. */
export function namesIn(environment: Environment): string[] {
  const names: string[] = [];
  const hidden = new Set<string>();
  for (let at: Environment | undefined = environment; at !== undefined; at = at.parent) {
    for (const [name, { order }] of at.bindings) if (order < at.visible && !hidden.has(name)) names.push(name);
    for (const name of at.hides ?? []) hidden.add(name);
  }
  return names;
}

/** Thrown where binding cannot go on before a plan has been run: its table is to be put into `known` under the key. */
export class Needed extends Error {
  readonly key: string;
  readonly plan: Plan;

  constructor(key: string, plan: Plan) {
    super('binding needs data');
    this.key = key;
    this.plan = plan;
  }
}

/**
 * The table of a plan that binding depends on; undefined while binding without data, or when an error has been found. `place` is where the need arises: together with the
 * calls around it the key under which the table is kept.
 */
export function tableOf(context: BindContext, place: Span, plan: Plan): KnownTable | undefined {
  if (readsOuterRows(plan)) {
    fail(
      'unsupported',
      'what depends on the rows of a sub-query cannot be known before it runs',
      place,
      'declare the columns: evaluate … : (name:type)',
    );
  }
  context.dependsOnData = true;
  // once something is wrong nothing more is run: the rest is only looked at for further errors
  if (context.known === undefined || context.diagnostics.length > 0) return undefined;
  const key = [...context.path.map((frame) => frame.start), place.start, place.end].join('/');
  const known = context.known.get(key);
  if (known === undefined) throw new Needed(key, plan);
  return known;
}

/** Runs a piece of binding; what goes wrong in it is noted, and `otherwise` stands in so that the rest of the query is bound too. */
export function attempt<Result>(context: BindContext, work: () => Result, otherwise: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    report(context, error.diagnostic);
    return otherwise();
  }
}

export function report(context: BindContext, diagnostic: Diagnostic): void {
  const stored = context.path.find((frame) => frame.stored)?.stored;
  const placed = stored
    ? { ...diagnostic, message: `in the function ${stored.name}: ${diagnostic.message}`, span: stored.span }
    : diagnostic;
  context.diagnostics.push(placed);
}
