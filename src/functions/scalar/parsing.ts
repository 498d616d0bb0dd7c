import { textOfCell } from '../../data/convert.ts';
import { parseDynamicText } from '../../data/dictionary.ts';
import { type Dynamic, isArray, isBag } from '../../data/dynamic.ts';
import { stringifyDynamic } from '../../data/json.ts';
import { compareOrdinal } from '../../data/text.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';
import { parseUrl, parseUrlQuery } from '../lib/url.ts';

const parseJson = [
  scalar({
    signature: 'parse_json(json: string): dynamic',
    doc: 'The value that JSON text describes; text that is no JSON is the string itself, an empty text null.',
    examples: [['parse_json(\'{"a": [1, 2.5]}\')', { a: [1, 2.5] }]],
    naming: 'argument',
    row: parseDynamicText,
  }),
  scalar({
    signature: 'parse_json(json: dynamic): dynamic',
    doc: 'The value itself, also when it is a string that holds JSON.',
    naming: 'argument',
    row: (value) => value,
  }),
];

const parseUrlFunction = scalar({
  signature: 'parse_url(url: string): dynamic',
  doc: 'The parts of a URL as a bag of texts; the query parameters are a bag of their own.',
  examples: [
    [
      "parse_url('scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment')",
      {
        Scheme: 'scheme',
        Host: 'host',
        Port: '1234',
        Path: '/this/is/a/path',
        Username: 'username',
        Password: 'password',
        'Query Parameters': { k1: 'v1', k2: 'v2' },
        Fragment: 'fragment',
      },
    ],
  ],
  row: parseUrl,
});

const parseUrlQueryFunction = scalar({
  signature: 'parse_urlquery(query: string): dynamic',
  doc: 'The parameters of the query part of a URL, in a bag under "Query Parameters".',
  examples: [["parse_urlquery('k1=v1&k2=v2&k3=v3')", { 'Query Parameters': { k1: 'v1', k2: 'v2', k3: 'v3' } }]],
  row: (query): Dynamic => new Map([['Query Parameters', parseUrlQuery(query)]]),
});

/** JSON and URLs as dynamic values; other formats are in formats.ts. What is not of the format is null unless it says otherwise. */
export const parsingFunctions: readonly ScalarFunction[] = [
  ...parseJson,
  ...parseJson.map((definition) => renamed(definition, 'parsejson', 'parse_json')),
  ...parseJson.map((definition) => renamed(definition, 'toobject', 'todynamic')),
  scalar({
    signature: 'dynamic_to_json(value: scalar): string',
    doc: 'A dynamic value as JSON text with the properties of all bags in the order of their names; another value by its tostring() form.',
    examples: [["dynamic_to_json(dynamic({'b': [1, 2], 'a': 'x'}))", '{"a":"x","b":[1,2]}']],
    exact: true,
    prepare: ({ types: [type] }) => {
      return (value) => (type === 'dynamic' ? stringifyDynamic(sortedByName(value as Dynamic)) : textOfCell(type, value));
    },
  }),
  parseUrlFunction,
  renamed(parseUrlFunction, 'parseurl', 'parse_url'),
  parseUrlQueryFunction,
  renamed(parseUrlQueryFunction, 'parseurlquery', 'parse_urlquery'),
];

function sortedByName(value: Dynamic): Dynamic {
  if (isArray(value)) return value.map(sortedByName);
  if (!isBag(value)) return value;
  return new Map([...value].sort(([a], [b]) => compareOrdinal(a, b)).map(([name, item]) => [name, sortedByName(item)]));
}
