import Database from 'better-sqlite3';

export async function open({ columns, microseconds, aggregate, servers }) {
  const database = new Database(':memory:');
  const names = Object.keys(columns);
  database.exec(`CREATE TABLE T (${names.map((name) => `"${name}"`)}); CREATE TABLE Agg (RemoteIP, Score)`);
  const insert = database.prepare(`INSERT INTO T VALUES (${names.map(() => '?')})`);
  const insertScore = database.prepare('INSERT INTO Agg VALUES (?, ?)');
  database.transaction(() => {
    for (let i = 0; i < microseconds.length; i++)
      insert.run(names.map((name) => (name === 'Timestamp' ? microseconds[i] : columns[name][i])));
    aggregate.RemoteIP.forEach((address, i) => {
      insertScore.run(address, aggregate.Score[i]);
    });
  })();
  database.exec('CREATE INDEX AggRemoteIP ON Agg (RemoteIP, Score)');
  const since = Date.parse('2024-04-01T00:00:00Z') * 1000;
  const hour = 3_600_000_000;
  const query = (sql, finish = (row) => row) => {
    const statement = database.prepare(sql);
    return () => {
      const rows = statement.all().map(finish);
      return Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name])]));
    };
  };
  return {
    Q1: query('SELECT DeviceName, count(*) AS count_ FROM T GROUP BY DeviceName'),
    Q2: query(
      `SELECT RemoteIP, json_group_array(RemoteUrl) AS set_RemoteUrl, sum(c) AS count_
        FROM (SELECT RemoteIP, RemoteUrl, count(*) AS c FROM T GROUP BY 1, 2) GROUP BY 1`,
      (row) => ({ ...row, set_RemoteUrl: JSON.parse(row.set_RemoteUrl) }),
    ),
    Q3: query(
      `SELECT DeviceName, CAST("Timestamp" / ${hour} AS INTEGER) * ${hour} AS "Timestamp", sum(BytesSent) AS sum_BytesSent,
        count(DISTINCT RemoteUrl) AS dcount_RemoteUrl FROM T GROUP BY 1, 2`,
    ),
    Q4: query('SELECT count(*) AS count_, sum(Score) AS sum_Score FROM T JOIN Agg USING (RemoteIP)'),
    Q5: query(
      `SELECT "Timestamp", DeviceName, RemoteIP, RemoteUrl, BytesSent FROM T WHERE "Timestamp" > ${since} AND DeviceName IN (${servers.map((server) => `'${server}'`)})
        AND ActionType = 'ConnectionSuccess' AND RemoteIPType NOT IN ('Private', 'Loopback') AND RemoteIP NOT LIKE '169.254.%'`,
    ),
  };
}
