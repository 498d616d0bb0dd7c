import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { type CallError, renamed, type ScalarFunction, scalar } from '../define.ts';
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
  nulls: 'handled',
  prepare: ({ types: [type] }) => {
    const hashOf = hasherOf(type);
    if (typeof hashOf === 'object') return hashOf;
    return (source, mod) => {
      if (mod === null) return null;
      // a null has no bytes, and so the hash of an empty text
      const hashed = source === null ? xxhash64Text('') : hashOf(source);
      return mod === undefined ? hashed : remainder(hashed, BigInt(mod));
    };
  },
});

/** hash() is fast and for use within a query; digests are in digest.ts. */
export const hashFunctions: readonly ScalarFunction[] = [hash, renamed(hash, 'hash_xxhash64')];

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

/** As `%` has it: never negative; null where there is nothing to divide by. */
export function remainder(value: Long, modulus: bigint): Long | null {
  if (modulus === 0n) return null;
  const size = modulus < 0n ? -modulus : modulus;
  return ((BigInt(value) % size) + size) % size;
}
