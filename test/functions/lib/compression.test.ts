import { Buffer } from 'node:buffer';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzip, gzip, unzlib, zlib } from '../../../src/functions/lib/compression.ts';

// Node's zlib is the reference.

const bytes = fc.uint8Array({ maxLength: 300, size: 'max' });
const long = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) >> 7);

describe('gzip and zlib', () => {
  it('write what others read', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        expect(Uint8Array.from(gunzipSync(gzip(content)))).toEqual(content);
        expect(Uint8Array.from(inflateSync(zlib(content)))).toEqual(content);
      }),
    );
    expect(gunzipSync(gzip(long)).equals(long)).toBe(true);
    expect(inflateSync(zlib(long)).equals(long)).toBe(true);
  });

  it('read what others write', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 9 }), (content, level) => {
        expect(gunzip(gzipSync(content, { level }))).toEqual(content);
        expect(unzlib(deflateSync(content, { level }))).toEqual(content);
      }),
    );
    expect(Buffer.compare(gunzip(gzipSync(long))!, long)).toBe(0);
    expect(Buffer.compare(unzlib(deflateSync(long))!, long)).toBe(0);
  });

  it('find what is damaged', () => {
    const content = new TextEncoder().encode('a text that is long enough, long enough, to be compressed');
    const file = gzipSync(content);
    for (let at = 10; at < file.length; at++) {
      const changed = Uint8Array.from(file);
      changed[at] ^= 0x10;
      expect(gunzip(changed) ?? content).toEqual(content);
    }
    for (let length = 0; length < file.length; length++) expect(gunzip(file.subarray(0, length))).toBeUndefined();
  });

  it('never throw on anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (content) => {
        gunzip(Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, ...content]));
        unzlib(Uint8Array.from([0x78, 0x9c, ...content]));
      }),
      { numRuns: 1000 },
    );
  });

  it('stop where a small file holds too much', () => {
    expect(() => unzlib(deflateSync(new Uint8Array(65 << 20), { level: 1 }))).toThrow('limited');
  });
});
