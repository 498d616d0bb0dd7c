import type { Bitmap } from './bitmap.ts';
import { hashWords } from './hash-words.ts';

/**
 * Dense codes for 32-bit integers, by open addressing. A slot holds the key and the code side by side, because a table that has left the
 * cache is paid by the line.
 */
export class Int32Codes {
  size = 0;
  /** The code of null, -1 while there is none. */
  nullCode = -1;
  /** The keys by code; what stands at the code of null means nothing. */
  keys: Int32Array = new Int32Array(64);
  /** Key and code + 1 of each slot, in turns; 0 for the code is an empty slot. */
  private slots = new Int32Array(512);

  get bytes(): number {
    return this.keys.byteLength + this.slots.byteLength;
  }

  /** Writes the codes of values, -1 for those without one unless new values are to be inserted. */
  code(values: Int32Array, nulls: Bitmap | undefined, length: number, out: Int32Array, insert: boolean): void {
    let { slots } = this;
    let mask = slots.length - 1;
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && ((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) {
        out[i] = this.codeOfNull(insert);
        continue;
      }
      const key = values[i];
      let at = (hashWords(key, 0) << 1) & mask;
      let code = slots[at + 1];
      while (code !== 0 && slots[at] !== key) {
        at = (at + 2) & mask;
        code = slots[at + 1];
      }
      if (code === 0 && insert) {
        slots[at] = key;
        code = slots[at + 1] = this.open(key) + 1;
        slots = this.slots;
        mask = slots.length - 1;
      }
      out[i] = code - 1;
    }
  }

  codeOfNull(insert: boolean): number {
    if (this.nullCode < 0 && insert) {
      // known before it is opened, so that it does not get a slot
      this.nullCode = this.size;
      this.open(0);
    }
    return this.nullCode;
  }

  /** A new code; where the table is half full by now, it is laid out anew. */
  private open(key: number): number {
    if (this.size === this.keys.length) {
      const grown = new Int32Array(this.size * 2);
      grown.set(this.keys);
      this.keys = grown;
    }
    this.keys[this.size++] = key;
    if (this.size * 4 > this.slots.length) this.rebuild(this.slots.length * 2);
    return this.size - 1;
  }

  private rebuild(length: number): void {
    const slots = new Int32Array(length);
    const mask = length - 1;
    for (let code = 0; code < this.size; code++) {
      if (code === this.nullCode) continue;
      let at = (hashWords(this.keys[code], 0) << 1) & mask;
      while (slots[at + 1] !== 0) at = (at + 2) & mask;
      slots[at] = this.keys[code];
      slots[at + 1] = code + 1;
    }
    this.slots = slots;
  }
}
