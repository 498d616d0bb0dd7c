import { type ScalarFunction, scalar } from '../define.ts';
import { preparedList } from '../lib/ip-arguments.ts';
import { compareIpv4, formatIpv4, type Ipv4, ipv4Networks, maskIpv4, parseIpv4 } from '../lib/ipv4-address.ts';

/**
 * IPv4 addresses: `a.b.c.d` or `a.b.c.d/prefix`, compared in the bits that all prefixes leave. What is no address gives null, '' where the
 * result is text. Manual pages ipv4-…-function, parse-ipv4-…function, format-ipv4-…function.
 */
export const ipv4Functions: readonly ScalarFunction[] = [
  scalar({
    signature: 'parse_ipv4(ip: string): long',
    doc: 'The address as a number; with a prefix, only its leading bits.',
    examples: [
      ["parse_ipv4('192.168.1.1')", 3232235777],
      ["parse_ipv4('192.168.1.1/24')", 3232235776],
    ],
    // blanks around the address count for nothing here, other functions do not take them
    row: (text) => masked(parseIpv4(text.trim()), 32),
  }),
  scalar({
    signature: 'parse_ipv4_mask(ip: string, prefix: long): long',
    doc: 'The leading bits of an address as a number.',
    examples: [["parse_ipv4_mask('127.0.0.1', 24)", 2130706432]],
    saturate: true,
    row: (text, prefix) => (isPrefix(prefix) ? masked(parseIpv4(text), prefix) : null),
  }),
  scalar({
    signature: 'ipv4_netmask_suffix(ip: string): long',
    doc: 'The prefix of an address, 32 when it has none.',
    examples: [["ipv4_netmask_suffix('192.168.1.1/24')", 24]],
    row: (text) => parseIpv4(text)?.prefix ?? null,
  }),
  scalar({
    signature: 'ipv4_compare(ip1: string, ip2: string, prefix?: long): long',
    doc: 'How two addresses compare: -1, 0 or 1.',
    examples: [["ipv4_compare('192.168.1.1/24', '192.168.1.255')", 0]],
    saturate: true,
    row: (ip1, ip2, prefix) => comparison(ip1, ip2, prefix),
  }),
  scalar({
    signature: 'ipv4_is_match(ip1: string, ip2: string, prefix?: long): bool',
    doc: 'Whether two addresses agree.',
    examples: [["ipv4_is_match('192.168.1.1/24', '192.168.1.255')", true]],
    saturate: true,
    row: (ip1, ip2, prefix) => isZero(comparison(ip1, ip2, prefix)),
  }),
  scalar({
    signature: 'ipv4_is_in_range(ip: string, ipRange: string): bool',
    doc: 'Whether an address lies in a range such as `10.0.0.0/8`.',
    examples: [["ipv4_is_in_range('192.168.1.1', '192.168.1.255/24')", true]],
    prepare: ({ constants: [, constant] }) => {
      const known = typeof constant === 'string' ? { range: parseIpv4(constant) } : undefined;
      return (ip, text) => {
        const range = known === undefined ? parseIpv4(text) : known.range;
        const address = parseIpv4(ip);
        return address === undefined || range === undefined ? null : compareIpv4(address, range) === 0;
      };
    },
  }),
  scalar({
    signature: 'ipv4_is_in_any_range(ip: string, ...ranges: string|dynamic): bool',
    doc: 'Whether an address lies in one of several ranges, given one by one or as arrays.',
    examples: [["ipv4_is_in_any_range('192.168.1.6', '192.168.1.1/24', '10.0.0.1/8')", true]],
    prepare: (site) => {
      const rangesOf = preparedList(site, (texts) => texts.map((text) => (text === null ? undefined : parseIpv4(text))));
      return (ip, ...texts) => {
        const address = parseIpv4(ip);
        const ranges = rangesOf(texts);
        if (address === undefined || ranges === undefined) return null;
        if (ranges.some((range) => range !== undefined && compareIpv4(address, range) === 0)) return true;
        return ranges.includes(undefined) ? null : false;
      };
    },
  }),
  scalar({
    signature: 'ipv4_is_private(ip: string): bool',
    doc: 'Whether an address, or all of a network, lies in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.',
    examples: [
      ["ipv4_is_private('192.168.1.1/24')", true],
      ["ipv4_is_private('127.0.0.1')", false],
    ],
    row: (text) => {
      const ip = parseIpv4(text);
      return ip === undefined ? null : privateNetworks.some((network) => ip.prefix >= network.prefix && compareIpv4(ip, network) === 0);
    },
  }),
  scalar({
    signature: 'ipv4_range_to_cidr_list(startIp: string, endIp: string): dynamic',
    doc: 'The networks that cover the addresses from the one to the other.',
    examples: [["ipv4_range_to_cidr_list('1.1.128.0', '1.1.140.255')", ['1.1.128.0/21', '1.1.136.0/22', '1.1.140.0/24']]],
    row: (startIp, endIp) => {
      const first = masked(parseIpv4(startIp), 32);
      const last = masked(parseIpv4(endIp), 32);
      return first === null || last === null || first > last ? null : ipv4Networks(first, last);
    },
  }),
  formatting('format_ipv4(ip: scalar, prefix?: long): string', 'The leading bits of an address, given as text or number, as text.', ''),
  formatting('format_ipv4_mask(ip: scalar, prefix?: long): string', 'The same with the prefix behind it: `192.168.1.0/24`.', '/'),
];

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((text) => parseIpv4(text) as Ipv4);

function isPrefix(prefix: number): boolean {
  return prefix >= 0 && prefix <= 32;
}

function masked(ip: Ipv4 | undefined, prefix: number): number | null {
  return ip === undefined ? null : maskIpv4(ip.address, Math.min(ip.prefix, prefix));
}

function comparison(ip1: string, ip2: string, prefix = 32): number | null {
  const a = parseIpv4(ip1);
  const b = parseIpv4(ip2);
  return a === undefined || b === undefined || !isPrefix(prefix) ? null : compareIpv4(a, b, prefix);
}

function isZero(order: number | null): boolean | null {
  return order === null ? null : order === 0;
}

function formatting(signature: string, doc: string, separator: '' | '/'): ScalarFunction {
  const example = separator === '' ? "format_ipv4('192.168.1.1', 24)" : "format_ipv4_mask('192.168.1.1', 24)";
  return scalar({
    signature: signature as 'format_ipv4(ip: scalar, prefix?: long): string',
    doc,
    examples: [[example, separator === '' ? '192.168.1.0' : '192.168.1.0/24']],
    saturate: true,
    row: (value, prefix = 32) => {
      const ip = typeof value === 'string' ? parseIpv4(value) : addressOf(value);
      if (ip === undefined || !isPrefix(prefix)) return '';
      const bits = Math.min(ip.prefix, prefix);
      const text = formatIpv4(maskIpv4(ip.address, bits));
      return separator === '' ? text : `${text}/${bits}`;
    },
  });
}

/** A number in big-endian order, as parse_ipv4() gives it. */
function addressOf(value: unknown): Ipv4 | undefined {
  const isAddress = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
  return isAddress ? { address: value, prefix: 32 } : undefined;
}
