import { type Coder, createCoder } from '../data/coder.ts';
import { gather } from '../data/gather.ts';
import { roomFor } from '../data/number-coder.ts';
import type { ScalarType } from '../data/types.ts';
import type { Vector } from '../data/vector.ts';

/** Gives rows with equal keys the same group: a small integer, in the order in which the keys first occur. */
export interface Grouper {
  readonly count: number;
  readonly bytes: number;
  /** The group of each row, new keys opening new groups. The array is used again by the next call. */
  assign(keys: readonly Vector[], length: number): Int32Array;
  /** The group of each row, -1 where the keys have none. The array is used again by the next call. */
  find(keys: readonly Vector[], length: number): Int32Array;
  /** The keys, a row a group. */
  keys(): Vector[];
}

export function createGrouper(types: readonly ScalarType[]): Grouper {
  if (types.length === 1) return new SingleKeyGrouper(createCoder(types[0]));
  return new ManyKeysGrouper(types.map(createCoder));
}

/** With one key its codes are the groups. */
class SingleKeyGrouper implements Grouper {
  private readonly coder: Coder;

  constructor(coder: Coder) {
    this.coder = coder;
  }

  get count(): number {
    return this.coder.count;
  }

  get bytes(): number {
    return this.coder.bytes;
  }

  assign(keys: readonly Vector[]): Int32Array {
    return this.coder.assign(keys[0]);
  }

  find(keys: readonly Vector[]): Int32Array {
    return this.coder.find(keys[0]);
  }

  keys(): Vector[] {
    return [this.coder.values()];
  }
}

/** Up to this many slots the codes of all keys together address a table directly. */
const directSlots = 8 << 20;

/**
 * Several keys: each has its own coder, and the codes of a row together find the group: as one index into a table while the product of
 * their counts is small enough, then by open addressing.
 */
class ManyKeysGrouper implements Grouper {
  private readonly coders: readonly Coder[];
  /** The codes of every group, key after key. */
  private readonly groupCodes: Int32Array[];
  private size = 0;
  /** group + 1 by packed codes or by hash. */
  private table = new Int32Array(0);
  private strides: number[] = [];
  private capacities: number[] = [];
  private direct = true;
  private buffer: Int32Array = new Int32Array(0);

  constructor(coders: readonly Coder[]) {
    this.coders = coders;
    this.groupCodes = coders.map(() => new Int32Array(1024));
  }

  get count(): number {
    return this.size;
  }

  get bytes(): number {
    return (
      this.coders.reduce((sum, coder) => sum + coder.bytes, 0) +
      this.table.byteLength +
      this.groupCodes.length * this.groupCodes[0].byteLength
    );
  }

  assign(keys: readonly Vector[], length: number): Int32Array {
    const codes = this.coders.map((coder, k) => coder.assign(keys[k]));
    this.fit();
    return this.direct ? this.assignDirect(codes, length) : this.assignHashed(codes, length, true);
  }

  find(keys: readonly Vector[], length: number): Int32Array {
    const codes = this.coders.map((coder, k) => coder.find(keys[k]));
    if (!this.direct) return this.assignHashed(codes, length, false);
    const out = this.room(length);
    for (let i = 0; i < length; i++) {
      let slot = 0;
      let known = true;
      for (let k = 0; k < codes.length; k++) {
        const code = codes[k][i];
        if (code < 0) known = false;
        slot += code * this.strides[k];
      }
      out[i] = known && this.table.length > 0 ? this.table[slot] - 1 : -1;
    }
    return out;
  }

  keys(): Vector[] {
    return this.coders.map((coder, k) => gather(coder.values(), this.groupCodes[k].subarray(0, this.size)));
  }

  /** Gives every key room for its codes; the table is laid out anew when a key has outgrown its stride. */
  private fit(): void {
    if (!this.direct || this.coders.every((coder, k) => coder.count <= (this.capacities[k] ?? 0))) return;
    this.capacities = this.coders.map((coder, k) => (coder.count <= (this.capacities[k] ?? 0) ? this.capacities[k] : roundUp(coder.count)));
    let slots = 1;
    this.strides = this.capacities.map((capacity) => {
      const stride = slots;
      slots *= capacity;
      return stride;
    });
    if (slots > directSlots) {
      this.direct = false;
      this.rehash(Math.max(1024, roundUp(this.size * 2)));
      return;
    }
    this.table = new Int32Array(slots);
    for (let group = 0; group < this.size; group++) {
      let slot = 0;
      for (let k = 0; k < this.strides.length; k++) slot += this.groupCodes[k][group] * this.strides[k];
      this.table[slot] = group + 1;
    }
  }

  private assignDirect(codes: readonly Int32Array[], length: number): Int32Array {
    const out = this.room(length);
    const { table, strides } = this;
    if (codes.length === 2) {
      const [first, second] = codes;
      const stride = strides[1];
      for (let i = 0; i < length; i++) {
        const slot = first[i] + second[i] * stride;
        let group = table[slot];
        if (group === 0) group = table[slot] = this.open(codes, i);
        out[i] = group - 1;
      }
      return out;
    }
    for (let i = 0; i < length; i++) {
      let slot = 0;
      for (let k = 0; k < codes.length; k++) slot += codes[k][i] * strides[k];
      let group = table[slot];
      if (group === 0) group = table[slot] = this.open(codes, i);
      out[i] = group - 1;
    }
    return out;
  }

  private assignHashed(codes: readonly Int32Array[], length: number, insert: boolean): Int32Array {
    const out = this.room(length);
    for (let i = 0; i < length; i++) {
      let hash = 0;
      for (let k = 0; k < codes.length; k++) hash = mix(hash, codes[k][i]);
      out[i] = this.groupOf(codes, i, finish(hash), insert);
    }
    return out;
  }

  private groupOf(codes: readonly Int32Array[], row: number, hash: number, insert: boolean): number {
    const { groupCodes } = this;
    const mask = this.table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const group = this.table[slot] - 1;
      if (group < 0) break;
      let k = 0;
      while (k < codes.length && groupCodes[k][group] === codes[k][row]) k++;
      if (k === codes.length) return group;
      slot = (slot + 1) & mask;
    }
    if (!insert) return -1;
    const group = this.open(codes, row);
    this.table[slot] = group;
    if (this.size * 2 > this.table.length) this.rehash(this.table.length * 4);
    return group - 1;
  }

  /** Notes the codes of a new group; gives the group + 1. */
  private open(codes: readonly Int32Array[], row: number): number {
    const { size, groupCodes } = this;
    for (let k = 0; k < codes.length; k++) {
      if (size === groupCodes[k].length) {
        const grown = new Int32Array(size * 2);
        grown.set(groupCodes[k]);
        groupCodes[k] = grown;
      }
      groupCodes[k][size] = codes[k][row];
    }
    return ++this.size;
  }

  private rehash(slots: number): void {
    this.table = new Int32Array(slots);
    const mask = slots - 1;
    for (let group = 0; group < this.size; group++) {
      let hash = 0;
      for (let k = 0; k < this.groupCodes.length; k++) hash = mix(hash, this.groupCodes[k][group]);
      let slot = finish(hash) & mask;
      while (this.table[slot] !== 0) slot = (slot + 1) & mask;
      this.table[slot] = group + 1;
    }
  }

  private room(length: number): Int32Array {
    this.buffer = roomFor(this.buffer, length);
    return this.buffer;
  }
}

function mix(hash: number, code: number): number {
  const x = Math.imul(hash ^ code, 0x9e3779b1);
  return x ^ (x >>> 15);
}

function finish(hash: number): number {
  const x = Math.imul(hash, 0x2c1b3c6d);
  return x ^ (x >>> 13);
}

/** The next power of two. */
function roundUp(count: number): number {
  let capacity = 1;
  while (capacity < count) capacity *= 2;
  return capacity;
}
