import { boundsOf, type CellId, type CellPlace, cellOfPlace, centerOf, cornersOf, fromFace, maxLevel } from './cells.ts';
import type { EdgeList } from './edge-tree.ts';
import { nearestOnEdge } from './edges.ts';
import { angle, dot, type Point, subtract } from './vector.ts';

/** What is to be covered: edges, and the area they bound. */
export interface Covered {
  readonly edges: EdgeList;
  readonly contains: (point: Point) => boolean;
}

/** No covering has more cells. */
const mostCells = 65536;

/** The cells of a level that a shape touches, or that are within a radius of it (in radians), by number; undefined when there are too many. */
export function coveringCells(covered: Covered, level: number, radius: number): CellId[] | undefined {
  const found: CellId[] = [];
  const all = covered.edges.starts.map((_, edge) => edge);
  const open: { place: CellPlace; edges: readonly number[] }[] = [];
  for (let face = 0; face < 6; face++) open.push({ place: { face, i: 0, j: 0, level: 0 }, edges: all });
  while (open.length > 0) {
    const { place, edges } = open.pop() as { place: CellPlace; edges: readonly number[] };
    const near = edges.filter(nearnessTest(covered.edges, place, radius));
    if (near.length === 0) {
      // no boundary in reach: all of the cell is inside, or none of it
      if (!covered.contains(centerOf(place))) continue;
      if (found.length + 4 ** (level - place.level) > mostCells) return undefined;
      found.push(...descendants(place, level));
    } else if (place.level === level) {
      if (found.length === mostCells) return undefined;
      found.push(cellOfPlace(place.face, place.i, place.j, level));
    } else {
      for (const child of children(place)) open.push({ place: child, edges: near });
    }
  }
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function children({ face, i, j, level }: CellPlace): CellPlace[] {
  const half = 2 ** (maxLevel - level - 1);
  return [
    { face, i, j, level: level + 1 },
    { face, i: i + half, j, level: level + 1 },
    { face, i, j: j + half, level: level + 1 },
    { face, i: i + half, j: j + half, level: level + 1 },
  ];
}

function descendants({ face, i, j, level }: CellPlace, wanted: number): CellId[] {
  const size = 2 ** (maxLevel - wanted);
  const count = 2 ** (wanted - level);
  const found: CellId[] = [];
  for (let x = 0; x < count; x++) for (let y = 0; y < count; y++) found.push(cellOfPlace(face, i + x * size, j + y * size, wanted));
  return found;
}

function nearnessTest({ starts, ends }: EdgeList, place: CellPlace, radius: number): (edge: number) => boolean {
  const touches = touchTest(place);
  if (radius === 0) return (edge) => touches(starts[edge], ends[edge]);
  const corners = cornersOf(place);
  const isNear = (point: Point, a: Point, b: Point): boolean => angle(point, nearestOnEdge(point, a, b)) <= radius;
  return (edge) => {
    const [a, b] = [starts[edge], ends[edge]];
    if (touches(a, b)) return true;
    return corners.some((corner, i) => {
      const next = corners[(i + 1) % 4];
      return isNear(corner, a, b) || isNear(a, corner, next) || isNear(b, corner, next);
    });
  };
}

/** What a cell's borders give way, so that a shape that ends at a border touches the cells on both sides of it. */
const padding = 2.35e-15;

/** Whether an edge touches a cell: whether some of its straight chord is on the inner side of the planes through the cell's borders. */
function touchTest(place: CellPlace): (a: Point, b: Point) => boolean {
  const axis = fromFace(place.face, 0, 0);
  const uAxis = subtract(fromFace(place.face, 1, 0), axis);
  const vAxis = subtract(fromFace(place.face, 0, 1), axis);
  const { uLow, uHigh, vLow, vHigh } = boundsOf(place);
  const sidesOf = (point: Point): number[] => {
    const [w, u, v] = [dot(point, axis), dot(point, uAxis), dot(point, vAxis)];
    return [w, u - (uLow - padding) * w, (uHigh + padding) * w - u, v - (vLow - padding) * w, (vHigh + padding) * w - v];
  };
  return (a, b) => {
    const [atStart, atEnd] = [sidesOf(a), sidesOf(b)];
    let [from, to] = [0, 1];
    for (let side = 0; side < atStart.length; side++) {
      const [start, end] = [atStart[side], atEnd[side]];
      if (start < 0 && end < 0) return false;
      if (start < 0) from = Math.max(from, start / (start - end));
      else if (end < 0) to = Math.min(to, start / (start - end));
      if (from > to) return false;
    }
    return true;
  };
}
