import { type Bitmap, createBitmap, setBit, unionBitmaps } from '../../data/bitmap.ts';
import { castDynamic } from '../../data/convert.ts';
import {
  addDecimals,
  type DecimalValue,
  divideDecimals,
  moduloDecimals,
  multiplyDecimals,
  negateDecimal,
  subtractDecimals,
} from '../../data/decimal.ts';
import { type Dynamic, numberIn, Real } from '../../data/dynamic.ts';
import { validDatetime } from '../../data/ticks.ts';
import type { ScalarType } from '../../data/types.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import { baseOf, doublesOf, int64sOf, nullsOfAny } from '../columnar.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import * as kernels from '../kernels.generated.ts';
import type { Long } from '../signature.ts';

/**
 * `+ - * / %` and unary minus. The binder brings numbers to one type, int never among them. Longs wrap around at 64 bits, integer division
 * truncates, the remainder is never negative, an integer divided by 0 is null. Dates and timespans count in ticks of 100 ns.
 */
export const arithmeticFunctions: readonly ScalarFunction[] = [
  ...longFunctions(),
  ...realFunctions(),
  ...decimalFunctions(),
  ...timeFunctions(),
  ...dynamicFunctions(),
];

function longFunctions(): ScalarFunction[] {
  return [
    scalar({
      signature: '+(left: long, right: long): long',
      doc: 'The sum.',
      exact: true,
      row: (left, right) => wrapLong(left, right, add),
      column: ([a, b], length) => longColumn('add', a, b, length),
    }),
    scalar({
      signature: '-(left: long, right: long): long',
      doc: 'The difference.',
      exact: true,
      row: (left, right) => wrapLong(left, right, subtract),
      column: ([a, b], length) => longColumn('subtract', a, b, length),
    }),
    scalar({
      signature: '*(left: long, right: long): long',
      doc: 'The product.',
      exact: true,
      row: (left, right) => wrapLong(left, right, multiply),
      column: ([a, b], length) => longColumn('multiply', a, b, length),
    }),
    scalar({
      signature: '/(left: long, right: long): long',
      doc: 'The quotient, truncated; null for a divisor of 0.',
      exact: true,
      row: divideLongs,
    }),
    scalar({
      signature: '%(left: long, right: long): long',
      doc: 'The remainder, never negative; null for a divisor of 0.',
      exact: true,
      row: moduloLongs,
    }),
    scalar({
      signature: 'unary -(value: long): long',
      doc: 'The negated value.',
      exact: true,
      row: (value) => wrapLong(0, value, subtract),
    }),
  ];
}

interface LongOperation {
  readonly number: (left: number, right: number) => number;
  readonly bigint: (left: bigint, right: bigint) => bigint;
}

const add: LongOperation = { number: (left, right) => left + right, bigint: (left, right) => left + right };
const subtract: LongOperation = { number: (left, right) => left - right, bigint: (left, right) => left - right };
const multiply: LongOperation = { number: (left, right) => left * right, bigint: (left, right) => left * right };

function wrapLong(left: Long, right: Long, operation: LongOperation): Long {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = operation.number(left, right);
    if (Number.isSafeInteger(result)) return result + 0;
  }
  return BigInt.asIntN(64, operation.bigint(BigInt(left), BigInt(right)));
}

function divideLongs(left: Long, right: Long): Long | null {
  if (right === 0) return null;
  if (typeof left === 'number' && typeof right === 'number') {
    const quotient = Math.trunc(left / right);
    // the double quotient of two exact integers may round up to the next integer
    return (Math.abs(quotient) < 2 ** 31 ? quotient : Number(BigInt(left) / BigInt(right))) + 0;
  }
  return BigInt.asIntN(64, BigInt(left) / BigInt(right));
}

function moduloLongs(left: Long, right: Long): Long | null {
  if (right === 0) return null;
  if (typeof left === 'number' && typeof right === 'number') {
    const rest = left % right;
    return (rest < 0 ? rest + Math.abs(right) : rest) + 0;
  }
  const divisor = BigInt(right) < 0n ? -BigInt(right) : BigInt(right);
  const rest = BigInt(left) % divisor;
  return rest < 0n ? rest + divisor : rest;
}

type LongKernel = 'add' | 'subtract' | 'multiply';

const doublesKernels = { add: kernels.addDoubles, subtract: kernels.subtractDoubles, multiply: kernels.multiplyDoubles };
const constantKernels = {
  add: kernels.addDoublesConstant,
  subtract: kernels.subtractDoublesConstant,
  multiply: kernels.multiplyDoublesConstant,
};
const int64Kernels = { add: kernels.addInt64, subtract: kernels.subtractInt64, multiply: kernels.multiplyInt64 };

/** In doubles while no result leaves ±2^53, else again in 64-bit integers that wrap around. */
function longColumn(name: LongKernel, a: Vector, b: Vector, length: number): Vector | undefined {
  const nulls = nullsOfAny([a, b]);
  if (nulls === 'all') return constantVector('long', null, length);
  const x = longDoubles(a);
  if (x !== undefined) {
    const out = new Float64Array(length);
    const y = b.encoding === 'constant' ? b.value : longDoubles(b);
    if (typeof y === 'number') constantKernels[name](x, y, out, length);
    else if (y instanceof Float64Array) doublesKernels[name](x, y, out, length);
    if ((typeof y === 'number' || y instanceof Float64Array) && allSafe(out)) {
      if (name === 'multiply') dropSignsOfZeros(out);
      return { encoding: 'offset', type: 'long', base: 0n, length, nulls, values: out };
    }
  }
  const out = new BigInt64Array(length);
  int64Kernels[name](int64sOf(a), int64sOf(b), out, length);
  return { encoding: 'int64', type: 'long', length, nulls, values: out };
}

function longDoubles(vector: Vector): Float64Array | undefined {
  if (vector.encoding === 'constant')
    return typeof vector.value === 'number' ? new Float64Array(vector.length).fill(vector.value) : undefined;
  return baseOf(vector) === 0n ? doublesOf(vector) : undefined;
}

function allSafe(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] > 9007199254740991 || values[i] < -9007199254740991) return false;
  return true;
}

/** 0 · -3 is -0 in doubles, and would become -0.0 and divide to -inf as a real. */
function dropSignsOfZeros(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] += 0;
}

function realFunctions(): ScalarFunction[] {
  return [
    scalar({
      signature: '+(left: real, right: real): real',
      doc: 'The sum.',
      row: (a, b) => a + b,
      column: ([a, b], length) => realColumn('add', a, b, length),
    }),
    scalar({
      signature: '-(left: real, right: real): real',
      doc: 'The difference.',
      row: (a, b) => a - b,
      column: ([a, b], length) => realColumn('subtract', a, b, length),
    }),
    scalar({
      signature: '*(left: real, right: real): real',
      doc: 'The product.',
      row: (a, b) => a * b,
      column: ([a, b], length) => realColumn('multiply', a, b, length),
    }),
    scalar({
      signature: '/(left: real, right: real): real',
      doc: 'The quotient; infinite or NaN for a divisor of 0.',
      row: (a, b) => a / b,
      column: ([a, b], length) => realColumn('divide', a, b, length),
    }),
    scalar({ signature: '%(left: real, right: real): real', doc: 'The remainder, never negative.', row: moduloReals }),
    scalar({ signature: 'unary -(value: real): real', doc: 'The negated value.', row: (value) => -value }),
  ];
}

function moduloReals(left: number, right: number): number {
  const rest = left % right;
  return rest < 0 ? rest + Math.abs(right) : rest;
}

const realKernels = { ...doublesKernels, divide: kernels.divideDoubles };
const realConstantKernels = { ...constantKernels, divide: kernels.divideDoublesConstant };

function realColumn(name: LongKernel | 'divide', a: Vector, b: Vector, length: number): Vector | undefined {
  const nulls = nullsOfAny([a, b]);
  if (nulls === 'all') return constantVector('real', null, length);
  const values = new Float64Array(length);
  if (a.encoding === 'constant') {
    const y = doublesOf(b);
    if (y === undefined) return undefined;
    const x = a.value as number;
    if (name === 'subtract') kernels.subtractConstantDoubles(x, y, values, length);
    else if (name === 'divide') kernels.divideConstantDoubles(x, y, values, length);
    else constantKernels[name](y, x, values, length);
  } else {
    const x = doublesOf(a);
    if (x === undefined) return undefined;
    if (b.encoding === 'constant') realConstantKernels[name](x, b.value as number, values, length);
    else realKernels[name](x, doublesOf(b) as Float64Array, values, length);
  }
  return { encoding: 'real', type: 'real', length, nulls, values };
}

function decimalFunctions(): ScalarFunction[] {
  return [
    scalar({ signature: '+(left: decimal, right: decimal): decimal', doc: 'The sum.', row: addDecimals }),
    scalar({ signature: '-(left: decimal, right: decimal): decimal', doc: 'The difference.', row: subtractDecimals }),
    scalar({ signature: '*(left: decimal, right: decimal): decimal', doc: 'The product.', row: multiplyDecimals }),
    scalar({ signature: '/(left: decimal, right: decimal): decimal', doc: 'The quotient; null for a divisor of 0.', row: divideDecimals }),
    scalar({ signature: '%(left: decimal, right: decimal): decimal', doc: 'The remainder; null for a divisor of 0.', row: moduloDecimals }),
    scalar({
      signature: 'unary -(value: decimal): decimal',
      doc: 'The negated value.',
      row: (value: DecimalValue) => negateDecimal(value),
    }),
  ];
}

function timeFunctions(): ScalarFunction[] {
  return [
    scalar({
      signature: '+(left: timespan, right: timespan): timespan',
      doc: 'The sum.',
      row: (a, b) => wrapTicks(a + b),
      column: ([a, b], n) => ticksColumn('timespan', a, b, n, 1),
    }),
    scalar({
      signature: '-(left: timespan, right: timespan): timespan',
      doc: 'The difference.',
      row: (a, b) => wrapTicks(a - b),
      column: ([a, b], n) => ticksColumn('timespan', a, b, n, -1),
    }),
    scalar({
      signature: '/(left: timespan, right: timespan): real',
      doc: 'How often the right goes into the left.',
      row: (a, b) => ticksRatio(a, b),
    }),
    scalar({ signature: '%(left: timespan, right: timespan): timespan', doc: 'The remainder, never negative.', row: moduloTicks }),
    scalar({
      signature: '*(left: timespan, right: long): timespan',
      doc: 'The multiple.',
      exact: true,
      row: (a, b) => wrapTicks(a * BigInt(b)),
    }),
    scalar({
      signature: '*(left: timespan, right: real): timespan',
      doc: 'The multiple, in whole ticks.',
      row: (a, b) => ticksOfReal(Number(a) * b),
    }),
    scalar({
      signature: '/(left: timespan, right: long): timespan',
      doc: 'The part; null for a divisor of 0.',
      exact: true,
      row: (a, b) => (b === 0 ? null : a / BigInt(b)),
    }),
    scalar({
      signature: '/(left: timespan, right: real): timespan',
      doc: 'The part, in whole ticks.',
      row: (a, b) => ticksOfReal(Number(a) / b),
    }),
    scalar({
      signature: '+(left: datetime, right: timespan): datetime',
      doc: 'The later time.',
      row: (a, b) => validDatetime(a + b),
      column: ([a, b], n) => datetimeColumn(a, b, n, 1),
    }),
    scalar({
      signature: '-(left: datetime, right: timespan): datetime',
      doc: 'The earlier time.',
      row: (a, b) => validDatetime(a - b),
      column: ([a, b], n) => datetimeColumn(a, b, n, -1),
    }),
    scalar({
      signature: '-(left: datetime, right: datetime): timespan',
      doc: 'The time between.',
      row: (a, b) => a - b,
      column: ([a, b], n) => ticksColumn('timespan', a, b, n, -1),
    }),
    scalar({
      signature: '/(left: datetime, right: timespan): real',
      doc: 'How often the timespan goes into the time since 0001-01-01.',
      row: (a, b) => ticksRatio(a, b),
    }),
    scalar({
      signature: '/(left: datetime, right: datetime): real',
      doc: 'The ratio of the times since 0001-01-01.',
      row: (a, b) => ticksRatio(a, b),
    }),
    scalar({
      signature: '%(left: datetime, right: timespan): timespan',
      doc: 'The time since the last multiple of the timespan.',
      row: moduloTicks,
    }),
    scalar({
      signature: '%(left: datetime, right: datetime): timespan',
      doc: 'The remainder of the times since 0001-01-01.',
      row: moduloTicks,
    }),
    scalar({ signature: 'unary -(value: timespan): timespan', doc: 'The negated timespan.', row: (value) => wrapTicks(-value) }),
  ];
}

function wrapTicks(ticks: bigint): bigint {
  return BigInt.asIntN(64, ticks);
}

function ticksRatio(a: bigint, b: bigint): number {
  return Number(a) / Number(b);
}

function moduloTicks(a: bigint, b: bigint): bigint | null {
  if (b === 0n) return null;
  const divisor = b < 0n ? -b : b;
  const rest = a % divisor;
  return rest < 0n ? rest + divisor : rest;
}

function ticksOfReal(ticks: number): bigint | null {
  return Number.isFinite(ticks) && Math.abs(ticks) < 2 ** 63 ? BigInt(Math.trunc(ticks)) : null;
}

/** Sums and differences of ticks stay offsets from a base: only the bases are added as 64-bit integers. */
function ticksColumn(type: 'timespan' | 'datetime', a: Vector, b: Vector, length: number, sign: 1 | -1): Vector | undefined {
  const nulls = nullsOfAny([a, b]);
  if (nulls === 'all') return constantVector(type, null, length);
  const x = doublesOf(a);
  const values = new Float64Array(length);
  let base = baseOf(a);
  if (b.encoding === 'constant') {
    if (x === undefined) return undefined;
    base += BigInt(sign) * (b.value as bigint);
    return withBase(type, x, base, length, nulls);
  }
  const y = doublesOf(b);
  if (y === undefined) return undefined;
  if (a.encoding === 'constant') {
    base = (a.value as bigint) + BigInt(sign) * baseOf(b);
    if (sign === 1) return withBase(type, y, base, length, nulls);
    for (let i = 0; i < length; i++) values[i] = 0 - y[i];
    return withBase(type, values, base, length, nulls);
  }
  if (x === undefined) return undefined;
  base += BigInt(sign) * baseOf(b);
  if (sign === 1) kernels.addDoubles(x, y, values, length);
  else kernels.subtractDoubles(x, y, values, length);
  return allSafe(values) ? withBase(type, values, base, length, nulls) : undefined;
}

function withBase(
  type: 'timespan' | 'datetime',
  values: Float64Array,
  base: bigint,
  length: number,
  nulls: Bitmap | undefined,
): Vector | undefined {
  // a value near the end of the 64-bit range goes row by row, where it wraps around
  if (base > 2n ** 62n || base < -(2n ** 62n)) return undefined;
  return { encoding: 'offset', type, base, length, nulls, values };
}

/** As ticksColumn; a result outside the years 1 to 9999 is null. */
function datetimeColumn(a: Vector, b: Vector, length: number, sign: 1 | -1): Vector | undefined {
  const sum = ticksColumn('datetime', a, b, length, sign);
  if (sum?.encoding !== 'offset') return sum;
  const low = Number(-sum.base);
  const high = Number(maxTicks - sum.base);
  let outside: Bitmap | undefined;
  for (let i = 0; i < length; i++) {
    if (sum.values[i] >= low && sum.values[i] <= high) continue;
    outside ??= createBitmap(length);
    setBit(outside, i);
  }
  return outside === undefined ? sum : { ...sum, nulls: unionBitmaps(sum.nulls, outside) };
}

const maxTicks = 3_155_378_975_999_999_999n;

/** What a dynamic operand of an arithmetic operator counts as: a value of another kind is null, text is not parsed. */
function dynamicFunctions(): ScalarFunction[] {
  const make = (type: ScalarType): ScalarFunction =>
    scalar({
      signature: `dynamic as ${type}(value: dynamic): ${type}` as 'dynamic as real(value: dynamic): scalar',
      doc: `The ${type} that a dynamic value holds, null when it holds something else.`,
      exact: true,
      row: (value) => (typeof value === 'string' ? null : castDynamic(value, type)),
    });
  return [
    ...(['long', 'real', 'decimal', 'datetime', 'timespan'] as const).map(make),
    scalar({
      signature: 'dynamic as bool(value: dynamic): bool',
      doc: 'The bool that a dynamic value holds, null when it holds something else.',
      row: (value) => (typeof value === 'boolean' ? value : null),
    }),
    scalar({ signature: 'unary -(value: dynamic): dynamic', doc: 'The negated number, null when the value is none.', row: negateDynamic }),
  ];
}

function negateDynamic(value: Dynamic): Dynamic {
  if (value instanceof Real) return new Real(-value.value);
  if (typeof value === 'number' || typeof value === 'bigint') return wrapLong(0, value, subtract);
  const number = numberIn(value);
  return number === undefined ? null : new Real(-number);
}
