import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { cell, close } from './columns.ts';
import { answer, deliveredSource, delivery, type RandomTable, wholeSource } from './sources.ts';

/**
 * What a query gives does not hang on how its tables are cut into segments, nor on the encodings of their vectors: rows, and their order, are
 * those that it gives over one segment as it is built from the rows.
 */

const small = fc.integer({ min: -4, max: 4 });
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'B',
    'é',
    'k=1, v=x',
    'k=2, v=y',
    'k=x, v=',
    'a-b-c',
    '[1, 2, "z"]',
    '{"p": 3, "q": [4]}',
    '10.0.0.1',
    '12',
    '-3',
    '0x1F',
  ),
  fc.tuple(small, fc.constantFrom('x', 'Y', '')).map(([n, s]) => `k=${n}, v=${s}`),
  cell('string') as fc.Arbitrary<string>,
);

const columns = {
  b: ['bool', cell('bool')],
  i: ['int', fc.oneof(small, cell('int'))],
  l: ['long', fc.oneof(small, fc.constant(null), cell('long'))],
  r: ['real', cell('real')],
  m: ['decimal', cell('decimal')],
  d: [
    'datetime',
    fc.oneof(
      small.map((n) => 638_000_000_000_000_000n + BigInt(n) * 6_000_000_000n),
      cell('datetime'),
    ),
  ],
  t: ['timespan', cell('timespan')],
  g: ['guid', cell('guid')],
  s: ['string', texts],
  // few, so that what a function gives for each of them is kept and used again
  u: ['string', fc.constantFrom('', 'a', 'b', 'true')],
  x: ['dynamic', cell('dynamic')],
  // small enough for every sum to be exact, whatever the order
  n: ['long', fc.oneof(small, fc.constant(null))],
} as const satisfies Record<string, readonly [ScalarType, fc.Arbitrary<unknown>]>;

const names = Object.keys(columns) as (keyof typeof columns)[];
const schema = { columns: names.map((name) => ({ name, type: columns[name][0] })) };
const table: fc.Arbitrary<RandomTable> = fc
  .array(fc.tuple(...names.map((name) => columns[name][1] as fc.Arbitrary<Cell>)), { maxLength: 24 })
  .map((rows) => ({ schema, rows }));

/** Operators that need no more than the columns of T, and leave all of them where they are. */
const keeping = [
  'where n > 0',
  "where s startswith 'k=' and (n < 2 or b)",
  "where s has 'a' or u in ('a', 'b')",
  'where l != 3 and r >= 0.0',
  'where isnotnull(x) and not(b)',
  'where tobool(u)',
  'where not(tobool(u)) or n > 1',
  "where s matches regex '[a-z]=\\\\d'",
  'extend n = n + 1',
  'extend n = iff(b, n, -n), u = strcat(u, n % 2)',
  "extend u = replace_string(u, 'a', 'b')",
  "extend n = tolong(extract('k=(-?\\\\d)', 1, s))",
  'sort by l asc, s desc',
  'sort by u asc nulls last, r desc nulls first, d asc',
  'top 7 by s asc',
  'top 5 by r desc',
  'take 9',
  'serialize | extend n = n + row_number()',
  'serialize n = row_cumsum(n, u != prev(u))',
  'serialize | extend l = prev(l, 2), d = next(d), u = next(u, 3, "none")',
  'serialize n = row_rank_dense(u, b)',
  'sort by n desc | extend n = row_rank_min(n)',
  'mv-expand n = range(0, n) to typeof(long)',
  'mv-expand with_itemindex=n x',
  'mv-apply y = x on (summarize n = count())',
  "parse s with 'k=' n:long ', v=' u",
  "parse kind=relaxed s with * 'k=' n:long ', v=' u",
  "parse-where s with * 'k=' n:long *",
  "parse-kv s as (k:long, v:string) with (pair_delimiter=', ', kv_delimiter='=') | extend n = k, u = v | project-away k, v",
  'union (T | where n < 0)',
  'as Mine | union Mine',
  'join kind=leftsemi (T | where b) on u',
  'join kind=leftanti (T | where n > 1) on $left.n == $right.l',
  'partition hint.strategy=native by u (top 3 by n)',
  'partition by u (extend n = n * 2 | take 3)',
  'scan declare (c: long = 0) with (step one: true => c = one.c + 1;) | extend n = n + c | project-away c',
] as const;

/** What may stand at the end. */
const ending = [
  'count',
  'project l, s, g',
  'distinct u, n',
  'distinct s',
  'distinct l, b, d, g',
  'distinct r',
  'summarize count() by u',
  'summarize count(), min(l), max(r), dcount(s), make_list(n), make_set(u) by b, i',
  'summarize sum(n), sum(i), sum(l), avg(n), arg_max(s, l, g) by bin(d, 10m)',
  'summarize arg_min(r, *), take_any(d), percentiles(l, 5, 50, 100) by u, b',
  'summarize make_bag(x), make_list(x), make_set(s), countif(b), stdev(n), variance(n)',
  'summarize max(s), min(s), max(d), min(t), max(m), sum(m), dcount(g), dcount(l), dcount(r), count_distinct(u)',
  'summarize n = sum(n) by s, u, b | sort by n asc',
  'join kind=inner (T | summarize c = count(), z = max(s) by u) on u',
  'join (T | project l, q = s) on l',
  'join kind=fullouter (T | where b | project s, w = g) on $left.u == $right.s',
  'join kind=rightouter (T | project n, b, e = r) on n, b',
  'join kind=leftouter (T | project d, l, e = x) on d, l',
  'join kind=rightsemi (T | where n > 0) on n',
  'join kind=rightanti (T | where n > 0) on u, b',
  'lookup (T | summarize y = min(r), k = max(i) by u) on u',
  'lookup kind=inner (T | project r, e = s) on r',
  'union kind=inner (T | project l, r, s)',
  'union withsource=w (T | project l = s, r, x), (print s = 1)',
  'make-series count(), sum(n) on d from datetime(2022-09-28) to datetime(2022-10-10) step 1d by u',
  'make-series n = max(n) default = 7 on l from -4 to 5 step 2',
  'make-series count() on n step 1 by b',
  'top-nested 2 of u by sum(n), top-nested 1 of b by count()',
  'top-hitters 3 of u by n',
  'summarize buildschema(x)',
  'evaluate bag_unpack(x, columnsConflict="replace_source")',
  'where isnotempty(u) | evaluate pivot(u, count(), n)',
  'serialize | project a = prev(s), b = next(x), c = row_number(5, u == "a")',
  'mv-expand x, y = split(s, ",") | project x, y, n',
  'mv-expand kind=array x | project x, s',
  'mv-apply y = x to typeof(long) on (where y > 0 | top 1 by y) | project y, s',
  'extend j = parse_json(s) | project p = j.p, q = j.q[0], z = tostring(j)',
  "extend w = extract_all('([a-z])', s), v = split(s, '-') | project w, v",
  'project a = tolong(s), c = todatetime(s), e = toupper(s), f = hash(s, 100), h = strlen(s), o = reverse(u)',
  'project a = l + 1, c = -l, e = l * 3, f = l / 2, h = l % 3, o = bin(l, 5), p = l > 2, q = abs(l), v = tostring(l), w = todouble(l)',
  'project a = d + t, c = d - datetime(2022-10-01), e = bin(d, 1h), f = startofday(d), h = t * 2, o = format_timespan(t, "d.hh:mm"), q = datetime_diff("minute", d, datetime(2022-09-01))',
  'project a = r + 1, c = round(r, 1), e = r < 0.5, f = isnan(r), h = toint(r), o = tostring(r), q = coalesce(r, 9.5), v = min_of(r, 2.0)',
  'project a = tostring(x), c = x.a, e = array_length(x), f = bag_keys(x), h = gettype(x), o = x[0], q = pack_all()',
  'project a = iff(b, s, u), c = case(n > 1, "big", n < 0, s, u), e = coalesce(s, u, "none"), f = iff(b, l, n), h = iff(isnull(d), datetime(2022-10-01), d)',
  'project a = u in (s), c = s in~ ("A", "b"), e = l in (1, 2, -3), f = s has_any ("a", "x"), h = l between (-1 .. 2), o = u == s, q = strcat(u, "/", s, l, d)',
  'project a = tobool(u), c = ipv4_is_private(u), e = tobool(x), f = x == 1, h = not(tobool(u)), o = tolong(u), q = todatetime(u)',
  'sample-distinct 3 of u',
  'fork (count) (summarize max(n))',
  'facet by u with (summarize count() by b)',
  'search "a" or "12"',
  'getschema',
] as const;

describe('the same rows in other segments give the same result', () => {
  const same = async (query: string, rows: RandomTable, one: Parameters<typeof deliveredSource>[1]) => {
    const whole = await answer(query, { T: wholeSource(rows) });
    const parts = await answer(query, { T: deliveredSource(rows, one) });
    expect([parts.names, parts.types]).toEqual([whole.names, whole.types]);
    if (!close(parts.rows, whole.rows)) expect(parts.rows, query).toEqual(whole.rows);
    return whole.rows.length;
  };

  for (const operator of [...keeping, ...ending]) {
    it(operator, async () => {
      await fc.assert(
        fc.asyncProperty(table, delivery, async (rows, how) => {
          await same(`T | ${operator}`, rows, how);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('after several operators', async () => {
    let nonempty = 0;
    await fc.assert(
      fc.asyncProperty(
        table,
        delivery,
        fc.array(fc.constantFrom(...keeping), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...ending),
        async (rows, how, operators, end) => {
          if ((await same(`T | ${operators.join(' | ')} | ${end}`, rows, how)) > 0) nonempty++;
        },
      ),
      { numRuns: 1200 },
    );
    expect(nonempty).toBeGreaterThan(600);
  });
});
