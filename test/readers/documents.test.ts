import { describe, expect, it } from 'vitest';
import { failure, inputOf, load, loadText, schema, stream } from './reading.ts';

const two = {
  columns: ['a:long', 'b:string'],
  rows: [
    [1, 'x'],
    [2, 'y'],
  ],
  warnings: [],
};

describe('JSON documents', () => {
  it.each([
    ['an array', '[{"a":1,"b":"x"},{"a":2,"b":"y"}]'],
    [
      'an indented array',
      JSON.stringify(
        [
          { a: 1, b: 'x' },
          { a: 2, b: 'y' },
        ],
        undefined,
        2,
      ),
    ],
    ['an array with blanks around', ' \n[ {"a":1,"b":"x"}\n,\n{"a":2,"b":"y"} ]\n\n'],
    ['rows under `value`', '{"@odata.context":"https://x","value":[{"a":1,"b":"x"},{"a":2,"b":"y"}],"@odata.nextLink":null}'],
    ['rows under any name', '{"meta":{"list":[{"a":9}]},"tags":["t"],"logEntries":[{"a":1,"b":"x"},{"a":2,"b":"y"}],"count":2}'],
    ['rows under a usual name before other objects', '{"records":[{"a":1,"b":"x"},{"a":2,"b":"y"}],"errors":[{"code":1}]}'],
    ['indented objects one after the other', '{\n "a": 1,\n "b": "x"\n}\n{\n "a": 2,\n "b": "y"\n}\n'],
    ['objects in one line', '{"a":1,"b":"x"}{"a":2,"b":"y"}'],
    ['lines', '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'],
  ])('%s', async (_, text) => {
    for (const chunk of [1, 7, 1 << 20]) expect(await load(inputOf(text, 'f.json', chunk))).toEqual(two);
  });

  it('a single object is one row', async () => {
    expect(await loadText('{"a":1,"list":[1,2],"empty":[]}', 'f.json')).toMatchObject({
      columns: ['a:long', 'list:dynamic', 'empty:dynamic'],
      rows: [[1, [1, 2], []]],
    });
  });

  it('lines in a file of any name, rows with arrays of objects too', async () => {
    const line = '{"a":1,"items":[{"x":1}]}\n';
    expect((await loadText(line + line, 'f.json')).rows).toEqual([
      [1, [{ x: 1 }]],
      [1, [{ x: 1 }]],
    ]);
    expect((await loadText(line, 'f.ndjson')).rows).toEqual([[1, [{ x: 1 }]]]);
    expect((await loadText(line, 'f.json')).rows).toEqual([[1]]);
  });

  it('no rows want a schema', async () => {
    for (const text of ['', ' \n', '[]', '{"value":[]}', '{}\n']) {
      expect(await failure(loadText(text, 'f.json'))).toEqual({
        kind: 'data',
        message: 'f.json: no rows, and so no columns',
        hint: 'say the columns with --schema (schema)',
      });
      expect(await failure(stream(inputOf(text, 'f.json')))).toMatchObject({ kind: 'data' });
    }
    expect(await loadText('', 'f.json', { schema: schema({ a: 'int' }) })).toEqual({ columns: ['a:int'], rows: [], warnings: [] });
    expect(await loadText('[]', 'f.json', { builtIn: { a: 'int' } })).toEqual({ columns: ['a:int'], rows: [], warnings: [] });
  });

  it.each([
    ['[{"a":1},]', 'f.json:1:10: a row must be an object, not ]'],
    ['[{"a":1},5]', 'f.json:1:10: a row must be an object, not 5'],
    ['[{"a":1}\n{"a":2}]', 'f.json:2:1: a comma or ] is due, not {'],
    ['[{"a":1}', 'f.json:1:9: the data ends inside an array'],
    ['[{"a":1},{"a":', 'f.json:1:15: the data ends where a value is due'],
    ['[{"a":1}] x', 'f.json:1:11: nothing may come behind the end of the document, not x'],
    ['[[1,2]]', 'f.json:1:2: a row must be an object, not ['],
    ['{"x":[{"a":1}],"y":[{"a":2}]}', 'f.json:1:20: both "x" and "y" are arrays of objects: which one are the rows?'],
    ['{"records":[{"a":1}],"rows":[{"a":2}]}', 'f.json:1:29: both "records" and "rows" are arrays of objects: which one are the rows?'],
    ['"text"', 'f.json:1:1: an object is due, not "'],
    ['{\n "a": 1,\n "b": tru\n}', 'f.json:3:10: true is meant?'],
  ])('%j is malformed', async (text, message) => {
    for (const chunk of [1, 1 << 20]) expect(await failure(load(inputOf(text, 'f.json', chunk)))).toMatchObject({ kind: 'data', message });
  });

  it('are not passed over in parts', async () => {
    expect(await failure(loadText('[{"a":1},{"a":}]', 'f.json', { skipMalformed: true }))).toMatchObject({
      message: 'f.json:1:15: a value is due, not }',
    });
  });
});

describe('query responses', () => {
  const typed = {
    columns: ['s:string', 'i:int', 'l:long', 'r:real', 'b:bool', 't:datetime', 'p:timespan', 'g:guid', 'm:decimal', 'd:dynamic'],
    rows: [
      [
        'x',
        1,
        '9007199254740993',
        1.5,
        true,
        '2024-05-01T00:00:00.1234567Z',
        '1.02:03:04',
        '74be27de-1e4e-49d9-b579-fe0b331d3642',
        '1.5',
        { a: [1] },
      ],
      ['', null, null, 'NaN', null, null, null, null, null, null],
    ],
    warnings: [],
  };
  const names = ['s', 'i', 'l', 'r', 'b', 't', 'p', 'g', 'm', 'd'];
  const kusto = ['string', 'int', 'long', 'real', 'bool', 'datetime', 'timespan', 'guid', 'decimal', 'dynamic'];
  const dotNet = ['String', 'Int32', 'Int64', 'Double', 'SByte', 'DateTime', 'TimeSpan', 'Guid', 'SqlDecimal', 'Object'];
  const row = (dynamic: string, bool = 'true'): string =>
    `["x",1,9007199254740993,1.5,${bool},"2024-05-01T00:00:00.1234567Z","1.02:03:04","74be27de-1e4e-49d9-b579-fe0b331d3642","1.5",${dynamic}]`;
  const nulls = '["",null,null,"NaN",null,null,null,null,null,null]';
  const encodedBag = '"{\\"a\\":[1]}"';
  const v2Columns = names.map((name, i) => `{"ColumnName":"${name}","ColumnType":"${kusto[i]}"}`).join(',');

  it('of Kusto, first protocol: the first table', async () => {
    const columns = names.map((name, i) => `{"ColumnName":"${name}","DataType":"${dotNet[i]}"}`).join(',');
    const text = `{"Tables":[{"TableName":"Table_0","Columns":[${columns}],"Rows":[${row(encodedBag, '1')},${nulls}]},{"TableName":"Table_1","Columns":[{"ColumnName":"Value","DataType":"String"}],"Rows":[["{}"]]}]}`;
    for (const chunk of [1, 1 << 20]) expect(await load(inputOf(text, 'f.json', chunk))).toEqual(typed);
  });

  it('of Log Analytics', async () => {
    const columns = names.map((name, i) => `{"name":"${name}","type":"${kusto[i]}"}`).join(',');
    const text = `{"tables":[{"name":"PrimaryResult","columns":[${columns}],"rows":[${row(encodedBag)},\n${nulls}]}],"statistics":[{"x":1}]}`;
    for (const chunk of [1, 1 << 20]) expect(await load(inputOf(text, 'f.json', chunk))).toEqual(typed);
    expect(await stream(inputOf(text, 'f.json', 11))).toEqual(typed);
  });

  it('of Kusto, second protocol', async () => {
    const text = `[{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0"}
,{"FrameType":"DataTable","TableId":0,"TableKind":"QueryProperties","TableName":"@ExtendedProperties","Columns":[{"ColumnName":"Key","ColumnType":"string"}],"Rows":[["x"]]}
,{"FrameType":"DataTable","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult","Columns":[${v2Columns}],"Rows":[${row('{"a":[1]}')},${nulls}]}
,{"FrameType":"DataSetCompletion","HasErrors":false,"Cancelled":false}]`;
    for (const chunk of [1, 1 << 20]) expect(await load(inputOf(text, 'f.json', chunk))).toEqual(typed);
  });

  it('of Kusto, progressive: fragments are joined, a replacing one drops those before it', async () => {
    const fragment = (kind: string, rows: string, table = 1): string =>
      `,{"FrameType":"TableFragment","TableFragmentType":"${kind}","TableId":${table},"Rows":[${rows}]},{"FrameType":"TableProgress","TableId":1,"TableProgress":50}`;
    const text = `[{"FrameType":"DataSetHeader","IsProgressive":true,"Version":"v2.0"},{"FrameType":"TableHeader","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult","Columns":[{"ColumnName":"n","ColumnType":"long"}]}
${fragment('DataAppend', '[1],[2]')}${fragment('DataReplace', '[3]')}${fragment('DataAppend', '[9]', 2)}${fragment('DataAppend', '[4],[5]')},{"FrameType":"TableCompletion","TableId":1,"RowCount":3},{"FrameType":"DataSetCompletion","HasErrors":false}]`;
    for (const chunk of [1, 1 << 20])
      expect(await load(inputOf(text, 'f.json', chunk))).toEqual({ columns: ['n:long'], rows: [[3], [4], [5]], warnings: [] });
  });

  it('one table with its columns', async () => {
    expect(
      await loadText(`{"TableName":"PrimaryResult","Columns":[${v2Columns}],"Rows":[${row('{"a":[1]}')},${nulls}]}`, 'f.json'),
    ).toEqual(typed);
    expect(await loadText('{"columns":[{"name":"n","type":"long"}],"rows":[]}', 'f.json')).toEqual({
      columns: ['n:long'],
      rows: [],
      warnings: [],
    });
  });

  it('failed queries are errors', async () => {
    const error =
      '{"OneApiErrors":[{"error":{"code":"LimitsExceeded","message":"Request is invalid","@message":"The query ran out of memory"}}]}';
    const frames = (rows: string, completion: string): string =>
      `[{"FrameType":"DataSetHeader","IsProgressive":false},{"FrameType":"DataTable","TableKind":"PrimaryResult","Columns":[{"ColumnName":"n","ColumnType":"long"}],"Rows":[${rows}]},{"FrameType":"DataSetCompletion",${completion}}]`;
    const message = 'f.json: the response is of a query that failed: The query ran out of memory';
    expect(await failure(loadText(frames(`[1],${error}`, '"HasErrors":true'), 'f.json'))).toMatchObject({ kind: 'data', message });
    expect(await failure(loadText(frames('[1]', `"HasErrors":true,${error.slice(1, -1)}`), 'f.json'))).toMatchObject({
      kind: 'data',
      message,
    });
  });

  it('say what is wrong with their rows', async () => {
    const text = (rows: string): string =>
      `{"tables":[{"name":"PrimaryResult","columns":[{"name":"a","type":"long"},{"name":"b","type":"string"}],"rows":[${rows}]}]}`;
    expect(await failure(loadText(text('[1]'), 'f.json'))).toMatchObject({
      message: expect.stringContaining('the row has 1 values, but there are 2 columns'),
    });
    expect(await failure(loadText(text('[1,"x",2]'), 'f.json'))).toMatchObject({
      message: expect.stringContaining('more values than the 2 columns'),
    });
    expect(await failure(loadText('{"rows":[[1]],"columns":[{"name":"a","type":"long"}]}', 'f.json'))).toMatchObject({
      kind: 'unsupported',
    });
    expect(await failure(loadText(text('').replace('"long"', '"vector"'), 'f.json'))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('"vector"'),
    });
  });
});
