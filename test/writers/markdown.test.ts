import { describe, expect, it } from 'vitest';
import { written } from './written.ts';

describe('markdown', () => {
  it('sets numbers flush right', () => {
    expect(
      written('markdown', { Name: 'string', Count: 'long' }, [
        ['a', 1],
        ['b', null],
      ]),
    ).toBe('| Name | Count |\n| --- | ---: |\n| a | 1 |\n| b |  |\n');
  });

  it('escapes what Markdown would take for its own', () => {
    const cases: [string, string][] = [
      ['a|b', 'a\\|b'],
      ['\\\\server\\share', '\\\\\\\\server\\\\share'],
      ['Process_Name', 'Process_Name'],
      ['_x_ *y* `z`', '\\_x\\_ \\*y\\* \\`z\\`'],
      ['<script>', '\\<script\\>'],
      ['[l](u)', '\\[l\\](u)'],
      ['&lt; & co', '\\&lt; & co'],
      ['$env:x', '\\$env:x'],
      ['one\r\ntwo\nthree\rfour', 'one<br>two<br>three<br>four'],
      ['\x1b[31mred\0', '␛\\[31mred␀'],
    ];
    for (const [text, expected] of cases) expect(written('markdown', { s: 'string' }, [[text]])).toBe(`| s |\n| --- |\n| ${expected} |\n`);
  });
});
