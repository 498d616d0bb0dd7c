/**
 * XXH64 with seed 0, what `hash`, `hash_xxhash64` and the engine's own sketches use. All arithmetic is on halves of 32 bits in an Int32Array:
 * a BigInt in the loop would cost a hundred times as much. A result is written as two words, low first, the way a BigInt64Array lies in
 * memory, or returned as a signed 64-bit bigint.
 */

const prime1Low = 0x85ebca87 | 0;
const prime1High = 0x9e3779b1 | 0;
const prime2Low = 0x27d4eb4f;
const prime2High = 0xc2b2ae3d | 0;
const prime3Low = 0x9e3779f9 | 0;
const prime3High = 0x165667b1;
const prime4Low = 0xc2b2ae63 | 0;
const prime4High = 0x85ebca77 | 0;
const prime5Low = 0x165667c5;
const prime5High = 0x27d4eb2f;

const result = new Int32Array(2);
const encoder = new TextEncoder();
let utf8 = new Uint8Array(1024);

/** The hash of a text's UTF-8 bytes. */
export function xxhash64Text(text: string): bigint {
  xxhash64TextInto(text, result, 0);
  return asBigInt();
}

/** The hash of the eight bytes of a 64-bit integer, little-endian: how longs, ints, datetimes and timespans are hashed. */
export function xxhash64Long(value: bigint): bigint {
  xxhash64WordsInto(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)), result, 0);
  return asBigInt();
}

/** The hash of the bytes [start, end). */
export function xxhash64Bytes(bytes: Uint8Array, start = 0, end = bytes.length): bigint {
  xxhash64BytesInto(bytes, start, end, result, 0);
  return asBigInt();
}

function asBigInt(): bigint {
  return (BigInt(result[1]) << 32n) | BigInt(result[0] >>> 0);
}

/** `xxhash64Text` into `words[2 * index]` (low) and `words[2 * index + 1]` (high). */
export function xxhash64TextInto(text: string, words: Int32Array, index: number): void {
  const { length } = text;
  if (length > 1 << 20) {
    const bytes = encoder.encode(text);
    xxhash64BytesInto(bytes, 0, bytes.length, words, index);
    return;
  }
  if (length * 3 > utf8.length) utf8 = new Uint8Array(length * 3);
  // most texts are ASCII and short: the encoder's call costs more than their bytes
  if (length <= 64) {
    let at = 0;
    for (; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 0x7f) break;
      utf8[at] = unit;
    }
    if (at === length) {
      xxhash64BytesInto(utf8, 0, length, words, index);
      return;
    }
  }
  xxhash64BytesInto(utf8, 0, encoder.encodeInto(text, utf8).written, words, index);
}

/** `xxhash64Long` of the integer with these halves, into the same places. */
export function xxhash64WordsInto(low: number, high: number, words: Int32Array, index: number): void {
  hashLow = (prime5Low + 8) | 0;
  hashHigh = prime5High;
  mixEight(low, high);
  avalanche(words, index);
}

/** `xxhash64Bytes` into the same places. */
export function xxhash64BytesInto(bytes: Uint8Array, start: number, end: number, words: Int32Array, index: number): void {
  const length = end - start;
  let at = start;
  if (length >= 32) {
    at = mixBlocks(bytes, start, end);
  } else {
    hashLow = prime5Low;
    hashHigh = prime5High;
  }
  addToHash(length | 0, Math.floor(length / 4_294_967_296));
  for (; end - at >= 8; at += 8) mixEight(readWord(bytes, at), readWord(bytes, at + 4));
  if (end - at >= 4) {
    mixFour(readWord(bytes, at));
    at += 4;
  }
  for (; at < end; at++) mixByte(bytes[at]);
  avalanche(words, index);
}

// The hash on its way. Module variables that only ever hold 32-bit integers, and locals in the steps below, take little more than half the
// time of slots of a typed array that every operation goes through.
let hashLow = 0;
let hashHigh = 0;

const lanes = new Int32Array(8);

/** Takes all blocks of 32 bytes into four lanes and makes the hash of them; returns where the rest starts. */
function mixBlocks(bytes: Uint8Array, start: number, end: number): number {
  hashLow = prime1Low;
  hashHigh = prime1High;
  addToHash(prime2Low, prime2High);
  lanes[0] = hashLow;
  lanes[1] = hashHigh;
  lanes[2] = prime2Low;
  lanes[3] = prime2High;
  lanes[4] = 0;
  lanes[5] = 0;
  lanes[6] = -prime1Low | 0;
  lanes[7] = ~prime1High;
  let at = start;
  for (; end - at >= 32; at += 32) {
    for (let lane = 0; lane < 4; lane++) mixLane(2 * lane, readWord(bytes, at + 8 * lane), readWord(bytes, at + 8 * lane + 4));
  }
  hashLow = 0;
  hashHigh = 0;
  for (let lane = 0; lane < 4; lane++) {
    const low = lanes[2 * lane];
    const high = lanes[2 * lane + 1];
    const bits = lane === 0 ? 1 : lane === 1 ? 7 : lane === 2 ? 12 : 18;
    addToHash((low << bits) | (high >>> (32 - bits)), (high << bits) | (low >>> (32 - bits)));
  }
  for (let lane = 0; lane < 4; lane++) {
    xorRound(lanes[2 * lane], lanes[2 * lane + 1]);
    multiplyHash(prime1Low, prime1High);
    addToHash(prime4Low, prime4High);
  }
  return at;
}

/** lane = rotate(lane + input · prime2, 31) · prime1. */
function mixLane(slot: number, low: number, high: number): void {
  const productLow = Math.imul(low, prime2Low);
  const productHigh = (highWordOfProduct(low, prime2Low) + Math.imul(high, prime2Low) + Math.imul(low, prime2High)) | 0;
  const sumLow = (lanes[slot] + productLow) | 0;
  const sumHigh = (lanes[slot + 1] + productHigh + (sumLow >>> 0 < productLow >>> 0 ? 1 : 0)) | 0;
  const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
  const turnedHigh = (sumHigh << 31) | (sumLow >>> 1);
  lanes[slot] = Math.imul(turnedLow, prime1Low);
  lanes[slot + 1] = (highWordOfProduct(turnedLow, prime1Low) + Math.imul(turnedHigh, prime1Low) + Math.imul(turnedLow, prime1High)) | 0;
}

/** hash ^= rotate(input · prime2, 31) · prime1. */
function xorRound(low: number, high: number): void {
  const productLow = Math.imul(low, prime2Low);
  const productHigh = (highWordOfProduct(low, prime2Low) + Math.imul(high, prime2Low) + Math.imul(low, prime2High)) | 0;
  const turnedLow = (productLow << 31) | (productHigh >>> 1);
  const turnedHigh = (productHigh << 31) | (productLow >>> 1);
  hashLow ^= Math.imul(turnedLow, prime1Low);
  hashHigh ^= (highWordOfProduct(turnedLow, prime1Low) + Math.imul(turnedHigh, prime1Low) + Math.imul(turnedLow, prime1High)) | 0;
}

function mixEight(low: number, high: number): void {
  xorRound(low, high);
  rotateHash(27);
  multiplyHash(prime1Low, prime1High);
  addToHash(prime4Low, prime4High);
}

function mixFour(word: number): void {
  hashLow ^= Math.imul(word, prime1Low);
  hashHigh ^= (highWordOfProduct(word, prime1Low) + Math.imul(word, prime1High)) | 0;
  rotateHash(23);
  multiplyHash(prime2Low, prime2High);
  addToHash(prime3Low, prime3High);
}

function mixByte(byte: number): void {
  hashLow ^= Math.imul(byte, prime5Low);
  hashHigh ^= (highWordOfProduct(byte, prime5Low) + Math.imul(byte, prime5High)) | 0;
  rotateHash(11);
  multiplyHash(prime1Low, prime1High);
}

function avalanche(words: Int32Array, index: number): void {
  hashLow ^= hashHigh >>> 1;
  multiplyHash(prime2Low, prime2High);
  const high = hashHigh;
  hashLow ^= (hashLow >>> 29) | (high << 3);
  hashHigh ^= high >>> 29;
  multiplyHash(prime3Low, prime3High);
  words[2 * index] = hashLow ^ hashHigh;
  words[2 * index + 1] = hashHigh;
}

function addToHash(low: number, high: number): void {
  hashLow = (hashLow + low) | 0;
  hashHigh = (hashHigh + high + (hashLow >>> 0 < low >>> 0 ? 1 : 0)) | 0;
}

function multiplyHash(low: number, high: number): void {
  hashHigh = (highWordOfProduct(hashLow, low) + Math.imul(hashHigh, low) + Math.imul(hashLow, high)) | 0;
  hashLow = Math.imul(hashLow, low);
}

/** Rotates the hash to the left by 1 to 31 bits. */
function rotateHash(bits: number): void {
  const low = hashLow;
  hashLow = (low << bits) | (hashHigh >>> (32 - bits));
  hashHigh = (hashHigh << bits) | (low >>> (32 - bits));
}

/** The upper half of the product of two unsigned words. No step leaves 32 bits, which keeps it in integer registers. */
function highWordOfProduct(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) >>> 0;
  const other = (Math.imul(a0, b1) + (middle & 0xffff)) >>> 0;
  return (Math.imul(a1, b1) + (middle >>> 16) + (other >>> 16)) | 0;
}

function readWord(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
