import type { ColumnOrigin } from '../readers/plan.ts';
import { widthOf } from '../writers/text-width.ts';
import { visibleText } from '../writers/visible.ts';
import type { OpenedTable } from './data.ts';

/** The columns of each table with their types and what those were taken from, a line a column. */
export function explainSchemas(tables: Iterable<OpenedTable>): string {
  return [...tables].map(explainTable).join('\n');
}

function explainTable({ name, target, columns, isLoaded }: OpenedTable): string {
  const by = isLoaded ? 'types from all rows' : 'types from the first rows, the table is streamed';
  const nameWidth = Math.max(...columns.map((column) => widthOf(visibleText(column.name))));
  const lines = columns.map((column) => {
    const shown = visibleText(column.name);
    return `  ${shown}${' '.repeat(nameWidth - widthOf(shown))}  ${column.type.padEnd(8)}  ${visibleText(because(column))}`;
  });
  return `${visibleText(`${name} (${target}; ${by})`)}\n${lines.join('\n')}\n`;
}

function because({ why, reason, example }: ColumnOrigin): string {
  const from = why === 'inferred' ? reason : `${why}: ${reason}`;
  return example === undefined ? from : `${from}, ${example.value} in ${example.input}:${example.line}`;
}
