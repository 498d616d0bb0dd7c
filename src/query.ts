import type { Catalog } from './binder/catalog.ts';
import { type BindContext, type KnownTable, Needed, type ParameterValue } from './binder/context.ts';
import { bindStatements } from './binder/statements.ts';
import { Unready } from './data/pending.ts';
import type { Schema } from './data/schema.ts';
import type { Segment } from './data/segment.ts';
import { createTable, type Table } from './data/table.ts';
import { createRunContext, type RunContext, type RunOptions } from './engine/context.ts';
import { collect, run } from './engine/run.ts';
import { type Diagnostic, Failure, fail, KqlError } from './errors.ts';
import { functions } from './functions/index.ts';
import { bindOperator } from './operators/bind.ts';
import { stageTable } from './operators/run.ts';
import type { QueryPlan, ResultPlan } from './plan/plan.ts';
import type { Query } from './syntax/ast.ts';
import { parse } from './syntax/parse.ts';

/**
 * The whole pipeline of a query: text → tree → plan → rows. A query is bound once without data, which finds every error and every refusal
 * that does not hang on data before the first byte is read; where a schema or a value does hang on it, the plan in question is run and the
 * query bound again, until nothing is missing.
 */
export interface QueryEnvironment extends RunOptions {
  readonly catalog: Catalog;
  /** The clock in ticks. */
  readonly now: bigint;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
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
}

/** Parses a text; throws a KqlError with every syntax error in it. */
export function parseQuery(text: string): ParsedQuery {
  const { query, diagnostics } = parse(text);
  if (query === undefined || diagnostics.length > 0) throw errorOf(text, diagnostics);
  return { text, query };
}

/** Binds a query; runs what its binding depends on. */
export async function bindQuery(parsed: ParsedQuery, environment: QueryEnvironment): Promise<BoundQuery> {
  const context = createRunContext(environment, stageTable);
  const first = await whenReady(() => bindOnce(parsed, environment, undefined));
  if (!first.dependsOnData) return { results: first.plan.results, context, warnings: first.warnings };
  const known = new Map<string, KnownTable>();
  for (;;) {
    try {
      const bound = await whenReady(() => bindOnce(parsed, environment, known));
      return { results: bound.plan.results, context, warnings: bound.warnings };
    } catch (error) {
      if (!(error instanceof Needed)) throw error;
      const table = await collect(error.plan, context);
      const rows = new Map([...context.counters].map(([plan, counters]) => [plan, counters.rows]));
      known.set(error.key, { table, plan: error.plan, rows });
    }
  }
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

/** Binds a query without data, for its findings: throws a KqlError with every error that does not hang on data; gives the warnings. */
export async function checkQuery(parsed: ParsedQuery, environment: QueryEnvironment): Promise<readonly string[]> {
  return (await whenReady(() => bindOnce(parsed, environment, undefined))).warnings;
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
    bindOperator,
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
