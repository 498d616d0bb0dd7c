import { type ScalarFunction, scalar } from '../define.ts';
import { preparedList } from '../lib/ip-arguments.ts';
import { compareIpv6, formatIpv6, maskIpv6, parseIpv6 } from '../lib/ipv6-address.ts';

/**
 * IPv6 addresses, and IPv4 ones as what they are mapped to, compared in the bits that all prefixes leave. What is no address gives null, ''
 * where the result is text. Manual pages ipv6-…-function, parse-ipv6-…function.
 */
export const ipv6Functions: readonly ScalarFunction[] = [
  scalar({
    signature: 'parse_ipv6(ip: string): string',
    doc: 'The address in its one long form of eight groups; with a prefix, only its leading bits.',
    examples: [["parse_ipv6('192.168.255.255/24')", '0000:0000:0000:0000:0000:ffff:c0a8:ff00']],
    row: parsed,
  }),
  scalar({
    signature: 'parse_ipv6_mask(ip: string, prefix: long): string',
    doc: 'The leading bits of an address, 0 to 128 of them, in the long form.',
    examples: [["parse_ipv6_mask('fe80::85d:e82c:9446:7994', 120)", 'fe80:0000:0000:0000:085d:e82c:9446:7900']],
    saturate: true,
    row: canonical,
  }),
  scalar({
    signature: 'ipv6_compare(ip1: string, ip2: string, prefix?: long): long',
    doc: 'How two addresses compare: -1, 0 or 1.',
    examples: [["ipv6_compare('fe80::1', 'fe80::2')", -1]],
    saturate: true,
    row: comparison,
  }),
  scalar({
    signature: 'ipv6_is_match(ip1: string, ip2: string, prefix?: long): bool',
    doc: 'Whether two addresses agree.',
    examples: [["ipv6_is_match('192.168.1.1', '::ffff:c0a8:0101')", true]],
    saturate: true,
    row: (ip1, ip2, prefix) => isZero(comparison(ip1, ip2, prefix)),
  }),
  scalar({
    signature: 'ipv6_is_in_range(ip: string, ipRange: string): bool',
    doc: 'Whether an address lies in a range such as `fe80::/10`.',
    examples: [["ipv6_is_in_range('fe80::1', 'fe80::/10')", true]],
    row: (ip, ipRange) => isZero(comparison(ip, ipRange)),
  }),
  scalar({
    signature: 'ipv6_is_in_any_range(ip: string, ...ranges: string|dynamic): bool',
    doc: 'Whether an address lies in one of several ranges, given one by one or as arrays.',
    examples: [["ipv6_is_in_any_range('fe80::1', dynamic(['fe80::/10']))", true]],
    prepare: (site) => {
      const rangesOf = preparedList(site, (texts) => texts.map((text) => (text === null ? undefined : parseIpv6(text))));
      return (ip, ...texts) => {
        const address = parseIpv6(ip);
        const ranges = rangesOf(texts);
        if (address === undefined || ranges === undefined) return null;
        if (ranges.some((range) => range !== undefined && compareIpv6(address, range) === 0)) return true;
        return ranges.includes(undefined) ? null : false;
      };
    },
  }),
];

/**
 * parse_ipv6() reads some addresses otherwise than the functions that compare: it drops a zone (`%eth0`), takes `::1.2.3.4` as it stands and not
 * as a mapped address, and behind dotted notation no prefix above 32.
 */
function parsed(text: string): string {
  const address = text.replace(/%[^/]*/, '');
  if (address.includes('.') && /\/(?:3[3-9]|[4-9]\d|\d{3,})$/.test(address)) return '';
  const long = canonical(address, 128);
  return /^::\d+\./.test(address) ? long.replace('ffff:', '0000:') : long;
}

function canonical(text: string, prefix: number): string {
  const ip = parseIpv6(text);
  if (ip === undefined || prefix < 0 || prefix > 128) return '';
  return formatIpv6(maskIpv6(ip.address, Math.min(ip.prefix, prefix)));
}

function comparison(ip1: string, ip2: string, prefix = 128): number | null {
  const a = parseIpv6(ip1);
  const b = parseIpv6(ip2);
  return a === undefined || b === undefined || prefix < 0 || prefix > 128 ? null : compareIpv6(a, b, prefix);
}

function isZero(order: number | null): boolean | null {
  return order === null ? null : order === 0;
}
