import type { Bag } from '../../../data/dynamic.ts';
import { fail } from '../../../errors.ts';
import { crossing, crossingPoint } from './crossings.ts';
import { positionOf } from './earth.ts';
import type { EdgeTree } from './edge-tree.ts';
import { collectionOf, linesShape, pointShape, polygonsShape, ringOf } from './geojson.ts';
import { containsPoint, createLoopSet, type Loop, type LoopSet } from './loop.ts';
import { areaOnLeft } from './loop-measures.ts';
import { edgesCross, overlay, union } from './overlay.ts';
import type { Lines, Polygons } from './shapes.ts';
import { isSame, type Point, squaredDistance } from './vector.ts';

/** Lines and polygons include their vertices and edges: what only touches has something in common. */
export function linesMeet(a: Lines, b: Lines): boolean {
  const vertices = new Set(a.chains.flat().map(String));
  return b.chains.flat().some((point) => vertices.has(String(point))) || edgesCross(a.tree, b.tree);
}

export function linesMeetPolygons(lines: Lines, polygons: Polygons): boolean {
  return polygons.parts.some((part) => {
    const vertices = new Set(part.loops.flat().map(String));
    if (lines.chains.flat().some((point) => vertices.has(String(point)))) return true;
    return lines.chains.some((chain) => containsPoint(part, chain[0])) || edgesCross(lines.tree, part.tree);
  });
}

/** What two lines have in common: a point, several lines, or nothing. More is refused, since Kusto's form for it is not known. */
export function commonOfLines(a: Lines, b: Lines): Bag {
  const points = new Map<string, Point>();
  const edges = sharedEdges(a.tree, b.tree);
  const vertices = new Set(a.chains.flat().map(String));
  for (const point of b.chains.flat()) if (vertices.has(String(point))) points.set(String(point), point);
  eachCrossing(a.tree, b.tree, (point) => points.set(String(point), point));
  if (edges.length > 0) {
    if (a.chains.length === 1 && b.chains.length === 1 && sameChain(a.chains[0], b.chains[0]))
      return linesShape([a.chains[0].map(positionOf)]);
    fail('unsupported', 'geo_intersection_2lines() of lines that run together in parts is not supported');
  }
  return ofPoints([...points.values()], 'geo_intersection_2lines');
}

/** The parts of a line that lie in polygons. */
export function lineInPolygons(lines: Lines, polygons: Polygons): Bag {
  const name = 'geo_intersection_line_with_polygon';
  const part = onePart(polygons, name);
  const vertices = new Set(part.loops.flat().map(String));
  if (lines.chains.flat().some((point) => vertices.has(String(point)))) {
    fail('unsupported', `${name}() of a line with a vertex of the polygon is not supported`);
  }
  if (new Set(lines.chains.flat().map(String)).size < lines.chains.flat().length) {
    fail('unsupported', `${name}() of a line that passes a vertex twice is not supported`);
  }
  const pieces = lines.chains.flatMap((chain) => insidePieces(chain, part));
  return pieces.length === 0 ? collectionOf([]) : linesShape(pieces.map((piece) => piece.map(positionOf)));
}

/** The area that two polygons share; where they only touch, that point. */
export function commonOfPolygons(a: Polygons, b: Polygons): Bag {
  const name = 'geo_intersection_2polygons';
  const [first, second] = [onePart(a, name), onePart(b, name)];
  const loops = overlay([first, second], 2);
  if (loops === undefined) fail('unsupported', `${name}() of polygons whose edges run so close to each other is not supported`);
  if (sharedEdges(first.tree, second.tree, true).length > 0) {
    fail('unsupported', `${name}() of polygons that share an edge from both sides is not supported`);
  }
  const used = new Set(loops.flat().map(String));
  const vertices = new Set(first.loops.flat().map(String));
  const touching = second.loops.flat().filter((point) => vertices.has(String(point)) && !used.has(String(point)));
  if (touching.length > 1) fail('unsupported', `${name}() of polygons that touch in several points is not supported`);
  const shapes = touching.map((point) => pointShape(positionOf(point)));
  if (loops.length > 0) shapes.push(polygonsOf(loops, name));
  return collectionOf(shapes);
}

/** Loops as a Polygon or MultiPolygon. Where there are holes it is refused: how Kusto begins and turns their rings is not known. */
export function polygonsOf(loops: readonly Loop[], name: string): Bag {
  if (loops.length > 1 && loops.some((loop) => areaOnLeft(loop) > 2 * Math.PI)) {
    fail('unsupported', `${name}() is not supported where its result has holes`);
  }
  return polygonsShape(loops.map((loop) => [ringOf(loop)]));
}

/** Several polygons stand for their union. */
function onePart({ parts }: Polygons, name: string): LoopSet {
  if (parts.length === 1) return parts[0];
  const loops = union(parts);
  if (loops === undefined) fail('unsupported', `${name}() of polygons whose edges run so close to each other is not supported`);
  return createLoopSet(loops);
}

function ofPoints(points: readonly Point[], name: string): Bag {
  if (points.length > 1) fail('unsupported', `${name}() is not supported where its result is several points`);
  return collectionOf(points.map((point) => pointShape(positionOf(point))));
}

function sameChain(a: readonly Point[], b: readonly Point[]): boolean {
  return a.length === b.length && a.every((point, i) => isSame(point, b[i]));
}

/** The edges that both have; with `opposite` only those that run against each other. */
function sharedEdges(a: EdgeTree, b: EdgeTree, opposite = false): number[] {
  const keys = new Set<string>();
  a.edges.starts.forEach((start, i) => {
    const [from, to] = [String(start), String(a.edges.ends[i])];
    keys.add(`${to}|${from}`);
    if (!opposite) keys.add(`${from}|${to}`);
  });
  return b.edges.starts.flatMap((start, i) => (keys.has(`${start}|${b.edges.ends[i]}`) ? [i] : []));
}

function eachCrossing(a: EdgeTree, b: EdgeTree, visit: (point: Point, edge: number) => void): void {
  const { starts, ends } = a.edges;
  for (let edge = 0; edge < starts.length; edge++) {
    b.nearEdge(starts[edge], ends[edge], (other) => {
      const [c, d] = [b.edges.starts[other], b.edges.ends[other]];
      if (crossing(starts[edge], ends[edge], c, d) === 'yes') visit(crossingPoint(starts[edge], ends[edge], c, d), edge);
    });
  }
}

/** The parts of a chain that are inside: one begins or ends at each crossing. */
function insidePieces(chain: readonly Point[], part: LoopSet): Point[][] {
  const pieces: Point[][] = [];
  let current: Point[] | undefined = containsPoint(part, chain[0]) ? [chain[0]] : undefined;
  for (let i = 0; i + 1 < chain.length; i++) {
    const crossings: Point[] = [];
    part.tree.nearEdge(chain[i], chain[i + 1], (edge) => {
      const [c, d] = [part.tree.edges.starts[edge], part.tree.edges.ends[edge]];
      if (crossing(chain[i], chain[i + 1], c, d) === 'yes') crossings.push(crossingPoint(chain[i], chain[i + 1], c, d));
    });
    crossings.sort((p, q) => squaredDistance(chain[i], p) - squaredDistance(chain[i], q));
    for (const point of crossings) {
      if (current === undefined) {
        current = [point];
      } else {
        pieces.push([...current, point]);
        current = undefined;
      }
    }
    current?.push(chain[i + 1]);
  }
  if (current !== undefined) pieces.push(current);
  return pieces;
}
