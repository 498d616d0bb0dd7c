import { cellReader } from '../data/cells.ts';
import { compareDecimals, type DecimalValue } from '../data/decimal.ts';
import type { Schema } from '../data/schema.ts';
import { createSegment, pickColumns, rowRange, type Segment, selectRows, sideBySide } from '../data/segment.ts';
import { compareOrdinal } from '../data/text.ts';
import type { Cell } from '../data/vector.ts';
import type { SortKey, SortPlan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createEvaluator, type Evaluator } from './evaluate.ts';
import { concatenateSegments, cut } from './rows.ts';
import { sortedRows } from './sort.ts';
import type { Block, Spill, SpilledRows } from './spill.ts';

/** So many runs are merged at a time. */
const mostRuns = 48;
const leastBlockRows = 16;
const mostBlockRows = 16_384;

/** Rows in order, block by block. */
type Run = readonly Block[];

/**
 * The rows of a sort in runs on disk, each of them sorted; in the end they are merged. Runs are in the order in which their rows came, and
 * ties in the order of the runs. The values of the keys go with the rows, because asking for them again might give others.
 */
export class SortedRuns {
  private readonly plan: SortPlan;
  private readonly context: RunContext;
  private readonly spill: Spill;
  private readonly evaluator: Evaluator;
  /** The columns, then the keys that are none of them. */
  private readonly schema: Schema;
  /** Where each key stands. */
  private readonly places: readonly number[];
  private file: SpilledRows;
  private runs: Run[] = [];
  private bytesPerRow = 0;

  constructor(plan: SortPlan, context: RunContext, spill: Spill) {
    this.plan = plan;
    this.context = context;
    this.spill = spill;
    this.evaluator = createEvaluator(context);
    const columns = [...plan.schema.columns];
    this.places = plan.keys.map(({ expression }, k) => {
      if (expression.kind === 'column') return expression.index;
      return columns.push({ name: `key ${k}`, type: expression.type }) - 1;
    });
    this.schema = { columns };
    this.file = spill.open();
  }

  /** Takes rows, which take so many bytes in memory, sorts them and puts them out. */
  add(segments: readonly Segment[], bytes: number): void {
    const { plan, evaluator } = this;
    const rows = concatenateSegments(plan.schema, segments);
    const computed = plan.keys.filter(({ expression }) => expression.kind !== 'column');
    const all = sideBySide(
      rows,
      createSegment(
        computed.map(({ expression }) => evaluator.evaluate(expression, rows)),
        rows.length,
      ),
    );
    this.bytesPerRow = Math.max(this.bytesPerRow, bytes / Math.max(1, rows.length));
    this.runs.push(this.write(cut(selectRows(all, this.order(all))), this.file));
  }

  /** All rows in order, a segment at a time. */
  *merge(): Generator<Segment> {
    while (this.runs.length > mostRuns) {
      const { file, runs } = this;
      this.file = this.spill.open();
      this.runs = [];
      for (let start = 0; start < runs.length; start += mostRuns)
        this.runs.push(this.write(this.merged(runs.slice(start, start + mostRuns), file), this.file));
      file.close();
    }
    const columns = this.plan.schema.columns.map((_, index) => index);
    for (const rows of this.merged(this.runs, this.file)) yield pickColumns(rows, columns);
    this.file.close();
  }

  private order(all: Segment): Int32Array {
    const keys = this.plan.keys.map(({ descending, nullsFirst }, k) => ({ vector: all.column(this.places[k]), descending, nullsFirst }));
    return sortedRows(keys, all.length);
  }

  /** Puts out rows that come in order. A block of every run is in memory at a time, all of them together half of what a sort may hold. */
  private write(segments: Iterable<Segment>, file: SpilledRows): Run {
    const fitting = Math.floor(this.spill.bytes / 2 / mostRuns / Math.max(1, this.bytesPerRow));
    const blockRows = Math.max(leastBlockRows, Math.min(mostBlockRows, fitting));
    const blocks: Block[] = [];
    for (const segment of segments) {
      for (let start = 0; start < segment.length; start += blockRows) {
        blocks.push(file.write(rowRange(segment, start, Math.min(start + blockRows, segment.length))));
        this.context.interrupt();
      }
    }
    return blocks;
  }

  /**
   * Merges runs in rounds: of the last rows of the runs' blocks in memory the first one bounds what is complete, and all rows up to it are
   * sorted together by the same kernels as in memory.
   */
  private *merged(runs: readonly Run[], file: SpilledRows): Generator<Segment> {
    const cursors = runs.map((run) => new Cursor(run, file, this.plan.keys, this.places));
    for (;;) {
      const open = cursors.filter((cursor) => cursor.fill());
      if (open.length === 0) return;
      const lasts = open.map((cursor) => cursor.last());
      let bound = 0;
      for (let i = 1; i < open.length; i++) if (compareKeys(lasts[i], lasts[bound], this.plan.keys) < 0) bound = i;
      // of the rows that tie with the bound those of earlier runs come before it, those of later ones after all of its own
      const parts = open.map((cursor, i) => cursor.takeUpTo(lasts[bound], i <= bound)).filter((part) => part.length > 0);
      const all = concatenateSegments(this.schema, parts);
      this.context.interrupt();
      if (parts.length === 1) yield all;
      else yield* cut(selectRows(all, this.order(all)));
    }
  }
}

/** A place in a run. */
class Cursor {
  private readonly run: Run;
  private readonly file: SpilledRows;
  private readonly keys: readonly SortKey[];
  private readonly places: readonly number[];
  private nextBlock = 0;
  private block: Segment | undefined;
  private row = 0;
  private readers: ((row: number) => Cell)[] = [];

  constructor(run: Run, file: SpilledRows, keys: readonly SortKey[], places: readonly number[]) {
    this.run = run;
    this.file = file;
    this.keys = keys;
    this.places = places;
  }

  /** Brings in a block where the last one is used up; false at the end of the run. */
  fill(): boolean {
    if (this.block !== undefined && this.row < this.block.length) return true;
    this.block = undefined;
    if (this.nextBlock === this.run.length) return false;
    const block = this.file.read(this.run[this.nextBlock++]);
    this.block = block;
    this.row = 0;
    this.readers = this.places.map((place) => cellReader(block.column(place)));
    return true;
  }

  /** The keys of the last row of the block. */
  last(): Cell[] {
    return this.keysAt((this.block as Segment).length - 1);
  }

  /** The rows up to some keys, with `orTied` those that have them too. */
  takeUpTo(bound: readonly Cell[], orTied: boolean): Segment {
    const block = this.block as Segment;
    const start = this.row;
    let low = start;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareKeys(this.keysAt(middle), bound, this.keys);
      if (order < 0 || (orTied && order === 0)) low = middle + 1;
      else high = middle;
    }
    this.row = low;
    return rowRange(block, start, low);
  }

  private keysAt(row: number): Cell[] {
    return this.readers.map((read) => read(row));
  }
}

/** The order of two rows by the values of their keys: that of sortedRows. */
function compareKeys(a: readonly Cell[], b: readonly Cell[], keys: readonly SortKey[]): number {
  for (let k = 0; k < keys.length; k++) {
    const { descending, nullsFirst } = keys[k];
    const apart = placeApart(a[k], nullsFirst) - placeApart(b[k], nullsFirst);
    if (apart !== 0) return apart;
    if (a[k] === null || Number.isNaN(a[k])) continue;
    const order = compareValues(a[k], b[k]);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** Nulls and NaN stand at one end, the nulls outside. */
function placeApart(value: Cell, nullsFirst: boolean): number {
  const apart = value === null ? 2 : Number.isNaN(value) ? 1 : 0;
  return nullsFirst ? -apart : apart;
}

function compareValues(a: Cell, b: Cell): number {
  if (typeof a === 'string') return compareOrdinal(a, b as string);
  if (typeof a === 'object') return compareDecimals(a as DecimalValue, b as DecimalValue);
  // a long may be a number on one side and a bigint on the other: they compare exactly
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}
