import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellToJson } from '../../src/data/json-safe.ts';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { seededRandom } from '../../src/engine/context.ts';
import { cell, close } from './columns.ts';
import { answer, deliveredSource, delivery, type RandomTable } from './sources.ts';

/** summarize against a fold over the rows of each group (manual: summarize-operator and the pages of the aggregates; facts 61 to 67, 161 to 169). */

const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { freq: 5 });

/** Columns of few values each, so that groups have several rows. `f` is a real that is always finite, `w` a weight. */
const columns = {
  k: { type: 'string', values: fc.constantFrom('', 'a', 'A', 'b', 'é') },
  b: { type: 'bool', values: cell('bool') },
  i: { type: 'int', values: orNull(fc.integer({ min: -3, max: 3 })) },
  l: { type: 'long', values: orNull(fc.oneof(fc.integer({ min: -6, max: 6 }), fc.constantFrom(4_000_000_000, -4_000_000_000))) },
  r: {
    type: 'real',
    values: orNull(fc.constantFrom(0.5, -0.25, 0, -0, 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)),
  },
  f: { type: 'real', values: orNull(fc.integer({ min: -12, max: 12 }).map((n) => n / 4)) },
  d: { type: 'datetime', values: orNull(fc.integer({ min: 0, max: 9 }).map((n) => 638_000_000_000_000_000n + BigInt(n) * 9_000_000_000n)) },
  t: { type: 'timespan', values: orNull(fc.integer({ min: -5, max: 5 }).map((n) => BigInt(n) * 13_000_000n)) },
  g: { type: 'guid', values: cell('guid') },
  m: { type: 'decimal', values: cell('decimal') },
  x: { type: 'dynamic', values: cell('dynamic') },
  w: { type: 'long', values: fc.integer({ min: 1, max: 4 }) },
} as const satisfies Record<string, { type: ScalarType; values: fc.Arbitrary<unknown> }>;

type Name = keyof typeof columns;
type Row = Readonly<Record<Name, Cell>>;

const names = Object.keys(columns) as Name[];
const rowsOfColumns = fc.array(
  fc.record(Object.fromEntries(names.map((name) => [name, columns[name].values])) as Record<Name, fc.Arbitrary<Cell>>),
  {
    maxLength: 20,
  },
);

function tableOf(rows: readonly Row[]): RandomTable {
  return {
    schema: { columns: names.map((name) => ({ name, type: columns[name].type })) },
    rows: rows.map((row) => names.map((name) => row[name])),
  };
}

/** A key as text, and its JSON-safe value in a row. */
interface Key {
  readonly text: string;
  readonly of: (row: Row) => unknown;
}

const json = (name: Name, value: Cell): unknown => cellToJson(columns[name].type, value);
const unlessNull = (value: Cell, work: (value: Exclude<Cell, null>) => unknown): unknown => (value === null ? null : work(value));

/** A bin begins at the multiple of the size below. */
function floorTo(value: bigint, size: bigint): bigint {
  const rest = value % size;
  return value - (rest < 0n ? rest + size : rest);
}

const keys: readonly Key[] = [
  ...(['k', 'b', 'i', 'l', 'r', 'f', 'd', 't', 'g', 'm'] as const).map((name) => ({ text: name, of: (row: Row) => json(name, row[name]) })),
  { text: 'bin(l, 3)', of: ({ l }) => unlessNull(l, (value) => 3 * Math.floor((value as number) / 3)) },
  { text: 'bin(i, 2)', of: ({ i }) => unlessNull(i, (value) => 2 * Math.floor((value as number) / 2)) },
  { text: 'bin(f, 0.5)', of: ({ f }) => unlessNull(f, (value) => 0.5 * Math.floor((value as number) / 0.5)) },
  { text: 'bin(d, 1h)', of: ({ d }) => unlessNull(d, (value) => json('d', floorTo(value as bigint, 36_000_000_000n))) },
  { text: 'bin(t, 2s)', of: ({ t }) => unlessNull(t, (value) => json('t', floorTo(value as bigint, 20_000_000n))) },
  { text: 'tolower(k)', of: ({ k }) => (k as string).toLowerCase() },
  { text: 'isnull(l)', of: ({ l }) => l === null },
  { text: "'all'", of: () => 'all' },
];

/** An aggregate as text, and the JSON-safe values that it may have over the rows of a group: one list for each choice that is free. */
interface Aggregate {
  readonly text: string;
  readonly of: (rows: readonly Row[]) => readonly (readonly unknown[])[];
}

const one = (text: string, of: (rows: readonly Row[]) => unknown): Aggregate => ({ text, of: (rows) => [[of(rows)]] });

function present(rows: readonly Row[], name: Name): Cell[] {
  return rows.map((row) => row[name]).filter((value) => value !== null);
}

function compare(a: Cell, b: Cell): number {
  if (Number.isNaN(a) || Number.isNaN(b)) throw new Error('NaN has no place here');
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

/** A NaN in the group is its minimum and its maximum. */
function extreme(values: readonly Cell[], sign: 1 | -1): Cell {
  if (values.length === 0) return null;
  if (values.some(Number.isNaN)) return Number.NaN;
  return values.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best));
}

const plus = (values: readonly Cell[]): number => values.reduce((sum: number, value) => sum + Number(value), 0);
const mean = (values: readonly Cell[]): unknown => number(plus(values) / values.length);
const number = (value: number): unknown => cellToJson('real', value);

function distinct(values: readonly Cell[]): Cell[] {
  return values.filter((value, i) => values.findIndex((other) => other === value || String(other) === String(value)) === i);
}

function variance(values: readonly Cell[], correction: number): number {
  if (values.length < 2) return 0;
  const average = plus(values) / values.length;
  return values.reduce((sum: number, value) => sum + (Number(value) - average) ** 2, 0) / (values.length - correction);
}

/** The smallest value that a share of all does not exceed. */
function percentile(values: readonly (readonly [value: Cell, weight: number])[], share: number): Cell {
  const sorted = [...values].sort(([a], [b]) => compare(a, b));
  const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  let passed = 0;
  for (const [value, weight] of sorted) {
    passed += weight;
    if (passed * 100 >= share * total) return value;
  }
  return null;
}

const plainPercentile = (rows: readonly Row[], name: Name, share: number): unknown =>
  json(
    name,
    percentile(
      present(rows, name).map((value) => [value, 1]),
      share,
    ),
  );

/** The rows with the extreme value, any of which arg_max may give; a null counts only where there is nothing else. */
function argument(name: Name, sign: 1 | -1, ...returned: Name[]): Aggregate {
  return {
    text: `${sign === 1 ? 'arg_max' : 'arg_min'}(${[name, ...returned].join(', ')})`,
    of: (rows) => {
      const best = extreme(present(rows, name), sign);
      const chosen = rows.filter((row) => row[name] === best || (typeof best === 'bigint' && String(row[name]) === String(best)));
      return (chosen.length === 0 ? [undefined] : chosen).map((row) =>
        [name, ...returned].map((each) => (row === undefined ? (each === 'k' ? '' : null) : json(each, row[each]))),
      );
    },
  };
}

/** With one argument it is a value that is there, if there is one. */
function any(text: string, name: Name, of: (rows: readonly Row[]) => readonly Row[]): Aggregate {
  return {
    text,
    of: (rows) => {
      const values = of(rows).map((row) => row[name]);
      const full = values.filter((value) => value !== null && value !== '');
      const choices = full.length > 0 ? full : [name === 'k' ? '' : null];
      return choices.map((value) => [json(name, value)]);
    },
  };
}

const conditions: readonly { readonly text: string; readonly of: (row: Row) => boolean }[] = [
  { text: 'b', of: ({ b }) => b === true },
  { text: 'not(b)', of: ({ b }) => b === false },
  { text: 'l > 0', of: ({ l }) => l !== null && (l as number) > 0 },
  { text: 'l != 1', of: ({ l }) => l !== 1 },
  { text: "k in~ ('a')", of: ({ k }) => k === 'a' || k === 'A' },
  { text: 'f < 1 or isnull(i)', of: ({ f, i }) => i === null || (f !== null && (f as number) < 1) },
];

const conditional: readonly Aggregate[] = conditions.flatMap(({ text, of }) => [
  one(`countif(${text})`, (rows) => rows.filter(of).length),
  one(`sumif(l, ${text})`, (rows) => plus(present(rows.filter(of), 'l'))),
  one(`avgif(f, ${text})`, (rows) => mean(present(rows.filter(of), 'f'))),
  one(`minif(d, ${text})`, (rows) => json('d', extreme(present(rows.filter(of), 'd'), -1))),
  one(`maxif(i, ${text})`, (rows) => extreme(present(rows.filter(of), 'i'), 1)),
  one(`dcountif(k, ${text})`, (rows) => distinct(present(rows.filter(of), 'k')).length),
  one(`make_list_if(l, ${text})`, (rows) => present(rows.filter(of), 'l')),
  one(`make_set_if(k, ${text})`, (rows) => distinct(present(rows.filter(of), 'k'))),
  one(`stdevif(f, ${text})`, (rows) => Math.sqrt(variance(present(rows.filter(of), 'f'), 1))),
  one(`varianceif(l, ${text})`, (rows) => variance(present(rows.filter(of), 'l'), 1)),
  any(`take_anyif(i, ${text})`, 'i', (rows) => rows.filter(of)),
]);

const comparable = ['i', 'l', 'r', 'f', 'd', 't'] as const;
const countable = ['k', 'b', 'i', 'l', 'r', 'f', 'd', 't', 'g', 'm'] as const;

const aggregates: readonly Aggregate[] = [
  one('count()', (rows) => rows.length),
  one('count(l)', (rows) => rows.length),
  one('sum(i)', (rows) => plus(present(rows, 'i'))),
  one('sum(l)', (rows) => plus(present(rows, 'l'))),
  one('sum(r)', (rows) => number(plus(present(rows, 'r')))),
  one('sum(l * 2 + i)', (rows) => plus(rows.filter(({ l, i }) => l !== null && i !== null).map(({ l, i }) => 2 * Number(l) + Number(i)))),
  one('sum(t)', (rows) =>
    json(
      't',
      present(rows, 't').reduce((sum: bigint, value) => sum + (value as bigint), 0n),
    ),
  ),
  one('todouble(sum(m))', (rows) => plus(present(rows, 'm'))),
  one('avg(i)', (rows) => mean(present(rows, 'i'))),
  one('avg(l)', (rows) => mean(present(rows, 'l'))),
  one('avg(r)', (rows) => mean(present(rows, 'r'))),
  ...comparable.flatMap((name) => [
    one(`min(${name})`, (rows) => json(name, extreme(present(rows, name), -1))),
    one(`max(${name})`, (rows) => json(name, extreme(present(rows, name), 1))),
  ]),
  ...countable.flatMap((name) => [
    one(`dcount(${name})`, (rows) => distinct(present(rows, name)).length),
    one(`count_distinct(${name})`, (rows) => distinct(present(rows, name)).length),
    one(`make_list_with_nulls(${name})`, (rows) => rows.map((row) => listed(name, row[name]))),
    one(`make_list(${name})`, (rows) => present(rows, name).map((value) => listed(name, value))),
    one(`make_list(${name}, 3)`, (rows) =>
      present(rows, name)
        .slice(0, 3)
        .map((value) => listed(name, value)),
    ),
    one(`make_set(${name})`, (rows) => distinct(present(rows, name)).map((value) => listed(name, value))),
    any(`take_any(${name})`, name, (rows) => rows),
  ]),
  one('make_list(x)', (rows) => rows.flatMap(({ x }) => json('x', x))),
  {
    text: 'take_any(k, l, d)',
    of: (rows) => [...rows.map(({ k, l, d }) => [k, l, json('d', d)]), ...(rows.length === 0 ? [['', null, null]] : [])],
  },
  argument('l', 1, 'k', 'd'),
  argument('l', -1, 'k'),
  argument('f', 1, 'i', 'b'),
  argument('d', -1, 'l', 'k'),
  argument('k', 1, 'l', 'f'),
  ...[0, 5, 50, 90, 100].flatMap((share) => [
    one(`percentile(l, ${share})`, (rows) => plainPercentile(rows, 'l', share)),
    one(`percentile(d, ${share})`, (rows) => plainPercentile(rows, 'd', share)),
  ]),
  { text: 'percentiles(f, 25, 50, 75)', of: (rows) => [[25, 50, 75].map((share) => plainPercentile(rows, 'f', share))] },
  one('percentilew(l, w, 40)', (rows) =>
    percentile(
      rows.filter(({ l }) => l !== null).map(({ l, w }) => [l, Number(w)]),
      40,
    ),
  ),
  ...(['i', 'l', 'f'] as const).flatMap((name) => [
    one(`stdev(${name})`, (rows) => Math.sqrt(variance(present(rows, name), 1))),
    one(`stdevp(${name})`, (rows) => Math.sqrt(variance(present(rows, name), 0))),
    one(`variance(${name})`, (rows) => variance(present(rows, name), 1)),
    one(`variancep(${name})`, (rows) => variance(present(rows, name), 0)),
  ]),
  one('count() - countif(b)', (rows) => rows.length - rows.filter(({ b }) => b === true).length),
  one('array_length(make_list(l))', (rows) => present(rows, 'l').length),
];

/** How a value looks inside a dynamic: a datetime has seven digits there. */
function listed(name: Name, value: Cell): unknown {
  const shown = json(name, value);
  return name === 'd' && shown !== null
    ? (shown as string).replace(/(?:\.(\d+))?Z$/, (_, digits = '') => `.${digits.padEnd(7, '0')}Z`)
    : shown;
}

const chosenAggregate = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...aggregates) },
  { weight: 1, arbitrary: fc.constantFrom(...conditional) },
);

describe('summarize gives what a fold over each group gives', () => {
  it('with up to three keys and four aggregates', async () => {
    const met = new Set<Aggregate>();
    await fc.assert(
      fc.asyncProperty(
        rowsOfColumns,
        fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 3 }),
        fc.array(chosenAggregate, { minLength: 1, maxLength: 4 }),
        delivery,
        async (rows, by, calls, how) => {
          for (const call of calls) met.add(call);
          const groups = new Map<string, Row[]>();
          if (by.length === 0) groups.set('[]', [...rows]);
          for (const row of by.length === 0 ? [] : rows) {
            const key = JSON.stringify(by.map(({ of }) => of(row)));
            groups.set(key, [...(groups.get(key) ?? []), row]);
          }
          const items = calls.map(({ text }, i) => `a${i} = ${text}`).join(', ');
          const query = `T | summarize ${items}${by.length > 0 ? ' by ' : ''}${by.map(({ text }, i) => `by${i} = ${text}`).join(', ')}`;
          const result = await answer(query, { T: deliveredSource(tableOf(rows), how) });
          const remaining = new Map(groups);
          for (const row of result.rows) {
            const key = JSON.stringify(row.slice(0, by.length));
            const members = remaining.get(key);
            if (members === undefined) throw new Error(`${query}: no group ${key} among ${[...remaining.keys()].join(' ')}`);
            remaining.delete(key);
            let at = by.length;
            for (const call of calls) {
              const choices = call.of(members);
              const actual = row.slice(at, at + choices[0].length);
              if (!choices.some((choice) => close(actual, choice))) expect(actual, call.text).toEqual(choices[0]);
              at += choices[0].length;
            }
            expect(row.length).toBe(at);
          }
          expect([...remaining.keys()]).toEqual([]);
        },
      ),
      { numRuns: 4000 },
    );
    expect(met.size).toBe(aggregates.length + conditional.length);
  });

  it('with many groups, whose keys no table of all combinations could hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(300, 3000), fc.boolean(), async (seed, spread, wide) => {
        const random = seededRandom(seed);
        const draw = (count: number): number => Math.floor(random() * count);
        const rows = Array.from({ length: 4000 }, () => {
          const n = draw(spread);
          return [n % 17 === 0 ? null : wide ? n * 1e9 : n, `s${draw(spread)}`, draw(spread) / 8, draw(100)] as const;
        });
        const expected = new Map<string, [count: number, sum: number]>();
        for (const [a, s, r, v] of rows) {
          const key = JSON.stringify([a, s, r].map((value, i) => (i === 2 ? Math.floor(value as number) : value)));
          const [count, sum] = expected.get(key) ?? [0, 0];
          expected.set(key, [count + 1, sum + v]);
        }
        const types = ['long', 'string', 'real', 'long'] as const;
        const schema = { columns: types.map((type, i) => ({ name: 'asrv'[i], type })) };
        const source = deliveredSource({ schema, rows }, { lengths: [1000, 1, 733], encodings: [0, 1, 2, 3, 5] });
        const result = await answer('T | summarize count(), sum(v) by a, s, floor(r, 1.0)', { T: source });
        expect(new Map(result.rows.map((row) => [JSON.stringify(row.slice(0, 3)), row.slice(3)]))).toEqual(expected);
        expect(result.rows.length).toBe(expected.size);
      }),
      { numRuns: 300 },
    );
  });
});
