import { type Dynamic, isArray } from '../../data/dynamic.ts';
import { bytesFromGuid, guidFromBytes } from '../../data/guid.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';
import { decodeBase64, encodeBase64 } from '../lib/base64.ts';
import { gunzip, gzip, unzlib, zlib } from '../lib/compression.ts';
import { decodeUrl, encodeUrl } from '../lib/url.ts';
import { decodeUtf8, encodeUtf8 } from '../lib/utf8.ts';

const decodeToString = scalar({
  signature: 'base64_decode_tostring(base64_string: string): string',
  doc: 'The text whose UTF-8 bytes base64 text holds; an empty text when it is no base64 or no UTF-8. NUL characters, as in UTF-16, stay.',
  examples: [
    ["base64_decode_tostring('S3VzdG8=')", 'Kusto'],
    ["base64_decode_tostring('U3RyaW5n0KHR0tGA0L7Rh9C60LA=')", ''],
  ],
  row: (text) => decodeText(decodeBase64(text)),
});

const encodeToString = scalar({
  signature: 'base64_encode_tostring(string: string): string',
  doc: 'The UTF-8 bytes of a text as base64.',
  examples: [["base64_encode_tostring('Kusto')", 'S3VzdG8=']],
  row: (text) => encodeBase64(encodeUtf8(text)),
});

/** Texts and bytes in other clothes: base64, gzip, zlib, URLs. What cannot be decoded gives an empty text, or null. */
export const encodingFunctions: readonly ScalarFunction[] = [
  decodeToString,
  renamed(decodeToString, 'base64_decodestring', 'base64_decode_tostring'),
  encodeToString,
  renamed(encodeToString, 'base64_encodestring', 'base64_encode_tostring'),
  scalar({
    signature: 'base64_decode_toarray(base64_string: string): dynamic',
    doc: 'The bytes that base64 text holds, as an array of numbers; null when it is no base64.',
    examples: [["base64_decode_toarray('S3VzdG8=')", [75, 117, 115, 116, 111]]],
    row: (text): Dynamic => {
      const bytes = decodeBase64(text);
      return bytes === undefined ? null : [...bytes];
    },
  }),
  scalar({
    signature: 'base64_decode_toguid(base64_string: string): guid',
    doc: 'The guid whose 16 bytes, in the order of .NET, base64 text holds; null otherwise.',
    examples: [["base64_decode_toguid('JpbpECu8dUy7Pv5gbeJXAA==')", '10e99626-bc2b-4c75-bb3e-fe606de25700']],
    row: (text) => {
      const bytes = decodeBase64(text);
      return bytes === undefined ? null : guidFromBytes(bytes);
    },
  }),
  scalar({
    signature: 'base64_encode_fromarray(base64_string_decoded_as_array: array): string',
    doc: 'An array of bytes, numbers from 0 to 255, as base64; an empty text when it is none.',
    examples: [['base64_encode_fromarray(dynamic([75, 117, 115, 116, 111]))', 'S3VzdG8=']],
    row: (array) => (isArray(array) && array.every(isByte) ? encodeBase64(Uint8Array.from(array)) : ''),
  }),
  scalar({
    signature: 'base64_encode_fromguid(guid: guid): string',
    doc: 'The 16 bytes of a guid, in the order of .NET, as base64.',
    examples: [['base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb))', '8jMxriJurkmwahbmqbIS6w==']],
    row: (guid) => encodeBase64(bytesFromGuid(guid)),
  }),
  scalar({
    signature: 'gzip_compress_to_base64_string(string: string): string',
    doc: 'The UTF-8 bytes of a text as a gzip file in base64. Its blocks are stored, not compressed: the service may write other bytes, which mean the same text.',
    examples: [["gzip_compress_to_base64_string('1234567890qwertyuiop')", 'H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA==']],
    row: (text) => encodeBase64(gzip(encodeUtf8(text))),
  }),
  scalar({
    signature: 'gzip_decompress_from_base64_string(string: string): string',
    doc: 'The text whose UTF-8 bytes a gzip file in base64 holds; an empty text when it is none, has optional header fields, or is damaged.',
    examples: [
      ["gzip_decompress_from_base64_string('H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA==')", '1234567890qwertyuiop'],
    ],
    row: (text) => decompressed(text, gunzip),
  }),
  scalar({
    signature: 'zlib_compress_to_base64_string(string: string): string',
    doc: 'The UTF-8 bytes of a text as a zlib stream in base64, stored as in gzip_compress_to_base64_string().',
    examples: [["zlib_compress_to_base64_string('1234567890qwertyuiop')", 'eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw==']],
    row: (text) => encodeBase64(zlib(encodeUtf8(text))),
  }),
  scalar({
    signature: 'zlib_decompress_from_base64_string(string: string): string',
    doc: 'The text whose UTF-8 bytes a zlib stream in base64 holds; an empty text when it is none or is damaged.',
    examples: [["zlib_decompress_from_base64_string('eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4=')", 'Test string 123']],
    row: (text) => decompressed(text, unzlib),
  }),
  scalar({
    signature: 'url_encode(url: string!): string',
    doc: 'The text percent-encoded, blanks as +.',
    examples: [["url_encode('https://www.bing.com/hello world')", 'https%3a%2f%2fwww.bing.com%2fhello+world']],
    row: (url) => encodeUrl(url, '+'),
  }),
  scalar({
    signature: 'url_encode_component(url: string): string',
    doc: 'The text percent-encoded, blanks as %20.',
    examples: [["url_encode_component('https://www.bing.com/hello world/')", 'https%3a%2f%2fwww.bing.com%2fhello%20world%2f']],
    row: (url) => encodeUrl(url, '%20'),
  }),
  scalar({
    signature: 'url_decode(encoded_url: string): string',
    doc: 'The text that percent-encoded text stands for; + is a blank.',
    examples: [["url_decode('https%3a%2f%2fwww.bing.com%2f')", 'https://www.bing.com/']],
    row: decodeUrl,
  }),
];

function decodeText(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : (decodeUtf8(bytes) ?? '');
}

function decompressed(text: string, decompress: (file: Uint8Array) => Uint8Array | undefined): string {
  const file = decodeBase64(text);
  return file === undefined ? '' : decodeText(decompress(file));
}

function isByte(value: Dynamic): value is number {
  return typeof value === 'number' && value >= 0 && value <= 255;
}
