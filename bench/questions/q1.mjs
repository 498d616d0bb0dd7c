import { bars } from './bars.mjs';

export const q1 = () => ({
  name: 'Q1',
  title: 'count by device',
  kql: 'DeviceNetworkEvents | summarize count() by DeviceName',
  sql: 'SELECT DeviceName, count(*) AS count_ FROM DeviceNetworkEvents GROUP BY DeviceName',
  shape: { DeviceName: 'text', count_: 'number' },
  bars: { ...bars(3, 1.5), 'DuckDB ENUM, 1 thread': 1.5 },
  plain({ columns: { DeviceName } }) {
    const counts = new Map();
    for (let i = 0; i < DeviceName.length; i++) counts.set(DeviceName[i], (counts.get(DeviceName[i]) ?? 0) + 1);
    return { DeviceName: [...counts.keys()], count_: [...counts.values()] };
  },
});
