import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vectorOf } from '../../src/data/builder.ts';
import { coerceValue, inferColumn } from '../../src/data/infer.ts';
import { jsonReader } from '../../src/data/json-safe.ts';
import { inputOf, load, type Read, stream } from './reading.ts';

/**
 * JSON.parse is the oracle, within its exact range: whole numbers of 53 bits, fractions that are none. The types are those of
 * data/infer.ts over the parsed values.
 */
function expected(rows: Record<string, unknown>[]): Pick<Read, 'columns' | 'rows'> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null));
    const { type } = inferColumn(values);
    const read = jsonReader(
      vectorOf(
        type,
        values.map((value) => coerceValue(value, type)),
      ),
    );
    return { label: `${name}:${type}`, values: rows.map((_, i) => read(i)) };
  });
  return { columns: columns.map(({ label }) => label), rows: rows.map((_, i) => columns.map(({ values }) => values[i])) };
}

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'Name', 'TimeGenerated', 'x y') },
  { weight: 1, arbitrary: fc.constantFrom('é', '"q"', '\\', '', '__proto__', 'k😀') },
);
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -5, max: 5 }).filter((value) => !Object.is(value, -0)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
);
const text = fc.oneof(
  fc.constantFrom('', 'x', 'Info', 'C:\\Windows\\x.exe', 'line\nfeed', '"', 'é€', '😀', '\u0001', 'a longer text without anything in it'),
  fc.string({ unit: 'binary' }),
  fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
);
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: number },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.jsonValue({ maxDepth: 3, noUnicodeString: false }).map((item) => JSON.parse(JSON.stringify(item, whole)) as unknown),
  },
);

/** What JSON.parse cannot tell apart: 1e21 is a real in JSON text, and so is 1e300. */
function whole(_: string, item: unknown): unknown {
  return typeof item === 'number' && Number.isInteger(item) && !Number.isSafeInteger(item) ? 7 : Object.is(item, -0) ? 0 : item;
}

/** Columns of one kind most of the time, as data is. */
const kinds = fc.constantFrom(
  text,
  number,
  fc.boolean(),
  fc.constantFrom('2024-05-01T00:00:00Z', '2024-05-01T01:02:03.1234567+02:00', ''),
  value,
);
const rows = fc.dictionary(key, kinds, { minKeys: 1, maxKeys: 6 }).chain((columns) =>
  fc.array(
    fc
      .record(Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, fc.option(kind, { freq: 8 })])), {
        requiredKeys: [],
        noNullPrototype: true,
      })
      .chain((row) =>
        fc.shuffledSubarray(Object.entries(row), { minLength: 0 }).chain((some) => fc.constantFrom(Object.entries(row), some)),
      ),
    { minLength: 1, maxLength: 12 },
  ),
);

const blanks = fc.array(fc.constantFrom(' ', '\t', ''), { maxLength: 2 }).map((some) => some.join(''));
const style = fc.record({ before: blanks, between: blanks, after: blanks, escaped: fc.boolean(), irregular: fc.boolean() });
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

function write(entries: [string, unknown][], { before, between, after, escaped, irregular }: Style, row: number): string {
  const blank = (text: string): string => (irregular && row % 2 === 1 ? '' : text);
  const members = entries.map(
    ([name, item]) =>
      `${blank(before)}${string(name, escaped)}${blank(between)}:${blank(after)}${typeof item === 'string' ? string(item, escaped) : JSON.stringify(item)}${blank(before)}`,
  );
  return `${blank(after)}{${members.join(',')}}${blank(between)}`;
}

function string(item: string, escaped: boolean): string {
  const plain = JSON.stringify(item);
  return escaped ? plain.replace(/[ghxD/\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : plain;
}

function toObject(entries: [string, unknown][]): Record<string, unknown> {
  return wellFormed(
    JSON.parse(`{${entries.map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`).join(',')}}`),
  ) as Record<string, unknown>;
}

/** Half of a surrogate pair is read as U+FFFD; inside dynamic it stays. */
function wellFormed(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, item]) => [
      name,
      typeof item === 'string' ? item.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd') : item,
    ]),
  );
}

const options = { numRuns: 300 };
const chunk = fc.constantFrom(1, 2, 3, 5, 16, 64, 1 << 20);

it('lines', async () => {
  await fc.assert(
    fc.asyncProperty(rows, style, chunk, fc.constantFrom('\n', '\r\n', '\n\n'), async (data, styled, bytes, end) => {
      const input = inputOf(data.map((row, i) => write(row, styled, i) + end).join(''), 'f.ndjson', bytes);
      const { columns, rows } = expected(data.map(toObject));
      if (columns.length === 0) return;
      expect(await load(input)).toEqual({ columns, rows, warnings: [] });
      expect(await stream(input)).toEqual({ columns, rows, warnings: [] });
    }),
    options,
  );
});

it('arrays and objects with rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      style,
      chunk,
      fc.constantFrom(['[', ',\n', ']'], ['\n[\n', ' , ', '\n]\n'], ['{"n":{"x":[{}]},"rows":[', ',', '],"m":[1,"]"]}'], ['', '\n\n', '']),
      async (data, styled, bytes, [open, between, close]) => {
        const name = open === '' && data.length === 1 ? 'f.ndjson' : 'f.json';
        const input = inputOf(open + data.map((row, i) => write(row, styled, i)).join(between) + close, name, bytes);
        const { columns, rows } = expected(data.map(toObject));
        if (columns.length === 0) return;
        expect(await load(input)).toEqual({ columns, rows, warnings: [] });
      },
    ),
    options,
  );
});

it('the columns that are asked for, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(rows, style, fc.array(fc.nat(), { maxLength: 4 }), async (data, styled, picks) => {
      const input = inputOf(data.map((row, i) => `${write(row, styled, i)}\n`).join(''), 'f.ndjson');
      const { columns, rows } = expected(data.map(toObject));
      if (columns.length === 0) return;
      const wanted = [...new Set(picks.map((pick) => pick % columns.length))];
      expect((await stream(input, {}, wanted)).rows).toEqual(rows.map((row) => wanted.map((index) => row[index])));
    }),
    options,
  );
});

it('what JSON.parse refuses, and only that', async () => {
  const fragment = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'null',
    ' ',
    '\\',
    '\\n',
    '\\u00e9',
    '{"a":1}',
    '\t',
    'x',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fragment, { maxLength: 12 }), async (parts) => {
      const line = `{"k":${parts.join('')}}`;
      let accepted = true;
      try {
        JSON.parse(line);
      } catch {
        accepted = false;
      }
      const { rows } = await load(inputOf(`${line}\n{"end":1}\n`, 'f.ndjson'), { skipMalformed: true });
      expect(rows.length, line).toBe(accepted ? 2 : 1);
    }),
    { numRuns: 1000 },
  );
});
