import { type Dynamic, isArray, isBag, numberIn } from '../../../data/dynamic.ts';
import { crossing } from './crossings.ts';
import { isPosition, type Position, pointAt } from './earth.ts';
import { EdgeTree } from './edge-tree.ts';
import { containsPoint, createLoopSet, type Loop, type LoopSet, smallerSide, treeOfLoops } from './loop.ts';
import { isSame, negate, type Point, squaredDistance } from './vector.ts';

/** A LineString or MultiLineString: chains of at least two vertices. */
export interface Lines {
  readonly chains: readonly (readonly Point[])[];
  readonly isMulti: boolean;
  readonly tree: EdgeTree;
}

/** A Polygon or MultiPolygon. A point is in it when it is in one of its parts. */
export interface Polygons {
  readonly parts: readonly LoopSet[];
  readonly isMulti: boolean;
}

/** The lines in a GeoJSON bag; null where it holds no valid ones. Every bag is read once. */
export const linesIn: (value: Dynamic) => Lines | null = readOnce(readLines);

/** The polygons in a GeoJSON bag; null where it holds no valid ones. Every bag is read once. */
export const polygonsIn: (value: Dynamic) => Polygons | null = readOnce(readPolygons);

/** The bare positions of polygons, ring by ring, without asking whether edges cross. */
export function ringsIn(value: Dynamic): { readonly rings: readonly (readonly Position[])[][]; readonly isMulti: boolean } | null {
  const found = typed(value, 'Polygon');
  if (found === null) return null;
  const parts = listOf(found.items, (part) => listOf(part, readRing, 1), 1);
  return parts === null ? null : { rings: parts, isMulti: found.isMulti };
}

/** The bare positions of lines. */
export function chainsIn(value: Dynamic): { readonly chains: readonly (readonly Position[])[]; readonly isMulti: boolean } | null {
  const found = typed(value, 'LineString');
  if (found === null) return null;
  const chains = listOf(found.items, (chain) => listOf(chain, readPosition, 2), 1);
  return chains === null ? null : { chains, isMulti: found.isMulti };
}

function readOnce<Shape>(read: (value: Dynamic) => Shape | null): (value: Dynamic) => Shape | null {
  const known = new WeakMap<object, Shape | null>();
  return (value) => {
    if (!isBag(value)) return null;
    let shape = known.get(value);
    if (shape === undefined) {
      shape = read(value);
      known.set(value, shape);
    }
    return shape;
  };
}

function readLines(value: Dynamic): Lines | null {
  const found = chainsIn(value);
  if (found === null) return null;
  const chains = found.chains.map((chain) => chain.map(([longitude, latitude]) => pointAt(longitude, latitude) as Point));
  for (const chain of chains) {
    for (let i = 1; i < chain.length; i++) if (!isEdge(chain[i - 1], chain[i])) return null;
  }
  const tree = new EdgeTree({ starts: chains.flatMap((chain) => chain.slice(0, -1)), ends: chains.flatMap((chain) => chain.slice(1)) });
  return { chains, isMulti: found.isMulti, tree };
}

function readPolygons(value: Dynamic): Polygons | null {
  const found = ringsIn(value);
  if (found === null) return null;
  const parts: LoopSet[] = [];
  for (const rings of found.rings) {
    const loops = rings.map((ring) => ring.slice(0, -1).map(([longitude, latitude]) => pointAt(longitude, latitude) as Point));
    if (!loops.every(isLoop) || haveConflicts(loops)) return null;
    const oriented = withHoles(loops.map(smallerSide));
    if (oriented === undefined) return null;
    parts.push(createLoopSet(oriented));
  }
  return { parts, isMulti: found.isMulti };
}

/** The coordinates of a shape, as a list of shapes if it is no Multi… */
function typed(value: Dynamic, type: string): { items: Dynamic; isMulti: boolean } | null {
  if (!isBag(value)) return null;
  const given = value.get('type');
  const coordinates = value.get('coordinates') ?? null;
  if (given === type) return { items: [coordinates], isMulti: false };
  return given === `Multi${type}` ? { items: coordinates, isMulti: true } : null;
}

function listOf<Item>(value: Dynamic, read: (item: Dynamic) => Item | null, least: number): Item[] | null {
  if (!isArray(value) || value.length < least) return null;
  const items: Item[] = [];
  for (const element of value) {
    const item = read(element);
    if (item === null) return null;
    items.push(item);
  }
  return items;
}

function readRing(value: Dynamic): readonly Position[] | null {
  const ring = listOf(value, readPosition, 4);
  if (ring === null) return null;
  const [first, last] = [ring[0], ring[ring.length - 1]];
  return first[0] === last[0] && first[1] === last[1] ? ring : null;
}

function readPosition(value: Dynamic): Position | null {
  if (!isArray(value) || value.length !== 2) return null;
  const [longitude, latitude] = [numberIn(value[0]), numberIn(value[1])];
  return longitude !== undefined && latitude !== undefined && isPosition(longitude, latitude) ? [longitude, latitude] : null;
}

/** An edge needs two points that are not opposite: between those every direction is the shortest. */
function isEdge(a: Point, b: Point): boolean {
  return !isSame(a, b) && squaredDistance(a, negate(b)) > 1e-28;
}

function isLoop(loop: Loop): boolean {
  return loop.every((point, i) => isEdge(point, loop[i + 1 === loop.length ? 0 : i + 1]));
}

/** Whether edges of a polygon cross or are the same, or a ring comes twice through a vertex. */
function haveConflicts(loops: readonly Loop[]): boolean {
  const tree = treeOfLoops(loops);
  const { starts, ends } = tree.edges;
  const ringOf = loops.flatMap((loop, ring) => loop.map(() => ring));
  for (const loop of loops) if (new Set(loop.map(String)).size < loop.length) return true;
  let found = false;
  for (let edge = 0; edge < starts.length && !found; edge++) {
    tree.nearEdge(starts[edge], ends[edge], (other) => {
      if (other <= edge || found) return;
      const kind = crossing(starts[edge], ends[edge], starts[other], ends[other]);
      if (kind === 'yes') found = true;
      if (kind === 'shared' && ringOf[edge] !== ringOf[other]) found = isSameEdge(starts[edge], ends[edge], starts[other], ends[other]);
    });
  }
  return found;
}

function isSameEdge(a: Point, b: Point, c: Point, d: Point): boolean {
  return (isSame(a, c) && isSame(b, d)) || (isSame(a, d) && isSame(b, c));
}

/**
 * Loops with those turned round that lie in an odd number of others: they are holes. undefined where two that touch in vertices pass through each
 * other there.
 */
function withHoles(loops: readonly Loop[]): readonly Loop[] | undefined {
  if (loops.length === 1) return loops;
  const sets = loops.map((loop) => createLoopSet([loop]));
  const vertices = loops.map((loop) => new Set(loop.map(String)));
  const depths = loops.map(() => 0);
  for (let inner = 0; inner < loops.length; inner++) {
    for (let outer = 0; outer < loops.length; outer++) {
      if (inner === outer) continue;
      const own = loops[inner].filter((point) => !vertices[outer].has(String(point)));
      const touches = own.length < loops[inner].length;
      const sides = (touches ? own : own.slice(0, 1)).map((point) => containsPoint(sets[outer], point));
      if (sides.some((side) => side !== sides[0])) return undefined;
      if (sides[0] === true) depths[inner]++;
    }
  }
  return loops.map((loop, i) => (depths[i] % 2 === 0 ? loop : [...loop].reverse()));
}
