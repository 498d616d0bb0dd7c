import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamicFromJavaScript, dynamicToJson, parseJsonText, stringifyDynamic } from '../../../src/data/json.ts';
import { nearestRank } from '../../../src/functions/lib/nearest-rank.ts';
import { readDigest, type TypedDigest, writeDigest } from '../../../src/functions/lib/sketch-format.ts';
import { digestOf, percentileOf, rankOf, totalOf } from '../../../src/functions/lib/tdigest.ts';

describe('nearestRank', () => {
  it.each([
    [50, 2, 1],
    [50, 3, 2],
    [0, 5, 1],
    [100, 5, 5],
    [99.9, 1000, 999],
    [0.07, 100_000, 70],
    [33.3, 1000, 333],
    [5, 100, 5],
    [1, 1, 1],
  ])('of the percentile %f of %i values is %i', (percentile, total, rank) => {
    expect(nearestRank(percentile, total)).toBe(rank);
  });
});

describe('a digest', () => {
  it('of few values is exact', () => {
    const value = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 9n }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.double({ min: 0, max: 100, noNaN: true }), (values, percentile) => {
        const weights = new Map<number | bigint, number>();
        for (const item of values) weights.set(item, (weights.get(item) ?? 0) + 1);
        const digest = digestOf(weights, true);
        const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(percentileOf(digest, percentile)).toBe(sorted[nearestRank(percentile, sorted.length) - 1]);
        expect(rankOf(digest, values[0])).toBe(values.filter((item) => item <= values[0]).length);
      }),
    );
  });

  it('of many values errs by less than one percent in the middle and hardly at the ends', () => {
    const size = 200_000;
    for (const shape of [
      (i: number) => i,
      (i: number) => Math.exp(i / 20_000),
      (i: number) => 638_000_000_000_000_000n + BigInt(i) * 10_000_000n,
    ]) {
      const values = Array.from({ length: size }, (_, i) => shape(i + 1));
      const digest = digestOf(new Map(values.map((value) => [value, 1])), typeof values[0] === 'bigint');
      expect(digest.values.length).toBeLessThan(8192);
      expect(totalOf(digest.weights)).toBe(size);
      for (const percentile of [0, 0.1, 1, 25, 50, 75, 99, 99.9, 100]) {
        const estimate = percentileOf(digest, percentile);
        const rank = values.filter((value) => value <= estimate).length / size;
        expect(Math.abs(rank - percentile / 100)).toBeLessThan(percentile > 1 && percentile < 99 ? 0.002 : 0.0002);
      }
      expect(percentileOf(digest, 0)).toBe(values[0]);
      expect(percentileOf(digest, 100)).toBe(values[size - 1]);
    }
  });

  it('comes back from JSON text and from JSON-safe values', () => {
    const digests: TypedDigest[] = [
      { type: 'long', values: [-3, 0, 9007199254740993n], weights: [1, 2, 3] },
      { type: 'real', values: [Number.NEGATIVE_INFINITY, -0.5, 2, Number.NaN], weights: [1, 2, 3, 4] },
      { type: 'datetime', values: [0n, 638_000_000_000_000_000n], weights: [1, 9007199254740991] },
      { type: 'timespan', values: [-1n, 1n], weights: [1, 1] },
    ];
    for (const digest of digests) {
      const written = writeDigest(digest);
      for (const form of [
        written,
        parseJsonText(stringifyDynamic(written)),
        dynamicFromJavaScript(JSON.parse(JSON.stringify(dynamicToJson(written)))),
      ]) {
        expect(readDigest(form!)).toEqual(digest);
      }
    }
  });

  it('is not read from anything else', () => {
    for (const value of [null, 1, 'x', [], new Map(), new Map([['tdigest', 1]])]) expect(readDigest(value)).toBeUndefined();
  });
});
