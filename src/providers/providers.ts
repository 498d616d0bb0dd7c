import type { ExternalContent, FetchFunction } from './external.ts';
import type { FileProfiles } from './file-profiles.ts';
import type { GeoResolver } from './geo-info.ts';
import type { UserAgentResolver } from './user-agents.ts';
import type { Watchlist } from './watchlists.ts';

/** Who runs a query: current_principal() and its like. */
export interface Principal {
  /** As current_principal() gives it: `aaduser=346e950e-4a62-42bf-96f5-4cf4eac3f11e;72f988bf-86f1-41af-91ab-2d7cd011db47`. */
  readonly fqn: string;
  /** What current_principal_details() gives. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The groups and other names for which current_principal_is_member_of() is true, as `aadgroup=…`. */
  readonly memberOf?: readonly string[];
}

/** What rules need from outside the query, as far as the host supplies it. What is not here is refused where a query asks for it. */
export interface Providers {
  /** What externaldata reads, by address. */
  readonly external: ReadonlyMap<string, ExternalContent>;
  readonly fetch: FetchFunction | undefined;
  /** By alias. */
  readonly watchlists: ReadonlyMap<string, Watchlist>;
  readonly fileProfiles: FileProfiles | undefined;
  readonly geoInfo: GeoResolver | undefined;
  readonly userAgent: UserAgentResolver | undefined;
  /** The column that ingestion_time() reads. */
  readonly ingestionTime: string | undefined;
  /** The name of the database: current_database(), and `database('name')` of itself. */
  readonly name: string | undefined;
  /** The address of the cluster: current_cluster_endpoint(). */
  readonly cluster: string | undefined;
  readonly principal: Principal | undefined;
}

export const noProviders: Providers = {
  external: new Map(),
  fetch: undefined,
  watchlists: new Map(),
  fileProfiles: undefined,
  geoInfo: undefined,
  userAgent: undefined,
  ingestionTime: undefined,
  name: undefined,
  cluster: undefined,
  principal: undefined,
};
