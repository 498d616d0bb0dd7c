import { MatchCollector, type Matches } from './matches.ts';
import type { Charge, Search, SearchEdge } from './search.ts';
import { searchOrder } from './search-order.ts';
import { type Links, linksOf, opposite } from './walk.ts';

const pauseMask = 4095;

/**
 * The shortest paths between the two nodes of a pattern of one edge, whose least length is 1: one for each pair of ends, or with `all` each
 * that is as short. A breadth-first search from every node that may stand at the end with fewer candidates; pairs come in the order of these
 * nodes, then by length. `undefined` is a pause. A path never comes back to where it began.
 */
export function* shortestPaths(search: Search, all: boolean, charge: Charge): Generator<Matches | undefined, void, undefined> {
  const { adjacency } = search;
  const [edge] = search.edges;
  if (edge.from === edge.to) return;
  const { start, steps } = searchOrder(search);
  const [step] = steps;
  const collector = new MatchCollector(search.nodes.length, steps);
  const bound = new Int32Array(2);
  const tree = new SearchTree(search, edge, step.direction, charge);
  const origins = search.nodes[start];
  const wanted = search.nodes[step.end];
  const wantedNodes = wanted?.reduce((sum, each) => sum + each, 0) ?? adjacency.nodes;
  let work = 0;
  for (let origin = 0; origin < adjacency.nodes; origin++) {
    if (++work > pauseMask) {
      work = 0;
      yield undefined;
    }
    if (origins !== undefined && origins[origin] === 0) continue;
    work += tree.grow(origin, wanted, wantedNodes - (wanted?.[origin] ?? 1));
    bound[start] = origin;
    for (let k = 1; k < tree.count; k++) {
      const end = tree.order[k];
      if (wanted !== undefined && wanted[end] === 0) continue;
      bound[step.end] = end;
      for (const length of tree.pathsTo(end, all)) {
        collector.addPath(bound, step.backward, tree.pathEdges, tree.pathNodes, length);
        work += length;
        if (collector.isFull) yield collector.take();
        if (work > pauseMask) {
          work = 0;
          yield undefined;
        }
      }
    }
  }
  if (collector.length > 0) yield collector.take();
}

/** What a breadth-first search from one node has found; its arrays serve one search after the other. */
class SearchTree {
  /** The nodes in the order in which they were found. */
  readonly order: Int32Array;
  count = 0;
  /** The path that `pathsTo` has come to: its edges and nodes from the end back to the beginning. */
  readonly pathEdges: Int32Array;
  readonly pathNodes: Int32Array;
  private readonly edge: SearchEdge;
  private readonly links: Links;
  private readonly back: Links;
  private readonly distances: Int32Array;
  private readonly parents: Int32Array;
  private readonly cursors: Int32Array;

  constructor({ adjacency }: Search, edge: SearchEdge, direction: SearchEdge['direction'], charge: Charge) {
    const { nodes } = adjacency;
    const longest = Math.min(edge.most, nodes) + 1;
    charge(nodes * 12 + longest * 12);
    this.edge = edge;
    this.links = linksOf(adjacency, direction);
    this.back = linksOf(adjacency, opposite(direction));
    this.order = new Int32Array(nodes);
    this.distances = new Int32Array(nodes).fill(-1);
    this.parents = new Int32Array(nodes);
    this.pathEdges = new Int32Array(longest);
    this.pathNodes = new Int32Array(longest);
    this.cursors = new Int32Array(longest);
  }

  /** Searches from a node until every wanted node is found or the longest path is; gives the number of links looked at. */
  grow(origin: number, wanted: Uint8Array | undefined, wantedNodes: number): number {
    const { order, distances, parents, links, edge } = this;
    for (let k = 0; k < this.count; k++) distances[order[k]] = -1;
    order[0] = origin;
    distances[origin] = 0;
    let end = 1;
    let missing = wantedNodes;
    let work = 0;
    for (let begin = 0; begin < end && missing !== 0; begin++) {
      const node = order[begin];
      if (distances[node] === edge.most) break;
      if (begin > 0 && edge.inner !== undefined && edge.inner[node] === 0) continue;
      const count = links.count(node);
      work += count;
      for (let link = 0; link < count; link++) {
        const next = links.nodeAt(node, link);
        if (distances[next] >= 0) continue;
        const along = links.edgeAt(node, link);
        if (edge.edges !== undefined && edge.edges[along] === 0) continue;
        distances[next] = distances[node] + 1;
        parents[next] = along;
        order[end++] = next;
        if (wanted === undefined || wanted[next] === 1) missing--;
      }
    }
    this.count = end;
    return work;
  }

  /** Leads through the shortest paths to a node that was found; gives their length for each. */
  *pathsTo(end: number, all: boolean): Generator<number, void, undefined> {
    const { back, distances, parents, pathEdges, pathNodes, cursors } = this;
    const length = distances[end];
    pathNodes[0] = end;
    cursors[0] = 0;
    for (let depth = 0; depth >= 0; ) {
      if (depth === length) {
        yield length;
        if (!all) return;
        depth--;
        continue;
      }
      const node = pathNodes[depth];
      const link = this.linkBack(node, cursors[depth], all ? -1 : parents[node]);
      if (link < 0) {
        depth--;
        continue;
      }
      cursors[depth] = link + 1;
      pathEdges[depth] = back.edgeAt(node, link);
      pathNodes[++depth] = back.nodeAt(node, link);
      cursors[depth] = 0;
    }
  }

  /** The next link, from `cursor` on, that leads one step back towards the origin: along the edge `parent`, or along any where it is -1. */
  private linkBack(node: number, cursor: number, parent: number): number {
    const { back, distances, edge } = this;
    const count = back.count(node);
    for (let link = cursor; link < count; link++) {
      const along = back.edgeAt(node, link);
      if (parent >= 0 ? along !== parent : edge.edges !== undefined && edge.edges[along] === 0) continue;
      const previous = back.nodeAt(node, link);
      if (distances[previous] !== distances[node] - 1) continue;
      if (distances[previous] > 0 && edge.inner !== undefined && edge.inner[previous] === 0) continue;
      return link;
    }
    return -1;
  }
}
