import { fetchedOnDemand } from '../data/pending.ts';

/**
 * How names are bound that reach outside the query: other databases, watchlists, what only the host knows. Few queries have them: it is
 * fetched when a query first does, and asking for it before throws Unready.
 */
export const outside = fetchedOnDemand(() => import('./outside/index.ts'));
