import { ClusteredCodes } from '../data/clustered-codes.ts';
import { type Clustering, clusterNeighbours, scatter } from '../data/clustering.ts';
import { Int32Codes } from '../data/int32-codes.ts';
import { roomFor } from '../data/number-coder.ts';
import { KeySpace, roundUp } from './key-space.ts';

/** Groups by the codes of their keys. */
export interface GroupTable {
  readonly size: number;
  readonly bytes: number;
  /** Gives every key room for its codes, in at most `limit` slots. False where that cannot be; nothing has changed then. */
  fit(counts: readonly number[], limit: number): boolean;
  /** The groups of rows, new codes opening new groups. The array is used again by the next call. */
  assign(codes: readonly Int32Array[], length: number): Int32Array;
  /** The groups of rows, -1 for those without one. The array is used again by the next call. */
  find(codes: readonly Int32Array[], length: number): Int32Array;
  /** The groups of rows in an order of clusters, new codes opening new groups. The array is used again by the next call. */
  assignClustered(codes: readonly Int32Array[], length: number): { readonly clustering: Clustering; readonly groups: Int32Array };
  /** Prepares for more groups than a table in the cache can hold. */
  cluster?(): void;
  /** Whether the rows just assigned jump about in the table. `before` is how many groups there were. */
  areScattered(groups: Int32Array, length: number, before: number): boolean;
  /** A key's code of every group. The array may be used again by the next call. */
  codes(key: number): Int32Array;
  /** The codes of every group, key after key. */
  allCodes(): Int32Array[];
}

/** What lies further apart than this is not in the cache together. */
const far = 1 << 14;

/** Whether one row in four is far from the others or of a group that is new, whose place only its hash knows. */
export function jumpAbout(groups: Int32Array, length: number, before: number): boolean {
  let jumps = 0;
  for (let i = 16; i < length; i += 16) {
    const distance = groups[i] - groups[i - 16];
    if (groups[i] >= before || distance > far || distance < -far) jumps++;
  }
  return jumps > length / 64;
}

/** Groups by their slot, which a table has a place for whether it occurs or not. */
export class DirectTable implements GroupTable {
  size = 0;
  /** group + 1 by slot. */
  private table = new Int32Array(0);
  /** The slot of every group. */
  private slots: Int32Array = new Int32Array(1024);
  private space: KeySpace;
  private readonly keys: number;
  private buffer: Int32Array = new Int32Array(0);
  private ordered: Int32Array = new Int32Array(0);

  /** Takes over groups: the codes of each, key after key. */
  constructor(codes: readonly Int32Array[]) {
    this.keys = codes.length;
    this.space = KeySpace.of(codes.length);
    this.fit(countsOf(codes), Number.POSITIVE_INFINITY);
    this.assign(codes, codes[0].length);
  }

  get bytes(): number {
    return this.table.byteLength + this.slots.byteLength;
  }

  fit(counts: readonly number[], limit: number): boolean {
    const { space, slots, size } = this;
    const grown = space.grownFor(counts);
    if (grown === space) return true;
    if (grown.slotCount > limit) return false;
    const table = new Int32Array(grown.slotCount);
    if (space.keepsSlotsIn(grown)) {
      table.set(this.table);
    } else {
      space.move(slots, size, grown);
      for (let group = 0; group < size; group++) table[slots[group]] = group + 1;
    }
    this.space = grown;
    this.table = table;
    return true;
  }

  assign(codes: readonly Int32Array[], length: number): Int32Array {
    return this.groupsOf(this.slotsOf(codes, length), length);
  }

  assignClustered(codes: readonly Int32Array[], length: number): { clustering: Clustering; groups: Int32Array } {
    const slots = this.slotsOf(codes, length);
    const clustering = clusterNeighbours(slots, length, this.table.length);
    this.ordered = roomFor(this.ordered, length);
    scatter(clustering, slots, this.ordered);
    return { clustering, groups: this.groupsOf(this.ordered, length) };
  }

  areScattered(groups: Int32Array, length: number): boolean {
    const { slots } = this;
    let jumps = 0;
    for (let i = 16; i < length; i += 16) {
      const distance = slots[groups[i]] - slots[groups[i - 16]];
      if (distance > 2 * far || distance < -2 * far) jumps++;
    }
    return jumps > length / 64;
  }

  /** Turns slots into groups, in place. */
  private groupsOf(out: Int32Array, length: number): Int32Array {
    if (this.size + length > this.slots.length) this.growSlots(this.size + length);
    const { table, slots } = this;
    let { size } = this;
    for (let i = 0; i < length; i++) {
      const slot = out[i];
      let group = table[slot];
      if (group === 0) {
        slots[size] = slot;
        group = table[slot] = ++size;
      }
      out[i] = group - 1;
    }
    this.size = size;
    return out;
  }

  find(codes: readonly Int32Array[], length: number): Int32Array {
    const out = this.slotsOf(codes, length);
    const { table } = this;
    for (let i = 0; i < length; i++) out[i] = hasAll(codes, i) && table.length > 0 ? table[out[i]] - 1 : -1;
    return out;
  }

  allCodes(): Int32Array[] {
    return Array.from({ length: this.keys }, (_, key) => this.codes(key).slice());
  }

  codes(key: number): Int32Array {
    this.buffer = roomFor(this.buffer, this.size);
    this.space.codesAt(key, this.slots, this.size, this.buffer);
    return this.buffer.subarray(0, this.size);
  }

  private slotsOf(codes: readonly Int32Array[], length: number): Int32Array {
    this.buffer = roomFor(this.buffer, length);
    this.space.slotsOf(codes, length, this.buffer);
    return this.buffer;
  }

  private growSlots(count: number): void {
    const grown = new Int32Array(Math.max(count, this.slots.length * 2));
    grown.set(this.slots);
    this.slots = grown;
  }
}

/** Slots are 32 bits wide. */
const mostSlots = 2 ** 32;

/** Groups by the hash of their slot: one number a group to compare, however many keys there are. */
export class PackedTable implements GroupTable {
  private slots: Int32Codes | ClusteredCodes = new Int32Codes();
  private space: KeySpace;
  private readonly keys: number;
  private buffer: Int32Array = new Int32Array(0);

  /** Takes over groups: the codes of each, key after key. undefined where their slots take more than 32 bits. */
  static of(codes: readonly Int32Array[], counts: readonly number[]): PackedTable | undefined {
    const table = new PackedTable(codes.length);
    if (!table.fit(counts, mostSlots)) return undefined;
    table.assign(codes, codes[0].length);
    return table;
  }

  private constructor(keys: number) {
    this.keys = keys;
    this.space = KeySpace.of(keys);
  }

  get size(): number {
    return this.slots.size;
  }

  get bytes(): number {
    return this.slots.bytes;
  }

  fit(counts: readonly number[], limit: number): boolean {
    const { space, slots } = this;
    const grown = space.grownFor(counts);
    if (grown === space) return true;
    if (grown.slotCount > Math.min(limit, mostSlots)) return false;
    if (!space.keepsSlotsIn(grown)) {
      space.move(slots.keys, slots.size, grown);
      this.slots = new Int32Codes();
      // codes are counted in the order of groups, whatever finds them later
      this.buffer = roomFor(this.buffer, slots.size);
      this.slots.code(slots.keys, undefined, slots.size, this.buffer, true);
      if (slots instanceof ClusteredCodes) this.cluster();
    }
    this.space = grown;
    return true;
  }

  assign(codes: readonly Int32Array[], length: number): Int32Array {
    const out = this.slotsOf(codes, length);
    this.slots.code(out, undefined, length, out, true);
    return out;
  }

  areScattered(groups: Int32Array, length: number, before: number): boolean {
    return jumpAbout(groups, length, before);
  }

  cluster(): void {
    if (this.slots instanceof Int32Codes) this.slots = new ClusteredCodes(this.slots);
  }

  assignClustered(codes: readonly Int32Array[], length: number): { clustering: Clustering; groups: Int32Array } {
    this.cluster();
    const { clustering, codes: groups } = (this.slots as ClusteredCodes).ordered(this.slotsOf(codes, length), length, true);
    return { clustering, groups };
  }

  find(codes: readonly Int32Array[], length: number): Int32Array {
    const out = this.slotsOf(codes, length);
    this.slots.code(out, undefined, length, out, false);
    for (let i = 0; i < length; i++) if (!hasAll(codes, i)) out[i] = -1;
    return out;
  }

  allCodes(): Int32Array[] {
    return Array.from({ length: this.keys }, (_, key) => this.codes(key).slice());
  }

  codes(key: number): Int32Array {
    const { size } = this;
    this.buffer = roomFor(this.buffer, size);
    this.space.codesAt(key, this.slots.keys, size, this.buffer);
    return this.buffer.subarray(0, size);
  }

  private slotsOf(codes: readonly Int32Array[], length: number): Int32Array {
    this.buffer = roomFor(this.buffer, length);
    this.space.slotsOf(codes, length, this.buffer);
    return this.buffer;
  }
}

/** Whether every key of a row has a code. */
function hasAll(codes: readonly Int32Array[], row: number): boolean {
  let sign = 0;
  for (let k = 0; k < codes.length; k++) sign |= codes[k][row];
  return sign >= 0;
}

function countsOf(codes: readonly Int32Array[]): number[] {
  return codes.map((own) => {
    let largest = -1;
    for (let i = 0; i < own.length; i++) if (own[i] > largest) largest = own[i];
    return largest + 1;
  });
}

/** Groups by the hash of their codes: for more keys and values than slots of 32 bits can tell apart. */
export class HashTable implements GroupTable {
  size: number;
  private readonly groupCodes: Int32Array[];
  /** group + 1 by hash. */
  private table = new Int32Array(0);
  private buffer: Int32Array = new Int32Array(0);
  private ordered: Int32Array = new Int32Array(0);

  /** Takes over groups: the codes of each, key after key. */
  constructor(codes: readonly Int32Array[]) {
    this.size = codes[0].length;
    this.groupCodes = codes.map((own) => {
      const room = new Int32Array(Math.max(1024, own.length * 2));
      room.set(own);
      return room;
    });
    this.rehash(Math.max(1024, roundUp(this.size * 2)));
  }

  get bytes(): number {
    return this.table.byteLength + this.groupCodes.length * this.groupCodes[0].byteLength;
  }

  /** The codes of every group, key after key. */
  allCodes(): Int32Array[] {
    return this.groupCodes.map((_, key) => this.codes(key));
  }

  /** A key's code of every group. */
  codes(key: number): Int32Array {
    return this.groupCodes[key].subarray(0, this.size);
  }

  fit(): boolean {
    return true;
  }

  assign(codes: readonly Int32Array[], length: number): Int32Array {
    return this.lookUp(codes, length, true);
  }

  areScattered(groups: Int32Array, length: number, before: number): boolean {
    return jumpAbout(groups, length, before);
  }

  assignClustered(codes: readonly Int32Array[], length: number): { clustering: Clustering; groups: Int32Array } {
    const groups = this.lookUp(codes, length, true);
    const clustering = clusterNeighbours(groups, length, this.size);
    this.ordered = roomFor(this.ordered, length);
    scatter(clustering, groups, this.ordered);
    return { clustering, groups: this.ordered };
  }

  find(codes: readonly Int32Array[], length: number): Int32Array {
    return this.lookUp(codes, length, false);
  }

  private lookUp(codes: readonly Int32Array[], length: number, insert: boolean): Int32Array {
    this.buffer = roomFor(this.buffer, length);
    const out = this.buffer;
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
}

function mix(hash: number, code: number): number {
  const x = Math.imul(hash ^ code, 0x9e3779b1);
  return x ^ (x >>> 15);
}

function finish(hash: number): number {
  const x = Math.imul(hash, 0x2c1b3c6d);
  return x ^ (x >>> 13);
}
