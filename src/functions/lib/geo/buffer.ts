import { arrange, boundary, type Reference } from './arrangement.ts';
import { loopsOf } from './boundary-loops.ts';
import { pointInDirection } from './edges.ts';
import { containsPoint, type Loop, type LoopSet, origin, treeOfLoops } from './loop.ts';
import { sign } from './predicates.ts';
import { angle, cross, negate, normalize, orthogonal, type Point, stableCross } from './vector.ts';

/** How far a buffer reaches, in radians, and how many edges stand for a circle. */
export interface BufferSize {
  readonly radius: number;
  /** The longest arc around a vertex, and along an edge, that one edge may stand for. */
  readonly vertexStep: number;
  readonly edgeStep: number;
}

/** All that is within a radius of something. undefined where the answer is more than this can tell: nearly all of the Earth. */
type Buffered = readonly Loop[] | undefined;

/** The edges stay within `tolerance` of the arcs they stand for, on the inside; both in radians. Up to a quarter of the Earth's circumference. */
export function bufferSize(radius: number, tolerance: number): BufferSize {
  return { radius, vertexStep: longestSpan(radius, tolerance), edgeStep: longestSpan(Math.PI / 2 - radius, tolerance) };
}

export function pointBuffer(point: Point, size: BufferSize): Loop {
  const step = (2 * Math.PI) / Math.ceil((2 * Math.PI) / size.vertexStep) + 1e-15;
  const loop: Point[] = [];
  let start = orthogonal(point);
  let turned = 0;
  // a quarter at a time, so that small errors do not add up
  for (let quadrant = 0; quadrant < 4; quadrant++) {
    const side = normalize(cross(point, start));
    for (; turned < Math.PI / 2; turned += step) loop.push(pointInDirection(point, pointInDirection(start, side, turned), size.radius));
    turned -= Math.PI / 2;
    start = side;
  }
  return loop;
}

export function linesBuffer(chains: readonly (readonly Point[])[], size: BufferSize): Buffered {
  const paths = chains.map((chain) => {
    const path: Point[] = [];
    const last = chain.length - 1;
    addArc(path, chain[0], negate(outward(chain[0], chain[1])), outward(chain[0], chain[1]), size);
    for (let i = 0; i + 2 <= last; i++) addEdgeAndCorner(path, chain[i], chain[i + 1], chain[i + 2], size);
    addEdge(path, chain[last - 1], chain[last], size);
    const axis = outward(chain[last - 1], chain[last]);
    addArc(path, chain[last], axis, negate(axis), size);
    for (let i = last - 2; i >= 0; i--) addEdgeAndCorner(path, chain[i + 2], chain[i + 1], chain[i], size);
    addEdge(path, chain[1], chain[0], size);
    return path;
  });
  return within(
    paths,
    farFrom(treeOfLoops(chains), size.radius, () => false),
  );
}

export function polygonsBuffer(parts: readonly LoopSet[], size: BufferSize): Buffered {
  const loops = parts.flatMap((part) => part.loops);
  const paths = loops.map((loop) => {
    const path: Point[] = [];
    const at = (i: number): Point => loop[i % loop.length];
    for (let i = 0; i < loop.length; i++) addEdgeAndCorner(path, at(i), at(i + 1), at(i + 2), size);
    return path;
  });
  const isInside = (point: Point): boolean => parts.some((part) => containsPoint(part, point));
  return within(paths, farFrom(treeOfLoops(loops), size.radius, isInside));
}

/** The area that the paths go around at least once. */
function within(paths: readonly Loop[], reference: Reference | undefined): Buffered {
  if (reference === undefined) return undefined;
  const { starts, ends } = treeOfLoops(paths).edges;
  const arrangement = arrange(starts, ends);
  return arrangement === undefined ? undefined : loopsOf(arrangement, boundary(arrangement, reference, 1));
}

/** A place that no path goes around: farther than the radius from every edge, and not inside. */
function farFrom(tree: ReturnType<typeof treeOfLoops>, radius: number, isInside: (point: Point) => boolean): Reference | undefined {
  const candidates = [origin, negate(origin), orthogonal(origin), negate(orthogonal(origin)), negate(tree.edges.starts[0])];
  for (const point of candidates) {
    const nearest = tree.nearest(point);
    if (nearest !== undefined && angle(point, nearest.point) > 1.001 * radius + 1e-9 && !isInside(point)) return { point, winding: 0 };
  }
  return undefined;
}

/** The offset of an edge and, at its end, either an arc around the corner or, where it turns inwards, the way through the corner itself. */
function addEdgeAndCorner(path: Point[], a: Point, b: Point, c: Point, size: BufferSize): void {
  addEdge(path, a, b, size);
  if (sign(a, b, c) >= 0) {
    addArc(path, b, outward(a, b), outward(b, c), size);
  } else {
    path.push(pointInDirection(b, outward(a, b), size.radius), b);
  }
}

/** Points along an edge at the distance of the radius, but for the last. */
function addEdge(path: Point[], a: Point, b: Point, { radius, edgeStep }: BufferSize): void {
  const axis = outward(a, b);
  const direction = normalize(cross(a, axis));
  const whole = angle(a, b);
  for (let turned = 0; turned === 0 || turned < whole; turned += edgeStep) {
    path.push(pointInDirection(pointInDirection(a, direction, turned), axis, radius));
  }
}

/** Points on a circle counterclockwise from one direction to another, but for the last. */
function addArc(path: Point[], center: Point, from: Point, to: Point, { radius, vertexStep }: BufferSize): void {
  const side = normalize(cross(center, from));
  const whole = angle(from, to);
  for (let turned = 0; turned === 0 || turned < whole; turned += vertexStep) {
    path.push(pointInDirection(center, pointInDirection(from, side, turned), radius));
  }
}

/** The direction at a right angle to an edge, to its right: away from what it bounds. */
function outward(a: Point, b: Point): Point {
  return normalize(stableCross(b, a));
}

function longestSpan(radius: number, tolerance: number): number {
  const third = (2 * Math.PI) / 3 + 1e-15;
  const inner = radius - tolerance;
  return Math.min(third, 2 * Math.acos(Math.tan(inner) / Math.tan(radius)));
}
