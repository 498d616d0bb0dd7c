import { describe, expect, it } from 'vitest';
import { parse, parseExpression } from '../../src/syntax/parse.ts';
import { expressionOf, reading } from './trees.ts';

describe('precedence', () => {
  it.each<[string, string]>([
    ['a or b and c or d', '(a or (b and c) or d)'],
    ['a and b and c', '(a and b and c)'],
    ['a == 1 and b != 2 or c <> 3', '(((a == 1) and (b != 2)) or (c != 3))'],
    ['a < b == c < d', '((a < b) == (c < d))'],
    ['a + b < c - d', '((a + b) < (c - d))'],
    ['a + b * c - d / e % f', '((a + (b * c)) - ((d / e) % f))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c', '((a / b) * c)'],
    ["a + b has 'x'", "(a + (b has 'x'))"],
    ["a has 'x' + c", "((a has 'x') + c)"],
    ["a * b =~ 'x'", "(a * (b =~ 'x'))"],
    ['-a.b * +c', '((-a.b) * (+c))'],
    ['a - -b', '(a - (-b))'],
    ["a has -b.c['d']", "(a has (-b.c['d']))"],
    ['a in (1, 2) and b', '((a in [1, 2]) and b)'],
    ['a + 1 in (b * 2, c)', '((a + 1) in [(b * 2), c])'],
    ['a between (b - 1 .. b + 1) or c', '((a between (b - 1) .. (b + 1)) or c)'],
    ['a !between (1 .. 5)', '(a !between 1 .. 5)'],
    ['(a or b) and c', '(<(a or b)> and c)'],
    ["* has 'x' and * == 1", "((* has 'x') and (* == 1))"],
    ["a : 'x' or b:'y'", "((a : 'x') or (b : 'y'))"],
    ['not(a) and f(b, c = d or e)', '(not(a) and f(b, c := (d or e)))'],
    ['f(*)[0].g(1).h', 'f(*)[0].g(1).h'],
    ["a.['b'].c['d'][-1]", "a.b.c['d'][(-1)]"],
    ['a.[0]', 'a[0]'],
  ])('%s', (text, expected) => expect(reading(text)).toBe(expected));

  it.each(['a == b == c', 'a < b < c', "a has 'x' has 'y'", 'a in (1) in (2)', 'a between (1 .. 2) == b', 'a in (1) + 2', 'a == b in (c)'])(
    '%s does not chain',
    (text) => expect(parseExpression(text).diagnostics[0].message).toMatch(/cannot follow another comparison$/),
  );
});

describe('operators have one spelling each', () => {
  it.each<[string, string]>([
    ['<>', '!='],
    ['notcontains', '!contains'],
    ['containscs', 'contains_cs'],
    ['notcontainscs', '!contains_cs'],
    ['notlike', '!like'],
    ['likecs', 'like_cs'],
    ['notlikecs', '!like_cs'],
    ['matches regex', 'matches regex'],
    ['!startswith_cs', '!startswith_cs'],
    ['!~', '!~'],
  ])('%s is %s', (spelling, operator) => expect(expressionOf(`a ${spelling} b`)).toMatchObject({ kind: 'binary', operator }));

  it.each(['in', '!in', 'in~', '!in~', 'has_any', 'has_all'])('%s takes a list', (operator) => {
    expect(expressionOf(`a ${operator} (1, 'x')`)).toMatchObject({ kind: 'list-test', operator, items: [{ value: 1n }, { value: 'x' }] });
  });

  it('in takes a query', () => {
    expect(expressionOf('a in (T | project b)')).toMatchObject({ kind: 'list-test', items: [{ kind: 'pipe' }] });
    expect(expressionOf('a in (T)')).toMatchObject({ kind: 'list-test', items: [{ kind: 'name', text: 'T' }] });
    expect(expressionOf('a in ((T | count), 2)')).toMatchObject({ items: [{ kind: 'parenthesized' }, { value: 2n }] });
  });
});

describe('names', () => {
  const name = (text: string, bracketed = false): unknown => ({ kind: 'name', text, bracketed });

  it('are words, also most keywords, and texts in brackets', () => {
    expect(expressionOf('count')).toEqual(name('count'));
    expect(expressionOf('$left.a')).toEqual({ kind: 'path', base: name('$left'), member: name('a') });
    expect(expressionOf("['a b']")).toEqual(name('a b', true));
    expect(expressionOf('[@\'a\\b\' "c"]')).toEqual(name('a\\bc', true));
    expect(expressionOf('kind')).toEqual(name('kind'));
  });

  it('with a star in them are patterns where tables stand', () => {
    expect(expressionOf('[a*_b]')).toEqual({ kind: 'wildcard-name', pattern: 'a*_b' });
    expect(expressionOf("union a*, *_b, database('d').c*d")).toMatchObject({
      tables: [
        { kind: 'wildcard-name', pattern: 'a*' },
        { kind: 'wildcard-name', pattern: '*_b' },
        { kind: 'path', member: { kind: 'wildcard-name', pattern: 'c*d' } },
      ],
    });
  });

  it('given to values', () => {
    expect(parse('print by = 1, (a, b) = f(), (c) = d').query?.statements[0]).toMatchObject({
      expression: {
        items: [
          { kind: 'named', tuple: false, names: [{ text: 'by' }] },
          { kind: 'named', tuple: true, names: [{ text: 'a' }, { text: 'b' }] },
          { kind: 'named', tuple: true, names: [{ text: 'c' }] },
        ],
      },
    });
  });

  it('that clients should have filled in are not supported', () => {
    expect(parse('print {x}, {y[-1]}').diagnostics.map(({ kind }) => kind)).toEqual(['unsupported', 'unsupported']);
  });
});

describe('special forms', () => {
  it('toscalar and totable', () => {
    expect(expressionOf('toscalar(T | count)')).toMatchObject({ kind: 'toscalar', parameters: [], expression: { kind: 'pipe' } });
    expect(expressionOf('toscalar kind=nooptimization (T)')).toMatchObject({
      parameters: [{ name: 'kind', value: { text: 'nooptimization' } }],
    });
    expect(expressionOf('totable(x)')).toMatchObject({ kind: 'totable', expression: { text: 'x' } });
  });

  it('typeof', () => {
    expect(expressionOf('typeof(long)')).toEqual({ kind: 'typeof', type: { kind: 'type', text: 'long' } });
    expect(expressionOf('typeof(a:long, *)')).toMatchObject({
      type: { kind: 'row-schema', star: true, columns: [{ name: { text: 'a' } }] },
    });
  });

  it('datascope', () => {
    expect(expressionOf('T datascope=hotcache')).toMatchObject({
      kind: 'datascope',
      expression: { text: 'T' },
      scope: { text: 'hotcache' },
    });
  });
});

it('every node spans its text', () => {
  const text = "  a.b + f(x, 'y') * -2  ";
  const { expression } = parseExpression(text);
  const cut = ({ span }: { span: { start: number; end: number } }): string => text.slice(span.start, span.end);
  if (expression?.kind !== 'binary' || expression.right.kind !== 'binary') throw new Error('no sum');
  expect(cut(expression)).toBe("a.b + f(x, 'y') * -2");
  expect(text.slice(expression.operatorSpan.start, expression.operatorSpan.end)).toBe('+');
  expect(cut(expression.left)).toBe('a.b');
  expect(cut(expression.right)).toBe("f(x, 'y') * -2");
  expect(cut(expression.right.left)).toBe("f(x, 'y')");
  expect(cut(expression.right.right)).toBe('-2');
});
