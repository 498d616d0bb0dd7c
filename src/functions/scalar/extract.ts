import { convertCell, textOfDynamic } from '../../data/convert.ts';
import { type Dynamic, isArray } from '../../data/dynamic.ts';
import { parseJsonText } from '../../data/json.ts';
import { type CallError, type CallSite, renamed, type ScalarFunction, scalar } from '../define.ts';
import { followPath, type JsonPath, parseJsonPath } from '../lib/json-path.ts';
import type { Regex } from '../lib/regex.ts';
import { constantRegex } from '../lib/regex-argument.ts';

const extractAll = [
  scalar({
    signature: 'extract_all(regex: string, source: text): dynamic',
    doc: 'What the capture groups of the regular expression take in all matches: an array of texts for one group, of arrays for several; null without a match.',
    examples: [
      ["extract_all(@'(\\d+)', 'a set of numbers: 123, 567 and 789')", ['123', '567', '789']],
      [
        "extract_all(@'(\\w)(\\d)', 'a1 b2')",
        [
          ['a', '1'],
          ['b', '2'],
        ],
      ],
    ],
    constant: ['regex'],
    prepare: (site) => {
      const regex = regexWithGroups(site);
      if ('error' in regex) return regex;
      const groups = everyGroup(regex.ok);
      return (_, source) => allMatches(regex.ok, groups, source);
    },
  }),
  scalar({
    signature: 'extract_all(regex: string, captureGroups: array, source: text): dynamic',
    doc: 'The same for some of the groups, by number or by name.',
    examples: [
      [
        "extract_all(@'(?P<first>\\w)(?P<last>\\d)', dynamic(['last', 1]), 'a1 b2')",
        [
          ['1', 'a'],
          ['2', 'b'],
        ],
      ],
    ],
    constant: ['regex', 'captureGroups'],
    prepare: (site) => {
      const regex = regexWithGroups(site);
      if ('error' in regex) return regex;
      const [, constant] = site.constants;
      const groups = groupNumbers(regex.ok, constant as Dynamic);
      return 'error' in groups ? groups : (_regex, _groups, source) => allMatches(regex.ok, groups, source);
    },
  }),
];

const extractJson = [
  scalar({
    signature: 'extract_json(jsonPath: string, dataSource: string): string',
    doc: 'The text of what a JSON path leads to in JSON text; an empty text when there is nothing.',
    examples: [['extract_json(\'$.name\', \'{"name": "John", "age": 30}\')', 'John']],
    constant: ['jsonPath'],
    prepare: (site) => {
      const path = constantPath(site);
      return 'error' in path ? path : (_, dataSource) => textOfDynamic(valueAt(path.ok, dataSource));
    },
  }),
  scalar({
    signature: 'extract_json(jsonPath: string, dataSource: string, type: type): typeof',
    doc: 'The value that a JSON path leads to in JSON text, as a type.',
    examples: [['extract_json(\'$.age\', \'{"name": "John", "age": 30}\', typeof(long))', 30]],
    constant: ['jsonPath', 'type'],
    prepare: (site) => {
      const path = constantPath(site);
      return 'error' in path ? path : (_, dataSource, type) => convertCell(valueAt(path.ok, dataSource), 'dynamic', type);
    },
  }),
];

/** Parts of texts by a regular expression or a JSON path. */
export const extractFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'extract(regex: string, captureGroup: long, source: string!): string',
    doc: 'What a capture group (0: the whole match) takes in the first match of the regular expression; an empty text without a match.',
    examples: [
      ["extract('User: ([^,]+)', 1, 'User: James, Age: 29')", 'James'],
      ["extract(@'\\d+', 0, 'Age: 29')", '29'],
      ["extract(@'\\d+', 0, 'none')", ''],
    ],
    constant: ['regex'],
    saturate: true,
    prepare: (site) => {
      const regex = constantRegex(site, 0);
      return 'error' in regex ? regex : (_, group, source) => regex.ok.exec(source)?.groups[group] ?? '';
    },
  }),
  scalar({
    signature: 'extract(regex: string, captureGroup: long, source: string!, typeLiteral: type): typeof',
    doc: 'The same as a type; null without a match, and when the text has no meaning in the type.',
    examples: [["extract('pid=([0-9]+)', 1, 'pid=77', typeof(long))", 77]],
    constant: ['regex', 'typeLiteral'],
    saturate: true,
    prepare: (site) => {
      const regex = constantRegex(site, 0);
      if ('error' in regex) return regex;
      return (_, group, source, type) => {
        const text = regex.ok.exec(source)?.groups[group];
        return text === undefined ? null : convertCell(text, 'string', type);
      };
    },
  }),
  ...extractAll,
  ...extractAll.map((definition) => renamed(definition, 'extractall', 'extract_all')),
  ...extractJson,
  ...extractJson.map((definition) => renamed(definition, 'extractjson')),
];

const maxGroups = 16;

function regexWithGroups(site: CallSite): { readonly ok: Regex } | CallError {
  const regex = constantRegex(site, 0);
  if ('error' in regex) return regex;
  const { groupCount } = regex.ok;
  if (groupCount >= 1 && groupCount <= maxGroups) return regex;
  return {
    error: `extract_all() takes a regular expression with 1 to ${maxGroups} capture groups, this one has ${groupCount}`,
    argument: 0,
  };
}

/** The groups that are asked for: numbers of groups that the regex lacks are left out, and where none is left it is all groups. */
function groupNumbers(regex: Regex, captureGroups: Dynamic): readonly number[] | CallError {
  if (!isArray(captureGroups)) {
    return { error: 'extract_all() supports arrays of numbers or names of capture groups', argument: 1, unsupported: true };
  }
  const groups: number[] = [];
  for (const group of captureGroups) {
    const number = typeof group === 'string' ? regex.groupNames.get(group) : group;
    if (typeof number === 'number' && (number < 1 || number > regex.groupCount)) continue;
    if (typeof number !== 'number') {
      const known = `it has ${regex.groupCount} of them`;
      return {
        error: `extract_all() of a capture group '${textOfDynamic(group)}' that the regex lacks (${known}) is not supported`,
        argument: 1,
        unsupported: true,
      };
    }
    groups.push(number);
  }
  return groups.length > 0 ? groups : everyGroup(regex);
}

function everyGroup(regex: Regex): readonly number[] {
  return Array.from({ length: regex.groupCount }, (_, i) => i + 1);
}

function allMatches(regex: Regex, groups: readonly number[], source: string): Dynamic {
  const matches: Dynamic[] = [];
  for (const match of regex.matchAll(source)) {
    matches.push(groups.length === 1 ? (match.groups[groups[0]] ?? '') : groups.map((group) => match.groups[group] ?? ''));
  }
  return matches.length === 0 ? null : matches;
}

function constantPath({ constants: [path] }: CallSite): { readonly ok: JsonPath } | CallError {
  const parsed = parseJsonPath(path as string);
  return 'error' in parsed ? { error: parsed.error, argument: 0, unsupported: true } : parsed;
}

/** Text that is no JSON holds nothing. */
function valueAt(path: JsonPath, dataSource: string): Dynamic {
  return followPath(parseJsonText(dataSource) ?? null, path);
}
