import { type Coder, createCoder } from '../data/coder.ts';
import { gather } from '../data/gather.ts';
import type { ScalarType } from '../data/types.ts';
import type { Vector } from '../data/vector.ts';
import { DirectTable, type GroupTable, HashTable, PackedTable } from './group-tables.ts';
import { KeySpace } from './key-space.ts';

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

/** Up to this many slots the codes of all keys together may address a table directly … */
const directSlots = 8 << 20;
/** … if there are at most this many for every row so far, or few: fresh memory costs more than hashing does. */
const slotsPerRow = 8;
const fewSlots = 1 << 16;

/**
 * Several keys: each has its own coder, and the codes of a row together find the group: as one index into a table while the product of
 * their counts is small enough, else by open addressing.
 */
class ManyKeysGrouper implements Grouper {
  private readonly coders: readonly Coder[];
  private table: GroupTable;
  private rows = 0;
  /** Another table is given up for a direct one at so many rows, if that fits then. */
  private nextTrial = 0;

  constructor(coders: readonly Coder[]) {
    this.coders = coders;
    this.table = new DirectTable(coders.map(() => new Int32Array(0)));
  }

  get count(): number {
    return this.table.size;
  }

  get bytes(): number {
    return this.coders.reduce((sum, coder) => sum + coder.bytes, this.table.bytes);
  }

  assign(keys: readonly Vector[], length: number): Int32Array {
    const codes = this.coders.map((coder, k) => coder.assign(keys[k]));
    this.rows += length;
    this.fit();
    return this.table.assign(codes, length);
  }

  find(keys: readonly Vector[], length: number): Int32Array {
    const codes = this.coders.map((coder, k) => coder.find(keys[k]));
    return this.table.find(codes, length);
  }

  keys(): Vector[] {
    return this.coders.map((coder, k) => gather(coder.values(), this.table.codes(k)));
  }

  private fit(): void {
    const limit = Math.min(directSlots, Math.max(fewSlots, this.rows * slotsPerRow));
    const counts = this.coders.map((coder) => coder.count);
    if (!(this.table instanceof DirectTable) && this.rows >= this.nextTrial) {
      this.nextTrial = this.rows * 2;
      if (KeySpace.of(counts.length).grownFor(counts).slotCount <= limit) this.table = new DirectTable(this.table.allCodes());
    }
    if (this.table.fit(counts, this.table instanceof DirectTable ? limit : Number.POSITIVE_INFINITY)) return;
    const codes = this.table.allCodes();
    this.nextTrial = this.rows * 2;
    this.table = PackedTable.of(codes, counts) ?? new HashTable(codes);
  }
}
