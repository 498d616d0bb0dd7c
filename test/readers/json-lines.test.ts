import { describe, expect, it } from 'vitest';
import { failure, inputOf, load, loadText, schema } from './reading.ts';

const lines = (...rows: string[]): string => rows.map((row) => `${row}\n`).join('');

describe('JSON lines', () => {
  it('gives the columns in the order of their first appearance, missing ones null or empty', async () => {
    expect(await loadText(lines('{"a":1,"b":"x"}', '{"b":"y","c":true}', '{"c":null,"a":3}'))).toEqual({
      columns: ['a:long', 'b:string', 'c:bool'],
      rows: [
        [1, 'x', null],
        [null, 'y', true],
        [3, '', null],
      ],
      warnings: [],
    });
  });

  it('takes blank lines, CRLF, a byte order mark, blanks anywhere and no line end at the end', async () => {
    const { columns, rows } = await loadText('\ufeff{"a" : 1 , "b":\t"x" }\r\n\r\n   \n  { "b":"y","a":2}  \r\n{}\n{"a":3,"b":""}');
    expect(columns).toEqual(['a:long', 'b:string']);
    expect(rows).toEqual([
      [1, 'x'],
      [2, 'y'],
      [null, ''],
      [3, ''],
    ]);
  });

  it('decodes escapes, non-ASCII text, pairs of surrogates; half a pair and what is no UTF-8 becomes U+FFFD', async () => {
    const bytes = new TextEncoder().encode(
      lines(
        '{"t":"a\\"b\\\\c\\/d\\b\\f\\n\\r\\t"}',
        '{"t":"n\\u00e4h \\ud83d\\ude00 é€😀"}',
        '{"t":"\\ud83d x \\ude00\\ud83d"}',
        '{"t":"A?B"}',
        '{"t":"A\ufffdB"}',
      ),
    );
    bytes[bytes.indexOf(0x3f)] = 0xff;
    expect((await load(inputOf(bytes))).rows.flat()).toEqual([
      'a"b\\c/d\b\f\n\r\t',
      'näh 😀 é€😀',
      '\ufffd x \ufffd\ufffd',
      'A\ufffdB',
      'A\ufffdB',
    ]);
  });

  it('holds equal texts once however they are spelt', async () => {
    const { loadTable } = await import('../../src/readers/load.ts');
    const bytes = new TextEncoder().encode(
      lines('{"t":"a/b"}', '{"t":"a\\/b"}', '{"t":"\\u0061/b"}', '{"t":"\\ud800"}', '{"t":"\ufffd"}', '{"t":"?"}'),
    );
    bytes[bytes.lastIndexOf(0x3f)] = 0x80;
    const { table } = await loadTable([inputOf(bytes)]);
    const vector = table.segments[0].column(0);
    expect(vector.encoding === 'coded-text' && [vector.dictionary.entries, [...vector.codes]]).toEqual([
      ['a/b', '\ufffd'],
      [0, 0, 0, 1, 1, 1],
    ]);
  });

  it('keeps the last of repeated keys, and any key is only a key', async () => {
    expect(
      await loadText(lines('{"a":1,"a":2,"__proto__":3,"constructor":4,"":5,"a b":6}', '{"\\u0061":7,"__proto__":null}')),
    ).toMatchObject({
      columns: ['a:long', '__proto__:long', 'constructor:long', ':long', 'a b:long'],
      rows: [
        [2, 3, 4, 5, 6],
        [7, null, null, null, null],
      ],
    });
  });

  it('keeps numbers exact: longs of 64 bits, reals with a fraction, ticks of a datetime', async () => {
    const { columns, rows } = await loadText(
      lines(
        '{"long":9007199254740993,"real":1.0,"time":"2024-05-01T01:02:03.1234567Z","big":1,"exponent":1e2}',
        '{"long":-9223372036854775808,"real":3,"time":"0001-01-01T00:00:00Z","big":18446744073709551616,"exponent":-1.5E-3}',
        '{"long":9223372036854775807,"real":-0.1,"time":"9999-12-31T23:59:59.9999999Z","big":-0,"exponent":0}',
      ),
    );
    expect(columns).toEqual(['long:long', 'real:real', 'time:datetime', 'big:real', 'exponent:real']);
    expect(rows).toEqual([
      ['9007199254740993', 1, '2024-05-01T01:02:03.1234567Z', 1, 100],
      ['-9223372036854775808', 3, '0001-01-01T00:00:00Z', 18446744073709552000, -0.0015],
      ['9223372036854775807', -0.1, '9999-12-31T23:59:59.9999999Z', 0, 0],
    ]);
  });

  it('keeps objects, arrays and mixtures as dynamic, reals apart from longs', async () => {
    const { columns, rows } = await loadText(
      lines('{"d":{"b":1,"a":[1.0,"x",null,9007199254740993]},"m":1}', '{"d":[],"m":"1"}', '{"d":null,"m":1.0}', '{"m":""}'),
    );
    expect(columns).toEqual(['d:dynamic', 'm:dynamic']);
    expect(rows).toEqual([
      [{ b: 1, a: [1, 'x', null, '9007199254740993'] }, 1],
      [[], '1'],
      [null, 1],
      [null, ''],
    ]);
  });

  it('takes a later key from where it comes up', async () => {
    const rows = Array.from({ length: 70_000 }, (_, i) => (i === 69_999 ? '{"late":1.5,"a":1}' : '{"a":1}'));
    const table = await loadText(lines(...rows));
    expect(table.columns).toEqual(['a:long', 'late:real']);
    expect(table.rows.length).toBe(70_000);
    expect(table.rows[0]).toEqual([1, null]);
    expect(table.rows[69_999]).toEqual([1, 1.5]);
  });

  it('decides types by all rows: a contradiction far down is read again', async () => {
    const rows = Array.from({ length: 70_000 }, (_, i) =>
      i === 69_998 ? '{"n":0.5,"t":"never","b":1,"s":5}' : '{"n":1,"t":"2024-05-01T00:00:00Z","b":true,"s":"x"}',
    );
    const table = await loadText(lines(...rows));
    expect(table.columns).toEqual(['n:real', 't:string', 'b:dynamic', 's:dynamic']);
    expect(table.rows.slice(69_997)).toEqual([
      [1, '2024-05-01T00:00:00Z', true, 'x'],
      [0.5, 'never', 1, 5],
      [1, '2024-05-01T00:00:00Z', true, 'x'],
    ]);
  });

  it('reads 2,000 columns', async () => {
    const row = (i: number): string => `{${Array.from({ length: 2000 }, (_, c) => `"c${c}":${c + i}`).join(',')}}`;
    const table = await loadText(lines(row(0), row(1), row(2)));
    expect(table.columns.length).toBe(2000);
    expect(table.rows[2].at(-1)).toBe(2001);
  });
});

describe('malformed lines', () => {
  const place = async (text: string): Promise<string> => (await failure(loadText(text, 'f.ndjson'))).message;

  it.each([
    ['{"a":1}\n{"a":}\n', 'f.ndjson:2:6: a value is due, not }'],
    ['{"a":1}\r\n\n{"a":1,}\n', 'f.ndjson:3:8: a key in quotes is due, not }'],
    ['{"a":1\n', 'f.ndjson:1:7: a comma or } is due, but the line ends'],
    ['{"a":1', 'f.ndjson:1:7: the data ends inside an object'],
    ['{"a":"x\n{"a":2}\n', 'f.ndjson:1:8: the line ends inside a text'],
    ['{"a":"x', 'f.ndjson:1:8: the text is never closed'],
    ['{"ä":"é" "b":1}\n', 'f.ndjson:1:10: a comma or } is due, not "'],
    ['{"a":01}\n', 'f.ndjson:1:7: a number cannot start with 0'],
    ['{"a":1.}\n', 'f.ndjson:1:8: a digit is missing behind the point'],
    ['{"a":1e}\n', 'f.ndjson:1:8: a digit is missing in the exponent'],
    ['{"a":-}\n', 'f.ndjson:1:7: a digit is missing'],
    ['{"a":nul}\n', 'f.ndjson:1:9: null is meant?'],
    ['{"a":NaN}\n', 'f.ndjson:1:6: a value is due, not N'],
    ['{"a":"\\x"}\n', 'f.ndjson:1:8: there is no such escape in JSON'],
    ['{"a":"\\u12g4"}\n', 'f.ndjson:1:11: \\u wants four hexadecimal digits'],
    ['{"a":"x\ty"}\n', 'f.ndjson:1:8: a control character inside a text must be escaped'],
    ['{"a":[1,2}\n', 'f.ndjson:1:10: a comma or ] is due, not }'],
    ['{"a":{"b":1]}\n', 'f.ndjson:1:12: a comma or } is due, not ]'],
    ['{"a" 1}\n', 'f.ndjson:1:6: a colon is due, not 1'],
    ["{'a':1}\n", "f.ndjson:1:2: a key in quotes is due, not '"],
    ['{"a":1}{"a":2}\n', 'f.ndjson:1:8: the line goes on behind its object, not {'],
    ['{"a":1}\n[1]\n', 'f.ndjson:2:1: an object is due, not ['],
    [`{"a":${'['.repeat(500)}${']'.repeat(500)}}\n`, 'f.ndjson:1:406: the value nests deeper than 400 levels'],
  ])('%j', async (text, message) => {
    expect(await place(text)).toBe(message);
  });

  it('are passed over and counted on demand, whichever columns are wanted', async () => {
    const text = lines('{"a":1}', '{"a":2,"b":tru}', '{"a":3,"b":true}', 'oops', '{"a":4');
    expect(await loadText(text, 'f.ndjson', { skipMalformed: true })).toEqual({
      columns: ['a:long', 'b:bool'],
      rows: [
        [1, null],
        [3, true],
      ],
      warnings: ['f.ndjson: 3 malformed lines were passed over (the first: line 2, column 15: true is meant?)'],
    });
    expect((await loadText(text, 'f.ndjson', { skipMalformed: true, schema: schema({ a: 'long' }) })).rows).toEqual([[1], [3]]);
  });

  it('say how to go on', async () => {
    expect(await failure(loadText('{"a":}\n'))).toMatchObject({ kind: 'data', hint: expect.stringContaining('--skip-malformed') });
  });
});
