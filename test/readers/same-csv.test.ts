import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inputOf, load, schema } from './reading.ts';

const field = fc.oneof(
  fc.constantFrom('', 'x', '1', '-5', '1.5', 'true', 'a,b', 'say "hi"', 'line\nfeed', 'line\r\nfeed', '"', 'é😀', ' blank ', 'a\tb', '\0'),
  fc.string({ unit: 'grapheme' }),
);

it('fields come back as they were written, quoted or not, in chunks of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 2, max: 5 })
        .chain((width) =>
          fc.array(fc.array(fc.tuple(field, fc.boolean()), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
        ),
      fc.constantFrom(',', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.constantFrom(1, 2, 3, 7, 1 << 20),
      async (rows, separator, end, isEnded, chunk) => {
        const write = ([text, isQuoted]: [string, boolean]): string =>
          isQuoted || text.startsWith('"') || /[\n\r]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
        const names = rows[0].map((_, i) => `c${i}`);
        const text = [names.join(separator), ...rows.map((row) => row.map(write).join(separator))].join(end) + (isEnded ? end : '');
        const options = { schema: schema(Object.fromEntries(names.map((name) => [name, 'string' as const]))) };
        const { rows: read } = await load(inputOf(text, separator === ',' ? 'f.csv' : 'f.tsv', chunk), options);
        expect(read).toEqual(rows.map((row) => row.map(([text]) => text)));
      },
    ),
    { numRuns: 1000 },
  );
});
