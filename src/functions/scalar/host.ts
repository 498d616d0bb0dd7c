import { type ScalarFunction, scalar } from '../define.ts';

/** Functions that tell what only the host knows: the binder computes them from what the host supplies; here stand their signatures. */
export const hostFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'ingestion_time(): datetime',
    doc: 'The value of the column that the host names as the time of ingestion; refused where it names none.',
    naming: { fixed: '$IngestionTime' },
  }),
  scalar({
    signature: 'geo_info_from_ip_address(ip: string): dynamic',
    doc: "Where an IPv4 or IPv6 address is, as the host's resolver knows it: country, state, city, latitude, longitude; refused without a resolver.",
  }),
  scalar({
    signature: 'parse_user_agent(user_agent: string, look_for: string|dynamic): dynamic',
    doc: "What a user agent says of browser, os and device, as the host's resolver knows it; refused without a resolver.",
  }),
  scalar({ signature: 'current_database(): string', doc: 'The name that the host gives to the database; refused where it gives none.' }),
  scalar({
    signature: 'current_cluster_endpoint(): string',
    doc: 'The address that the host gives to the cluster; refused where it gives none.',
  }),
  scalar({
    signature: 'current_principal(): string',
    doc: 'Who runs the query, as the host says; refused where it does not say.',
  }),
  scalar({
    signature: 'current_principal_details(): dynamic',
    doc: 'What the host says of who runs the query; refused where it says nothing.',
  }),
  scalar({
    signature: 'current_principal_is_member_of(group: dynamic): bool',
    doc: 'Whether who runs the query is in one of the groups, which are string literals; refused where the host names no groups.',
  }),
];
