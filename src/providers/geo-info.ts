import ipaddr from 'ipaddr.js';
import { type Dynamic, Real } from '../data/dynamic.ts';
import { fail } from '../errors.ts';

/** Where an address is, as far as it is known. Latitude and longitude are degrees. */
export interface GeoInfo {
  readonly country?: string | null;
  readonly state?: string | null;
  readonly city?: string | null;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
}

/** Tells where an IPv4 or IPv6 address is; null where that is not known. Called once for every distinct address. */
export type GeoResolver = (ip: string) => GeoInfo | null | undefined;

/** What geo_info_from_ip_address() gives: a bag of what is known; null for what is no address, or one that the resolver does not know. */
export function geoInfoOf(resolver: GeoResolver, ip: string): Dynamic {
  if (!isAddress(ip)) return null;
  const info: unknown = resolver(ip);
  if (info === null || info === undefined) return null;
  if (typeof info !== 'object' || info instanceof Promise) fail('data', 'geoInfo must give an object or null, at once');
  const { country, state, city, latitude, longitude } = info as GeoInfo;
  const bag = new Map<string, Dynamic>();
  if (country) bag.set('country', country);
  if (state) bag.set('state', state);
  if (city) bag.set('city', city);
  if (typeof latitude === 'number') bag.set('latitude', new Real(latitude));
  if (typeof longitude === 'number') bag.set('longitude', new Real(longitude));
  return bag.size === 0 ? null : bag;
}

/**
 * A resolver over rows of networks: `network` in CIDR notation, and the fields of GeoInfo, which may be texts. Of several networks that hold
 * an address the smallest counts. Throws a Failure of the kind 'data' for a network that is none.
 */
export function geoResolverOfRows(rows: readonly Readonly<Record<string, unknown>>[]): GeoResolver {
  // by family and prefix length the networks by their first bytes; a lookup asks for the longest prefix first
  const families = { ipv4: new Map<number, Map<string, GeoInfo>>(), ipv6: new Map<number, Map<string, GeoInfo>>() };
  rows.forEach((row, index) => {
    const [address, prefix] = networkOf(row.network, index);
    const networks = families[address.kind()];
    let sameLength = networks.get(prefix);
    if (sameLength === undefined) networks.set(prefix, (sameLength = new Map()));
    sameLength.set(keyOf(address.toByteArray(), prefix), infoOfRow(row));
  });
  const sorted = { ipv4: longestFirst(families.ipv4), ipv6: longestFirst(families.ipv6) };
  return (ip) => {
    const address = ipaddr.parse(ip);
    const bytes = address.toByteArray();
    for (const [prefix, networks] of sorted[address.kind()]) {
      const found = networks.get(keyOf(bytes, prefix));
      if (found !== undefined) return found;
    }
    return null;
  };
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function networkOf(text: unknown, index: number): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (typeof text === 'string' && ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (typeof text === 'string' && isAddress(text)) {
    const address = ipaddr.parse(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  }
  return fail(
    'data',
    `row ${index + 1} of the networks has no network: ${JSON.stringify(text)}`,
    undefined,
    'the columns are network (as in 10.0.0.0/8), country, state, city, latitude, longitude',
  );
}

function infoOfRow({ country, state, city, latitude, longitude }: Readonly<Record<string, unknown>>): GeoInfo {
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
  const number = (value: unknown): number | null => (value === null || value === undefined || value === '' ? null : Number(value));
  return { country: text(country), state: text(state), city: text(city), latitude: number(latitude), longitude: number(longitude) };
}

/** The first `prefix` bits. */
function keyOf(bytes: readonly number[], prefix: number): string {
  let key = '';
  for (let i = 0; i * 8 < prefix; i++) key += String.fromCharCode(bytes[i] & (0xff00 >> Math.min(8, prefix - i * 8)));
  return key;
}

function longestFirst(networks: ReadonlyMap<number, Map<string, GeoInfo>>): [number, Map<string, GeoInfo>][] {
  return [...networks].sort(([a], [b]) => b - a);
}
