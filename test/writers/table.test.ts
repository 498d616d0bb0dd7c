import { describe, expect, it } from 'vitest';
import { parseDatetime } from '../../src/data/datetime.ts';
import type { ScalarType } from '../../src/data/types.ts';
import { fitColumns } from '../../src/writers/table-widths.ts';
import { cutToWidth, widthOf } from '../../src/writers/text-width.ts';
import { written } from './written.ts';

const lines = (...texts: string[]): string => `${texts.join('\n')}\n`;

describe('table', () => {
  it('sets numbers flush right and counts the rows', () => {
    const rows = [
      ['web-1', 5, parseDatetime('2024-05-01')],
      ['db', 1200, null],
    ];
    expect(written('table', { Host: 'string', Hits: 'long', Last: 'datetime' }, rows)).toBe(
      lines(
        'Host   Hits  Last', //
        '─────  ────  ────────────────────',
        'web-1     5  2024-05-01T00:00:00Z',
        'db     1200',
        '2 rows',
      ),
    );
  });

  it('says when there is one row and when there is none', () => {
    expect(written('table', { a: 'long' }, [[1]])).toBe(lines('a', '─', '1', '1 row'));
    expect(written('table', { a: 'long' }, [])).toBe(lines('a', '─', 'no rows'));
  });

  it('cuts long cells where the terminal ends', () => {
    const rows = [['x'.repeat(60), 'short', 'y'.repeat(60)]];
    expect(written('table', { a: 'string', b: 'string', c: 'string' }, rows, { width: 40 })).toBe(
      lines(
        'a                 b      c', //
        '────────────────  ─────  ───────────────',
        'xxxxxxxxxxxxxxx…  short  yyyyyyyyyyyyyy…',
        '1 row',
      ),
    );
  });

  it('keeps the widths of the first rows; later rows are cut on a terminal, elsewhere not', () => {
    const rows = Array.from({ length: 600 }, (_, n) => [n < 500 ? 'ab' : 'abcdef', 1]);
    const onTerminal = written('table', { s: 'string', n: 'long' }, rows, { width: 80, cut: 37 }).split('\n');
    expect(onTerminal.slice(0, 3)).toEqual(['s   n', '──  ─', 'ab  1']);
    expect(onTerminal.slice(-3)).toEqual(['a…  1', '600 rows', '']);
    const elsewhere = written('table', { s: 'string', n: 'long' }, rows).split('\n');
    expect(elsewhere[501]).toBe('ab  1');
    expect(elsewhere[502]).toBe('abcdef  1');
  });

  it('lets nothing in the data reach the terminal', () => {
    const hostile = '\x1b[2J\x1b]0;title\x07\r\n\t\0\x7f\x9b31m\u202egnp.exe\u2028\ufeff\ud800';
    const shown = '␛[2J␛]0;title␇␍␊␉␀␡\\u009b31m\\u202egnp.exe\\u2028\\ufeff\\ud800';
    const text = written('table', { 'na\x1bme': 'string' }, [[hostile]], { width: 200, colour: false });
    expect(text).toBe(lines('na␛me', '─'.repeat(shown.length), shown, '1 row'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(text.replaceAll('\n', '')).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
  });

  it('counts wide characters as two columns', () => {
    const rows = [
      ['日本', 1],
      ['🙂', 2],
      ['👩‍👩‍👧', 3],
      ['e\u0301', 4],
      ['שלום', 5],
    ];
    expect(written('table', { s: 'string', n: 'long' }, rows)).toBe(
      lines(
        's     n', //
        '────  ─',
        '日本  1',
        '🙂    2',
        '👩‍👩‍👧    3',
        'e\u0301     4',
        'שלום  5',
        '5 rows',
      ),
    );
  });

  it('shows as many of 300 columns as there is room for', () => {
    const columns = Object.fromEntries(Array.from({ length: 300 }, (_, n): [string, ScalarType] => [`Column${n}`, 'long']));
    const rows = [Array.from({ length: 300 }, (_, n) => n)];
    const text = written('table', columns, rows, { width: 40 });
    expect(text).toBe(
      lines(
        'Column0  Column1  Column2  Column3', //
        '───────  ───────  ───────  ───────',
        '      0        1        2        3',
        '1 row; 4 of 300 columns shown: the others are empty or have no room',
      ),
    );
    expect(written('table', columns, rows).split('\n')[2].split(/ +/)).toHaveLength(301);
  });

  it('is quick about a cell of megabytes', () => {
    const started = performance.now();
    const text = written('table', { s: 'string', y: 'dynamic' }, [['\x1b'.repeat(20_000_000), 'é'.repeat(10_000_000)]], { width: 60 });
    expect(text.split('\n')[2]).toBe(`${'␛'.repeat(28)}…  ${'é'.repeat(28)}…`);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('uses colours only when told to, and not on data', () => {
    expect(written('table', { a: 'long' }, [[1]], { colour: true })).toBe('\x1b[1ma\x1b[0m\n─\n1\n\x1b[2m1 row\x1b[0m\n');
  });
});

describe('widths', () => {
  const texts = (...widths: number[]) => widths.map((width) => ({ width, isText: true, isEmpty: false }));
  const widths = (...args: Parameters<typeof fitColumns>) => fitColumns(...args).map(({ width }) => width);

  it('leaves columns alone that fit', () => {
    expect(widths(texts(5, 20), 27)).toEqual([5, 20]);
    expect(widths(texts(500))).toEqual([200]);
  });

  it('makes the widest give way first', () => {
    expect(widths(texts(5, 40, 60), 49)).toEqual([5, 20, 20]);
    expect(widths(texts(5, 40, 60), 50)).toEqual([5, 21, 20]);
  });

  it('does not cut numbers and dates', () => {
    expect(widths([{ width: 28, isText: false, isEmpty: false }, ...texts(28)], 42)).toEqual([28, 12]);
  });

  it('leaves out what is empty, then the last ones, but never the first', () => {
    expect(widths(texts(30, 30, 30), 25)).toEqual([12, 11]);
    expect(fitColumns([...texts(30), { width: 12, isText: true, isEmpty: true }, ...texts(30)], 25)).toEqual([
      { index: 0, width: 12 },
      { index: 2, width: 11 },
    ]);
    expect(widths(texts(30), 5)).toEqual([5]);
    expect(widths([{ width: 28, isText: false, isEmpty: false }], 20)).toEqual([20]);
  });

  it('cuts between characters, not inside them', () => {
    expect(cutToWidth('abcdef', 4)).toBe('abc…');
    expect(cutToWidth('abcd', 4)).toBe('abcd');
    expect(cutToWidth('日本語', 5)).toBe('日本…');
    expect(cutToWidth('日本語', 4)).toBe('日…');
    expect(cutToWidth('👩‍👩‍👧x', 2)).toBe('…');
    expect(widthOf('ｱﾊﾟｰﾄ')).toBe(5);
    expect(widthOf('한글ＡＢ')).toBe(8);
    expect(widthOf('🇩🇪❤️')).toBe(4);
  });
});
