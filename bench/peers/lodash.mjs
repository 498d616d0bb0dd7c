import lodash from 'lodash';

/** Rows are objects, as they are for who writes with lodash. What needs a set a group is as its users do it: group, then look at each. */
export async function open({ columns, microseconds, aggregate, servers }) {
  const names = Object.keys(columns);
  const rows = Array.from({ length: microseconds.length }, (_, i) => {
    const row = {};
    for (const name of names) row[name] = name === 'Timestamp' ? microseconds[i] : columns[name][i];
    return row;
  });
  const hour = 3_600_000_000;
  const byHour = (name) => () => {
    const groups = lodash.groupBy(rows, (row) => `${row.DeviceName}|${Math.floor(row.Timestamp / hour)}`);
    const lists = Object.values(groups);
    return {
      DeviceName: lists.map(([first]) => first.DeviceName),
      Timestamp: lists.map(([first]) => Math.floor(first.Timestamp / hour) * hour),
      sum_BytesSent: lists.map((list) => lodash.sumBy(list, 'BytesSent')),
      [name]: lists.map((list) => lodash.uniqBy(list, 'RemoteUrl').length),
    };
  };
  const since = Date.parse('2024-04-01T00:00:00Z') * 1000;
  return {
    Q1: () => {
      const counts = lodash.countBy(rows, 'DeviceName');
      return { DeviceName: Object.keys(counts), count_: Object.values(counts) };
    },
    Q2: () => {
      const groups = lodash.groupBy(rows, 'RemoteIP');
      const lists = Object.values(groups);
      return {
        RemoteIP: Object.keys(groups),
        set_RemoteUrl: lists.map((list) => lodash.uniq(lodash.map(list, 'RemoteUrl'))),
        count_: lists.map((list) => list.length),
      };
    },
    Q3: byHour('dcount_RemoteUrl'),
    Q3d: byHour('count_distinct_RemoteUrl'),
    Q4: () => {
      const scores = lodash.groupBy(
        aggregate.RemoteIP.map((RemoteIP, i) => ({ RemoteIP, Score: aggregate.Score[i] })),
        'RemoteIP',
      );
      const found = lodash.flatMap(rows, ({ RemoteIP }) => scores[RemoteIP] ?? []);
      return { count_: [found.length], sum_Score: [lodash.sumBy(found, 'Score')] };
    },
    Q5: () => {
      const wanted = new Set(servers);
      const found = lodash.filter(
        rows,
        (row) =>
          row.Timestamp > since &&
          wanted.has(row.DeviceName) &&
          row.ActionType === 'ConnectionSuccess' &&
          !lodash.includes(['Private', 'Loopback'], row.RemoteIPType) &&
          !lodash.startsWith(row.RemoteIP, '169.254.'),
      );
      return Object.fromEntries(
        ['Timestamp', 'DeviceName', 'RemoteIP', 'RemoteUrl', 'BytesSent'].map((name) => [name, lodash.map(found, name)]),
      );
    },
  };
}
