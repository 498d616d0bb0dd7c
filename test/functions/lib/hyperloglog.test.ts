import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamicFromJavaScript, dynamicToJson, parseJsonText, stringifyDynamic } from '../../../src/data/json.ts';
import { HyperLogLog } from '../../../src/functions/lib/hyperloglog.ts';
import { readHll, writeHll } from '../../../src/functions/lib/sketch-format.ts';
import { xxhash64Long } from '../../../src/functions/lib/xxhash64.ts';

function sketchOf(precision: number, from: number, to: number): HyperLogLog {
  const hashes: bigint[] = [];
  for (let i = from; i < to; i++) hashes.push(xxhash64Long(BigInt(i)));
  return HyperLogLog.ofHashes(precision, hashes);
}

describe('HyperLogLog', () => {
  it('is exact for small sets, whatever comes again', () => {
    const sketch = sketchOf(14, 0, 4096);
    sketch.merge(sketchOf(14, 1000, 3000));
    expect(sketch.count()).toBe(4096);
  });

  // the errors that the manual gives for the accuracies 0 to 4, three times over
  it.each([
    [12, 0.016],
    [14, 0.008],
    [16, 0.004],
    [17, 0.0028],
    [18, 0.002],
  ])('at %i bits the error is about %f', (precision, error) => {
    for (const size of [5_000, 50_000, 300_000]) expect(Math.abs(sketchOf(precision, 0, size).count() / size - 1)).toBeLessThan(3 * error);
  });

  it('is the same for two halves merged, also of different precision', () => {
    for (const [low, high] of [
      [12, 12],
      [12, 18],
      [16, 14],
    ]) {
      for (const size of [500, 20_000]) {
        const merged = sketchOf(low, 0, size);
        merged.merge(sketchOf(high, size / 2, size * 2));
        expect(merged.content).toEqual(sketchOf(Math.min(low, high), 0, size * 2).content);
      }
    }
  });

  it('comes back from JSON text and from JSON-safe values', () => {
    fc.assert(
      fc.property(fc.constantFrom(12, 14), fc.constantFrom(0, 3, 900, 6000), (precision, size) => {
        const sketch = sketchOf(precision, 0, size);
        const written = writeHll(sketch);
        for (const form of [
          written,
          parseJsonText(stringifyDynamic(written)),
          dynamicFromJavaScript(JSON.parse(JSON.stringify(dynamicToJson(written)))),
        ]) {
          expect(readHll(form!)?.content).toEqual(sketch.content);
        }
      }),
    );
  });

  it('does not read what is no sketch', () => {
    for (const value of [null, 1, 'x', [], new Map(), new Map([['hll', 2]]), new Map<string, never>([['hll', 1 as never]])])
      expect(readHll(value)).toBeUndefined();
  });
});
