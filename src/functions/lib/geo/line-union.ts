import { fail } from '../../../errors.ts';
import { arrange } from './arrangement.ts';
import type { Lines } from './shapes.ts';
import type { Point } from './vector.ts';

/** The edges of lines, each once, however many lines run along it and in which direction. */
export function distinctEdges(lines: Lines): { readonly starts: readonly Point[]; readonly ends: readonly Point[] } {
  const arrangement = arrange(lines.tree.edges.starts, lines.tree.edges.ends);
  if (arrangement === undefined) fail('unsupported', 'lines that run so close to each other have no union here');
  const { points, edges } = arrangement;
  return { starts: edges.map(({ start }) => points[start]), ends: edges.map(({ end }) => points[end]) };
}

/**
 * The union of lines as chains: an edge that several run along stands once, and edges are joined where one ends and one begins. Lines of which more
 * than two edges meet in a vertex, or which run against each other, are refused: how Kusto divides them is not known.
 */
export function unionOfLines(all: readonly Lines[]): Point[][] {
  const following = new Map<string, { readonly from: Point; readonly to: Point; readonly id: number }>();
  const incoming = new Map<string, string>();
  let id = 0;
  for (const { tree } of all) {
    tree.edges.starts.forEach((from, i) => {
      const to = tree.edges.ends[i];
      const [start, end] = [String(from), String(to)];
      const known = following.get(start);
      if (known !== undefined && String(known.to) === end) return;
      if (known !== undefined || incoming.has(end) || String(following.get(end)?.to) === start) {
        fail('unsupported', 'geo_union_lines_array() of lines that branch or run against each other is not supported');
      }
      following.set(start, { from, to, id: id++ });
      incoming.set(end, start);
    });
  }
  return chainsFrom(following, incoming);
}

function chainsFrom(
  following: ReadonlyMap<string, { readonly from: Point; readonly to: Point; readonly id: number }>,
  incoming: ReadonlyMap<string, string>,
): Point[][] {
  const chains: { readonly first: number; readonly points: Point[] }[] = [];
  const used = new Set<string>();
  const walk = (start: string): void => {
    const points: Point[] = [];
    const first = following.get(start)?.id ?? 0;
    for (let key = start; !used.has(key); ) {
      const edge = following.get(key);
      if (edge === undefined) break;
      used.add(key);
      if (points.length === 0) points.push(edge.from);
      points.push(edge.to);
      key = String(edge.to);
    }
    if (points.length > 0) chains.push({ first, points });
  };
  for (const start of following.keys()) if (!incoming.has(start)) walk(start);
  // what is left goes round
  for (const start of following.keys()) walk(start);
  return chains.sort((a, b) => a.first - b.first).map(({ points }) => points);
}
