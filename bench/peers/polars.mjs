import polars from 'nodejs-polars';

/** Sets come as series of strings, which its JavaScript side hands over too slowly for Q2. */
export async function open({ columns, microseconds, aggregate, servers }) {
  const { col, lit } = polars;
  const frame = polars.DataFrame({ ...columns, Timestamp: Array.from(microseconds) });
  const scores = polars.DataFrame(aggregate);
  const hour = 3_600_000_000;
  const toColumns = (found) => Object.fromEntries(found.columns.map((name) => [name, found.getColumn(name).toArray()]));
  const kept = col('Timestamp')
    .gt(lit(Date.parse('2024-04-01T00:00:00Z') * 1000))
    .and(col('DeviceName').isIn(servers))
    .and(col('ActionType').eq(lit('ConnectionSuccess')))
    .and(col('RemoteIPType').isIn(['Private', 'Loopback']).not())
    .and(col('RemoteIP').str.contains('^169[.]254[.]').not());
  return {
    Q1: () => toColumns(frame.groupBy('DeviceName').agg(col('BytesSent').count().alias('count_'))),
    Q3: () =>
      toColumns(
        frame
          .withColumn(col('Timestamp').div(lit(hour)).floor().mul(lit(hour)).alias('Timestamp'))
          .groupBy('DeviceName', 'Timestamp')
          .agg(col('BytesSent').sum().alias('sum_BytesSent'), col('RemoteUrl').nUnique().alias('dcount_RemoteUrl')),
      ),
    Q4: () =>
      toColumns(
        frame
          .join(scores, { on: 'RemoteIP', how: 'inner' })
          .select(col('Score').count().alias('count_'), col('Score').sum().alias('sum_Score')),
      ),
    Q5: () => toColumns(frame.filter(kept).select('Timestamp', 'DeviceName', 'RemoteIP', 'RemoteUrl', 'BytesSent')),
  };
}
