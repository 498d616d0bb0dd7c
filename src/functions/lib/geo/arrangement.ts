import { fail } from '../../../errors.ts';
import { cellAt, maxLevel } from './cells.ts';
import { crossing, crossingPoint, signedCrossing } from './crossings.ts';
import { EdgeTree } from './edge-tree.ts';
import { nearestOnEdge } from './edges.ts';
import { isOrdered } from './predicates.ts';
import { comparePoints, isSame, normalize, orthogonal, type Point, squaredDistance, stableCross } from './vector.ts';

/** Points that are nearer to each other than this are one, in radians: a hundredth of a micrometer on Earth. */
const mergeRadius = 8 * Number.EPSILON;

const mostEdges = 100_000;

/** A place of which is known how often loops go counterclockwise around it. */
export interface Reference {
  readonly point: Point;
  readonly winding: number;
}

/** An edge of the boundary of a region: the region is on its left. `id` is the number of the given edge it is a part of. */
export interface BoundaryEdge {
  readonly start: number;
  readonly end: number;
  readonly id: number;
}

export interface Arrangement {
  /** In the order in which S2 numbers points: by their cells. */
  readonly points: readonly Point[];
  readonly edges: readonly ArrangedEdge[];
}

/** An edge that crosses no other: how often the given edges run along it in each direction, and the first that does. */
interface ArrangedEdge {
  readonly start: number;
  readonly end: number;
  readonly forward: number;
  readonly backward: number;
  readonly forwardId: number;
  readonly backwardId: number;
}

interface Piece {
  readonly start: Point;
  readonly end: Point;
  readonly id: number;
}

/** Divides edges where they cross, touch or run together; undefined where rounding does not let them come to rest. */
export function arrange(starts: readonly Point[], ends: readonly Point[]): Arrangement | undefined {
  if (starts.length > mostEdges) fail('limit', `shapes of more than ${mostEdges} edges together are not laid over each other`);
  let pieces: readonly Piece[] = starts.map((start, id) => ({ start, end: ends[id], id }));
  const sites = new Sites([...starts, ...ends]);
  pieces = withoutPoints(pieces.map(({ start, end, id }) => ({ start: sites.of(start), end: sites.of(end), id })));
  for (let round = 0; round < 8; round++) {
    const divided = divide(pieces, sites);
    if (divided === undefined) return bundle(pieces);
    pieces = divided;
  }
  return undefined;
}

/**
 * The boundary of the region that the edges, taken as loops, go around at least so many times. The reference tells how often they go around
 * one place.
 */
export function boundary({ points, edges }: Arrangement, reference: Reference, least: number): BoundaryEdge[] {
  const star = sortedStars(points, edges);
  const windings = windingsOnLeft(points, edges, star, reference);
  const found: BoundaryEdge[] = [];
  edges.forEach(({ start, end, forwardId, backwardId }, i) => {
    const [left, right] = [windings[2 * i], windings[2 * i + 1]];
    if (left >= least && right < least) found.push({ start, end, id: forwardId });
    if (right >= least && left < least) found.push({ start: end, end: start, id: backwardId });
  });
  return found;
}

/** One point for all that are nearly the same: the first of them by its cell. */
class Sites {
  /** By their x in steps that are much wider than the radius. */
  private readonly buckets = new Map<number, Point[]>();

  constructor(points: readonly Point[]) {
    for (const point of inCellOrder(points)) this.of(point);
  }

  /** The same object for the same site. */
  of(point: Point): Point {
    const bucket = Math.round(point[0] * bucketsPerUnit);
    let best: Point | undefined;
    let least = mergeRadius * mergeRadius;
    for (let near = bucket - 1; near <= bucket + 1; near++) {
      for (const site of this.buckets.get(near) ?? []) {
        const distance = squaredDistance(point, site);
        if (distance > least) continue;
        least = distance;
        best = site;
      }
    }
    if (best !== undefined) return best;
    const list = this.buckets.get(bucket);
    if (list === undefined) this.buckets.set(bucket, [point]);
    else list.push(point);
    return point;
  }
}

const bucketsPerUnit = 1e12;

/** In the order of their smallest cells, which is how S2 goes through points. */
export function inCellOrder(points: readonly Point[]): Point[] {
  return points
    .map((point) => ({ point, cell: cellAt(point, maxLevel) }))
    .sort((a, b) => (a.cell < b.cell ? -1 : a.cell > b.cell ? 1 : comparePoints(a.point, b.point)))
    .map(({ point }) => point);
}

function withoutPoints(pieces: readonly Piece[]): Piece[] {
  return pieces.filter(({ start, end }) => !isSame(start, end));
}

/** The pieces with every one divided at the points of others that it touches and where it crosses others; undefined when there is nothing to divide. */
function divide(pieces: readonly Piece[], sites: Sites): Piece[] | undefined {
  const starts = pieces.map(({ start }) => start);
  const ends = pieces.map(({ end }) => end);
  const tree = new EdgeTree({ starts, ends });
  const cuts = new Map<number, Point[]>();
  const cut = (edge: number, point: Point): void => {
    if (isSame(point, starts[edge]) || isSame(point, ends[edge])) return;
    const list = cuts.get(edge);
    if (list === undefined) cuts.set(edge, [point]);
    else if (!list.some((other) => isSame(other, point))) list.push(point);
  };
  for (const point of new Set(starts)) {
    tree.near(point, mergeRadius, (edge) => {
      const near = nearestOnEdge(point, starts[edge], ends[edge]);
      if (squaredDistance(point, near) <= mergeRadius * mergeRadius) cut(edge, point);
    });
  }
  for (let edge = 0; edge < pieces.length; edge++) {
    const [a, b] = [starts[edge], ends[edge]];
    tree.nearEdge(a, b, (other) => {
      if (other <= edge || crossing(a, b, starts[other], ends[other]) !== 'yes') return;
      const point = sites.of(crossingPoint(a, b, starts[other], ends[other]));
      cut(edge, point);
      cut(other, point);
    });
  }
  if (cuts.size === 0) return undefined;
  return pieces.flatMap((piece, edge) => {
    const between = cuts.get(edge);
    if (between === undefined) return [piece];
    between.sort((p, q) => squaredDistance(piece.start, p) - squaredDistance(piece.start, q));
    const stops = [piece.start, ...between, piece.end];
    return stops.slice(1).map((end, i) => ({ start: stops[i], end, id: piece.id }));
  });
}

function bundle(pieces: readonly Piece[]): Arrangement {
  const points = inCellOrder([...new Set(pieces.flatMap(({ start, end }) => [start, end]))]);
  const numbers = new Map(points.map((point, i) => [point, i]));
  const edges = new Map<string, ArrangedEdge>();
  for (const { start, end, id } of pieces) {
    const [from, to] = [numbers.get(start) as number, numbers.get(end) as number];
    const isForward = from < to;
    const [low, high] = isForward ? [from, to] : [to, from];
    const key = `${low}-${high}`;
    const none = {
      start: low,
      end: high,
      forward: 0,
      backward: 0,
      forwardId: Number.POSITIVE_INFINITY,
      backwardId: Number.POSITIVE_INFINITY,
    };
    const edge = edges.get(key) ?? none;
    edges.set(
      key,
      isForward
        ? { ...edge, forward: edge.forward + 1, forwardId: Math.min(edge.forwardId, id) }
        : { ...edge, backward: edge.backward + 1, backwardId: Math.min(edge.backwardId, id) },
    );
  }
  return { points, edges: [...edges.values()] };
}

/** Edge i is seen from its start as 2i, from its end as 2i + 1. */
type HalfEdge = number;

/** For each point the edges at it, counterclockwise. */
function sortedStars(points: readonly Point[], edges: readonly ArrangedEdge[]): HalfEdge[][] {
  const stars: HalfEdge[][] = points.map(() => []);
  edges.forEach(({ start, end }, i) => {
    stars[start].push(2 * i);
    stars[end].push(2 * i + 1);
  });
  return stars.map((star, center) => sortAround(star, (half) => points[farEnd(edges, half)], points[center]));
}

/** Sorts what lies around a point counterclockwise, from the first on. */
export function sortAround<Item>(items: readonly Item[], placeOf: (item: Item) => Point, center: Point): Item[] {
  if (items.length < 3) return [...items];
  const first = placeOf(items[0]);
  const rest = items.slice(1).map((item) => ({ item, place: placeOf(item) }));
  rest.sort((a, b) => (isSame(a.place, b.place) ? 0 : isOrdered(first, a.place, b.place, center) ? -1 : 1));
  return [items[0], ...rest.map(({ item }) => item)];
}

function farEnd(edges: readonly ArrangedEdge[], half: HalfEdge): number {
  const { start, end } = edges[half >> 1];
  return half % 2 === 0 ? end : start;
}

/** For each half-edge how often the edges go around what is on its left. */
function windingsOnLeft(
  points: readonly Point[],
  edges: readonly ArrangedEdge[],
  stars: readonly HalfEdge[][],
  reference: Reference,
): number[] {
  const windings = new Array<number>(2 * edges.length).fill(Number.NaN);
  const tree = new EdgeTree({ starts: edges.map(({ start }) => points[start]), ends: edges.map(({ end }) => points[end]) });
  const rank = new Map<HalfEdge, number>();
  for (const star of stars) for (const [i, half] of star.entries()) rank.set(half, i);
  const spread = (from: HalfEdge, winding: number): void => {
    windings[from] = winding;
    const open = [from];
    const reach = (half: HalfEdge, value: number): void => {
      if (!Number.isNaN(windings[half])) return;
      windings[half] = value;
      open.push(half);
    };
    while (open.length > 0) {
      const half = open.pop() as HalfEdge;
      const { forward, backward } = edges[half >> 1];
      const step = half % 2 === 0 ? forward - backward : backward - forward;
      const twin = half ^ 1;
      reach(twin, windings[half] - step);
      // along the face: the next edge clockwise from where one came
      const star = stars[farEnd(edges, half)];
      const position = rank.get(twin) as number;
      reach(star[(position + star.length - 1) % star.length], windings[half]);
    }
  };
  stars.forEach((star, center) => {
    if (star.length === 0 || !Number.isNaN(windings[star[0]])) return;
    const point = points[center];
    const winding = windingAt(point, points, edges, tree, reference);
    spread(
      sectorWith(orthogonal(point), star, (half) => points[farEnd(edges, half)], point),
      winding,
    );
  });
  return windings;
}

/** How often the edges go around a point: counted along a line from the reference. */
function windingAt(point: Point, points: readonly Point[], edges: readonly ArrangedEdge[], tree: EdgeTree, reference: Reference): number {
  let { winding } = reference;
  tree.nearCircle(normalize(stableCross(reference.point, point)), (i) => {
    const { start, end, forward, backward } = edges[i];
    if (forward !== backward) winding += signedCrossing(reference.point, point, points[start], points[end]) * (forward - backward);
  });
  return winding;
}

/** Of the edges around a point the one that has a direction on its left, before the next edge. */
function sectorWith(direction: Point, star: readonly HalfEdge[], placeOf: (half: HalfEdge) => Point, center: Point): HalfEdge {
  if (star.length === 1) return star[0];
  const found = star.find((half, i) => isOrdered(placeOf(half), direction, placeOf(star[(i + 1) % star.length]), center));
  return found ?? star[0];
}
