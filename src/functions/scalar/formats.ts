import { parseDecimal } from '../../data/decimal.ts';
import type { Dynamic } from '../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import { splitCommandLine } from '../lib/command-line.ts';
import { parseCsvRecord } from '../lib/csv-record.ts';
import { parsePath } from '../lib/file-path.ts';
import { parseXml } from '../lib/xml.ts';
import { XmlMemory } from '../lib/xml-memory.ts';

/** Texts of some format as values. What is not of the format is null unless it says otherwise. */
export const formatFunctions: readonly ScalarFunction[] = [
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
    prepare: () => {
      const memory = new XmlMemory();
      return (text) => parseXml(text, memory);
    },
  }),
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
