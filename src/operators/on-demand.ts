import { fetchedOnDemand } from '../data/pending.ts';

/**
 * Operators that few queries use are fetched when a query first names one; here is what holds them. The binder asks first, so that their plans
 * find them there.
 */

/** make-graph and what follows it. */
export const graphOperators = fetchedOnDemand(() => import('./graph.ts'));

/** Those that reach outside the query: externaldata, macro-expand, FileProfile. */
export const outsideOperators = fetchedOnDemand(() => import('./outside.ts'));

/** search and find. */
export const searchOperators = fetchedOnDemand(() => import('./searching.ts'));

/** make-series, and the bins that it fills. */
export const seriesOperators = fetchedOnDemand(() => import('./series.ts'));

/** scan, partition, top-nested, top-hitters, parse-kv, reduce, fork, facet. */
export const rareOperators = fetchedOnDemand(() => import('./rare.ts'));
