import { createBitmap, setBit } from '../../data/bitmap.ts';
import { decimalToReal } from '../../data/decimal.ts';
import type { Vector } from '../../data/vector.ts';
import { int64sOf } from '../columnar.ts';
import { doublesFrom } from './numbers.ts';

export interface NullableDoubles {
  readonly values: Int32Array | Float64Array;
  readonly nulls: Int32Array | undefined;
}

/** Datetimes count from this day, so that those of our time keep their ticks as doubles: 2019-07-29. */
const datetimeBase = 637_000_000_000_000_000n;

/** The numbers of a vector, which must be no constant null, as doubles for statistics, the nearest where none is exact. Times count in ticks. */
export function realValues(vector: Vector, length: number): NullableDoubles {
  if (vector.type === 'decimal') return decimalDoubles(vector, length);
  const base = vector.type === 'datetime' ? datetimeBase : 0n;
  const exact = doublesFrom(vector, base, length);
  return { values: exact ?? roundedDifferences(int64sOf(vector), base), nulls: vector.nulls };
}

function decimalDoubles(vector: Vector, length: number): NullableDoubles {
  const values = new Float64Array(length);
  if (vector.encoding === 'constant') return { values: values.fill(decimalToReal(vector.value as never)), nulls: undefined };
  if (vector.encoding !== 'decimal') throw new Error(`no decimals in a ${vector.encoding} vector`);
  const nulls = createBitmap(length);
  for (let i = 0; i < length; i++) {
    const value = vector.values[i];
    if (value === null) setBit(nulls, i);
    else values[i] = decimalToReal(value);
  }
  return { values, nulls };
}

function roundedDifferences(values: BigInt64Array, base: bigint): Float64Array {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const baseHigh = Number(base >> 32n);
  const baseLow = Number(BigInt.asUintN(32, base));
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = (halves[2 * i + 1] - baseHigh) * 4294967296 + ((halves[2 * i] >>> 0) - baseLow);
  return out;
}
