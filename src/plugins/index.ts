import { activityCountsMetrics, activityMetrics, slidingWindowCounts } from './activity.ts';
import { bagUnpack } from './bag-unpack.ts';
import { ipv4Lookup, ipv6Lookup } from './ip-lookup.ts';
import { narrow } from './narrow.ts';
import { pivot } from './pivot.ts';
import type { Plugin } from './plugin.ts';
import { preview } from './preview.ts';
import { rollingPercentile } from './rolling-percentile.ts';
import { rowsNear } from './rows-near.ts';
import { schemaMerge } from './schema-merge.ts';

/** The plugins of `evaluate`, by name. */
export const plugins: ReadonlyMap<string, Plugin> = new Map(
  [
    bagUnpack,
    pivot,
    narrow,
    ipv4Lookup,
    ipv6Lookup,
    preview,
    rowsNear,
    schemaMerge,
    rollingPercentile,
    activityCountsMetrics,
    activityMetrics,
    slidingWindowCounts,
  ].map((plugin) => [plugin.name, plugin]),
);

/** Plugins that Kusto has and kqlet lacks. */
export const missingPlugins: ReadonlySet<string> = new Set([
  'active_users_count',
  'activity_engagement',
  'ai_chat_completion',
  'ai_chat_completion_prompt',
  'ai_embed_text',
  'ai_embeddings',
  'autocluster',
  'azure_digital_twins_query_request',
  'basket',
  'cosmosdb_sql_request',
  'csharp',
  'dax_request',
  'dcount_intersect',
  'diffpatterns',
  'diffpatterns_text',
  'estimate_rows_count',
  'execute_query',
  'execute_show_command',
  'external_datatable',
  'funnel_sequence',
  'funnel_sequence_completion',
  'geo_line_lookup',
  'geo_polygon_lookup',
  'http_request',
  'http_request_post',
  'identity',
  'identity_v3',
  'infer_storage_schema',
  'infer_storage_schema_with_suggestions',
  'mysql_request',
  'new_activity_metrics',
  'postgresql_request',
  'python',
  'r',
  'sequence_detect',
  'session_count',
  'sql_request',
]);
