/** By a string and a long, all rows and the first hundred. */
export const sorts = () => [
  {
    name: 'S1',
    title: 'sort by a string and a long',
    kql: 'DeviceNetworkEvents | sort by DeviceName asc, BytesSent desc | project DeviceName, BytesSent',
    sql: 'SELECT DeviceName, BytesSent FROM DeviceNetworkEvents ORDER BY DeviceName, BytesSent DESC',
    shape: { DeviceName: 'text', BytesSent: 'number' },
    ordered: true,
    // an ENUM is ordered by its declaration, not by its text
    enums: false,
    bars: { 'DuckDB 1 thread': 1 },
    plain({ columns: { DeviceName, BytesSent } }) {
      const rows = Uint32Array.from(DeviceName, (_, i) => i);
      rows.sort((a, b) => (DeviceName[a] < DeviceName[b] ? -1 : DeviceName[a] > DeviceName[b] ? 1 : BytesSent[b] - BytesSent[a]));
      return { DeviceName: Array.from(rows, (row) => DeviceName[row]), BytesSent: Array.from(rows, (row) => BytesSent[row]) };
    },
  },
  {
    name: 'S2',
    title: 'top 100',
    kql: 'DeviceNetworkEvents | top 100 by BytesSent desc | project BytesSent',
    sql: 'SELECT BytesSent FROM DeviceNetworkEvents ORDER BY BytesSent DESC LIMIT 100',
    shape: { BytesSent: 'number' },
    ordered: true,
    enums: false,
    bars: {},
    plain({ columns: { BytesSent } }) {
      return { BytesSent: [...BytesSent].sort((a, b) => b - a).slice(0, 100) };
    },
  },
];
