import { type Arrangement, type BoundaryEdge, sortAround } from './arrangement.ts';
import type { Loop } from './loop.ts';
import type { Point } from './vector.ts';

/**
 * Joins the edges of a boundary into loops that pass through no vertex twice. Where a loop begins, and which loop comes first, follows the
 * numbers of the edges, as S2 has it: a loop ends with its highest number, and the one with the lowest first number comes first.
 */
export function loopsOf({ points }: Arrangement, boundary: readonly BoundaryEdge[]): Loop[] {
  const edges = [...boundary].sort((a, b) => a.start - b.start || a.end - b.end);
  const next = leftTurns(points, edges);
  const loops: number[][] = [];
  for (let start = 0; start < edges.length; start++) {
    let path: number[] = [];
    const position = new Map<number, number>();
    for (let edge = start; next[edge] >= 0; ) {
      path.push(edge);
      position.set(edges[edge].start, path.length - 1);
      const following = next[edge];
      next[edge] = -1;
      const loopStart = position.get(edges[edge].end);
      if (loopStart !== undefined) {
        const loop = path.slice(loopStart);
        path = path.slice(0, loopStart);
        for (const part of loop) position.delete(edges[part].start);
        loops.push(rotated(loop, edges));
      }
      edge = following;
    }
  }
  loops.sort((a, b) => edges[a[0]].id - edges[b[0]].id || a[0] - b[0]);
  return loops.map((loop) => loop.map((edge) => points[edges[edge].start]));
}

/** For each edge the one that turns most to the left at its end. */
function leftTurns(points: readonly Point[], edges: readonly BoundaryEdge[]): number[] {
  const around = new Map<number, { edge: number; isOutgoing: boolean; far: number }[]>();
  const note = (center: number, edge: number, isOutgoing: boolean, far: number): void => {
    const list = around.get(center);
    if (list === undefined) around.set(center, [{ edge, isOutgoing, far }]);
    else list.push({ edge, isOutgoing, far });
  };
  edges.forEach(({ start, end }, edge) => {
    note(start, edge, true, end);
    note(end, edge, false, start);
  });
  const next = new Array<number>(edges.length).fill(-1);
  for (const [center, list] of around) {
    const clockwise = sortAround(list, ({ far }) => points[far], points[center]).reverse();
    clockwise.forEach((incoming, i) => {
      if (incoming.isOutgoing) return;
      for (let step = 1; step < clockwise.length; step++) {
        const candidate = clockwise[(i + step) % clockwise.length];
        if (!candidate.isOutgoing) continue;
        next[incoming.edge] = candidate.edge;
        break;
      }
    });
  }
  return next;
}

/** A loop that ends with its highest number: of several runs of it the first that is found from the loop's first edge on. */
function rotated(loop: readonly number[], edges: readonly BoundaryEdge[]): number[] {
  let last = 0;
  let sawGap = false;
  for (let i = 1; i < loop.length; i++) {
    const difference = edges[loop[i]].id - edges[loop[last]].id;
    if (difference < 0) {
      sawGap = true;
    } else if (difference > 0 || !sawGap) {
      last = i;
      sawGap = false;
    }
  }
  return [...loop.slice(last + 1), ...loop.slice(0, last + 1)];
}
