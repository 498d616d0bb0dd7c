import { textOfDynamic } from '../../data/convert.ts';
import { type Dynamic, isArray } from '../../data/dynamic.ts';
import { codePointIndex, codePointOffset, countCodePoints } from '../../data/text.ts';
import { type CallError, type CallSite, type ScalarFunction, scalar } from '../define.ts';
import type { Regex } from '../lib/regex.ts';
import { constantRegex } from '../lib/regex-argument.ts';
import { compileTermSet } from '../lib/term-set.ts';

/** Where something is in a text, and how often. Positions count code points. */
export const stringSearchFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'indexof(string: text, match: text, start?: long, length?: long, occurrence?: long): long',
    doc: 'The zero-based position of the occurrence of `match` that begins at `start` or later, within `length` characters; -1 when there is none. A negative `start` counts from the end. Null for a length below -1 or a negative occurrence.',
    examples: [
      ["indexof('abcdefg', 'cde')", 2],
      ["indexof('abcdefg', 'cde', 3)", -1],
      ["indexof('abcdefgabcdefg', 'cde', 1, 10, 2)", 9],
    ],
    constant: ['occurrence'],
    saturate: true,
    prepare: (site) => {
      const problem = occurrenceError(site);
      if (problem) return problem;
      return (text, match, start = 0, length = -1, occurrence = 1) => {
        if (length < -1 || occurrence < 0) return null;
        const from = start < 0 ? Math.max(0, countCodePoints(text) + start) : start;
        return nthPosition(text, positionsOf(text, match, codePointOffset(text, from)), from, length, occurrence);
      };
    },
  }),
  scalar({
    signature: 'indexof_regex(string: text, match: text, start?: long, length?: long, occurrence?: long): long',
    doc: 'The zero-based position of the occurrence of a match of the regular expression, as indexof(); matches do not overlap. Null for a negative start.',
    examples: [
      ["indexof_regex('abcabc', @'a.c')", 0],
      ["indexof_regex('abcabcdefg', @'a.c', 0, 9, 2)", 3],
      ["indexof_regex('abcabc', @'a.c', 1, -1, 2)", -1],
      ["indexof_regex('abcabc', @'a|ab', -1)", null],
    ],
    constant: ['match', 'occurrence'],
    saturate: true,
    prepare: (site) => {
      const problem = occurrenceError(site);
      if (problem) return problem;
      const regex = constantRegex(site, 1);
      if ('error' in regex) return regex;
      return (text, _, start = 0, length = -1, occurrence = 1) => {
        if (start < 0 || length < -1 || occurrence < 0) return null;
        return nthPosition(text, matchPositions(regex.ok, text, codePointOffset(text, start)), start, length, occurrence);
      };
    },
  }),
  scalar({
    signature: 'countof(source: string!, search: string, kind?: string): long',
    doc: "How often `search` is in the text: plain texts may overlap, matches of a regular expression (kind 'regex') do not.",
    examples: [
      ["countof('aaaa', 'aa')", 3],
      ["countof('ababa', 'aba', 'regex')", 1],
    ],
    constant: ['search', 'kind'],
    prepare: (site) => {
      const [, , kind] = site.constants;
      if (kind === undefined || kind === 'normal') return countOccurrences;
      if (kind !== 'regex') return { error: "countof() takes 'normal' or 'regex' as its kind", argument: 2 };
      const regex = constantRegex(site, 1);
      return 'error' in regex ? regex : (source) => countMatches(regex.ok, source);
    },
  }),
  scalar({
    signature: 'has_any_index(source: text, values: array): long',
    doc: 'The index of the first item of the array that the text has as a term, as the operator `has`; -1 when it has none.',
    examples: [
      ["has_any_index('this is an example', dynamic(['not', 'example']))", 1],
      ["has_any_index('this is an example', dynamic([]))", -1],
    ],
    prepare: ({ constants: [, constant] }) => {
      if (constant !== undefined) {
        const find = compileItems(constant as Dynamic);
        return (source) => find(source);
      }
      let lastValues: Dynamic | undefined;
      let find = compileItems(null);
      return (source, values) => {
        if (values !== lastValues) {
          find = compileItems(values);
          lastValues = values;
        }
        return find(source);
      };
    },
  }),
];

function occurrenceError({ constants }: CallSite): CallError | undefined {
  if (constants[4] !== 0) return undefined;
  return { error: 'the occurrences are counted from 1; what 0 means is not documented', argument: 4, unsupported: true };
}

/**
 * The nth of the positions (UTF-16 offsets, ascending), as a code point index. Only where a match begins counts against `length`: it may end
 * beyond, whatever the manual says of it: indexof('abcdefg', 'cde', 1, 2) is 2.
 */
function nthPosition(text: string, positions: Iterable<number>, from: number, length: number, occurrence: number): number {
  const limit = length < 0 ? Number.POSITIVE_INFINITY : codePointOffset(text, from + length);
  let left = occurrence;
  for (const position of positions) {
    if (position >= limit) return -1;
    if (--left === 0) return codePointIndex(text, position);
  }
  return -1;
}

function* positionsOf(text: string, match: string, from: number): Iterable<number> {
  for (let at = text.indexOf(match, from); at >= from; at = text.indexOf(match, at + 1)) {
    yield at;
    if (at === text.length) return;
  }
}

function* matchPositions(regex: Regex, text: string, from: number): Iterable<number> {
  for (const { index } of regex.matchAll(text, from)) yield index;
}

function countOccurrences(source: string, search: string): number {
  if (search === '') return 0;
  let count = 0;
  for (let at = source.indexOf(search); at >= 0; at = source.indexOf(search, at + 1)) count++;
  return count;
}

function countMatches(regex: Regex, source: string): number {
  let count = 0;
  for (const _ of regex.matchAll(source)) count++;
  return count;
}

/** The test of a list; a null is no item of it, and what is no array has none. */
function compileItems(values: Dynamic): (source: string) => number {
  if (!isArray(values)) return () => -1;
  const indexes: number[] = [];
  const needles: string[] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    indexes.push(index);
    needles.push(textOfDynamic(value));
  });
  const set = compileTermSet(needles);
  return (source) => {
    const found = set.first(source);
    return found < 0 ? -1 : indexes[found];
  };
}
