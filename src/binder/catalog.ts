import type { Source } from '../data/table.ts';
import type { Providers } from '../providers/providers.ts';
import type { FunctionDeclaration } from '../syntax/ast.ts';

/** The tables and stored functions that a query can name, as they were when it was bound. */
export interface Catalog {
  readonly tables: ReadonlyMap<string, Source>;
  readonly functions: ReadonlyMap<string, StoredFunction>;
  readonly timeRange: TimeRange | undefined;
  /** Tables that are not there may be named, and may have any columns: for looking at a query whose data is elsewhere. It cannot run. */
  readonly assumesTables?: boolean;
  /** All that is stored, where `restrict access` has narrowed it: what a stored function sees. */
  readonly whole?: Catalog;
  /** What the host supplies beside tables. */
  readonly providers?: Providers;
  /** Other databases: by name, `cluster/name`, the argument of workspace() and its like, or `arg`. */
  readonly databases?: ReadonlyMap<string, () => Catalog>;
}

/** Ticks between which the rows of every table lie that has one of the columns, as a datetime; the first such column counts. */
export interface TimeRange {
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
  readonly columns: readonly string[];
}

export interface StoredFunction {
  readonly name: string;
  readonly declaration: FunctionDeclaration;
}
