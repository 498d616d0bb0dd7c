import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
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
    const list = nested(
      [[1, null, 3], null, [], [4]],
      { name: 'c', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
    );
    expect(await load(parquet(list))).toMatchObject({ columns: ['c:dynamic'], rows: [[[1, null, 3]], [null], [[]], [[4]]] });
    const lists = nested(
      [[[1], [], [2, 3]], null, [[]]],
      { name: 'c', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
    );
    expect((await load(parquet(lists))).rows).toEqual([[[[1], [], [2, 3]]], [null], [[[]]]]);
    const map = nested(
      [{ a: 1n, constructor: 9007199254740993n }, null, {}],
      { name: 'c', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'MAP' },
      { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
      { name: 'key', repetition_type: 'REQUIRED', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      { name: 'value', repetition_type: 'OPTIONAL', type: 'INT64' },
    );
    const { rows } = await load(parquet(map));
    expect(rows.map(([value]) => (value === null ? null : Object.entries(value as object).map(([key, item]) => `${key}=${item}`)))).toEqual(
      [['a=1', 'constructor=9007199254740993'], null, []],
    );
    const struct = nested(
      [{ a: 1, t: new Date(0) }, null, { a: null, t: null }],
      { name: 'c', repetition_type: 'OPTIONAL', num_children: 2 },
      { name: 'a', repetition_type: 'OPTIONAL', type: 'INT32' },
      { name: 't', repetition_type: 'OPTIONAL', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
    );
    expect((await load(parquet(struct))).rows).toEqual([[{ a: 1, t: '1970-01-01T00:00:00.0000000Z' }], [null], [{ a: null, t: null }]]);
  });
});

/** A file of one column that is a group. */
function nested(data: unknown[], ...elements: Record<string, unknown>[]): Uint8Array {
  return fileOf([{ name: 'c', data }], { schema: [{ name: 'root', num_children: 1 }, ...elements] as unknown as Options['schema'] });
}

const count = 150_000;
const numbers = Array.from({ length: count }, (_, i) => i);

/** Three row groups over three segments: a dictionary, texts that do not repeat, nulls. */
function large(options: Options = {}): Uint8Array {
  return fileOf(
    [
      { name: 'id', data: numbers.map(BigInt), type: 'INT64' },
      { name: 'few', data: numbers.map((i) => `name ${i % 40}`), type: 'STRING' },
      { name: 'all', data: numbers.map((i) => (i % 3 === 0 ? null : `text ${i}`)), type: 'STRING' },
      { name: 'some', data: numbers.map((i) => (i % 1000 < 500 ? null : i / 2)), type: 'DOUBLE' },
    ],
    { rowGroupSize: 60_000, pageSize: 100_000, ...options },
  );
}

const expectedRow = (i: number): unknown[] => [i, `name ${i % 40}`, i % 3 === 0 ? '' : `text ${i}`, i % 1000 < 500 ? null : i / 2];

describe('files of Parquet', () => {
  const deflated = (input: Uint8Array): Uint8Array => new Uint8Array(gzipSync(input));
  const packed = (input: Uint8Array): Uint8Array =>
    new Uint8Array(brotliCompressSync(input, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));

  it.each([
    ['SNAPPY', {}],
    ['UNCOMPRESSED', {}],
    ['GZIP', { compressors: { GZIP: deflated } }],
    ['BROTLI', { compressors: { BROTLI: packed } }],
  ] as const)('in row groups are one table: %s', async (codec, options) => {
    const { columns, rows } = await load(parquet(large({ codec, ...options })));
    expect(columns).toEqual(['id:long', 'few:string', 'all:string', 'some:real']);
    expect(rows.length).toBe(count);
    for (let i = 0; i < count; i++) if (JSON.stringify(rows[i]) !== JSON.stringify(expectedRow(i))) expect(rows[i]).toEqual(expectedRow(i));
  });

  it.each(['DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'] as const)('take whole numbers in the encoding %s', async (encoding) => {
    const values = numbers.slice(0, 5000).map((i) => (BigInt(i) * 0x1234567890abn) % 9223372036854775807n) as bigint[];
    values.push(-9223372036854775808n, 9223372036854775807n, 0n);
    const { rows } = await load(parquet(fileOf([{ name: 'n', data: values, type: 'INT64', encoding }])));
    expect(rows.map(([value]) => String(value))).toEqual(values.map(String));
  });

  it.each(['DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'] as const)('take text in the encoding %s', async (encoding) => {
    const texts = numbers.slice(0, 3000).map((i) => `prefix ${i >> 4} ä ${i}`);
    expect((await load(parquet(fileOf([{ name: 't', data: texts, type: 'STRING', encoding }])))).rows.map(([text]) => text)).toEqual(texts);
  });

  it('are read again for every query, and only the columns that it wants', async () => {
    const bytes = large();
    expect((await stream(parquet(bytes), {}, [])).rows.length).toBe(count);
    const { rows } = await stream(parquet(bytes), {}, [3, 0]);
    expect(rows.length).toBe(count);
    expect(rows[149_999]).toEqual([74_999.5, 149_999]);
    // what is damaged beside them is not looked at
    const { metadata, start, end } = chunkOf(bytes, 1, 2);
    expect(metadata).toBe('all');
    bytes.fill(0xff, start, end);
    expect((await stream(parquet(bytes), {}, [0, 1])).rows[100_000]).toEqual([100_000, 'name 0']);
    expect(await failure(stream(parquet(bytes), {}, [2]))).toMatchObject({ kind: 'data', message: expect.stringContaining('x.parquet') });
  });

  it('are one table, the union of their columns by name', async () => {
    const first = parquet(
      fileOf([
        { name: 'n', data: [1, 2], type: 'INT32' },
        { name: 'a', data: ['x', 'y'], type: 'STRING' },
      ]),
      'a.parquet',
    );
    const second = parquet(
      fileOf([
        { name: 'n', data: [2.5], type: 'DOUBLE' },
        { name: 'b', data: [true], type: 'BOOLEAN' },
      ]),
      'b.parquet',
    );
    const expected = {
      columns: ['n:real', 'a:string', 'b:bool'],
      rows: [
        [1, 'x', null],
        [2, 'y', null],
        [2.5, '', true],
      ],
      warnings: [],
    };
    expect(await load([first, second])).toEqual(expected);
    expect(await stream([first, second])).toEqual(expected);
    const third = parquet(fileOf([{ name: 'n', data: ['x'], type: 'STRING' }]), 'c.parquet');
    expect(await failure(load([first, third]))).toMatchObject({
      kind: 'data',
      message: 'the column n is long in a.parquet and string in c.parquet',
    });
    expect(await failure(load([first, inputOf('n\n1\n', 'd.csv')]))).toMatchObject({ kind: 'unsupported' });
  });

  it('without rows have their columns all the same', async () => {
    expect(await load(parquet(fileOf([{ name: 'n', data: [], type: 'INT32' }])))).toEqual({ columns: ['n:long'], rows: [], warnings: [] });
  });

  it('take the types of a schema; what does not fit is null and counted', async () => {
    const bytes = fileOf([
      { name: 'n', data: [1, 300000000000, null], type: 'DOUBLE' },
      { name: 't', data: ['2024-05-01T00:00:00.1234567Z', 'never', ''], type: 'STRING' },
      { name: 'd', data: ['{"a":[1]}', '5', ''], type: 'STRING' },
      { name: 'l', data: [5, 6, null], type: 'INT32' },
      { name: 'w', data: [new Date(0), null, null], type: 'TIMESTAMP' },
    ]);
    const declared = { schema: schema({ w: 'string', n: 'int', t: 'datetime', d: 'dynamic', l: 'datetime', none: 'guid' }) };
    for (const read of [load(parquet(bytes), declared), stream(parquet(bytes), declared)]) {
      const { columns, rows, warnings } = await read;
      expect(columns).toEqual(['w:string', 'n:int', 't:datetime', 'd:dynamic', 'l:datetime', 'none:guid']);
      expect(rows).toEqual([
        ['1970-01-01T00:00:00.0000000Z', 1, '2024-05-01T00:00:00.1234567Z', { a: [1] }, null, null],
        ['', null, null, '5', null, null],
        ['', null, null, null, null, null],
      ]);
      expect(warnings).toEqual([
        'x.parquet: a value of column n is no int and was read as null (the first: 300000000000.0)',
        'x.parquet: a value of column t is no datetime and was read as null (the first: never)',
        'x.parquet: 2 values of column l are no datetime and were read as null (the first: 5)',
      ]);
    }
    const builtIn = { builtIn: { TimeGenerated: 'datetime', l: 'real' } } as const;
    expect((await load(parquet(bytes), builtIn)).columns).toEqual([
      'TimeGenerated:datetime',
      'l:real',
      'n:real',
      't:string',
      'd:string',
      'w:datetime',
    ]);
    expect(await failure(load(parquet(bytes), { schema: schema({ x: 'long' }) }))).toMatchObject({ kind: 'data' });
  });

  it('are known by their name, by what is said, by their first bytes; in gzip too', async () => {
    const bytes = fileOf([{ name: 'n', data: [1], type: 'INT32' }]);
    for (const [name, content, options] of [
      ['x.PARQUET', bytes, {}],
      ['stdin', bytes, {}],
      ['x.dat', bytes, { format: 'parquet' }],
      ['x.parquet.gz', new Uint8Array(gzipSync(bytes)), {}],
    ] as const)
      expect((await load(inputOf(content, name, 7), options)).rows, name).toEqual([[1]]);
    expect(await failure(load(inputOf(bytes, 'x.json')))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('Parquet'),
    });
  });
});

describe('what is wrong with a file', () => {
  const bytes = fileOf([
    { name: 'n', data: numbers.slice(0, 300).map((i) => i * 7919), type: 'INT32' },
    { name: 't', data: numbers.slice(0, 300).map((i) => `text ${i % 5}`), type: 'STRING' },
    { name: 'u', data: numbers.slice(0, 300).map((i) => (i % 4 === 0 ? null : `text ${i}`)), type: 'STRING' },
  ]);

  it('is said, with its name', async () => {
    expect(await failure(load(inputOf('n\n1\n', 'x.parquet')))).toMatchObject({ kind: 'data', message: 'x.parquet is no Parquet file' });
    expect(await failure(load(inputOf('', 'x.parquet')))).toMatchObject({ kind: 'data', message: 'x.parquet is no Parquet file' });
    expect(await failure(load(parquet(bytes.slice(0, -20))))).toMatchObject({
      kind: 'data',
      message: 'x.parquet: the Parquet file ends early',
    });
    const encrypted = bytes.slice();
    encrypted[bytes.length - 1] = 0x45;
    expect(await failure(load(parquet(encrypted)))).toMatchObject({ kind: 'data', message: 'x.parquet: the Parquet file is encrypted' });
    const codec = fileOf([{ name: 'n', data: [1], type: 'INT32' }], { codec: 'LZO', compressors: { LZO: (input: Uint8Array) => input } });
    expect(await failure(load(parquet(codec)))).toMatchObject({ kind: 'data', message: 'x.parquet: the column n is compressed by LZO' });
    const unknown = fileWith([
      { element: { name: 'span', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 12, converted_type: 'INTERVAL' }, data: [null] },
    ]);
    expect(await failure(load(parquet(unknown)))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/column span .*INTERVAL/),
    });
  });

  it('never is a crash: whatever bytes are changed, it is read or there is an error of a known kind', async () => {
    let state = 99;
    const random = (bound: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 4294967296) * bound);
    };
    for (let i = 0; i < 1500; i++) {
      const changed = bytes.slice(0, i % 10 === 0 ? random(bytes.length) : bytes.length);
      for (let n = 1 + random(3); n > 0 && changed.length > 0; n--) changed[random(changed.length)] = random(3) === 0 ? 0xff : random(256);
      try {
        await load(parquet(changed));
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }
  });
});

/** Where a chunk stands in a file. */
function chunkOf(bytes: Uint8Array, group: number, column: number): { metadata: string; start: number; end: number } {
  const { meta_data: meta } = parquetMetadata(bytes).row_groups[group].columns[column];
  if (meta === undefined) throw new Error('there is no chunk');
  const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
  return { metadata: meta.path_in_schema[0], start, end: start + Number(meta.total_compressed_size) };
}
