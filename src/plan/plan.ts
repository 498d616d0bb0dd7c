import type { Schema } from '../data/schema.ts';
import type { Source, Table } from '../data/table.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import type { Span } from '../errors.ts';
import type { AggregateFunction, CallSite, WindowFunction } from '../functions/define.ts';
import type { Expression } from './expression.ts';
import type { Graph, GraphOutput } from './graph.ts';

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
  | TopNestedPlan
  | SeriesPlan
  | MatchPlan
  | PartitionPlan
  | ExpandPlan
  | ApplyPlan
  | ParsePlan
  | ParseKvPlan
  | WindowPlan
  | GraphPlan
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

/** The rows that a sub-query is applied to: those of one group, or of many with the number of each row's group as their last column. */
export interface OuterPlan extends PlanBase {
  readonly kind: 'outer';
  /** Which sub-query's rows: within another sub-query they may be read beside its own. */
  readonly of: symbol;
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

/**
 * Groups by the keys; the schema is the keys and then the outputs of the calls. Without keys there is one row, also for no input. With
 * `group` (then there are no keys) there is one row for each group of the sub-query's outer rows, also for one without input; the schema is
 * the outputs and then the group.
 */
export interface AggregatePlan extends PlanBase {
  readonly kind: 'aggregate';
  readonly input: Plan;
  readonly group?: number;
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

/** The first (or the last) `count` rows; with `group` the first of each run of rows with the same value in that column. */
export interface TakePlan extends PlanBase {
  readonly kind: 'take';
  readonly input: Plan;
  readonly count: number;
  readonly last?: boolean;
  readonly group?: number;
}

/** `count` rows at random. */
export interface SamplePlan extends PlanBase {
  readonly kind: 'sample';
  readonly input: Plan;
  readonly count: number;
}

/**
 * One level of top-nested. `value` reads the key and then the outputs of the calls; `others` names the row of what did not make it to the
 * top, undefined when there is none.
 */
export interface TopNestedLevel {
  readonly key: Expression;
  readonly aggregates: readonly AggregateCall[];
  readonly value: Expression;
  /** undefined: all values. */
  readonly count: number | undefined;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly others: Cell | undefined;
}

/** top-nested: the schema is a key and a value for each level. */
export interface TopNestedPlan extends PlanBase {
  readonly kind: 'top-nested';
  readonly input: Plan;
  readonly levels: readonly TopNestedLevel[];
}

/**
 * The second half of make-series: the input is one row for each combination of the first `keys` columns and bin of the axis, which is the
 * next column, then the values. Out comes a row for each combination, with the values and the axis as arrays; a bin without a row holds the
 * column's default. Where a bound is undefined a series begins or ends with its own first or last bin.
 */
export interface SeriesPlan extends PlanBase {
  readonly kind: 'series';
  readonly input: Plan;
  readonly keys: number;
  readonly first: Cell | undefined;
  /** How many bins there are from the first one on. */
  readonly length: number | undefined;
  readonly step: Cell;
  readonly defaults: readonly Cell[];
  /** Without keys and without rows there is a series of defaults. */
  readonly nonempty: boolean;
}

/**
 * A step of scan. Its expressions read the columns of the row at 0 … width − 1, then for each step the columns of the row that it last took
 * and the columns that scan declares. `assignments` are by the position of the declared column.
 */
export interface MatchStep {
  readonly condition: Expression;
  readonly assignments: readonly { readonly column: number; readonly expression: Expression }[];
  readonly output: 'all' | 'last' | 'none';
}

/**
 * scan: the schema is the first `width` columns of the input, the declared columns, and the number of the match where it is asked for. With
 * `group` it begins anew wherever the value of that column changes, and that column comes last.
 */
export interface MatchPlan extends PlanBase {
  readonly kind: 'match';
  readonly input: Plan;
  readonly width: number;
  readonly declared: readonly { readonly type: ScalarType; readonly value: Cell }[];
  readonly steps: readonly MatchStep[];
  readonly matchId: boolean;
  readonly group?: number;
}

/**
 * partition: `subquery` runs over the rows of each value of `key` by itself, which it reads through the OuterPlan of `of`.
 */
export interface PartitionPlan extends PlanBase {
  readonly kind: 'partition';
  readonly input: Plan;
  readonly key: Expression;
  readonly of: symbol;
  readonly subquery: Plan;
}

/** One expanded column: `expression` gives the collection, `output` is its position in the schema, `type` what its elements become. */
export interface ExpandItem {
  readonly expression: Expression;
  readonly output: number;
  readonly type: ScalarType;
}

/**
 * One row an element; several items go in step. `columns` says for each column of the schema which input column it repeats, -1 for those
 * that an item fills and for the index of the element. `limit` is per input row, `itemIndex` the position of the index column.
 */
export interface Expansion {
  readonly schema: Schema;
  readonly columns: readonly number[];
  readonly items: readonly ExpandItem[];
  readonly bagsAsArrays: boolean;
  readonly limit: number;
  readonly itemIndex: number | undefined;
}

/** mv-expand. */
export interface ExpandPlan extends PlanBase {
  readonly kind: 'expand';
  readonly input: Plan;
  readonly expansion: Expansion;
}

/**
 * mv-apply: every input row is expanded and `subquery` runs over the rows of each, which it reads through the OuterPlan of `of`. The schema
 * is the kept input columns and the sub-query's columns: `outputs[c]` says for output column c which side it comes from.
 */
export interface ApplyPlan extends PlanBase {
  readonly kind: 'apply';
  readonly input: Plan;
  readonly expansion: Expansion;
  readonly of: symbol;
  readonly subquery: Plan;
  readonly outputs: readonly { readonly side: 'input' | 'subquery'; readonly index: number }[];
}

export type ParsePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'column'; readonly output: number; readonly type: ScalarType };

/** parse and parse-where. `columns` says for each column of the schema which input column it is, -1 for those that the pattern fills. */
export interface ParsePlan extends PlanBase {
  readonly kind: 'parse';
  readonly input: Plan;
  readonly expression: Expression;
  readonly mode: 'simple' | 'relaxed' | 'regex';
  readonly flags: string;
  readonly pattern: readonly ParsePart[];
  readonly columns: readonly number[];
  readonly dropUnmatched: boolean;
}

/** parse-kv. `columns` as in ParsePlan. */
export interface ParseKvPlan extends PlanBase {
  readonly kind: 'parse-kv';
  readonly input: Plan;
  readonly expression: Expression;
  readonly keys: readonly { readonly key: string; readonly type: ScalarType; readonly output: number }[];
  readonly columns: readonly number[];
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

/**
 * Appends the results of window functions over the whole, serialized input; with `group` over each run of rows with the same value in that
 * column.
 */
export interface WindowPlan extends PlanBase {
  readonly kind: 'window';
  readonly input: Plan;
  readonly group?: number;
  readonly calls: readonly WindowCall[];
}

/** Rows out of a graph: the input are its edges, the others its tables of nodes. */
export interface GraphPlan extends PlanBase {
  readonly kind: 'graph';
  readonly input: Plan;
  readonly others: readonly Plan[];
  readonly graph: Graph;
  readonly output: GraphOutput;
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
  /** With more rows than these the query fails: `set truncationmaxrecords`. */
  readonly maximumRows?: number;
}

/** What `render` asked for, for the host to draw: the chart and its properties as written. */
export interface Visualization {
  readonly chart: string;
  readonly properties: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}
