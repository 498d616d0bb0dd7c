import { bagUnpack } from './bag-unpack.ts';
import { identity } from './identity.ts';
import { narrow } from './narrow.ts';
import { pivot } from './pivot.ts';
import type { Plugin } from './plugin.ts';
import { preview } from './preview.ts';

const loaded = new Map<string, Plugin>([bagUnpack, pivot, narrow, preview, identity].map((plugin) => [plugin.name, plugin]));

/** The plugins of `evaluate` that are loaded, by name. */
export const plugins: ReadonlyMap<string, Plugin> = loaded;

/** Plugins that few queries use are fetched when a query first names one of them; here are their names, by the module that holds them. */
const families: readonly { readonly names: readonly string[]; load(): Promise<readonly Plugin[]> }[] = [
  {
    names: [
      'active_users_count',
      'activity_counts_metrics',
      'activity_engagement',
      'activity_metrics',
      'dcount_intersect',
      'estimate_rows_count',
      'funnel_sequence',
      'funnel_sequence_completion',
      'new_activity_metrics',
      'rolling_percentile',
      'rows_near',
      'schema_merge',
      'sequence_detect',
      'session_count',
      'sliding_window_counts',
    ],
    load: async () => (await import('./analysis.ts')).analysisPlugins,
  },
  {
    names: ['autocluster', 'basket', 'diffpatterns', 'diffpatterns_text'],
    load: async () => (await import('./patterns.ts')).patternPlugins,
  },
  { names: ['geo_line_lookup', 'geo_polygon_lookup'], load: async () => (await import('./geo-lookup.ts')).geoLookupPlugins },
  { names: ['ipv4_lookup', 'ipv6_lookup'], load: async () => (await import('./ip-lookup.ts')).ipLookupPlugins },
];

/** What fetches a plugin; undefined when it is loaded, or there is none of the name. */
export function pluginFetcher(name: string): (() => Promise<void>) | undefined {
  const family = loaded.has(name) ? undefined : families.find(({ names }) => names.includes(name));
  return family && (() => fetchFamily(family));
}

/** Fetches every plugin that is not loaded yet. */
export async function fetchPlugins(): Promise<void> {
  await Promise.all(families.map(fetchFamily));
}

async function fetchFamily({ load }: (typeof families)[number]): Promise<void> {
  for (const plugin of await load()) loaded.set(plugin.name, plugin);
}

/** The names of all plugins, of those too that have not been fetched. */
export function pluginNames(): string[] {
  return [...new Set([...loaded.keys(), ...families.flatMap(({ names }) => names)])];
}

/** Plugins that Kusto has and kqlet lacks. */
export const missingPlugins: ReadonlySet<string> = new Set([
  'ai_chat_completion',
  'ai_chat_completion_prompt',
  'ai_embed_text',
  'ai_embeddings',
  'azure_digital_twins_query_request',
  'cosmosdb_sql_request',
  'csharp',
  'dax_request',
  'execute_query',
  'execute_show_command',
  'external_datatable',
  'http_request',
  'http_request_post',
  'identity_v3',
  'infer_storage_schema',
  'infer_storage_schema_with_suggestions',
  'mysql_request',
  'postgresql_request',
  'python',
  'r',
  'sql_request',
]);
