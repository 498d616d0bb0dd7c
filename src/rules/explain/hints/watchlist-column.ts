import { dynamicOfCell, isArray } from '../../../data/dynamic.ts';
import type { Expression } from '../../../plan/expression.ts';
import { type FilterCase, written } from './repair.ts';
import type { Candidate } from './scene.ts';

/** What every watchlist has beside its own columns. */
const watchlistColumns: ReadonlySet<string> = new Set(['SearchKey', 'WatchlistItem', '_DTItemId', 'LastUpdatedTimeUTC']);

/** The name of a column in quotes is a text, not the column. */
export function watchlistColumnHints(at: FilterCase): Candidate[] {
  const { columns } = at.filter.plan.input.schema;
  const names = new Set(columns.map(({ name }) => name));
  return at.filter.calls.flatMap((atom): Candidate[] => {
    if (at.filter.count(atom.conjunct, 1) > 0) return [];
    const values = atom.expression.arguments.slice(1).flatMap(textsIn);
    const known = values.find((value) => watchlistColumns.has(value));
    const span = at.filter.spanOf(atom.conjunct);
    if (known !== undefined) {
      const message = `'${known}' in quotes is a text, not the column of the watchlist: write ${known} without quotes where the list is projected, as in \`in ((_GetWatchlist('…') | project ${known}))\``;
      return [{ trap: 'watchlist-column', message, stage: at.scene.stage, span, rows: 1 }];
    }
    const own = values.find((value) => names.has(value));
    if (own === undefined) return [];
    const message = `'${own}' in quotes is a text; the column ${own} is named without them: \`${written(at, atom)}\``;
    return [{ trap: 'column', message, stage: at.scene.stage, span, rows: 1 }];
  });
}

function textsIn(expression: Expression): string[] {
  if (expression.kind !== 'constant') return [];
  const value = dynamicOfCell(expression.type, expression.value);
  return (isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
