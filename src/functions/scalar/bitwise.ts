import { type ScalarFunction, scalar } from '../define.ts';
import type { Long } from '../signature.ts';

/** Operations on the 64 bits of longs, in two's complement. Manual pages binary-and-function and its like. */
export const bitwiseFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'binary_and(value1: long, value2: long): long',
    doc: 'The bits that are set in both values.',
    examples: [['binary_and(6, 3)', 2]],
    naming: 'argument',
    exact: true,
    row: (a, b) => (isInt32(a) && isInt32(b) ? a & b : BigInt(a) & BigInt(b)),
  }),
  scalar({
    signature: 'binary_or(value1: long, value2: long): long',
    doc: 'The bits that are set in either value.',
    examples: [['binary_or(5, 3)', 7]],
    naming: 'argument',
    exact: true,
    row: (a, b) => (isInt32(a) && isInt32(b) ? a | b : BigInt(a) | BigInt(b)),
  }),
  scalar({
    signature: 'binary_xor(value1: long, value2: long): long',
    doc: 'The bits that are set in one of the values only.',
    naming: 'argument',
    exact: true,
    row: (a, b) => (isInt32(a) && isInt32(b) ? a ^ b : BigInt(a) ^ BigInt(b)),
  }),
  scalar({
    signature: 'binary_not(value: long): long',
    doc: 'The value with every bit turned over.',
    naming: 'argument',
    exact: true,
    row: (value) => (isInt32(value) ? ~value : ~BigInt(value)),
  }),
  scalar({
    signature: 'binary_shift_left(value: long, shift: long): long',
    doc: 'The bits moved up by `shift % 64` places; null for a negative shift.',
    examples: [['binary_shift_left(1, 2)', 4]],
    naming: 'argument',
    exact: true,
    row: (value, shift) => (shift < 0 ? null : BigInt.asIntN(64, BigInt(value) << (BigInt(shift) % 64n))),
  }),
  scalar({
    signature: 'binary_shift_right(value: long, shift: long): long',
    doc: 'The bits moved down by `shift % 64` places, the sign staying; null for a negative shift.',
    examples: [['binary_shift_right(1, 2)', 0]],
    naming: 'argument',
    exact: true,
    row: (value, shift) => (shift < 0 ? null : BigInt(value) >> (BigInt(shift) % 64n)),
  }),
  scalar({
    signature: 'bitset_count_ones(value: long): long',
    doc: 'How many bits are set.',
    examples: [['bitset_count_ones(42)', 3]],
    naming: 'argument',
    exact: true,
    row: (value) => countOnes(BigInt.asUintN(64, BigInt(value))),
  }),
  hexadecimal('int', 32),
  hexadecimal('long', 64),
];

function isInt32(value: Long): value is number {
  return value === Number(value) && (value | 0) === value;
}

function countOnes(bits: bigint): number {
  let count = 0;
  for (let rest = bits; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

/** Two overloads, because a negative number shows the bits of its type. */
function hexadecimal(type: 'int' | 'long', bits: 32 | 64): ScalarFunction {
  return scalar({
    signature: `tohex(value: ${type}, minLength?: long): string` as 'tohex(value: long, minLength?: long): string',
    doc: 'The number in hexadecimal digits, with zeros in front up to a length of at most 16.',
    examples: type === 'long' ? [['tohex(-256)', 'ffffffffffffff00']] : [['tohex(toint(-256), 8)', 'ffffff00']],
    naming: 'argument',
    exact: true,
    row: (value, minLength = 0) => {
      const digits = BigInt.asUintN(bits, BigInt(value)).toString(16);
      return digits.padStart(Math.min(Number(minLength), 16), '0');
    },
  });
}
