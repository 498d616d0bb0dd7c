import { cellAt } from '../data/cells.ts';
import { detached } from '../data/detach.ts';
import type { Schema } from '../data/schema.ts';
import { createSegment, pickColumns, rowRange, type Segment, selectRows, sideBySide } from '../data/segment.ts';
import type { Cell, Vector } from '../data/vector.ts';
import type { SortKey } from '../plan/plan.ts';
import { Limit } from './limit.ts';
import { concatenateSegments } from './rows.ts';
import { sortedRows } from './sort.ts';

/** So many rows are ordered at a time at least: an ordering has a cost of its own, whatever the number of its rows. */
const leastBatch = 4096;

/**
 * The first `count` rows, in the order of keys, of those that come by; ties in the order in which they come. Once so many have come, the last
 * of the best sets a limit, and of what comes later only the rows that pass it are kept and ordered.
 */
export class BestRows {
  private readonly keys: readonly SortKey[];
  private readonly count: number;
  private readonly width: number;
  /** The columns and then the keys. */
  private readonly schema: Schema;
  private readonly batch: number;
  /** In the order in which they came. */
  private parts: Segment[] = [];
  private rows = 0;
  private limit: Limit | undefined;

  constructor(schema: Schema, keys: readonly SortKey[], count: number) {
    this.keys = keys;
    this.count = count;
    this.width = schema.columns.length;
    this.schema = { columns: [...schema.columns, ...keys.map(({ expression: { type } }, k) => ({ name: `key ${k}`, type }))] };
    this.batch = Math.max(leastBatch, count * 2);
  }

  /** Takes the rows of a segment, with their keys. */
  add(segment: Segment, keys: readonly Vector[]): void {
    if (this.count === 0) return;
    const rows = sideBySide(segment, createSegment(keys, segment.length));
    // a first few set a limit to the others
    const sample = this.limit === undefined && rows.length > 2 * this.batch ? this.batch : 0;
    if (sample > 0) {
      this.keep(rowRange(rows, 0, sample));
      this.reduce();
    }
    const rest = rowRange(rows, sample, rows.length);
    const passing = this.limit?.passing(rest.column(this.width), this.keys.length > 1);
    if (passing === undefined) this.keep(rest);
    else {
      const rows = selectRows(rest, passing);
      // a few rows must not keep alive the segment that they come from: there may be more of these than memory holds
      this.keep(passing.length * 4 < rest.length ? detached(rows) : rows);
    }
    if (this.rows > this.count + this.batch) this.reduce();
  }

  /** The rows in order. */
  finish(): Segment {
    const all = concatenateSegments(this.schema, this.parts);
    const columns = Array.from({ length: this.width }, (_, index) => index);
    return pickColumns(selectRows(all, this.best(all)), columns);
  }

  private keep(rows: Segment): void {
    if (rows.length === 0) return;
    this.parts.push(rows);
    this.rows += rows.length;
  }

  private best(all: Segment): Int32Array {
    const keys = this.keys.map(({ descending, nullsFirst }, k) => ({ vector: all.column(this.width + k), descending, nullsFirst }));
    return sortedRows(keys, all.length).subarray(0, this.count);
  }

  /** Leaves of the rows so far the best, still in the order in which they came. */
  private reduce(): void {
    const all = concatenateSegments(this.schema, this.parts);
    const best = this.best(all);
    if (best.length < this.count) return;
    this.limit = this.limitOf(cellAt(all.column(this.width), best[best.length - 1]));
    const isBest = new Uint8Array(all.length);
    for (let i = 0; i < best.length; i++) isBest[best[i]] = 1;
    let at = 0;
    this.parts = this.parts.flatMap((part) => {
      const rows = markedRows(isBest.subarray(at, at + part.length));
      at += part.length;
      if (rows.length === part.length) return [part];
      // at once, so that the segment they come from need not stay in memory
      return rows.length === 0 ? [] : [detached(selectRows(part, rows))];
    });
    this.rows = best.length;
  }

  private limitOf(cell: Cell): Limit | undefined {
    // what stands apart from the values is no limit to them, or lets nearly nothing pass
    if (cell === null || Number.isNaN(cell)) return undefined;
    return new Limit(cell, this.keys[0]);
  }
}

function markedRows(marks: Uint8Array): Int32Array {
  const rows = new Int32Array(marks.length);
  let count = 0;
  for (let row = 0; row < marks.length; row++) {
    rows[count] = row;
    count += marks[row];
  }
  return rows.slice(0, count);
}
