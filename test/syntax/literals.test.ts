import { describe, expect, it } from 'vitest';
import { parse, parseExpression } from '../../src/syntax/parse.ts';
import { expressionOf } from './trees.ts';

function literal(type: string, value: unknown, obfuscated = false): unknown {
  return { kind: 'literal', type, value, obfuscated };
}

const ticksOf2024 = 638_396_640_000_000_000n;

describe('literals and their values', () => {
  it.each<[string, unknown]>([
    ['123', literal('long', 123n)],
    ['0xFF', literal('long', 255n)],
    ['9223372036854775807', literal('long', 9223372036854775807n)],
    ['9007199254740993', literal('long', 9007199254740993n)],
    ['1.5', literal('real', 1.5)],
    ['1.', literal('real', 1)],
    ['1e3', literal('real', 1000)],
    ['true', literal('bool', true)],
    ['FALSE', literal('bool', false)],
    ['1d', literal('timespan', 864_000_000_000n)],
    ['1.5h', literal('timespan', 54_000_000_000n)],
    ['1tick', literal('timespan', 1n)],
    ['1nano', literal('timespan', 0n)],
    ['int(5)', literal('int', 5n)],
    ['int(-3)', literal('int', -3n)],
    ["int('5')", literal('int', 5n)],
    ['long(0x1F)', literal('long', 31n)],
    ['real(nan)', literal('real', Number.NaN)],
    ['real(-inf)', literal('real', Number.NEGATIVE_INFINITY)],
    ['double(2)', literal('real', 2)],
    ['decimal(1e5)', literal('decimal', '1e5')],
    ['bool(1)', literal('bool', true)],
    ['datetime(2024-01-01)', literal('datetime', ticksOf2024)],
    ['date("2024-01-01")', literal('datetime', ticksOf2024)],
    ['time(2)', literal('timespan', 2n * 864_000_000_000n)],
    ['timespan(1.02:03:04.5)', literal('timespan', 937_845_000_000n)],
    ['guid(74BE27DE-1e4e-49d9-b579-fe0b331d3642)', literal('guid', '74be27de-1e4e-49d9-b579-fe0b331d3642')],
    ['int(null)', literal('int', null)],
    ['datetime(null)', literal('datetime', null)],
    ['guid( null )', literal('guid', null)],
  ])('%s', (text, tree) => expect(expressionOf(text)).toEqual(tree));

  it('datetime() and datetime(now) read the clock of the query', () => {
    const now = { kind: 'call', name: { kind: 'name', text: 'now', bracketed: false }, arguments: [] };
    expect(expressionOf('datetime()')).toEqual(now);
    expect(expressionOf('datetime(now)')).toEqual(now);
  });

  it.each<[string, string]>([
    ['datetime(2024-13-01)', '`2024-13-01` is no datetime'],
    ['guid(xyz)', '`xyz` is no guid'],
    ['int(x)', '`x` is no int'],
    ['bool(2)', '`2` is no bool'],
    ['time(abc)', '`abc` is no timespan'],
    ['9223372036854775808', '9223372036854775808 is out of the range of long'],
  ])('%s has no value', (text, message) => {
    const { diagnostics } = parseExpression(text);
    expect(diagnostics.map(({ kind, message }) => [kind, message])).toEqual([['semantic', message]]);
  });

  it('what a number too great for int means is not known', () => {
    expect(parseExpression('int(0xf090013d)').diagnostics[0].kind).toBe('unsupported');
  });

  it('the least long can be written where a sign belongs to the number', () => {
    expect(parse('datatable(a:long)[-9223372036854775808]').diagnostics).toEqual([]);
    expect(parse('print -9223372036854775808').diagnostics[0].message).toBe('9223372036854775808 is out of the range of long');
  });
});

describe('strings', () => {
  it.each<[string, string]>([
    ["'a'", 'a'],
    ['"it\'s"', "it's"],
    ["'it\\'s'", "it's"],
    ["'\\a\\b\\f\\n\\r\\t\\v\\\\'", '\x07\b\f\n\r\t\v\\'],
    ["'\\u00e9\\x41\\U0001F600'", 'éA😀'],
    ["'\\0\\12\\101\\377\\400'", '\0\nA\u00ff 0'],
    ["@'C:\\x\\'", 'C:\\x\\'],
    ["@'it''s'", "it's"],
    ['@"a""b"', 'a"b'],
    ["```a\n'b'\\n```", "a\n'b'\\n"],
    ['~~~`~~~', '`'],
    ["'a' \"b\" @'c'\n// note\n```d```", 'abcd'],
    ["''", ''],
  ])('%s', (text, value) => expect(expressionOf(text)).toEqual(literal('string', value)));

  it('with h are secrets, also in part', () => {
    expect(expressionOf("h'abc'")).toEqual(literal('string', 'abc', true));
    expect(expressionOf('H@"C:\\"')).toEqual(literal('string', 'C:\\', true));
    expect(expressionOf("'a' h'b'")).toEqual(literal('string', 'ab', true));
  });

  it('that are secrets stand in no error', () => {
    const { diagnostics } = parse("T | where h'secret' h'more' 5");
    expect(JSON.stringify(diagnostics)).not.toMatch(/secret|more/);
    expect(diagnostics[0].message).toBe('expected `|`, `;` or the end of the query, found `5`');
  });
});

describe('dynamic', () => {
  const string = (value: string): unknown => literal('string', value);

  it('is JSON with single quotes and literals of the language', () => {
    expect(expressionOf(`dynamic({"a": [1, -2, 1.5, true, null], 'b': datetime(2024-01-01), "c": 1h, "d": dynamic({})})`)).toEqual({
      kind: 'dynamic',
      value: {
        kind: 'json-bag',
        properties: [
          {
            key: 'a',
            value: {
              kind: 'json-array',
              items: [literal('long', 1n), literal('long', -2n), literal('real', 1.5), literal('bool', true), { kind: 'json-null' }],
            },
          },
          { key: 'b', value: literal('datetime', ticksOf2024) },
          { key: 'c', value: literal('timespan', 36_000_000_000n) },
          { key: 'd', value: { kind: 'json-bag', properties: [] } },
        ],
      },
    });
  });

  it('keeps properties in their order and repeated ones', () => {
    expect(expressionOf(`dynamic({"2": 1, "1": 2, "2": 3, "__proto__": 4})`)).toEqual({
      kind: 'dynamic',
      value: {
        kind: 'json-bag',
        properties: ['2', '1', '2', '__proto__'].map((key, i) => ({ key, value: literal('long', BigInt(i + 1)) })),
      },
    });
  });

  it('joins adjacent strings and resolves escapes', () => {
    expect(expressionOf(`dynamic('a' "\\u00e9")`)).toEqual({ kind: 'dynamic', value: string('aé') });
  });

  it('holds no clock', () => {
    expect(parseExpression('dynamic([datetime()])').diagnostics[0].message).toBe('the clock cannot be read inside dynamic(…)');
  });
});
