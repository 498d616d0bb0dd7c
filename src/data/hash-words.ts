/** A hash of 64 bits, given as two words. Two rounds of multiply and shift: one round clusters packed and regular keys. */
export function hashWords(low: number, high: number): number {
  let x = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return x ^ (x >>> 13);
}
