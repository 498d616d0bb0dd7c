import { type Dynamic, isArray } from '../../data/dynamic.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';
import { decodeDomain, decodePunycode, encodeDomain, encodePunycode } from '../lib/punycode.ts';

const codepointsFromString = scalar({
  signature: 'unicode_codepoints_from_string(value: text): dynamic',
  doc: 'The code points of the characters of a text, as an array.',
  examples: [["unicode_codepoints_from_string('⒦⒰')", [9382, 9392]]],
  row: (value): Dynamic => Array.from(value, (character) => character.codePointAt(0)!),
});

const codepointsToString = scalar({
  signature: 'unicode_codepoints_to_string(value: long|array, ...values: long|array): string',
  doc: 'The text of code points, given as integers and arrays of integers; an empty text when one of them is no code point.',
  examples: [
    ['unicode_codepoints_to_string(75, 117, 115, 116, 111)', 'Kusto'],
    ['unicode_codepoints_to_string(dynamic([75, 117, 115]), 116, 111)', 'Kusto'],
  ],
  saturate: true,
  row: (...values) => {
    const codes = values.flatMap((value): Dynamic[] => (isArray(value) ? [...value] : [value]));
    if (!codes.every(isCodePoint)) return '';
    let text = '';
    for (const code of codes) text += String.fromCodePoint(code);
    return text;
  },
});

/** Characters as numbers, and as the ASCII of domain names. */
export const unicodeFunctions: readonly ScalarFunction[] = [
  codepointsFromString,
  renamed(codepointsFromString, 'to_utf8', 'unicode_codepoints_from_string'),
  codepointsToString,
  renamed(codepointsToString, 'make_string', 'unicode_codepoints_to_string'),
  scalar({
    signature: 'punycode_from_string(input_string: string): string',
    doc: 'A text in Punycode, without the xn-- of domain names.',
    examples: [["punycode_from_string('académie-française')", 'acadmie-franaise-npb1a']],
    row: encodePunycode,
  }),
  scalar({
    signature: 'punycode_to_string(input_string: string): string',
    doc: 'The text that Punycode without xn-- stands for; an empty text when it is none.',
    examples: [["punycode_to_string('acadmie-franaise-npb1a')", 'académie-française']],
    row: (text) => decodePunycode(text) ?? '',
  }),
  scalar({
    signature: 'punycode_domain_from_string(encoded_string: string): string',
    doc: 'A domain name with its xn-- labels decoded; an empty text when one of them is no Punycode.',
    examples: [["punycode_domain_from_string('xn--Ge-mia.Bulg.edu')", 'Gáe.Bulg.edu']],
    row: (text) => decodeDomain(text) ?? '',
  }),
  scalar({
    signature: 'punycode_domain_to_string(domain: string): string',
    doc: 'A domain name with its labels beyond ASCII as xn-- and Punycode.',
    examples: [["punycode_domain_to_string('Riðill｡org')", 'xn--Riill-jta.org']],
    row: encodeDomain,
  }),
];

function isCodePoint(value: Dynamic): value is number {
  return typeof value === 'number' && value >= 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}
