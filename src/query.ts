import type { Catalog } from './binder/catalog.ts';
import { type BindContext, type BindOperator, type KnownTable, Needed, type ParameterValue } from './binder/context.ts';
import { bindStatements } from './binder/statements.ts';
import { Unready } from './data/pending.ts';
import type { Schema } from './data/schema.ts';
import type { Segment } from './data/segment.ts';
import { createTable, type Table } from './data/table.ts';
import { createRunContext, type RunContext, type RunOptions } from './engine/context.ts';
import { collect, run, type StageTable } from './engine/run.ts';
import { type Diagnostic, Failure, fail, KqlError } from './errors.ts';
import { functions } from './functions/index.ts';
import { bindOperator } from './operators/bind.ts';
import { stageTable } from './operators/run.ts';
import { optimize } from './plan/optimize/index.ts';
import type { QueryPlan, ResultPlan } from './plan/plan.ts';
import { plansIn } from './plan/walk.ts';
import type { Query } from './syntax/ast.ts';
import { parse } from './syntax/parse.ts';

/**
 * The whole pipeline of a query: text → tree → plan → a plan that does less → rows. A query is bound once without data, which finds every
 * error and every refusal that does not hang on data before the first byte is read; where a schema or a value does hang on it, the plan in
 * question is run and the query bound again, until nothing is missing.
 */
export interface QueryEnvironment extends RunOptions {
  readonly catalog: Catalog;
  /** The clock in ticks. */
  readonly now: bigint;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** false: the plan runs as bound. `without` leaves out rules of plan/optimize by their names. Default: all rules. */
  readonly optimize?: boolean | { readonly without: readonly string[] };
  readonly watch?: Watch;
}

/** What looks on while a query is bound and run: stands in for the engine's own, and hands on to it. */
export interface Watch {
  readonly bindOperator: BindOperator;
  readonly stages: StageTable;
}

/** A text that has been parsed. */
export interface ParsedQuery {
  readonly text: string;
  readonly query: Query;
}

/** One result of a query that is about to run. */
export type BoundResult = ResultPlan;

export interface BoundQuery {
  readonly results: readonly BoundResult[];
  readonly context: RunContext;
  readonly warnings: readonly string[];
  /** Parts of it were run to bind it, so that its plan holds what they gave. */
  readonly dependsOnData: boolean;
}

/** Parses a text; throws a KqlError with every syntax error in it. */
export function parseQuery(text: string): ParsedQuery {
  const { query, diagnostics } = parse(text);
  if (query === undefined || diagnostics.length > 0) throw errorOf(text, diagnostics);
  return { text, query };
}

/** Binds a query; runs what its binding depends on. */
export async function bindQuery(parsed: ParsedQuery, environment: QueryEnvironment): Promise<BoundQuery> {
  const context = createRunContext(environment, environment.watch?.stages ?? stageTable);
  const first = await whenReady(() => bindOnce(parsed, environment, undefined));
  if (!first.dependsOnData)
    return { results: optimized(first.plan.results, environment), context, warnings: first.warnings, dependsOnData: false };
  const known = new Map<string, KnownTable>();
  for (;;) {
    try {
      const bound = await whenReady(() => bindOnce(parsed, environment, known));
      return { results: optimized(bound.plan.results, environment), context, warnings: bound.warnings, dependsOnData: true };
    } catch (error) {
      if (!(error instanceof Needed)) throw error;
      const [{ plan }] = optimized([{ plan: error.plan, visualization: undefined }], environment);
      const table = await collect(plan, context).finally(() => context.spill?.close());
      const rows = new Map([...context.counters].map(([node, counters]) => [node, counters.rows]));
      known.set(error.key, { table, plan, rows });
    }
  }
}

/** A query bound before, for another run in the same environment; undefined where its plan holds more than the environment says. */
export function boundAgain(bound: Omit<BoundQuery, 'context'>, environment: QueryEnvironment): BoundQuery | undefined {
  if (bound.dependsOnData) return undefined;
  const tables = new Set(environment.catalog.tables.values());
  for (const result of bound.results) {
    for (const plan of plansIn(result.plan)) if (plan.kind === 'scan' && !tables.has(plan.source)) return undefined;
  }
  return { ...bound, context: createRunContext(environment, stageTable) };
}

function optimized(results: readonly ResultPlan[], { optimize: how = true }: QueryEnvironment): readonly ResultPlan[] {
  if (how === false) return results;
  return optimize(results, how === true ? undefined : new Set(how.without));
}

/** Binds; fetches what it meets unready (tables, families of functions), one after the other, and binds again. */
async function whenReady(bind: () => Binding): Promise<Binding> {
  for (;;) {
    try {
      return bind();
    } catch (error) {
      if (!(error instanceof Unready)) throw error;
      await error.fetch();
    }
  }
}

/** The columns of each result as far as they are known without data; throws a KqlError with every error that does not hang on data. */
export function boundSchemas(
  parsed: ParsedQuery,
  environment: QueryEnvironment,
): { readonly schema: Schema; readonly dependsOnData: boolean }[] {
  const { plan, dependsOnData } = bindOnce(parsed, environment, undefined);
  return plan.results.map((result) => ({ schema: result.plan.schema, dependsOnData }));
}

/**
 * Binds a query without data, for its findings: throws a KqlError with every error that does not hang on data; gives the warnings, and the
 * columns of each result as far as they are known.
 */
export async function checkQuery(
  parsed: ParsedQuery,
  environment: QueryEnvironment,
): Promise<{ readonly warnings: readonly string[]; readonly schemas: readonly Schema[] }> {
  const { warnings, plan } = await whenReady(() => bindOnce(parsed, environment, undefined));
  return { warnings, schemas: plan.results.map((result) => result.plan.schema) };
}

/** Runs one result of a bound query to its end. */
export async function collectResult(result: BoundResult, context: RunContext): Promise<Table> {
  const segments: Segment[] = [];
  for await (const segment of streamResult(result, context)) segments.push(segment);
  return createTable(result.plan.schema, segments);
}

/** Runs one result of a bound query, a segment at a time. */
export async function* streamResult({ plan, maximumRows }: BoundResult, context: RunContext): AsyncGenerator<Segment, void, undefined> {
  const { resultRows } = context.limits;
  let rows = 0;
  try {
    for await (const segment of run(plan, context)) {
      rows += segment.length;
      if (resultRows !== undefined && rows > resultRows) {
        fail('limit', `the result has more than ${resultRows} rows`, plan.span, 'aggregate or take fewer, or raise limits.resultRows');
      }
      if (maximumRows !== undefined && rows > maximumRows) {
        fail('limit', `the result has more than ${maximumRows} rows, the truncation limit that the query sets`, plan.span);
      }
      yield segment;
    }
  } finally {
    context.spill?.close();
  }
}

/** What a query throws: findings with their places in the text. */
export function errorOf(text: string, diagnostics: readonly Diagnostic[]): KqlError {
  const [first, ...others] = diagnostics;
  return new KqlError(first ?? { kind: 'syntax', message: 'the query is empty' }, text, others);
}

/** Runs work on a query and gives everything that goes wrong in it the form of a KqlError. */
export async function guarded<Result>(text: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asKqlError(text, error);
  }
}

export function asKqlError(text: string, error: unknown): unknown {
  if (error instanceof Failure) return new KqlError(error.diagnostic, text);
  // what nests deeper than the stack is a limit of ours, whatever its form
  if (error instanceof RangeError && /call stack/i.test(error.message))
    return new KqlError({ kind: 'limit', message: 'the query nests too deeply' }, text);
  return error;
}

interface Binding {
  readonly plan: QueryPlan;
  readonly warnings: string[];
  readonly dependsOnData: boolean;
}

function bindOnce(
  { text, query }: ParsedQuery,
  environment: QueryEnvironment,
  known: ReadonlyMap<string, KnownTable> | undefined,
): Binding {
  const context: BindContext = {
    text,
    functions,
    catalog: environment.catalog,
    bindOperator: environment.watch?.bindOperator ?? bindOperator,
    now: environment.now,
    options: {},
    parameters: environment.parameters,
    known,
    diagnostics: [],
    warnings: [],
    path: [],
    dependsOnData: false,
  };
  const plan = bindStatements(context, query);
  if (context.diagnostics.length > 0) throw errorOf(text, inTextOrder(context.diagnostics));
  return { plan, warnings: context.warnings, dependsOnData: context.dependsOnData };
}

function inTextOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map(
    diagnostics.map((diagnostic) => [`${diagnostic.span?.start}:${diagnostic.span?.end}:${diagnostic.message}`, diagnostic]),
  );
  return [...unique.values()].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}
