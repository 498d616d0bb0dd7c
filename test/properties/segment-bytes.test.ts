import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../src/data/byte-buffer.ts';
import { cellReader } from '../../src/data/cells.ts';
import { Dictionary, DynamicEntries } from '../../src/data/dictionary.ts';
import { Datetime, type Dynamic, Guid, Timespan } from '../../src/data/dynamic.ts';
import { readDynamic, writeDynamic } from '../../src/data/dynamic-bytes.ts';
import { createSegment, selectRows } from '../../src/data/segment.ts';
import { readSegment, writeSegment } from '../../src/data/segment-bytes.ts';
import type { Vector } from '../../src/data/vector.ts';
import { cell, encoded, scalarTypes } from './columns.ts';

function roundTrip(columns: readonly Vector[], length: number): { vectors: Vector[]; bytes: number } {
  const writer = new ByteWriter(16);
  writeSegment(writer, createSegment(columns, length));
  // in the middle of something else, where nothing is aligned
  const bytes = new Uint8Array(writer.written.length + 3);
  bytes.set(writer.written, 3);
  const segment = readSegment(bytes.subarray(3));
  expect(segment.length).toBe(length);
  return { vectors: Array.from({ length: segment.width }, (_, i) => segment.column(i)), bytes: bytes.length };
}

const cellsOf = (vector: Vector): unknown[] => Array.from({ length: vector.length }, (_, row) => cellReader(vector)(row));

it('a segment comes back from its bytes, whatever its types and encodings', () => {
  const column = (length: number): fc.Arbitrary<Vector> =>
    fc
      .constantFrom(...scalarTypes)
      .chain((type) =>
        fc
          .tuple(fc.array(cell(type), { minLength: length, maxLength: length }), fc.nat({ max: 11 }))
          .map(([cells, choice]) => encoded(type, cells, choice)),
      );
  const columns = fc.nat({ max: 40 }).chain((length) => fc.tuple(fc.constant(length), fc.array(column(length), { maxLength: 4 })));
  fc.assert(
    fc.property(columns, ([length, vectors]) => {
      const back = roundTrip(vectors, length).vectors;
      expect(back.map(({ type, encoding }) => ({ type, encoding }))).toEqual(vectors.map(({ type, encoding }) => ({ type, encoding })));
      expect(back.map(cellsOf)).toEqual(vectors.map(cellsOf));
    }),
    { numRuns: 500 },
  );
});

it('texts come back unit for unit, in short pieces and long ones', () => {
  const texts = ['\ud800', '\udc00x', '😀', '', 'a'.repeat(70_000), 'é'.repeat(40_000), '\ufeffbyte order', 'b'];
  const plain: Vector = { encoding: 'text', type: 'string', length: texts.length, nulls: undefined, values: texts };
  expect(cellsOf(roundTrip([plain], texts.length).vectors[0])).toEqual(texts);
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'binary', maxLength: 5 }).map((text) => text + text.charAt(0)),
        { minLength: 1 },
      ),
      (values) => {
        const vector: Vector = { encoding: 'text', type: 'string', length: values.length, nulls: undefined, values };
        expect(cellsOf(roundTrip([vector], values.length).vectors[0])).toEqual(values);
      },
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0xd7fe, max: 0xe001 }), { maxLength: 6 }), (units) => {
      const values = units.map((unit) => String.fromCharCode(unit));
      const vector: Vector = { encoding: 'text', type: 'string', length: values.length, nulls: undefined, values };
      expect(cellsOf(roundTrip([vector], values.length).vectors[0])).toEqual(values);
    }),
  );
});

it('only the entries that rows name go with them, and JSON text goes as text', () => {
  const texts = Array.from({ length: 1000 }, (_, i) => `{"number": ${i}}`);
  const entries = DynamicEntries.ofTexts(texts);
  const codes = Uint16Array.of(7, 999, 7);
  const vector: Vector = { encoding: 'coded-dynamic', type: 'dynamic', length: 3, nulls: undefined, codes, entries };
  const { vectors, bytes } = roundTrip([vector], 3);
  expect(bytes).toBeLessThan(100);
  expect(vectors[0].encoding === 'coded-dynamic' && vectors[0].entries.texts).toEqual(['{"number": 7}', '{"number": 999}']);
  expect(cellsOf(vectors[0])).toEqual([7, 999, 7].map((i) => new Map([['number', i]])));
});

it('rows that were selected come back alone', () => {
  const vector: Vector = { encoding: 'int32', type: 'long', length: 4, nulls: Int32Array.of(2), values: Int32Array.of(1, 2, 3, 4) };
  const writer = new ByteWriter();
  writeSegment(writer, selectRows(createSegment([vector], 4), Int32Array.of(3, 1)));
  expect(cellsOf(readSegment(writer.written).column(0))).toEqual([4, null]);
});

it('dynamic values keep their kinds and the order of their keys', () => {
  const values: Dynamic[] = [
    new Datetime(638_000_000_000_000_001n),
    new Timespan(-1n),
    new Guid('12345678-9abc-def0-1234-56789abcdef0'),
    [
      new Map<string, Dynamic>([
        ['b', 1],
        ['1', [null, '\udfff']],
        ['__proto__', -0],
      ]),
    ],
    -9223372036854775808n,
  ];
  const writer = new ByteWriter();
  for (const value of values) writeDynamic(writer, value);
  const reader = new ByteReader(writer.written);
  expect(values.map(() => readDynamic(reader))).toEqual(values);
});

it('entries that may repeat are no Dictionary afterwards either', () => {
  const entries = ['a', 'b', 'a'];
  const vector = (dictionary: { entries: readonly string[] }): Vector => ({
    encoding: 'coded-text',
    type: 'string',
    length: 2,
    nulls: undefined,
    codes: Uint8Array.of(2, 0),
    dictionary,
  });
  const own = new Dictionary();
  own.append(['a', 'b', 'c']);
  for (const [given, isDictionary] of [
    [{ entries }, false],
    [own, true],
  ] as const) {
    const back = roundTrip([vector(given)], 2).vectors[0];
    expect(cellsOf(back)).toEqual([given.entries[2], 'a']);
    expect(back.encoding === 'coded-text' && back.dictionary instanceof Dictionary).toBe(isDictionary);
  }
});
