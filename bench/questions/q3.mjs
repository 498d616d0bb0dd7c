import { peerBars } from './bars.mjs';

const hour = 3_600_000_000;

/** Also with count_distinct, which must not cost more than dcount. */
export const q3 = ({ order }) => {
  const sql = (name) => `SELECT DeviceName, h AS "Timestamp", sum(s)::BIGINT AS sum_BytesSent, count(*) AS ${name}
    FROM (SELECT DeviceName, time_bucket(INTERVAL 1 HOUR, "Timestamp") AS h, RemoteUrl, sum(BytesSent) AS s
      FROM DeviceNetworkEvents GROUP BY ALL) GROUP BY DeviceName, h`;
  const question = (name, aggregate) => ({
    name,
    title: `sum and ${aggregate} by device and hour`,
    kql: `DeviceNetworkEvents | summarize sum(BytesSent), ${aggregate}(RemoteUrl) by DeviceName, bin(Timestamp, 1h)`,
    sql: sql(`${aggregate}_RemoteUrl`),
    shape: { DeviceName: 'text', Timestamp: 'datetime', sum_BytesSent: 'number', [`${aggregate}_RemoteUrl`]: 'number' },
    bars: { 'DuckDB 1 thread': order === 'random' ? 1.2 : 3, ...peerBars },
    plain: (data) => plain(data, `${aggregate}_RemoteUrl`),
  });
  return [question('Q3', 'dcount'), question('Q3d', 'count_distinct')];
};

function plain({ columns: { DeviceName, RemoteUrl, BytesSent }, microseconds }, name) {
  const devices = new Map();
  for (let i = 0; i < DeviceName.length; i++) {
    let hours = devices.get(DeviceName[i]);
    if (hours === undefined) devices.set(DeviceName[i], (hours = new Map()));
    const bin = Math.floor(microseconds[i] / hour);
    let group = hours.get(bin);
    if (group === undefined) hours.set(bin, (group = { sum: 0, set: new Set() }));
    group.sum += BytesSent[i];
    group.set.add(RemoteUrl[i]);
  }
  const out = { DeviceName: [], Timestamp: [], sum_BytesSent: [], [name]: [] };
  for (const [device, hours] of devices) {
    for (const [bin, { sum, set }] of hours) {
      out.DeviceName.push(device);
      out.Timestamp.push(bin * hour);
      out.sum_BytesSent.push(sum);
      out[name].push(set.size);
    }
  }
  return out;
}
