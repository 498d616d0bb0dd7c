import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { close } from './columns.ts';
import { answer, deliveredSource, delivery, inAnyOrder, type RandomTable } from './sources.ts';

/** Aggregates and joins against DuckDB, an engine that owes nothing to ours. Where SQL means something else than KQL, the SQL says what KQL means. */

const columns = {
  k: ['string', 'varchar', fc.constantFrom('', 'a', 'A', 'b', 'é', "o'x")],
  g: ['long', 'bigint', fc.option(fc.integer({ min: -3, max: 3 }), { freq: 4 })],
  b: ['bool', 'boolean', fc.option(fc.boolean(), { freq: 4 })],
  v: ['long', 'bigint', fc.option(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -1e10, max: 1e10 })), { freq: 4 })],
  r: [
    'real',
    'double',
    fc.option(
      fc.integer({ min: -40, max: 40 }).map((n) => n / 8 + 0),
      { freq: 4 },
    ),
  ],
} as const satisfies Record<string, readonly [ScalarType, string, fc.Arbitrary<unknown>]>;

type Name = keyof typeof columns;
const names = Object.keys(columns) as Name[];
const schema = { columns: names.map((name) => ({ name, type: columns[name][0] })) };
const table: fc.Arbitrary<RandomTable> = fc
  .array(fc.tuple(...names.map((name) => columns[name][2] as fc.Arbitrary<Cell>)), { maxLength: 20 })
  .map((rows) => ({ schema, rows }));

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

/** A table as a SQL sub-query. */
function sqlOf({ rows }: RandomTable): string {
  const literal = (value: Cell): string =>
    value === null ? 'null' : typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  const list = rows.length === 0 ? [names.map(() => 'null')] : rows.map((row) => row.map(literal));
  const casts = names.map((name) => `${name}::${columns[name][1]} as ${name}`);
  const values = list.map((row) => `(${row.join(', ')})`).join(', ');
  return `select ${casts.join(', ')} from (values ${values}) as raw(${names.join(', ')})${rows.length === 0 ? ' where false' : ''}`;
}

async function sqlRows(sql: string): Promise<unknown[][]> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map((row) => row.map(shown));
}

/** All whole numbers here are exact in a double. */
function shown(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value;
}

interface Pair {
  readonly kql: string;
  readonly sql: string;
}

const numbers = ['v', 'g', 'r'] as const;

const predicates: readonly Pair[] = [
  { kql: 'b', sql: 'b' },
  { kql: 'not(b)', sql: 'not b' },
  { kql: 'v > 2', sql: 'v > 2' },
  { kql: 'g <= 0 and r < 1.5', sql: 'g <= 0 and r < 1.5' },
  { kql: 'g between (-1 .. 2)', sql: 'g between -1 and 2' },
  // in KQL a null differs from every value, and is in no list
  { kql: 'g != 1', sql: 'g is distinct from 1' },
  { kql: 'g !in (1, 2)', sql: '(g not in (1, 2) or g is null)' },
  { kql: "k in ('a', 'b') or isnull(v)", sql: "k in ('a', 'b') or v is null" },
  { kql: "k =~ 'A'", sql: "lower(k) = 'a'" },
];

/** The sum of nothing is 0 and its average NaN; a deviation or variance of less than two values is 0. In SQL all these are null. */
const aggregates: readonly Pair[] = [
  { kql: 'count()', sql: 'count(*)' },
  ...numbers.flatMap((name) => [
    { kql: `sum(${name})`, sql: `coalesce(sum(${name}), 0)` },
    { kql: `avg(${name})`, sql: `coalesce(avg(${name}), 'nan'::double)` },
    { kql: `min(${name})`, sql: `min(${name})` },
    { kql: `max(${name})`, sql: `max(${name})` },
    { kql: `dcount(${name})`, sql: `count(distinct ${name})` },
    { kql: `count_distinct(${name})`, sql: `count(distinct ${name})` },
    { kql: `countif(isnotnull(${name}))`, sql: `count(${name})` },
    { kql: `percentile(${name}, 50)`, sql: `quantile_disc(${name}, 0.5)` },
    { kql: `percentile(${name}, 0)`, sql: `quantile_disc(${name}, 0.0)` },
    { kql: `percentile(${name}, 100)`, sql: `quantile_disc(${name}, 1.0)` },
  ]),
  ...(['g', 'r'] as const).flatMap((name) => [
    { kql: `stdev(${name})`, sql: `coalesce(stddev_samp(${name}), 0)` },
    { kql: `stdevp(${name})`, sql: `coalesce(stddev_pop(${name}), 0)` },
    { kql: `variance(${name})`, sql: `coalesce(var_samp(${name}), 0)` },
    { kql: `variancep(${name})`, sql: `coalesce(var_pop(${name}), 0)` },
  ]),
  // a text is never null: the least and the greatest of none are empty
  { kql: 'min(k)', sql: "coalesce(min(k), '')" },
  { kql: 'max(k)', sql: "coalesce(max(k), '')" },
  { kql: 'dcount(k)', sql: 'count(distinct k)' },
  { kql: 'dcount(b)', sql: 'count(distinct b)' },
  ...predicates.flatMap(({ kql, sql }) => [
    { kql: `countif(${kql})`, sql: `count(*) filter (where ${sql})` },
    { kql: `sumif(v, ${kql})`, sql: `coalesce(sum(v) filter (where ${sql}), 0)` },
    { kql: `avgif(r, ${kql})`, sql: `coalesce(avg(r) filter (where ${sql}), 'nan'::double)` },
    { kql: `maxif(r, ${kql})`, sql: `max(r) filter (where ${sql})` },
    { kql: `dcountif(k, ${kql})`, sql: `count(distinct k) filter (where ${sql})` },
  ]),
];

const keys: readonly Pair[] = [
  ...names.map((name) => ({ kql: name, sql: name })),
  { kql: 'bin(g, 2)', sql: 'floor(g / 2)::bigint * 2' },
  { kql: 'bin(r, 0.5)', sql: 'floor(r / 0.5) * 0.5 + 0' },
  { kql: 'tolower(k)', sql: 'lower(k)' },
];

describe('as DuckDB', () => {
  it('summarize', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        delivery,
        fc.option(fc.constantFrom(...predicates)),
        fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 2 }),
        fc.array(fc.constantFrom(...aggregates), { minLength: 1, maxLength: 6 }),
        async (rows, how, where, by, calls) => {
          const items = calls.map(({ kql }, i) => `a${i} = ${kql}`);
          const groups = by.map(({ kql }, i) => `by${i} = ${kql}`);
          const query = `T${where === null ? '' : ` | where ${where.kql}`} | summarize ${items.join(', ')}${groups.length > 0 ? ' by ' : ''}${groups.join(', ')}`;
          const { rows: actual } = await answer(query, { T: deliveredSource(rows, how) });
          const sql = `select ${[...by, ...calls].map((item) => item.sql).join(', ')} from (${sqlOf(rows)})${where === null ? '' : ` where ${where.sql}`}${
            by.length > 0 ? ` group by ${by.map((_, i) => i + 1).join(', ')}` : ''
          }`;
          const expected = await sqlRows(sql);
          const inOrder = (list: readonly (readonly unknown[])[]) =>
            [...list].sort((a, b) => (JSON.stringify(a.slice(0, by.length)) < JSON.stringify(b.slice(0, by.length)) ? -1 : 1));
          if (!close(inOrder(actual), inOrder(expected))) expect(inOrder(actual), `${query}\n${sql}`).toEqual(inOrder(expected));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('distinct, sort, top', async () => {
    await fc.assert(
      fc.asyncProperty(table, delivery, fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 8 }), async (rows, how, up, first, count) => {
        const sources = { T: deliveredSource(rows, how) };
        const order = (column: string) => ({
          kql: `${column} ${up ? 'asc' : 'desc'} nulls ${first ? 'first' : 'last'}`,
          sql: `${column} ${up ? 'asc' : 'desc'} nulls ${first ? 'first' : 'last'}`,
        });
        const distinct = await answer('T | distinct k, g, b', sources);
        expect(inAnyOrder(distinct.rows)).toEqual(inAnyOrder(await sqlRows(`select distinct k, g, b from (${sqlOf(rows)})`)));
        // by default a null is the least of all values
        const plain = await answer('T | sort by g, r asc, k | project g, r, k', sources);
        const sorted = `select g, r, k from (${sqlOf(rows)}) order by g desc nulls last, r asc nulls first, k desc`;
        expect(plain.rows).toEqual(await sqlRows(sorted));
        const [g, v, k] = [order('g'), order('v'), order('k')];
        const given = await answer(`T | sort by ${g.kql}, ${k.kql}, ${v.kql} | project g, k, v`, sources);
        expect(given.rows).toEqual(await sqlRows(`select g, k, v from (${sqlOf(rows)}) order by ${g.sql}, ${k.sql}, ${v.sql}`));
        const top = await answer(`T | top ${count} by ${v.kql} | project v`, sources);
        expect(top.rows).toEqual(await sqlRows(`select v from (${sqlOf(rows)}) order by ${v.sql} limit ${count}`));
      }),
      { numRuns: 300 },
    );
  });

  /** A null key meets a null key: `is not distinct from` in SQL. What a text column of an outer join has nothing for is empty, not null. */
  const outer = (side: string) => names.map((name) => (name === 'k' ? `coalesce(${side}.k, '')` : `${side}.${name}`)).join(', ');
  const kinds: Readonly<Record<string, (condition: string) => string>> = {
    inner: (on) => `select * from l join r on ${on}`,
    leftouter: (on) => `select l.*, ${outer('r')} from l left join r on ${on}`,
    rightouter: (on) => `select ${outer('l')}, r.* from l right join r on ${on}`,
    fullouter: (on) => `select ${outer('l')}, ${outer('r')} from l full join r on ${on}`,
    leftsemi: (on) => `select * from l where exists (select 1 from r where ${on})`,
    leftanti: (on) => `select * from l where not exists (select 1 from r where ${on})`,
    rightsemi: (on) => `select * from r where exists (select 1 from l where ${on})`,
    rightanti: (on) => `select * from r where not exists (select 1 from l where ${on})`,
    // which left row stands for its key is free: only what comes of the right side can be compared
    innerunique: (on) => `select * from r where exists (select 1 from l where ${on})`,
  };

  for (const [kind, statement] of Object.entries(kinds)) {
    it(`join kind=${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          table,
          table,
          delivery,
          delivery,
          fc.uniqueArray(fc.constantFrom(['k', 'k'], ['g', 'g'], ['g', 'v'], ['b', 'b'], ['r', 'r']), {
            minLength: 1,
            maxLength: 2,
          }),
          async (left, right, leftHow, rightHow, pairs) => {
            const on = pairs.map(([l, r]) => `$left.${l} == $right.${r}`).join(', ');
            const condition = pairs.map(([l, r]) => `l.${l} is not distinct from r.${r}`).join(' and ');
            const rest = kind === 'innerunique' ? ' | project k1, g1, b1, v1, r1' : '';
            const query = `L | join kind=${kind} (R) on ${on}${rest}`;
            const { rows } = await answer(query, { L: deliveredSource(left, leftHow), R: deliveredSource(right, rightHow) });
            const sql = `with l as (${sqlOf(left)}), r as (${sqlOf(right)}) ${statement(condition)}`;
            expect(inAnyOrder(rows), `${query}\n${sql}`).toEqual(inAnyOrder(await sqlRows(sql)));
          },
        ),
        { numRuns: 300 },
      );
    });
  }

  it('join, then summarize', async () => {
    await fc.assert(
      fc.asyncProperty(table, table, delivery, delivery, async (left, right, leftHow, rightHow) => {
        const query =
          'L | join kind=inner (R | where r < 4) on $left.g == $right.g | summarize n = count(), s = sum(v - v1), d = dcount(k1), m = avg(r) by k';
        const { rows } = await answer(query, { L: deliveredSource(left, leftHow), R: deliveredSource(right, rightHow) });
        const sql = `with l as (${sqlOf(left)}), r as (${sqlOf(right)})
          select l.k, count(*), coalesce(sum(l.v - r.v), 0), count(distinct r.k), coalesce(avg(l.r), 'nan'::double)
          from l join r on l.g is not distinct from r.g where r.r < 4 group by l.k`;
        const sorted = (list: readonly (readonly unknown[])[]) => [...list].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
        const [actual, expected] = [sorted(rows), sorted(await sqlRows(sql))];
        if (!close(actual, expected)) expect(actual).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
