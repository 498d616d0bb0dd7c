/** The part of the Earth that a geohash names, in degrees. */
interface GeohashBox {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

export const maxGeohashLength = 18;

const digits = '0123456789bcdefghjkmnpqrstuvwxyz';

/** The geohash of a place. Each digit is five bits, which halve the longitudes and the latitudes in turn. */
export function geohashOf(longitude: number, latitude: number, length: number): string {
  const bits = 5 * length;
  const x = cellNumber(longitude, 180, Math.ceil(bits / 2));
  const y = cellNumber(latitude, 90, Math.floor(bits / 2));
  return textOf(x, y, length);
}

/** undefined where the text is no geohash. */
export function geohashBox(text: string): GeohashBox | undefined {
  const cell = readGeohash(text);
  if (cell === undefined) return undefined;
  const [west, east] = edges(cell.x, cell.xBits, 180);
  const [south, north] = edges(cell.y, cell.yBits, 90);
  return { west, east, south, north };
}

/** The geohashes around one, clockwise from the north-west. Beyond a pole there is none; the longitudes go round. */
export function geohashNeighbors(text: string): string[] | undefined {
  const cell = readGeohash(text);
  if (cell === undefined) return undefined;
  const [columns, rows] = [1n << BigInt(cell.xBits), 1n << BigInt(cell.yBits)];
  const found: string[] = [];
  for (const [dx, dy] of around) {
    const y = cell.y + dy;
    if (y < 0n || y >= rows) continue;
    found.push(textOf((cell.x + dx + columns) % columns, y, text.length));
  }
  return found;
}

const around = [
  [-1n, 1n],
  [0n, 1n],
  [1n, 1n],
  [1n, 0n],
  [1n, -1n],
  [0n, -1n],
  [-1n, -1n],
  [-1n, 0n],
] as const;

interface GeohashCell {
  readonly x: bigint;
  readonly y: bigint;
  readonly xBits: number;
  readonly yBits: number;
}

function readGeohash(text: string): GeohashCell | undefined {
  if (text.length === 0 || text.length > maxGeohashLength) return undefined;
  let [x, y] = [0n, 0n];
  let isLongitude = true;
  for (const digit of text) {
    const value = digits.indexOf(digit);
    if (value < 0) return undefined;
    for (let bit = 4; bit >= 0; bit--) {
      const half = BigInt((value >> bit) & 1);
      if (isLongitude) x = (x << 1n) | half;
      else y = (y << 1n) | half;
      isLongitude = !isLongitude;
    }
  }
  const bits = 5 * text.length;
  return { x, y, xBits: Math.ceil(bits / 2), yBits: Math.floor(bits / 2) };
}

/** Which of 2^bits equal parts of [-limit, limit] a value is in. */
function cellNumber(value: number, limit: number, bits: number): bigint {
  let [low, high] = [-limit, limit];
  let cell = 0n;
  for (let bit = 0; bit < bits; bit++) {
    const middle = (low + high) / 2;
    const isUpper = value >= middle;
    cell = (cell << 1n) | (isUpper ? 1n : 0n);
    if (isUpper) low = middle;
    else high = middle;
  }
  return cell;
}

function edges(cell: bigint, bits: number, limit: number): [number, number] {
  let [low, high] = [-limit, limit];
  for (let bit = bits - 1; bit >= 0; bit--) {
    const middle = (low + high) / 2;
    if (((cell >> BigInt(bit)) & 1n) === 1n) low = middle;
    else high = middle;
  }
  return [low, high];
}

function textOf(x: bigint, y: bigint, length: number): string {
  const bits = 5 * length;
  let [xLeft, yLeft] = [Math.ceil(bits / 2), Math.floor(bits / 2)];
  let text = '';
  for (let position = 0; position < length; position++) {
    let digit = 0;
    for (let bit = 0; bit < 5; bit++) {
      const isLongitude = (position * 5 + bit) % 2 === 0;
      const half = isLongitude ? (x >> BigInt(--xLeft)) & 1n : (y >> BigInt(--yLeft)) & 1n;
      digit = 2 * digit + Number(half);
    }
    text += digits[digit];
  }
  return text;
}
