/**
 * The edges of each node as compressed rows: the edges that go out of node n are outEdges[outStart[n]] … outEdges[outStart[n + 1] − 1], in
 * the order of the edge table, and those that come in likewise. Nodes and edges are numbers 0, 1, 2 ….
 */
export interface Adjacency {
  readonly nodes: number;
  /** The ends of each edge. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly outStart: Int32Array;
  readonly outEdges: Int32Array;
  readonly inStart: Int32Array;
  readonly inEdges: Int32Array;
}

/** From the ends of the edges; `sources` and `targets` have one length, their values are below `nodes`. */
export function createAdjacency(nodes: number, sources: Int32Array, targets: Int32Array): Adjacency {
  const out = edgesByNode(nodes, sources);
  const into = edgesByNode(nodes, targets);
  return { nodes, sources, targets, outStart: out.start, outEdges: out.edges, inStart: into.start, inEdges: into.edges };
}

/** The bytes that the arrays take. */
export function adjacencyBytes(nodes: number, edges: number): number {
  return nodes * 8 + edges * 16;
}

/** How many edges go out of each node, or come in. */
export function degrees(start: Int32Array): Int32Array {
  return Int32Array.from({ length: start.length - 1 }, (_, node) => start[node + 1] - start[node]);
}

function edgesByNode(nodes: number, ends: Int32Array): { start: Int32Array; edges: Int32Array } {
  const start = new Int32Array(nodes + 1);
  for (let edge = 0; edge < ends.length; edge++) start[ends[edge] + 1]++;
  for (let node = 0; node < nodes; node++) start[node + 1] += start[node];
  const next = start.slice(0, nodes);
  const edges = new Int32Array(ends.length);
  for (let edge = 0; edge < ends.length; edge++) edges[next[ends[edge]]++] = edge;
  return { start, edges };
}
