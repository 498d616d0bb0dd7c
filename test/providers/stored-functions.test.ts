import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database as PlainDatabase } from '../../src/index.ts';
import { Database } from '../../src/node.ts';

const parser = `Parser:
  Title: A parser
  Version: '0.1'
ParserName: vimThings
ParserParams:
  - Name: starttime
    Type: datetime
    Default: datetime(null)
  - Name: name
    Type: string
    Default: '*'
  - Name: any_of
    Type: dynamic
    Default: dynamic([])
  - Name: disabled
    Type: bool
    Default: false
ParserQuery: |
  let parser = (starttime:datetime=datetime(null), name:string='*', any_of:dynamic=dynamic([]), disabled:bool=false) {
    Things
    | where not(disabled) and (isnull(starttime) or At >= starttime)
    | where name == '*' or Name == name
    | where array_length(any_of) == 0 or Name has_any (any_of)
    | project Name // the end
  };
  parser(starttime=starttime, name=name, any_of=any_of, disabled=disabled)
`;

const plain = `Function:
  Title: Parser for things
  Version: 1.0.0
  LastUpdated: '2023-08-23'
Category: Microsoft Sentinel Parser
FunctionName: ThingsParser
FunctionAlias: Things_parsed
FunctionQuery: |
    Things
    | extend Upper = toupper(Name)
    | project Upper
    // a comment at the end`;

const required = `FunctionName: ThingsNamed
FunctionParams:
  - Name: wanted
    Type: string
  - Name: quoted
    Type: string
    Default: it's "so"
FunctionQuery: Things | where Name == wanted | project Name, quoted;
`;

const things = [
  { Name: 'a', At: '2024-05-01T00:00:00Z' },
  { Name: 'b', At: '2024-05-02T00:00:00Z' },
];

function database(...functions: readonly (string | Record<string, unknown>)[]): Database {
  const made = new Database();
  made.addTable('Things', things);
  for (const text of functions) made.addFunction(text);
  return made;
}

describe('stored functions', () => {
  it('of parser YAML take their parameters, by position, by name and by default', async () => {
    const made = database(parser);
    expect((await made.query('vimThings')).toRows()).toEqual([['a'], ['b']]);
    expect((await made.query('vimThings()')).toRows()).toEqual([['a'], ['b']]);
    expect((await made.query("vimThings(name='b')")).toRows()).toEqual([['b']]);
    expect((await made.query('vimThings(datetime(2024-05-02)) | count')).toRows()).toEqual([[1]]);
    expect((await made.query("union vimThings(any_of=dynamic(['a'])), vimThings(disabled=true)")).toRows()).toEqual([['a']]);
  });

  it('of function YAML go by their alias; the query may end in a comment or a semicolon', async () => {
    expect((await database(plain).query('Things_parsed | where Upper == "A"')).toRows()).toEqual([['A']]);
    expect((await database(required).query("ThingsNamed('b')")).toRows()).toEqual([['b', 'it\'s "so"']]);
    await expect(database(required).query('ThingsNamed()')).rejects.toMatchObject({ kind: 'semantic' });
  });

  it('come as an object where there is no YAML', async () => {
    const made = new PlainDatabase();
    made.addTable('Things', things);
    made.addFunction({ FunctionName: 'F', FunctionQuery: 'Things | count' });
    expect((await made.query('F')).toRows()).toEqual([[2]]);
    expect(() => made.addFunction(parser)).toThrow(/YAML/);
  });

  it('of an ARM template are its saved searches', async () => {
    const template = {
      resources: [
        {
          type: 'Microsoft.OperationalInsights/workspaces',
          resources: [
            {
              type: 'savedSearches',
              properties: {
                displayName: 'x',
                FunctionAlias: 'Counted',
                functionParameters: 'least:long=1',
                query: 'Things | count | where Count >= least',
              },
            },
          ],
        },
      ],
    };
    expect((await database(JSON.stringify(template)).query('Counted(2)')).toRows()).toEqual([[2]]);
    template.resources[0].resources[0].properties.FunctionAlias = "[concat('a', 'b')]";
    expect(() => database(template)).toThrow(/template expressions/);
  });

  it('of KQL stay KQL, whatever their lines begin with', async () => {
    expect((await database('// Function: one\nlet f = (\nFunction :string) { print Function };').query("f('x')")).toRows()).toEqual([
      ['x'],
    ]);
  });

  it('that are none are refused, with the kind of what is wrong', () => {
    expect(() => database({ id: 'x', name: 'a rule', query: 'Things' })).toThrow(/no stored function/);
    expect(() => database('FunctionName: F')).toThrow(/no query/);
    expect(() => database({ FunctionName: 'F', FunctionQuery: 'Things | wher x' })).toThrow();
    expect(() => database('FunctionName: F\nFunctionQuery: [')).toThrow(/no YAML/);
  });

  it('come from files, folders and globs', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kqlet-'));
    mkdirSync(path.join(folder, 'inner'));
    writeFileSync(
      path.join(folder, 'a.kql'),
      'let A = () { Things | count };\nlet Two = 2;\nlet B = () { A | extend x = 1 };'.replace('let Two = 2;\n', ''),
    );
    writeFileSync(path.join(folder, 'inner', 'parser.yaml'), parser);
    writeFileSync(path.join(folder, 'inner', 'notes.md'), '# no function');
    const made = database();
    await made.loadFunctions(folder);
    expect(made.functionNames).toEqual(['A', 'B', 'vimThings']);
    expect((await made.query('B')).toRows()).toEqual([[2, 1]]);
    const other = database();
    await other.loadFunctions(path.join(folder, '*.kql'));
    expect(other.functionNames).toEqual(['A', 'B']);
    await expect(other.loadFunctions(path.join(folder, 'gone'))).rejects.toMatchObject({ kind: 'data' });
  });
});
