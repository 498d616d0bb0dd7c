import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { cell, close } from './columns.ts';
import { answer, deliveredSource, delivery, type RandomTable } from './sources.ts';

/**
 * What the engine does to a query to answer it sooner must not show: a query gives the rows of another one that means the same and that it
 * cannot treat so. Folded are calls of constants; a filter tries its conjuncts one after the other on what is left; a predicate over a
 * dictionary is asked once an entry; lists become sets; top and take keep no more than they need; a let is run once for all who read it.
 */

const small = fc.integer({ min: -3, max: 4 });
const columns = {
  b: ['bool', cell('bool')],
  n: ['long', fc.option(small, { freq: 4 })],
  l: ['long', fc.oneof(small, cell('long'))],
  r: ['real', cell('real')],
  d: [
    'datetime',
    fc.option(
      small.map((n) => 638_000_000_000_000_000n + BigInt(n) * 6_000_000_000n),
      { freq: 4 },
    ),
  ],
  s: ['string', fc.constantFrom('', 'a', 'A b', 'ab', 'b-a', 'é', 'x1', '12', 'a\nb')],
  u: ['string', fc.constantFrom('', 'a', 'b', 'c')],
  x: ['dynamic', cell('dynamic')],
} as const satisfies Record<string, readonly [ScalarType, fc.Arbitrary<unknown>]>;
const names = Object.keys(columns) as (keyof typeof columns)[];
const schema = { columns: names.map((name) => ({ name, type: columns[name][0] })) };
const table: fc.Arbitrary<RandomTable> = fc
  .array(fc.tuple(...names.map((name) => columns[name][1] as fc.Arbitrary<Cell>)), { maxLength: 30 })
  .map((rows) => ({ schema, rows }));

const atoms = [
  ...[
    'b',
    'n > 1',
    'n == 2',
    'n != 2',
    'l >= 0',
    'l < n',
    'n == l',
    'r < 1.5',
    'r == r',
    'isnan(r)',
    'n between (-1 .. 2)',
    'n !between (0 .. 1)',
  ],
  ...['d > datetime(2022-09-28T22:15)', 'd == datetime(2022-09-28T22:13:20)', 'd - 1h < datetime(2022-09-28)', 'bin(d, 1h) == d'],
  ...[
    "s == 'a'",
    "s != 'ab'",
    "s =~ 'AB'",
    "s !~ 'a'",
    "s has 'a'",
    "s !has 'a'",
    "s contains 'B'",
    "s startswith 'a'",
    "s endswith_cs 'b'",
    's == u',
  ],
  ...[
    "s matches regex '^a'",
    "s has_any ('a', 'x1')",
    "s has_all ('a', 'b')",
    'strlen(s) > n',
    "u in ('a', 'c')",
    "u in~ ('A')",
    "u !in ('a', '')",
  ],
  ...[
    "strcat(u, s) == 'aa'",
    "toupper(u) == 'B'",
    'isempty(s)',
    'isnotempty(u)',
    'n in (1, 2, 3)',
    'n !in (0, 1)',
    'l in (n, 2)',
    's in (u, "a")',
  ],
  ...[
    'isnull(n)',
    'isnotnull(d)',
    'isnull(x)',
    'x.a == 1',
    'array_length(x) > 0',
    "tostring(x) has 'a'",
    'gettype(x) == "long"',
    'tolong(s) == 12',
  ],
  ...[
    'true',
    'false',
    'bool(null)',
    '1 < 2',
    "'a' has 'b'",
    'strlen("abc") == 4',
    'iff(b, n > 0, isnull(n))',
    'n + 1 > l',
    'n % 2 == 0',
    'r * 2 > 1',
  ],
] as const;

const predicate: fc.Arbitrary<string> = fc.letrec<{ all: string; atom: string }>((tie) => ({
  all: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'predicate' },
    tie('atom'),
    fc.array(tie('all'), { minLength: 2, maxLength: 4 }).map((parts) => `(${parts.join(' and ')})`),
    fc.array(tie('all'), { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(' or ')})`),
    tie('all').map((part) => `not(${part})`),
  ),
  atom: fc.constantFrom(...atoms),
})).all;

/** Queries over T that must give the same rows in the same order. */
async function expectSame(rows: RandomTable, how: Parameters<typeof deliveredSource>[1], queries: readonly string[]): Promise<void> {
  const sources = { T: deliveredSource(rows, how) };
  const [first, ...others] = queries;
  const expected = await answer(first, sources);
  for (const query of others) {
    const actual = await answer(query, sources);
    expect([actual.names, actual.types], query).toEqual([expected.names, expected.types]);
    if (!close(actual.rows, expected.rows)) expect(actual.rows, `${query}\nagainst\n${first}`).toEqual(expected.rows);
  }
}

describe('filters', () => {
  it('keep the rows for which the predicate, computed as a column, is true', async () => {
    await fc.assert(
      fc.asyncProperty(table, delivery, predicate, async (rows, how, p) => {
        await expectSame(rows, how, [
          `T | where ${p}`,
          `T | extend p = ${p} | where p | project-away p`,
          `T | serialize p = ${p} | where p == true | project-away p`,
          `T | where iff(${p}, true, false)`,
          `T | where not(not(${p}))`,
          `T | extend row = range(0, 0) | mv-expand row | where ${p} | project-away row`,
        ]);
      }),
      { numRuns: 400 },
    );
  });

  it('one after the other are one with and, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(table, delivery, fc.array(predicate, { minLength: 2, maxLength: 4 }), async (rows, how, parts) => {
        await expectSame(rows, how, [
          `T | where ${parts.join(' and ')}`,
          `T${parts.map((part) => ` | where ${part}`).join('')}`,
          `T | where ${[...parts].reverse().join(' and ')}`,
          `T | serialize${parts.map((part, i) => `${i === 0 ? '' : ','} p${i} = ${part}`).join('')} | where ${parts.map((_, i) => `p${i}`).join(' and ')} | project-away p*`,
        ]);
      }),
      { numRuns: 400 },
    );
  });

  it('with or keep what one of them keeps, and count as countif does', async () => {
    await fc.assert(
      fc.asyncProperty(table, delivery, predicate, predicate, async (rows, how, p, q) => {
        const sources = { T: deliveredSource(rows, how) };
        const { rows: counted } = await answer(
          `T | summarize countif(${p} or ${q}), countif(${p}), countif(${q}), countif(${p} and ${q}), countif(isnull(${p} and ${q})), countif(not(${p} and ${q}))`,
          sources,
        );
        const [either, first, second, both, unknown, neither] = counted[0] as number[];
        expect(either).toBe(first + second - both);
        expect(both + unknown + neither).toBe(rows.rows.length);
        const { rows: kept } = await answer(`T | where ${p} or ${q} | count`, sources);
        expect(kept).toEqual([[either]]);
      }),
      { numRuns: 400 },
    );
  });

  it('go before and behind what leaves their columns alone', async () => {
    const between = [
      'extend z = n * 2, y = strcat(u, s)',
      'project-reorder u, s',
      'sort by n asc, s',
      'join kind=leftsemi (T | where b) on u',
      'serialize',
      'mv-expand z = dynamic([1, 2])',
      "parse s with * 'a' z",
    ];
    await fc.assert(
      fc.asyncProperty(table, delivery, predicate, fc.constantFrom(...between), async (rows, how, p, operator) => {
        await expectSame(rows, how, [`T | ${operator} | where ${p}`, `T | where ${p} | ${operator}`]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('lists', () => {
  const word = fc.constantFrom('a', 'b', 'A', 'ab', 'é', 'x1', '12', 'b-a');
  const whole = fc.integer({ min: -3, max: 4 });
  const quoted = (list: readonly string[]) => list.map((text) => `'${text}'`);

  it('are the comparisons with each of their values', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        delivery,
        fc.array(word, { minLength: 1, maxLength: 12 }),
        fc.array(whole, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (rows, how, words, numbers, asArray) => {
          const list = asArray ? `(dynamic([${quoted(words).join(', ')}]))` : `(${quoted(words).join(', ')})`;
          const table = `(datatable(w: string)[${quoted(words).join(', ')}])`;
          const each = (operator: string, join: string) =>
            quoted(words)
              .map((text) => `s ${operator} ${text}`)
              .join(join);
          for (const [operator, single, join] of [
            ['in', '==', ' or '],
            ['!in', '!=', ' and '],
            ['in~', '=~', ' or '],
            ['!in~', '!~', ' and '],
            ['has_any', 'has', ' or '],
            ['has_all', 'has', ' and '],
          ] as const) {
            await expectSame(rows, how, [
              `T | where ${each(single, join)}`,
              `T | where s ${operator} ${list}`,
              `T | where s ${operator} ${table}`,
            ]);
          }
          const inNumbers = numbers.map((number) => `l == ${number}`).join(' or ');
          await expectSame(rows, how, [
            `T | where ${inNumbers}`,
            `T | where l in (${numbers.join(', ')})`,
            `T | where l in (dynamic([${numbers.join(', ')}]))`,
            `T | where l in ((datatable(w: long)[${numbers.join(', ')}] | where true))`,
            `let numbers = materialize(datatable(w: long)[${numbers.join(', ')}]); T | where l in (numbers)`,
            `T | where not(l !in (${numbers.join(', ')}))`,
            `T | join kind=leftsemi (datatable(w: long)[${numbers.join(', ')}]) on $left.l == $right.w`,
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('texts', () => {
  it('give the same to a predicate over a dictionary and over texts made anew', async () => {
    const tests = [
      ...[
        "@ == 'a'",
        "@ has 'a'",
        "@ contains 'b'",
        "@ startswith 'A'",
        "@ matches regex '[a-b]+'",
        "@ in ('a', 'ab')",
        'isempty(@)',
        'strlen(@) > 1',
      ],
      ...[
        "extract('([a-z])', 1, @) == 'a'",
        "tolower(@) == 'a b'",
        "indexof(@, 'b') > 0",
        'isnull(tolong(@))',
        "split(@, '-')[1] == 'a'",
        'hash(@, 3) == 1',
      ],
    ];
    await fc.assert(
      fc.asyncProperty(table, delivery, fc.constantFrom(...tests), async (rows, how, test) => {
        const over = (text: string) => `T | where ${test.replaceAll('@', text)}`;
        await expectSame(rows, how, [
          over('s'),
          over("strcat(s, '')"),
          over('tostring(pack_array(s)[0])'),
          over('iff(n > 1, s, strcat(substring(s, 0, 1), substring(s, 1)))'),
          `T | extend s = strcat('-', s) | where ${test.replaceAll('@', 'substring(s, 1)')} | extend s = substring(s, 1)`,
        ]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('order', () => {
  const key = fc
    .tuple(
      fc.constantFrom('n', 'l', 'r', 'd', 's', 'u', 'b', 'n % 2', 'strlen(s)', 'l - n'),
      fc.constantFrom('', ' asc', ' desc'),
      fc.constantFrom('', ' nulls first', ' nulls last'),
    )
    .map((parts) => parts.join(''));

  it('top is sort and take', async () => {
    await fc.assert(
      fc.asyncProperty(table, delivery, key, fc.integer({ min: 0, max: 12 }), async (rows, how, by, count) => {
        await expectSame(rows, how, [
          `T | sort by ${by} | take ${count}`,
          `T | top ${count} by ${by}`,
          `T | sort by ${by} | serialize place = row_number() | where place <= ${count} | project-away place`,
          `T | order by ${by} | limit ${count} | serialize`,
        ]);
      }),
      { numRuns: 400 },
    );
  });

  it('take gives the first rows of what it reads no further', async () => {
    const operators = [
      'where n > 0',
      'extend z = l',
      'mv-expand x',
      'project s, u, n',
      "parse-where s with * 'a' z",
      'union T',
      'join kind=inner (T | project n, w = s) on n',
      'lookup (T | summarize w = max(s) by u) on u',
      'join kind=fullouter (T | where b | project l, w = s) on l',
      'sort by s asc',
      'serialize z = row_cumsum(n)',
      'distinct u, n',
      'summarize c = count() by s',
      'mv-apply y = x on (take 2)',
    ];
    await fc.assert(
      fc.asyncProperty(
        table,
        delivery,
        fc.constantFrom(...operators),
        fc.integer({ min: 0, max: 9 }),
        async (rows, how, operator, count) => {
          const sources = { T: deliveredSource(rows, how) };
          const all = await answer(`T | ${operator}`, sources);
          const first = await answer(`T | ${operator} | take ${count}`, sources);
          expect(first.rows, operator).toEqual(all.rows.slice(0, count));
          const after = await answer(`T | ${operator} | take ${count} | summarize c = count(), n = countif(true)`, sources);
          expect(after.rows).toEqual([[first.rows.length, first.rows.length]]);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('sharing', () => {
  it('a let read twice gives what its text gives twice', async () => {
    const inner = [
      'where n > 0',
      'summarize c = count(), n = max(n) by u',
      'top 4 by l',
      'extend y = x | mv-expand y',
      'distinct u, n',
      'take 5',
    ];
    const outer = [
      'L | union L',
      'L | join kind=inner (L) on u',
      'L | where n in ((L | project n)) | union (L | take 1)',
      'L | where n == toscalar(L | summarize max(n)) | union (L | summarize n = min(n) by u)',
      'union (L | where u == "a"), (L | count), L',
    ];
    await fc.assert(
      fc.asyncProperty(table, delivery, fc.constantFrom(...inner), fc.constantFrom(...outer), async (rows, how, first, then) => {
        await expectSame(rows, how, [
          then.replaceAll(/\bL\b/g, `(T | ${first})`),
          `let L = T | ${first}; ${then}`,
          `let L = materialize(T | ${first}); ${then}`,
          `let f = () { T | ${first} }; let L = f(); ${then}`,
          `let L = (T:(*)) { T | ${first} }; ${then.replaceAll(/\bL\b/g, 'L(T)')}`,
        ]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('constants', () => {
  /** An expression whose literals are holes. */
  interface Folded {
    readonly parts: readonly (string | Hole)[];
  }
  interface Hole {
    readonly type: ScalarType;
    /** Two literals, for two rows. */
    readonly values: readonly [string, string];
  }

  const literals: Readonly<Partial<Record<ScalarType, readonly string[]>>> = {
    long: ['0', '1', '2', '-3', '7', 'long(null)', '9007199254740993', '-9223372036854775807'],
    real: ['0.5', '-1.25', '3.0', 'real(null)', 'real(nan)', 'real(+inf)'],
    bool: ['true', 'false', 'bool(null)'],
    string: ["'a'", "''", "'Ab c'", "'12'", "'é😀'", "'x,y'"],
    datetime: ['datetime(2024-02-29)', 'datetime(2023-12-31T23:59:59.9999999)', 'datetime(null)'],
    timespan: ['1h', '-2d', '00:00:00.0000001', 'time(null)'],
    dynamic: ['dynamic([1, "a", null])', 'dynamic({"a": {"b": 2}})', 'dynamic(null)', 'dynamic("t")'],
  };
  const hole = (type: ScalarType): fc.Arbitrary<Folded> => {
    const literal = fc.constantFrom(...(literals[type] as string[]));
    return fc.tuple(literal, literal).map((values) => ({ parts: [{ type, values }] }));
  };

  /** Templates by the type that they give: @ is an expression of the type that stands behind it. */
  const templates: Readonly<Record<string, readonly string[]>> = {
    long: [
      '(@long + @long)',
      '(@long - @long)',
      '(@long * @long)',
      '(@long / @long)',
      '(@long % @long)',
      '(-@long)',
      'strlen(@string)',
      'tolong(@string)',
      'iff(@bool, @long, @long)',
      'coalesce(@long, @long)',
      'max_of(@long, @long)',
      'bin(@long, 3)',
      'abs(@long)',
      "datetime_diff('hour', @datetime, @datetime)",
      'array_length(@dynamic)',
      'indexof(@string, @string)',
      "countof(@string, 'a')",
      'binary_and(@long, @long)',
      'hash(@string)',
    ],
    real: [
      '(@real + @real)',
      '(@real * @long)',
      '(@long / @real)',
      'round(@real, 1)',
      'todouble(@string)',
      'sqrt(@real)',
      'iff(@bool, @real, @real)',
      'floor(@real, 0.5)',
      '(@timespan / @timespan)',
    ],
    bool: [
      '(@long < @long)',
      '(@long == @long)',
      '(@long != @long)',
      '(@real >= @real)',
      '(@string == @string)',
      '(@string =~ @string)',
      '(@string has @string)',
      '(@string contains @string)',
      '(@string in (@string, @string))',
      '(@long !in (@long, @long))',
      '(@datetime > @datetime)',
      '(@bool and @bool)',
      '(@bool or @bool)',
      'not(@bool)',
      'isnull(@long)',
      'isempty(@string)',
      '(@long between (@long .. @long))',
      'isnan(@real)',
    ],
    string: [
      'strcat(@string, @string)',
      'tostring(@long)',
      'tostring(@real)',
      'tostring(@datetime)',
      'tostring(@timespan)',
      'tostring(@dynamic)',
      'substring(@string, @long, 2)',
      'toupper(@string)',
      'replace_string(@string, @string, @string)',
      'iff(@bool, @string, @string)',
      'case(@bool, @string, @bool, @string, @string)',
      "extract('([a-z]+)', 1, @string)",
      'reverse(@string)',
      'gettype(@dynamic)',
      "format_datetime(@datetime, 'yyyy-MM-dd HH')",
    ],
    datetime: [
      '(@datetime + @timespan)',
      '(@datetime - @timespan)',
      'bin(@datetime, 1d)',
      'startofweek(@datetime)',
      "datetime_add('month', 2, @datetime)",
      'todatetime(@string)',
      'coalesce(@datetime, @datetime)',
    ],
    timespan: ['(@datetime - @datetime)', '(@timespan + @timespan)', '(@timespan * @long)', 'totimespan(@string)', 'bin(@timespan, 7m)'],
    dynamic: [
      'split(@string, @string)',
      'pack_array(@long, @string, @real)',
      'parse_json(@string)',
      'bag_pack("k", @long)',
      '@dynamic[0]',
      '@dynamic.a',
      'array_concat(@dynamic, @dynamic)',
    ],
  };

  const expression = fc.letrec<Record<string, Folded>>((tie) =>
    Object.fromEntries(
      Object.entries(templates).map(([type, texts]) => [
        type,
        fc.oneof(
          { maxDepth: 3, depthIdentifier: 'constant' },
          hole(type as ScalarType),
          ...texts.map((text) => {
            const pieces = text.split(/(@[a-z]+)/);
            const inner = pieces.map((piece) => (piece.startsWith('@') ? tie(piece.slice(1)) : fc.constant<Folded>({ parts: [piece] })));
            return fc.tuple(...inner).map((list): Folded => ({ parts: list.flatMap(({ parts }) => parts) }));
          }),
        ),
      ]),
    ),
  );

  it('in a query give what columns of the same values give', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(...Object.keys(templates).map((type) => expression[type])), async ({ parts }) => {
        const holes = parts.filter((part): part is Hole => typeof part !== 'string');
        const text = (of: (hole: Hole, index: number) => string) => {
          let index = 0;
          return parts.map((part) => (typeof part === 'string' ? part : of(part, index++))).join('');
        };
        const outcome = async (query: string) => answer(query, {}).catch((error: Error) => error);
        const [first, second] = await Promise.all([0, 1].map((row) => outcome(`print x = ${text(({ values }) => values[row])}`)));
        // a constant that is wrong in a way that a value may be is an error of the query only where it is a constant
        if (first instanceof Error || second instanceof Error) return;
        const header = holes.map(({ type }, i) => `c${i}:${type}`).join(', ');
        const rows = [0, 1].map((row) => holes.map(({ values }) => values[row]).join(', '));
        const body = text((_, i) => `c${i}`);
        const expected = [...first.rows, ...second.rows];
        const [whole, single] = [
          await answer(`datatable(${header})[${rows.join(', ')}] | project x = ${body}`, {}),
          await answer(`datatable(${header})[${rows[0]}] | project x = ${body}`, {}),
        ];
        const mixed = await answer(
          `datatable(${header})[${rows.join(', ')}] | project x = ${text((hole, i) => (i % 2 === 0 || hole.values[0] !== hole.values[1] ? `c${i}` : hole.values[0]))}`,
          {},
        );
        for (const result of [whole, mixed]) {
          expect(result.types, body).toEqual(first.types);
          expect(result.rows, `${body} of ${rows.join(' and ')}`).toEqual(expected);
        }
        expect(single.rows, `${body} of ${rows[0]}`).toEqual(first.rows);
        compared++;
      }),
      { numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(600);
  });
});
