import ipaddr from 'ipaddr.js';
import { parseIpv4 } from './ipv4-address.ts';

/** An IPv6 address as a 128-bit number, and how many of its leading bits count. An IPv4 address is the IPv6 one that it is mapped to. */
export interface Ipv6 {
  readonly address: bigint;
  readonly prefix: number;
  /** Written as an IPv4 address. */
  readonly isIpv4: boolean;
}

const mapped = 0xffff_0000_0000n;

/**
 * Reads an IPv6 or IPv4 address with or without `/prefix`; undefined for anything else. Behind dotted notation a prefix up to 32 counts the
 * bits of the IPv4 address; `::1.2.3.4` is the mapped address `::ffff:1.2.3.4`.
 */
export function parseIpv6(text: string): Ipv6 | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return { address: mapped + BigInt(ipv4.address), prefix: 96 + ipv4.prefix, isIpv4: true };
  const parts = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text);
  if (parts === null || !ipaddr.IPv6.isValid(parts[1])) return undefined;
  const given = parts[2] === undefined ? 128 : Number(parts[2]);
  if (given > 128) return undefined;
  const address = ipaddr.IPv6.parse(parts[1]).parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
  return { address, prefix: given <= 32 && parts[1].includes('.') ? 96 + given : given, isIpv4: false };
}

export function maskIpv6(address: bigint, prefix: number): bigint {
  const rest = BigInt(128 - prefix);
  return (address >> rest) << rest;
}

/** Eight groups of four lower-case digits, none left out. */
export function formatIpv6(address: bigint): string {
  const digits = address.toString(16).padStart(32, '0');
  return (digits.match(/.{4}/g) as string[]).join(':');
}

/**
 * Compares two addresses in the bits that count in both, and in no more than `prefix`: -1, 0 or 1. Between two IPv4 addresses a prefix up to
 * 32 counts their own bits.
 */
export function compareIpv6(a: Ipv6, b: Ipv6, prefix = 128): number {
  const most = a.isIpv4 && b.isIpv4 && prefix <= 32 ? 96 + prefix : prefix;
  const bits = Math.min(a.prefix, b.prefix, most);
  const x = maskIpv6(a.address, bits);
  const y = maskIpv6(b.address, bits);
  return x < y ? -1 : x > y ? 1 : 0;
}
