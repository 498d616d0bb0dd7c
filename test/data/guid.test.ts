import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesFromGuid, guidFromBytes, guidFromWords, isGuid, parseGuid, wordsFromGuid } from '../../src/data/guid.ts';

const guid = '01234567-89ab-cdef-0123-456789abcdef';

test('parseGuid takes the first 32 digits, hyphens anywhere', () => {
  expect(parseGuid('0123456789abcdef0123456789abcdef')).toBe(guid);
  expect(parseGuid('0123456789ab-cdef-0123-456789abcdef')).toBe(guid);
  expect(parseGuid('01234567-89AB-CDEF-0123-456789ABCDEF')).toBe(guid);
  expect(parseGuid(`${guid} and more`)).toBe(guid);
  for (const text of ['', 'xyz', 'a string that is not a guid', guid.slice(1), `{${guid}}`, '-'.repeat(40)])
    expect(parseGuid(text)).toBeNull();
  expect(isGuid(guid)).toBe(true);
  expect(isGuid(guid.replaceAll('-', ''))).toBe(false);
});

test('words keep the value and the order of the texts', () => {
  const anyGuid = fc.uuid();
  fc.assert(
    fc.property(anyGuid, anyGuid, (a, b) => {
      const [aHigh, aLow] = wordsFromGuid(a);
      const [bHigh, bLow] = wordsFromGuid(b);
      expect(guidFromWords(aHigh, aLow)).toBe(a);
      expect(aHigh < bHigh || (aHigh === bHigh && aLow < bLow)).toBe(a < b);
      expect(guidFromBytes(bytesFromGuid(a))).toBe(a);
    }),
  );
});

test('bytes are in the order of .NET', () => {
  const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
  expect(base64(bytesFromGuid('00112233-4455-6677-8899-aabbccddeeff'))).toBe('MyIRAFVEd2aImaq7zN3u/w==');
  expect(base64(bytesFromGuid('ae3133f2-6e22-49ae-b06a-16e6a9b212eb'))).toBe('8jMxriJurkmwahbmqbIS6w==');
  expect(guidFromBytes(Uint8Array.from(atob('JpbpECu8dUy7Pv5gbeJXAA=='), (character) => character.charCodeAt(0)))).toBe(
    '10e99626-bc2b-4c75-bb3e-fe606de25700',
  );
  expect(guidFromBytes(new Uint8Array(6))).toBeNull();
});
