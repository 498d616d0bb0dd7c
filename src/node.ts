/** kqlet in Node: the public names, with files and the built-in schemas. */
import * as yaml from 'yaml';
import { type DatabaseOptions, Database as PlainDatabase, type QueryOptions } from './database.ts';
import { Spill } from './engine/spill.ts';
import { Failure, KqlError } from './errors.ts';
import { schemasOf } from './host.ts';
import type { ExternalContent } from './providers/external.ts';
import { isFunctionDocument } from './providers/stored-functions.ts';
import type { WatchlistOptions } from './providers/watchlists.ts';
import type { Format } from './readers/detect.ts';
import { inputsOf } from './readers/files.ts';
import { externalFile, functionFiles, parseFunctionDocument, readFunctionFile, readRows } from './readers/host-files.ts';
import type { Progress } from './readers/input.ts';
import { loadTable, openTable } from './readers/load.ts';
import type { ColumnOrigin } from './readers/plan.ts';
import { temporaryFiles } from './readers/spill-files.ts';
import type { RuleDescription } from './rules/describe/description.ts';
import type { DescribeOptions, DescriptionFormat } from './rules/describe/index.ts';
import type { Explanation } from './rules/explain/explanation.ts';
import type { Rule } from './rules/rule.ts';
import { schemas } from './schemas/index.ts';
import { normalizeSchema, type SchemaInput } from './tables.ts';

export * from './index.ts';
export type { Format } from './readers/detect.ts';
export type { Progress } from './readers/input.ts';
export type { ColumnOrigin } from './readers/plan.ts';
export type * from './rules/describe/description.ts';
export type { DescribeOptions, DescriptionFormat } from './rules/describe/index.ts';
export type {
  ConjunctReport,
  EmptiedStage,
  Explanation,
  Hint,
  NearestRow,
  StageReport,
  Trap,
} from './rules/explain/explanation.ts';
export type { PlacedText } from './rules/places.ts';
export type { AlertDetails, EntityMapping, IncidentConfiguration, Rule, Trigger } from './rules/rule.ts';
export {
  expectRule,
  type RuleExpectation,
  RuleTestError,
  type RuleTests,
  type TestRuleOptions,
  testRule,
} from './rules/testing/expect-rule.ts';
export type { Problem, TestFailure, TestFileReport, TestReport } from './rules/testing/report.ts';

export interface LoadTableOptions {
  /** The columns and their types, the whole truth about them. Otherwise the built-in schema of the name, and the data. */
  readonly schema?: SchemaInput;
  /** What the files are; otherwise their names and their first bytes tell. */
  readonly format?: Format;
  /** Pass over malformed lines, counted in the warnings, instead of ending with an error. */
  readonly skipMalformed?: boolean;
  /** Read the files again for every query instead of keeping the rows in memory: for what is larger than memory. */
  readonly stream?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

/** How a table came to be. */
export interface LoadReport {
  /** Not known of a table that is streamed. */
  readonly rowCount: number | undefined;
  /** The columns with the reason for each type. */
  readonly columns: readonly ColumnOrigin[];
  /** All that was passed over or read as null; queries over the table repeat it in their warnings. */
  readonly warnings: readonly string[];
}

export interface NodeDatabaseOptions extends Omit<DatabaseOptions, 'external'> {
  /** As everywhere; a text is the path of a file, which is read whenever a query reads it. */
  readonly external?: Readonly<Record<string, ExternalContent | string>>;
}

/** Tables and functions that queries run over; in Node tables come from files too, and the built-in schemas are known unless `schemas` says otherwise. */
export class Database extends PlainDatabase {
  private readonly builtIn: DatabaseOptions['schemas'];

  constructor(options: NodeDatabaseOptions = {}) {
    const known = options.schemas ?? schemasOf(options.profile, schemas);
    super({ spill: (limit) => new Spill(temporaryFiles(), limit), ...options, schemas: known, external: withFiles(options.external) });
    this.builtIn = known;
  }

  /** As everywhere, and the text of YAML and JSON. */
  override addFunction(source: string | Readonly<Record<string, unknown>>): void {
    const isDocument = typeof source === 'string' && isFunctionDocument(source);
    super.addFunction(isDocument ? orKqlError(() => parseFunctionDocument('the text', yaml, source)) : source);
  }

  /** Adds the stored functions of a file (.kql, .csl, .yaml, .yml, .json), of all of a folder, or of what a glob matches. */
  async loadFunctions(path: string): Promise<void> {
    await orKqlErrorLater(async () => {
      for (const file of await functionFiles(path)) this.addFunction(await readFunctionFile(file));
    });
  }

  /** Adds what `externaldata` reads at an address; a text is the path of a file, which is read whenever a query reads it. */
  override addExternal(address: string, content: ExternalContent | string): void {
    super.addExternal(address, typeof content === 'string' ? externalFile(content) : content);
  }

  /** Adds a Sentinel watchlist from a file: CSV or TSV with a header, or JSON. See addWatchlist. */
  async loadWatchlist(alias: string, path: string, options: WatchlistOptions = {}): Promise<void> {
    this.addWatchlist(alias, await orKqlErrorLater(() => readRows(path)), options);
  }

  /** Adds what `invoke FileProfile()` finds from a file: CSV or TSV with a header, or JSON. See addFileProfiles. */
  async loadFileProfiles(path: string): Promise<void> {
    this.addFileProfiles(await orKqlErrorLater(() => readRows(path)));
  }

  /** Says where addresses are from a file of networks: network, country, state, city, latitude, longitude. See setGeoInfo. */
  async loadGeoInfo(path: string): Promise<void> {
    this.setGeoInfo(await orKqlErrorLater(() => readRows(path)));
  }

  /**
   * Adds a table from files, in place of one of the same name: JSON, JSON lines, CSV or TSV, with or without gzip, Parquet, or what a
   * Kusto or Log Analytics query gave. `path` is a file, a folder or a glob (their files are one table), or `-` for the standard input. Throws a KqlError
   * of the kind 'data' with file, line and column where the data cannot be read.
   */
  async loadTable(name: string, path: string, options: LoadTableOptions = {}): Promise<LoadReport> {
    return orKqlErrorLater(async () => {
      const inputs = await inputsOf(path);
      const reading = {
        ...options,
        schema: options.schema && normalizeSchema(options.schema),
        builtIn: this.builtIn ? this.builtIn[name] : undefined,
      };
      if (options.stream === true) {
        const { source, columns } = await openTable(inputs, reading);
        this.addSource(name, source);
        return { rowCount: undefined, columns, warnings: [] };
      }
      const { source, table, columns, warnings } = await loadTable(inputs, reading);
      this.addSource(name, source);
      return { rowCount: table.rowCount, columns, warnings };
    });
  }
}

/**
 * The rules that a path means: analytics rules of Sentinel and custom detections of Defender in YAML and JSON, queries in .kql files, fenced
 * queries in Markdown; of a file, a folder, a glob, or the one of `file#name`. Throws a KqlError with the position in the file where one cannot
 * be read.
 */
export async function loadRules(path: string): Promise<Rule[]> {
  return (await import('./rules/load/files.ts')).loadRules(path);
}

/** As loadRules, of a text: the ending of the file's name says what it is. */
export async function rulesIn(file: string, source: string): Promise<Rule[]> {
  return (await import('./rules/load/index.ts')).rulesIn(file, source);
}

/** What a rule looks for, leaves out and gives, as plain data; a query that is wrong or not supported as far as it can be read. */
export async function describeRule(rule: Rule, options: DescribeOptions = {}): Promise<RuleDescription> {
  return (await import('./rules/describe/index.ts')).describeRule(rule, options);
}

/** A description as text for a terminal, as Markdown, as a page of HTML, or as JSON; of a list one after the other. All that is of a rule is escaped. */
export async function formatDescription(
  description: RuleDescription | readonly RuleDescription[],
  format: DescriptionFormat = 'text',
): Promise<string> {
  return (await import('./rules/describe/index.ts')).formatDescription(description, format);
}

/**
 * Runs a query and tells rows in and out of every stage; of the stage that left nothing how each of its conjuncts fared, the row that came
 * nearest, and what is likely the cause. Throws a KqlError when the query cannot be answered.
 */
export async function explainQuery(database: PlainDatabase, text: string, options: QueryOptions = {}): Promise<Explanation> {
  return (await import('./rules/explain/index.ts')).explainQuery(database, text, options);
}

/** An explanation as text for people, as `kqlet explain` shows it: at most `width` columns (120 without one), with or without colours. */
export async function formatExplanation(
  explanation: Explanation,
  options: { readonly width?: number; readonly colors?: boolean } = {},
): Promise<string> {
  return (await import('./rules/explain/format.ts')).formatExplanation(explanation, options);
}

/** A text among the contents is the path of a file. */
function withFiles(external: NodeDatabaseOptions['external']): DatabaseOptions['external'] {
  if (external === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(external).map(([address, content]) => [address, typeof content === 'string' ? externalFile(content) : content]),
  );
}

function orKqlError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof Failure ? new KqlError(error.diagnostic) : error;
  }
}

async function orKqlErrorLater<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    return orKqlError(() => {
      throw error;
    });
  }
}
