import type { Bag, Dynamic } from '../../../data/dynamic.ts';
import { coordinates, type Position, positionOf } from './earth.ts';
import type { Point } from './vector.ts';

export function pointShape(position: Position): Bag {
  return shape('Point', coordinates(position));
}

function lineShape(chain: readonly Position[]): Bag {
  return shape('LineString', chain.map(coordinates));
}

/** Rings with their first position again at the end; the first ring is the outer one. */
export function polygonShape(rings: readonly (readonly Position[])[]): Bag {
  return shape(
    'Polygon',
    rings.map((ring) => ring.map(coordinates)),
  );
}

/** One line is a LineString, several are a MultiLineString. */
export function linesShape(chains: readonly (readonly Position[])[]): Bag {
  if (chains.length === 1) return lineShape(chains[0]);
  return shape(
    'MultiLineString',
    chains.map((chain) => chain.map(coordinates)),
  );
}

/** One polygon is a Polygon, several are a MultiPolygon. */
export function polygonsShape(polygons: readonly (readonly (readonly Position[])[])[]): Bag {
  if (polygons.length === 1) return polygonShape(polygons[0]);
  return shape(
    'MultiPolygon',
    polygons.map((rings) => rings.map((ring) => ring.map(coordinates))),
  );
}

/** One shape is itself; several, or none, are a collection. */
export function collectionOf(shapes: readonly Bag[]): Bag {
  return shapes.length === 1
    ? shapes[0]
    : new Map<string, Dynamic>([
        ['type', 'GeometryCollection'],
        ['geometries', shapes],
      ]);
}

export function shape(type: string, value: Dynamic): Bag {
  return new Map<string, Dynamic>([
    ['type', type],
    ['coordinates', value],
  ]);
}

/** The positions of a loop as a ring: closed, and as its first vertex the loop's. */
export function ringOf(loop: readonly Point[]): Position[] {
  return [...loop, loop[0]].map(positionOf);
}
