import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codePointIndex,
  codePointOffset,
  compareOrdinal,
  countCodePoints,
  equalsIgnoreCase,
  foldCase,
  foldUnit,
  hasSurrogates,
  isAscii,
  isTermAt,
  isTermBefore,
  isTermCodePoint,
  ordinalOrder,
  ownText,
  sliceCodePoints,
  toLowerInvariant,
  toUpperInvariant,
} from '../../src/data/text.ts';

const anyText = fc.string({ unit: 'binary' });

test('lengths, offsets and slices count code points', () => {
  expect(countCodePoints('𝓗ello')).toBe(5);
  expect(countCodePoints('😀')).toBe(1);
  expect(sliceCodePoints('𝓗ello', 1, 3)).toBe('el');
  expect(sliceCodePoints('hello', 1, 3)).toBe('el');
  expect(sliceCodePoints('hello', 9, 12)).toBe('');
  expect(hasSurrogates('é')).toBe(false);
  expect(isAscii('a\0~')).toBe(true);
  expect(isAscii('é')).toBe(false);
  fc.assert(
    fc.property(anyText, fc.nat(20), fc.nat(20), (text, start, length) => {
      const points = Array.from(text);
      expect(countCodePoints(text)).toBe(points.length);
      expect(sliceCodePoints(text, start, start + length)).toBe(points.slice(start, start + length).join(''));
      expect(codePointOffset(text, start)).toBe(points.slice(0, start).join('').length);
      expect(codePointIndex(text, codePointOffset(text, start))).toBe(Math.min(start, points.length));
    }),
  );
});

describe('order', () => {
  test('is ordinal', () => {
    expect(['alpha', 'a..b', "O'Brien", 'a.b', '..', 'Beta', 'a.', ''].sort(compareOrdinal)).toEqual([
      '',
      '..',
      'Beta',
      "O'Brien",
      'a.',
      'a..b',
      'a.b',
      'alpha',
    ]);
    expect(compareOrdinal('\uffff', '😀')).toBe(-1);
    expect(compareOrdinal('😀', '\ue000')).toBe(1);
    expect(compareOrdinal('a', 'a')).toBe(0);
  });

  test('is that of the UTF-8 bytes', () => {
    const utf8 = new TextEncoder();
    const bytes = (text: string) => Array.from(utf8.encode(text), (byte) => String.fromCharCode(byte)).join('');
    const point = fc.oneof(
      fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    const text = fc.array(point, { maxLength: 4 }).map((points) => points.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(compareOrdinal(a, b)).toBe(bytes(a) < bytes(b) ? -1 : bytes(a) > bytes(b) ? 1 : 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('folding', () => {
  test('is one to one and keeps accents', () => {
    expect(equalsIgnoreCase('CAFÉ', 'café')).toBe(true);
    expect(equalsIgnoreCase('cafe', 'café')).toBe(false);
    expect(equalsIgnoreCase('MÜLLER', 'müller')).toBe(true);
    expect(equalsIgnoreCase('STRASSE', 'straße')).toBe(false);
    expect(equalsIgnoreCase('Straße', 'straße')).toBe(true);
    expect(equalsIgnoreCase('ＦＵＬＬ', 'full')).toBe(false);
    expect(equalsIgnoreCase('ПРИВЕТ', 'привет')).toBe(true);
    expect(equalsIgnoreCase('𐐀', '𐐨')).toBe(true);
    expect(equalsIgnoreCase('e\u0301', 'é')).toBe(false);
  });

  test('no character beyond ASCII folds to an ASCII one', () => {
    for (const [other, ascii] of ['\u0131I', '\u0131i', '\u017fs', '\u017fS', '\u212ak', '\u0130i', '\u0130I'])
      expect(equalsIgnoreCase(other, ascii)).toBe(false);
    for (let unit = 0x80; unit < 0x10000; unit++) if (foldUnit(unit) < 0x80) expect.fail(unit.toString(16));
  });

  test('keeps offsets, and is what equalsIgnoreCase compares', () => {
    const close = fc.string({
      unit: fc.constantFrom(...'aAkKsSiI', 'é', 'É', 'ß', 'ẞ', 'ſ', 'ı', 'İ', 'K', 'σ', 'ς', 'Σ', '𐐀', '𐐨', '\ud801', 'ǆ', 'ǅ'),
      maxLength: 3,
    });
    fc.assert(
      fc.property(close, close, (a, b) => {
        expect(foldCase(a)).toHaveLength(a.length);
        expect(equalsIgnoreCase(a, b)).toBe(foldCase(a) === foldCase(b));
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldCase(foldCase(text))).toBe(foldCase(text));
      }),
    );
  });
});

test('upper and lower case, character by character', () => {
  expect(toUpperInvariant('naïveté')).toBe('NAÏVETÉ');
  expect(toUpperInvariant('привет')).toBe('ПРИВЕТ');
  expect(toUpperInvariant('ａｂｃ')).toBe('ＡＢＣ');
  expect(toUpperInvariant('straße')).toBe('STRAßE');
  expect(toLowerInvariant('ＡＢＣ')).toBe('ａｂｃ');
  expect(toLowerInvariant('ΟΔΟΣ')).toBe('οδοσ');
  expect(toLowerInvariant('ABC')).toBe('abc');
});

test('terms are letters and digits of any script', () => {
  const characters = Array.from('aZ09_-. é中п１½²\u0301\u00a0𝓗😀');
  expect(characters.filter((character) => isTermCodePoint(character.codePointAt(0)!)).join('')).toBe('aZ09é中п１𝓗');
  const text = 'a😀𝓗';
  expect([0, 1, 3, 5].map((offset) => isTermAt(text, offset))).toEqual([true, false, true, false]);
  expect([0, 1, 3, 5].map((offset) => isTermBefore(text, offset))).toEqual([false, true, false, true]);
  const pattern = /^[\p{L}\p{Nd}]$/u;
  fc.assert(
    fc.property(fc.nat(0x10ffff), (code) => {
      expect(isTermCodePoint(code)).toBe(pattern.test(String.fromCodePoint(code)));
    }),
  );
});

test('an order for some texts is the order of all', () => {
  const texts = fc.array(fc.oneof(anyText, fc.constantFrom('a', 'ab', '\ud7ff', '\ue000', '\uffff', '😀', 'a😀', 'a\uffff')), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(texts, (some) => {
      expect([...some].sort(ordinalOrder(some))).toEqual([...some].sort(compareOrdinal));
    }),
  );
  expect(['\uffff', '😀', 'z'].sort(ordinalOrder(['\uffff', '😀', 'z']))).toEqual(['z', '\uffff', '😀']);
});

test('a text by itself is the same text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(ownText(text)).toBe(text);
    }),
  );
  expect(ownText('')).toBe('');
});
