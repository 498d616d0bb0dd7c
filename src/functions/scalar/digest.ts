import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { textOfCell } from '../../data/convert.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import { encodeUtf8 } from '../lib/utf8.ts';
import { xxhash64Seeded } from '../lib/xxhash64-seeded.ts';
import type { Long } from '../signature.ts';
import { remainder } from './hash.ts';

/**
 * Hashes of the UTF-8 bytes of a value's tostring() form. The manual has no page for those whose name begins with `__`: they are the standard
 * algorithms under their names.
 */
export const digestFunctions: readonly ScalarFunction[] = [
  digest('hash_md5', 'MD5', md5, 'f5a7924e621e84c9280a9a27e1bcb7f6'),
  digest('hash_sha1', 'SHA-1', sha1, '70c07ec18ef89c5309bbb0937f3a6342411e1fdd'),
  digest('hash_sha256', 'SHA-256', sha256, '78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'),
  seeded('__hash_crc32', 'CRC-32', (bytes, seed) => crc32(bytes, seed)),
  seeded('__hash_xxh64', 'XXH64', (bytes, seed) => xxhash64Seeded(bytes, seed)),
  scalar({
    signature: '__hash_djb2(source: scalar, mod?: long): long',
    doc: 'The DJB2 hash of a value in 32 bits, or its remainder.',
    examples: [["__hash_djb2('a')", 177670]],
    exact: true,
    prepare: ({ types: [type] }) => {
      if (type === 'dynamic') return { error: '__hash_djb2() does not take a dynamic value; convert it with tostring()', argument: 0 };
      return (source, mod) => reduced(BigInt(djb2(encodeUtf8(textOfCell(type, source)))), mod);
    },
  }),
];

function digest(name: string, algorithm: string, compute: (bytes: Uint8Array) => Uint8Array, ofWorld: string): ScalarFunction {
  return scalar({
    signature: `${name}(source: scalar): string` as 'hash_md5(source: scalar): string',
    doc: `The ${algorithm} hash of a value, in hexadecimal digits; of an empty text it is empty.`,
    examples: [[`${name}('World')`, ofWorld]],
    exact: true,
    prepare: ({ types: [type] }) => {
      if (type === 'dynamic') return { error: `${name}() does not take a dynamic value; convert it with tostring()`, argument: 0 };
      return (source) => {
        const text = textOfCell(type, source);
        // the empty text has no hash
        return text === '' ? '' : bytesToHex(compute(encodeUtf8(text)));
      };
    },
  });
}

/** A hash that begins with a seed; a modulus of 0 asks for the whole hash. */
function seeded(name: string, algorithm: string, compute: (bytes: Uint8Array, seed: bigint) => bigint): ScalarFunction {
  return scalar({
    signature: `${name}(source: scalar, mod: long, seed: long): long` as '__hash_crc32(source: scalar, mod: long, seed: long): long',
    doc: `The ${algorithm} hash of a value from a seed on, or its remainder where the modulus is not 0.`,
    exact: true,
    prepare: ({ types: [type] }) => {
      if (type === 'dynamic') return { error: `${name}() does not take a dynamic value; convert it with tostring()`, argument: 0 };
      return (source, mod, seed) => reduced(compute(encodeUtf8(textOfCell(type, source)), BigInt(seed)), mod);
    },
  });
}

function reduced(hash: bigint, mod: Long | undefined): Long | null {
  return mod === undefined || BigInt(mod) === 0n ? hash : remainder(hash, BigInt(mod));
}

/** The CRC of IEEE 802.3, as zlib has it: the seed is the CRC of what came before, 0 for nothing. */
function crc32(bytes: Uint8Array, seed: bigint): bigint {
  let crc = ~Number(BigInt.asIntN(32, seed));
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return BigInt(~crc >>> 0);
}

function djb2(bytes: Uint8Array): number {
  let hash = 5381;
  for (const byte of bytes) hash = (Math.imul(hash, 33) + byte) >>> 0;
  return hash;
}
