import { Datetime, type Dynamic, Guid, numberIn, Timespan } from '../../data/dynamic.ts';
import { compareOrdinal } from '../../data/text.ts';

/**
 * The order in which array_sort_asc and array_sort_desc put the elements of an array, as positions: numbers, datetimes and timespans come
 * first, then strings, guids and all others; nulls where `nullsLast` says, in both directions. Equal elements keep their order.
 */
export function sortedPositions(array: readonly Dynamic[], descending: boolean, nullsLast: boolean): number[] {
  const ranks = array.map((value) => (value === null ? (nullsLast ? 9 : -1) : rankOf(value)));
  const positions = array.map((_, i) => i);
  const direction = descending ? -1 : 1;
  return positions.sort((a, b) => ranks[a] - ranks[b] || direction * compareWithin(array[a], array[b]) || a - b);
}

function rankOf(value: Dynamic): number {
  if (numberIn(value) !== undefined || value instanceof Datetime || value instanceof Timespan) return 0;
  if (typeof value === 'string') return 1;
  return value instanceof Guid ? 2 : 3;
}

/** Compares two values of one rank. */
function compareWithin(a: Dynamic, b: Dynamic): number {
  if (typeof a === 'string' && typeof b === 'string') return compareOrdinal(a, b);
  if (a instanceof Guid && b instanceof Guid) return compareOrdinal(a.text, b.text);
  const x = quantityOf(a);
  const y = quantityOf(b);
  return x === undefined || y === undefined || x === y ? 0 : x < y ? -1 : 1;
}

function quantityOf(value: Dynamic): number | bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (value instanceof Datetime || value instanceof Timespan) return value.ticks;
  return numberIn(value);
}
