import fc from 'fast-check';
import { createBitmap, setBit } from '../../src/data/bitmap.ts';
import { vectorOf } from '../../src/data/builder.ts';
import { decimalFromLong, divideDecimals } from '../../src/data/decimal.ts';
import { DynamicEntries } from '../../src/data/dictionary.ts';
import { type Dynamic, Real } from '../../src/data/dynamic.ts';
import type { ScalarType } from '../../src/data/types.ts';
import { type Cell, constantVector, type Vector } from '../../src/data/vector.ts';

/** Random cells and random encodings of them, for the laws that must hold whatever the columns look like. */

export const scalarTypes: readonly ScalarType[] = [
  'bool',
  'int',
  'long',
  'real',
  'decimal',
  'datetime',
  'timespan',
  'guid',
  'string',
  'dynamic',
];

const smallLong = fc.integer({ min: -5, max: 5 });
const dynamicValue: fc.Arbitrary<Dynamic> = fc.oneof(
  smallLong,
  fc.constantFrom<Dynamic>(null, true, 'a', '', new Real(1.5), 9007199254740993n, [], [1, null, 'a'], [[1]]),
  fc
    .dictionary(fc.constantFrom('a', 'b', '7', '__proto__'), smallLong, { maxKeys: 2 })
    .map((object) => new Map<string, Dynamic>(Object.entries(object))),
);

/** Values that come again, values far apart and the ends of the ranges. */
const values: Readonly<Record<ScalarType, fc.Arbitrary<Cell>>> = {
  bool: fc.boolean(),
  int: fc.oneof(smallLong, fc.constantFrom(2147483647, -2147483648), fc.integer()),
  long: fc.oneof(
    { weight: 6, arbitrary: smallLong },
    { weight: 2, arbitrary: fc.integer({ min: -1e12, max: 1e12 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Cell>(9007199254740991, -9007199254740991, 9007199254740993n, 9223372036854775807n, -9223372036854775808n),
    },
  ),
  real: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }).map((n) => n / 4) },
    { weight: 2, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0) },
  ),
  decimal: fc.integer({ min: -1000, max: 1000 }).map((n) => divideDecimals(decimalFromLong(n), decimalFromLong(8))),
  datetime: fc.oneof(
    { weight: 4, arbitrary: fc.bigInt({ min: 638_000_000_000_000_000n, max: 638_000_000_000_000_009n }) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 3_155_378_975_999_999_999n }) },
  ),
  timespan: fc.oneof(
    { weight: 4, arbitrary: fc.bigInt({ min: -9n, max: 9n }) },
    { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }) },
  ),
  guid: fc.constantFrom(
    '00000000-0000-0000-0000-000000000000',
    '12345678-9abc-def0-1234-56789abcdef0',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ),
  string: fc.oneof(fc.constantFrom('', 'a', 'b', 'B', 'é', '😀', '\uffff'), fc.string({ maxLength: 3 })),
  dynamic: dynamicValue,
};

/** A cell of a type, now and then null (never for a string). */
export function cell(type: ScalarType): fc.Arbitrary<Cell> {
  return type === 'string' ? values[type] : fc.oneof({ weight: 5, arbitrary: values[type] }, { weight: 1, arbitrary: fc.constant(null) });
}

/** A vector of the cells in the encoding that `choice` (any integer) picks among those that can hold them. */
export function encoded(type: ScalarType, cells: readonly Cell[], choice: number): Vector {
  const candidates: Vector[] = [vectorOf(type, cells)];
  const [built] = candidates;
  if ((built.encoding === 'real' || built.encoding === 'int32') && built.nulls !== undefined) {
    candidates.push({ ...built, values: built.values.map((value, row) => (cells[row] === null ? 777 : value)) } as Vector);
  }
  if (cells.length > 0 && cells.every((other) => other === cells[0])) candidates.push(constantVector(type, cells[0], cells.length));
  if (type === 'long' || type === 'datetime' || type === 'timespan') candidates.push(...longEncodings(type, cells));
  if (type === 'string') candidates.push({ encoding: 'text', type, length: cells.length, nulls: undefined, values: cells as string[] });
  if (type === 'dynamic') {
    const entries = DynamicEntries.ofValues([...cells] as Dynamic[]);
    candidates.push({
      encoding: 'coded-dynamic',
      type,
      length: cells.length,
      nulls: undefined,
      codes: Uint8Array.from(cells.keys()),
      entries,
    });
  }
  return candidates[choice % candidates.length];
}

function longEncodings(type: 'long' | 'datetime' | 'timespan', cells: readonly Cell[]): Vector[] {
  const { length } = cells;
  let nulls: Int32Array | undefined;
  cells.forEach((value, row) => {
    if (value !== null) return;
    nulls ??= createBitmap(length);
    setBit(nulls, row);
  });
  // what stands in the place of a null means nothing: computed columns hold anything there
  const wide = cells.map((value) => BigInt((value ?? 12345) as number | bigint));
  const encodings: Vector[] = [{ encoding: 'int64', type, length, nulls, values: BigInt64Array.from(wide) }];
  for (const base of [0n, 637_000_000_000_000_000n, -7n]) {
    const offsets = cells.map((value, row) => (value === null ? 12345 : Number(wide[row] - base)));
    if (offsets.every((offset, row) => cells[row] === null || (Number.isSafeInteger(offset) && base + BigInt(offset) === wide[row]))) {
      encodings.push({ encoding: 'offset', type, length, nulls, base, values: Float64Array.from(offsets) });
    }
  }
  return encodings;
}

/** Whether two JSON-safe values are the same but for what a sum in another order may change in a real. */
export function close(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => close(item, b[i]));
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) return close(Object.entries(a), Object.entries(b));
  return a === b;
}
