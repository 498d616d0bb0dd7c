import { parseDatetime } from '../data/datetime.ts';
import type { Dynamic } from '../data/dynamic.ts';
import { parseJsonText } from '../data/json.ts';
import { type Source, sourceOf, tableOfRows } from '../data/table.ts';
import { unixEpoch } from '../data/ticks.ts';
import type { Cell } from '../data/vector.ts';
import { fail } from '../errors.ts';

export interface WatchlistOptions {
  /** The column whose values are the SearchKey; not needed where the rows have a column SearchKey, or one column only. */
  readonly searchKey?: string;
  /** LastUpdatedTimeUTC of rows that do not have it themselves. Default: null. */
  readonly lastUpdated?: string | Date;
}

/** A watchlist as `_GetWatchlist` gives it, and what of it is not known. */
export interface Watchlist {
  readonly source: Source;
  /** Whether LastUpdatedTimeUTC is null because nobody said it. */
  readonly lacksUpdateTime: boolean;
}

const systemColumns = ['_DTItemId', 'LastUpdatedTimeUTC', 'SearchKey', 'WatchlistItem'] as const;

/**
 * A Sentinel watchlist: the columns _DTItemId, LastUpdatedTimeUTC, SearchKey and WatchlistItem (the row as a bag), then those of the rows, all
 * of them strings. An item without an id gets one from its place. Throws a Failure of the kind 'data' where the search key is not told.
 */
export function createWatchlist(
  alias: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  options: WatchlistOptions = {},
): Watchlist {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const items = [...names].filter((name) => !(systemColumns as readonly string[]).includes(name));
  const keyColumn = searchKeyOf(alias, names, items, options);
  const lastUpdated = options.lastUpdated === undefined ? null : ticksOf(alias, options.lastUpdated);
  const cells = rows.map((row, index): Cell[] => {
    const texts = items.map((name) => textOf(row[name]));
    return [
      textOf(row._DTItemId) || idOf(index),
      names.has('LastUpdatedTimeUTC') ? parseDatetime(textOf(row.LastUpdatedTimeUTC)) : lastUpdated,
      textOf(row[keyColumn]),
      itemOf(row.WatchlistItem, items, texts),
      ...texts,
    ];
  });
  const schema = {
    columns: [
      { name: '_DTItemId', type: 'string' as const },
      { name: 'LastUpdatedTimeUTC', type: 'datetime' as const },
      { name: 'SearchKey', type: 'string' as const },
      { name: 'WatchlistItem', type: 'dynamic' as const },
      ...items.map((name) => ({ name, type: 'string' as const })),
    ],
  };
  return {
    source: sourceOf(tableOfRows(schema, cells)),
    lacksUpdateTime: !names.has('LastUpdatedTimeUTC') && lastUpdated === null,
  };
}

function searchKeyOf(alias: string, names: ReadonlySet<string>, items: readonly string[], { searchKey }: WatchlistOptions): string {
  // without rows there are no columns but those that every watchlist has
  if (names.size === 0) return searchKey ?? 'SearchKey';
  if (searchKey !== undefined) {
    if (names.has(searchKey)) return searchKey;
    return fail('data', `the watchlist ${alias} has no column ${searchKey}: its columns are ${[...names].join(', ')}`);
  }
  if (names.has('SearchKey')) return 'SearchKey';
  if (items.length === 1) return items[0];
  return fail(
    'data',
    `which column of the watchlist ${alias} is its search key? Its columns are ${items.join(', ')}`,
    undefined,
    'name it: addWatchlist(alias, rows, { searchKey }), or --watchlist ALIAS:COLUMN=FILE',
  );
}

function ticksOf(alias: string, time: string | Date): bigint {
  const ticks = time instanceof Date ? BigInt(time.getTime()) * 10_000n + unixEpoch : parseDatetime(time);
  return ticks ?? fail('data', `the time of the watchlist ${alias} is no datetime: ${JSON.stringify(time)}`);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function itemOf(given: unknown, names: readonly string[], texts: readonly string[]): Dynamic {
  const item = typeof given === 'string' ? parseJsonText(given) : undefined;
  return item ?? new Map(names.map((name, i) => [name, texts[i]]));
}

/** An id for the item at a place, in the form of those that a workspace gives. */
function idOf(index: number): string {
  return `00000000-0000-0000-0000-${(index + 1).toString(16).padStart(12, '0')}`;
}
