import type { Span } from '../../errors.ts';
import type { JsonValue } from '../../result.ts';

/** What happened on the way of a query: rows in and out of every stage, and where and why nothing was left. */
export interface Explanation {
  /** In the order of the text; one that ran several times has the sums. A stage that never ran has no entry. */
  readonly stages: readonly StageReport[];
  readonly resultRows: number;
  /** The stage that left nothing although something came in; undefined when rows came out. */
  readonly emptied: EmptiedStage | undefined;
  /** What is likely the cause, the likeliest first. */
  readonly hints: readonly Hint[];
  readonly warnings: readonly string[];
}

export interface StageReport {
  /** As in stages.ts. */
  readonly id: string;
  readonly operator: string;
  /** The stage as written, without what is inside it in brackets where that is long. */
  readonly text: string;
  readonly span: Span;
  /** 1-based, in the query's text. */
  readonly line: number;
  readonly column: number;
  /** undefined for a source. */
  readonly rowsIn: number | undefined;
  readonly rowsOut: number;
  /** How often it ran: a function that is called twice. */
  readonly runs: number;
  /** Of a filter: how its conjuncts fared over all rows that came in, none of them skipped. */
  readonly conjuncts: readonly ConjunctReport[];
}

export interface ConjunctReport {
  /** As written. */
  readonly text: string;
  readonly span: Span;
  readonly line: number;
  readonly column: number;
  readonly true: number;
  readonly false: number;
  readonly null: number;
}

export interface EmptiedStage {
  readonly stage: string;
  readonly conjuncts: readonly ConjunctReport[];
  /** The row that failed the fewest conjuncts, with the values that failed. */
  readonly nearest: NearestRow | undefined;
}

export interface NearestRow {
  readonly row: Readonly<Record<string, JsonValue>>;
  readonly failed: readonly { readonly predicate: string; readonly values: Readonly<Record<string, JsonValue>> }[];
}

/** A classic trap that the data shows to be the cause. */
export interface Hint {
  readonly trap: Trap;
  readonly message: string;
  /** The stage it stands in. */
  readonly stage: string | undefined;
  readonly span: Span | undefined;
}

export type Trap =
  | 'case'
  | 'term'
  | 'null'
  | 'type'
  | 'window'
  | 'clock'
  | 'join-key'
  | 'join-kind'
  | 'innerunique'
  | 'watchlist-column'
  | 'threshold'
  | 'whitespace'
  | 'empty-table'
  | 'other';
