import { describe, expect, it } from 'vitest';
import { type Actual, compareTables, type Expected } from './compare.ts';

const columns = [
  { name: 'key', type: 'string' },
  { name: 'n', type: 'long' },
  { name: 'time', type: 'datetime' },
  { name: 'set', type: 'dynamic' },
  { name: 'bag', type: 'dynamic' },
];
const one = ['a', 1, '2024-05-01T00:00:00.5Z', ['x', 'y'], { p: 1, q: [2, null] }];
const two = ['b', null, null, [], null];
const expected: Expected = { columns, rows: [one, two], setColumns: ['set'] };
const actual = (rows: unknown[][], names = columns): Actual => ({ columns: names, rows });
const changed = (row: unknown[], at: number, value: unknown) => row.map((cell, i) => (i === at ? value : cell));

describe('compareTables', () => {
  it.each<[string, Actual]>([
    ['the same', actual([one, two])],
    ['rows in another order', actual([two, one])],
    ['more digits of a second', actual([changed(one, 2, '2024-05-01T00:00:00.5000000Z'), two])],
    ['a set in another order', actual([changed(one, 3, ['y', 'x']), two])],
    ['a bag in another order', actual([changed(one, 4, { q: [2, null], p: 1 }), two])],
  ])('accepts %s', (_, table) => {
    expect(compareTables(expected, table)).toEqual({ ok: true });
  });

  it.each<[string, Actual]>([
    ['a missing row', actual([one])],
    ['a row twice', actual([one, one])],
    ['one row more', actual([one, two, two])],
    ['another text', actual([changed(one, 0, 'A'), two])],
    ['a text for a number', actual([changed(one, 1, '1'), two])],
    ['undefined for null', actual([one, changed(two, 1, undefined)])],
    ['an empty text for null', actual([one, changed(two, 2, '')])],
    ['another tick', actual([changed(one, 2, '2024-05-01T00:00:00.5000001Z'), two])],
    ['another set', actual([changed(one, 3, ['x', 'x', 'y']), two])],
    ['another order in an array', actual([changed(one, 4, { p: 1, q: [null, 2] }), two])],
    ['another type', actual([one, two], changedColumn(1, { name: 'n', type: 'int' }))],
    ['another name', actual([one, two], changedColumn(0, { name: 'Key', type: 'string' }))],
    ['another order of columns', actual([one.toReversed(), two.toReversed()], columns.toReversed())],
  ])('refuses %s', (_, table) => {
    expect(compareTables(expected, table).ok).toBe(false);
  });

  it('lets free columns stand in any order, but side by side', () => {
    const free = { ...expected, freeColumns: ['n', 'time', 'set'] };
    const permuted = (order: number[]) =>
      actual(
        [one, two].map((row) => order.map((at) => row[at])),
        order.map((at) => columns[at]),
      );
    expect(compareTables(free, permuted([0, 3, 1, 2, 4])).ok).toBe(true);
    expect(compareTables(free, permuted([1, 0, 2, 3, 4])).ok).toBe(false);
    expect(compareTables(free, permuted([0, 1, 2, 4, 3])).ok).toBe(false);
  });

  it('lets a possible column be there or not', () => {
    const possible = { ...expected, possibleColumns: [''] };
    const rows = [one, two].map((row) => [...row, 'anything']);
    expect(compareTables(possible, actual(rows, [...columns, { name: '', type: 'string' }])).ok).toBe(true);
    expect(compareTables(possible, actual([one, two])).ok).toBe(true);
    expect(compareTables(expected, actual(rows, [...columns, { name: '', type: 'string' }])).ok).toBe(false);
  });

  it('accepts any value of a choice, those of one choice together, each row once', () => {
    const pairs = [
      ['a', 1],
      ['c', 3],
    ];
    const either: Expected = { ...expected, rows: [one, one, two], choices: [[{ columns: ['key', 'n'], values: pairs }]] };
    const other = ['c', 3, ...one.slice(2)];
    expect(compareTables(either, actual([one, one, two])).ok).toBe(true);
    expect(compareTables(either, actual([other, one, two])).ok).toBe(true);
    expect(compareTables(either, actual([other, other, two])).ok).toBe(false);
    expect(compareTables(either, actual([changed(one, 0, 'c'), one, two])).ok).toBe(false);
  });

  it('finds the pairs where one row could stand for several', () => {
    const choice = (values: unknown[]) => [{ columns: ['key'], values: values.map((value) => [value]) }];
    const rows = { ...expected, rows: [one, one, one], choices: [choice(['a', 'b', 'c']), choice(['a', 'b']), choice(['a'])] };
    const got = (...keys: string[]) => actual(keys.map((key) => changed(one, 0, key)));
    expect(compareTables(rows, got('a', 'b', 'c')).ok).toBe(true);
    expect(compareTables(rows, got('a', 'c', 'c')).ok).toBe(false);
  });

  it('accepts any one of several tables', () => {
    const tables = [expected, { ...expected, rows: [two] }];
    expect(compareTables(tables, actual([two])).ok).toBe(true);
    expect(compareTables(tables, actual([one])).ok).toBe(false);
    expect(compareTables([], actual([one])).ok).toBe(false);
  });
});

function changedColumn(at: number, column: { name: string; type: string }) {
  return columns.map((other, i) => (i === at ? column : other));
}
