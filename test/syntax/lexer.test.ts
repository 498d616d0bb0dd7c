import { describe, expect, it } from 'vitest';
import { tokenize } from '../../src/syntax/lexer.ts';

/** Token types and texts, in one line. */
function tokens(text: string): string {
  return tokenize(text)
    .tokens.map(({ tokenType, image }) => (tokenType.name === image ? image : `${tokenType.name}:${image}`))
    .join(' ');
}

function findings(text: string): string[] {
  return tokenize(text).diagnostics.map(({ message }) => message);
}

describe('numbers and timespans', () => {
  it.each([
    ['1 42 0xFF 0Xab', 'LONG:1 LONG:42 LONG:0xFF LONG:0Xab'],
    ['1.5 1. 1e3 1.5e-3 2E+5', 'REAL:1.5 REAL:1. REAL:1e3 REAL:1.5e-3 REAL:2E+5'],
    ['1..5', 'LONG:1 .. LONG:5'],
    ['1.5..2.5', 'REAL:1.5 .. REAL:2.5'],
    ['.5', '. LONG:5'],
    [
      '1d 1.5h 30m 10s 5ms 6microseconds 7nanos 8ticks',
      'TIMESPAN:1d TIMESPAN:1.5h TIMESPAN:30m TIMESPAN:10s TIMESPAN:5ms TIMESPAN:6microseconds TIMESPAN:7nanos TIMESPAN:8ticks',
    ],
    ['5h_avg 1L 100ns 2weeks 1e 0xG', 'IDENTIFIER:5h_avg IDENTIFIER:1L IDENTIFIER:100ns IDENTIFIER:2weeks IDENTIFIER:1e IDENTIFIER:0xG'],
    ['5 h', 'LONG:5 IDENTIFIER:h'],
    ['1.foo', 'LONG:1 . IDENTIFIER:foo'],
    ['3Dchart', 'RESERVED:3Dchart'],
  ])('%s', (text, expected) => expect(tokens(text)).toBe(expected));
});

describe('words', () => {
  it.each([
    ['a _b $left a1 A_b', 'IDENTIFIER:a IDENTIFIER:_b IDENTIFIER:$left IDENTIFIER:a1 IDENTIFIER:A_b'],
    ['where Where', 'where IDENTIFIER:Where'],
    ['project-away project -away project-awayx', 'project-away project - IDENTIFIER:away IDENTIFIER:project - IDENTIFIER:awayx'],
    ['mv-expand mvexpand top-nested top', 'mv-expand mvexpand top-nested top'],
    ['matches regex', 'matches regex'],
    ['matches  regex', 'IDENTIFIER:matches regex'],
    ['in in~ !in !in~', 'in in~ !in !in~'],
    ['!has !has_cs !between', '!has !has_cs !between'],
    ['hint.strategy hint.other', 'HINT:hint.strategy IDENTIFIER:hint . IDENTIFIER:other'],
    ['true True TRUE tRue', 'BOOLEAN:true BOOLEAN:True BOOLEAN:TRUE IDENTIFIER:tRue'],
    ['kind first missing', 'kind first RESERVED:missing'],
  ])('%s', (text, expected) => expect(tokens(text)).toBe(expected));
});

describe('typed literals', () => {
  it.each([
    ['long(5)', 'TYPED_LITERAL:long(5)'],
    ['datetime(2024-01-31 10:00)', 'TYPED_LITERAL:datetime(2024-01-31 10:00)'],
    ['guid("a b")', 'TYPED_LITERAL:guid("a b")'],
    ['long (5)', 'long ( LONG:5 )'],
    ['tolong(5)', 'IDENTIFIER:tolong ( LONG:5 )'],
    ['dynamic(5)', 'dynamic ( LONG:5 )'],
    ['uuid(x)', 'uuid ( IDENTIFIER:x )'],
  ])('%s', (text, expected) => expect(tokens(text)).toBe(expected));

  it('end on their line', () => {
    expect(findings('datetime(2024\n)')).toEqual(['missing `)` after `datetime(2024`']);
  });
});

describe('strings', () => {
  it.each([
    ['\'a\' "b"', 'STRING:\'a\' STRING:"b"'],
    ["'it\\'s'", "STRING:'it\\'s'"],
    ['@\'C:\\\' @"a""b"', 'STRING:@\'C:\\\' STRING:@"a""b"'],
    ["h'x' H\"y\" h@'z'", "STRING:h'x' STRING:H\"y\" STRING:h@'z'"],
    ['```a\nb``` ~~~c~~~', 'STRING:```a\nb``` STRING:~~~c~~~'],
    ["'http://a' // 'no'", "STRING:'http://a'"],
    ["hh'x'", "IDENTIFIER:hh STRING:'x'"],
  ])('%s', (text, expected) => {
    expect(tokens(text)).toBe(expected);
    expect(findings(text)).toEqual([]);
  });

  it.each([
    ["'abc", "this string is never closed by '"],
    ["'abc\n'", "this string is never closed by '"],
    ['"abc', 'this string is never closed by "'],
    ['```abc', 'this string is never closed by ```'],
    ["'\\d'", 'unknown escape `\\d`'],
    ["'\\u12'", 'unknown escape `\\u`'],
    ["'\\U00110000'", 'unknown escape `\\U`'],
    ["'\\8'", 'unknown escape `\\8`'],
  ])('%s is reported', (text, message) => expect(findings(text)[0]).toBe(message));
});

describe('what stands between tokens', () => {
  it('is blanks of many kinds and comments', () => {
    expect(tokens('\ufeffa\t\f\u00a0\u2003b // c\r\nd //')).toBe('IDENTIFIER:a IDENTIFIER:b IDENTIFIER:d');
  });

  it('and directives before the query', () => {
    expect(tokens('#connect x\n// note\n#another\nT')).toBe('IDENTIFIER:T');
    expect(findings('T #connect')).toEqual(['unexpected directive']);
  });
});

describe('what is no token', () => {
  it.each([
    ['a && b', 'unexpected `&&`', 'IDENTIFIER:a and IDENTIFIER:b'],
    ['a || b', 'unexpected `||`', 'IDENTIFIER:a or IDENTIFIER:b'],
    ['!a', 'unexpected `!`', 'IDENTIFIER:a'],
    ['“x y”', 'unexpected typographic quotes', 'STRING:“x y”'],
    ['naïve', 'the name `naïve` has letters beyond a to z', 'IDENTIFIER:naïve'],
    ['été', 'the name `été` has letters beyond a to z', 'IDENTIFIER:été'],
    ['a – b', 'unexpected dash', 'IDENTIFIER:a - IDENTIFIER:b'],
    ['😀', 'unexpected `😀`', ''],
    ['^', 'unexpected `^`', ''],
  ])('%s', (text, message, expected) => {
    expect(findings(text)).toEqual([message]);
    expect(tokens(text)).toBe(expected);
  });
});

it('every token knows its place', () => {
  const text = "T | where a == 'x' // note\n| take 5";
  for (const { image, startOffset, endOffset } of tokenize(text).tokens) expect(text.slice(startOffset, endOffset + 1)).toBe(image);
});
