import { bars } from './bars.mjs';

export const q4 = () => ({
  name: 'Q4',
  title: 'join with 200,000 scored addresses',
  kql: 'DeviceNetworkEvents | join kind=inner (Agg) on RemoteIP | summarize count_ = count(), sum_Score = sum(Score)',
  sql: `SELECT count(*) AS count_, sum(Score)::BIGINT AS sum_Score FROM DeviceNetworkEvents JOIN Agg USING (RemoteIP)`,
  shape: { count_: 'number', sum_Score: 'number' },
  bars: bars(2.5, 1.2),
  plain({ columns: { RemoteIP }, aggregate }) {
    const scores = new Map();
    aggregate.RemoteIP.forEach((address, i) => {
      const list = scores.get(address);
      if (list === undefined) scores.set(address, [aggregate.Score[i]]);
      else list.push(aggregate.Score[i]);
    });
    let count = 0;
    let sum = 0;
    for (let i = 0; i < RemoteIP.length; i++) {
      const list = scores.get(RemoteIP[i]);
      if (list === undefined) continue;
      for (const score of list) {
        count++;
        sum += score;
      }
    }
    return { count_: [count], sum_Score: [sum] };
  },
});
