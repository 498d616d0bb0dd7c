import { arrange, boundary } from './arrangement.ts';
import { loopsOf } from './boundary-loops.ts';
import { crossing } from './crossings.ts';
import type { EdgeTree } from './edge-tree.ts';
import { containsPoint, createLoopSet, type Loop, type LoopSet, origin, treeOfLoops } from './loop.ts';

/** The area that is in at least so many of several polygons: 1 for their union, 2 for the intersection of two. */
export function overlay(parts: readonly LoopSet[], least: number): readonly Loop[] | undefined {
  const loops = parts.flatMap((part) => part.loops);
  const { starts, ends } = treeOfLoops(loops).edges;
  const arrangement = arrange(starts, ends);
  if (arrangement === undefined) return undefined;
  const winding = parts.filter((part) => containsPoint(part, origin)).length;
  return loopsOf(arrangement, boundary(arrangement, { point: origin, winding }, least));
}

/**
 * The union of polygons in the order of Kusto, which joins the two with the fewest vertices until there is one left: from this follows where
 * its loops begin.
 */
export function union(parts: readonly LoopSet[]): readonly Loop[] | undefined {
  const queue = parts.map((part) => ({ part, size: part.tree.edges.starts.length }));
  queue.sort((a, b) => a.size - b.size);
  while (queue.length > 1) {
    const [first, second] = queue.splice(0, 2);
    const joined = overlay([first.part, second.part], 1);
    if (joined === undefined) return undefined;
    const size = first.size + second.size;
    const place = queue.findIndex((entry) => entry.size > size);
    queue.splice(place < 0 ? queue.length : place, 0, { part: createLoopSet(joined), size });
  }
  return queue.length === 0 ? [] : queue[0].part.loops;
}

/** Whether two polygons have at least a point in common; a vertex belongs to both, an edge too. */
export function haveCommonPoint(a: LoopSet, b: LoopSet): boolean {
  const vertices = new Set(a.tree.edges.starts.map(String));
  if (b.tree.edges.starts.some((point) => vertices.has(String(point)))) return true;
  if (edgesCross(a.tree, b.tree)) return true;
  return a.loops.some((loop) => containsPoint(b, loop[0])) || b.loops.some((loop) => containsPoint(a, loop[0]));
}

/** Whether an edge of the one crosses an edge of the other. */
export function edgesCross(a: EdgeTree, b: EdgeTree): boolean {
  const { starts, ends } = a.edges;
  const other = b.edges;
  let found = false;
  for (let edge = 0; edge < starts.length && !found; edge++) {
    b.nearEdge(starts[edge], ends[edge], (i) => {
      found ||= crossing(starts[edge], ends[edge], other.starts[i], other.ends[i]) === 'yes';
    });
  }
  return found;
}
