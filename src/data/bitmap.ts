/** One bit a row, 32 rows a word; in a null bitmap a set bit marks a null. */
export type Bitmap = Int32Array;

export function createBitmap(length: number): Bitmap {
  return new Int32Array((length + 31) >>> 5);
}

export function hasBit(bitmap: Bitmap, index: number): boolean {
  return ((bitmap[index >>> 5] >>> (index & 31)) & 1) !== 0;
}

export function setBit(bitmap: Bitmap, index: number): void {
  bitmap[index >>> 5] |= 1 << (index & 31);
}

/** The union of two null bitmaps, either of which may be absent. */
export function unionBitmaps(a: Bitmap | undefined, b: Bitmap | undefined): Bitmap | undefined {
  if (a === undefined) return b;
  if (b === undefined || a === b) return a;
  const union = new Int32Array(a.length);
  for (let i = 0; i < union.length; i++) union[i] = a[i] | b[i];
  return union;
}

/** The number of set bits among the first `length`. */
export function countBits(bitmap: Bitmap, length: number): number {
  let count = 0;
  const words = length >>> 5;
  for (let i = 0; i < words; i++) count += popCount(bitmap[i]);
  const rest = length & 31;
  if (rest !== 0) count += popCount(bitmap[words] & ((1 << rest) - 1));
  return count;
}

function popCount(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The bitmap with room for `length` bits; grows by doubling. */
export function growBitmap(bitmap: Bitmap, length: number): Bitmap {
  const words = (length + 31) >>> 5;
  if (words <= bitmap.length) return bitmap;
  const grown = new Int32Array(Math.max(words, bitmap.length * 2));
  grown.set(bitmap);
  return grown;
}
