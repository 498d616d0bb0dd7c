import { describe, expect, it } from 'vitest';
import { parseDatetime } from '../../src/data/datetime.ts';
import { parseDecimal } from '../../src/data/decimal.ts';
import { parseJsonText } from '../../src/data/json.ts';
import type { Cell } from '../../src/data/vector.ts';
import { written } from './written.ts';

describe('csv', () => {
  it('has a header and ends every record with CRLF', () => {
    expect(written('csv', { a: 'long', 'b,c': 'string' }, [[1, 'x']])).toBe('a,"b,c"\r\n1,x\r\n');
    expect(written('csv', { a: 'long' }, [])).toBe('a\r\n');
  });

  it('quotes commas, quotes, line breaks and blanks at the ends, and nothing else', () => {
    const texts = ['a,b', 'say "x"', 'l\n', 'r\r', ' lead', 'trail ', 'in side', "'", ';', '=1+1', '\u2028', '\0', '‮exe.pdf', '🙂'];
    const expected = [
      '"a,b"',
      '"say ""x"""',
      '"l\n"',
      '"r\r"',
      '" lead"',
      '"trail "',
      'in side',
      "'",
      ';',
      '=1+1',
      '\u2028',
      '\0',
      '‮exe.pdf',
      '🙂',
    ];
    expect(
      written(
        'csv',
        { n: 'long', s: 'string' },
        texts.map((text, n) => [n, text]),
      ),
    ).toBe(`n,s\r\n${expected.map((text, n) => `${n},${text}\r\n`).join('')}`);
  });

  it('writes every type as tostring does, datetimes without zeros at the end; nulls are empty', () => {
    const types = { b: 'bool', l: 'long', r: 'real', d: 'decimal', t: 'datetime', s: 'timespan', g: 'guid', y: 'dynamic' } as const;
    const row: Cell[] = [
      true,
      -9223372036854775808n,
      2,
      parseDecimal('1.10') as Cell,
      parseDatetime('2024-05-01T00:00:00.5Z'),
      1n,
      '74be27de-1e4e-49d9-b579-fe0b331d3642',
      parseJsonText('{"b":[1,2.0,"x"],"1":9007199254740993}') as Cell,
    ];
    expect(written('csv', types, [row, row.map(() => null)])).toBe(
      'b,l,r,d,t,s,g,y\r\ntrue,-9223372036854775808,2.0,1.1,2024-05-01T00:00:00.5Z,00:00:00.0000001,74be27de-1e4e-49d9-b579-fe0b331d3642,"{""b"":[1,2.0,""x""],""1"":9007199254740993}"\r\n,,,,,,,\r\n',
    );
  });

  it('writes a string in a dynamic as it is', () => {
    expect(
      written('csv', { n: 'int', y: 'dynamic' }, [
        [1, 'a"b'],
        [2, parseJsonText('["a"]') as Cell],
      ]),
    ).toBe('n,y\r\n1,"a""b"\r\n2,"[""a""]"\r\n');
  });

  it('an empty value in the only column is no empty line', () => {
    expect(written('csv', { a: 'string' }, [[''], ['x']])).toBe('a\r\n""\r\nx\r\n');
  });
});

describe('tsv', () => {
  it('quotes tabs, quotes and line breaks', () => {
    expect(
      written('tsv', { a: 'string', b: 'string' }, [
        ['x\ty', 'a,b'],
        ['q"', 'l\n'],
      ]),
    ).toBe('a\tb\n"x\ty"\ta,b\n"q"""\t"l\n"\n');
  });
});

describe('datetimes over many years', () => {
  it('are exact to the tick, before and after the first one', () => {
    const texts = [
      '2024-05-01T00:00:00.0000001Z',
      '2024-04-30T23:59:59.9999999Z',
      '2052-10-01T12:00:00Z',
      '1999-01-01T00:00:00.9999999Z',
      '2024-05-01T00:00:00Z',
    ];
    expect(written('csv', { n: 'int', t: 'datetime' }, [...texts.map((text, n) => [n, parseDatetime(text)]), [5, null]])).toBe(
      `n,t\r\n${texts.map((text, n) => `${n},${text}\r\n`).join('')}5,\r\n`,
    );
    // far apart, so that they are 64-bit integers
    expect(
      written('csv', { n: 'int', t: 'datetime' }, [
        [1, 0n],
        [2, parseDatetime('9999-12-31T23:59:59.9999999Z')],
      ]),
    ).toBe('n,t\r\n1,0001-01-01T00:00:00Z\r\n2,9999-12-31T23:59:59.9999999Z\r\n');
  });
});
