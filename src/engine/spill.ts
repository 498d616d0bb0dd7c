import { ByteWriter } from '../data/byte-buffer.ts';
import type { Segment } from '../data/segment.ts';
import { readSegment, writeSegment } from '../data/segment-bytes.ts';
import type { SpillFile, SpillStore } from '../data/spill-store.ts';
import type { ScalarType } from '../data/types.ts';
import type { JoinPlan, SortPlan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import type { Stage } from './run.ts';
import { type JoinInMemory, spillingJoin } from './spill-join.ts';
import { Partitions } from './spill-partitions.ts';
import { SortedRuns } from './spill-sort.ts';

/** Rows that have been parted so often have few keys: what they take, their groups take. */
const mostLevels = 4;

const defaultBytes = 256 * 1024 * 1024;

/**
 * What one run of a query puts on disk. The engine meets it only in its context, so that hosts without a store, such as browsers, do not
 * carry the code.
 */
export class Spill {
  /** An operator that holds more than so many bytes puts them out. */
  readonly bytes: number;
  private readonly store: SpillStore;
  private readonly files = new Set<SpilledRows>();

  /** Without `bytes` it is a quarter of the memory that the query may take, or 256 MB. */
  constructor(store: SpillStore, memoryBytes: number | undefined, bytes?: number) {
    this.store = store;
    this.bytes = bytes ?? (memoryBytes === undefined ? defaultBytes : memoryBytes / 4);
  }

  /** The rows of a sort, run by run. */
  sortedRuns(plan: SortPlan, context: RunContext): SortedRuns {
    return new SortedRuns(plan, context, this);
  }

  /** Rows parted by their first columns, which are the keys; undefined where parting them has not helped so far. */
  partitions(types: readonly ScalarType[], keys: number, level: number): Partitions | undefined {
    return level < mostLevels ? new Partitions(this, types, keys, level) : undefined;
  }

  /** A join that needs not have its right side in memory. */
  join(plan: JoinPlan, context: RunContext, inMemory: JoinInMemory): Stage {
    return spillingJoin(plan, context, this, inMemory);
  }

  open(): SpilledRows {
    const rows = new SpilledRows(this.store.open(), () => this.files.delete(rows));
    this.files.add(rows);
    return rows;
  }

  /** Closes what operators that were left in the middle of their work have left open. */
  close(): void {
    for (const rows of this.files) rows.close();
  }
}

/** Where rows stand in a file. */
export interface Block {
  readonly start: number;
  readonly bytes: number;
  readonly rows: number;
}

/** Rows in a file, a block at a time. */
export class SpilledRows {
  private readonly file: SpillFile;
  private readonly closed: () => void;
  private readonly writer = new ByteWriter();
  private length = 0;
  private isClosed = false;

  constructor(file: SpillFile, closed: () => void) {
    this.file = file;
    this.closed = closed;
  }

  write(rows: Segment): Block {
    const { writer } = this;
    writer.clear();
    writeSegment(writer, rows);
    const { written } = writer;
    this.file.append(written);
    const block = { start: this.length, bytes: written.length, rows: rows.length };
    this.length += written.length;
    return block;
  }

  read({ start, bytes }: Block): Segment {
    return readSegment(this.file.read(start, bytes));
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.file.close();
    this.closed();
  }
}
