import { textOfCell } from '../../data/convert.ts';
import { parseDecimal } from '../../data/decimal.ts';
import { parseDynamicText } from '../../data/dictionary.ts';
import { type Dynamic, isArray, isBag } from '../../data/dynamic.ts';
import { stringifyDynamic } from '../../data/json.ts';
import { compareOrdinal } from '../../data/text.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';
import { splitCommandLine } from '../lib/command-line.ts';
import { parseCsvRecord } from '../lib/csv-record.ts';
import { parsePath } from '../lib/file-path.ts';
import { parseUrl, parseUrlQuery } from '../lib/url.ts';
import { parseXml } from '../lib/xml.ts';

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

/** Texts of some format as dynamic values. What is not of the format is null unless it says otherwise. */
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
  scalar({
    signature: 'parse_csv(csv_text: string): dynamic',
    doc: 'The fields of the first record of comma-separated text, as an array.',
    examples: [['parse_csv(\'aa,"b,b","a ""quote"""\')', ['aa', 'b,b', 'a "quote"']]],
    naming: 'argument',
    row: (text): Dynamic => parseCsvRecord(text),
  }),
  scalar({
    signature: 'parse_xml(xml: string): dynamic',
    doc: 'The value of an XML document: elements by their names, attributes as @name, text beside either of them as #text; null when it is malformed.',
    examples: [['parse_xml(\'<e name="value">text<a/><a>1</a></e>\')', { e: { '@name': 'value', '#text': 'text', a: [null, '1'] } }]],
    naming: 'argument',
    row: parseXml,
  }),
  parseUrlFunction,
  renamed(parseUrlFunction, 'parseurl', 'parse_url'),
  parseUrlQueryFunction,
  renamed(parseUrlQueryFunction, 'parseurlquery', 'parse_urlquery'),
  scalar({
    signature: 'parse_path(path: string): dynamic',
    doc: 'The parts of a file path: Scheme, RootPath, DirectoryPath, DirectoryName, Filename, Extension, AlternateDataStreamName.',
    examples: [
      [
        "parse_path(@'C:\\temp\\file.txt')",
        {
          Scheme: '',
          RootPath: 'C:\\',
          DirectoryPath: 'C:\\temp',
          DirectoryName: 'temp',
          Filename: 'file.txt',
          Extension: 'txt',
          AlternateDataStreamName: '',
        },
      ],
    ],
    row: parsePath,
  }),
  scalar({
    signature: 'parse_version(version: string): decimal',
    doc: 'A version of one to four numbers with dots between, each of at most eight digits, as a decimal that compares as the version does.',
    examples: [
      ["parse_version('0.0.0.5')", '5'],
      ["parse_version('1.2.3.4')", '1000000020000000300000004'],
    ],
    row: (version) => {
      if (!/^[0-9]{1,8}(?:\.[0-9]{1,8}){0,3}$/.test(version)) return null;
      const parts = version.split('.');
      return parseDecimal([0, 1, 2, 3].map((i) => (parts[i] ?? '').padStart(8, '0')).join(''));
    },
  }),
  scalar({
    signature: 'parse_command_line(command_line: text, parser_type: string): dynamic',
    doc: "The arguments of a command line as Windows' CommandLineToArgvW cuts it (parser type 'windows'); null for an empty text.",
    examples: [["parse_command_line('echo \"hello world!\"', 'windows')", ['echo', 'hello world!']]],
    prepare: ({ constants: [, parser] }) => {
      if (parser !== undefined && parser !== 'windows')
        return { error: `parse_command_line() knows the parser 'windows' only`, argument: 1, unsupported: true };
      return (line, type): Dynamic => (line === '' || type !== 'windows' ? null : splitCommandLine(line));
    },
  }),
];

function sortedByName(value: Dynamic): Dynamic {
  if (isArray(value)) return value.map(sortedByName);
  if (!isBag(value)) return value;
  return new Map([...value].sort(([a], [b]) => compareOrdinal(a, b)).map(([name, item]) => [name, sortedByName(item)]));
}
