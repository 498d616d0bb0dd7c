import type { EntityMapping } from '../rule.ts';

/** What a query does, in plain data: every part of it can be written as JSON. Stages are named as in stages.ts. */
export interface QueryDescription {
  /** The lets that are constants, and the declared parameters, in the order of the text. */
  readonly parameters: readonly ParameterDescription[];
  readonly sources: readonly SourceDescription[];
  readonly stages: readonly StageDescription[];
  /** Filters on times. They are not among the indicators. */
  readonly windows: readonly WindowDescription[];
  /** What is filtered out: the conjuncts that are negated, each as often as it stands in the query. */
  readonly exclusions: readonly ExclusionDescription[];
  /** What is looked for, each once. */
  readonly indicators: readonly IndicatorDescription[];
  readonly output: OutputDescription;
  /** What is wrong with the query, or not supported; the description is then of what could be read. */
  readonly errors: readonly ErrorDescription[];
}

export interface ParameterDescription {
  readonly name: string;
  /** A type of KQL. */
  readonly type: string;
  /** Its value as KQL writes it; undefined of a declared parameter without a default. */
  readonly value: string | undefined;
  /** The single values, where it is a list. */
  readonly values: readonly string[];
  /** Whether it comes from outside: `declare query_parameters`. */
  readonly declared: boolean;
}

export interface SourceDescription {
  readonly name: string;
  readonly kind: 'table' | 'pattern' | 'function' | 'watchlist' | 'external' | 'inline';
  readonly stages: readonly string[];
}

export interface StageDescription {
  readonly id: string;
  readonly operator: string;
  readonly inside: string | undefined;
  readonly lets: readonly string[];
  /** The stage as written, on one line. */
  readonly text: string;
  /** The conjuncts of a filter as written. */
  readonly predicates: readonly string[];
  /** 1-based. */
  readonly line: number;
}

export interface WindowDescription {
  readonly column: string;
  /** Where it begins and ends, lets replaced by their values; undefined where it is open. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** How far back from now it begins, as in `30d`, where the text tells. */
  readonly lookback: string | undefined;
  readonly stage: string;
}

export type ConditionKind =
  | 'eq'
  | 'ne'
  | 'in'
  | 'contains'
  | 'startswith'
  | 'endswith'
  | 'match'
  | 'regex'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'between'
  | 'cidr'
  | 'null'
  | 'notnull'
  | 'empty'
  | 'notempty';

export interface ConditionDescription {
  readonly field: string;
  readonly kind: ConditionKind;
  /** The operator or function as written, without its negation. */
  readonly operator: string;
  /** Sorted but for `between`. What is not constant stands there as it is written. */
  readonly values: readonly string[];
  /** Whether all values are constants. */
  readonly constant: boolean;
  /** Whether texts are compared with regard to case. */
  readonly cased: boolean;
}

export interface ExclusionDescription extends ConditionDescription {
  readonly stage: string;
  /** Those of one number exclude only together: `not(a and b)`. */
  readonly together: number | undefined;
}

export interface IndicatorDescription extends ConditionDescription {
  /** One of several that `or` joins. */
  readonly alternative: boolean;
  /** Whether it is that this does not hold, where `or` joins it with others. */
  readonly negated: boolean;
  readonly stages: readonly string[];
  /** How many other rules of the catalog look for the same value of the same field in the same way; undefined without a catalog. */
  readonly otherRules: number | undefined;
}

export interface OutputDescription {
  /** Undefined where nothing is known of it. */
  readonly columns: readonly OutputColumn[] | undefined;
  /** There may be further columns: those of a table of which nothing is known, or that only data can tell. */
  readonly open: boolean;
}

export interface OutputColumn {
  readonly name: string;
  /** `unknown` where only data can tell. */
  readonly type: string;
  /** The stage that made it. */
  readonly stage: string;
}

export interface ErrorDescription {
  readonly kind: string;
  readonly message: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** A rule with what its query does. Durations are written as in KQL: `1h`, `14d`. */
export interface RuleDescription extends QueryDescription {
  readonly name: string;
  readonly source: string;
  readonly kind: 'sentinel' | 'defender' | 'query';
  readonly id: string | undefined;
  readonly description: string | undefined;
  readonly severity: string | undefined;
  readonly enabled: boolean;
  readonly version: string | undefined;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly tags: readonly string[];
  readonly dataTypes: readonly string[];
  readonly schedule: { readonly frequency: string; readonly period: string } | undefined;
  readonly nearRealTime: boolean;
  /** As in `more than 5 rows`. */
  readonly trigger: string | undefined;
  readonly entities: readonly EntityMapping[];
  readonly customDetails: readonly { readonly key: string; readonly column: string }[];
  readonly alertName: string | undefined;
  readonly alertDescription: string | undefined;
  readonly eventGrouping: string | undefined;
  readonly suppression: string | undefined;
  readonly warnings: readonly string[];
}
