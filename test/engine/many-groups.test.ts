import { describe, expect, test } from 'vitest';
import type { ScalarType } from '../../src/data/types.ts';
import { Database } from '../../src/index.ts';

/** So many keys that groups and joins go through their rows cluster by cluster. */
const keys = 200_000;
const rows = 1_400_000;

const scattered = (number: number): number => Math.imul(number + 1, 0x9e3779b1) >>> 1;
const leftKeys = Array.from({ length: rows }, (_, i) => scattered((i * 7919) % keys));
const values = Array.from({ length: rows }, (_, i) => i % 1000);
/** One batch and a part of it are enough where batches do not matter. */
const some = leftKeys.slice(0, 450_000);

const columns = async (database: Database, text: string): Promise<unknown[][]> => {
  const result = await database.query(text);
  return result.toRows();
};

describe('many groups', () => {
  test('one key that jumps about', async () => {
    const database = new Database();
    database.addTable('T', { key: leftKeys, value: values }, { schema: { key: 'long', value: 'long' } });
    const expected = new Map<number, { count: number; sum: number; first: number; last: number }>();
    leftKeys.forEach((key, i) => {
      const group = expected.get(key);
      if (group === undefined) expected.set(key, { count: 1, sum: values[i], first: values[i], last: values[i] });
      else Object.assign(group, { count: group.count + 1, sum: group.sum + values[i], last: values[i] });
    });
    const found = await columns(database, 'T | summarize count(), sum(value), take_any(value), make_list(value) by key');
    expect(found.length).toBe(expected.size);
    let wrong = 0;
    for (const [key, count, sum, any, list] of found as [number, number, number, number, number[]][]) {
      const group = expected.get(key);
      if (group?.count !== count || group.sum !== sum || any !== group.first) wrong++;
      if (list.length !== count || list[0] !== group?.first || list[list.length - 1] !== group.last) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test('several keys that jump about, texts, nulls and times among them', async () => {
    const database = new Database();
    const names = some.map((key) => `name ${key % 701}`);
    const times = some.map((key) => new Date(1_699_999_200_000 + (key % 509) * 3_600_000));
    const numbers = some.map((key, i) => (i % 13 === 0 ? null : key % 1009));
    const schema: Record<string, ScalarType> = { name: 'string', moment: 'datetime', number: 'long', value: 'long', text: 'string' };
    database.addTable(
      'T',
      { name: names, moment: times, number: numbers, value: values.slice(0, some.length), text: some.map((_, i) => String(values[i])) },
      { schema },
    );
    const expected = new Map<string, { sum: number; texts: Set<string> }>();
    names.forEach((name, i) => {
      const key = JSON.stringify([name, times[i], numbers[i]]);
      let group = expected.get(key);
      if (group === undefined) expected.set(key, (group = { sum: 0, texts: new Set() }));
      group.sum += values[i];
      group.texts.add(String(values[i]));
    });
    const found = await columns(database, 'T | summarize sum(value), dcount(text) by name, bin(moment, 1h), number');
    expect(found.length).toBe(expected.size);
    let wrong = 0;
    for (const [name, time, number, sum, texts] of found) {
      const group = expected.get(JSON.stringify([name, new Date(time as string), number]));
      if (group?.sum !== sum || group?.texts.size !== texts) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test('sums that pass 64 bits come out as they do one by one', async () => {
    const database = new Database();
    const large = some
      .map((_, i) => values[i])
      .map((value, i) => (i % 3 === 0 ? 9223372036854775807n : BigInt(value) * -4611686018427387905n));
    const wrapped = large.map((value) => BigInt.asIntN(64, value));
    database.addTable('T', { key: some, value: wrapped }, { schema: { key: 'long', value: 'long' } });
    const expected = new Map<number, bigint>();
    for (const [i, key] of some.entries()) expected.set(key, BigInt.asIntN(64, (expected.get(key) ?? 0n) + wrapped[i]));
    let wrong = 0;
    for (const [key, sum] of (await columns(database, 'T | summarize sum(value) by key')) as [number, number | string][])
      if (expected.get(key) !== BigInt(sum)) wrong++;
    expect(wrong).toBe(0);
  });
});

describe('joins of many keys', () => {
  const side = 300_000;
  const rightKeys = Array.from({ length: side }, (_, i) => scattered((i * 31) % (side / 2)));
  const others = Array.from({ length: side }, (_, i) => scattered((i * 17) % (side - 3)));
  const kinds = ['inner', 'innerunique', 'leftouter', 'rightouter', 'fullouter', 'leftsemi', 'leftanti', 'rightsemi', 'rightanti'] as const;

  test.each(kinds)('%s', async (kind) => {
    const database = new Database();
    const place = Array.from({ length: side }, (_, i) => i);
    database.addTable('L', { key: others, left: place }, { schema: { key: 'long', left: 'long' } });
    database.addTable('R', { key: rightKeys, right: place }, { schema: { key: 'long', right: 'long' } });
    const found = await columns(database, `L | join kind=${kind} (R) on key`);
    const text = (row: readonly unknown[]): string => JSON.stringify(row);
    expect(found.map(text).sort()).toEqual(joined(kind).map(text).sort());
  });

  test('left rows keep their order, and so do the right rows of each', async () => {
    const database = new Database();
    const place = Array.from({ length: side }, (_, i) => i);
    database.addTable('L', { key: others, left: place }, { schema: { key: 'long', left: 'long' } });
    database.addTable('R', { key: rightKeys, right: place }, { schema: { key: 'long', right: 'long' } });
    expect(await columns(database, 'L | join kind=inner (R) on key | project left, right')).toEqual(
      joined('inner').map(([, left, , right]) => [left, right]),
    );
  });

  function joined(kind: (typeof kinds)[number]): unknown[][] {
    const partners = new Map<number, number[]>();
    rightKeys.forEach((key, row) => {
      const list = partners.get(key);
      if (list === undefined) partners.set(key, [row]);
      else list.push(row);
    });
    const seen = new Set<number>();
    const out: unknown[][] = [];
    others.forEach((key, left) => {
      const list = partners.get(key) ?? [];
      const isKnown = seen.has(key);
      seen.add(key);
      if (kind === 'leftsemi' || kind === 'leftanti') {
        if (list.length > 0 === (kind === 'leftsemi')) out.push([key, left]);
      } else if (kind !== 'rightsemi' && kind !== 'rightanti' && !(kind === 'innerunique' && isKnown)) {
        for (const right of list) out.push([key, left, key, right]);
        if (list.length === 0 && (kind === 'leftouter' || kind === 'fullouter')) out.push([key, left, null, null]);
      }
    });
    rightKeys.forEach((key, right) => {
      if (kind === 'rightsemi' && seen.has(key)) out.push([key, right]);
      if (kind === 'rightanti' && !seen.has(key)) out.push([key, right]);
      if ((kind === 'rightouter' || kind === 'fullouter') && !seen.has(key)) out.push([null, null, key, right]);
    });
    return out;
  }
});
