import { type Clustering, clusterNeighbours, scatter } from '../data/clustering.ts';
import { type Coder, createCoder } from '../data/coder.ts';
import { gather } from '../data/gather.ts';
import { roomFor } from '../data/number-coder.ts';
import type { ScalarType } from '../data/types.ts';
import type { Vector } from '../data/vector.ts';
import { DirectTable, type GroupTable, HashTable, jumpAbout, PackedTable } from './group-tables.ts';
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
  /**
   * Prepares for more groups than tables in the cache can hold: calls with very many rows are faster from now on, and the groups they open are no
   * longer in the order in which their keys first occur.
   */
  cluster(): void;
  /** Whether the rows just assigned jump about in tables, so that they had better come in clusters. `before` is how many groups there were. */
  areScattered(groups: Int32Array, length: number, before: number): boolean;
  /** As `assign`, but in an order of the rows in which those of near groups stand together. The array is used again by the next call. */
  assignClustered(keys: readonly Vector[], length: number): ClusteredGroups;
}

/** The groups of rows in another order than theirs; rows of one group keep their order. */
export interface ClusteredGroups {
  readonly clustering: Clustering;
  readonly groups: Int32Array;
}

export function createGrouper(types: readonly ScalarType[]): Grouper {
  if (types.length === 1) return new SingleKeyGrouper(createCoder(types[0]));
  return new ManyKeysGrouper(types.map(createCoder));
}

/** With one key its codes are the groups. */
class SingleKeyGrouper implements Grouper {
  private readonly coder: Coder;
  private ordered: Int32Array = new Int32Array(0);

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

  cluster(): void {
    this.coder.cluster?.();
  }

  areScattered(groups: Int32Array, length: number, before: number): boolean {
    return jumpAbout(groups, length, this.coder.assignClustered === undefined ? this.count : before);
  }

  assignClustered([key]: readonly Vector[], length: number): ClusteredGroups {
    const clustered = this.coder.assignClustered?.(key);
    if (clustered !== undefined) return { clustering: clustered.clustering, groups: clustered.codes };
    const codes = this.coder.assign(key);
    const clustering = clusterNeighbours(codes, length, this.coder.count);
    this.ordered = roomFor(this.ordered, length);
    scatter(clustering, codes, this.ordered);
    return { clustering, groups: this.ordered };
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
  private isClustered = false;

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

  cluster(): void {
    for (const coder of this.coders) coder.cluster?.();
    this.isClustered = true;
    this.table.cluster?.();
  }

  areScattered(groups: Int32Array, length: number, before: number): boolean {
    return this.table.areScattered(groups, length, before);
  }

  assignClustered(keys: readonly Vector[], length: number): ClusteredGroups {
    const codes = this.coders.map((coder, k) => coder.assign(keys[k]));
    this.rows += length;
    this.fit();
    return this.table.assignClustered(codes, length);
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
    if (this.isClustered) this.table.cluster?.();
  }
}
