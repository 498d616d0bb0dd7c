import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDatetime } from '../../../src/data/datetime.ts';
import { xxhash64Bytes, xxhash64Long, xxhash64Text, xxhash64TextInto } from '../../../src/functions/lib/xxhash64.ts';

describe('xxhash64', () => {
  // the engine's own answers, and values of the published algorithm
  test.each([
    ['', -1205034819632174695n],
    ['World', 1846988464401551951n],
    ['Hello', 753694413698530628n],
    ['admin', 2239877576446804528n],
    ['héllo', 4310053764713069540n],
    ['a'.repeat(40), 6241609220271238915n],
    ['Alice', -3122868243544336885n],
    ['Bob', -7133945255344544237n],
    ['Trent', 2533909231875758225n],
    ['Eve', 4363395278938690453n],
    ['Mallory', 3855580634910899594n],
  ])('of the text %j', (text, expected) => {
    expect(xxhash64Text(text)).toBe(expected);
  });

  test('of integers and datetimes: eight bytes, little-endian', () => {
    expect(xxhash64Long(42n)).toBe(-5379971487550586029n);
    expect(xxhash64Long(0n)).toBe(3803688792395291579n);
    expect(xxhash64Long(parseDatetime('2015-01-01')!)).toBe(1380966698541616202n);
    expect(xxhash64Long(parseDatetime('2024-01-01')!)).toBe(-5068687802689411616n);
  });

  test('equals the algorithm written with bigints, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(xxhash64Bytes(bytes)).toBe(reference(bytes));
        if (bytes.length === 8) expect(xxhash64Long(new DataView(bytes.buffer).getBigInt64(0, true))).toBe(reference(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test('a text is hashed by its UTF-8 bytes and can be written into a vector', () => {
    const longs = new BigInt64Array(2);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
        const expected = reference(new TextEncoder().encode(text));
        expect(xxhash64Text(text)).toBe(expected);
        xxhash64TextInto(text, new Int32Array(longs.buffer), 1);
        expect(longs[1]).toBe(expected);
      }),
    );
  });
});

function reference(bytes: Uint8Array): bigint {
  const [p1, p2, p3, p4, p5] = [0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n, 0x27d4eb2f165667c5n];
  const wrap = (value: bigint) => BigInt.asUintN(64, value);
  const rotate = (value: bigint, bits: bigint) => wrap(value << bits) | (value >> (64n - bits));
  const round = (lane: bigint, input: bigint) => wrap(rotate(wrap(lane + input * p2), 31n) * p1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let hash = p5;
  let at = 0;
  if (bytes.length >= 32) {
    const lanes = [wrap(p1 + p2), p2, 0n, wrap(-p1)];
    for (; bytes.length - at >= 32; at += 32) for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i], view.getBigUint64(at + 8 * i, true));
    hash = wrap(rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n));
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * p1 + p4);
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; bytes.length - at >= 8; at += 8) hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4);
  if (bytes.length - at >= 4) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * p1), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at]) * p5), 11n) * p1);
  hash = wrap((hash ^ (hash >> 33n)) * p2);
  hash = wrap((hash ^ (hash >> 29n)) * p3);
  return BigInt.asIntN(64, hash ^ (hash >> 32n));
}
