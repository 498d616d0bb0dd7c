/**
 * Kusto gathers cells in a hash set and lists them as they lie in it. The order looks random but is none: it follows from the set's buckets, a
 * prime number of them and no fewer than there were cells, and from the hash of the texts. This is the set of the GNU C++ library: a text goes
 * before all others, or, if its bucket is in use, before the others of its bucket.
 */
export function inSetOrder(texts: readonly string[]): string[] {
  const count = BigInt(bucketsFor(texts.length));
  const buckets = new Map<number, string[]>();
  for (const text of new Set(texts)) {
    const bucket = Number(murmurHash(text) % count);
    const list = buckets.get(bucket);
    if (list === undefined) buckets.set(bucket, [text]);
    else list.push(text);
  }
  return [...buckets.values()].reverse().flatMap((list) => list.reverse());
}

function bucketsFor(count: number): number {
  const least = count < 3 ? 2 : count;
  return primes.find((prime) => prime >= least) ?? primes[primes.length - 1];
}

/** The bucket counts that the set knows, up to the largest set of cells there is. */
const primes =
  `2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59 61 67 71 73 79 83 89 97 103 109 113 127 137 139 149 157 167 179 193 199 211 227 241 257 277 293
  313 337 359 383 409 439 467 503 541 577 619 661 709 761 823 887 953 1031 1109 1193 1289 1381 1493 1613 1741 1879 2029 2179 2357 2549 2753 2971
  3209 3469 3739 4027 4349 4703 5087 5503 5953 6427 6949 7517 8123 8783 9497 10273 11113 12011 12983 14033 15173 16411 17749 19183 20753 22447
  24281 26267 28411 30727 33223 35933 38873 42043 45481 49201 53201 57557 62233 67307`
    .split(/\s+/)
    .map(Number);

const multiplier = 0xc6a4a7935bd1e995n;
const seed = 0xc70f6907n;

/** MurmurHash64A of an ASCII text. */
function murmurHash(text: string): bigint {
  const mix = (value: bigint): bigint => value ^ (value >> 47n);
  const times = (value: bigint): bigint => BigInt.asUintN(64, value * multiplier);
  const wordAt = (from: number, to: number): bigint => {
    let word = 0n;
    for (let i = to - 1; i >= from; i--) word = (word << 8n) | BigInt(text.charCodeAt(i));
    return word;
  };
  const whole = text.length - (text.length % 8);
  let hash = seed ^ times(BigInt(text.length));
  for (let i = 0; i < whole; i += 8) hash = times(hash ^ times(mix(times(wordAt(i, i + 8)))));
  if (whole < text.length) hash = times(hash ^ wordAt(whole, text.length));
  return mix(times(mix(hash)));
}
