/** Why a plugin is missing and what to do instead. */
export interface Refusal {
  readonly reason: string;
  readonly instead: string;
}

/** What is said of a plugin that is missing; undefined when there is nothing to say but that. */
export function pluginRefusal(name: string): Refusal | undefined {
  return refusals[name];
}

const outside: Refusal = { reason: 'it runs code outside the query', instead: 'compute it before loading, and load the result as a table' };
const service: Refusal = { reason: 'it asks a service outside the process', instead: 'fetch the rows before, and load them as a table' };
const refusals: Readonly<Record<string, Refusal>> = Object.assign(Object.create(null) as Record<string, Refusal>, {
  ai_chat_completion: service,
  ai_chat_completion_prompt: service,
  ai_embed_text: service,
  ai_embeddings: service,
  azure_digital_twins_query_request: service,
  cosmosdb_sql_request: service,
  csharp: outside,
  dax_request: service,
  execute_query: service,
  execute_show_command: { reason: 'management commands run on a cluster', instead: 'leave it out' },
  http_request: service,
  http_request_post: service,
  identity_v3: { reason: 'what it does is not documented', instead: 'leave it out' },
  infer_storage_schema: service,
  infer_storage_schema_with_suggestions: service,
  mysql_request: service,
  postgresql_request: service,
  python: outside,
  r: outside,
  sql_request: service,
});
