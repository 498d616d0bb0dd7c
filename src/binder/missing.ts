/** Functions that Kusto has and kqlet lacks: naming one is 'unsupported', not an unknown name. A test keeps this disjoint from the registry. */
export const missingFunctions: ReadonlySet<string> = new Set([
  '__geo_length_to_s2cell_level',
  '__geo_line_s2cell_covering_level',
  '__geo_line_validate',
  '__geo_polygon_s2cell_covering_level',
  '__geo_polygon_validate',
  '__hash_many_crc32',
  '__hll_normalize',
  '__ipv6_lookup_ranges',
  '__lz4_compress_dynamic_array_to_base64_string',
  'cluster',
  'current_cursor',
  'current_node_id',
  'cursor_after',
  'cursor_before_or_at',
  'cursor_current',
  'database',
  'entity_group',
  'extent_id',
  'extent_tags',
  'extentid',
  'external_table',
  'graph',
  'hash_combine',
  'hash_many',
  'materialized_view',
  'materialized_view_combine',
  'row_id',
  'rowstore_ordinal_range',
  'stored_query_result',
]);

/** Functions that stand in the patterns of graph operators and nowhere else. */
export const graphFunctions: ReadonlySet<string> = new Set([
  'all',
  'inner_nodes',
  'labels',
  'map',
  'node_degree_in',
  'node_degree_out',
  'node_id',
]);

/** Why a function is missing and what to do instead, where there is more to say than that it is not supported yet. */
export interface Refusal {
  readonly reason: string;
  readonly instead: string;
}

const unpublishedHash: Refusal = {
  reason: 'how Kusto combines hashes is not published',
  instead: 'for a key of your own take hash(strcat(a, "|", b))',
};
const noCursor: Refusal = {
  reason: 'it needs the cursor of ingestion, which rows do not carry here',
  instead: 'filter by a column of time',
};
const noExtent: Refusal = { reason: 'it needs the extents of a cluster, and rows belong to none here', instead: 'leave it out' };
const ofCluster: Refusal = { reason: 'it needs what a cluster stores', instead: 'write the aggregation itself' };
const undocumented: Refusal = { reason: 'what it does is not documented', instead: 'use a documented function' };

const refusals: Readonly<Record<string, Refusal>> = Object.assign(Object.create(null) as Record<string, Refusal>, {
  current_cursor: noCursor,
  cursor_after: noCursor,
  cursor_before_or_at: noCursor,
  cursor_current: noCursor,
  extent_id: noExtent,
  extent_tags: noExtent,
  extentid: noExtent,
  hash_combine: unpublishedHash,
  hash_many: unpublishedHash,
  materialized_view_combine: ofCluster,
  row_id: undocumented,
});

/** What is said of a function that is missing; undefined when that is all. */
export function refusalOf(name: string): Refusal | undefined {
  return name.startsWith('__') && missingFunctions.has(name) ? undocumented : refusals[name];
}
