/** The public names of kqlet that run anywhere: in Node and in the browser. */

export type { Column, Schema } from './data/schema.ts';
export type { ScanRequest, Source } from './data/table.ts';
export type { ScalarType } from './data/types.ts';
export type { Vector } from './data/vector.ts';
export { Database, type DatabaseOptions, type OpenQuery, type OpenResult, type PreparedQuery, type QueryOptions } from './database.ts';
export type { Limits } from './engine/context.ts';
export { type ErrorKind, formatError, KqlError, type Span } from './errors.ts';
export type { HostOptions, HostRows, Profile } from './host.ts';
export type { Visualization } from './plan/plan.ts';
export type { ExternalContent, ExternalResult, FetchFunction } from './providers/external.ts';
export type { FileProfile } from './providers/file-profiles.ts';
export type { GeoInfo, GeoResolver } from './providers/geo-info.ts';
export type { Principal } from './providers/providers.ts';
export type { UserAgentInfo, UserAgentResolver } from './providers/user-agents.ts';
export type { WatchlistOptions } from './providers/watchlists.ts';
export { type JsonValue, QueryResult, ResultSegment, ResultTable, type TraceEntry } from './result.ts';
export type { RowsInput, SchemaInput } from './tables.ts';
