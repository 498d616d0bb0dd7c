import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldCase, foldUnit } from '../../../src/data/text.ts';
import { compileTermSet } from '../../../src/functions/lib/term-set.ts';
import { compileMatcher, type TextOperator } from '../../../src/functions/lib/terms.ts';

const matches = (text: string, operator: TextOperator, needle: string) => compileMatcher(operator, needle)(text);
const keep = (texts: string[], operator: TextOperator, needle: string) => texts.filter(compileMatcher(operator, needle));

const operators: TextOperator[] = [
  'has',
  'has_cs',
  'hasprefix',
  'hasprefix_cs',
  'hassuffix',
  'hassuffix_cs',
  'contains',
  'contains_cs',
  'startswith',
  'startswith_cs',
  'endswith',
  'endswith_cs',
];

/** The rules, written for clarity: every place where the folded needle stands, and the characters beside it. */
function reference(text: string, operator: TextOperator, needle: string): boolean {
  const fold = operator.endsWith('_cs') ? (value: string) => value : foldCase;
  const [hay, pin] = [fold(text), fold(needle)];
  const isTerm = (character: string | undefined) => character !== undefined && /^[\p{L}\p{Nd}]$/u.test(character);
  const first = (value: string) => Array.from(value)[0];
  const last = (value: string) => Array.from(value).at(-1);
  const kind = operator.replace('_cs', '');
  if (pin === '') return true;
  for (let at = hay.indexOf(pin); at >= 0; at = hay.indexOf(pin, at + 1)) {
    const end = at + pin.length;
    const leftFree = !isTerm(first(needle)) || !isTerm(last(text.slice(0, at)));
    const rightFree = !isTerm(last(needle)) || !isTerm(first(text.slice(end)));
    if (kind === 'contains') return true;
    if (kind === 'startswith' && at === 0) return true;
    if (kind === 'endswith' && end === hay.length) return true;
    if (kind === 'has' && leftFree && rightFree) return true;
    if (kind === 'hasprefix' && leftFree) return true;
    if (kind === 'hassuffix' && rightFree) return true;
  }
  return false;
}

describe('has and its siblings', () => {
  // frozen answers of the engine
  test('has wants whole terms; everything but letters and digits parts them, the underscore too', () => {
    expect(keep(['hello world', 'helloworld', 'hello-world', 'HELLO', 'hi.world', 'world hello', 'a hello b'], 'has', 'hello')).toEqual([
      'hello world',
      'hello-world',
      'HELLO',
      'world hello',
      'a hello b',
    ]);
    expect(keep(['hello world', 'helloworld', 'hello-world', 'HELLO', 'hi.world'], 'has_cs', 'hello')).toEqual([
      'hello world',
      'hello-world',
    ]);
    expect(keep(['alpha-beta', 'alpha_beta', 'alpha beta', 'alphabeta'], 'has', 'alpha')).toEqual([
      'alpha-beta',
      'alpha_beta',
      'alpha beta',
    ]);
    for (const separator of ' .,;+=-_\t\n') expect(matches(`x${separator}foo${separator}y`, 'has', 'FOO')).toBe(true);
  });

  test('letters of other scripts are term characters and fold', () => {
    expect(keep(['ПриветМир', 'Привет Мир', 'МИР привет'], 'has', 'привет')).toEqual(['Привет Мир', 'МИР привет']);
    expect(matches('naïve', 'has', 'na')).toBe(false);
    expect(matches('CAFÉ RÉSUMÉ', 'has', 'café')).toBe(true);
    expect(matches('CAFÉ', 'has_cs', 'café')).toBe(false);
    expect(matches('cafe', 'has', 'café')).toBe(false);
  });

  test('an empty needle is in every text', () => {
    for (const operator of operators) for (const text of ['', 'a', ' ']) expect(matches(text, operator, '')).toBe(true);
  });

  test('a needle of a separator needs that separator', () => {
    expect(keep(['a\tb', 'a b', 'ab'], 'has', ' ')).toEqual(['a b']);
  });

  test('needles of several terms, and with separators at an edge', () => {
    expect(matches('a-b-c', 'has', 'b-c')).toBe(true);
    expect(matches('a-b-cd', 'has', 'b-c')).toBe(false);
    expect(matches('powershell.exe -enc AA', 'has', '.exe')).toBe(true);
    expect(matches('x-abc', 'has', '-abc')).toBe(true);
    expect(matches('x-abcd', 'has', '-abc')).toBe(false);
    expect(matches('errors', 'has', 'error')).toBe(false);
    expect(matches('North America', 'has', 'america')).toBe(true);
  });

  test('hasprefix and hassuffix look at every term', () => {
    expect(keep(['The cat sat', 'category', 'scatter', 'a cat'], 'hasprefix', 'cat')).toEqual(['The cat sat', 'category', 'a cat']);
    expect(matches('word boundary test', 'hassuffix', 'test')).toBe(true);
    expect(keep(['alpha', 'Beta', 'café'], 'hassuffix', 'a')).toEqual(['alpha', 'Beta']);
    expect(matches('North America', 'hasprefix', 'ame')).toBe(true);
  });

  test('% and _ are ordinary characters', () => {
    expect(keep(['100%done', 'abc'], 'contains', '%')).toEqual(['100%done']);
    expect(keep(['__world__', 'world'], 'startswith', '__')).toEqual(['__world__']);
  });

  test('folding is one to one', () => {
    expect(matches('\u212aelvin', 'contains', 'k')).toBe(false);
    expect(matches('\u017fad', 'startswith', 's')).toBe(false);
    expect(matches('DI\u0307\u0131', 'endswith', 'i')).toBe(false);
    expect(matches('STRASSE', 'contains', 'ß')).toBe(false);
    expect(matches('ＦＵＬＬ', 'contains', 'full')).toBe(false);
    expect(matches('𐐀b', 'startswith', '𐐨')).toBe(true);
  });

  test('equals the rules, for any text and needle', () => {
    const unit = fc.constantFrom(
      ...'aAbBkKsS1 .-_\\',
      'é',
      'É',
      'ß',
      '\u0131',
      '\u0130',
      '\u017f',
      '\u212a',
      'п',
      'П',
      '中',
      '𐐀',
      '𐐨',
      '😀',
      '\u0301',
      'σ',
      'ς',
      'Σ',
    );
    const text = fc.string({ unit, maxLength: 8 });
    fc.assert(
      fc.property(text, fc.string({ unit, maxLength: 3 }), fc.constantFrom(...operators), (hay, needle, operator) => {
        expect(matches(hay, operator, needle)).toBe(reference(hay, operator, needle));
        expect(matches(hay + needle + hay, operator, needle)).toBe(reference(hay + needle + hay, operator, needle));
      }),
      { numRuns: 10_000 },
    );
  });

  test('needles may hold any character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }), fc.constantFrom(...operators), (needle, operator) => {
        expect(matches(needle, operator, needle)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    for (let code = 0; code < 0x300; code++) {
      const needle = String.fromCharCode(code);
      expect(matches(`x${needle}y`, 'contains', needle)).toBe(true);
      expect(matches('', 'contains', needle)).toBe(false);
    }
  });
});

test('the flag i of a JavaScript regex folds every unit as foldUnit does', () => {
  const units = Array.from({ length: 0x10000 }, (_, unit) => unit).filter((unit) => unit < 0xd800 || unit > 0xdfff);
  const everything = String.fromCharCode(...units.slice(0, 30_000)) + String.fromCharCode(...units.slice(30_000));
  const classes = new Map<number, number[]>();
  for (const unit of units) classes.set(foldUnit(unit), [...(classes.get(foldUnit(unit)) ?? []), unit]);
  for (const [folded, members] of classes) {
    // whoever folds, and whoever Unicode has another case for
    if (members.length === 1 && !/\p{Changes_When_Casemapped}/u.test(String.fromCharCode(folded))) continue;
    for (const unit of members) {
      const found = Array.from(everything.matchAll(new RegExp(`\\u${unit.toString(16).padStart(4, '0')}`, 'gi')), (match) =>
        match[0].charCodeAt(0),
      );
      if (found.join() !== members.join()) expect.fail(`${unit.toString(16)}: ${found} instead of ${members}`);
    }
  }
}, 300_000);

describe('many needles', () => {
  test('has_any_index', () => {
    const index = (text: string, needles: string[]) => compileTermSet(needles).first(text);
    expect(index('this is an example', ['this', 'example'])).toBe(0);
    expect(index('this is an example', ['not', 'example'])).toBe(1);
    expect(index('this is an example', ['not', 'found'])).toBe(-1);
    expect(index('Example number 2', ['1', '2', '3'])).toBe(1);
    expect(index('this is an example', [])).toBe(-1);
  });

  test('no needles', () => {
    const none = compileTermSet([]);
    expect([none.any('x'), none.all('x')]).toEqual([false, true]);
  });

  test('equals one needle after the other', () => {
    const unit = fc.constantFrom(...'aAb1 .-', 'é', 'É', '𐐀', '𐐨', '\u212a', 'k');
    const needle = fc.string({ unit, maxLength: 4 });
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), fc.array(needle, { maxLength: 4 }), fc.boolean(), (text, some, many) => {
        // enough needles that are never found, to be on either side of the limit
        const needles = many ? [...some, ...Array.from({ length: 40 }, (_, i) => `never${i} x`)] : some;
        const found = some.map((one) => reference(text, 'has', one));
        const set = compileTermSet(needles);
        expect(set.any(text)).toBe(found.includes(true));
        expect(set.first(text)).toBe(found.indexOf(true));
        expect(set.all(text)).toBe(!many && !found.includes(false));
        if (many) {
          const all = `${some.join(' ')} ${text} ${needles.join(' ')}`;
          expect(set.all(all)).toBe(needles.every((one) => reference(all, 'has', one)));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('thousands of needles with a common term stay fast', () => {
    const set = compileTermSet(Array.from({ length: 10_000 }, (_, i) => `http www ${i} com`));
    const text = 'http www '.repeat(20_000);
    const start = performance.now();
    expect(set.any(text)).toBe(false);
    expect(set.any(`${text}777 com`)).toBe(true);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
