import alasql from 'alasql';

/** It has no set aggregate over two levels that ends within minutes, so Q2 and Q3 are left out. */
export async function open({ columns, microseconds, aggregate, servers }) {
  const names = Object.keys(columns);
  const rows = microseconds.reduce((list, time, i) => {
    list.push(Object.fromEntries(names.map((name) => [name, name === 'Timestamp' ? time : columns[name][i]])));
    return list;
  }, []);
  const scores = aggregate.RemoteIP.map((RemoteIP, i) => ({ RemoteIP, Score: aggregate.Score[i] }));
  const toColumns = (found) => Object.fromEntries(Object.keys(found[0] ?? {}).map((name) => [name, found.map((row) => row[name])]));
  const compiled = (sql, ...tables) => {
    const run = alasql.compile(sql);
    return () => toColumns(run(tables));
  };
  const list = servers.map((server) => `'${server}'`).join(',');
  const since = Date.parse('2024-04-01T00:00:00Z') * 1000;
  return {
    Q1: compiled('SELECT DeviceName, COUNT(*) AS count_ FROM ? GROUP BY DeviceName', rows),
    Q4: compiled('SELECT COUNT(*) AS count_, SUM(b.Score) AS sum_Score FROM ? a JOIN ? b ON a.RemoteIP = b.RemoteIP', rows, scores),
    Q5: compiled(
      `SELECT [Timestamp], DeviceName, RemoteIP, RemoteUrl, BytesSent FROM ? WHERE [Timestamp] > ${since} AND DeviceName IN (${list})
        AND ActionType = 'ConnectionSuccess' AND RemoteIPType NOT IN ('Private','Loopback') AND NOT RemoteIP LIKE '169.254.%'`,
      rows,
    ),
  };
}
