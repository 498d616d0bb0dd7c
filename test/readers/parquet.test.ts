import { gzipSync } from 'node:zlib';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { failure, inputOf, load, schema, stream } from './reading.ts';

type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'>;

/** A Parquet file of columns. */
function fileOf(columnData: ColumnSource[], options: Options = {}): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

/** The same with the schema elements of the columns written out. */
function fileWith(columns: { element: Record<string, unknown>; data: unknown[] }[], options: Options = {}): Uint8Array {
  const elements = columns.map(({ element }, i) => ({ name: `c${i}`, repetition_type: 'OPTIONAL', ...element }));
  return fileOf(
    columns.map(({ data }, i) => ({ name: elements[i].name, data })),
    { ...options, schema: [{ name: 'root', num_children: columns.length }, ...elements] as unknown as Options['schema'] },
  );
}

const parquet = (bytes: Uint8Array, name = 'x.parquet') => inputOf(bytes, name);

/** The values of the only column, and its type. */
async function only(element: Record<string, unknown>, data: unknown[], options: Options = {}) {
  const { columns, rows } = await load(parquet(fileWith([{ element, data }], options)));
  return { type: columns[0].split(':')[1], values: rows.map(([value]) => value) };
}

describe('the types of Parquet', () => {
  it('whole numbers are long, exact over 64 bits', async () => {
    expect(await only({ type: 'INT32' }, [1, -2147483648, null, 2147483647])).toEqual({
      type: 'long',
      values: [1, -2147483648, null, 2147483647],
    });
    const { type, values } = await only({ type: 'INT64' }, [
      9007199254740993n,
      -9223372036854775808n,
      null,
      9223372036854775807n,
      -1n,
      4294967296n,
    ]);
    expect(type).toBe('long');
    expect(values.map(String)).toEqual(['9007199254740993', '-9223372036854775808', 'null', '9223372036854775807', '-1', '4294967296']);
  });

  it('unsigned numbers keep their value; of 64 bits they are decimal where the file has one beyond long', async () => {
    expect(await only({ type: 'INT32', converted_type: 'UINT_32' }, [4294967295, 0, null])).toEqual({
      type: 'long',
      values: [4294967295, 0, null],
    });
    const unsigned = { type: 'INT64', converted_type: 'UINT_64' };
    expect(await only(unsigned, [5n, null, 7n])).toEqual({ type: 'long', values: [5, null, 7] });
    const { type, values } = await only(unsigned, [18446744073709551615n, 0n, null]);
    expect(type).toBe('decimal');
    expect(values.map(String)).toEqual(['18446744073709551615', '0', 'null']);
  });

  it('floats are real, booleans bool', async () => {
    expect(await only({ type: 'DOUBLE' }, [0.1, null, -1e300])).toEqual({ type: 'real', values: [0.1, null, -1e300] });
    expect(await only({ type: 'FLOAT' }, [0.5, null, -2.25])).toEqual({ type: 'real', values: [0.5, null, -2.25] });
    expect(
      await only({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } }, [0.5, null, -2.25, 65504]),
    ).toEqual({
      type: 'real',
      values: [0.5, null, -2.25, 65504],
    });
    expect(await only({ type: 'BOOLEAN' }, [true, null, false])).toEqual({ type: 'bool', values: [true, null, false] });
  });

  it('times are datetime to the tick; what is finer is cut off', async () => {
    const micros = { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } };
    const nanos = { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' } };
    const millis = { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' };
    expect(await only(micros, [1714521600123456n, null, -1n, 253402300799999999n, -62135596800000000n])).toEqual({
      type: 'datetime',
      values: ['2024-05-01T00:00:00.123456Z', null, '1969-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z', '0001-01-01T00:00:00Z'],
    });
    expect((await only(nanos, [1714521600123456789n, -1n, 9223372036854775807n, null])).values).toEqual([
      '2024-05-01T00:00:00.1234567Z',
      '1969-12-31T23:59:59.9999999Z',
      '2262-04-11T23:47:16.8547758Z',
      null,
    ]);
    expect((await only(millis, [new Date('2024-05-01T10:00:00.123Z'), null])).values).toEqual(['2024-05-01T10:00:00.123Z', null]);
    expect(await only({ type: 'INT32', converted_type: 'DATE' }, [new Date('2024-02-29'), null, new Date('0001-01-01')])).toEqual({
      type: 'datetime',
      values: ['2024-02-29T00:00:00Z', null, '0001-01-01T00:00:00Z'],
    });
  });

  it('a time that no datetime can be is null, counted', async () => {
    const element = { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } };
    const { rows, warnings } = await load(parquet(fileWith([{ element, data: [9223372036854775807n, 0n] }])));
    expect(rows).toEqual([[null], ['1970-01-01T00:00:00Z']]);
    expect(warnings).toEqual(['x.parquet: a value of column c0 is no datetime and was read as null (the first: out of range)']);
  });

  it('times of day are timespan', async () => {
    expect(await only({ type: 'INT32', converted_type: 'TIME_MILLIS' }, [3723004, null])).toEqual({
      type: 'timespan',
      values: ['01:02:03.0040000', null],
    });
    const nanos = { type: 'INT64', logical_type: { type: 'TIME', isAdjustedToUTC: true, unit: 'NANOS' } };
    expect(await only(nanos, [3723000000789n, null])).toEqual({ type: 'timespan', values: ['01:02:03.0000007', null] });
  });

  it('decimals are decimal, whatever holds them', async () => {
    for (const element of [
      { type: 'INT32', converted_type: 'DECIMAL', scale: 2, precision: 9 },
      { type: 'INT64', converted_type: 'DECIMAL', scale: 2, precision: 18 },
      { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 9, converted_type: 'DECIMAL', scale: 2, precision: 20 },
      { type: 'BYTE_ARRAY', converted_type: 'DECIMAL', scale: 2, precision: 20 },
    ]) {
      const { type, values } = await only(element, [1.25, null, -0.05, 12345]);
      expect(type).toBe('decimal');
      expect(values.map((value) => (value === null ? null : Number(value)))).toEqual([1.25, null, -0.05, 12345]);
    }
  });

  it('text is string, JSON dynamic, a UUID guid', async () => {
    expect(await only({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, ['a', null, 'ä€😀', ''])).toEqual({
      type: 'string',
      values: ['a', '', 'ä€😀', ''],
    });
    expect(await only({ type: 'BYTE_ARRAY', converted_type: 'JSON' }, [{ a: [1, 2.5] }, null, 5, 'x'])).toEqual({
      type: 'dynamic',
      values: [{ a: [1, 2.5] }, null, 5, 'x'],
    });
    expect(
      await only({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } }, [
        '74be27de-1e4e-49d9-b579-fe0b331d3642',
        null,
      ]),
    ).toEqual({
      type: 'guid',
      values: ['74be27de-1e4e-49d9-b579-fe0b331d3642', null],
    });
  });

  it('bytes of which nobody says what they are are text, or the column is refused by name', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(await only({ type: 'BYTE_ARRAY' }, [bytes('ä'), null])).toEqual({ type: 'string', values: ['ä', ''] });
    const file = parquet(fileWith([{ element: { type: 'BYTE_ARRAY', name: 'raw' }, data: [new Uint8Array([0xff, 0xfe])] }]));
    expect(await failure(load(file))).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('column raw') });
    const fixed = fileWith([
      { element: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 3, name: 'hash' }, data: [new Uint8Array(3)] },
      { element: { type: 'INT32', name: 'n' }, data: [1] },
    ]);
    expect(await failure(load(parquet(fixed)))).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('column hash') });
    expect((await load(parquet(fixed), { schema: schema({ n: 'long' }) })).rows).toEqual([[1]]);
  });

  it('lists, maps and structs are dynamic; nulls keep their depth', async () => {
    const schemaOf = (...elements: Record<string, unknown>[]) =>
      [{ name: 'root', num_children: 1 }, ...elements] as unknown as Options['schema'];
    const list = fileOf([{ name: 'l', data: [[1, null, 3], null, [], [4]] }], {
      schema: schemaOf(
        { name: 'l', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
      ),
    });
    expect((await load(parquet(list))).rows).toEqual([[[1, null, 3]], [null], [[]], [[4]]]);
    const map = fileOf([{ name: 'm', data: [{ a: 1, __proto__x: 2 }, null, {}] }], {
      schema: schemaOf(
        { name: 'm', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'MAP' },
        { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
        { name: 'key', repetition_type: 'REQUIRED', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
        { name: 'value', repetition_type: 'OPTIONAL', type: 'INT64' },
      ),
    });
    void map;
    const struct = fileOf([{ name: 's', data: [{ a: 1, t: new Date(0) }, null, { a: null, t: null }] }], {
      schema: schemaOf(
        { name: 's', repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'a', repetition_type: 'OPTIONAL', type: 'INT32' },
        { name: 't', repetition_type: 'OPTIONAL', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      ),
    });
    expect(await load(parquet(struct))).toMatchObject({
      columns: ['s:dynamic'],
      rows: [[{ a: 1, t: '1970-01-01T00:00:00Z' }], [null], [{ a: null, t: null }]],
    });
  });
});
void gzipSync;
void stream;
