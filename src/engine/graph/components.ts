import type { Adjacency } from './adjacency.ts';

/**
 * The number of each node's component, whatever the direction of the edges: 0, 1, 2 … in the order of their first nodes.
 */
export function weakComponents({ nodes, sources, targets }: Adjacency): Int32Array {
  const parents = Int32Array.from({ length: nodes }, (_, node) => node);
  const root = (node: number): number => {
    let at = node;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]];
    return at;
  };
  for (let edge = 0; edge < sources.length; edge++) {
    const a = root(sources[edge]);
    const b = root(targets[edge]);
    // the smaller number becomes the root, so that a root is the first node of its component
    if (a < b) parents[b] = a;
    else parents[a] = b;
  }
  const components = new Int32Array(nodes);
  let count = 0;
  for (let node = 0; node < nodes; node++) {
    const first = root(node);
    components[node] = first === node ? count++ : components[first];
  }
  return components;
}

/**
 * The number of each node's component in which every node reaches every other along the edges. They count in the order in which Tarjan's
 * search, begun at each node in turn, completes them, which is how Kusto numbers them.
 */
export function strongComponents({ nodes, targets, outStart, outEdges }: Adjacency): Int32Array {
  const components = new Int32Array(nodes).fill(-1);
  /** When the search came to a node, from 1 on, and the earliest such time among those that it leads back to. */
  const times = new Int32Array(nodes);
  const lowest = new Int32Array(nodes);
  const cursors = outStart.slice(0, nodes);
  const path = new Int32Array(nodes);
  const open = new Int32Array(nodes);
  let opened = 0;
  let time = 0;
  let count = 0;
  for (let start = 0; start < nodes; start++) {
    if (times[start] !== 0) continue;
    let depth = 0;
    path[0] = open[opened++] = start;
    times[start] = lowest[start] = ++time;
    while (depth >= 0) {
      const node = path[depth];
      if (cursors[node] < outStart[node + 1]) {
        const next = targets[outEdges[cursors[node]++]];
        if (times[next] === 0) {
          times[next] = lowest[next] = ++time;
          path[++depth] = open[opened++] = next;
        } else if (components[next] < 0 && times[next] < lowest[node]) lowest[node] = times[next];
        continue;
      }
      if (lowest[node] === times[node]) {
        let member: number;
        do {
          member = open[--opened];
          components[member] = count;
        } while (member !== node);
        count++;
      }
      depth--;
      if (depth >= 0 && lowest[node] < lowest[path[depth]]) lowest[path[depth]] = lowest[node];
    }
  }
  return components;
}
