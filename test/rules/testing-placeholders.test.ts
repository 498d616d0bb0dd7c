import { describe, expect, it } from 'vitest';
import { KqlError } from '../../src/errors.ts';
import { errorInFile, placedWhole } from '../../src/rules/places.ts';
import { testRule } from '../../src/rules/testing/expect-rule.ts';
import { fillPlaceholders, type Parameter } from '../../src/rules/testing/placeholders.ts';
import { folderOf } from '../cli/kqlet.ts';

const filled = (text: string, values: Readonly<Record<string, Parameter['value']>>): ReturnType<typeof fillPlaceholders> =>
  fillPlaceholders(
    placedWhole('a.kql', text),
    new Map(Object.entries(values).map(([name, value]) => [name, { value, span: undefined }])),
    (name, _, hint) => new KqlError({ kind: 'data', message: `nothing takes ${name}`, hint }),
  );

async function rows(
  query: string,
  parameters: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): Promise<void> {
  const folder = folderOf({ 'rule.kql': query });
  const { tests } = await testRule(
    { rule: 'rule.kql', parameters, tests: [{ name: 'one', expect: { rowsExact: [expected] } }] },
    { folder },
  );
  expect(tests[0].failures).toEqual([]);
}

describe('placeholders', () => {
  it('become values inside of literals of every kind, whatever is in the values', async () => {
    const hostile = `a"b'c\\d\t`;
    await rows(
      `print a = "<{{v}}>", b = '<{{ v }}>', c = @"<{{v}}>", d = @'<{{v}}>', e = \`\`\`<{{v}}>\`\`\`, f = h"{{v}}"`,
      { v: hostile },
      {
        a: `<${hostile}>`,
        b: `<${hostile}>`,
        c: `<${hostile}>`,
        d: `<${hostile}>`,
        e: `<${hostile}>`,
        f: hostile,
      },
    );
    await rows('print a = toint("{{n}}"), b = tobool("{{b}}")', { n: 5, b: true }, { a: 5, b: true });
    await rows('print a = "{{v}}" // as in {{this}}', { v: 'x\ny' }, { a: 'x\ny' });
  });

  it('must have a value, and stand inside of a literal', () => {
    const fault = (text: string, values = {}): unknown => {
      try {
        return filled(text, values);
      } catch (error) {
        const { message, line, column, hint } = error as KqlError;
        return hint === undefined ? [message, line, column] : [message, line, column, hint];
      }
    };
    expect(fault('print\n a = "{{Valu}}"', { Value: 1 })).toEqual(['the placeholder {{Valu}} has no value', 2, 7, 'did you mean `Value`?']);
    expect(fault('print a = {{v}}', { v: 1 })).toEqual([
      'the placeholder {{v}} stands outside of a string literal',
      1,
      11,
      expect.stringContaining('inside quotes'),
    ]);
    expect(fault('print a = ```{{v}}```', { v: '```' })).toEqual([expect.stringContaining('ends the literal'), 1, 14]);
    expect(fault('print a = @"{{v}}"', { v: 'a\nb' })).toEqual([expect.stringContaining('several lines'), 1, 13]);
    expect(fault('print a = "{{v}}"', { v: 1, w: 2 })).toEqual(['nothing takes w', undefined, undefined, 'did you mean `v`?']);
  });

  it('leave places where they were', () => {
    const text = 'print a = "{{v}}"\n| where b > "{{v}}"\n| where c';
    const { query } = filled(text, { v: 'a much longer text than the placeholder' });
    const place = (part: string): unknown => {
      const start = query.text.indexOf(part);
      const { line, column } = errorInFile(query, new KqlError({ kind: 'data', message: '', span: { start, end: start + 1 } }, query.text));
      return [line, column];
    };
    expect([place('print'), place('where b'), place('where c')]).toEqual([
      [1, 1],
      [2, 3],
      [3, 3],
    ]);
  });

  it('are told from the parameters that a query declares', async () => {
    await rows(
      'declare query_parameters(n:long, s:string = "x"); print a = n, b = s, c = "{{v}}"',
      { n: 5, v: 'y' },
      { a: 5, b: 'x', c: 'y' },
    );
    expect(filled('declare query_parameters(n:long); print n', { n: 5 }).declared).toEqual({ n: 5 });
  });
});
