import { bars } from './bars.mjs';

export const q2 = () => ({
  name: 'Q2',
  title: 'set of URLs and count by address',
  kql: 'DeviceNetworkEvents | summarize make_set(RemoteUrl), count() by RemoteIP',
  // twice as fast as list(DISTINCT RemoteUrl)
  sql: `SELECT RemoteIP, list(RemoteUrl) AS set_RemoteUrl, sum(c) AS count_
    FROM (SELECT RemoteIP, RemoteUrl, count(*) AS c FROM DeviceNetworkEvents GROUP BY ALL) GROUP BY RemoteIP`,
  shape: { RemoteIP: 'text', set_RemoteUrl: 'set', count_: 'number' },
  bars: { ...bars(6, 3), 'DuckDB ENUM, 1 thread': 3 },
  plain({ columns: { RemoteIP, RemoteUrl } }) {
    const groups = new Map();
    for (let i = 0; i < RemoteIP.length; i++) {
      let group = groups.get(RemoteIP[i]);
      if (group === undefined) groups.set(RemoteIP[i], (group = { set: new Set(), count: 0 }));
      group.set.add(RemoteUrl[i]);
      group.count++;
    }
    const values = [...groups.values()];
    return {
      RemoteIP: [...groups.keys()],
      set_RemoteUrl: values.map(({ set }) => [...set]),
      count_: values.map(({ count }) => count),
    };
  },
});
