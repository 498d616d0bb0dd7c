import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src/functions/lib/base64.ts';
import { splitCommandLine } from '../../../src/functions/lib/command-line.ts';
import { parseCsvRecord } from '../../../src/functions/lib/csv-record.ts';
import { parseJsonPath } from '../../../src/functions/lib/json-path.ts';
import { decodeDomain, decodePunycode, encodeDomain, encodePunycode } from '../../../src/functions/lib/punycode.ts';
import { decodeUrl, encodeUrl } from '../../../src/functions/lib/url.ts';
import { countUtf8Bytes } from '../../../src/functions/lib/utf8.ts';

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(' ', '"', '\\', ',', '\n', 'a', '%', '+', '-', '.'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});
/** Also surrogates without a partner. */
const units = fc.string({ unit: fc.constantFrom('a', 'é', '€', '\ud83d', '\ude00') });

describe('codecs', () => {
  it('base64 is that of Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const encoded = Buffer.from(bytes).toString('base64');
        expect(encodeBase64(bytes)).toBe(encoded);
        expect(decodeBase64(encoded)).toEqual(bytes);
      }),
    );
    const long = Uint8Array.from({ length: 3_000_000 }, (_, i) => i);
    expect(Buffer.compare(decodeBase64(encodeBase64(long))!, long)).toBe(0);
  });

  it('UTF-8 bytes are counted as they are written', () => {
    fc.assert(
      fc.property(units, (value) => {
        expect(countUtf8Bytes(value)).toBe(Buffer.byteLength(value));
      }),
    );
  });

  it('a URL comes back', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeUrl(encodeUrl(value, '+'))).toBe(value);
        expect(decodeURIComponent(encodeUrl(value, '%20'))).toBe(value);
      }),
    );
    fc.assert(fc.property(units, (value) => void encodeUrl(value, '+')));
  });

  it('Punycode comes back', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodePunycode(encodePunycode(value))).toBe(value);
      }),
    );
    const label = text.map((value) => value.replace(/[.\u3002\uff0e\uff61]|^xn--/gi, ''));
    fc.assert(
      fc.property(fc.array(label, { minLength: 1 }), (labels) => {
        expect(decodeDomain(encodeDomain(labels.join('.')))).toBe(labels.join('.'));
      }),
    );
    fc.assert(fc.property(fc.string(), (value) => void decodePunycode(value)));
  });

  it('a CSV record comes back', () => {
    const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), fc.constantFrom('', '\n', '\r\nx,y'), (fields, rest) => {
        expect(parseCsvRecord(fields.map(quoted).join(',') + rest)).toEqual(fields);
      }),
    );
  });

  it('the arguments of a command line come back when they are quoted as Windows wants it', () => {
    const quoted = (argument: string) => `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
    fc.assert(
      fc.property(fc.array(text), (list) => {
        expect(splitCommandLine(['program', ...list.map(quoted)].join(' '))).toEqual(['program', ...list]);
      }),
    );
  });

  it('JSON paths are steps', () => {
    expect(parseJsonPath('$')).toEqual({ ok: [] });
    expect(parseJsonPath(`$.a b[0]['c.d']["e\\"f"].g-h`)).toEqual({ ok: ['a b', 0, 'c.d', 'e"f', 'g-h'] });
    for (const path of ['', 'a', '$a', '$.', '$..a', '$.*', '$[*]', '$[-1]', '$[0:1]', '$[0,1]', "$['a", '$[?(@.a)]', "$['']"])
      expect(parseJsonPath(path), path).toHaveProperty('error');
  });
});
