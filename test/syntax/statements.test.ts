import { describe, expect, it } from 'vitest';
import { parse, parseExpression, parseFunctionCommand, parseRowSchema } from '../../src/syntax/parse.ts';
import { statementOf, treeOf, withoutSpans } from './trees.ts';

const name = (text: string): unknown => ({ kind: 'name', text, bracketed: false });
const long = (value: number): unknown => ({ kind: 'literal', type: 'long', value: BigInt(value), obfuscated: false });
const type = (text: string): unknown => ({ kind: 'type', text });

describe('statements', () => {
  it('stand in order, with or without a last semicolon', () => {
    const kinds = (text: string): unknown => (treeOf(text) as { statements: { kind: string }[] }).statements.map(({ kind }) => kind);
    expect(kinds('set a; let b = 1; T; U;')).toEqual(['set', 'let', 'expression-statement', 'expression-statement']);
    expect(kinds('T\n\n;\n\nU')).toEqual(['expression-statement', 'expression-statement']);
    expect(kinds('')).toEqual([]);
    expect(kinds('// nothing')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['let a = 5', { kind: 'let', name: name('a'), value: long(5) }],
    ['let a = materialize(T)', { kind: 'let', name: name('a'), value: { kind: 'materialize', expression: name('T') } }],
    ['let a = entity_group [b]', { kind: 'let', name: name('a'), value: { kind: 'entity-group', entities: [name('b')] } }],
    ['let a = (b)', { kind: 'let', name: name('a'), value: { kind: 'parenthesized', expression: name('b') } }],
    ['set a', { kind: 'set', name: name('a'), value: undefined }],
    ['set a = 5', { kind: 'set', name: name('a'), value: long(5) }],
    ['alias database a = b', { kind: 'alias', name: name('a'), value: name('b') }],
    [
      'declare query_parameters(a:long = 5, b:string)',
      {
        kind: 'query-parameters',
        parameters: [
          { kind: 'parameter', name: name('a'), type: type('long'), defaultValue: long(5) },
          { kind: 'parameter', name: name('b'), type: type('string'), defaultValue: undefined },
        ],
      },
    ],
    ['declare pattern P', { kind: 'pattern', name: name('P'), declaration: undefined }],
    [
      "declare pattern P = (a:string)[p:string] { ('x').['y'] = { let b = 1; T }; }",
      {
        kind: 'pattern',
        name: name('P'),
        declaration: {
          parameters: [{ kind: 'column-declaration', name: name('a'), type: type('string') }],
          path: { kind: 'column-declaration', name: name('p'), type: type('string') },
          matches: [
            {
              values: [expect.objectContaining({ value: 'x' })],
              path: expect.objectContaining({ value: 'y' }),
              body: { kind: 'function-body', statements: [expect.objectContaining({ kind: 'let' })], result: name('T') },
            },
          ],
        },
      },
    ],
    [
      "restrict access to (T, v*, database('d').U) with (a=1)",
      {
        kind: 'restrict',
        targets: [name('T'), { kind: 'wildcard-name', pattern: 'v*' }, expect.objectContaining({ kind: 'path' })],
        options: [{ kind: 'operator-parameter', name: 'a', value: long(1) }],
      },
    ],
  ])('%s', (text, tree) => expect(statementOf(text)).toEqual(tree));

  it('words of statements are names elsewhere', () => {
    expect(statementOf('let | count')).toMatchObject({ expression: { source: name('let') } });
    expect(statementOf('alias')).toMatchObject({ expression: name('alias') });
    expect(statementOf('restrict')).toMatchObject({ expression: name('restrict') });
  });
});

describe('functions', () => {
  it.each<[string, unknown]>([
    [
      'let f = () { }',
      { kind: 'function', view: false, parameters: [], body: { kind: 'function-body', statements: [], result: undefined } },
    ],
    [
      'let f = view () { T; }',
      { kind: 'function', view: true, parameters: [], body: { kind: 'function-body', statements: [], result: name('T') } },
    ],
    [
      'let f = (T:(*), U:(a:long), b:long = -5, c:string = d) { let e = b; e }',
      {
        kind: 'function',
        view: false,
        parameters: [
          { kind: 'parameter', name: name('T'), type: { kind: 'row-schema', star: true, columns: [] }, defaultValue: undefined },
          {
            kind: 'parameter',
            name: name('U'),
            type: { kind: 'row-schema', star: false, columns: [{ kind: 'column-declaration', name: name('a'), type: type('long') }] },
            defaultValue: undefined,
          },
          {
            kind: 'parameter',
            name: name('b'),
            type: type('long'),
            defaultValue: { kind: 'unary', operator: '-', operand: long(5) },
          },
          { kind: 'parameter', name: name('c'), type: type('string'), defaultValue: name('d') },
        ],
        body: {
          kind: 'function-body',
          statements: [{ kind: 'let', name: name('e'), value: name('b') }],
          result: name('e'),
        },
      },
    ],
  ])('%s', (text, value) => expect(statementOf(text)).toMatchObject({ kind: 'let', value }));
});

describe('parts of queries by themselves', () => {
  it('an expression', () => {
    expect(withoutSpans(parseExpression(' 5 ').expression)).toEqual(long(5));
    expect(withoutSpans(parseExpression('T | count').expression)).toMatchObject({ kind: 'pipe' });
    expect(parseExpression('5; 6').diagnostics[0].message).toBe('expected the end of the text, found `;`');
    expect(parseExpression('').diagnostics[0].message).toBe('expected an expression, found the end of the query');
  });

  it('a schema', () => {
    const column = (columnName: string, typeName: string): unknown => ({
      kind: 'column-declaration',
      name: name(columnName),
      type: type(typeName),
    });
    expect(withoutSpans(parseRowSchema('(a:int, b:string)').schema)).toEqual({
      kind: 'row-schema',
      star: false,
      columns: [column('a', 'int'), column('b', 'string')],
    });
    expect(parseRowSchema('(a:int').schema).toBeUndefined();
    expect(parseRowSchema('(a:int').diagnostics[0].message).toBe('expected `,` or `)`, found the end of the query');
    expect(parseRowSchema('a:int').diagnostics[0].message).toBe('expected `(` and a schema like `(a:long, b:string)`, found `a`');
  });

  it.each([
    '.create function F(a:long) { T | where b == a }',
    '.create-or-alter function with (folder="x", docstring=\'y\', skipvalidation=true) F(a:long) { T | where b == a }',
    '.alter function F(a:long)\n{\n  T | where b == a;\n}',
    '.create function ifnotexists with () F(a:long) { T | where b == a }',
  ])('a stored function: %s', (text) => {
    const { function: command, diagnostics } = parseFunctionCommand(text);
    expect(diagnostics).toEqual([]);
    expect(withoutSpans(command)).toMatchObject({
      name: 'F',
      declaration: { kind: 'function', parameters: [{ name: name('a') }], body: { result: { kind: 'pipe' } } },
    });
  });

  it('no other command', () => {
    expect(parseFunctionCommand('.drop function F').diagnostics[0].message).toBe(
      'expected `create`, `create-or-alter` or `alter`, found `drop`',
    );
    expect(parseFunctionCommand('.create table T (a:long)').diagnostics[0].message).toBe('expected `function`, found `table`');
  });
});

it('management commands are no queries', () => {
  expect(parse('.show tables')).toEqual({
    query: undefined,
    diagnostics: [{ kind: 'unsupported', message: '`.show` is a management command, not a query', span: { start: 0, end: 5 } }],
  });
  expect(parse('// first\n.create function f() { T }').diagnostics[0].kind).toBe('unsupported');
});

it('statements span their text', () => {
  const text = 'let a = 1;\n  T | take 5 // end\n';
  const { query } = parse(text);
  expect(query?.statements.map(({ span }) => text.slice(span.start, span.end))).toEqual(['let a = 1', 'T | take 5']);
  expect(query?.span).toEqual({ start: 0, end: text.length });
});
