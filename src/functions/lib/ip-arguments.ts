import { type Dynamic, isArray } from '../../data/dynamic.ts';
import type { Cell } from '../../data/vector.ts';
import type { CallSite } from '../define.ts';

/** A list that stands in a call as strings, arrays, or both: what it holds, non-strings as null. */
export function listedTexts(values: readonly Cell[]): (string | null)[] {
  return values.flatMap((value): (string | null)[] => {
    if (isArray(value as Dynamic)) return (value as readonly Dynamic[]).map((item) => (typeof item === 'string' ? item : null));
    return [typeof value === 'string' ? value : null];
  });
}

/**
 * What a call makes of its list, the arguments from the second on: made once where all of it is constant, else row by row. A null list is
 * undefined.
 */
export function preparedList<List>(
  { constants }: CallSite,
  make: (texts: (string | null)[]) => List,
): (values: readonly Cell[]) => List | undefined {
  const given = constants.slice(1);
  const of = (values: readonly Cell[]) => (values.includes(null) ? undefined : make(listedTexts(values)));
  if (given.includes(undefined)) return of;
  const list = of(given as Cell[]);
  return () => list;
}
