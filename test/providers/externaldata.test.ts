import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { type ExternalContent, Database as PlainDatabase } from '../../src/index.ts';
import { Database } from '../../src/node.ts';

const address = 'https://example.org/lists/hosts.csv';

async function read(text: string, content: ExternalContent | string, at = address): Promise<unknown[][]> {
  const database = new PlainDatabase({ external: { [at]: typeof content === 'string' ? strToU8(content) : content } });
  return (await database.query(text)).toRows();
}

const source = (columns: string, properties = '', at = address): string => `externaldata (${columns}) ["${at}"] ${properties}`;

describe('CSV', () => {
  it('takes fields by position under the declared types, what is no value as null', async () => {
    const text = 'a,1,2024-05-01,true\n"b ""c"", d",x,never,\n';
    expect(await read(source('Name:string, Count:long, Day:datetime, Ok:bool'), text)).toEqual([
      ['a', 1, '2024-05-01T00:00:00Z', true],
      ['b "c", d', null, null, null],
    ]);
  });

  it('says how many values were no values of their type', async () => {
    const database = new PlainDatabase({ external: { [address]: strToU8('1\nx\ny\n2') } });
    const result = await database.query(`${source('Count:long')} | summarize sum(Count)`);
    expect(result.toRows()).toEqual([[3]]);
    expect(result.warnings).toEqual([`${address}: 2 values of column Count are no long and read as null (the first: x)`]);
  });

  it('has its header in the data unless ignoreFirstRecord is set, in any case', async () => {
    expect(await read(source('Name:string'), 'Name\r\na\r\n\r\nb')).toEqual([['Name'], ['a'], ['b']]);
    expect(await read(source('Name:string', 'with (format="csv", ignorefirstrecord=True)'), 'Name\r\na\r\n\r\nb')).toEqual([['a'], ['b']]);
  });

  it('may have fewer or more fields than columns', async () => {
    expect(await read(source('A:string, B:string, C:int'), '1\n1,2,3,4')).toEqual([
      ['1', '', null],
      ['1', '2', 3],
    ]);
  });

  it('has line feeds inside quotes, wherever the chunks are cut', async () => {
    const text = 'a,"one\r\n""two"""\r\n"b",\r\n"",z';
    const bytes = strToU8(text);
    for (let size = 1; size <= bytes.length; size++) {
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
      }
      expect(await read(source('A:string, B:string'), () => chunks()), `${size}`).toEqual([
        ['a', 'one\r\n"two"'],
        ['b', ''],
        ['', 'z'],
      ]);
    }
  });

  it('ends in an error where a quote is never closed', async () => {
    await expect(read(source('A:string'), 'a\n"b\n')).rejects.toMatchObject({
      kind: 'data',
      message: `${address}:2: the quote is never closed`,
    });
  });

  it('is parsed into dynamic columns as JSON', async () => {
    expect(await read(source('A:dynamic'), '"{""a"":[1]}"\nplain\n')).toEqual([[{ a: [1] }], ['plain']]);
  });
});

describe('other formats', () => {
  it('TXT is a record a line, without the empty ones', async () => {
    expect(await read(source('Line:string, More:int', 'with (format="txt")'), '# a, b\n\n"c"\n')).toEqual([
      ['# a, b', null],
      ['"c"', null],
    ]);
  });

  it('is told by the ending of the address, through compression; CSV otherwise', async () => {
    expect(await read(source('A:string', '', 'https://e.org/a.txt.gz'), gzipSync(strToU8('x,y\n')), 'https://e.org/a.txt.gz')).toEqual([
      ['x,y'],
    ]);
    expect(await read(source('A:string', '', 'https://e.org/list'), 'x,y\n', 'https://e.org/list')).toEqual([['x']]);
  });

  it('TSV, semicolons and bars; a quote has no known meaning there', async () => {
    expect(await read(source('A:string, B:int', 'with (format=tsv)'), 'a,b\t1\n')).toEqual([['a,b', 1]]);
    expect(await read(source('A:string, B:int', 'with (format=psv)'), 'a|1\n')).toEqual([['a', 1]]);
    expect(await read(source('A:string, B:int', 'with (format=scsv)'), 'a;1\n')).toEqual([['a', 1]]);
    await expect(read(source('A:string', 'with (format=tsv)'), '"a"\n')).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('RAW is one record', async () => {
    expect(await read(source('A:string', 'with (format="raw")'), 'a\nb\n')).toEqual([['a\nb\n']]);
  });

  it('JSON is an object a line, by the names of the columns', async () => {
    const text = '{"a":1,"b":{"c":"2024-05-01T08:00:00Z"}}\n\n{"b":"x","A":9}\n';
    expect(await read(source('b:string, a:long, c:int', 'with (format="json")'), text)).toEqual([
      ['{"c":"2024-05-01T08:00:00Z"}', 1, null],
      ['x', null, null],
    ]);
    await expect(read(source('a:long', 'with (format="json")'), '[{"a":1}]')).rejects.toMatchObject({
      kind: 'data',
      hint: expect.stringContaining('multijson'),
    });
  });

  it('multijson is an array, or objects in any layout', async () => {
    const query = source('a:long, s:string', "with (format='multijson')");
    expect(await read(query, '[\n {"a": 1, "s": "]}\\""},\n {"a": "2"}\n]')).toEqual([
      [1, ']}"'],
      [2, ''],
    ]);
    expect(await read(query, '{\n"a":1}{"a":2}\n')).toEqual([
      [1, ''],
      [2, ''],
    ]);
    await expect(read(query, '{"a":1} x')).rejects.toMatchObject({ kind: 'data' });
  });

  it('an ingestion mapping says where the columns are', async () => {
    const mapping =
      '[{"Column":"m","Properties":{"Path":"$.data.method"}},{"Column":"f","Properties":{"Path":"$.list[0][\\\'a b\\\']"}},{"Column":"k","Properties":{"ConstValue":"x"}}]';
    const query = source('m:string, f:int, k:string, n:int', `with (format='multijson', ingestionMapping='${mapping}')`);
    expect(await read(query, '{"data":{"method":"Get"},"list":[{"a b":5}]}')).toEqual([['Get', 5, 'x', null]]);
    const ordinals = '[{"Column":"b","Properties":{"Ordinal":"0"}},{"Column":"a","Properties":{"Ordinal":2}}]';
    expect(await read(source('a:string, b:string', `with (ingestionMapping='${ordinals}')`), 'x,y,z')).toEqual([['z', 'x']]);
    const transform = '[{"Column":"a","Properties":{"Path":"$.t","Transform":"DateTimeFromUnixSeconds"}}]';
    await expect(read(source('a:datetime', `with (format=json, ingestionMapping='${transform}')`), '{}')).rejects.toMatchObject({
      kind: 'unsupported',
    });
  });

  it('a zip archive is all its files, or those that the pattern names', async () => {
    const archive = zipSync({
      'top.csv': strToU8('Rank,Domain\n1,a.org\n'),
      'more/next.csv': strToU8('Rank,Domain\n2,b.org\n'),
      'readme.txt': strToU8('no'),
    });
    const query = (pattern: string): string => source('Rank:int, Domain:string', `with (format="csv", ignoreFirstRecord=true${pattern})`);
    expect(await read(query(', zipPattern="*.csv"'), archive)).toEqual([
      [1, 'a.org'],
      [2, 'b.org'],
    ]);
    expect(await read(`${query(', zipPattern="top.csv"')} | project Domain`, archive)).toEqual([['a.org']]);
    await expect(read(query(', zipPattern="[a-z]+"'), archive)).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(read(query(', zipPattern="*.tsv"'), archive)).rejects.toMatchObject({ kind: 'data' });
  });

  it('formats that are not read are refused by name', async () => {
    await expect(read(source('A:string', 'with (format=orc)'), '')).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('orc'),
    });
    await expect(read(source('A:string', '', 'https://e.org/a.avro'), '', 'https://e.org/a.avro')).rejects.toMatchObject({
      kind: 'unsupported',
    });
    await expect(read(source('A:string', 'with (recursive=true)'), '')).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('recursive'),
    });
  });
});

describe('Parquet', () => {
  const file = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'Name', data: ['a', null], type: 'STRING' },
        { name: 'Count', data: [9007199254740993n, 2n], type: 'INT64' },
        { name: 'More', data: [{ k: ['x', 'y'] }, null], type: 'JSON' },
      ],
    }),
  );
  const at = 'https://example.org/lists/hosts.parquet';

  it('goes by the names of the columns, the format by the ending or a property', async () => {
    expect(await read(source('Count:long, Name:string, None:int', '', at), file, at)).toEqual([
      ['9007199254740993', 'a', null],
      [2, '', null],
    ]);
    expect(await read(`${source('Count:string', 'with (format=parquet)')} | summarize make_list(Count)`, file)).toEqual([
      [['9007199254740993', '2']],
    ]);
  });

  it('takes a mapping by fields and paths', async () => {
    const mapping = JSON.stringify([
      { Column: 'Second', Properties: { Path: '$.More.k[1]' } },
      { Column: 'Who', Properties: { Field: 'Name' } },
      { Column: 'Feed', Properties: { ConstValue: 'f' } },
    ]);
    expect(await read(source('Who:string, Second:string, Feed:string', `with (ingestionMapping='${mapping}')`, at), file, at)).toEqual([
      ['a', 'y', 'f'],
      ['', '', 'f'],
    ]);
  });

  it('is refused where it is none, and with ignoreFirstRecord', async () => {
    await expect(read(source('A:string', '', at), 'A\n', at)).rejects.toMatchObject({ kind: 'data', message: `${at} is no Parquet file` });
    await expect(read(source('Name:string', 'with (ignoreFirstRecord=true)', at), file, at)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('where contents come from', () => {
  it('rows of the host go by the names of the columns', async () => {
    expect(await read(source('b:int, a:string', 'with (ignoreFirstRecord=true)'), [{ a: 'x', b: 1 }, { a: 2 }])).toEqual([
      [1, 'x'],
      [null, '2'],
    ]);
  });

  it('an address is found without its query and token', async () => {
    const text = `externaldata (A:string) [ h@"${address}?sv=2020&sig=abc", @"${address}" h@";secret" ]`;
    expect(await read(text, 'a\n')).toEqual([['a'], ['a']]);
  });

  it('is found as it is written first', async () => {
    const database = new PlainDatabase({ external: { 'https://e.org/l?id=1': strToU8('one'), 'https://e.org/l?id=2': strToU8('two') } });
    expect((await database.query('externaldata (A:string) ["https://e.org/l?id=2"]')).toRows()).toEqual([['two']]);
    await expect(database.query('externaldata (A:string) ["https://e.org/l?id=3"]')).rejects.toMatchObject({ kind: 'data' });
  });

  it('is an error that names the address, not its token, where there is none; unless nothing reads it', async () => {
    const database = new PlainDatabase();
    const text = `let Feed = externaldata (A:string) [h@"${address}?sig=abc"];`;
    const error = await database.query(`${text} Feed | count`).catch((thrown) => thrown);
    expect(error).toMatchObject({
      kind: 'data',
      line: 1,
      message: `there is no content for ${address}, and nothing is fetched from the network by itself`,
    });
    expect(error.hint).toContain('--external');
    expect((await database.query(`${text} print x = 1`)).toRows()).toEqual([[1]]);
    expect(database.schemasOfQuery(`${text} Feed`)).toEqual([{ columns: [{ name: 'A', type: 'string' }] }]);
  });

  it('is fetched only by the function that the host passes, once a query', async () => {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return { ok: url.endsWith('csv?t=1'), status: 404, arrayBuffer: async () => strToU8('a\nb\n').slice().buffer };
    };
    const database = new PlainDatabase({ fetch, external: { 'https://e.org/known.csv': strToU8('k') } });
    expect((await database.query(`externaldata (A:string) ["${address}?t=1", "https://e.org/known.csv"] | count`)).toRows()).toEqual([[3]]);
    expect(asked).toEqual([`${address}?t=1`]);
    const twice = `let Feed = externaldata (A:string) ["${address}?t=1"]; print n = toscalar(Feed | count) | union (Feed | count)`;
    expect((await database.query(twice)).rowCount).toBe(2);
    expect(asked.length).toBe(2);
    await expect(database.query('externaldata (A:string) ["https://e.org/gone.csv"]')).rejects.toMatchObject({
      kind: 'data',
      message: 'https://e.org/gone.csv could not be fetched: the answer was 404',
    });
  });

  it('is a file in Node', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'kqlet-')), 'list.txt.gz');
    writeFileSync(file, gzipSync(strToU8('10.0.0.1\n10.0.0.2\n')));
    const query = 'let Bad = externaldata (IP:string) ["https://e.org/list.txt"]; print ip = "10.0.0.2" | where ip in (Bad)';
    expect((await new Database({ external: { 'https://e.org/list.txt': file } }).query(query)).toRows()).toEqual([['10.0.0.2']]);
    const database = new Database();
    database.addExternal('https://e.org/list.txt', `${file}.gone`);
    await expect(database.query(query)).rejects.toMatchObject({ kind: 'data', line: 1 });
  });

  it('the address is a constant; there is at least one', async () => {
    expect(await read(`let url = strcat('https://example.org/', 'lists/hosts.csv'); externaldata (A:string) [url]`, 'a')).toEqual([['a']]);
    await expect(read('externaldata (A:string) []', '')).rejects.toMatchObject({ kind: 'semantic' });
  });
});
