import { Unready } from '../data/pending.ts';

type GraphOperators = typeof import('./graph.ts');

let fetched: GraphOperators | undefined;

/** The graph operators, which few queries use: they are fetched when a query first names one, and asking for them before throws Unready. */
export function graphOperators(): GraphOperators {
  if (fetched !== undefined) return fetched;
  throw new Unready(async () => {
    fetched = await import('./graph.ts');
  });
}
