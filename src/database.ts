import type { Catalog, StoredFunction } from './binder/catalog.ts';
import { PendingSource, Unready } from './data/pending.ts';
import type { Schema } from './data/schema.ts';
import type { Segment } from './data/segment.ts';
import { type Source, sourceOf } from './data/table.ts';
import type { ScalarType } from './data/types.ts';
import type { Counters, Limits, RunOptions } from './engine/context.ts';
import { Failure, KqlError, type Span } from './errors.ts';
import { type HostOptions, type HostRows, providersOf, timeColumnsOf } from './host.ts';
import { parameterValue, ticksOf } from './parameters.ts';
import type { Plan, Visualization } from './plan/plan.ts';
import { type ExternalContent, fetchedOnce } from './providers/external.ts';
import { createFileProfiles, type FileProfile } from './providers/file-profiles.ts';
import { type GeoResolver, geoResolverOfRows } from './providers/geo-info.ts';
import type { Providers } from './providers/providers.ts';
import { functionTextsOf, isFunctionDocument } from './providers/stored-functions.ts';
import { createWatchlist, type WatchlistOptions } from './providers/watchlists.ts';
import {
  asKqlError,
  type BoundQuery,
  bindQuery,
  boundAgain,
  boundSchemas,
  checkQuery,
  collectResult,
  errorOf,
  guarded,
  type ParsedQuery,
  parseQuery,
  type QueryEnvironment,
  streamResult,
  type Watch,
} from './query.ts';
import { type JsonValue, QueryResult, ResultSegment } from './result.ts';
import { parse, parseFunctionCommand } from './syntax/parse.ts';
import { type RowsInput, type SchemaInput, tableOfHostRows } from './tables.ts';

export interface DatabaseOptions extends HostOptions {
  /** The clock of now() and ago(): ISO text, Date, or ticks since 0001-01-01. Default: the wall clock, read once a query. */
  readonly now?: string | Date | bigint;
  /** Built-in schemas by table name: a table of such a name has all its columns in that order. false: none. */
  readonly schemas?: Readonly<Record<string, Readonly<Record<string, ScalarType>>>> | false;
  /**
   * Other databases, by the name in `database('name')`, `cluster/name` for `cluster('cluster').database('name')`, the argument of
   * workspace(), app() and resource(), and `arg` for arg('').
   */
  readonly databases?: Readonly<Record<string, Database>>;
  /**
   * Where queries with a limit of memory put what it does not hold: sorts and groups then go on disk before the limit ends them. The Node entry
   * supplies it.
   */
  readonly spill?: RunOptions['spill'];
}

export interface QueryOptions {
  readonly now?: string | Date | bigint;
  /** Values of `declare query_parameters`: JavaScript values, or for other types than string the text of a KQL literal. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Keeps of every table that has the time column only the rows from `from` to `to`, both included. */
  readonly timeRange?: { readonly from?: string | Date | bigint; readonly to?: string | Date | bigint; readonly column?: string };
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Fixes rand, sample and new_guid. */
  readonly seed?: number;
  /** Notes the rows and time of every operator in `result.trace`. */
  readonly trace?: boolean;
  /**
   * false runs the plan as it is bound; `without` leaves out rules of the optimizer by their names. The rows are the same, for measuring and
   * for finding faults.
   */
  readonly optimize?: QueryEnvironment['optimize'];
}

/** Tables and functions that queries run over. Concurrent queries see the tables as they were when they were bound. */
export class Database {
  private tables: ReadonlyMap<string, Source> = new Map();
  private functions: ReadonlyMap<string, StoredFunction> = new Map();
  private providers: Providers;
  private databases: ReadonlyMap<string, Database>;
  private readonly options: DatabaseOptions;

  /** Throws a KqlError of the kind 'data' where what the options supply is not of the form that is asked for. */
  constructor(options: DatabaseOptions = {}) {
    this.options = options;
    this.providers = orKqlError(() => providersOf(options));
    this.databases = new Map(Object.entries(options.databases ?? {}));
  }

  /** The names of the tables. */
  get tableNames(): string[] {
    return [...this.tables.keys()];
  }

  /** The schema of a table, undefined when there is none of that name or no query has needed it yet. */
  schemaOf(name: string): Schema | undefined {
    const source = this.tables.get(name);
    return source instanceof PendingSource && !source.isOpen ? undefined : source?.schema;
  }

  /**
   * Adds a table from rows in memory, in place of one of the same name. Without a schema the types are inferred: whole numbers are long,
   * any fraction real, texts datetime where every one is ISO with date and time. A built-in schema of the name comes first.
   */
  addTable(name: string, rows: RowsInput, { schema }: { schema?: SchemaInput } = {}): void {
    const builtIn = this.options.schemas ? this.options.schemas[name] : undefined;
    this.addSource(name, sourceOf(tableOfHostRows(name, rows, { schema, builtIn })));
  }

  /** Adds a table that is read when a query asks for it; a PendingSource is opened when a query first names it. */
  addSource(name: string, source: Source): void {
    this.tables = new Map(this.tables).set(name, source);
  }

  /**
   * Adds stored functions: KQL text (`let f = (…) {…}` statements or `.create function …`), or the object that the YAML of a Sentinel parser
   * or the JSON of an ARM template with saved searches holds; in Node their text goes too. Throws a KqlError when it is none of these.
   */
  addFunction(source: string | Readonly<Record<string, unknown>>): void {
    if (typeof source === 'string' && isFunctionDocument(source)) {
      throw new KqlError({
        kind: 'data',
        message: 'this is YAML or JSON, not KQL',
        hint: 'parse it, and hand over the object that it holds',
      });
    }
    const texts = typeof source === 'string' ? [source] : orKqlError(() => functionTextsOf(source));
    const added = new Map(this.functions);
    for (const text of texts) for (const stored of storedFunctions(text)) added.set(stored.name, stored);
    this.functions = added;
  }

  /** The names of the stored functions. */
  get functionNames(): string[] {
    return [...this.functions.keys()];
  }

  /** Adds what `externaldata` reads at an address, which may be given without its query and token. See DatabaseOptions.external. */
  addExternal(address: string, content: ExternalContent): void {
    this.providers = { ...this.providers, external: new Map(this.providers.external).set(address, content) };
  }

  /**
   * Adds a Sentinel watchlist, in place of one of the same alias: `_GetWatchlist('alias')` gives its rows as texts, beside _DTItemId,
   * LastUpdatedTimeUTC, SearchKey and WatchlistItem. Throws a KqlError of the kind 'data' where the column of the search key is not told.
   */
  addWatchlist(alias: string, rows: HostRows, options: WatchlistOptions = {}): void {
    const watchlist = orKqlError(() => createWatchlist(alias, rows, options));
    this.providers = { ...this.providers, watchlists: new Map(this.providers.watchlists).set(alias, watchlist) };
  }

  /** Adds what `invoke FileProfile()` finds, beside what is there. See DatabaseOptions.fileProfiles. */
  addFileProfiles(rows: readonly FileProfile[]): void {
    const added = orKqlError(() => createFileProfiles(rows));
    this.providers = { ...this.providers, fileProfiles: new Map([...(this.providers.fileProfiles ?? []), ...added]) };
  }

  /** Says where addresses are, in place of what was said before. See DatabaseOptions.geoInfo. */
  setGeoInfo(geoInfo: GeoResolver | HostRows): void {
    const resolver = typeof geoInfo === 'function' ? geoInfo : orKqlError(() => geoResolverOfRows(geoInfo));
    this.providers = { ...this.providers, geoInfo: resolver };
  }

  /** Adds another database that queries can name. See DatabaseOptions.databases. */
  addDatabase(name: string, database: Database): void {
    this.databases = new Map(this.databases).set(name, database);
  }

  /** A database with the same tables, functions and all else, for adding more to it alone. */
  fork(): Database {
    const fork = new Database({ ...this.options, watchlists: undefined });
    fork.tables = this.tables;
    fork.functions = this.functions;
    fork.providers = this.providers;
    fork.databases = this.databases;
    return fork;
  }

  /** Runs a query to its end. Throws a KqlError when it cannot be answered. */
  async query<Row = Record<string, JsonValue>>(text: string, options: QueryOptions = {}): Promise<QueryResult<Row>> {
    return this.prepare<Row>(text).run(options);
  }

  /** Parses a query for running it several times. Throws a KqlError on a syntax error; every other error comes when it is run. */
  prepare<Row = Record<string, JsonValue>>(text: string): PreparedQuery<Row> {
    const parsed = parsedOrRefused(text);
    const kept: KeptQuery = { bound: undefined, of: [] };
    return {
      text,
      run: (options = {}) =>
        guarded(text, () => (parsed instanceof KqlError ? Promise.reject(parsed) : this.run<Row>(parsed, options, kept))),
    };
  }

  /** The rows of the last statement, a segment at a time as they are computed. Leaving the loop ends the query. */
  async *stream<Row = Record<string, JsonValue>>(
    text: string,
    options: QueryOptions = {},
  ): AsyncGenerator<ResultSegment<Row>, void, undefined> {
    const { results } = await this.open(text, options);
    const { schema, segments } = results[results.length - 1];
    for await (const segment of segments()) yield new ResultSegment<Row>(schema.columns, segment);
  }

  /** Binds a query and hands out all its results, each to be read a segment at a time, one after the other. */
  async open(text: string, options: QueryOptions = {}): Promise<OpenQuery> {
    return guarded(text, async () => {
      const { results, warnings, context } = await bindQuery(parseQuery(text), this.environment(options));
      return {
        results: results.map((result) => ({
          schema: result.plan.schema,
          visualization: result.visualization,
          plan: result.plan,
          segments: () => guardedSegments(text, streamResult(result, context)),
        })),
        get warnings() {
          return [...warnings, ...context.warnings];
        },
        counters: context.counters,
        memory: context.memory,
      };
    });
  }

  /**
   * The columns of a query's results as far as they are known without reading data; undefined when the query is wrong or names a table that
   * has not been opened.
   */
  schemasOfQuery(text: string, options: QueryOptions = {}): readonly Schema[] | undefined {
    try {
      return boundSchemas(parseQuery(text), this.environment(options)).map(({ schema }) => schema);
    } catch (error) {
      if (error instanceof Unready || asKqlError(text, error) instanceof KqlError) return undefined;
      throw error;
    }
  }

  /**
   * Looks at a query without running it: every error that does not hang on data, and everything that is not supported. A table that is not
   * there may have any columns, and is named in the warnings.
   */
  async check(text: string, options: QueryOptions = {}): Promise<CheckResult> {
    const { errors, warnings } = await this.checkWatched(text, options);
    return { errors, warnings };
  }

  /** As check, for one who looks on while the query is bound; with the columns of the results where nothing is wrong. Internal. */
  async checkWatched(
    query: string | ParsedQuery,
    options: QueryOptions,
    watch?: Watch,
  ): Promise<CheckResult & { readonly schemas: readonly Schema[] | undefined }> {
    try {
      const environment = this.environment(options);
      const catalog: Catalog = { ...environment.catalog, assumesTables: true };
      const parsed = typeof query === 'string' ? parseQuery(query) : query;
      return { errors: [], ...(await guarded(parsed.text, () => checkQuery(parsed, { ...environment, catalog, watch }))) };
    } catch (error) {
      if (error instanceof KqlError) return { errors: error.errors, warnings: [], schemas: undefined };
      throw error;
    }
  }

  /** Binds a parsed query for one who looks on at it: the plans as they are bound, and what to run them with. Internal. */
  async bindWatched(parsed: ParsedQuery, options: QueryOptions, watch: Watch): Promise<BoundQuery> {
    return guarded(parsed.text, () => bindQuery(parsed, { ...this.environment(options), optimize: false, watch }));
  }

  private async run<Row>(parsed: ParsedQuery, options: QueryOptions, kept: KeptQuery): Promise<QueryResult<Row>> {
    const bound = await this.boundOnce(parsed, options, kept);
    const tables = [];
    for (const result of bound.results)
      tables.push({ table: await collectResult(result, bound.context), visualization: result.visualization });
    return new QueryResult<Row>(tables, [...bound.warnings, ...bound.context.warnings], options.trace ? traceOf(bound) : undefined);
  }

  /** Binds a query, or takes it as it was bound for its last run where nothing has changed that its plan hangs on. */
  private async boundOnce(parsed: ParsedQuery, options: QueryOptions, kept: KeptQuery): Promise<BoundQuery> {
    const environment = this.environment(options);
    const { tables, functions, providers, databases } = this;
    // what a host can change without our noticing is looked at anew
    const isFixed = options.parameters === undefined && options.timeRange === undefined;
    const { geoInfo, userAgent } = providers;
    const mayKeep = isFixed && databases.size === 0 && geoInfo === undefined && userAgent === undefined && options.optimize === undefined;
    const of = [tables, functions, providers, environment.now];
    const again =
      mayKeep && kept.bound && of.every((each, index) => each === kept.of[index]) ? boundAgain(kept.bound, environment) : undefined;
    const bound = again ?? (await bindQuery(parsed, environment));
    // not its context, which holds the tables of its run
    kept.bound = mayKeep ? { results: bound.results, warnings: bound.warnings, dependsOnData: bound.dependsOnData } : undefined;
    kept.of = of;
    return bound;
  }

  private catalog(timeRange: Catalog['timeRange']): Catalog {
    const { tables, functions } = this;
    // databases may name each other: each is looked at when a query names it
    const databases = new Map([...this.databases].map(([name, database]) => [name, once(() => database.catalog(timeRange))]));
    const { fetch } = this.providers;
    const providers = fetch === undefined ? this.providers : { ...this.providers, fetch: fetchedOnce(fetch) };
    return { tables, functions, timeRange, providers, databases };
  }

  private environment(options: QueryOptions): QueryEnvironment {
    return {
      catalog: this.catalog(timeRangeOf(options.timeRange, timeColumnsOf(this.options.profile))),
      now: ticksOf(options.now ?? this.options.now ?? new Date(), 'now'),
      parameters: new Map(Object.entries(options.parameters ?? {}).map(([name, value]) => [name, parameterValue(name, value)])),
      limits: options.limits,
      spill: options.limits?.memoryBytes === undefined ? undefined : this.options.spill,
      signal: options.signal,
      seed: options.seed,
      optimize: options.optimize,
    };
  }
}

/** What a prepared query keeps from run to run: the last binding, and what it was made of. */
interface KeptQuery {
  bound: Omit<BoundQuery, 'context'> | undefined;
  of: readonly unknown[];
}

function once<Result>(make: () => Result): () => Result {
  let made: Result | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Runs work that is no query, and gives what goes wrong in it the form of a KqlError. */
function orKqlError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof Failure ? new KqlError(error.diagnostic) : error;
  }
}

/** What stands in the way of a query, in the order of the text. */
export interface CheckResult {
  readonly errors: readonly KqlError[];
  readonly warnings: readonly string[];
}

/** A query that has been parsed. */
export interface PreparedQuery<Row = Record<string, JsonValue>> {
  readonly text: string;
  run(options?: QueryOptions): Promise<QueryResult<Row>>;
}

/** A query that has been bound, for hosts that show its results while they come. */
export interface OpenQuery {
  readonly results: readonly OpenResult[];
  /** What was dropped, truncated or cast to null so far; complete once the results have been read. */
  readonly warnings: readonly string[];
  /** What the nodes of the plan have done so far. */
  readonly counters: ReadonlyMap<Plan, Counters>;
  /** The bytes that the nodes of a span held at most. */
  readonly memory: ReadonlyMap<Span, { readonly most: number }>;
}

export interface OpenResult {
  readonly schema: Schema;
  readonly visualization: Visualization | undefined;
  /** What runs. */
  readonly plan: Plan;
  /** Runs it. Leaving the loop ends it. */
  segments(): AsyncGenerator<Segment, void, undefined>;
}

async function* guardedSegments(
  text: string,
  segments: AsyncGenerator<Segment, void, undefined>,
): AsyncGenerator<Segment, void, undefined> {
  try {
    yield* segments;
  } catch (error) {
    throw asKqlError(text, error);
  }
}

/** What is well formed but can mean nothing (a datetime that is none) is refused when it is run, with all else that a query must not do. */
function parsedOrRefused(text: string): ParsedQuery | KqlError {
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof KqlError && error.errors.every(({ kind }) => kind !== 'syntax')) return error;
    throw error;
  }
}

function traceOf({ context }: BoundQuery): QueryResult['trace'] {
  return [...context.counters].map(([plan, { rows, milliseconds }]) => ({
    operator: plan.kind,
    start: plan.span.start,
    end: plan.span.end,
    rows,
    milliseconds,
  }));
}

function timeRangeOf(range: QueryOptions['timeRange'], columns: readonly string[]): Catalog['timeRange'] {
  if (range === undefined) return undefined;
  if (range.column === undefined && columns.length === 0)
    throw new KqlError({ kind: 'data', message: 'the profile has no column of time', hint: 'name it: timeRange.column' });
  return {
    from: range.from === undefined ? undefined : ticksOf(range.from, 'timeRange.from'),
    to: range.to === undefined ? undefined : ticksOf(range.to, 'timeRange.to'),
    columns: range.column === undefined ? columns : [range.column],
  };
}

function storedFunctions(text: string): StoredFunction[] {
  if (text.trimStart().startsWith('.')) {
    const { function: command, diagnostics } = parseFunctionCommand(text);
    if (command === undefined || diagnostics.length > 0) throw errorOf(text, diagnostics);
    return [{ name: command.name, declaration: command.declaration }];
  }
  const { query, diagnostics } = parse(text);
  if (query === undefined || diagnostics.length > 0) throw errorOf(text, diagnostics);
  return query.statements.map((statement) => {
    if (statement.kind === 'let' && statement.value.kind === 'function') return { name: statement.name.text, declaration: statement.value };
    throw new KqlError(
      { kind: 'semantic', message: 'only functions can be stored', span: statement.span, hint: 'write let name = (parameters) { … }' },
      text,
    );
  });
}
