import type { Dynamic } from '../../../data/dynamic.ts';
import { fail } from '../../../errors.ts';
import { type ScalarFunction, scalar } from '../../define.ts';
import { coordinates, earthRadius, type Position, pointAt } from '../../lib/geo/earth.ts';
import { shape } from '../../lib/geo/geojson.ts';
import { areaOnLeft } from '../../lib/geo/loop-measures.ts';
import { chainsIn, ringsIn } from '../../lib/geo/shapes.ts';
import { mostPoints, tessellate } from '../../lib/geo/tessellate.ts';
import type { Point } from '../../lib/geo/vector.ts';

/**
 * Shapes whose edges are straight on a map, with as many further vertices as it takes for the shortest ways between them to stay near those edges.
 * What is no shape, and a tolerance outside 0.1 to 10000 meters, gives null. Manual pages geo-line-densify-function, geo-polygon-densify-function.
 */
export const geoDensifyFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'geo_line_densify(lineString: dynamic, tolerance?: real, preserve_crossing?: scalar): dynamic',
    doc: 'A line drawn on a map as a line of shortest ways, at most `tolerance` meters, 10 unless said otherwise, away from it.',
    row: (value, tolerance = 10) => {
      const lines = chainsIn(value);
      if (lines === null || !isTolerance(tolerance) || !lines.chains.every(isChain)) return null;
      const chains = densified(lines.chains, tolerance, 'geo_line_densify');
      if (chains === null) return null;
      const lists = chains.map((chain) => chain.map(coordinates));
      return lines.isMulti ? shape('MultiLineString', lists) : shape('LineString', lists[0]);
    },
  }),
  scalar({
    signature: 'geo_polygon_densify(polygon: dynamic, tolerance?: real, preserve_crossing?: scalar): dynamic',
    doc: 'A polygon drawn on a map as a polygon of shortest ways, at most `tolerance` meters, 10 unless said otherwise, away from it.',
    row: (value, tolerance = 10) => {
      const polygons = ringsIn(value);
      if (polygons === null || !isTolerance(tolerance)) return null;
      const parts: Dynamic[] = [];
      for (const rings of polygons.rings) {
        if (rings.length > 1) fail('unsupported', 'geo_polygon_densify() of a polygon with holes is not supported');
        if (!rings.every(isRing)) return null;
        const dense = densified(rings, tolerance, 'geo_polygon_densify');
        if (dense === null) return null;
        parts.push(dense.map((ring) => counterclockwise(ring).map(coordinates)));
      }
      return polygons.isMulti ? shape('MultiPolygon', parts) : shape('Polygon', parts[0]);
    },
  }),
];

function isTolerance(meters: number): boolean {
  return meters >= 0.1 && meters <= 10000;
}

function densified(chains: readonly (readonly Position[])[], tolerance: number, name: string): Position[][] | null {
  const dense: Position[][] = [];
  let points = 0;
  for (const chain of chains) {
    // how an edge of more than half a turn is read depends on preserve_crossing in a way that is not documented
    if (chain.some(([longitude], i) => i > 0 && Math.abs(longitude - chain[i - 1][0]) > 180)) {
      fail('unsupported', `${name}() of an edge that spans more than 180 degrees of longitude is not supported`);
    }
    const result = tessellate(chain, tolerance / earthRadius);
    if (result === undefined || (points += result.length) > mostPoints) return null;
    dense.push(result);
  }
  return dense;
}

/** Whether every edge of a line leads to another place. */
function isChain(chain: readonly Position[]): boolean {
  return chain.every((position, i) => i === 0 || String(position) !== String(chain[i - 1]));
}

/** Whether the vertices of a ring are different places, as a polygon needs them. */
function isRing(ring: readonly Position[]): boolean {
  return new Set(ring.slice(1).map(String)).size === ring.length - 1;
}

/** Every ring goes counterclockwise around the smaller of its sides, and begins where it would after being turned round. */
function counterclockwise(ring: readonly Position[]): readonly Position[] {
  const loop = ring.slice(0, -1);
  const area = areaOnLeft(loop.map(([longitude, latitude]) => pointAt(longitude, latitude) as Point));
  if (area <= 2 * Math.PI) return ring;
  loop.reverse();
  return [...loop, loop[0]];
}
