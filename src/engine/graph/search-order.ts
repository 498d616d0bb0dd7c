import type { EdgeDirection } from '../../plan/graph.ts';
import type { Search } from './search.ts';
import { distancesTo, opposite } from './walk.ts';

/** One edge of a pattern as the search walks it: from a node that is already bound. */
export interface SearchStep {
  /** The position of the edge in the pattern. */
  readonly edge: number;
  readonly start: number;
  readonly end: number;
  /** The node at the end is bound too: the path must lead to it. */
  readonly closes: boolean;
  /** Walked from right to left. */
  readonly backward: boolean;
  readonly direction: EdgeDirection;
  readonly least: number;
  readonly most: number;
  readonly edges: Uint8Array | undefined;
  readonly inner: Uint8Array | undefined;
  /** How many edges it takes at least from each node to one that may be the end, -1 where there is no way. */
  readonly reach: Int32Array | undefined;
}

/**
 * Where a search begins and in which order it walks the edges: from the node of the pattern for which the fewest nodes stand; then what only
 * has to be checked, then single edges, then paths, the shorter first. What is equal goes as it was written.
 */
export function searchOrder(search: Search): { readonly start: number; readonly steps: readonly SearchStep[] } {
  const candidates = search.nodes.map((allowed) => (allowed === undefined ? search.adjacency.nodes : count(allowed)));
  const start = candidates.indexOf(Math.min(...candidates));
  const bound = new Set([start]);
  const rest = new Set(search.edges.keys());
  const steps: SearchStep[] = [];
  while (rest.size > 0) {
    let best = -1;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const edge of rest) {
      const { from, to, most } = search.edges[edge];
      if (!bound.has(from) && !bound.has(to)) continue;
      const cost = bound.has(from) && bound.has(to) ? most - 0.5 : most;
      if (cost < bestCost) [best, bestCost] = [edge, cost];
    }
    if (best < 0) throw new Error('the parts of a pattern are not connected');
    rest.delete(best);
    const step = stepOf(search, best, bound);
    bound.add(step.end);
    steps.push(step);
  }
  return { start, steps };
}

function stepOf(search: Search, position: number, bound: ReadonlySet<number>): SearchStep {
  const { from, to, direction, least, most, edges, inner } = search.edges[position];
  const backward = !bound.has(from);
  const walked = backward ? opposite(direction) : direction;
  const end = backward ? from : to;
  const wanted = search.nodes[end];
  const reach = most > 1 && wanted !== undefined ? distancesTo(search.adjacency, walked, wanted, edges, most) : undefined;
  return {
    edge: position,
    start: backward ? to : from,
    end,
    closes: bound.has(end),
    backward,
    direction: walked,
    least,
    most,
    edges,
    inner,
    reach,
  };
}

function count(allowed: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < allowed.length; i++) sum += allowed[i];
  return sum;
}
