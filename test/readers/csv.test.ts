import { describe, expect, it } from 'vitest';
import { failure, inputOf, load, loadText, schema, stream } from './reading.ts';

describe('CSV', () => {
  it('infers types from texts; digits behind a leading zero or a plus stay texts', async () => {
    const text = [
      'whole,real,bool,time,id,phone,mixed,none,text,exponent,big',
      '1,1.5,true,2024-05-01T00:00:00Z,007,+49,1,,a,1e3,18446744073709551616',
      '-2,3,False,2024-05-01 01:02:03.1234567,10,+1,x,,,5,1',
      '9007199254740993,,,,,,true,,1,,',
    ].join('\n');
    expect(await loadText(text, 'f.csv')).toEqual({
      columns: [
        'whole:long',
        'real:real',
        'bool:bool',
        'time:datetime',
        'id:string',
        'phone:string',
        'mixed:string',
        'none:string',
        'text:string',
        'exponent:real',
        'big:real',
      ],
      rows: [
        [1, 1.5, true, '2024-05-01T00:00:00Z', '007', '+49', '1', '', 'a', 1000, 18446744073709552000],
        [-2, 3, false, '2024-05-01T01:02:03.1234567Z', '10', '+1', 'x', '', '', 5, 1],
        ['9007199254740993', null, null, null, '', '', 'true', '', '1', null, null],
      ],
      warnings: [],
    });
  });

  it('takes quotes, separators and line feeds in quotes, CRLF, blank lines and a byte order mark', async () => {
    const text = '\ufeff"a","b ""c""",d\r\n"x, y","say ""hi""",1\r\n\r\n"line\r\nfeed",in"side,"2"\r\n"",é,"3"';
    for (const chunk of [1, 3, 1 << 20]) {
      expect(await load(inputOf(text, 'f.csv', chunk))).toEqual({
        columns: ['a:string', 'b "c":string', 'd:long'],
        rows: [
          ['x, y', 'say "hi"', 1],
          ['line\r\nfeed', 'in"side', 2],
          ['', 'é', 3],
        ],
        warnings: [],
      });
    }
  });

  it('numbers names that repeat and names empty ones by their place', async () => {
    expect((await loadText('a,,a,a1,\n1,2,3,4,5', 'f.csv')).columns).toEqual([
      'a:long',
      'Column2:long',
      'a1:long',
      'a11:long',
      'Column5:long',
    ]);
  });

  it("reads a portal's export: [UTC] in the header, US dates", async () => {
    const text =
      '\ufeff"TimeGenerated [UTC]",Computer,"Start [Local Time]"\r\n"5/1/2024, 1:02:03.456 PM",server1,"5/1/2024, 3:02:03.456 PM"\r\n"12/31/2024, 12:00:00.000 AM",server2,""';
    expect(await loadText(text, 'f.csv')).toEqual({
      columns: ['TimeGenerated:datetime', 'Computer:string', 'Start [Local Time]:string'],
      rows: [
        ['2024-05-01T13:02:03.456Z', 'server1', '5/1/2024, 3:02:03.456 PM'],
        ['2024-12-31T00:00:00Z', 'server2', ''],
      ],
      warnings: [],
    });
  });

  it('converts to declared types; what does not fit is null and counted', async () => {
    const text =
      'i,l,r,b,t,p,g,m,d\n4.0,1.5,1,1,5/1/2024 1:00 PM,1d,74BE27DE-1E4E-49D9-B579-FE0B331D3642,1.10,"{""a"":[1]}"\n5000000000,x,inf,yes,never,?,1,z,plain';
    const options = {
      schema: schema({
        i: 'int',
        l: 'long',
        r: 'real',
        b: 'bool',
        t: 'datetime',
        p: 'timespan',
        g: 'guid',
        m: 'decimal',
        d: 'dynamic',
        none: 'long',
      }),
    };
    const table = await loadText(text, 'f.csv', options);
    expect(table.rows).toEqual([
      [4, null, 1, true, '2024-05-01T13:00:00Z', '1.00:00:00', '74be27de-1e4e-49d9-b579-fe0b331d3642', '1.1', { a: [1] }, null],
      [null, null, 'Infinity', null, null, null, null, null, 'plain', null],
    ]);
    expect(table.warnings).toContain('f.csv: a value of column i is no int and was read as null (the first: line 3, 5000000000)');
    expect(table.warnings).toContain('f.csv: 2 values of column l are no long and were read as null (the first: line 2, 1.5)');
    expect(table.warnings.length).toBe(7);
  });

  it('wants a header: a schema whose columns are not there is an error', async () => {
    expect(await failure(loadText('1,x\n2,y\n', 'f.csv', { schema: schema({ a: 'long', b: 'string' }) }))).toEqual({
      kind: 'data',
      message: 'f.csv: the data has none of the columns of the schema',
      hint: 'the data has "1", the schema "a"',
    });
  });

  it('reads tab-separated values', async () => {
    expect(await loadText('a\tb\n1\t"x\ty"\n', 'f.tsv')).toMatchObject({ columns: ['a:long', 'b:string'], rows: [[1, 'x\ty']] });
    expect(await loadText('a\tb\n1\tx,y\n', 'f.txt')).toMatchObject({ columns: ['a:long', 'b:string'], rows: [[1, 'x,y']] });
  });

  it('has columns where it has no rows', async () => {
    expect(await loadText('a,b\n', 'f.csv')).toEqual({ columns: ['a:string', 'b:string'], rows: [], warnings: [] });
    expect(await loadText('a,b', 'f.csv')).toEqual({ columns: ['a:string', 'b:string'], rows: [], warnings: [] });
  });

  it.each([
    ['a,b\n1,2\n3\n', 'f.csv:3:1: the row has 1 fields, but the header has 2'],
    ['a,b\n1,"x\ny"\n1,2,3\n', 'f.csv:4:1: the row has 3 fields, but the header has 2'],
    ['a,b\n1,"x\n2,y\n', 'f.csv:2:3: the quote is never closed'],
    ['a,b\n1,"x"y\n', 'f.csv:2:6: a quoted field goes on behind its closing quote'],
    ['a,"b\n1,2\n', 'f.csv:1:1: the header line ends inside quotes'],
  ])('%j is malformed', async (text, message) => {
    for (const chunk of [1, 1 << 20]) expect(await failure(load(inputOf(text, 'f.csv', chunk)))).toMatchObject({ kind: 'data', message });
  });

  it('passes over malformed rows on demand', async () => {
    const text = 'a,b\n1,2\n3\n5,"6"x\n7,8\n"9,0\n9,9\n';
    for (const chunk of [1, 1 << 20]) {
      expect(await load(inputOf(text, 'f.csv', chunk), { skipMalformed: true })).toEqual({
        columns: ['a:long', 'b:long'],
        rows: [
          [1, 2],
          [7, 8],
          [9, 9],
        ],
        warnings: ['f.csv: 3 malformed lines were passed over (the first: line 3, column 1: the row has 1 fields, but the header has 2)'],
      });
    }
  });

  it('a type that all rows contradict far down is read again; streamed it is an error', async () => {
    const text = `n,b,c\n${'1,true,2\n'.repeat(70_000)}x,1,2\n`;
    const table = await loadText(text, 'f.csv');
    expect(table.columns).toEqual(['n:string', 'b:string', 'c:long']);
    expect(table.rows.slice(69_999)).toEqual([
      ['1', 'true', 2],
      ['x', '1', 2],
    ]);
    expect(await failure(stream(inputOf(text, 'f.csv')))).toMatchObject({
      kind: 'data',
      message: 'f.csv:70002: column n is long in the first rows, but here it is x',
      hint: expect.stringContaining('--schema'),
    });
    expect((await stream(inputOf(text, 'f.csv'), {}, [2])).rows.length).toBe(70_001);
  });
});
