import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { textOfCell } from '../../data/convert.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { type CallError, renamed, type ScalarFunction, scalar } from '../define.ts';
import { encodeUtf8 } from '../lib/utf8.ts';
import { xxhash64Bytes, xxhash64Long, xxhash64Text } from '../lib/xxhash64.ts';
import type { Long } from '../signature.ts';

const hash = scalar({
  signature: 'hash(source: scalar, mod?: long): long',
  doc: 'The xxhash64 of a value, or its remainder, from 0 to mod - 1.',
  examples: [
    ["hash('World')", '1846988464401551951'],
    ["hash('World', 100)", 51],
    ['hash(datetime(2015-01-01))', '1380966698541616202'],
  ],
  exact: true,
  prepare: ({ types: [type] }) => {
    const hashOf = hasherOf(type);
    if (typeof hashOf === 'object') return hashOf;
    return (source, mod) => (mod === undefined ? hashOf(source) : remainder(hashOf(source), BigInt(mod)));
  },
});

/** Hashes: hash() is fast and for use within a query, the others hash the UTF-8 bytes of a value's tostring() form. */
export const hashFunctions: readonly ScalarFunction[] = [
  hash,
  renamed(hash, 'hash_xxhash64'),
  digest('hash_md5', 'MD5', md5, 'f5a7924e621e84c9280a9a27e1bcb7f6'),
  digest('hash_sha1', 'SHA-1', sha1, '70c07ec18ef89c5309bbb0937f3a6342411e1fdd'),
  digest('hash_sha256', 'SHA-256', sha256, '78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'),
];

const eightBytes = new DataView(new ArrayBuffer(8));

/** A text is hashed by its UTF-8 bytes, a number, datetime or timespan by its eight bytes. */
function hasherOf(type: ScalarType): ((value: Cell) => Long) | CallError {
  switch (type) {
    case 'string':
      return (value) => xxhash64Text(value as string);
    case 'int':
    case 'long':
    case 'datetime':
    case 'timespan':
      return (value) => xxhash64Long(BigInt(value as Long));
    case 'real':
      return (value) => {
        eightBytes.setFloat64(0, value as number, true);
        return xxhash64Bytes(new Uint8Array(eightBytes.buffer));
      };
    case 'dynamic':
      return { error: 'hash() does not take a dynamic value; convert it with tostring()', argument: 0 };
    default:
      return { error: `hash() of a ${type} is not supported: which bytes are hashed is not documented`, argument: 0, unsupported: true };
  }
}

function remainder(value: Long, modulus: bigint): Long | null {
  if (modulus === 0n) return null;
  const size = modulus < 0n ? -modulus : modulus;
  return ((BigInt(value) % size) + size) % size;
}

function digest(name: string, algorithm: string, compute: (bytes: Uint8Array) => Uint8Array, ofWorld: string): ScalarFunction {
  return scalar({
    signature: `${name}(source: scalar): string` as 'hash_md5(source: scalar): string',
    doc: `The ${algorithm} hash of a value, in hexadecimal digits.`,
    examples: [[`${name}('World')`, ofWorld]],
    exact: true,
    prepare: ({ types: [type] }) => {
      if (type === 'dynamic') return { error: `${name}() does not take a dynamic value; convert it with tostring()`, argument: 0 };
      return (source) => bytesToHex(compute(encodeUtf8(textOfCell(type, source))));
    },
  });
}
