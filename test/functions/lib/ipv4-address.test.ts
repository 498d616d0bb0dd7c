import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpv4, ipv4Networks, maskIpv4, parseIpv4 } from '../../../src/functions/lib/ipv4-address.ts';

const address = fc.integer({ min: 0, max: 0xffffffff });
const prefix = fc.integer({ min: 0, max: 32 });

describe('IPv4 addresses', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(address, prefix, (number, bits) => {
        expect(parseIpv4(formatIpv4(number))).toEqual({ address: number, prefix: 32 });
        expect(parseIpv4(`${formatIpv4(number)}/${bits}`)).toEqual({ address: number, prefix: bits });
      }),
    );
  });

  it('are masked bit by bit', () => {
    fc.assert(
      fc.property(address, prefix, (number, bits) => {
        const digits = number.toString(2).padStart(32, '0');
        expect(maskIpv4(number, bits)).toBe(Number.parseInt(digits.slice(0, bits).padEnd(32, '0'), 2));
      }),
    );
  });

  it('in a range are covered by networks that follow on one another', () => {
    fc.assert(
      fc.property(address, address, (a, b) => {
        const first = Math.min(a, b);
        const last = Math.max(a, b);
        let next = first;
        for (const network of ipv4Networks(first, last)) {
          const parsed = parseIpv4(network);
          expect(parsed?.address).toBe(next);
          next += 2 ** (32 - (parsed?.prefix ?? 32));
        }
        expect(next).toBe(last + 1);
      }),
    );
  });
});
