import { describe, expect, it } from 'vitest';
import { LongSums } from '../../../src/functions/aggregate/long-sums.ts';

/** Feeds `segments` segments of 65,536 equal values to one of three groups. */
function feed(sums: LongSums, value: bigint, segments: number, encoding: 'int64' | 'offset' | 'constant'): void {
  const length = 65_536;
  const groups = new Int32Array(length).fill(1);
  const shared = { type: 'long', length, nulls: undefined } as const;
  for (let i = 0; i < segments; i++) {
    if (encoding === 'int64') sums.add(groups, length, { ...shared, encoding, values: new BigInt64Array(length).fill(value) });
    else if (encoding === 'offset') sums.add(groups, length, { ...shared, encoding, base: value, values: new Float64Array(length) });
    else sums.add(groups, length, { ...shared, encoding, value: value as bigint });
  }
}

describe('LongSums', () => {
  for (const encoding of ['int64', 'offset', 'constant'] as const) {
    it(`holds the sums of a million of the largest values, given as ${encoding}`, () => {
      for (const value of [2n ** 63n - 1n, -(2n ** 63n), 638_000_000_000_000_001n]) {
        const sums = new LongSums();
        sums.resize(3);
        feed(sums, value, 16, encoding);
        expect(sums.exact(3)).toEqual([0n, value * 1_048_576n, 0n]);
        expect(sums.wrapped(3)[1]).toBe(BigInt.asIntN(64, value * 1_048_576n));
      }
    });
  }

  it('stays exact when doubles of 2^50 follow small ones', () => {
    const length = 65_536;
    const sums = new LongSums();
    sums.resize(1);
    let expected = 0n;
    for (const value of [1, 2 ** 36, -(2 ** 50) + 1, 3, 2 ** 52 + 1, 2 ** 38]) {
      for (let i = 0; i < 20; i++) {
        sums.add(new Int32Array(length), length, {
          encoding: 'offset',
          type: 'long',
          base: 0n,
          length,
          nulls: undefined,
          values: new Float64Array(length).fill(value),
        });
        expected += BigInt(value) * BigInt(length);
      }
      expect(sums.exact(1)).toEqual([expected]);
    }
  });

  it('merges narrow and wide sums in any combination', () => {
    for (const [first, second] of [
      [5n, 7n],
      [5n, 2n ** 62n],
      [2n ** 62n, 7n],
      [2n ** 62n, -(2n ** 61n)],
    ]) {
      const target = new LongSums();
      const other = new LongSums();
      target.resize(3);
      other.resize(3);
      feed(target, first, 2, 'constant');
      feed(other, second, 3, 'constant');
      target.merge(other, Int32Array.of(2, 1, 0));
      expect(target.exact(3)).toEqual([0n, (first * 2n + second * 3n) * 65_536n, 0n]);
    }
  });
});
