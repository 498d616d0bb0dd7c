import { HeldBytes } from '../data/held-bytes.ts';
import type { Schema } from '../data/schema.ts';
import { type Segment, selectRows } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import { KeyHasher } from './key-hash.ts';
import { concatenateSegments, cut } from './rows.ts';
import type { Block, Spill, SpilledRows } from './spill.ts';

const partitionCount = 32;

/**
 * Rows on disk, parted by a hash of their keys: rows with equal keys are in the same partition, in the order in which they came. `level` says
 * how often rows have been parted before, each time by another hash.
 */
export class Partitions {
  static readonly count = partitionCount;
  private readonly spill: Spill;
  private readonly schema: Schema;
  private readonly keys: number;
  private readonly hasher: KeyHasher;
  private readonly file: SpilledRows;
  private readonly blocks: Block[][] = Array.from({ length: partitionCount }, () => []);
  private pending: Segment[] = [];
  private readonly held = new HeldBytes();

  /** The first `keys` columns are the keys. */
  constructor(spill: Spill, types: readonly ScalarType[], keys: number, level: number) {
    this.spill = spill;
    this.schema = { columns: types.map((type, i) => ({ name: `column ${i}`, type })) };
    this.keys = keys;
    this.hasher = new KeyHasher(level);
    this.file = spill.open();
  }

  /** Takes rows that keep nothing large alive. */
  add(rows: Segment): void {
    if (rows.length === 0) return;
    this.pending.push(rows);
    this.held.add(rows);
    if (this.held.total > this.spill.bytes / 4) this.write();
  }

  /** The rows of each partition that has any, to be read once; the file is closed behind the last. */
  *read(): Generator<Iterable<Segment>> {
    this.write();
    for (let partition = 0; partition < partitionCount; partition++) if (this.blocks[partition].length > 0) yield this.rowsOf(partition);
    this.close();
  }

  /** The rows of one partition; none is added any more. */
  *rowsOf(partition: number): Generator<Segment> {
    this.write();
    for (const block of this.blocks[partition]) yield* cut(this.file.read(block));
  }

  close(): void {
    this.file.close();
  }

  private write(): void {
    if (this.pending.length === 0) return;
    const all = concatenateSegments(this.schema, this.pending);
    this.pending = [];
    this.held.clear();
    const hashes = this.hasher.hash(
      Array.from({ length: this.keys }, (_, key) => all.column(key)),
      all.length,
    );
    const { rows, ends } = partedRows(hashes);
    let start = 0;
    ends.forEach((end, partition) => {
      if (end > start) this.blocks[partition].push(this.file.write(selectRows(all, rows.subarray(start, end))));
      start = end;
    });
  }
}

/** The rows by partition, in their order within each, and where the rows of each partition end. */
function partedRows(hashes: Int32Array): { readonly rows: Int32Array; readonly ends: Int32Array } {
  const ends = new Int32Array(partitionCount);
  for (let row = 0; row < hashes.length; row++) ends[partitionOf(hashes[row])]++;
  let sum = 0;
  const at = ends.map((count) => {
    sum += count;
    return sum - count;
  });
  const rows = new Int32Array(hashes.length);
  for (let row = 0; row < hashes.length; row++) rows[at[partitionOf(hashes[row])]++] = row;
  return { rows, ends: at };
}

/** The upper bits: hash tables use the lower ones. */
function partitionOf(hash: number): number {
  return hash >>> 27;
}
