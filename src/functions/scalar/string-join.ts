import { textOfDynamic } from '../../data/convert.ts';
import { type Dynamic, isArray } from '../../data/dynamic.ts';
import { type CallError, type CallSite, renamed, type ScalarFunction, scalar } from '../define.ts';

const strcatArray = scalar({
  signature: 'strcat_array(array: array, delimiter: text): string',
  doc: 'The items of an array as one text with the delimiter between; the text of a value that is no array.',
  examples: [["strcat_array(dynamic([1, 2, 3]), '->')", '1->2->3']],
  row: (array, delimiter) => (isArray(array) ? array.map(textOfDynamic).join(delimiter) : textOfDynamic(array)),
});

/** Texts put together from several and taken apart. Whatever is no text is taken by its tostring() form; a null adds nothing. */
export const stringJoinFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'strcat(argument1: text, ...arguments: text): string',
    doc: 'The arguments, 1 to 64 of them, as one text.',
    examples: [
      ["strcat('hello', ' ', 'world')", 'hello world'],
      ["strcat('a', 1, true)", 'a1True'],
    ],
    prepare: (site) => countError('strcat', site, 64) ?? ((first, ...others) => others.reduce((joined, other) => joined + other, first)),
  }),
  scalar({
    signature: 'strcat_delim(delimiter: text, argument1: text, argument2: text, ...arguments: text): string',
    doc: 'The arguments, 2 to 64 of them, as one text with the delimiter between.',
    examples: [["strcat_delim('-', 1, '2', 'A', 1s)", '1-2-A-00:00:01']],
    prepare: (site) => countError('strcat_delim', site, 65) ?? ((delimiter, ...texts) => texts.join(delimiter)),
  }),
  strcatArray,
  renamed(strcatArray, 'array_strcat', 'strcat_array'),
  scalar({
    signature: 'split(source: text, delimiter: string, requestedIndex?: long): dynamic',
    doc: 'The parts of a text between the delimiters as an array; with an index only that part, in an array of one, null when there is none. Null for an empty delimiter.',
    examples: [
      ["split('aaa_bbb_ccc', '_', 1)", ['bbb']],
      ["split('a__b', '_')", ['a', '', 'b']],
      ["split('', '_')", ['']],
    ],
    naming: 'argument',
    saturate: true,
    row: (source, delimiter, index): Dynamic => {
      if (delimiter === '') return null;
      const parts = source.split(delimiter);
      if (index === undefined) return parts;
      return index >= 0 && index < parts.length ? [parts[index]] : null;
    },
  }),
];

function countError(name: string, { types }: CallSite, most: number): CallError | undefined {
  return types.length > most ? { error: `${name}() takes at most ${most} arguments, not ${types.length}`, argument: most } : undefined;
}
