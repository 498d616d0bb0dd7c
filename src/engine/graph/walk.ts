import type { EdgeDirection } from '../../plan/graph.ts';
import type { Adjacency } from './adjacency.ts';

/**
 * Where one can go from a node: its links 0, 1, 2 …, first those along edges that go out, then those along edges that come in. A loop is a
 * link of both kinds, so that in either direction it counts twice, as in Kusto.
 */
export interface Links {
  count(node: number): number;
  edgeAt(node: number, link: number): number;
  /** The node at the other end of the link. */
  nodeAt(node: number, link: number): number;
}

export function linksOf(adjacency: Adjacency, direction: EdgeDirection): Links {
  const { sources, targets, outStart, outEdges, inStart, inEdges } = adjacency;
  const out = new OneWay(outStart, outEdges, targets);
  const into = new OneWay(inStart, inEdges, sources);
  return direction === 'out' ? out : direction === 'in' ? into : new BothWays(out, into);
}

export function opposite(direction: EdgeDirection): EdgeDirection {
  return direction === 'out' ? 'in' : direction === 'in' ? 'out' : 'any';
}

class OneWay implements Links {
  private readonly start: Int32Array;
  private readonly edges: Int32Array;
  private readonly ends: Int32Array;

  constructor(start: Int32Array, edges: Int32Array, ends: Int32Array) {
    this.start = start;
    this.edges = edges;
    this.ends = ends;
  }

  count(node: number): number {
    return this.start[node + 1] - this.start[node];
  }

  edgeAt(node: number, link: number): number {
    return this.edges[this.start[node] + link];
  }

  nodeAt(node: number, link: number): number {
    return this.ends[this.edges[this.start[node] + link]];
  }
}

class BothWays implements Links {
  private readonly out: OneWay;
  private readonly into: OneWay;

  constructor(out: OneWay, into: OneWay) {
    this.out = out;
    this.into = into;
  }

  count(node: number): number {
    return this.out.count(node) + this.into.count(node);
  }

  edgeAt(node: number, link: number): number {
    const outgoing = this.out.count(node);
    return link < outgoing ? this.out.edgeAt(node, link) : this.into.edgeAt(node, link - outgoing);
  }

  nodeAt(node: number, link: number): number {
    const outgoing = this.out.count(node);
    return link < outgoing ? this.out.nodeAt(node, link) : this.into.nodeAt(node, link - outgoing);
  }
}

/**
 * How many links there are at least from each node to the next of the wanted ones, walking in a direction along the allowed edges; 0 for the
 * wanted nodes themselves, -1 where no way leads to one within `most` links.
 */
export function distancesTo(
  adjacency: Adjacency,
  direction: EdgeDirection,
  wanted: Uint8Array,
  edges: Uint8Array | undefined,
  most: number,
): Int32Array {
  const links = linksOf(adjacency, opposite(direction));
  const distances = new Int32Array(adjacency.nodes).fill(-1);
  const queue = new Int32Array(adjacency.nodes);
  let end = 0;
  for (let node = 0; node < wanted.length; node++) {
    if (wanted[node] === 0) continue;
    distances[node] = 0;
    queue[end++] = node;
  }
  for (let begin = 0; begin < end; begin++) {
    const node = queue[begin];
    if (distances[node] === most) break;
    const count = links.count(node);
    for (let link = 0; link < count; link++) {
      const next = links.nodeAt(node, link);
      if (distances[next] >= 0 || (edges !== undefined && edges[links.edgeAt(node, link)] === 0)) continue;
      distances[next] = distances[node] + 1;
      queue[end++] = next;
    }
  }
  return distances;
}
