import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatetime } from '../../src/data/datetime.ts';
import { parseDecimal } from '../../src/data/decimal.ts';
import { Datetime, Real } from '../../src/data/dynamic.ts';
import { dynamicToJson, parseJsonText } from '../../src/data/json.ts';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { dynamicJson } from '../../src/writers/json-text.ts';
import { written } from './written.ts';

const ticks = (text: string): bigint => parseDatetime(text) as bigint;

const everyType: Record<string, ScalarType> = {
  b: 'bool',
  i: 'int',
  l: 'long',
  r: 'real',
  d: 'decimal',
  t: 'datetime',
  s: 'timespan',
  g: 'guid',
  x: 'string',
  y: 'dynamic',
};
const values: Cell[][] = [
  [
    true,
    -7,
    9007199254740993n,
    1.5,
    parseDecimal('12.50') as Cell,
    ticks('2017-10-01T12:11:00.1200000Z'),
    -864000000001n,
    '74be27de-1e4e-49d9-b579-fe0b331d3642',
    'a "q"\n',
    parseJsonText('{"b":1,"2":1.0,"1":[null,"x"],"__proto__":9007199254740993}') as Cell,
  ],
  [null, null, null, null, null, null, null, null, '', null],
  [false, 0, 42, Number.NaN, parseDecimal('0') as Cell, ticks('2017-10-01'), 0n, null, ' ', 'text'],
];
const objects = [
  '{"b":true,"i":-7,"l":"9007199254740993","r":1.5,"d":"12.5","t":"2017-10-01T12:11:00.12Z","s":"-1.00:00:00.0000001","g":"74be27de-1e4e-49d9-b579-fe0b331d3642","x":"a \\"q\\"\\n","y":{"b":1,"2":1,"1":[null,"x"],"__proto__":"9007199254740993"}}',
  '{"b":null,"i":null,"l":null,"r":null,"d":null,"t":null,"s":null,"g":null,"x":"","y":null}',
  '{"b":false,"i":0,"l":42,"r":"NaN","d":"0","t":"2017-10-01T00:00:00Z","s":"00:00:00","g":null,"x":" ","y":"text"}',
];

describe('json, ndjson and kusto', () => {
  it('ndjson writes an object a line', () => {
    expect(written('ndjson', everyType, values)).toBe(`${objects.join('\n')}\n`);
  });

  it('json writes one array, whatever the segments', () => {
    const text = `[\n${objects.join(',\n')}\n]\n`;
    expect(written('json', everyType, values)).toBe(text);
    expect(written('json', everyType, values, { cut: 1 })).toBe(text);
    expect(written('json', everyType, [])).toBe('[]\n');
  });

  it('kusto writes the table of a PrimaryResult frame', () => {
    expect(
      written(
        'kusto',
        { '1': 'long', __proto__x: 'string' },
        [
          [2n ** 60n, '|'],
          [3, ''],
        ],
        { cut: 1 },
      ),
    ).toBe(
      '{"TableName":"PrimaryResult","Columns":[{"ColumnName":"1","ColumnType":"long"},{"ColumnName":"__proto__x","ColumnType":"string"}],"Rows":[["1152921504606846976","|"],[3,""]]}\n',
    );
    expect(written('kusto', { a: 'int' }, [])).toBe(
      '{"TableName":"PrimaryResult","Columns":[{"ColumnName":"a","ColumnType":"int"}],"Rows":[]}\n',
    );
  });

  it('keeps names like numbers in the order of the columns', () => {
    const columns = new Map<string, ScalarType>([
      ['b', 'long'],
      ['1', 'long'],
      ['__proto__', 'long'],
    ]);
    expect(written('ndjson', columns, [[1, 2, 3]])).toBe('{"b":1,"1":2,"__proto__":3}\n');
    expect(written('ndjson', { 'a"b': 'long' }, [[1]])).toBe('{"a\\"b":1}\n');
  });

  it('writes reals that JSON has no form for as texts, in dynamics too', () => {
    expect(written('ndjson', { r: 'real' }, [[Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [-0], [1e300]])).toBe(
      '{"r":"Infinity"}\n{"r":"-Infinity"}\n{"r":0}\n{"r":1e+300}\n',
    );
    expect(written('ndjson', { y: 'dynamic' }, [[[new Real(Number.NaN), new Real(-0), new Datetime(ticks('2024-05-01'))]]])).toBe(
      '{"y":["NaN",0,"2024-05-01T00:00:00.0000000Z"]}\n',
    );
  });

  it('a lone surrogate and a NUL are escaped', () => {
    expect(written('ndjson', { x: 'string' }, [['\ud800\0']])).toBe('{"x":"\\ud800\\u0000"}\n');
  });

  it('agrees with JSON.stringify of the JSON-safe value wherever names are no numbers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const dynamic = parseJsonText(JSON.stringify(value));
        expect(JSON.parse(dynamicJson(dynamic as never))).toEqual(JSON.parse(JSON.stringify(dynamicToJson(dynamic as never))));
      }),
    );
  });
});
