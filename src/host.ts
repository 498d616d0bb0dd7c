import type { ScalarType } from './data/types.ts';
import type { ExternalContent, FetchFunction } from './providers/external.ts';
import { createFileProfiles, type FileProfile } from './providers/file-profiles.ts';
import { type GeoResolver, geoResolverOfRows } from './providers/geo-info.ts';
import type { Principal, Providers } from './providers/providers.ts';
import type { UserAgentResolver } from './providers/user-agents.ts';
import { createWatchlist } from './providers/watchlists.ts';

/** Where the tables of a database are from: it decides the column of time and whether there are built-in schemas. */
export type Profile = 'sentinel' | 'defender' | 'adx';

/** Rows of a host: objects. */
export type HostRows = readonly Readonly<Record<string, unknown>>[];

/** What rules need from outside the query. What is not given is refused by name where a query asks for it; nothing is ever guessed. */
export interface HostOptions {
  /**
   * What `externaldata` reads, by address: rows, bytes, or a function that gives these (or chunks of bytes) when a query reads it. The
   * address may be given without its query and token.
   */
  readonly external?: Readonly<Record<string, ExternalContent>>;
  /** Fetches the addresses of `externaldata` that `external` does not have. Without it nothing is read from the network. */
  readonly fetch?: FetchFunction;
  /** Sentinel watchlists by alias: rows with a column SearchKey, or of one column; `addWatchlist` takes others. */
  readonly watchlists?: Readonly<Record<string, HostRows>>;
  /** What `invoke FileProfile()` adds: rows with SHA1 or SHA256 and the columns of the profile. */
  readonly fileProfiles?: readonly FileProfile[];
  /**
   * What geo_info_from_ip_address() gives: a function of the address, or rows with `network` (as in 10.0.0.0/8), country, state, city,
   * latitude, longitude.
   */
  readonly geoInfo?: GeoResolver | HostRows;
  /** What parse_user_agent() gives: a function of the text, whose result has browser, os and device. */
  readonly userAgent?: UserAgentResolver;
  /** The column that stands for the time of ingestion: ingestion_time(). */
  readonly ingestionTime?: string;
  /** The name of this database: current_database(), `database('name')`. */
  readonly name?: string;
  /** The address of the cluster: current_cluster_endpoint(), `cluster('address')`. */
  readonly cluster?: string;
  /** Who runs queries: current_principal() and its like. */
  readonly principal?: Principal;
  /**
   * Default: tables of Sentinel and Defender alike, filtered by TimeGenerated, else Timestamp. 'sentinel': by TimeGenerated; 'defender': by
   * Timestamp, else TimeGenerated; 'adx': by no column but one that `timeRange` names, and no built-in schemas.
   */
  readonly profile?: Profile;
}

/** The columns of time by which `timeRange` filters, the first that a table has. */
export function timeColumnsOf(profile: Profile | undefined): readonly string[] {
  switch (profile) {
    case 'sentinel':
      return ['TimeGenerated'];
    case 'defender':
      return ['Timestamp', 'TimeGenerated'];
    case 'adx':
      return [];
    default:
      return ['TimeGenerated', 'Timestamp'];
  }
}

/** Built-in schemas as a profile knows them. */
export function schemasOf<Schemas extends Readonly<Record<string, Readonly<Record<string, ScalarType>>>>>(
  profile: Profile | undefined,
  schemas: Schemas,
): Schemas | false {
  return profile === 'adx' ? false : schemas;
}

/** What the options supply. Throws a Failure of the kind 'data' where a row is not of the form that is asked for. */
export function providersOf(options: HostOptions): Providers {
  const { external = {}, watchlists = {}, fileProfiles, geoInfo } = options;
  return {
    external: new Map(Object.entries(external)),
    fetch: options.fetch,
    watchlists: new Map(Object.entries(watchlists).map(([alias, rows]) => [alias, createWatchlist(alias, rows)])),
    fileProfiles: fileProfiles && createFileProfiles(fileProfiles),
    geoInfo: geoInfo === undefined || typeof geoInfo === 'function' ? geoInfo : geoResolverOfRows(geoInfo),
    userAgent: options.userAgent,
    ingestionTime: options.ingestionTime,
    name: options.name,
    cluster: options.cluster,
    principal: options.principal,
  };
}
