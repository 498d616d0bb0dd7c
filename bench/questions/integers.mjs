// Joins and groups over integer keys.

export const joins = [
  { name: 'J1', title: 'join 10 M with 100 k integers', share: [2, 0.02, 1], nanoseconds: 30 },
  { name: 'J2', title: 'join 1 M with 1 M integers', share: [0.2, 0.2, 1], nanoseconds: 70 },
  { name: 'J3', title: 'join 1 M with 1 M integers, three rows a key', share: [0.2, 0.2, 3], nanoseconds: 70 },
].map(({ share: [left, right, each], nanoseconds, ...rest }) => ({
  ...rest,
  bars: {},
  /** At most so many of kqlet's time for a row, of the left side or, where there are more, of the result. */
  limit: (rows) => ({ nanoseconds, rows: rows * Math.max(left, right * each) }),
  /** The rows of both sides and how many distinct keys there are, from the row count of the bench. */
  sizes: (rows) => ({ left: rows * left, right: rows * right, keys: Math.round((rows * right) / each) }),
  kql: 'L | join kind=inner (R) on key | summarize count_ = count(), a = sum(value), b = sum(value1)',
  sql: 'SELECT count(*) AS count_, sum(L.value)::BIGINT AS a, sum(R.value)::BIGINT AS b FROM L JOIN R ON L.key = R.key',
  shape: { count_: 'number', a: 'number', b: 'number' },
  plain({ left, right }) {
    const rows = new Map();
    for (let i = 0; i < right.key.length; i++) {
      const list = rows.get(right.key[i]);
      if (list === undefined) rows.set(right.key[i], [i]);
      else list.push(i);
    }
    let [count, a, b] = [0, 0, 0];
    for (let i = 0; i < left.key.length; i++) {
      const list = rows.get(left.key[i]);
      if (list === undefined) continue;
      for (const row of list) {
        count++;
        a += left.value[i];
        b += right.value[row];
      }
    }
    return { count_: [count], a: [a], b: [b] };
  },
}));

export const groups = {
  name: 'G1',
  title: '10 M rows into 1 M integer groups',
  kql: 'L | summarize count(), sum(value) by key',
  sql: 'SELECT key, count(*) AS count_, sum(value)::BIGINT AS sum_value FROM L GROUP BY key',
  shape: { key: 'number', count_: 'number', sum_value: 'number' },
  bars: {},
  limit: (rows) => ({ nanoseconds: 40, rows: rows * 2 }),
  plain({ left: { key, value } }) {
    const found = new Map();
    for (let i = 0; i < key.length; i++) {
      const group = found.get(key[i]);
      if (group === undefined) found.set(key[i], { count: 1, sum: value[i] });
      else {
        group.count++;
        group.sum += value[i];
      }
    }
    const values = [...found.values()];
    return { key: [...found.keys()], count_: values.map(({ count }) => count), sum_value: values.map(({ sum }) => sum) };
  },
};
