import { type Bitmap, hasBit } from './bitmap.ts';
import type { DecimalValue } from './decimal.ts';
import type { DynamicEntries, TextEntries } from './dictionary.ts';
import type { Dynamic } from './dynamic.ts';
import type { ScalarType } from './types.ts';

/**
 * One value of any type in the form that row functions and literals use. A long is a number within ±(2^53−1) and a bigint beyond, an int a
 * number; datetime and timespan are bigint ticks of 100 ns; a guid is its text; dynamic as in dynamic.ts. null is null; a string is never
 * null.
 */
export type Cell = null | boolean | number | bigint | string | DecimalValue | Dynamic;

/**
 * The columns of a segment. A vector never changes once it is in one. `nulls` is absent when there are none; what stands in the values of a
 * null row means nothing, but in a bool vector it is 0.
 */
export type Vector =
  | Int32Vector
  | OffsetVector
  | Int64Vector
  | RealVector
  | BoolVector
  | CodedTextVector
  | PlainTextVector
  | CodedDynamicVector
  | PlainDynamicVector
  | DecimalVector
  | GuidVector
  | ConstantVector;

interface VectorBase {
  readonly length: number;
  readonly nulls: Bitmap | undefined;
}

/** int; and long, datetime or timespan whose values fit 32 bits. */
export interface Int32Vector extends VectorBase {
  readonly encoding: 'int32';
  readonly type: 'int' | 'long' | 'datetime' | 'timespan';
  readonly values: Int32Array;
}

/** long, datetime, timespan as base + value, where every value is an exact integer of at most 2^53. */
export interface OffsetVector extends VectorBase {
  readonly encoding: 'offset';
  readonly type: 'long' | 'datetime' | 'timespan';
  readonly base: bigint;
  readonly values: Float64Array;
}

/** long, datetime, timespan over their whole range. */
export interface Int64Vector extends VectorBase {
  readonly encoding: 'int64';
  readonly type: 'long' | 'datetime' | 'timespan';
  readonly values: BigInt64Array;
}

export interface RealVector extends VectorBase {
  readonly encoding: 'real';
  readonly type: 'real';
  readonly values: Float64Array;
}

/** 1 is true, 0 false (and null). */
export interface BoolVector extends VectorBase {
  readonly encoding: 'bool';
  readonly type: 'bool';
  readonly values: Uint8Array;
}

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Strings as codes into a dictionary (a Dictionary where the codes are distinct strings, else entries that may repeat). */
export interface CodedTextVector extends VectorBase {
  readonly encoding: 'coded-text';
  readonly type: 'string';
  readonly nulls: undefined;
  readonly codes: Codes;
  readonly dictionary: TextEntries;
}

export interface PlainTextVector extends VectorBase {
  readonly encoding: 'text';
  readonly type: 'string';
  readonly nulls: undefined;
  readonly values: readonly string[];
}

/** A dynamic null is the value null, never a bit. */
export interface CodedDynamicVector extends VectorBase {
  readonly encoding: 'coded-dynamic';
  readonly type: 'dynamic';
  readonly nulls: undefined;
  readonly codes: Codes;
  readonly entries: DynamicEntries;
}

export interface PlainDynamicVector extends VectorBase {
  readonly encoding: 'dynamic';
  readonly type: 'dynamic';
  readonly nulls: undefined;
  readonly values: readonly Dynamic[];
}

/** A null is null. */
export interface DecimalVector extends VectorBase {
  readonly encoding: 'decimal';
  readonly type: 'decimal';
  readonly nulls: undefined;
  readonly values: readonly (DecimalValue | null)[];
}

/** Two 64-bit words a row: the first and the last 16 hexadecimal digits of the text. */
export interface GuidVector extends VectorBase {
  readonly encoding: 'guid';
  readonly type: 'guid';
  readonly words: BigUint64Array;
}

/** The same value in every row: literals and what was folded to one. */
export interface ConstantVector extends VectorBase {
  readonly encoding: 'constant';
  readonly type: ScalarType;
  readonly nulls: undefined;
  readonly value: Cell;
}

export function constantVector(type: ScalarType, value: Cell, length: number): ConstantVector {
  return { encoding: 'constant', type, value, length, nulls: undefined };
}

export function codeArray(entries: number, length: number): Codes {
  return entries <= 0x100 ? new Uint8Array(length) : entries <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length);
}

/** The rows from `start`, which is a multiple of 32, up to `end`; they share their memory with the vector where they can. */
export function vectorRange(vector: Vector, start: number, end: number): Vector {
  const length = end - start;
  const nulls = vector.nulls?.subarray(start >>> 5, (end + 31) >>> 5);
  switch (vector.encoding) {
    case 'constant':
      return { ...vector, length };
    case 'int32':
      return { ...vector, length, nulls, values: vector.values.subarray(start, end) };
    case 'offset':
    case 'real':
      return { ...vector, length, nulls, values: vector.values.subarray(start, end) };
    case 'int64':
      return { ...vector, length, nulls, values: vector.values.subarray(start, end) };
    case 'bool':
      return { ...vector, length, nulls, values: vector.values.subarray(start, end) };
    case 'guid':
      return { ...vector, length, nulls, words: vector.words.subarray(2 * start, 2 * end) };
    case 'coded-text':
    case 'coded-dynamic':
      return { ...vector, length, codes: vector.codes.subarray(start, end) };
    case 'text':
      return { ...vector, length, values: vector.values.slice(start, end) };
    case 'dynamic':
      return { ...vector, length, values: vector.values.slice(start, end) };
    case 'decimal':
      return { ...vector, length, values: vector.values.slice(start, end) };
  }
}

/** Whether a row is null. Strings never are. */
export function isNullAt(vector: Vector, row: number): boolean {
  switch (vector.encoding) {
    case 'coded-text':
    case 'text':
      return false;
    case 'coded-dynamic':
      return vector.entries.at(vector.codes[row]) === null;
    case 'dynamic':
    case 'decimal':
      return vector.values[row] === null;
    case 'constant':
      return vector.value === null;
    default:
      return vector.nulls !== undefined && hasBit(vector.nulls, row);
  }
}
