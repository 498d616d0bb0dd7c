import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBitmap, setBit } from '../../src/data/bitmap.ts';
import { cellReader } from '../../src/data/cells.ts';
import { maxDatetime, ticksPerDay } from '../../src/data/ticks.ts';
import type { ScalarType } from '../../src/data/types.ts';
import { type Cell, constantVector, type Vector } from '../../src/data/vector.ts';
import { type CallSite, resultType, type ScalarFunction } from '../../src/functions/define.ts';
import { functions } from '../../src/functions/index.ts';
import { liftCall } from '../../src/functions/lift.ts';

await functions.fetchAll();

/** A vectorised form gives what the row function gives, in every encoding, with and without nulls. */
type Ticks = 'long' | 'datetime' | 'timespan';

const limits: Readonly<Record<Ticks, readonly [bigint, bigint]>> = {
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  datetime: [0n, maxDatetime],
  timespan: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** Where rounded quotients go wrong: the last and the first ticks of days. */
const besideMidnight = fc
  .tuple(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.bigInt({ min: -2n, max: 2n }))
  .map(([day, ticks]) => day * ticksPerDay + ticks);

/** Values of a type as a vector of one of the encodings that can hold them. */
function wholeVectors(type: Ticks): fc.Arbitrary<Vector> {
  const [least, greatest] = limits[type];
  const nulls = fc.infiniteStream(fc.boolean());
  const width = fc.constantFrom('int32', 'offset', 'far offset', 'int64');
  return fc
    .tuple(
      width,
      fc.bigInt({ min: least, max: greatest }),
      fc.array(fc.oneof(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), besideMidnight), { minLength: 1, maxLength: 40 }),
      fc.option(nulls),
    )
    .chain(([encoding, start, distances, mask]) => {
      const clamp = (value: bigint): bigint => (value < least ? least : value > greatest ? greatest : value);
      if (encoding === 'int32') {
        const low = least < 0n ? -(2 ** 31) : 0;
        return fc.array(fc.integer({ min: low, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 40 }).map((values) => {
          return withNulls({ encoding: 'int32', type, length: values.length, nulls: undefined, values: Int32Array.from(values) }, mask);
        });
      }
      if (encoding === 'int64') {
        return fc.array(fc.bigInt({ min: least, max: greatest }), { minLength: 1, maxLength: 40 }).map((values) => {
          return withNulls({ encoding: 'int64', type, length: values.length, nulls: undefined, values: BigInt64Array.from(values) }, mask);
        });
      }
      const base = encoding === 'offset' ? start : 0n;
      const values = distances.map((distance) => clamp(base + distance) - base);
      return fc.constant(
        withNulls(
          { encoding: 'offset', type, base, length: values.length, nulls: undefined, values: Float64Array.from(values, Number) },
          mask,
        ),
      );
    });
}

function withNulls(vector: Vector, mask: Iterable<boolean> | null): Vector {
  if (mask === null) return vector;
  const nulls = createBitmap(vector.length);
  let row = 0;
  for (const isNull of mask) {
    if (row >= vector.length) break;
    if (isNull) setBit(nulls, row);
    row++;
  }
  return { ...vector, nulls } as Vector;
}

const realVectors: fc.Arbitrary<Vector> = fc
  .tuple(fc.array(fc.double(), { minLength: 1, maxLength: 40 }), fc.option(fc.infiniteStream(fc.boolean())))
  .map(([values, mask]) =>
    withNulls({ encoding: 'real', type: 'real', length: values.length, nulls: undefined, values: Float64Array.from(values) }, mask),
  );

const overload = (name: string, ...types: ScalarType[]): ScalarFunction => {
  const found = (functions.operators.get(name) ?? functions.scalars.get(name) ?? []).find(({ signature: { parameters } }) =>
    types.every((type, i) => parameters[i]?.types.includes(type) || parameters[i]?.types.includes('number')),
  );
  if (found === undefined) throw new Error(`no ${name}(${types.join(', ')})`);
  return found;
};

const runtime = { interrupt: () => {}, random: () => 0 };

/** Runs a call with its vectorised form and, on single rows, with the row function alone. */
function expectSame(definition: ScalarFunction, vectors: readonly Vector[]): void {
  const { length } = vectors[0];
  const site: CallSite = {
    types: vectors.map((vector) => vector.type),
    constants: vectors.map((vector) => (vector.encoding === 'constant' ? vector.value : undefined)),
  };
  const type = definition.returns?.(site) ?? resultType(definition.signature, site);
  const cells = (candidate: ScalarFunction): Cell[] => {
    const result = liftCall(candidate, site, type).evaluate(vectors, length, runtime);
    expect(result.type).toBe(type);
    expect(result.length).toBe(length);
    return Array.from({ length }, (_, row) => cellReader(result)(row));
  };
  expect(cells(definition)).toEqual(cells({ ...definition, column: undefined }));
}

const firstColumn = (vector: Vector, value: Cell, type: ScalarType): readonly Vector[] => [
  vector,
  constantVector(type, value, vector.length),
];

describe('a vectorised function equals its row function', () => {
  for (const period of ['day', 'week', 'month', 'year']) {
    for (const side of ['start', 'end']) {
      it(`${side}of${period}()`, () => {
        const offsets = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer(), fc.constant(null));
        fc.assert(
          fc.property(wholeVectors('datetime'), offsets, (vector, offset) => {
            expectSame(overload(`${side}of${period}`, 'datetime'), [vector]);
            expectSame(overload(`${side}of${period}`, 'datetime', 'long'), firstColumn(vector, offset, 'long'));
          }),
        );
      });
    }
  }

  for (const name of ['getyear', 'monthofyear', 'dayofmonth', 'dayofyear', 'week_of_year', 'hourofday', 'dayofweek']) {
    it(`${name}()`, () => {
      fc.assert(fc.property(wholeVectors('datetime'), (vector) => expectSame(overload(name, 'datetime'), [vector])));
    });
  }

  it('dayofweek() at the last ticks of time', () => {
    const values = BigInt64Array.of(maxDatetime, maxDatetime - 1n, 0n, maxDatetime);
    expectSame(overload('dayofweek', 'datetime'), [{ encoding: 'int64', type: 'datetime', length: 4, nulls: undefined, values }]);
  });

  it('datetime_part()', () => {
    const parts = fc.constantFrom(
      'Year',
      'quarter',
      'month',
      'week_of_year',
      'day',
      'dayOfYear',
      'hour',
      'minute',
      'second',
      'millisecond',
      'microsecond',
      'nanosecond',
    );
    fc.assert(
      fc.property(wholeVectors('datetime'), parts, (vector, part) => {
        expectSame(overload('datetime_part', 'string', 'datetime'), [constantVector('string', part, vector.length), vector]);
      }),
    );
  });

  it('datetime_diff()', () => {
    const periods = fc.constantFrom(
      'Year',
      'quarter',
      'month',
      'week',
      'day',
      'hour',
      'minute',
      'second',
      'millisecond',
      'microsecond',
      'nanosecond',
    );
    const datetimes = fc.option(fc.bigInt({ min: 0n, max: maxDatetime }));
    fc.assert(
      fc.property(wholeVectors('datetime'), wholeVectors('datetime'), datetimes, periods, (first, second, datetime, period) => {
        const difference = overload('datetime_diff', 'string', 'datetime', 'datetime');
        const length = Math.min(first.length, second.length);
        const cut = (vector: Vector): Vector =>
          ({ ...vector, length, values: (vector as { values: Float64Array }).values.slice(0, length) }) as Vector;
        const name = constantVector('string', period, length);
        expectSame(difference, [name, cut(first), cut(second)]);
        expectSame(difference, [name, cut(first), constantVector('datetime', datetime, length)]);
        expectSame(difference, [name, constantVector('datetime', datetime, length), cut(second)]);
      }),
    );
  });

  for (const type of ['long', 'timespan', 'datetime'] as const) {
    it(`bin() of ${type}`, () => {
      const small = fc.bigInt({ min: -2n, max: 100n });
      const sizes = fc.oneof(
        small,
        fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }),
        fc.constantFrom(600_000_000n, 864_000_000_000n, 6_048_000_000_000n, null),
      );
      const sizeType = type === 'long' ? 'long' : 'timespan';
      fc.assert(
        fc.property(wholeVectors(type), sizes, (vector, size) => {
          const cell = size !== null && sizeType === 'long' ? Number(size) : size;
          expectSame(overload('bin', type, sizeType), firstColumn(vector, cell, sizeType));
        }),
        { numRuns: 500 },
      );
    });
  }

  it('bin() of real', () => {
    const sizes = fc.option(fc.oneof(fc.double(), fc.constantFrom(0, -1, 0.1, 1, 1.5, 10)));
    fc.assert(
      fc.property(realVectors, sizes, (vector, size) => expectSame(overload('bin', 'real', 'real'), firstColumn(vector, size, 'real'))),
    );
  });

  for (const unit of ['seconds', 'milliseconds', 'microseconds', 'nanoseconds']) {
    it(`unixtime_${unit}_todatetime()`, () => {
      const near = fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { minLength: 1, maxLength: 40 }).map(
        (values): Vector => ({
          encoding: 'offset',
          type: 'long',
          base: 0n,
          length: values.length,
          nulls: undefined,
          values: Float64Array.from(values),
        }),
      );
      fc.assert(
        fc.property(fc.oneof(near, wholeVectors('long')), (vector) =>
          expectSame(overload(`unixtime_${unit}_todatetime`, 'long'), [vector]),
        ),
      );
    });
  }

  it('isnull() and isempty() agree with the cells of every encoding', () => {
    const texts: Vector = {
      encoding: 'coded-text',
      type: 'string',
      length: 3,
      nulls: undefined,
      codes: Uint8Array.of(1, 0, 1),
      dictionary: { entries: ['', 'a'] },
    };
    const plain: Vector = { encoding: 'text', type: 'string', length: 3, nulls: undefined, values: ['a', '', 'b'] };
    const values: Vector = { encoding: 'dynamic', type: 'dynamic', length: 3, nulls: undefined, values: [null, '', []] };
    const numbers = fc.oneof(wholeVectors('long'), wholeVectors('datetime'), realVectors);
    fc.assert(
      fc.property(fc.oneof(numbers, fc.constantFrom(texts, plain, values)), (vector) => {
        for (const [name, empty, truth] of [
          ['isnull', false, true],
          ['isnotnull', false, false],
          ['isempty', true, true],
          ['isnotempty', true, false],
        ] as const) {
          const [definition] = functions.operators.get(name) ?? functions.scalars.get(name) ?? [];
          const result = liftCall(definition, { types: [vector.type], constants: [undefined] }, 'bool').evaluate(
            [vector],
            vector.length,
            runtime,
          );
          const read = cellReader(vector);
          const missing = (row: number): boolean => read(row) === null || (empty && read(row) === '');
          expect(Array.from({ length: vector.length }, (_, row) => cellReader(result)(row))).toEqual(
            Array.from({ length: vector.length }, (_, row) => missing(row) === truth),
          );
        }
      }),
    );
  });
});
