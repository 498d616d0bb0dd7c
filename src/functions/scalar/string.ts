import type { Dynamic } from '../../data/dynamic.ts';
import { stringifyDynamic } from '../../data/json.ts';
import { compareOrdinal, countCodePoints, hasSurrogates, sliceCodePoints, toLowerInvariant, toUpperInvariant } from '../../data/text.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { fail } from '../../errors.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import { countUtf8Bytes } from '../lib/utf8.ts';

/** The functions of one text: its length, its parts, its case. Positions and lengths count code points. */
export const stringFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'strlen(source: text): long',
    doc: 'The number of characters (code points) of a text.',
    examples: [
      ["strlen('hello')", 5],
      ["strlen('⒦⒰⒮⒯⒪')", 5],
    ],
    naming: { prefix: 'strlen' },
    row: countCodePoints,
  }),
  scalar({
    signature: 'string_size(source: text): long',
    doc: 'The number of bytes of a text in UTF-8.',
    examples: [
      ["string_size('hello')", 5],
      ["string_size('⒦⒰⒮⒯⒪')", 15],
    ],
    naming: { prefix: 'string_size' },
    row: countUtf8Bytes,
  }),
  scalar({
    signature: 'estimate_data_size(...column: scalar): long',
    doc: 'About how many bytes the values of columns take: the width of their type, for a string its text in UTF-8, for a dynamic value its JSON text and a little more.',
    nulls: 'handled',
    exact: true,
    prepare: ({ types }) => {
      const varying = [...types.keys()].filter((index) => types[index] === 'string' || types[index] === 'dynamic');
      const fixed = types.reduce((sum, type) => sum + (widths[type] ?? 0), 0);
      return (...cells) =>
        varying.reduce(
          (sum, index) => sum + (types[index] === 'string' ? countUtf8Bytes(cells[index] as string) : dynamicSize(cells[index])),
          fixed,
        );
    },
  }),
  scalar({
    signature: 'substring(source: text, startingIndex: long, length?: long): string',
    doc: 'The part of `source` from a zero-based index, at most `length` characters; a negative index counts from the end, and one before the beginning gives an empty text.',
    examples: [
      ["substring('123456', 1)", '23456'],
      ["substring('123456', 2, 2)", '34'],
      ["substring('123456', -2, 2)", '56'],
    ],
    saturate: true,
    row: (source, start, length = Number.POSITIVE_INFINITY) => {
      if (length <= 0) return '';
      const from = start < 0 ? countCodePoints(source) + start : start;
      return from < 0 ? '' : sliceCodePoints(source, from, from + length);
    },
  }),
  scalar({
    signature: 'toupper(value: text): string',
    doc: 'The text in upper case.',
    examples: [["toupper('Hello')", 'HELLO']],
    row: toUpperInvariant,
  }),
  scalar({
    signature: 'tolower(value: text): string',
    doc: 'The text in lower case.',
    examples: [["tolower('Hello')", 'hello']],
    row: toLowerInvariant,
  }),
  scalar({
    signature: 'reverse(value: text): string',
    doc: 'The characters of a text from last to first.',
    examples: [
      ["reverse('ABC')", 'CBA'],
      ['reverse(12345)', '54321'],
    ],
    row: (value) => (hasSurrogates(value) ? [...value] : value.split('')).reverse().join(''),
  }),
  scalar({
    signature: 'strcmp(string1: text, string2: text): long',
    doc: '-1, 0 or 1 as the first text comes before the second, is the same, or comes behind it, by code point.',
    examples: [
      ["strcmp('abc', 'ABC')", 1],
      ["strcmp('ABC', 'abc')", -1],
    ],
    row: compareOrdinal,
  }),
  scalar({
    signature: 'strrep(value: text, multiplier: long, delimiter?: text): string',
    doc: 'The text repeated, at most 1024 times, with the delimiter between.',
    examples: [
      ["strrep('ABC', 2)", 'ABCABC'],
      ["strrep(123, 3, '.')", '123.123.123'],
    ],
    saturate: true,
    row: (value, multiplier, delimiter = '') => repeated(value, Math.min(multiplier, 1024), delimiter),
  }),
  scalar({
    signature: 'translate(searchList: string, replacementList: string, source: text): string',
    doc: 'The text with each character of the search list replaced by the one at the same place of the replacement list, of which the last stands for all that are missing; an empty list removes them.',
    examples: [
      ["translate('krasp', 'otsku', 'spark')", 'kusto'],
      ["translate('abc', 'x', 'abc')", 'xxx'],
      ["translate('abc', '', 'ab')", ''],
    ],
    prepare: () => {
      const tableFor = translationSource();
      return (searchList, replacementList, source) => {
        const table = tableFor(searchList, replacementList);
        let translated = '';
        for (const character of source) translated += table.get(character) ?? character;
        return translated;
      };
    },
  }),
];

const maxRepeatedUnits = 1 << 28;

function repeated(value: string, count: number, delimiter: string): string {
  if (count <= 0) return '';
  const units = value.length * count + delimiter.length * (count - 1);
  if (units > maxRepeatedUnits) fail('limit', `strrep() would make a text of ${units} characters; the limit is ${maxRepeatedUnits}`);
  return delimiter === '' ? value.repeat(count) : `${value}${delimiter}`.repeat(count - 1) + value;
}

/** The table of two lists, kept while they stay the same. Of a character that is searched for twice the first place counts. */
function translationSource(): (searchList: string, replacementList: string) => ReadonlyMap<string, string> {
  let lastSearch: string | undefined;
  let lastReplacement: string | undefined;
  let table = new Map<string, string>();
  return (searchList, replacementList) => {
    if (searchList !== lastSearch || replacementList !== lastReplacement) {
      const replacements = [...replacementList];
      table = new Map();
      for (const [i, character] of [...searchList].entries()) {
        if (!table.has(character)) table.set(character, replacements[Math.min(i, replacements.length - 1)] ?? '');
      }
      lastSearch = searchList;
      lastReplacement = replacementList;
    }
    return table;
  };
}

/**
 * The bytes of a value of the types that have a fixed width; null takes as many. The manual shows only that a long takes 8; a bool is taken
 * as one byte and a decimal as the two words of 64 bits that hold its digits.
 */
const widths: Readonly<Partial<Record<ScalarType, number>>> = {
  bool: 1,
  int: 4,
  long: 8,
  real: 8,
  datetime: 8,
  timespan: 8,
  guid: 16,
  decimal: 16,
};

/** A dynamic value is larger than the string of its JSON text, the manual says: by how much is our choice. */
const dynamicOverhead = 8;

function dynamicSize(value: Cell): number {
  return dynamicOverhead + (value === null ? 0 : countUtf8Bytes(stringifyDynamic(value as Dynamic)));
}
