import type { Vector } from '../../data/vector.ts';

/** A typed array with room for `count` values; grows by doubling and keeps what there is. */
export function grow<Values extends Float64Array | BigInt64Array | Int32Array | Uint8Array>(values: Values, count: number): Values {
  if (count <= values.length) return values;
  const grown = new (values.constructor as new (length: number) => Values)(Math.max(count, values.length * 2));
  grown.set(values as never);
  return grown;
}

/** Whether a row's bit in a null bitmap is set; what stands in the values of a null row means nothing. */
export function isNullRow(nulls: Int32Array | undefined, row: number): boolean {
  return nulls !== undefined && ((nulls[row >>> 5] >>> (row & 31)) & 1) !== 0;
}

export function isNullConstant(vector: Vector): boolean {
  return vector.encoding === 'constant' && vector.value === null;
}

/** The number from which the doubles of a vector of integers are best counted: its own base, or one of its values. */
export function naturalBase(vector: Vector): bigint {
  switch (vector.encoding) {
    case 'offset':
      return vector.base;
    case 'constant':
      return typeof vector.value === 'bigint' ? vector.value : 0n;
    case 'int64':
      for (let row = 0; row < vector.length; row++) if (!isNullRow(vector.nulls, row)) return vector.values[row];
      return 0n;
    default:
      return 0n;
  }
}

/**
 * The values of an int, long, real, datetime or timespan vector as doubles counted from `base` (which is 0 for reals); undefined when they are
 * not all exact. A constant that is not null comes as `length` equal values.
 */
export function doublesFrom(vector: Vector, base: bigint, length: number): Int32Array | Float64Array | undefined {
  switch (vector.encoding) {
    case 'real':
      return vector.values;
    case 'int32':
      return base === 0n ? vector.values : shifted(vector.values, vector.nulls, Number(-base));
    case 'offset':
      return vector.base === base ? vector.values : shifted(vector.values, vector.nulls, Number(vector.base - base));
    case 'int64':
      return differences(vector.values, vector.nulls, base);
    case 'constant': {
      const { value } = vector;
      if (vector.type === 'real') return new Float64Array(length).fill(value as number);
      const offset = Number(BigInt(value as number | bigint) - base);
      return Number.isSafeInteger(offset) ? new Float64Array(length).fill(offset) : undefined;
    }
    default:
      throw new Error(`no numbers in a ${vector.encoding} vector`);
  }
}

function shifted(values: Int32Array | Float64Array, nulls: Int32Array | undefined, shift: number): Float64Array | undefined {
  if (!Number.isSafeInteger(shift)) return undefined;
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) {
    if (isNullRow(nulls, i)) continue;
    out[i] = values[i] + shift;
    if (!(out[i] <= Number.MAX_SAFE_INTEGER && out[i] >= Number.MIN_SAFE_INTEGER)) return undefined;
  }
  return out;
}

/** 64-bit integers less a base, by halves of 32 bits: a BigInt a row would cost forty times as much. */
function differences(values: BigInt64Array, nulls: Int32Array | undefined, base: bigint): Float64Array | undefined {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const baseHigh = Number(BigInt.asIntN(32, base >> 32n));
  const baseLow = Number(BigInt.asUintN(32, base));
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) {
    if (isNullRow(nulls, i)) continue;
    out[i] = (halves[2 * i + 1] - baseHigh) * 4294967296 + ((halves[2 * i] >>> 0) - baseLow);
    if (!(out[i] <= Number.MAX_SAFE_INTEGER && out[i] >= Number.MIN_SAFE_INTEGER)) return undefined;
  }
  return out;
}
