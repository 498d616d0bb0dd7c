import type { Source } from '../data/table.ts';
import type { FunctionDeclaration } from '../syntax/ast.ts';

/** The tables and stored functions that a query can name, as they were when it was bound. */
export interface Catalog {
  readonly tables: ReadonlyMap<string, Source>;
  readonly functions: ReadonlyMap<string, StoredFunction>;
  readonly timeRange: TimeRange | undefined;
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
