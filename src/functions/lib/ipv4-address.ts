/** An IPv4 address as a number in 0 … 2^32−1, and how many of its leading bits count. */
export interface Ipv4 {
  readonly address: number;
  readonly prefix: number;
}

/** Reads `192.168.1.1` or `192.168.1.1/24`: four plain decimal numbers up to 255 without leading zeros; undefined for anything else. */
export function parseIpv4(text: string): Ipv4 | undefined {
  let address = 0;
  let at = 0;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0 && text.charCodeAt(at++) !== 0x2e) return undefined;
    const start = at;
    let value = 0;
    for (; at < start + 3; at++) {
      const digit = text.charCodeAt(at) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (at === start || value > 255 || (at > start + 1 && text.charCodeAt(start) === 0x30)) return undefined;
    address = address * 256 + value;
  }
  if (at === text.length) return { address, prefix: 32 };
  const suffix = /^\/(\d{1,2})$/.exec(text.slice(at));
  const prefix = suffix === null ? 99 : Number(suffix[1]);
  return prefix <= 32 ? { address, prefix } : undefined;
}

/** The leading bits of an address, the others 0. */
export function maskIpv4(address: number, prefix: number): number {
  return prefix === 0 ? 0 : (address & (-1 << (32 - prefix))) >>> 0;
}

export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** Compares two addresses in the bits that count in both, and in no more than `prefix`: -1, 0 or 1. */
export function compareIpv4(a: Ipv4, b: Ipv4, prefix = 32): number {
  const bits = Math.min(a.prefix, b.prefix, prefix);
  return Math.sign(maskIpv4(a.address, bits) - maskIpv4(b.address, bits));
}

/** The fewest networks that cover a range of addresses, both ends included, as `address/prefix`. */
export function ipv4Networks(first: number, last: number): string[] {
  const networks: string[] = [];
  for (let start = first; start <= last; ) {
    // the largest block that begins here and does not reach beyond the end
    let size = 2 ** 32;
    while (start % size !== 0 || start + size - 1 > last) size /= 2;
    networks.push(`${formatIpv4(start)}/${32 - Math.log2(size)}`);
    start += size;
  }
  return networks;
}
