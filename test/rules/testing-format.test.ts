import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KqlError } from '../../src/errors.ts';
import { readTestFile, testFileSchema } from '../../src/rules/testing/test-file.ts';

/** What is wrong with a text: line, column, message and, where there is one, the hint. */
function faults(source: string): unknown[] {
  try {
    readTestFile('a.test.yaml', source);
  } catch (error) {
    if (error instanceof KqlError)
      return error.errors.map(({ line, column, message, hint }) => [line, column, message, ...(hint === undefined ? [] : [hint])]);
    throw error;
  }
  return [];
}

const test = (keys: string): string => `tests:\n  - name: one\n    expect: { empty: true }\n    ${keys}\n`;

describe('the format of test files', () => {
  it('names the nearest key for one that is not known', () => {
    expect(faults('rul: a.kql\ntests: []')).toEqual([[1, 1, 'a test file has no key `rul`', 'did you mean `rule`?']]);
    expect(faults(test('givn: {}'))).toEqual([[4, 5, 'a test has no key `givn`', 'did you mean `given`?']]);
    expect(faults('tests:\n- name: one\n  expect: { rowExact: [] }')[0]).toEqual([
      3,
      13,
      'expect has no key `rowExact`',
      'did you mean `rowsExact`?',
    ]);
    expect(faults(test('given: { T: { rows: [], repeatt: 2 } }'))[0]).toEqual([
      4,
      29,
      'a fixture has no key `repeatt`',
      'did you mean `repeat`?',
    ]);
  });

  it('refuses a test without a name or without expectations', () => {
    expect(faults('tests:\n- name: one\n  given: {}')).toEqual([[2, 3, 'a test without `expect`', 'What must come out.']]);
    expect(faults('tests:\n- expect: { empty: true }')).toEqual([
      [2, 3, 'a test without `name`', 'What the test shows; no two are the same.'],
    ]);
    expect(faults('tests:\n- name: one\n  expect: {}')).toEqual([[3, 11, 'this test expects nothing', expect.any(String)]]);
    expect(faults('tests:\n- name: one\n  expect: { tolerance: 0.1 }')).toEqual([[3, 11, 'this test expects nothing', expect.any(String)]]);
    expect(faults('rule: a.kql')).toEqual([[1, 1, 'a test file without `tests`', 'The tests.']]);
  });

  it('refuses two tests of one name', () => {
    expect(faults('tests:\n- { name: one, expect: { empty: true } }\n- { name: one, expect: { empty: true } }')).toEqual([
      [3, 11, 'there are two tests called "one"'],
    ]);
  });

  it('says which kind of value is expected where another stands', () => {
    expect(faults(test('extraColumns: 1'))).toEqual([[4, 19, 'true or false is expected here, not 1']]);
    expect(faults('tests:\n- name: one\n  expect: { count: many }')).toEqual([[3, 20, 'a whole number is expected here, not "many"']]);
    expect(faults('tests:\n- name: one\n  expect: { count: -1 }')).toEqual([[3, 20, 'a whole number is expected here, not -1']]);
    expect(faults('tests:\n- name: one\n  expect: { columns: { a: text } }')).toEqual([
      [3, 27, 'a type of a column is expected here, not "text"'],
    ]);
    expect(faults(test('given: { T: 5 }'))).toEqual([[4, 17, 'a list of rows or a fixture is expected here, not 5']]);
    expect(faults(test('given: { T: [5] }'))).toEqual([[4, 18, 'a row or a fixture is expected here, not 5']]);
    expect(faults(test('given: { T: { rows: [], step: soon } }'))).toEqual([
      [4, 35, 'a length of time, as in 7m is expected here, not "soon"'],
    ]);
    expect(faults('profile: splunk\ntests: []')).toEqual([[1, 10, 'sentinel, defender, adx is expected here, not "splunk"']]);
    expect(faults('[]')).toEqual([[1, 1, 'a test file is expected here, not a list']]);
    expect(faults('')).toEqual([[undefined, undefined, 'a test file is expected here, not nothing']]);
  });

  it('reports all that is wrong, in the order of the text', () => {
    expect(
      faults('tests:\n- name: one\n  expct: {}\n- nam: two\n  expect: { empty: true }').map((fault) => (fault as unknown[])[0]),
    ).toEqual([2, 3, 4, 4]);
  });

  it('reports what is no YAML with its place', () => {
    expect(faults('tests:\n  - name: [one\n    expect: {}')[0]).toMatchObject([expect.any(Number), expect.any(Number), expect.any(String)]);
    expect(faults('tests: []\ntests: []')).toMatchObject([[2, 1, 'Map keys must be unique']]);
  });

  it('takes anchors and merged keys', () => {
    const read = readTestFile(
      'a.test.yaml',
      'tests:\n- name: one\n  given: { T: { rows: [&row { a: 1, b: 2 }, { <<: *row, b: 3 }] } }\n  expect: { empty: true }',
    );
    const given = read.tests?.[0].given?.get('T') as unknown as { rows: { entries: Map<string, { value: { value: unknown } }> }[] };
    const [, second] = given.rows;
    expect([...second.entries].map(([key, { value }]) => [key, value.value])).toEqual([
      ['a', 1],
      ['b', 3],
    ]);
  });

  it('ends a text that means billions of values', () => {
    const lines = ['tests: []', 'x0: &x0 [1,1,1,1,1,1,1,1,1,1]'];
    for (let depth = 1; depth < 10; depth++)
      lines.push(`x${depth}: &x${depth} [${Array.from({ length: 10 }, () => `*x${depth - 1}`).join(',')}]`);
    expect(faults(lines.join('\n'))).toMatchObject([[expect.any(Number), expect.any(Number), 'the text holds too much']]);
    expect(faults(`tests: ${'['.repeat(500)}${']'.repeat(500)}`)).toMatchObject([[1, expect.any(Number), 'the text holds too much']]);
  });

  it('has no key of the prototype', () => {
    expect(faults('constructor: 1\n__proto__: 2\ntests: []').map((fault) => (fault as unknown[])[2])).toEqual([
      'a test file has no key `constructor`',
      'a test file has no key `__proto__`',
    ]);
  });
});

describe('the published schema', () => {
  it('is the one that the file in the documents holds', () => {
    expect(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../docs/rule-test.schema.json'), 'utf8'))).toEqual(
      testFileSchema(),
    );
  });

  it('has every key with its form', () => {
    expect(testFileSchema()).toMatchObject({
      required: ['tests'],
      additionalProperties: false,
      properties: {
        profile: { enum: ['sentinel', 'defender', 'adx'] },
        tests: {
          type: 'array',
          items: {
            required: ['name', 'expect'],
            properties: {
              name: { type: 'string' },
              expect: {
                properties: { count: { type: 'integer', minimum: 0 }, columns: { additionalProperties: { enum: expect.any(Array) } } },
              },
            },
          },
        },
      },
    });
  });
});
