import { type Position, pointAt, positionOf } from './earth.ts';
import { interpolate } from './edges.ts';
import { angle, dot, type Point } from './vector.ts';

/** The most points that a shape may come to. */
export const mostPoints = 10_485_760;

/** Where the two ways from a to b are farthest apart, measured along the edge from either end. */
const farthest = 0.31215691082248315;

/** The distance found there may be this part of the true greatest distance. */
const leastShare = 0.8382999256988851;

/**
 * A chain whose edges are straight on a map of longitudes and latitudes, as a chain of shortest edges on Earth that stays within a tolerance in
 * radians of it: by halving what is too far away. undefined when it comes to too many points.
 */
export function tessellate(chain: readonly Position[], tolerance: number): Position[] | undefined {
  const reach = tolerance * leastShare;
  const points: Point[] = [pointOn(chain[0])];
  for (let i = 1; i < chain.length; i++) {
    const open = [{ start: chain[i - 1], end: chain[i] }];
    while (open.length > 0) {
      const { start, end } = open.pop() as { start: Position; end: Position };
      if (distance(start, end) <= reach) {
        points.push(pointOn(end));
        if (points.length > mostPoints) return undefined;
      } else {
        const middle = between(start, end, 0.5);
        open.push({ start: middle, end }, { start, end: middle });
      }
    }
  }
  return points.map(positionOf);
}

/** About how far the shortest edge is from the straight line on the map. */
function distance(start: Position, end: Position): number {
  const [a, b] = [pointOn(start), pointOn(end)];
  if (dot(a, b) < -1e-14) return Number.POSITIVE_INFINITY;
  const at = (fraction: number): number => angle(interpolate(a, b, fraction), pointOn(between(start, end, fraction)));
  return Math.max(at(farthest), at(1 - farthest));
}

function between(a: Position, b: Position, fraction: number): Position {
  return [(1 - fraction) * a[0] + fraction * b[0], (1 - fraction) * a[1] + fraction * b[1]];
}

function pointOn([longitude, latitude]: Position): Point {
  return pointAt(longitude, latitude) as Point;
}
