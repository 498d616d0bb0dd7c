/** kqlet in Node: the public names, with files and the built-in schemas. */
import { type DatabaseOptions, Database as PlainDatabase } from './database.ts';
import { Failure, KqlError } from './errors.ts';
import type { Format } from './readers/detect.ts';
import { inputsOf } from './readers/files.ts';
import type { Progress } from './readers/input.ts';
import { loadTable, openTable } from './readers/load.ts';
import type { ColumnOrigin } from './readers/plan.ts';
import { schemas } from './schemas/index.ts';
import { normalizeSchema, type SchemaInput } from './tables.ts';

export * from './index.ts';
export type { Format } from './readers/detect.ts';
export type { Progress } from './readers/input.ts';
export type { ColumnOrigin } from './readers/plan.ts';

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

/** Tables and functions that queries run over; in Node tables come from files too, and the built-in schemas are known unless `schemas` says otherwise. */
export class Database extends PlainDatabase {
  private readonly builtIn: DatabaseOptions['schemas'];

  constructor(options: DatabaseOptions = {}) {
    const known = options.schemas ?? schemas;
    super({ ...options, schemas: known });
    this.builtIn = known;
  }

  /**
   * Adds a table from files, in place of one of the same name: JSON, JSON lines, CSV or TSV, with or without gzip, or what a Kusto or Log
   * Analytics query gave. `path` is a file, a folder or a glob (their files are one table), or `-` for the standard input. Throws a KqlError
   * of the kind 'data' with file, line and column where the data cannot be read.
   */
  async loadTable(name: string, path: string, options: LoadTableOptions = {}): Promise<LoadReport> {
    try {
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
    } catch (error) {
      throw error instanceof Failure ? new KqlError(error.diagnostic) : error;
    }
  }
}
