import { Unready } from '../data/pending.ts';

type Outside = typeof import('./outside/index.ts');

let fetched: Outside | undefined;

/**
 * How names are bound that reach outside the query: other databases, watchlists, what only the host knows. Few queries have them: it is
 * fetched when a query first does, and asking for it before throws Unready.
 */
export function outside(): Outside {
  if (fetched !== undefined) return fetched;
  throw new Unready(async () => {
    fetched = await import('./outside/index.ts');
  });
}
