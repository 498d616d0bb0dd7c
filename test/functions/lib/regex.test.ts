import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { compileRegex, parseRewrite, type Regex, type RegexOptions } from '../../../src/functions/lib/regex.ts';

function regex(pattern: string, options?: RegexOptions): Regex {
  const compiled = compileRegex(pattern, options);
  if ('error' in compiled) throw new Error(`${pattern}: ${compiled.error}`);
  return compiled.ok;
}

const problem = (pattern: string) => {
  const compiled = compileRegex(pattern);
  return 'error' in compiled ? `${compiled.kind}: ${compiled.error}` : 'none';
};
const finds = (pattern: string, ...texts: string[]) => texts.map((text) => regex(pattern).test(text));
const groups = (pattern: string, text: string) => {
  const match = regex(pattern).exec(text);
  return match && Array.from(match.groups);
};
const all = (pattern: string, text: string) => Array.from(regex(pattern).matchAll(text), (match) => match.groups[0]);
const replace = (pattern: string, text: string, rewrite: string) => {
  const compiled = regex(pattern);
  const parsed = parseRewrite(rewrite, compiled.groupCount);
  if ('error' in parsed) throw new Error(parsed.error);
  return compiled.replaceAll(text, parsed.ok);
};

describe('what the engine answered', () => {
  test('matches regex', () => {
    expect(finds('[a-z][0-9]', 'a1b2c3', 'abc', '123', 'a1', '9z9')).toEqual([true, false, false, true, true]);
    expect(finds('^\\d{4}-\\d{2}-\\d{2}$', '2020-01-15', 'not a date', '1999-12-31', 'abc-de-fg')).toEqual([true, false, true, false]);
    expect(finds('^\\d{1,3}(\\.\\d{1,3}){3}$', '192.168.0.1', '10.0.0.255', 'not.an.ip', '1.2.3')).toEqual([true, true, false, false]);
  });

  test('classes are those of Unicode', () => {
    expect(finds('\\d', 'ＡＢ１２', 'AB12')).toEqual([true, true]);
    expect(all('\\d', 'ＡＢ１２')).toEqual(['１', '２']);
    expect(finds('\\s', '\u00a0nbsp\u00a0', 'tab\ttab', 'plain')).toEqual([true, true, false]);
    expect(all('\\w+', 'naïve café_1 — x')).toEqual(['naïve', 'café_1', 'x']);
  });

  test('extract and extract_all', () => {
    expect(groups('(\\d+)-(\\d+)', '2020-12-31T10:20:30')?.[2]).toBe('12');
    expect(groups('(\\d+)-(\\d+)', 'no match here')).toBeNull();
    expect(groups('key:.?(\\w+)', 'key:val')?.[1]).toBe('al');
    expect(groups('Email: (\\S+),', 'User: James, Email: James@example.com, Age: 29')?.[1]).toBe('James@example.com');
    expect(groups('\\{(.*)\\}', '{"k":"v"}')?.[1]).toBe('"k":"v"');
    const named = regex('(?P<first>\\w)(?P<middle>\\w+)(?P<last>\\w)');
    expect([...named.groupNames]).toEqual([
      ['first', 1],
      ['middle', 2],
      ['last', 3],
    ]);
    const found = Array.from(named.matchAll('82b8be2d-dfa7-4bd1'), (match) => Array.from(match.groups).slice(1));
    expect(found).toEqual([
      ['8', '2b8be2', 'd'],
      ['d', 'fa', '7'],
      ['4', 'bd', '1'],
    ]);
  });

  test('replace_regex', () => {
    expect(replace('(\\w+)', 'one two three', '[\\1]')).toBe('[one] [two] [three]');
    expect(replace('(\\w)(\\w)', 'one two three', '\\2\\1')).toBe('noe wto htere');
    expect(replace('(?i)abc', 'abcABCabc', '#')).toBe('###');
    expect(replace('([a-z])([A-Z])', 'abcABCabc', '\\1_\\2')).toBe('abc_ABCabc');
    expect(replace('(\\w+)=(\\w+)', 'user=bob', '\\2:\\1')).toBe('bob:user');
    expect(replace('\\s+', '   ', '-')).toBe('-');
    expect(replace('x', 'abc', '-')).toBe('abc');
  });

  test('countof', () => {
    expect(all('l+', 'hello world')).toHaveLength(2);
    expect(all('aa', 'aaaa')).toHaveLength(2);
  });

  test('trim takes one match at an edge', () => {
    const trim = (pattern: string, text: string) => {
      const atStart = regex(pattern, { anchor: 'start' }).exec(text);
      const rest = text.slice(atStart?.end ?? 0);
      return rest.slice(0, regex(pattern, { anchor: 'end' }).exec(rest)?.index ?? rest.length);
    };
    expect(trim('x', 'xxabcxx')).toBe('xabcx');
    expect(trim('\\s', '  pad  ')).toBe(' pad ');
    expect(trim('--', '--https://bing.com--')).toBe('https://bing.com');
    expect(trim('[^\\w]+', '-  Te st1// $')).toBe('Te st1');
    expect(trim('[x_]', '__world__')).toBe('_world_');
    expect(trim('a|b', 'abxab')).toBe('bxa');
  });
});

describe('the dialect', () => {
  test('flags', () => {
    expect(finds('(?i)straße', 'STRAßE', 'strasse')).toEqual([true, false]);
    expect(finds('(?i)k', '\u212a', 'K', 'x')).toEqual([true, true, false]);
    expect(finds('(?i)[^k]', '\u212a', 'x')).toEqual([false, true]);
    expect(finds('(?i)a(?-i)b', 'Ab', 'AB')).toEqual([true, false]);
    expect(finds('a(?i:b)c', 'aBc', 'aBC')).toEqual([true, false]);
    expect(finds('a.b', 'a\nb', 'a\rb')).toEqual([false, true]);
    expect(finds('(?s)a.b', 'a\nb')).toEqual([true]);
    expect(finds('^b$', 'a\nb', 'b\n', 'b')).toEqual([false, false, true]);
    expect(finds('(?m)^b$', 'a\nb', 'b\n', 'a\rb')).toEqual([true, true, false]);
    expect(groups('(?U)a+', 'aaa')).toEqual(['a']);
    expect(groups('(?U)a+?', 'aaa')).toEqual(['aaa']);
    expect(groups('(?x) a  b # comment\n [ c d ]', 'abd')).toEqual(['abd']);
    expect(groups('A.+', 'xaaa') ?? groups('', '')).toEqual(['']);
    expect(Array.from(regex('A.+', { flags: 'Ui' }).exec('xaaa')!.groups)).toEqual(['aa']);
    expect(finds('(?-u:\\w+)$', 'é', 'e')).toEqual([false, true]);
  });

  test('borders', () => {
    expect(all('\\b\\w', 'éa ж-b')).toEqual(['é', 'ж', 'b']);
    expect(all('(?-u:\\b)a', 'éa a')).toEqual(['a', 'a']);
    expect(finds('(?i)\\b-File\\b', 'x -file y', 'x-FILE', 'x-files')).toEqual([false, true, false]);
    expect(all('\\<\\w+\\>', 'one tŵo')).toEqual(['one', 'tŵo']);
    expect(all('\\b{start}\\w|\\w\\b{end}', 'ab cd')).toEqual(['a', 'b', 'c', 'd']);
    expect(finds('\\Bb', 'ab', 'b', 'éb')).toEqual([true, false, true]);
  });

  test('classes and their operations', () => {
    const members = (pattern: string) =>
      Array.from('abcdefgxyz059 -]&^é', (character) => (regex(`^${pattern}$`).test(character) ? character : '')).join('');
    expect(members('[a-y&&xyz]')).toBe('xy');
    expect(members('[0-9&&[^4]]')).toBe('059');
    expect(members('[0-9--5]')).toBe('09');
    expect(members('[a-g~~b-h]')).toBe('a');
    expect(members('[x[^xyz]]')).toBe('abcdefgx059 -]&^é');
    expect(members('[a&&b]')).toBe('');
    expect(members('[]a]')).toBe('a]');
    expect(members('[^]a]')).toBe('bcdefgxyz059 -&^é');
    expect(members('[-a]')).toBe('a-');
    expect(members('[a-]')).toBe('a-');
    expect(members('[0-9-_ ]')).toBe('059 -');
    expect(members('[[:digit:]x]')).toBe('x059');
    expect(members('[[:^alpha:]]')).toBe('059 -]&^é');
    expect(members('[^a-z&&x]')).toBe('abcdefgyz059 -]&^é');
    expect(members('\\pL')).toBe('abcdefgxyzé');
    expect(members('\\p{Letter}')).toBe('abcdefgxyzé');
    expect(members('\\P{L}')).toBe('059 -]&^');
    expect(members('[\\w--[\\p{ascii}]]')).toBe('é');
    expect(finds('^[\\p{Greek}&&\\pL]$', 'α', 'a')).toEqual([true, false]);
    expect(finds('\\p{script=cyrillic}', 'ж', 'z')).toEqual([true, false]);
    expect(finds('\\p{old_italic}', '𐌀')).toEqual([true]);
  });

  test('escapes', () => {
    expect(finds('^\\x41\\x{42}\\u0043\\u{44}\\U00000045\\101\\n\\t\\.\\/\\-\\_\\"$', 'ABCDEA\n\t./-_"')).toEqual([true]);
    expect(finds('^😀$', '😀')).toEqual([true]);
    expect(finds('^.$', '😀', 'é', '\ud800')).toEqual([true, true, true]);
    expect(finds('a]b}', 'a]b}')).toEqual([true]);
    expect(finds('\\0', '\0')).toEqual([true]);
  });

  test('leftmost first, greedy and lazy', () => {
    expect(groups('a|ab', 'ab')).toEqual(['a']);
    expect(groups('(a+?)(a*)', 'aaa')).toEqual(['aaa', 'a', 'aa']);
    expect(groups('x{2,3}?', 'xxxx')).toEqual(['xx']);
    expect(groups('(a)|b', 'b')).toEqual(['b', undefined]);
    expect(groups('(?:(a)|b)*', 'ab')).toEqual(['ab', 'a']);
    expect(groups('a**', 'aa')).toEqual(['aa']);
  });

  test('empty matches do not follow a match directly', () => {
    expect(all('a*', 'baac')).toEqual(['', 'aa', '']);
    expect(all('', 'ab')).toEqual(['', '', '']);
    expect(all('', '😀é')).toEqual(['', '', '']);
    expect(replace('a*', 'baac', '-')).toBe('-b-c-');
    expect(all('$', 'x')).toEqual(['']);
  });
});

describe('what is refused', () => {
  test.each([
    ['(?=a)', 'semantic: the regex uses look-around'],
    ['(?!a)', 'semantic: the regex uses look-around'],
    ['(?<=a)b', 'semantic: the regex uses look-around'],
    ['(?<!a)b', 'semantic: the regex uses look-around'],
    ['(a)\\1', 'semantic: the regex uses a backreference, \\1'],
    ['(?P<x>a)(?P=x)', 'semantic: the regex uses a backreference'],
    ['(', 'semantic: '],
    ['a)', 'semantic: '],
    ['[a', 'semantic: '],
    ['*a', 'semantic: '],
    ['a|*', 'semantic: '],
    ['\\', 'semantic: '],
    ['\\Q', 'semantic: '],
    ['\\Z', 'semantic: '],
    ['[z-a]', 'semantic: '],
    ['[\\b]', 'semantic: '],
    ['a{3,2}', 'semantic: '],
    ['(?q)', 'semantic: '],
    ['(?P<1>a)', 'semantic: '],
    ['(?P<n>a)(?P<n>b)', 'semantic: '],
    ['[[:foo:]]', 'semantic: '],
    ['\\x{110000}', 'semantic: '],
    ['(?i-)a', 'semantic: '],
    ['(?', 'semantic: '],
    ['(?P<', 'semantic: '],
    ['\\p{L', 'semantic: '],
    ['\\é', 'semantic: '],
    ['{3}', 'semantic: '],
    ['a|{2,}', 'semantic: '],
    ['[[a', 'semantic: '],
    ['a{,3}', 'unsupported: '],
    ['[[a&&b]', 'unsupported: '],
    ['[\\w-z]', 'unsupported: '],
    ['(?R)a', 'unsupported: '],
    ['\\p{Klingon}', 'unsupported: '],
    ['(?-u:.)', 'unsupported: '],
    ['(?-u:\\W)', 'unsupported: '],
    ['((a{100}){100}){100}', 'unsupported: '],
  ])('%s: %s', (pattern, expected) => {
    expect(problem(pattern)).toContain(expected);
  });

  test('braces and brackets that mean nothing else are characters, as in RE2', () => {
    const patterns = ['{"a"', 'a{x}', '(\\\\{|%7B)', 'a{', '({)', 'a|{', '{+b?', '[0-9]{1-3}+', 'a{2}{', 'x{2', 'x{2,1', '(?i)A{b'];
    const classes = ['[[",\\]]', '[[a]', '[^[a]', '[[:alpha:][]', '[[b-c]x?'];
    const texts = ['{"a"', 'xa{x}', '\\\\{', 'a{', '{{b', '7{1-3}}}', 'aa{', 'x{2,1', 'A{B', '["x",]', '[', '-[a', '[x', 'aBc'];
    for (const pattern of [...patterns, ...classes]) {
      const reference = RE2JS.compile(pattern);
      for (const text of texts) {
        const matcher = reference.matcher(text);
        expect([pattern, text, groups(pattern, text)?.[0]]).toEqual([pattern, text, matcher.find() ? matcher.group() : undefined]);
      }
    }
  });

  test('hostile patterns end quickly', () => {
    for (const piece of ['(', '[', '(?i', '\\', 'a{', '[^', '(?P<', '|', '(?x)#', '[a-', 'a{9}', '(a{9}', '[[a&&', '\\p{']) {
      expect(() => compileRegex(piece.repeat(20_000))).not.toThrow();
    }
    for (const end of [')*', ')+x', ')?', '){2}', ')*?', '|b)*']) {
      const compiled = compileRegex('(a'.repeat(200) + end.repeat(200));
      if ('ok' in compiled) expect(compiled.ok.test('aaaaaaaaab'.repeat(100))).toBeDefined();
    }
    expect(problem('('.repeat(1000) + ')'.repeat(1000))).toContain('nests more than');
  });

  test('rewrites', () => {
    expect(parseRewrite('a\\0\\\\b$1', 0)).toEqual({ ok: ['a', 0, '\\', 'b$1'] });
    expect(parseRewrite('\\2', 1)).toHaveProperty('error');
    expect(parseRewrite('\\n', 1)).toHaveProperty('error');
    expect(parseRewrite('x\\', 1)).toHaveProperty('error');
    expect(replace('b', 'abc', '$&$1$$')).toBe('a$&$1$$c');
    expect(replace('(x)?b', 'abc', '<\\1>')).toBe('a<>c');
  });
});

describe('time', () => {
  const time = (work: () => void) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };

  test.each([
    ['(a+)+$', 'a'],
    ['(a|aa)+$', 'a'],
    ['(a*)*b', 'a'],
    ['a.*b', 'a'],
    ['(a)-(b);', 'a-'],
    ['reason=(.*?);', 'reason='],
    ['\\s+$', ' '],
    ['.*.*=.*', 'x'],
    ['^(\\w+\\s?)*$', 'aa '],
    ['(?:a?){30}b', 'a'],
    ['\\bx.*y', 'x é '],
    ['(x+x+)+y', 'x'],
    ['(\\d+)-(\\d+)', '1'],
    ['[a-z]+@', 'a'],
  ])('%s on a long text and on many', (pattern, piece) => {
    const compiled = regex(pattern);
    const long = `${piece.repeat(Math.ceil(100_000 / piece.length))}\n!`;
    const middle = `${piece.repeat(Math.ceil(4000 / piece.length))}\n!`;
    const short = `${piece.repeat(Math.ceil(200 / piece.length))}\n!`;
    expect(time(() => compiled.exec(long))).toBeLessThan(2000);
    expect(time(() => compiled.test(long))).toBeLessThan(2000);
    expect(
      time(() => {
        for (let i = 0; i < 50; i++) compiled.test(middle);
        for (let i = 0; i < 500; i++) compiled.exec(short);
      }),
    ).toBeLessThan(2000);
  });

  test('a regex that has spent its allowance still gives the same answers', () => {
    const compiled = regex('a(.*)b');
    const hostile = 'a'.repeat(4000);
    for (let i = 0; i < 50; i++) expect(compiled.test(hostile)).toBe(false);
    expect(Array.from(compiled.exec(`${hostile}b`)!.groups, (group) => group?.length)).toEqual([4001, 3999]);
    expect(Array.from(compiled.execBounds('xaab', 1)!)).toEqual([1, 4, 2, 3]);
    expect(compiled.exec('xaab', 2)).toMatchObject({ index: 2, end: 4 });
  });
});

test('regexes are remembered', () => {
  expect(compileRegex('abc')).toBe(compileRegex('abc'));
  for (let i = 0; i < 500; i++) compileRegex(`abc${i}`);
  expect(compileRegex('abc499')).toBe(compileRegex('abc499'));
});
