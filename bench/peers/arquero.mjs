import * as aq from 'arquero';

export async function open({ columns, microseconds, aggregate, servers }) {
  const table = aq.table({ ...columns, Timestamp: microseconds });
  const scores = aq.table(aggregate);
  const toColumns = (found) => Object.fromEntries(found.columnNames().map((name) => [name, Array.from(found.array(name))]));
  const hour = 3_600_000_000;
  return {
    Q1: () => toColumns(table.groupby('DeviceName').rollup({ count_: aq.op.count() })),
    Q2: () => toColumns(table.groupby('RemoteIP').rollup({ set_RemoteUrl: aq.op.array_agg_distinct('RemoteUrl'), count_: aq.op.count() })),
    Q3: () =>
      toColumns(
        table
          .params({ hour })
          .groupby({ DeviceName: (d) => d.DeviceName, Timestamp: (d, $) => aq.op.floor(d.Timestamp / $.hour) * $.hour })
          .rollup({ sum_BytesSent: aq.op.sum('BytesSent'), dcount_RemoteUrl: aq.op.distinct('RemoteUrl') }),
      ),
    Q4: () => toColumns(table.join(scores, 'RemoteIP').rollup({ count_: aq.op.count(), sum_Score: aq.op.sum('Score') })),
    Q5: () =>
      toColumns(
        table
          .params({ servers: new Set(servers), since: Date.parse('2024-04-01T00:00:00Z') * 1000 })
          .filter(
            (d, $) =>
              d.Timestamp > $.since &&
              aq.op.has($.servers, d.DeviceName) &&
              d.ActionType === 'ConnectionSuccess' &&
              d.RemoteIPType !== 'Private' &&
              d.RemoteIPType !== 'Loopback' &&
              !aq.op.startswith(d.RemoteIP, '169.254.'),
          )
          .select('Timestamp', 'DeviceName', 'RemoteIP', 'RemoteUrl', 'BytesSent')
          .reify(),
      ),
  };
}
