import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputsOf, tablesOf } from '../../src/readers/files.ts';
import type { Progress } from '../../src/readers/input.ts';
import { loadTable, openTable } from '../../src/readers/load.ts';
import { schemas } from '../../src/schemas/index.ts';
import { failure, inputOf, load, stream } from './reading.ts';

let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kqlet-files-'));
  mkdirSync(at('Event', 'older'), { recursive: true });
  mkdirSync(at('empty'));
  writeFileSync(at('Event', 'b 2.ndjson'), '{"n":2,"late":"x"}\n');
  writeFileSync(at('Event', 'a-1.csv'), 'n,m\n1,true\n');
  writeFileSync(at('Event', 'c.json.gz'), gzipSync('[{"n":3}]'));
  writeFileSync(at('Event', 'older', 'd.ndjson'), '{"n":4}\n');
  writeFileSync(at('Event', 'notes.md'), 'no data');
  writeFileSync(at('Event', '.hidden.csv'), 'n\n9\n');
  writeFileSync(at('My table 1.NDJSON'), '{"a":1}\n');
  writeFileSync(at('data.2024-05-01.csv.gz'), gzipSync('a\n1\n'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('folders and globs', () => {
  it('are one table: the union of the columns of their files by name, in the order of the names', async () => {
    const expected = {
      columns: ['n:long', 'm:bool', 'late:string'],
      rows: [
        [1, true, ''],
        [2, null, 'x'],
        [3, null, ''],
      ],
      warnings: [],
    };
    expect(await load(await inputsOf(at('Event')))).toEqual(expected);
    expect(await stream(await inputsOf(at('Event')))).toEqual(expected);
  });

  it('of several formats agree on types', async () => {
    const csv = inputOf('a,b,c,d\nx,5,1,\n7,x,2.5,{}\n', 'a.csv');
    const json = inputOf('{"a":"y","b":5,"c":3,"d":{"k":1}}\n', 'b.ndjson');
    for (const inputs of [
      [csv, json],
      [json, csv],
    ]) {
      const { columns, rows } = await load(inputs);
      expect(columns).toEqual(['a:string', 'b:dynamic', 'c:real', 'd:dynamic']);
      const [x, seven, y] = inputs[0] === csv ? rows : [rows[1], rows[2], rows[0]];
      expect([x, seven, y]).toEqual([
        ['x', 5, 1, null],
        ['7', 'x', 2.5, {}],
        ['y', 5, 3, { k: 1 }],
      ]);
    }
  });

  it.each([
    ['*.ndjson', ['Event/b 2.ndjson']],
    ['**/*.ndjson', ['Event/b 2.ndjson', 'Event/older/d.ndjson']],
    ['Event/[ab]*', ['Event/a-1.csv', 'Event/b 2.ndjson']],
    ['Event/[!ab]*', ['Event/c.json.gz', 'Event/notes.md']],
    ['E*/{c.json.gz,a-?.csv}', ['Event/a-1.csv', 'Event/c.json.gz']],
    ['Event/.h*', ['Event/.hidden.csv']],
    ['Event/**', ['Event/a-1.csv', 'Event/b 2.ndjson', 'Event/c.json.gz', 'Event/notes.md', 'Event/older/d.ndjson']],
  ])('%s', async (pattern, names) => {
    const root = pattern === '*.ndjson' ? at('Event') : folder;
    expect((await inputsOf(path.join(root, pattern))).map(({ name }) => path.relative(folder, name))).toEqual(names);
  });

  it('name the tables of a folder', async () => {
    expect(await tablesOf(folder)).toEqual([
      { name: 'Event', path: at('Event') },
      { name: 'My table 1', path: at('My table 1.NDJSON') },
      { name: 'data.2024-05-01', path: at('data.2024-05-01.csv.gz') },
    ]);
    writeFileSync(at('Event.csv'), 'a\n1\n');
    expect(await failure(tablesOf(folder))).toMatchObject({
      kind: 'data',
      message: `${at('Event.csv')} and ${at('Event')} would both be the table Event`,
    });
    rmSync(at('Event.csv'));
  });

  it('want to be there', async () => {
    for (const target of [at('no.csv'), at('no*.csv'), at('empty'), at('[z-a].csv')])
      expect(await failure(inputsOf(target))).toMatchObject({ kind: 'data', message: expect.stringContaining(path.basename(target)) });
    for (const target of [at('no'), at('empty')]) expect(await failure(tablesOf(target))).toMatchObject({ kind: 'data' });
  });
});

describe('gzip', () => {
  const data = gzipSync('{"a":1}\n');
  const members = Buffer.concat([data, gzipSync('{"a":2}\n{"a'), gzipSync('":3}\n')]);

  it('is told by its first bytes, and may have several members', async () => {
    writeFileSync(at('members'), members);
    const rows = [[1], [2], [3]];
    expect((await load(await inputsOf(at('members')))).rows).toEqual(rows);
    for (const chunk of [1, 10, 1 << 20]) expect((await load(inputOf(new Uint8Array(members), 'm.json', chunk))).rows).toEqual(rows);
    rmSync(at('members'));
  });

  it('that is cut off or damaged is an error', async () => {
    const large = gzipSync(Array.from({ length: 5000 }, (_, i) => `{"a":${Math.imul(i, 2654435761)}}\n`).join(''));
    const cut = large.subarray(0, large.length - 500);
    const damaged = Buffer.from(large).fill(0xff, 2000, 2100);
    for (const [bytes, message] of [
      [cut, 'the gzip data ends early'],
      [damaged, 'the gzip data is damaged'],
    ] as const) {
      writeFileSync(at('bad.ndjson.gz'), bytes);
      expect(await failure(load(await inputsOf(at('bad.ndjson.gz'))))).toMatchObject({
        kind: 'data',
        message: expect.stringContaining(message),
      });
      expect(await failure(load(inputOf(new Uint8Array(bytes), 'bad.gz', 1000)))).toMatchObject({
        kind: 'data',
        message: expect.stringContaining(message),
      });
    }
    rmSync(at('bad.ndjson.gz'));
  });
});

describe('encodings and containers', () => {
  it('reads UTF-16 with a byte order mark', async () => {
    const little = Buffer.from('\ufeffa,b\r\n1,é€😀\r\n', 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big, gzipSync(little)]) {
      for (const chunk of [1, 1 << 20])
        expect(await load(inputOf(new Uint8Array(bytes), 'f.csv', chunk))).toMatchObject({
          columns: ['a:long', 'b:string'],
          rows: [[1, 'é€😀']],
        });
    }
    expect(await failure(load(inputOf(new Uint8Array(little.subarray(2)), 'f.csv')))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('UTF-16'),
    });
  });

  it.each([
    ['PK\x03\x04', 'zip'],
    ['PAR1', 'Parquet'],
    ['(\xb5/\xfd', 'zstd'],
  ])('refuses %j by name', async (magic, name) => {
    const bytes = Uint8Array.from(`${magic} and more`, (unit) => unit.charCodeAt(0));
    expect(await failure(load(inputOf(bytes, 'f.json')))).toMatchObject({ kind: 'unsupported', message: expect.stringContaining(name) });
  });
});

describe('progress and cancelling', () => {
  const text = Array.from({ length: 200_000 }, (_, i) => `{"n":${i},"text":"some text ${i % 100}"}\n`).join('');

  it('tells bytes as stored and rows', async () => {
    for (const [name, bytes] of [
      ['p.ndjson', Buffer.from(text)],
      ['p.ndjson.gz', gzipSync(text)],
    ] as const) {
      writeFileSync(at(name), bytes);
      const heard: Progress[] = [];
      await loadTable(await inputsOf(at(name)), { progress: (progress) => heard.push(progress) });
      expect(heard.at(-1)).toEqual({ bytes: bytes.length, totalBytes: bytes.length, rows: 200_000 });
      expect(heard.every(({ bytes, rows }, i) => i === 0 || (bytes >= heard[i - 1].bytes && rows >= heard[i - 1].rows))).toBe(true);
      rmSync(at(name));
    }
  });

  it('ends when it is cancelled', async () => {
    const stop = new AbortController();
    const loading = loadTable([inputOf(text, 'f.ndjson', 1 << 16)], { signal: stop.signal, progress: () => stop.abort() });
    expect(await failure(loading)).toMatchObject({ kind: 'limit', message: expect.stringContaining('cancelled') });
  });
});

describe('a stream', () => {
  const text = Array.from(
    { length: 150_000 },
    (_, i) =>
      `{"n":${i * 3},"text":"text ${i % 1000}","plain":"${i}-${i}","t":"2024-05-01T00:00:${String(i % 60).padStart(2, '0')}Z","d":{"k":${i % 7}},"late":${i > 100_000 ? i : null}}\n`,
  ).join('');

  it('gives what loading gives, as often as it is asked', async () => {
    const input = inputOf(text.slice(0, text.length / 2), 'f.ndjson', 100_000);
    const whole = { ...input, ...inputOf(text.slice(0, text.lastIndexOf('\n', text.length / 2) + 1), 'f.ndjson', 100_000) };
    const loaded = await load(whole);
    expect(loaded.rows.length).toBeGreaterThan(65_536);
    expect(await stream(whole)).toEqual(loaded);
    expect((await stream(whole, {}, [3, 0])).rows).toEqual(loaded.rows.map((row) => [row[3], row[0]]));
  });

  it('has segments of at most 65,536 rows that share their dictionaries', async () => {
    const { source } = await openTable([inputOf(text.replaceAll(/"late":\d+/g, '"late":null'), 'f.ndjson')]);
    const lengths: number[] = [];
    const dictionaries = new Set<unknown>();
    for await (const segment of source.scan({ columns: [1] })) {
      lengths.push(segment.length);
      const vector = segment.column(0);
      if (vector.encoding === 'coded-text') dictionaries.add(vector.dictionary);
    }
    expect(lengths).toEqual([65_536, 65_536, 18_928]);
    expect(dictionaries.size).toBe(1);
  });

  it('refuses a column that comes up after the first rows', async () => {
    const late = `${'{"a":1}\n'.repeat(70_000)}{"a":1,"b":null}\n{"a":1,"b":"x"}\n`;
    expect(await failure(stream(inputOf(late, 'f.ndjson')))).toMatchObject({
      kind: 'data',
      message: 'f.ndjson:70002: the first rows have no column b, but here it is "x"',
    });
    expect((await stream(inputOf(late, 'f.ndjson'), { schema: { columns: [{ name: 'a', type: 'long' }] } })).rows.length).toBe(70_002);
  });

  it('closes its file when the query has enough', async () => {
    let open = 0;
    const input = inputOf(text, 'f.ndjson', 1 << 16);
    const counted = {
      ...input,
      async *open() {
        open++;
        try {
          yield* input.open();
        } finally {
          open--;
        }
      },
    };
    const { source } = await openTable([counted], { schema: { columns: [{ name: 'n', type: 'long' }] } });
    for await (const _ of source.scan({})) break;
    expect(open).toBe(0);
    await loadTable([counted]);
    expect(open).toBe(0);
  });
});

describe('schemas', () => {
  it('a built-in one comes first, further columns of the data follow', async () => {
    const { columns, rows, warnings } = await load(inputOf('{"x":1,"b":"5","a":"text","c":null}\n', 'f.ndjson'), {
      builtIn: { a: 'string', b: 'int', missing: 'datetime', none: 'string' },
    });
    expect(columns).toEqual(['a:string', 'b:int', 'missing:datetime', 'none:string', 'x:long', 'c:string']);
    expect(rows).toEqual([['text', 5, null, '', 1, '']]);
    expect(warnings).toEqual([]);
  });

  it('say for each column where its type comes from', async () => {
    const { columns } = await loadTable([inputOf('{"x":1,"y":"a","b":5}\n{"x":1.5,"y":"","z":[1]}\n', 'f.ndjson')], {
      builtIn: { b: 'int' },
    });
    expect(columns).toEqual([
      { name: 'b', type: 'int', why: 'built-in', reason: "the schema known by the table's name" },
      {
        name: 'x',
        type: 'real',
        why: 'inferred',
        reason: 'numbers with a fraction',
        example: { value: '1.5', input: 'f.ndjson', line: 2 },
      },
      { name: 'y', type: 'string', why: 'inferred', reason: 'texts', example: { value: '"a"', input: 'f.ndjson', line: 1 } },
      { name: 'z', type: 'dynamic', why: 'inferred', reason: 'objects or arrays', example: { value: '[1]', input: 'f.ndjson', line: 2 } },
    ]);
  });

  it('are converted to: numbers to text, text to numbers, encoded JSON to dynamic; what does not fit is null and counted', async () => {
    const lines = [
      '{"s":1.0,"i":"12","l":1.5,"r":"1e3","b":1,"t":"5/1/2024 1:00 PM","d":"{\\"a\\":[1]}","g":"74BE27DE1E4E49D9B579FE0B331D3642"}',
      '{"s":{"a": 1},"i":5000000000,"l":4.0,"r":true,"b":"false","t":1714521600000,"d":"plain","g":7}',
      '{"s":true,"i":null,"l":"","r":"","b":"","t":"","d":"","g":""}',
    ];
    const { rows, warnings } = await load(inputOf(lines.join('\n'), 'f.ndjson'), {
      schema: {
        columns: [
          { name: 's', type: 'string' },
          { name: 'i', type: 'int' },
          { name: 'l', type: 'long' },
          { name: 'r', type: 'real' },
          { name: 'b', type: 'bool' },
          { name: 't', type: 'datetime' },
          { name: 'd', type: 'dynamic' },
          { name: 'g', type: 'guid' },
        ],
      },
    });
    expect(rows).toEqual([
      ['1.0', 12, null, 1000, true, '2024-05-01T13:00:00Z', { a: [1] }, '74be27de-1e4e-49d9-b579-fe0b331d3642'],
      ['{"a":1}', null, 4, 1, false, null, 'plain', null],
      ['True', null, null, null, null, null, '', null],
    ]);
    expect(warnings).toEqual([
      'f.ndjson: a value of column i is no int and was read as null (the first: line 2, 5000000000)',
      'f.ndjson: a value of column l is no long and was read as null (the first: line 1, 1.5)',
      'f.ndjson: a value of column t is no datetime and was read as null (the first: line 2, 1714521600000)',
      'f.ndjson: a value of column g is no guid and was read as null (the first: line 2, 7)',
    ]);
  });

  it('take the other spellings of types and refuse what is none', async () => {
    const given = (type: string) => ({ schema: { columns: [{ name: 'a', type: type as 'real' }] } });
    expect((await load(inputOf('{"a":1}'), given('double'))).columns).toEqual(['a:real']);
    expect(await failure(load(inputOf('{"a":1}'), given('number')))).toMatchObject({
      kind: 'data',
      message: expect.stringContaining('"number"'),
    });
  });
});

const capture = path.resolve('../shared/data/sysmon');

describe.skipIf(!existsSync(capture))('the real capture (skipped where ../shared/data/sysmon is missing)', () => {
  it('loads with all rows and the schema of Event', async () => {
    const { table, warnings } = await loadTable(await inputsOf(path.join(capture, 'Event.ndjson.gz')), { builtIn: schemas.Event });
    expect(table.rowCount).toBe(32_706);
    expect(table.schema.columns.slice(0, 24)).toEqual(Object.entries(schemas.Event).map(([name, type]) => ({ name, type })));
    expect(warnings).toEqual([]);
  });

  it('loads as it streams', async () => {
    const inputs = await inputsOf(path.join(capture, 'DeviceNetworkEvents.ndjson.gz'));
    const loaded = await load(inputs, { builtIn: schemas.DeviceNetworkEvents });
    expect(loaded.rows.length).toBe(80);
    expect(await stream(inputs, { builtIn: schemas.DeviceNetworkEvents })).toEqual(loaded);
  });
});
