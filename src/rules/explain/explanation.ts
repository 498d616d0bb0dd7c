import type { KqlError, Span } from '../../errors.ts';
import type { JsonValue } from '../../result.ts';

/** What happened on the way of a query: rows in and out of every stage, and where and why nothing was left. */
export interface Explanation {
  /** In the order of the text; one that ran several times has the sums. A stage that never ran has no entry. */
  readonly stages: readonly StageReport[];
  readonly resultRows: number;
  /** The stage that left nothing although something came in; undefined when rows came out that are more than a count of nothing. */
  readonly emptied: EmptiedStage | undefined;
  /** What is likely the cause, the likeliest first. */
  readonly hints: readonly Hint[];
  readonly warnings: readonly string[];
  /** Why the query failed for want of rows: `pivot` over nothing. Every other error is thrown. */
  readonly error: KqlError | undefined;
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
  /** The id of the stage. */
  readonly stage: string;
  /** 'source': it had no rows to begin with. */
  readonly kind: 'stage' | 'source';
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
  /** `==`, `in`, `…_cs` or a regular expression on another case. */
  | 'case'
  /** `has` finds whole terms. */
  | 'term'
  /** An operand is null, so the condition is neither true nor false. */
  | 'null'
  /** A text beside a number in a dynamic value. */
  | 'type'
  /** The time window does not reach the rows. */
  | 'window'
  /** The clock is far from the rows. */
  | 'clock'
  | 'join-key'
  /** leftanti, rightanti: all rows have a partner. */
  | 'join-kind'
  /** Only the first left row of each key was joined. */
  | 'innerunique'
  /** The name of a watchlist's column stands as a text. */
  | 'watchlist-column'
  | 'threshold'
  /** Spaces or quotes around the value. */
  | 'whitespace'
  | 'empty-table'
  /** `*` or `%` where nothing knows wildcards. */
  | 'wildcard'
  | 'regex'
  /** Two negations cancel out. */
  | 'negation'
  /** `and` where `or` was meant, or brackets that are missing. */
  | 'and-or'
  /** The bounds of between are the wrong way round. */
  | 'range'
  /** The text begins or ends in another way. */
  | 'prefix'
  /** A dynamic value has no such property; it has one like it. */
  | 'property'
  /** An array is compared as if it were a value. */
  | 'array'
  /** parse, extract found nothing. */
  | 'parse'
  /** mv-expand over nothing. */
  | 'expand'
  /** An exclusion catches every row. */
  | 'exclusion'
  | 'empty-column'
  /** The value stands in another column. */
  | 'column'
  | 'spelling'
  /** The value is a part of what stands there. */
  | 'part'
  /** take 0. */
  | 'limit'
  | 'other';
