import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SpillStore } from '../../src/data/spill-store.ts';
import { Spill } from '../../src/engine/spill.ts';
import { Database } from '../../src/index.ts';
import { cell, scalarTypes } from './columns.ts';
import { deliveredSource, delivery, type RandomTable, wholeSource } from './sources.ts';

/** What does not fit into memory gives the same as what does: every operator that can is made to put its rows out after each segment. */

/** Files in memory, which notice what is asked of them when they are closed, and what is left open. */
function filesInMemory(): SpillStore & { open: () => ReturnType<SpillStore['open']>; opened: number; closed: number } {
  const store = {
    opened: 0,
    closed: 0,
    open() {
      store.opened++;
      let bytes: Uint8Array | undefined = new Uint8Array(0);
      return {
        append(more: Uint8Array) {
          if (bytes === undefined) throw new Error('the file is closed');
          const longer = new Uint8Array(bytes.length + more.length);
          longer.set(bytes);
          longer.set(more, bytes.length);
          bytes = longer;
        },
        read(start: number, length: number) {
          if (bytes === undefined || start + length > bytes.length) throw new Error('there is nothing there');
          return bytes.slice(start, start + length);
        },
        close() {
          if (bytes === undefined) throw new Error('the file is closed twice');
          bytes = undefined;
          store.closed++;
        },
      };
    },
  };
  return store;
}

const sortable = scalarTypes.filter((type) => type !== 'dynamic');
const memoryBytes = 1e9;

const tables: fc.Arbitrary<RandomTable> = fc.array(fc.constantFrom(...sortable), { minLength: 2, maxLength: 3 }).chain((types) =>
  fc.array(fc.tuple(...types.map((type) => cell(type)), cell('dynamic')), { maxLength: 60 }).map((rows) => ({
    schema: {
      columns: [
        ...types.map((type, i) => ({ name: `c${i}`, type })),
        { name: 'x', type: 'dynamic' as const },
        { name: 'row', type: 'long' as const },
      ],
    },
    rows: rows.map((row, i) => [...row, i]),
  })),
);

/** The rows of a query with all in memory, and with nothing: after so many bytes rows go out. */
async function both(query: string, table: RandomTable, lengths: Parameters<typeof deliveredSource>[1], bytes = 1) {
  const plain = new Database();
  plain.addSource('T', wholeSource(table));
  const store = filesInMemory();
  const spilling = new Database({ spill: (limit) => new Spill(store, limit, bytes) });
  spilling.addSource('T', deliveredSource(table, lengths));
  const expected = (await plain.query(query)).toRows();
  const found = (await spilling.query(query, { limits: { memoryBytes } })).toRows();
  expect(store.closed).toBe(store.opened);
  return { expected, found, opened: store.opened };
}

const direction = fc.constantFrom('asc', 'desc', 'asc nulls last', 'desc nulls first');

it('sort', async () => {
  let spilt = 0;
  await fc.assert(
    fc.asyncProperty(
      tables,
      delivery,
      direction,
      direction,
      fc.constantFrom(1, 1, 300, 2000),
      async (table, lengths, first, second, bytes) => {
        const { expected, found, opened } = await both(`T | sort by c0 ${first}, c1 ${second}`, table, lengths, bytes);
        spilt += opened;
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  );
  expect(spilt).toBeGreaterThan(50);
});

it('sort by what is computed, whose values go with the rows', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => [(i * 7919) % 100, `t${i % 40}`, i]);
  const table: RandomTable = {
    schema: {
      columns: [
        { name: 'a', type: 'long' },
        { name: 'b', type: 'string' },
        { name: 'row', type: 'long' },
      ],
    },
    rows,
  };
  const lengths = { lengths: [20], encodings: [0, 1, 2] };
  for (const query of [
    'T | sort by a % 10 asc, strcat(b, a % 3) desc',
    'T | sort by iff(a == 5, long(null), a) asc',
    'T | sort by a asc | extend n = row_number() | where n < 8',
  ]) {
    const { expected, found, opened } = await both(query, table, lengths);
    // more runs than are merged at once
    expect(opened).toBeGreaterThan(1);
    expect(found).toEqual(expected);
  }
  // every value of rand() is asked for once: whatever they are, the rows come in the order of the values that go with them
  const store = filesInMemory();
  const database = new Database({ spill: (limit) => new Spill(store, limit, 1) });
  database.addSource('T', deliveredSource(table, lengths));
  const found = (await database.query('T | sort by rand() asc', { limits: { memoryBytes }, seed: 1 })).toRows();
  expect(found.map((row) => row[2] as number).sort((a, b) => a - b)).toEqual(rows.map((row) => row[2]));
});

const calls = [
  'n = count(), x = countif(row % 3 == 0)',
  's = sum(row), least = min(row), most = max(row)',
  'rows = make_list(row)',
  'set = array_sort_asc(make_set(c1))',
  'd = count_distinct(c1), p = percentile(row, 50)',
  'arg_max(row, *)',
  'all = make_list(x), b = make_bag(bag_pack(tostring(row), c1))',
];

const inAnyOrder = (rows: readonly unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).sort();

it('summarize, its groups in any order', async () => {
  let spilt = 0;
  await fc.assert(
    fc.asyncProperty(
      tables,
      delivery,
      fc.constantFrom(...calls),
      fc.constantFrom('c0', 'c0, c1', 'c1, row % 2', 'row', "c0, 'constant'"),
      fc.constantFrom(1, 1, 3000),
      async (table, lengths, aggregates, keys, bytes) => {
        const { expected, found, opened } = await both(`T | summarize ${aggregates} by ${keys}`, table, lengths, bytes);
        spilt += opened;
        expect(inAnyOrder(found)).toEqual(inAnyOrder(expected));
      },
    ),
    { numRuns: 300 },
  );
  expect(spilt).toBeGreaterThan(100);
});

it('distinct, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(tables, delivery, fc.constantFrom('c0', 'c0, c1', '*'), async (table, lengths, columns) => {
      const query = columns === '*' ? 'T | project-away x | distinct *' : `T | distinct ${columns}`;
      const { expected, found } = await both(query, table, lengths);
      expect(inAnyOrder(found)).toEqual(inAnyOrder(expected));
    }),
    { numRuns: 150 },
  );
});

it('groups that have to be parted again and again, and those that cannot be parted', async () => {
  const rows = Array.from({ length: 4000 }, (_, i) => [i % 1500, `t${i % 3}`, i]);
  const table: RandomTable = {
    schema: {
      columns: [
        { name: 'a', type: 'long' },
        { name: 'b', type: 'string' },
        { name: 'row', type: 'long' },
      ],
    },
    rows,
  };
  const lengths = { lengths: [100, 7], encodings: [0, 1, 2, 3] };
  for (const query of [
    'T | summarize make_list(row) by a, b',
    'T | summarize make_list(row), count() by b',
    'T | summarize sum(row) by strcat(a, b)',
  ]) {
    const { expected, found, opened } = await both(query, table, lengths);
    expect(opened).toBeGreaterThan(0);
    expect(inAnyOrder(found)).toEqual(inAnyOrder(expected));
  }
  const store = filesInMemory();
  const database = new Database({ spill: (limit) => new Spill(store, limit, 1) });
  database.addSource('T', deliveredSource(table, lengths));
  const failed = await database
    .query('T | summarize count() by a', { limits: { memoryBytes, groups: 1000 } })
    .then(undefined, (error) => error);
  expect(failed).toMatchObject({ kind: 'limit', message: 'more than 1000 groups' });
  expect(store.closed).toBe(store.opened);
});

const joins = ['innerunique', 'inner', 'leftouter', 'rightouter', 'fullouter', 'leftsemi', 'leftanti', 'rightsemi', 'rightanti'];

it('join of every kind, in any order', async () => {
  let spilt = 0;
  await fc.assert(
    fc.asyncProperty(tables, delivery, fc.constantFrom(...joins), fc.constantFrom('c0', 'c0, c1'), async (table, lengths, kind, keys) => {
      const right = '(T | where row % 3 != 1 | extend r = row)';
      const { expected, found, opened } = await both(`T | join kind=${kind} ${right} on ${keys}`, table, lengths);
      spilt += opened;
      expect(inAnyOrder(found)).toEqual(inAnyOrder(expected));
    }),
    { numRuns: 200 },
  );
  expect(spilt).toBeGreaterThan(100);
});
