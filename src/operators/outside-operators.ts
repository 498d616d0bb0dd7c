import { Unready } from '../data/pending.ts';

type OutsideOperators = typeof import('./outside.ts');

let fetched: OutsideOperators | undefined;

/**
 * The operators that reach outside the query: externaldata, macro-expand, FileProfile. They are fetched when a query first names one, and
 * asking for them before throws Unready.
 */
export function outsideOperators(): OutsideOperators {
  if (fetched !== undefined) return fetched;
  throw new Unready(async () => {
    fetched = await import('./outside.ts');
  });
}
