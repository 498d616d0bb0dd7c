import { cornerContainsVertex, signedCrossing } from './crossings.ts';
import { EdgeTree } from './edge-tree.ts';
import { areaOnLeft } from './loop-measures.ts';
import { normalize, type Point, stableCross } from './vector.ts';

/** A closed chain; the last vertex is not the first again. */
export type Loop = readonly Point[];

/** Inside or outside is counted from here: a point that is unlikely to be on anybody's edge. */
export const origin: Point = [-0.0099994664350250197, 0.0025924542609324121, 0.99994664350250195];

/** The loop with at most half of the sphere to its left. */
export function smallerSide(loop: Loop): Loop {
  return areaOnLeft(loop) > 2 * Math.PI ? [...loop].reverse() : loop;
}

/** The edges of loops, one after the other, as a tree. */
export function treeOfLoops(loops: readonly Loop[]): EdgeTree {
  return new EdgeTree({
    starts: loops.flat(),
    ends: loops.flatMap((loop) => [...loop.slice(1), loop[0]]),
  });
}

/** The boundary of an area: loops that do not cross, each with the area on its left, so that a hole goes clockwise. */
export interface LoopSet {
  readonly loops: readonly Loop[];
  readonly tree: EdgeTree;
  readonly containsOrigin: boolean;
  /** Whether what is beyond the ball around all edges is inside; undefined where nothing is beyond it. */
  readonly containsFarSide: boolean | undefined;
}

export function createLoopSet(loops: readonly Loop[]): LoopSet {
  const tree = treeOfLoops(loops);
  if (loops.length === 0) return { loops, tree, containsOrigin: false, containsFarSide: false };
  // seen from a corner that belongs to one loop alone
  const [a, b, c] = cornerOf(loops);
  const containsOrigin = cornerContainsVertex(a, b, c) !== isAcross(tree, b);
  const { farSide } = tree;
  const containsFarSide = tree.isBeyond(farSide, 0) ? containsOrigin !== isAcross(tree, farSide) : undefined;
  return { loops, tree, containsOrigin, containsFarSide };
}

function cornerOf(loops: readonly Loop[]): readonly [Point, Point, Point] {
  const uses = new Map<string, number>();
  for (const point of loops.flat()) uses.set(String(point), (uses.get(String(point)) ?? 0) + 1);
  for (const loop of loops) {
    const i = loop.findIndex((point) => uses.get(String(point)) === 1);
    if (i >= 0) return [loop[(i + loop.length - 1) % loop.length], loop[i], loop[(i + 1) % loop.length]];
  }
  return [loops[0][0], loops[0][1], loops[0][2]];
}

/** Every point is in exactly one of the polygons that divide the Earth, a vertex too. */
export function containsPoint({ tree, containsOrigin, containsFarSide }: LoopSet, point: Point): boolean {
  if (containsFarSide !== undefined && tree.isBeyond(point, 0)) return containsFarSide;
  return containsOrigin !== isAcross(tree, point);
}

/** Whether on the way from the origin to a point one crosses the edges an odd number of times. */
function isAcross(tree: EdgeTree, point: Point): boolean {
  let isOdd = false;
  const { starts, ends } = tree.edges;
  tree.nearCircle(normalize(stableCross(origin, point)), (edge) => {
    if (signedCrossing(origin, point, starts[edge], ends[edge]) !== 0) isOdd = !isOdd;
  });
  return isOdd;
}
