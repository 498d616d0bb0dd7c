import { defaultTimeColumns, type QueryOptions } from '../database.ts';
import type { OpenedTable } from './data.ts';
import { complain } from './report.ts';

/** Says which tables --from and --to do not filter, because they have no time column that would be known as one. */
export function noticeTimeRange({ timeRange }: QueryOptions, tables: Iterable<OpenedTable>): void {
  if (timeRange === undefined) return;
  for (const { name, columns } of tables) {
    const isFiltered = columns.some((column) => defaultTimeColumns.includes(column.name) && column.type === 'datetime');
    if (!isFiltered)
      complain(`warning: ${name} has no datetime column ${defaultTimeColumns.join(' or ')}: --from and --to do not filter it`);
  }
}
