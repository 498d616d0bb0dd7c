import type { Schema } from '../data/schema.ts';
import type { Source, Table } from '../data/table.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import type { Span } from '../errors.ts';
import type { AggregateFunction, CallSite, WindowFunction } from '../functions/define.ts';
import type { Expression } from './expression.ts';

/**
 * What to compute: a tree of immutable nodes, each with the schema of its rows and the span of the text it came from. Every node but a leaf
 * has one `input` along which a pipe runs, so that a pipe of any length is walked by a loop; joins and unions hold their other inputs beside
 * it. About 50 spellings of KQL lower to these kinds.
 */
export type Plan =
  | ScanPlan
  | ValuesPlan
  | RangePlan
  | KnownPlan
  | SharedPlan
  | OuterPlan
  | FilterPlan
  | ProjectPlan
  | AggregatePlan
  | JoinPlan
  | UnionPlan
  | SortPlan
  | TopPlan
  | TakePlan
  | SamplePlan
  | ExpandPlan
  | ApplyPlan
  | ParsePlan
  | ParseKvPlan
  | WindowPlan
  | PluginPlan;

interface PlanBase {
  readonly schema: Schema;
  readonly span: Span;
}

/** The rows of a named source; `columns` are the positions read, in the order of the schema. */
export interface ScanPlan extends PlanBase {
  readonly kind: 'scan';
  readonly name: string;
  readonly source: Source;
  readonly columns: readonly number[] | undefined;
}

/** Rows that stand in the query: datatable; print is a project over one row without columns. */
export interface ValuesPlan extends PlanBase {
  readonly kind: 'values';
  readonly table: Table;
}

/** `range Name from a to b step s`: both ends inclusive. */
export interface RangePlan extends PlanBase {
  readonly kind: 'range';
  readonly from: Cell;
  readonly to: Cell;
  readonly step: Cell;
}

/** A table that was run while the query was bound, because a schema or a value depends on it. */
export interface KnownPlan extends PlanBase {
  readonly kind: 'known';
  readonly table: Table;
  readonly from: Plan;
}

/** Rows that are computed once and read wherever the same `input` object stands. */
export interface SharedPlan extends PlanBase {
  readonly kind: 'shared';
  readonly input: Plan;
}

/** The rows that a sub-query is applied to. */
export interface OuterPlan extends PlanBase {
  readonly kind: 'outer';
}

/** Keeps the rows for which every conjunct is true. */
export interface FilterPlan extends PlanBase {
  readonly kind: 'filter';
  readonly input: Plan;
  readonly conjuncts: readonly Expression[];
}

/** Replaces the columns by these, one a schema column: extend, project, project-away … and print. */
export interface ProjectPlan extends PlanBase {
  readonly kind: 'project';
  readonly input: Plan;
  readonly expressions: readonly Expression[];
}

export interface AggregateCall {
  readonly function: AggregateFunction;
  readonly site: CallSite;
  readonly arguments: readonly Expression[];
  readonly outputs: readonly ScalarType[];
  readonly span: Span;
}

/** Groups by the keys; the schema is the keys and then the outputs of the calls. Without keys there is one row, also for no input. */
export interface AggregatePlan extends PlanBase {
  readonly kind: 'aggregate';
  readonly input: Plan;
  readonly keys: readonly Expression[];
  readonly aggregates: readonly AggregateCall[];
}

export type JoinKind =
  | 'innerunique'
  | 'inner'
  | 'leftouter'
  | 'rightouter'
  | 'fullouter'
  | 'leftsemi'
  | 'leftanti'
  | 'rightsemi'
  | 'rightanti';

/** The schema is what the kind gives of the left and then of the right columns; `rightColumns` are the positions kept of the right side. */
export interface JoinPlan extends PlanBase {
  readonly kind: 'join';
  readonly input: Plan;
  readonly right: Plan;
  readonly join: JoinKind;
  readonly leftKeys: readonly Expression[];
  readonly rightKeys: readonly Expression[];
  readonly rightColumns: readonly number[];
}

/** The rows of the input and then of the others. `mappings[k][c]` is the column of leg k (0 is the input) for output column c, or -1. */
export interface UnionPlan extends PlanBase {
  readonly kind: 'union';
  readonly input: Plan;
  readonly others: readonly Plan[];
  readonly mappings: readonly (readonly number[])[];
  /** The value of the first output column per leg, for withsource. */
  readonly names: readonly string[] | undefined;
}

export interface SortKey {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface SortPlan extends PlanBase {
  readonly kind: 'sort';
  readonly input: Plan;
  readonly keys: readonly SortKey[];
}

/** The first `count` rows in the order of the keys. */
export interface TopPlan extends PlanBase {
  readonly kind: 'top';
  readonly input: Plan;
  readonly keys: readonly SortKey[];
  readonly count: number;
}

export interface TakePlan extends PlanBase {
  readonly kind: 'take';
  readonly input: Plan;
  readonly count: number;
}

/** `count` rows at random. */
export interface SamplePlan extends PlanBase {
  readonly kind: 'sample';
  readonly input: Plan;
  readonly count: number;
}

/** One expanded column: `expression` gives the collection, `output` is its position in the schema, `type` what its elements become. */
export interface ExpandItem {
  readonly expression: Expression;
  readonly output: number;
  readonly type: ScalarType;
}

/**
 * One row an element; several items go in step. Columns of the schema that no item fills come from the input column of the same position.
 * `limit` is per input row, `itemIndex` the position of the index column.
 */
export interface ExpandPlan extends PlanBase {
  readonly kind: 'expand';
  readonly input: Plan;
  readonly items: readonly ExpandItem[];
  readonly bagsAsArrays: boolean;
  readonly limit: number;
  readonly itemIndex: number | undefined;
}

/**
 * mv-apply: every input row is expanded and `subquery` runs over the rows of each, which it reads through its OuterPlan. The schema is the
 * kept input columns and the sub-query's columns: `outputs[c]` says for output column c which side it comes from.
 */
export interface ApplyPlan extends PlanBase {
  readonly kind: 'apply';
  readonly input: Plan;
  readonly expand: Omit<ExpandPlan, 'input' | 'kind' | 'span'>;
  readonly subquery: Plan;
  readonly outputs: readonly { readonly side: 'input' | 'subquery'; readonly index: number }[];
}

export type ParsePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'column'; readonly output: number; readonly type: ScalarType };

/** parse and parse-where. Columns of the schema that the pattern does not fill come from the input column of the same position. */
export interface ParsePlan extends PlanBase {
  readonly kind: 'parse';
  readonly input: Plan;
  readonly expression: Expression;
  readonly mode: 'simple' | 'relaxed' | 'regex';
  readonly flags: string;
  readonly pattern: readonly ParsePart[];
  readonly dropUnmatched: boolean;
}

export interface ParseKvPlan extends PlanBase {
  readonly kind: 'parse-kv';
  readonly input: Plan;
  readonly expression: Expression;
  readonly keys: readonly { readonly key: string; readonly type: ScalarType; readonly output: number }[];
  readonly options: ParseKvOptions;
}

export interface ParseKvOptions {
  readonly pairDelimiter: string | undefined;
  readonly kvDelimiter: string | undefined;
  readonly quotes: readonly { readonly open: string; readonly close: string }[];
  readonly escapes: readonly string[];
  readonly greedy: boolean;
  readonly regex: string | undefined;
}

export interface WindowCall {
  readonly function: WindowFunction;
  readonly site: CallSite;
  readonly arguments: readonly (Expression | undefined)[];
  readonly type: ScalarType;
  readonly span: Span;
}

/** Appends the results of window functions over the whole, serialized input. */
export interface WindowPlan extends PlanBase {
  readonly kind: 'window';
  readonly input: Plan;
  readonly calls: readonly WindowCall[];
}

/** A plugin of `evaluate`: `options` is what its own bind made for its own run. */
export interface PluginPlan extends PlanBase {
  readonly kind: 'plugin';
  readonly plugin: string;
  readonly input: Plan;
  readonly others: readonly Plan[];
  readonly options: object;
}

/** What a whole query computes: a plan for each of its results. */
export interface QueryPlan {
  readonly results: readonly ResultPlan[];
}

export interface ResultPlan {
  readonly plan: Plan;
  readonly visualization: Visualization | undefined;
}

/** What `render` asked for, for the host to draw: the chart and its properties as written. */
export interface Visualization {
  readonly chart: string;
  readonly properties: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}
