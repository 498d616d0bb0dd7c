import { describe, expect, it } from 'vitest';
import { loadTable } from '../../src/readers/load.ts';
import { failure, inputOf, load, schema } from './reading.ts';

const lines = (count: number, row: (i: number) => unknown): string =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(row(i))}\n`).join('');
const encodings = async (text: string): Promise<string[]> =>
  (await loadTable([inputOf(text, 'f.ndjson', 1 << 18)])).table.segments.map((segment) => segment.column(0).encoding);

describe('columns over several segments', () => {
  const rows = 150_000;

  it('texts that are mostly new become plain, escapes and non-ASCII ones too', async () => {
    const text = (i: number): string =>
      i % 3 === 0 ? `plain text number ${i}` : i % 3 === 1 ? `C:\\path\\${i} "x"` : i % 30 === 2 ? '' : `näh ${i} 😀`;
    const data = lines(rows, (i) => ({ text: text(i) }));
    expect(await encodings(data)).toEqual(['coded-text', 'text', 'text']);
    expect((await load(inputOf(data, 'f.ndjson', 1 << 18))).rows.every(([value], i) => value === text(i))).toBe(true);
  });

  it('texts that repeat share one dictionary', async () => {
    const text = (i: number): string => (i % 2 === 0 ? `text ${i % 5000}` : `C:\\${i % 3000}\\${'long '.repeat(40)}`);
    const data = lines(rows, (i) => ({ text: text(i) }));
    expect(await encodings(data)).toEqual(['coded-text', 'coded-text', 'coded-text']);
    expect((await load(inputOf(data, 'f.ndjson', 1 << 18))).rows.every(([value], i) => value === text(i))).toBe(true);
  });

  it('dynamic values that are mostly new have texts of their own in each segment', async () => {
    const value = (i: number): unknown => (i % 4 === 0 ? null : { id: i, list: [i % 7, 'é\n'] });
    const data = lines(rows, (i) => ({ value: value(i) }));
    expect(await encodings(data)).toEqual(['coded-dynamic', 'coded-dynamic', 'coded-dynamic']);
    const { rows: read } = await load(inputOf(data, 'f.ndjson', 1 << 18));
    for (let i = 0; i < rows; i += 997) expect(read[i][0]).toEqual(value(i));
  });

  it('datetimes far from the others widen one segment only', async () => {
    const time = (i: number): string =>
      i === 70_000 ? '0001-01-01T00:00:00Z' : new Date(1714521600000 + i * 1000).toISOString().replace('.000', '');
    const data = lines(rows, (i) => ({ time: i === 5 ? null : time(i) }));
    expect(await encodings(data)).toEqual(['offset', 'int64', 'offset']);
    expect((await load(inputOf(data, 'f.ndjson', 1 << 18))).rows.every(([value], i) => value === (i === 5 ? null : time(i)))).toBe(true);
  });

  it('columns without a value in a segment are constants', async () => {
    const data = lines(rows, (i) => ({ n: i < 70_000 ? null : i }));
    expect(await encodings(data)).toEqual(['constant', 'int32', 'int32']);
    expect((await load(inputOf(data, 'f.ndjson', 1 << 18))).rows.every(([value], i) => value === (i < 70_000 ? null : i))).toBe(true);
    const none = await loadTable([inputOf('{"a":1}\n{"a":2}\n', 'f.ndjson')], {
      builtIn: { t: 'datetime', s: 'string', d: 'dynamic', g: 'guid', a: 'long' },
    });
    expect([0, 1, 2, 3].map((i) => none.table.segments[0].column(i).encoding)).toEqual(['constant', 'constant', 'constant', 'constant']);
  });

  it('nulls stand among values of every type', async () => {
    const columns = {
      l: 'long',
      i: 'int',
      r: 'real',
      b: 'bool',
      t: 'datetime',
      p: 'timespan',
      g: 'guid',
      m: 'decimal',
      d: 'dynamic',
      s: 'string',
    } as const;
    const guid = '74be27de-1e4e-49d9-b579-fe0b331d3642';
    const value = (i: number): unknown[] => [i, i, i + 0.5, true, '2024-05-01T00:00:00Z', '01:00:00', guid, String(i), { i }, 'x'];
    const data = lines(3000, (i) =>
      i % 3 === 0
        ? Object.fromEntries(Object.keys(columns).map((name, k) => [name, value(i)[k]]))
        : i % 3 === 1
          ? {}
          : Object.fromEntries(Object.keys(columns).map((name) => [name, null])),
    );
    const { rows: read } = await load(inputOf(data, 'f.ndjson'), { schema: schema(columns) });
    const nothing = [null, null, null, null, null, null, null, null, null, ''];
    read.forEach((row, i) => {
      expect(row).toEqual(i % 3 === 0 ? value(i) : nothing);
    });
  });

  it('reals are the nearest to the digits written', async () => {
    const texts = [
      '0.1',
      '-0.0',
      '123456789.123456',
      '0.30000000000000004',
      '1e23',
      '5e-324',
      '1.7976931348623157e308',
      '1e999',
      '9007199254740993.0',
      '-123.456e-7',
      '999999999999999',
      '0.000001',
      '12345678901234567890123',
    ];
    const { rows: read } = await load(inputOf(texts.map((text) => `{"r":${text}}\n`).join(''), 'f.ndjson'));
    texts.forEach((text, i) => {
      const number = Number(text);
      expect(read[i][0], text).toEqual(Number.isFinite(number) ? number : 'Infinity');
    });
  });
});

describe('hostile input', () => {
  it('deep nesting is refused, not followed', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ]) {
      const text = `{"a":${open.repeat(100_000)}1${close.repeat(100_000)}}\n`;
      for (const name of ['f.ndjson', 'f.json'])
        expect(await failure(load(inputOf(text, name)))).toMatchObject({
          kind: 'data',
          message: expect.stringContaining('nests deeper than 400 levels'),
        });
    }
    const most = `${'['.repeat(400)}${']'.repeat(400)}`;
    expect((await load(inputOf(`{"a":${most}}\n`, 'f.ndjson'))).rows.flat(Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it('numbers of any length are read', async () => {
    const digits = '9'.repeat(100_000);
    expect((await load(inputOf(`{"a":${digits},"b":0.${digits},"c":1e${digits}}\n`, 'f.ndjson'))).rows).toEqual([
      ['Infinity', 1, 'Infinity'],
    ]);
  });

  it('long rows in small chunks take time in proportion to their length', async () => {
    const long = `{"a":"${'x'.repeat(8_000_000)}"}`;
    for (const [name, text] of [
      ['f.ndjson', `${long}\n`],
      ['f.json', `[${long}]`],
      ['f.csv', `a,b\n"${'x,'.repeat(4_000_000)}",1\n`],
    ]) {
      expect((await load(inputOf(text, name, 4096))).rows.length).toBe(1);
    }
  });

  it('too many keys are no table', async () => {
    const text = Array.from(
      { length: 101 },
      (_, i) => `{${Array.from({ length: 100 }, (_, k) => `"k${i * 100 + k}":1`).join(',')}}\n`,
    ).join('');
    expect(await failure(load(inputOf(text, 'f.ndjson')))).toMatchObject({
      kind: 'limit',
      message: expect.stringContaining('10000 different keys'),
    });
  });

  it('zero bytes are no JSON, and text in CSV', async () => {
    expect(await failure(load(inputOf('{"a":1}\n{"a":\0}\n', 'f.ndjson')))).toMatchObject({ message: 'f.ndjson:2:6: a value is due' });
    expect((await load(inputOf('a,b,c,d\n1\0,"x\0""y",2,3\n', 'f.csv'))).rows).toEqual([['1\0', 'x\0"y', 2, 3]]);
  });
});
