import type { ScalarType } from '../data/types.ts';
import { fail } from '../errors.ts';
import type { ConstantExpression } from '../plan/expression.ts';
import type { SetStatement } from '../syntax/ast.ts';
import { convert, isNumeric } from './coercion.ts';
import { type BindContext, emptyEnvironment } from './context.ts';
import { bindExpression } from './expressions.ts';

/** What `set` has said that changes answers; it counts for the statements after it. Manual pages set-statement, request-properties. */
export interface RequestOptions {
  /** The bins of bin_auto(). */
  binSize?: ConstantExpression;
  binAt?: ConstantExpression;
  /** Every stored table that has this column, as a datetime, gives only the rows between the two, both included. */
  scopeColumn?: string;
  scopeFrom?: bigint;
  scopeTo?: bigint;
  /** The rows of a result beyond these are left out. */
  takeRecords?: number;
  /** With more rows than these the query fails, unless there is no truncation. */
  truncationRecords?: number;
  noTruncation?: boolean;
  /** Every union leaves out tables that do not exist. */
  bestEffort?: boolean;
}

/** `set option = value`: options that change an answer are honoured or refused; those that only tune a cluster are accepted. */
export function bindSet(context: BindContext, statement: SetStatement): void {
  const name = statement.name.text;
  const setting = settings[name];
  if (setting !== undefined) {
    setting(context, statement);
    return;
  }
  const reason = refused[name];
  if (reason !== undefined) fail('unsupported', `the option \`${name}\` is not supported`, statement.span, reason);
  if (!withoutEffect.has(name)) context.warnings.push(`the option \`${name}\` is not known and has no effect`);
}

/** Says of options that miss others that they have no effect. */
export function warnOfIdleOptions({ options, warnings }: BindContext): void {
  const { scopeColumn, scopeFrom, scopeTo } = options;
  if (scopeColumn === undefined && (scopeFrom ?? scopeTo) !== undefined)
    warnings.push('query_datetimescope_from and _to have no effect without query_datetimescope_column');
}

type Setting = (context: BindContext, statement: SetStatement) => void;

const settings: Readonly<Record<string, Setting>> = Object.assign(Object.create(null) as Record<string, Setting>, {
  query_now(context, statement) {
    context.now = ofType(context, statement, 'datetime') as bigint;
  },
  query_bin_auto_size(context, statement) {
    context.options.binSize = constantOf(context, statement);
  },
  query_bin_auto_at(context, statement) {
    context.options.binAt = constantOf(context, statement);
  },
  query_datetimescope_column(context, statement) {
    context.options.scopeColumn = ofType(context, statement, 'string') as string;
  },
  query_datetimescope_from(context, statement) {
    context.options.scopeFrom = ofType(context, statement, 'datetime') as bigint;
  },
  query_datetimescope_to(context, statement) {
    context.options.scopeTo = ofType(context, statement, 'datetime') as bigint;
  },
  query_take_max_records(context, statement) {
    context.options.takeRecords = countOf(context, statement);
  },
  truncationmaxrecords: setTruncation,
  truncation_max_records: setTruncation,
  notruncation(context, statement) {
    context.options.noTruncation = flagOf(context, statement);
  },
  best_effort(context, statement) {
    context.options.bestEffort = flagOf(context, statement);
  },
  query_language(context, statement) {
    const language = ofType(context, statement, 'string') as string;
    if (language !== 'csl' && language !== 'kql') fail('unsupported', `the query language ${language} is not supported`, statement.span);
  },
} satisfies Record<string, Setting>);

function setTruncation(context: BindContext, statement: SetStatement): void {
  context.options.truncationRecords = countOf(context, statement);
}

function constantOf(context: BindContext, { name, value, span }: SetStatement): ConstantExpression {
  if (value === undefined) fail('semantic', `\`${name.text}\` needs a value`, span, `write set ${name.text} = …`);
  const bound = bindExpression(context, { environment: emptyEnvironment(), row: undefined }, value);
  if (bound.kind !== 'constant' || bound.value === null) fail('semantic', `\`${name.text}\` must be a constant`, value.span);
  return bound;
}

function ofType(context: BindContext, statement: SetStatement, type: ScalarType): ConstantExpression['value'] {
  const given = constantOf(context, statement);
  const fits = given.type === type || (type === 'datetime' && given.type === 'string') || (isNumeric(type) && isNumeric(given.type));
  const converted = fits ? convert(context.functions, given, type) : given;
  if (!fits || converted.kind !== 'constant' || converted.value === null)
    fail('semantic', `\`${statement.name.text}\` must be a constant ${type}`, statement.span);
  return converted.value;
}

function countOf(context: BindContext, statement: SetStatement): number {
  const count = Number(ofType(context, statement, 'long'));
  if (count < 0) fail('semantic', `\`${statement.name.text}\` must not be negative`, statement.span);
  return count;
}

/** A flag is set by its name alone too. */
function flagOf(context: BindContext, statement: SetStatement): boolean {
  return statement.value === undefined || ofType(context, statement, 'bool') === true;
}

/** Options that would make another answer, and what to do without them. */
const refused: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  query_cursor_after_default: 'rows carry no cursor here: filter them by a column of time',
  query_cursor_before_or_at_default: 'rows carry no cursor here: filter them by a column of time',
  query_cursor_scoped_tables: 'rows carry no cursor here: filter them by a column of time',
  query_cursor_current: 'there is no cursor here: now() is the clock of the query',
  query_results_apply_getschema: 'end the query with | getschema',
  validatepermissions: 'there are no permissions to look at: leave it out',
});

/** What tunes a cluster, names the caller or guards against what cannot happen here. */
const withoutEffect: ReadonlySet<string> = new Set([
  'client_max_redirect_count',
  'client_results_reader_allow_varying_row_widths',
  'debug_query_externaldata_projection_fusion_disabled',
  'debug_query_fanout_threads_percent_external_data',
  'deferpartialqueryfailures',
  'materialized_view_shuffle',
  'materialized_view_shuffle_query',
  'max_memory_consumption_per_query_per_node',
  'maxmemoryconsumptionperiterator',
  'maxoutputcolumns',
  'norequesttimeout',
  'push_selection_through_aggregation',
  'query_admin_super_slacker_mode',
  'query_cursor_disabled',
  'query_datascope',
  'query_distribution_nodes_span',
  'query_fanout_nodes_percent',
  'query_fanout_threads_percent',
  'query_force_row_level_security',
  'query_log_query_parameters',
  'query_max_entities_in_union',
  'query_optimize_fts_at_relop',
  'query_python_debug',
  'query_results_cache_force_refresh',
  'query_results_cache_max_age',
  'query_results_cache_per_shard',
  'query_results_progressive_row_count',
  'query_results_progressive_update_period',
  'query_shuffle_broadcast_join',
  'query_weakconsistency_session_id',
  'queryconsistency',
  'querytrace',
  'request_app_name',
  'request_block_row_level_security',
  'request_callout_disabled',
  'request_description',
  'request_external_data_disabled',
  'request_external_table_disabled',
  'request_impersonation_disabled',
  'request_readonly',
  'request_readonly_hardline',
  'request_remote_entities_disabled',
  'request_sandboxed_execution_disabled',
  'request_user',
  'results_progressive_enabled',
  'servertimeout',
  'truncation_max_size',
  'truncationmaxsize',
]);
