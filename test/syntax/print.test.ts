import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/syntax/parse.ts';
import { print } from '../../src/syntax/print.ts';
import { answered, corporaPresent, rules } from './corpora.ts';
import { sentence } from './sentences.ts';
import { withoutSpans } from './trees.ts';

/** Parses what is printed of a text, and fails where that gives another tree or another text. */
function roundTrip(text: string): boolean {
  const { query } = parse(text);
  if (query === undefined) return false;
  const printed = print(query);
  const again = parse(printed);
  if (again.query === undefined) throw new Error(`${again.diagnostics[0].message} in\n${printed}`);
  expect(withoutSpans(again.query)).toEqual(withoutSpans(query));
  expect(print(again.query)).toBe(printed);
  return true;
}

describe('printing and parsing again gives the same tree', () => {
  it.skipIf(!corporaPresent)('of every query of the shared corpora (skipped where ../shared is missing)', () => {
    for (const { query } of [...rules(), ...answered()]) roundTrip(query);
  });

  it('of sentences of the recorded grammar', () => {
    const parsed = { count: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('Query', 'Statement', 'Pipe'), (seed, rule) => {
        if (roundTrip(sentence(seed, rule))) parsed.count++;
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(parsed.count).toBeGreaterThan(500);
  });

  it('of literals at their ends', () => {
    for (const text of [
      'print 1.0, 1e300, 5e-324, 0.1, real(nan), real(+inf), real(-inf), real(-1.5), real(-0.0), 123456789012345678901.5',
      'print int(5), int(-5), long(-5), long(-9223372036854775808), 9223372036854775807, -5, - 5, +5',
      'print 0s, 1d, 36h, 90m, 1tick, 1microsecond, timespan(-1.02:03:04.0000005), time(10675199.02:48:05.4775807)',
      'print datetime(0001-01-01), datetime(9999-12-31 23:59:59.9999999), datetime(2024-02-29 12:00), datetime(null), datetime()',
      'print guid(74be27de1e4e49d9b579fe0b331d3642), decimal(1.50), decimal(-1e-5), bool(1), True',
      `print 'it\\'s', "tab\\t nul\\0 \\u2028", @'C:\\x', h'secret', h@'C:\\', 'a' 'b', '', '😀'`,
      'print dynamic({"a\\"b": [-1, -1.5, -0.0, 1e30, null, \'x\', 1d, datetime(2024-01-01), int64(5), guid(null)]})',
      "T | project ['a b'], [\"c\"], ['it\\'s'], a.['b'].c[0].[1]",
    ]) {
      expect(roundTrip(text), text).toBe(true);
    }
  });
});

describe('canonical text', () => {
  const printed = (text: string): string => {
    const { query } = parse(text);
    return query === undefined ? 'nothing' : print(query);
  };

  it('has an operator on each line', () => {
    expect(printed('let a=5;T|where x==a and y  has "z"|summarize n=count( ) by bin(t,1h)|top 5 by n;')).toBe(
      ['let a = 5;', 'T', "| where x == a and y has 'z'", '| summarize n = count() by bin(t, 1h)', '| top 5 by n'].join('\n'),
    );
  });

  it('indents sub-queries and functions', () => {
    expect(printed('let f=(a:long,b:string="x"){let c=a;T|where d==c};f(1)|join kind=inner(U|take 5)on k')).toBe(
      [
        "let f = (a:long, b:string = 'x') {",
        '    let c = a;',
        '    T',
        '    | where d == c',
        '};',
        'f(1)',
        '| join kind=inner (',
        '    U',
        '    | take 5',
        ') on k',
      ].join('\n'),
    );
  });

  it('breaks long lists', () => {
    const names = Array.from({ length: 12 }, (_, i) => `SomeColumn${i}`);
    expect(printed(`T | project ${names}`)).toBe(
      ['T', '| project', ...names.map((name, i) => `    ${name}${i < 11 ? ',' : ''}`)].join('\n'),
    );
  });

  it('puts the rows of a datatable on lines of their own', () => {
    expect(printed("datatable(a:long,b:string)[1,'x',2,'y']")).toBe("datatable (a:long, b:string) [\n    1, 'x',\n    2, 'y'\n]");
  });

  it('spells operators and literals in one way', () => {
    expect(printed('T | where a <> 0xFF and b notcontains "\\\\" and c == time(1d) | filter TRUE')).toBe(
      "T\n| where a != 255 and b !contains @'\\' and c == 1d\n| filter true",
    );
  });
});
