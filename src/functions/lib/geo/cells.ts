import { normalize, type Point } from './vector.ts';

/**
 * The cells of Google's S2: a cube around the Earth, each side divided into four again and again, 30 times, numbered along a Hilbert curve. A
 * cell is a 64-bit number: three bits for the side, two for each level, and a one that ends them. As text it is that number in hexadecimal
 * without the zeros at its end.
 */
export type CellId = bigint;

export const maxLevel = 30;

/** Where a cell lies on its side of the cube: i and j count cells of the smallest size. */
export interface CellPlace {
  readonly face: number;
  readonly i: number;
  readonly j: number;
  readonly level: number;
}

const maxSize = 2 ** maxLevel;

export function cellAt(point: Point, level: number): CellId {
  const { face, u, v } = toFace(point);
  return cellOfPlace(face, cellCoordinate(u), cellCoordinate(v), level);
}

/** undefined where the text is no cell. */
export function cellOfToken(token: string): CellId | undefined {
  if (!/^[0-9a-f]{1,16}$/i.test(token)) return undefined;
  const cell = BigInt(`0x${token.padEnd(16, '0')}`);
  // the last one of the number must stand in an even place
  return cell >> 61n < 6n && (lowestBit(cell) & 0x1555555555555555n) !== 0n ? cell : undefined;
}

export function tokenOf(cell: CellId): string {
  return cell.toString(16).padStart(16, '0').replace(/0+$/, '');
}

function levelOf(cell: CellId): number {
  let level = maxLevel;
  for (let bit = lowestBit(cell); bit > 1n; bit >>= 2n) level--;
  return level;
}

export function placeOf(cell: CellId): CellPlace {
  const level = levelOf(cell);
  const face = Number(cell >> 61n);
  let [i, j] = [0, 0];
  let orientation = face & 1;
  for (let step = 1; step <= level; step++) {
    const position = Number((cell >> BigInt(61 - 2 * step)) & 3n);
    const quadrant = quadrantAt[orientation][position];
    const size = 2 ** (maxLevel - step);
    i += (quadrant >> 1) * size;
    j += (quadrant & 1) * size;
    orientation ^= turnAt[position];
  }
  return { face, i, j, level };
}

/** The cell of a level that holds the smallest cell i, j. */
export function cellOfPlace(face: number, i: number, j: number, level: number): CellId {
  // two halves of at most 33 bits each, which numbers hold exactly
  let [upper, lower] = [face, 0];
  let orientation = face & 1;
  for (let step = 1; step <= level; step++) {
    const shift = maxLevel - step;
    const quadrant = (((i >>> shift) & 1) << 1) | ((j >>> shift) & 1);
    const position = quadrantAt[orientation].indexOf(quadrant);
    if (step <= maxLevel / 2) upper = 4 * upper + position;
    else lower = 4 * lower + position;
    orientation ^= turnAt[position];
  }
  const lowerSteps = Math.max(0, level - maxLevel / 2);
  const cell = (BigInt(upper) << BigInt(2 * lowerSteps)) | BigInt(lower);
  return ((cell << 1n) | 1n) << BigInt(2 * (maxLevel - level));
}

export function centerOf({ face, i, j, level }: CellPlace): Point {
  const half = 2 ** (maxLevel - level) / 2;
  return normalize(fromFace(face, toU((i + half) / maxSize), toU((j + half) / maxSize)));
}

/** The edges of a cell on its side of the cube. */
export function boundsOf({ i, j, level }: CellPlace): { uLow: number; uHigh: number; vLow: number; vHigh: number } {
  const size = 2 ** (maxLevel - level);
  return { uLow: toU(i / maxSize), uHigh: toU((i + size) / maxSize), vLow: toU(j / maxSize), vHigh: toU((j + size) / maxSize) };
}

/** The corners of a cell, counterclockwise from its lower left. */
export function cornersOf(place: CellPlace): Point[] {
  const { uLow, uHigh, vLow, vHigh } = boundsOf(place);
  return [
    [uLow, vLow],
    [uHigh, vLow],
    [uHigh, vHigh],
    [uLow, vHigh],
  ].map(([u, v]) => normalize(fromFace(place.face, u, v)));
}

/** All cells of the same level that touch a cell, its corners too; at a corner of the cube one of them comes twice. */
export function neighborsOf({ face, i, j, level }: CellPlace): CellId[] {
  const size = 2 ** (maxLevel - level);
  const steps = [
    [-size, -size],
    [size, -size],
    [0, -size],
    [0, size],
    [-size, 0],
    [size, 0],
    [-size, size],
    [size, size],
  ];
  return steps.map(([di, dj]) => cellOfPlaceAround(face, i + di, j + dj, level));
}

/** The side of the cube that a point is on, and where. */
function toFace(point: Point): { face: number; u: number; v: number } {
  const [x, y, z] = [Math.abs(point[0]), Math.abs(point[1]), Math.abs(point[2])];
  const axis = x > y ? (x > z ? 0 : 2) : y > z ? 1 : 2;
  const face = point[axis] < 0 ? axis + 3 : axis;
  return { face, ...onFace(face, point) };
}

/** Where the ray through a point meets the plane of a side. */
function onFace(face: number, [x, y, z]: Point): { u: number; v: number } {
  switch (face) {
    case 0:
      return { u: y / x, v: z / x };
    case 1:
      return { u: -x / y, v: z / y };
    case 2:
      return { u: -x / z, v: -y / z };
    case 3:
      return { u: z / x, v: y / x };
    case 4:
      return { u: z / y, v: -x / y };
    default:
      return { u: -y / z, v: -x / z };
  }
}

export function fromFace(face: number, u: number, v: number): Point {
  switch (face) {
    case 0:
      return [1, u, v];
    case 1:
      return [-u, 1, v];
    case 2:
      return [-u, -v, 1];
    case 3:
      return [-1, -v, -u];
    case 4:
      return [v, -1, -u];
    default:
      return [v, u, -1];
  }
}

/** The quadrants (2i + j) in the order of the curve, by its orientation: bit 0 swaps i and j, bit 1 inverts both. */
const quadrantAt = [
  [0, 1, 3, 2],
  [0, 2, 3, 1],
  [3, 2, 0, 1],
  [3, 1, 0, 2],
];

/** How the orientation changes from a cell to its n-th child. */
const turnAt = [1, 0, 0, 3];

/** A coordinate of a side from one of its cells: a quadratic function makes the cells about the same size. */
function toU(s: number): number {
  return s >= 0.5 ? (1 / 3) * (4 * s * s - 1) : (1 / 3) * (1 - 4 * (1 - s) * (1 - s));
}

function toS(u: number): number {
  return u >= 0 ? 0.5 * Math.sqrt(1 + 3 * u) : 1 - 0.5 * Math.sqrt(1 - 3 * u);
}

function cellCoordinate(u: number): number {
  return Math.max(0, Math.min(maxSize - 1, Math.floor(maxSize * toS(u))));
}

function lowestBit(cell: CellId): bigint {
  return cell & -cell;
}

/** A place just beyond the edge of a side is on the next side. */
function cellOfPlaceAround(face: number, i: number, j: number, level: number): CellId {
  if (i >= 0 && i < maxSize && j >= 0 && j < maxSize) return cellOfPlace(face, i, j, level);
  const limit = 1 + Number.EPSILON;
  const clampIndex = (index: number): number => Math.max(-1, Math.min(maxSize, index));
  const wrapped = (index: number): number => Math.max(-limit, Math.min(limit, (1 / maxSize) * (2 * (clampIndex(index) - maxSize / 2) + 1)));
  const next = toFace(fromFace(face, wrapped(i), wrapped(j)));
  const linear = (u: number): number => Math.max(0, Math.min(maxSize - 1, Math.floor(maxSize * (0.5 * (u + 1)))));
  return cellOfPlace(next.face, linear(next.u), linear(next.v), level);
}
