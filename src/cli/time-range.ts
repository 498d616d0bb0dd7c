import type { OpenedTable } from './data.ts';
import { complain } from './report.ts';
import type { Settings } from './settings.ts';

/** Says which tables --from and --to do not filter, because they have no time column that would be known as one. */
export function noticeTimeRange({ query, timeColumns }: Settings, tables: Iterable<OpenedTable>): void {
  if (query.timeRange === undefined) return;
  for (const { name, columns } of tables) {
    const isFiltered = columns.some((column) => timeColumns.includes(column.name) && column.type === 'datetime');
    if (!isFiltered) complain(`warning: ${name} has no datetime column ${timeColumns.join(' or ')}: --from and --to do not filter it`);
  }
}
