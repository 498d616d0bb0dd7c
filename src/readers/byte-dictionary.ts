import { BytePool } from './byte-pool.ts';
import { type Bytes, decodeText, Scratch } from './bytes.ts';

/** A table of no more numbers stays in the cache by itself. */
const cachedSlots = 1 << 16;

/**
 * Distinct texts as UTF-8, with codes in the order in which they came: a text is looked up by its bytes, and a JavaScript string is made of
 * it only when the dictionary is decoded. What is no UTF-8 counts as the text that it decodes to, so that the strings are as distinct.
 */
export class ByteDictionary {
  private readonly pool = new BytePool();
  /**
   * Open addressing: hash, code + 1 (0 is a free slot), where the text starts in the pool, and its length. All in one place, because a large
   * dictionary costs what it misses in the caches. At most three quarters full.
   */
  private table = new Int32Array(16 * 4);
  protected fetched = 0;

  get size(): number {
    return this.pool.count;
  }

  /** The bytes of all texts. */
  get bytes(): number {
    return this.pool.used;
  }

  /** The code of the text in the bytes [start, end), added when it is new. */
  add(source: Bytes, start: number, end: number): number {
    return this.addHashed(source, start, end, hashOf(source.view, start, end));
  }

  /** The same for a text whose hash is known. */
  addHashed(source: Bytes, start: number, end: number, hash: number): number {
    const { view } = source;
    const { table } = this;
    const own = this.pool.view;
    const last = table.length - 1;
    const length = end - start;
    const whole = length & ~3;
    const rest = (1 << ((length & 3) << 3)) - 1;
    let slot = (hash << 2) & last;
    for (;;) {
      const code = table[slot + 1];
      if (code === 0) break;
      if (table[slot] === hash && table[slot + 3] === length) {
        const known = table[slot + 2];
        let i = 0;
        while (i < whole && own.getInt32(known + i, true) === view.getInt32(start + i, true)) i += 4;
        if (i === whole && ((own.getInt32(known + i, true) ^ view.getInt32(start + i, true)) & rest) === 0) return code - 1;
      }
      slot = (slot + 4) & last;
    }
    return this.insert(source, start, end, hash, slot);
  }

  /**
   * Reads what looking these hashes up will read: the loads of a loop without decisions wait for memory at the same time, those of lookups
   * one after the other. Saves some 5 % of loading a table with a column of 200,000 texts.
   */
  fetch(hashes: Int32Array, count: number): void {
    const { table } = this;
    if (table.length < cachedSlots) return;
    const { bytes } = this.pool;
    const last = table.length - 1;
    let sum = 0;
    for (let i = 0; i < count; i++) sum ^= bytes[table[((hashes[i] << 2) & last) + 2]];
    // so that the loop is not found to be useless
    this.fetched = sum;
  }

  /** The texts from code `first` on. */
  textsFrom(first: number): string[] {
    return this.pool.textsFrom(first);
  }

  private insert(source: Bytes, start: number, end: number, hash: number, slot: number): number {
    const canonical = canonicalText(source, start, end);
    if (canonical !== undefined) return this.add(canonical, 0, canonical.length);
    const { pool, table } = this;
    const code = pool.count;
    table[slot] = hash;
    table[slot + 1] = code + 1;
    table[slot + 2] = pool.used;
    table[slot + 3] = end - start;
    pool.append(source, start, end);
    if ((code + 1) * 16 > table.length * 3) this.rehash();
    return code;
  }

  private rehash(): void {
    const { table } = this;
    const grown = new Int32Array(table.length * 2);
    const last = grown.length - 1;
    for (let from = 0; from < table.length; from += 4) {
      if (table[from + 1] === 0) continue;
      let slot = (table[from] << 2) & last;
      while (grown[slot + 1] !== 0) slot = (slot + 4) & last;
      for (let i = 0; i < 4; i++) grown[slot + i] = table[from + i];
    }
    this.table = grown;
  }
}

/** The hash of the bytes [start, end), of which some more must be readable. */
export function hashOf(view: DataView, start: number, end: number): number {
  // two sums at a time: a multiplication need not wait for the one before it
  let hash = end - start;
  let other = 0x2545f491;
  let at = start;
  for (const pairs = end - 7; at < pairs; at += 8) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    other = Math.imul(other ^ view.getInt32(at + 4, true), 0x85ebca6b);
    hash ^= hash >>> 15;
    other ^= other >>> 13;
  }
  if (at < end - 3) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
    at += 4;
  }
  const rest = view.getInt32(at, true) & ((1 << ((end - at) << 3)) - 1);
  hash = Math.imul(hash ^ rest, 0x85ebca6b) ^ other;
  hash = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
  return hash ^ (hash >>> 13);
}

/** What the bytes decode to, as UTF-8, where they are none themselves. */
function canonicalText({ bytes, view }: Bytes, start: number, end: number): Scratch | undefined {
  let at = start;
  while (at + 4 <= end && (view.getInt32(at, true) & 0x80808080) === 0) at += 4;
  while (at < end && bytes[at] < 0x80) at++;
  if (at === end) return undefined;
  const text = decodeText(bytes, start, end);
  if (!text.includes('\ufffd')) return undefined;
  const canonical = new Scratch().set(text);
  const isSame =
    canonical.length === end - start && canonical.bytes.subarray(0, canonical.length).every((byte, i) => byte === bytes[start + i]);
  return isSame ? undefined : canonical;
}
