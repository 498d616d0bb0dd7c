import { nearestOnEdge } from './edges.ts';
import { dot, normalize, type Point, squaredDistance, subtract } from './vector.ts';

/** Edge i goes from starts[i] to ends[i]. */
export interface EdgeList {
  readonly starts: readonly Point[];
  readonly ends: readonly Point[];
}

const leafSize = 8;

/**
 * Finds edges by place. Neighbours in a chain are neighbours on Earth, so that a balanced tree over the list as it stands, each node with a
 * ball around its edges, is a good one. An edge lies in the ball of which it is a diameter.
 */
export class EdgeTree {
  readonly edges: EdgeList;
  private readonly centers: Point[] = [];
  private readonly radii: number[] = [];
  private readonly leaves: number;

  constructor(edges: EdgeList) {
    this.edges = edges;
    this.leaves = 1;
    while (this.leaves * leafSize < edges.starts.length) this.leaves *= 2;
    this.build(1);
  }

  /** Whether a point is farther than a distance from the ball that holds all edges; both as the crow digs. */
  isBeyond(point: Point, distance: number): boolean {
    const reach = this.radii[1] + distance;
    return reach < 0 || squaredDistance(point, this.centers[1]) > reach * reach;
  }

  /** The place on the far side of the sphere from the edges. */
  get farSide(): Point {
    const center = normalize(this.centers[1]);
    return [-center[0], -center[1], -center[2]];
  }

  /** Calls with every edge that may be within a distance, as the crow digs, of a ball. */
  near(center: Point, radius: number, visit: (edge: number) => void): void {
    this.walk((node) => {
      const reach = radius + this.radii[node];
      return squaredDistance(center, this.centers[node]) <= reach * reach;
    }, visit);
  }

  /** Calls with every edge that may touch the edge ab. */
  nearEdge(a: Point, b: Point, visit: (edge: number) => void): void {
    const center: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
    this.near(center, Math.sqrt(squaredDistance(a, b)) / 2 + margin, visit);
  }

  /** Calls with every edge that may touch a great circle, given by its normal of length one. */
  nearCircle(normal: Point, visit: (edge: number) => void): void {
    this.walk((node) => Math.abs(dot(normal, this.centers[node])) <= this.radii[node] + margin, visit);
  }

  /** The point on the edges nearest to x, with its edge; undefined when there are none. Of equally near ones it is that of the first edge. */
  nearest(x: Point): { point: Point; edge: number } | undefined {
    let found: { point: Point; edge: number } | undefined;
    let best = Number.POSITIVE_INFINITY;
    const visit = (edge: number): void => {
      const point = nearestOnEdge(x, this.edges.starts[edge], this.edges.ends[edge]);
      const distance = squaredDistance(x, point);
      if (distance > best || (distance === best && found !== undefined && found.edge < edge)) return;
      best = distance;
      found = { point, edge };
    };
    const lowerBound = (node: number): number => Math.sqrt(squaredDistance(x, this.centers[node])) - this.radii[node];
    const descend = (node: number, bound: number): void => {
      if (bound > 0 && bound * bound > best) return;
      if (node >= this.leaves) {
        this.eachInLeaf(node, visit);
        return;
      }
      const [left, right] = [lowerBound(2 * node), lowerBound(2 * node + 1)];
      if (left <= right) {
        descend(2 * node, left);
        descend(2 * node + 1, right);
      } else {
        descend(2 * node + 1, right);
        descend(2 * node, left);
      }
    };
    descend(1, 0);
    return found;
  }

  private walk(wanted: (node: number) => boolean, visit: (edge: number) => void): void {
    const stack = [1];
    while (stack.length > 0) {
      const node = stack.pop() as number;
      if (this.radii[node] < 0 || !wanted(node)) continue;
      if (node >= this.leaves) this.eachInLeaf(node, visit);
      else stack.push(2 * node + 1, 2 * node);
    }
  }

  private eachInLeaf(node: number, visit: (edge: number) => void): void {
    const first = (node - this.leaves) * leafSize;
    const end = Math.min(first + leafSize, this.edges.starts.length);
    for (let edge = first; edge < end; edge++) visit(edge);
  }

  /** The box around the node's edges, as its low and high corners; it makes the node's ball on the way. */
  private build(node: number): readonly [low: number[], high: number[]] {
    const low = [2, 2, 2];
    const high = [-2, -2, -2];
    const take = (lows: readonly number[], highs: readonly number[]): void => {
      for (let axis = 0; axis < 3; axis++) {
        low[axis] = Math.min(low[axis], lows[axis]);
        high[axis] = Math.max(high[axis], highs[axis]);
      }
    };
    if (node >= this.leaves) {
      this.eachInLeaf(node, (edge) => {
        const [a, b] = [this.edges.starts[edge], this.edges.ends[edge]];
        const half = Math.sqrt(squaredDistance(a, b)) / 2;
        const center = a.map((value, axis) => (value + b[axis]) / 2);
        take(
          center.map((value) => value - half),
          center.map((value) => value + half),
        );
      });
    } else {
      take(...this.build(2 * node));
      take(...this.build(2 * node + 1));
    }
    const isEmpty = low[0] > high[0];
    this.centers[node] = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2];
    const diagonal = subtract(high as unknown as Point, low as unknown as Point);
    this.radii[node] = isEmpty ? -1 : Math.sqrt(dot(diagonal, diagonal)) / 2 + margin;
    return [low, high];
  }
}

/** Covers the rounding of everything that is compared here. */
const margin = 1e-14;
