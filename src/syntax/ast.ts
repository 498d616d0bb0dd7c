import type { Span } from '../errors.ts';

/**
 * The tree of a query as it was written. Every node is plain data with a `kind` and the `span` of its text; nothing is resolved, typed or
 * simplified here, so that print(parse(text)) can give the same tree back. Pipes, statements and chains of and/or are flat lists: a query
 * may have 20,000 stages, and nothing may recurse along them.
 */
export interface Query {
  readonly kind: 'query';
  readonly span: Span;
  readonly statements: readonly Statement[];
}

export type Statement =
  | LetStatement
  | SetStatement
  | AliasStatement
  | QueryParametersStatement
  | PatternStatement
  | RestrictStatement
  | ExpressionStatement;

/** `let name = expression`; a function is a FunctionDeclaration, a view one with `view` set. */
export interface LetStatement {
  readonly kind: 'let';
  readonly span: Span;
  readonly name: Name;
  readonly value: Expression | FunctionDeclaration;
}

/** `set option` or `set option = value`. */
export interface SetStatement {
  readonly kind: 'set';
  readonly span: Span;
  readonly name: Name;
  readonly value: Expression | undefined;
}

/** `alias database Name = cluster('…').database('…')`. */
export interface AliasStatement {
  readonly kind: 'alias';
  readonly span: Span;
  readonly name: Name;
  readonly value: Expression;
}

/** `declare query_parameters(name:type = literal, …)`. */
export interface QueryParametersStatement {
  readonly kind: 'query-parameters';
  readonly span: Span;
  readonly parameters: readonly FunctionParameter[];
}

/** `declare pattern Name` or with its declaration `= (a:string)[path:string] { ('x').['p'] = { query }; … }`. */
export interface PatternStatement {
  readonly kind: 'pattern';
  readonly span: Span;
  readonly name: Name;
  readonly declaration: PatternDeclaration | undefined;
}

export interface PatternDeclaration {
  readonly parameters: readonly ColumnDeclaration[];
  readonly path: ColumnDeclaration | undefined;
  readonly matches: readonly PatternMatch[];
}

export interface PatternMatch {
  readonly span: Span;
  readonly values: readonly Expression[];
  readonly path: Expression | undefined;
  readonly body: FunctionBody;
}

/** `restrict access to (T1, view*, database('d').T) with (option = value, …)`. */
export interface RestrictStatement {
  readonly kind: 'restrict';
  readonly span: Span;
  readonly targets: readonly Expression[];
  readonly options: readonly OperatorParameter[];
}

/** A tabular or scalar expression standing as a statement: what the query returns. */
export interface ExpressionStatement {
  readonly kind: 'expression-statement';
  readonly span: Span;
  readonly expression: Expression;
}

/** A name where one is declared or stands alone. `text` is the name itself, without brackets and quotes. */
export interface Name {
  readonly kind: 'name';
  readonly span: Span;
  readonly text: string;
  /** Written as ['…'] or ["…"]: such a name is never a keyword or a wildcard. */
  readonly bracketed: boolean;
}

/** `a*`, `*_id`, `*`: only where the grammar takes patterns of names. */
export interface WildcardName {
  readonly kind: 'wildcard-name';
  readonly span: Span;
  readonly pattern: string;
}

export type NameOrWildcard = Name | WildcardName;

// ---- types ----------------------------------------------------------------------------------------------------------------------------

/** A type as it was written: `datetime`, `date`, `uniqueid` … (the binder knows the synonyms). */
export interface TypeName {
  readonly kind: 'type';
  readonly span: Span;
  readonly text: string;
}

/** `(a:long, b:string)`, `(*)` or, in an evaluate schema, `(*, a:long)`. */
export interface RowSchema {
  readonly kind: 'row-schema';
  readonly span: Span;
  readonly star: boolean;
  readonly columns: readonly ColumnDeclaration[];
}

export interface ColumnDeclaration {
  readonly kind: 'column-declaration';
  readonly span: Span;
  readonly name: Name;
  readonly type: TypeName;
}

/** A parameter of a function: scalar `a:long = 5` or tabular `T:(a:long)`, `T:(*)`. */
export interface FunctionParameter {
  readonly kind: 'parameter';
  readonly span: Span;
  readonly name: Name;
  readonly type: TypeName | RowSchema;
  readonly defaultValue: Expression | undefined;
}

export interface FunctionDeclaration {
  readonly kind: 'function';
  readonly span: Span;
  readonly view: boolean;
  readonly parameters: readonly FunctionParameter[];
  readonly body: FunctionBody;
}

/** `{ let …; expression }`: `result` is undefined when the body holds statements only. */
export interface FunctionBody {
  readonly kind: 'function-body';
  readonly span: Span;
  readonly statements: readonly Statement[];
  readonly result: Expression | undefined;
}

// ---- expressions ----------------------------------------------------------------------------------------------------------------------

/** Scalar and tabular alike: which one a name or a call is, only the binder can tell. */
export type Expression =
  | Literal
  | DynamicLiteral
  | TypeOf
  | Name
  | WildcardName
  | Star
  | Path
  | Element
  | Call
  | Unary
  | Binary
  | Logical
  | Between
  | ListTest
  | NamedExpression
  | Parenthesized
  | ToScalar
  | Materialize
  | EntityGroup
  | DataScope
  | Pipe
  | SourceOperator;

/**
 * A literal of a scalar type. `value` is its exact value: bool → boolean; int, long → bigint; real → number; decimal → its digits as text;
 * datetime, timespan → ticks of 100 ns as bigint (a datetime counts from 0001-01-01); guid → lower-case text with hyphens;
 * string → the text, escapes resolved and adjacent literals joined. null is the typed null (`int(null)`).
 * `datetime()` and `datetime(now)` mean the query's clock and arrive as a Call of `now`.
 */
export interface Literal {
  readonly kind: 'literal';
  readonly span: Span;
  readonly type: 'bool' | 'int' | 'long' | 'real' | 'decimal' | 'datetime' | 'timespan' | 'guid' | 'string';
  readonly value: boolean | bigint | number | string | null;
  /** h'…' and H'…': the text is a secret, which no error and no log may show. */
  readonly obfuscated: boolean;
}

/** `dynamic(…)`: JSON with single quotes, KQL literals and nested dynamic() allowed. */
export interface DynamicLiteral {
  readonly kind: 'dynamic';
  readonly span: Span;
  readonly value: JsonValue;
}

export type JsonValue = JsonNull | JsonArray | JsonBag | Literal;

export interface JsonNull {
  readonly kind: 'json-null';
  readonly span: Span;
}

export interface JsonArray {
  readonly kind: 'json-array';
  readonly span: Span;
  readonly items: readonly JsonValue[];
}

/** Properties in the order written; a key may occur twice. */
export interface JsonBag {
  readonly kind: 'json-bag';
  readonly span: Span;
  readonly properties: readonly { readonly key: string; readonly value: JsonValue }[];
}

/** `typeof(long)` or `typeof(a:long, b:string)`. */
export interface TypeOf {
  readonly kind: 'typeof';
  readonly span: Span;
  readonly type: TypeName | RowSchema;
}

/** `*` as an operand (`where * has 'x'`) or an argument (`arg_max(t, *)`). */
export interface Star {
  readonly kind: 'star';
  readonly span: Span;
}

/** `base.member`, `base.['member']`; `database('d').T` and `$left.key` are paths too. `member` may be a call: `database('d').f(1)`. */
export interface Path {
  readonly kind: 'path';
  readonly span: Span;
  readonly base: Expression;
  readonly member: Name | WildcardName | Call;
}

/** `base[index]`; d['a'] has a string literal as its index. */
export interface Element {
  readonly kind: 'element';
  readonly span: Span;
  readonly base: Expression;
  readonly index: Expression;
}

/** `name(argument, …)`; a named argument is a NamedExpression. */
export interface Call {
  readonly kind: 'call';
  readonly span: Span;
  readonly name: Name;
  readonly arguments: readonly Expression[];
}

export interface Unary {
  readonly kind: 'unary';
  readonly span: Span;
  readonly operator: '+' | '-';
  readonly operand: Expression;
}

/** Operators in one spelling each: `<>` is '!=', `notcontains` is '!contains', `containscs` is 'contains_cs', `notlike` is '!like' …. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '=~'
  | '!~'
  | 'matches regex'
  | ':'
  | StringOperator
  | `!${StringOperator}`;

export type StringOperator =
  | 'has'
  | 'has_cs'
  | 'hasprefix'
  | 'hasprefix_cs'
  | 'hassuffix'
  | 'hassuffix_cs'
  | 'contains'
  | 'contains_cs'
  | 'startswith'
  | 'startswith_cs'
  | 'endswith'
  | 'endswith_cs'
  | 'like'
  | 'like_cs';

export interface Binary {
  readonly kind: 'binary';
  readonly span: Span;
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** A run of the same operator at one level, flat: `a or b or c` has three operands. */
export interface Logical {
  readonly kind: 'logical';
  readonly span: Span;
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
}

/** `operand between (low .. high)`. */
export interface Between {
  readonly kind: 'between';
  readonly span: Span;
  readonly negated: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

/** `operand in (item, …)` and its like; an item may be a tabular expression. */
export interface ListTest {
  readonly kind: 'list-test';
  readonly span: Span;
  readonly operator: 'in' | '!in' | 'in~' | '!in~' | 'has_any' | 'has_all';
  readonly operatorSpan: Span;
  readonly operand: Expression;
  readonly items: readonly Expression[];
}

/** `Name = value` or `(a, b) = value`; in a call an argument by name. */
export interface NamedExpression {
  readonly kind: 'named';
  readonly span: Span;
  readonly names: readonly Name[];
  /** `(a) = …` and `(a, b) = …`, as against `a = …`. */
  readonly tuple: boolean;
  readonly value: Expression;
}

export interface Parenthesized {
  readonly kind: 'parenthesized';
  readonly span: Span;
  readonly expression: Expression;
}

/** `toscalar(…)` and `totable(…)`; parameters are the forms like `kind=nooptimization` before the expression. */
export interface ToScalar {
  readonly kind: 'toscalar' | 'totable';
  readonly span: Span;
  readonly parameters: readonly OperatorParameter[];
  readonly expression: Expression;
}

export interface Materialize {
  readonly kind: 'materialize';
  readonly span: Span;
  readonly expression: Expression;
}

/** `entity_group [cluster('c').database('d'), …]`. */
export interface EntityGroup {
  readonly kind: 'entity-group';
  readonly span: Span;
  readonly entities: readonly Expression[];
}

/** `T datascope=hotcache`. */
export interface DataScope {
  readonly kind: 'datascope';
  readonly span: Span;
  readonly expression: Expression;
  readonly scope: Name;
}

/** `source | operator | …`; a sub-query of mv-apply, fork, facet, partition … has no source. */
export interface Pipe {
  readonly kind: 'pipe';
  readonly span: Span;
  readonly source: Expression | undefined;
  readonly operators: readonly Operator[];
}

// ---- operators ------------------------------------------------------------------------------------------------------------------------

/** `kind=inner`, `hint.strategy=shuffle`, `isfuzzy=true`, `with_itemindex=i` …; `name` is written as in the manual, hints with their dot. */
export interface OperatorParameter {
  readonly kind: 'operator-parameter';
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
}

/** Operators that can begin a pipe; union, search, find, evaluate … can also follow one. */
export type SourceOperator =
  | PrintOperator
  | RangeOperator
  | DataTable
  | ContextualDataTable
  | ExternalData
  | InlineExternalTable
  | MaterializedViewCombine
  | MacroExpandOperator
  | UnionOperator
  | SearchOperator
  | FindOperator
  | EvaluateOperator;

export type Operator =
  | WhereOperator
  | ExtendOperator
  | ProjectOperator
  | ProjectSelectOperator
  | ProjectRenameOperator
  | ProjectReorderOperator
  | ProjectByNamesOperator
  | SerializeOperator
  | SummarizeOperator
  | CountOperator
  | DistinctOperator
  | SortOperator
  | TopOperator
  | TakeOperator
  | SampleOperator
  | SampleDistinctOperator
  | TopNestedOperator
  | TopHittersOperator
  | JoinOperator
  | LookupOperator
  | UnionOperator
  | MvExpandOperator
  | MvApplyOperator
  | ParseOperator
  | ParseKvOperator
  | EvaluateOperator
  | InvokeOperator
  | AsOperator
  | GetSchemaOperator
  | RenderOperator
  | ConsumeOperator
  | AssertSchemaOperator
  | MakeSeriesOperator
  | ScanOperator
  | PartitionOperator
  | PartitionByOperator
  | ForkOperator
  | FacetOperator
  | SearchOperator
  | FindOperator
  | ReduceOperator
  | MacroExpandOperator
  | ExecuteAndCacheOperator
  | MakeGraphOperator
  | GraphMatchOperator
  | GraphShortestPathsOperator
  | GraphMarkComponentsOperator
  | GraphToTableOperator
  | GraphWhereOperator;

interface OperatorBase {
  readonly span: Span;
  /** The span of the operator's own word, for errors about the operator. */
  readonly keywordSpan: Span;
}

export interface WhereOperator extends OperatorBase {
  readonly kind: 'where';
  readonly keyword: 'where' | 'filter';
  readonly parameters: readonly OperatorParameter[];
  readonly predicate: Expression;
}

export interface ExtendOperator extends OperatorBase {
  readonly kind: 'extend';
  readonly items: readonly Expression[];
}

export interface ProjectOperator extends OperatorBase {
  readonly kind: 'project';
  readonly items: readonly Expression[];
}

/** project-away and project-keep. */
export interface ProjectSelectOperator extends OperatorBase {
  readonly kind: 'project-away' | 'project-keep';
  readonly columns: readonly NameOrWildcard[];
}

export interface ProjectRenameOperator extends OperatorBase {
  readonly kind: 'project-rename';
  readonly items: readonly Expression[];
}

export interface ProjectReorderOperator extends OperatorBase {
  readonly kind: 'project-reorder';
  readonly items: readonly ReorderItem[];
}

export interface ReorderItem {
  readonly span: Span;
  readonly column: NameOrWildcard;
  readonly order: 'asc' | 'desc' | 'granny-asc' | 'granny-desc' | undefined;
}

export interface ProjectByNamesOperator extends OperatorBase {
  readonly kind: 'project-by-names';
  readonly items: readonly Expression[];
}

export interface SerializeOperator extends OperatorBase {
  readonly kind: 'serialize';
  readonly parameters: readonly OperatorParameter[];
  readonly items: readonly Expression[];
}

/** `by` is undefined without a by clause. `bin` is the old `by x bin = 1h`. */
export interface SummarizeOperator extends OperatorBase {
  readonly kind: 'summarize';
  readonly parameters: readonly OperatorParameter[];
  readonly aggregates: readonly Expression[];
  readonly by: readonly Expression[] | undefined;
  readonly bin: Expression | undefined;
}

export interface CountOperator extends OperatorBase {
  readonly kind: 'count';
  readonly parameters: readonly OperatorParameter[];
  readonly as: Name | undefined;
}

export interface DistinctOperator extends OperatorBase {
  readonly kind: 'distinct';
  readonly parameters: readonly OperatorParameter[];
  /** `*` is a Star. */
  readonly items: readonly Expression[];
}

/** One sort key; direction and place of nulls are undefined where they were not written. */
export interface SortKey {
  readonly kind: 'sort-key';
  readonly span: Span;
  readonly expression: Expression;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly nulls: 'first' | 'last' | undefined;
}

export interface SortOperator extends OperatorBase {
  readonly kind: 'sort';
  readonly keyword: 'sort' | 'order';
  readonly parameters: readonly OperatorParameter[];
  readonly keys: readonly SortKey[];
}

export interface TopOperator extends OperatorBase {
  readonly kind: 'top';
  readonly parameters: readonly OperatorParameter[];
  readonly count: Expression;
  readonly keys: readonly SortKey[];
}

export interface TakeOperator extends OperatorBase {
  readonly kind: 'take';
  readonly keyword: 'take' | 'limit';
  readonly parameters: readonly OperatorParameter[];
  readonly count: Expression;
}

export interface SampleOperator extends OperatorBase {
  readonly kind: 'sample';
  readonly parameters: readonly OperatorParameter[];
  readonly count: Expression;
}

export interface SampleDistinctOperator extends OperatorBase {
  readonly kind: 'sample-distinct';
  readonly parameters: readonly OperatorParameter[];
  readonly count: Expression;
  readonly of: Expression;
}

export interface TopNestedOperator extends OperatorBase {
  readonly kind: 'top-nested';
  readonly levels: readonly TopNestedLevel[];
}

export interface TopNestedLevel {
  readonly span: Span;
  readonly count: Expression | undefined;
  readonly of: Expression;
  readonly others: Expression | undefined;
  readonly by: Expression;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly nulls: 'first' | 'last' | undefined;
}

export interface TopHittersOperator extends OperatorBase {
  readonly kind: 'top-hitters';
  readonly count: Expression;
  readonly of: Expression;
  readonly by: Expression | undefined;
}

/** `on` is undefined when it was left out; `where` is the hidden form `join (R) where predicate`. */
export interface JoinOperator extends OperatorBase {
  readonly kind: 'join';
  readonly parameters: readonly OperatorParameter[];
  readonly right: Expression;
  readonly on: readonly Expression[] | undefined;
  readonly where: Expression | undefined;
}

export interface LookupOperator extends OperatorBase {
  readonly kind: 'lookup';
  readonly parameters: readonly OperatorParameter[];
  readonly right: Expression;
  readonly on: readonly Expression[] | undefined;
}

/** Legs: names, wildcard names, paths, calls, parenthesized queries. */
export interface UnionOperator extends OperatorBase {
  readonly kind: 'union';
  readonly parameters: readonly OperatorParameter[];
  readonly tables: readonly Expression[];
}

export interface MvExpandOperator extends OperatorBase {
  readonly kind: 'mv-expand';
  readonly keyword: 'mv-expand' | 'mvexpand';
  readonly parameters: readonly OperatorParameter[];
  readonly items: readonly ExpandItem[];
  readonly limit: Expression | undefined;
}

/** `[Name =] expression [to typeof(type)]`. */
export interface ExpandItem {
  readonly span: Span;
  readonly expression: Expression;
  readonly type: TypeOf | undefined;
}

export interface MvApplyOperator extends OperatorBase {
  readonly kind: 'mv-apply';
  readonly keyword: 'mv-apply' | 'mvapply';
  readonly parameters: readonly OperatorParameter[];
  readonly items: readonly ExpandItem[];
  readonly limit: Expression | undefined;
  /** `id guid`: an old clause, kept for the printer. */
  readonly contextId: Expression | undefined;
  readonly subquery: Expression;
}

export interface ParseOperator extends OperatorBase {
  readonly kind: 'parse' | 'parse-where';
  readonly parameters: readonly OperatorParameter[];
  readonly expression: Expression;
  readonly pattern: readonly ParsePart[];
}

/** `*`, a string literal, or a column `name[:type]`. */
export type ParsePart =
  | Star
  | Literal
  | { readonly kind: 'parse-column'; readonly span: Span; readonly name: Name; readonly type: TypeName | undefined };

export interface ParseKvOperator extends OperatorBase {
  readonly kind: 'parse-kv';
  readonly parameters: readonly OperatorParameter[];
  readonly expression: Expression;
  readonly keys: RowSchema;
  readonly with: readonly OperatorParameter[];
}

/** `evaluate plugin(arguments) [: (schema)]`. */
export interface EvaluateOperator extends OperatorBase {
  readonly kind: 'evaluate';
  readonly parameters: readonly OperatorParameter[];
  readonly call: Call;
  readonly schema: RowSchema | undefined;
}

/** `function` is a Call, a Name (no parentheses) or a Path ending in one. */
export interface InvokeOperator extends OperatorBase {
  readonly kind: 'invoke';
  readonly function: Expression;
}

export interface AsOperator extends OperatorBase {
  readonly kind: 'as';
  readonly parameters: readonly OperatorParameter[];
  readonly name: Name;
}

export interface GetSchemaOperator extends OperatorBase {
  readonly kind: 'getschema';
  readonly parameters: readonly OperatorParameter[];
}

/** `render chart [with (name = value, …)]`. */
export interface RenderOperator extends OperatorBase {
  readonly kind: 'render';
  readonly chart: Name;
  readonly properties: readonly RenderProperty[];
}

export interface RenderProperty {
  readonly span: Span;
  readonly name: string;
  /** Written in the old form, without `with (…)` around it: `render timechart kind=stacked by a, b`. */
  readonly bare: boolean;
  /** `ycolumns = a, b` lists several. */
  readonly values: readonly Expression[];
}

export interface ConsumeOperator extends OperatorBase {
  readonly kind: 'consume';
  readonly parameters: readonly OperatorParameter[];
}

export interface AssertSchemaOperator extends OperatorBase {
  readonly kind: 'assert-schema';
  readonly schema: RowSchema;
}

export interface MakeSeriesOperator extends OperatorBase {
  readonly kind: 'make-series';
  readonly parameters: readonly OperatorParameter[];
  readonly aggregates: readonly { readonly span: Span; readonly expression: Expression; readonly defaultValue: Expression | undefined }[];
  readonly on: Expression;
  /** `in range(a, b, s)`, or from/to/step. */
  readonly inRange: readonly Expression[] | undefined;
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly step: Expression | undefined;
  readonly by: readonly Expression[] | undefined;
}

export interface ScanOperator extends OperatorBase {
  readonly kind: 'scan';
  readonly parameters: readonly OperatorParameter[];
  readonly orderBy: readonly SortKey[] | undefined;
  readonly partitionBy: readonly Expression[] | undefined;
  readonly declare: readonly FunctionParameter[];
  readonly steps: readonly ScanStep[];
}

export interface ScanStep {
  readonly span: Span;
  readonly name: Name;
  readonly optional: boolean;
  readonly output: 'all' | 'last' | 'none' | undefined;
  readonly condition: Expression;
  readonly assignments: readonly NamedExpression[];
}

/** `partition [parameters] by column (sub-query)` or `{ query }`. */
export interface PartitionOperator extends OperatorBase {
  readonly kind: 'partition';
  readonly parameters: readonly OperatorParameter[];
  readonly by: Expression;
  readonly scope: Expression | undefined;
  readonly body: {
    readonly form: 'subquery' | 'query';
    readonly span: Span;
    readonly statements: readonly Statement[];
    readonly expression: Expression;
  };
}

/** `__partitionby column [id guid] (sub-query)`: internal to Kusto. */
export interface PartitionByOperator extends OperatorBase {
  readonly kind: '__partitionby';
  readonly parameters: readonly OperatorParameter[];
  readonly by: Expression;
  readonly contextId: Expression | undefined;
  readonly subquery: Expression;
}

export interface ForkOperator extends OperatorBase {
  readonly kind: 'fork';
  readonly branches: readonly { readonly span: Span; readonly name: Name | undefined; readonly subquery: Expression }[];
}

/** `with` holds a parenthesized sub-query or a single operator as a Pipe without source. */
export interface FacetOperator extends OperatorBase {
  readonly kind: 'facet';
  readonly by: readonly Expression[];
  readonly with: Expression | undefined;
}

export interface SearchOperator extends OperatorBase {
  readonly kind: 'search';
  readonly parameters: readonly OperatorParameter[];
  readonly in: readonly Expression[] | undefined;
  readonly predicate: Expression;
}

export interface FindOperator extends OperatorBase {
  readonly kind: 'find';
  readonly parameters: readonly OperatorParameter[];
  readonly in: readonly Expression[] | undefined;
  readonly predicate: Expression;
  readonly project: FindProject | undefined;
  readonly projectAway: readonly Expression[] | undefined;
}

export interface FindProject {
  readonly smart: boolean;
  readonly columns: readonly { readonly span: Span; readonly column: Expression; readonly type: TypeName | undefined }[];
  readonly pack: boolean;
}

export interface ReduceOperator extends OperatorBase {
  readonly kind: 'reduce';
  readonly parameters: readonly OperatorParameter[];
  readonly by: Expression;
  readonly with: readonly OperatorParameter[];
}

export interface MacroExpandOperator extends OperatorBase {
  readonly kind: 'macro-expand';
  readonly parameters: readonly OperatorParameter[];
  readonly group: Expression;
  readonly scope: Name | undefined;
  readonly statements: readonly Statement[];
}

export interface ExecuteAndCacheOperator extends OperatorBase {
  readonly kind: 'execute-and-cache';
}

export interface PrintOperator extends OperatorBase {
  readonly kind: 'print';
  readonly items: readonly Expression[];
}

export interface RangeOperator extends OperatorBase {
  readonly kind: 'range';
  readonly name: Name;
  readonly from: Expression;
  readonly to: Expression;
  readonly step: Expression;
}

/** `datatable (a:long, …) [ literal, … ]`; a value is a Literal, a DynamicLiteral or a Unary before a number. */
export interface DataTable extends OperatorBase {
  readonly kind: 'datatable';
  readonly parameters: readonly OperatorParameter[];
  readonly schema: RowSchema;
  readonly values: readonly Expression[];
}

export interface ContextualDataTable extends OperatorBase {
  readonly kind: '__contextual_datatable';
  readonly id: Expression;
  readonly schema: RowSchema;
}

export interface ExternalData extends OperatorBase {
  readonly kind: 'externaldata';
  readonly keyword: 'externaldata' | 'external_data';
  readonly parameters: readonly OperatorParameter[];
  readonly schema: RowSchema;
  readonly uris: readonly Expression[];
  readonly with: readonly OperatorParameter[];
}

/** `schema` and `dataFormat` may be left out where the table kind is `delta`. */
export interface InlineExternalTable extends OperatorBase {
  readonly kind: 'inline-external-table';
  readonly schema: RowSchema | undefined;
  readonly tableKind: Name;
  readonly partitionBy: readonly {
    readonly span: Span;
    readonly name: Name;
    readonly type: TypeName;
    readonly value: Expression | undefined;
  }[];
  readonly pathFormat: readonly Expression[] | undefined;
  readonly dataFormat: Name | undefined;
  readonly connectionStrings: readonly Expression[];
  readonly with: readonly OperatorParameter[];
}

export interface MaterializedViewCombine extends OperatorBase {
  readonly kind: 'materialized-view-combine';
  readonly view: Expression;
  readonly base: Expression;
  readonly delta: Expression;
  readonly aggregates: Expression;
}

// ---- graph ----------------------------------------------------------------------------------------------------------------------------

export interface MakeGraphOperator extends OperatorBase {
  readonly kind: 'make-graph';
  readonly parameters: readonly OperatorParameter[];
  readonly source: Expression;
  readonly direction: '-->' | '--';
  readonly target: Expression;
  /** `with Nodes on id, Nodes2 on id2`. */
  readonly nodes: readonly { readonly span: Span; readonly table: Expression; readonly key: Expression }[];
  /** `with_node_id = Name`. */
  readonly nodeId: Name | undefined;
  readonly partitionedBy: { readonly column: Expression; readonly subquery: Expression } | undefined;
}

/** A run of node, edge, node, …: always begins and ends with a node. */
export interface GraphPattern {
  readonly span: Span;
  readonly elements: readonly (GraphNode | GraphEdge)[];
}

export interface GraphNode {
  readonly kind: 'graph-node';
  readonly span: Span;
  readonly name: Name | undefined;
}

export interface GraphEdge {
  readonly kind: 'graph-edge';
  readonly span: Span;
  readonly name: Name | undefined;
  readonly direction: '-->' | '<--' | '--';
  /** `*1..5`. */
  readonly range: { readonly from: Expression; readonly to: Expression } | undefined;
}

export interface GraphMatchOperator extends OperatorBase {
  readonly kind: 'graph-match';
  readonly parameters: readonly OperatorParameter[];
  readonly patterns: readonly GraphPattern[];
  readonly where: Expression | undefined;
  readonly project: readonly Expression[] | undefined;
}

export interface GraphShortestPathsOperator extends OperatorBase {
  readonly kind: 'graph-shortest-paths';
  readonly parameters: readonly OperatorParameter[];
  readonly patterns: readonly GraphPattern[];
  readonly where: Expression | undefined;
  readonly project: readonly Expression[] | undefined;
}

export interface GraphMarkComponentsOperator extends OperatorBase {
  readonly kind: 'graph-mark-components';
  readonly parameters: readonly OperatorParameter[];
}

export interface GraphToTableOperator extends OperatorBase {
  readonly kind: 'graph-to-table';
  readonly outputs: readonly {
    readonly span: Span;
    readonly entity: 'nodes' | 'edges';
    readonly as: Name | undefined;
    readonly parameters: readonly OperatorParameter[];
  }[];
}

export interface GraphWhereOperator extends OperatorBase {
  readonly kind: 'graph-where-nodes' | 'graph-where-edges';
  readonly predicate: Expression;
}
