import { missingCell } from '../data/builder.ts';
import { concatenate } from '../data/concatenate.ts';
import { gather } from '../data/gather.ts';
import { createSegment, type Segment, segmentLength, selectRows, sideBySide } from '../data/segment.ts';
import { constantVector, type Vector } from '../data/vector.ts';
import type { JoinPlan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createEvaluator, type Evaluator } from './evaluate.ts';
import { createGrouper, type Grouper } from './group.ts';
import { groupedSide, type PairedRows, pairedRows } from './paired-rows.ts';
import { fewGroups, fullBatch, RowBatch } from './row-batch.ts';
import { concatenateSegments } from './rows.ts';
import { collect, type Stage } from './run.ts';

/**
 * Hash join: the right side is grouped by its keys and its rows put in sequence group by group; left rows look up their group. What comes out
 * are pairs of row numbers, and columns are gathered when somebody reads them.
 */
export function runJoin(plan: JoinPlan, context: RunContext): Stage {
  const { join } = plan;
  const evaluator = createEvaluator(context);
  const grouper = createGrouper(plan.leftKeys.map((key) => key.type));
  const leftWidth = plan.schema.columns.length - plan.rightColumns.length;
  let build: Build | undefined;
  let seenLeft: LeftOnce | undefined;
  /** Left rows that are looked up together; undefined where that does not pay. */
  let waiting: LeftBatch | undefined;

  function* joined(segment: Segment, groups: Int32Array): Generator<Segment> {
    const { right, rowCount, matched } = build as Build;
    switch (join) {
      case 'leftsemi':
      case 'leftanti': {
        const wanted = join === 'leftsemi';
        yield selectRows(
          segment,
          rowsWhere(segment.length, (row) => groups[row] >= 0 === wanted),
        );
        return;
      }
      case 'rightsemi':
      case 'rightanti':
        for (let row = 0; row < segment.length; row++) if (groups[row] >= 0) matched[groups[row]] = 1;
        return;
    }
    const outer = join === 'leftouter' || join === 'fullouter';
    // a row whose key has been met does not count again
    if (seenLeft !== undefined) for (let row = 0; row < segment.length; row++) if (!seenLeft.first(groups[row])) groups[row] = -1;
    if (join === 'rightouter' || join === 'fullouter') {
      for (let row = 0; row < segment.length; row++) if (groups[row] >= 0) matched[groups[row]] = 1;
    }
    if (waiting === undefined) right.expect(segment.length);
    for (const part of pairedRows(groups, right.starts, outer ? rowCount : -1)) yield pairs(segment, right, part, plan);
  }

  function* joinedTogether(batch: LeftBatch): Generator<Segment> {
    (build as Build).right.expect(batch.length);
    for (const { rows, groups } of batch.take()) yield* joined(rows, groups);
  }

  return {
    async begin() {
      build = await buildRight(plan, context, grouper);
      if (join === 'innerunique') seenLeft = new LeftOnce(grouper.count);
      if (wantsClusters(plan, build.rowCount)) waiting = new LeftBatch(plan, evaluator, grouper);
    },
    *push(segment) {
      if (waiting !== undefined) {
        waiting.add(segment);
        if (waiting.isFull) yield* joinedTogether(waiting);
        return;
      }
      const keys = plan.leftKeys.map((key) => evaluator.evaluate(key, segment));
      // the array belongs to the grouper, which may serve others before this generator goes on
      yield* joined(segment, grouper.find(keys, segment.length).slice(0, segment.length));
    },
    *finish() {
      if (waiting !== undefined) yield* joinedTogether(waiting);
      const { rows, rowCount, groups, matched } = build as Build;
      if (join === 'rightsemi' || join === 'rightanti') {
        const wanted = join === 'rightsemi' ? 1 : 0;
        yield* rightRows(
          rows,
          plan,
          rowsWhere(rowCount, (row) => matched[groups[row]] === wanted),
          [],
        );
      } else if (join === 'rightouter' || join === 'fullouter') {
        const empty = plan.schema.columns.slice(0, leftWidth).map(
          ({ type }) =>
            (length: number) =>
              constantVector(type, missingCell(type), length) as Vector,
        );
        yield* rightRows(
          rows,
          plan,
          rowsWhere(rowCount, (row) => matched[groups[row]] === 0),
          empty,
        );
      }
    },
  };
}

/** Whether the groups of so many rows are looked up faster in clusters. Texts need no hash table of their own. */
function wantsClusters({ leftKeys }: JoinPlan, rightRows: number): boolean {
  return rightRows >= fewGroups && leftKeys.some(({ type }) => type !== 'string') && RowBatch.takes(leftKeys);
}

/** Left segments whose rows are looked up together. */
class LeftBatch {
  private readonly plan: JoinPlan;
  private readonly evaluator: Evaluator;
  private readonly grouper: Grouper;
  length = 0;
  private segments: Segment[] = [];

  constructor(plan: JoinPlan, evaluator: Evaluator, grouper: Grouper) {
    this.plan = plan;
    this.evaluator = evaluator;
    this.grouper = grouper;
  }

  get isFull(): boolean {
    return this.length >= fullBatch;
  }

  add(segment: Segment): void {
    this.segments.push(segment);
    this.length += segment.length;
  }

  /** The segments with the groups of their rows. */
  *take(): Generator<{ readonly rows: Segment; readonly groups: Int32Array }> {
    const { segments, length } = this;
    if (length === 0) return;
    this.segments = [];
    this.length = 0;
    const groups = this.grouper.find(keysOf(this.plan.leftKeys, segments, this.evaluator), length).slice(0, length);
    let at = 0;
    for (const rows of segments) {
      yield { rows, groups: groups.subarray(at, at + rows.length) };
      at += rows.length;
    }
  }
}

/** The keys of all rows of some segments. */
function keysOf(keys: JoinPlan['leftKeys'], segments: readonly Segment[], evaluator: Evaluator): Vector[] {
  return keys.map((key) =>
    concatenate(
      key.type,
      segments.map((segment) => evaluator.evaluate(key, segment)),
    ),
  );
}

/** The right side in memory; for joins that keep lonely left rows one more row of missing values follows. */
interface Build {
  readonly rows: Segment;
  readonly rowCount: number;
  /** The group of each row. */
  readonly groups: Int32Array;
  readonly right: RightSide;
  /** 1 for groups that a left row has met. */
  readonly matched: Uint8Array;
}

/** The right rows group by group. */
class RightSide {
  readonly starts: Int32Array | undefined;
  private readonly rows: Segment;
  /** The row at each place of the sequence. */
  private readonly order: Int32Array | undefined;
  private leftRows = 0;
  private sequence: Segment | undefined;

  constructor(rows: Segment, groups: Int32Array, groupCount: number) {
    const side = groupedSide(groups, groupCount);
    this.rows = rows;
    this.starts = side.starts;
    this.order = side.rows;
    if (side.rows !== undefined && rows.length > groups.length) {
      this.order = new Int32Array(rows.length);
      this.order.set(side.rows);
      this.order[groups.length] = groups.length;
    }
  }

  get bytes(): number {
    return (this.starts?.byteLength ?? 0) + (this.order?.byteLength ?? 0);
  }

  /** Many left rows pay for columns in sequence, where the rows of a group stand together: 60 ns less for three rows among a million. */
  expect(leftRows: number): void {
    this.leftRows += leftRows;
    const { rows, order } = this;
    if (this.sequence !== undefined || order === undefined || this.leftRows * 4 < rows.length) return;
    const columns: Vector[] = [];
    this.sequence = { length: rows.length, width: rows.width, column: (index) => (columns[index] ??= gather(rows.column(index), order)) };
  }

  /** The rows at places of the sequence. */
  at(places: Int32Array): Segment {
    const { order, sequence } = this;
    if (order === undefined) return selectRows(this.rows, places);
    if (sequence !== undefined) return selectRows(sequence, places);
    const rows = new Int32Array(places.length);
    for (let i = 0; i < rows.length; i++) rows[i] = order[places[i]];
    return selectRows(this.rows, rows);
  }
}

async function buildRight(plan: JoinPlan, context: RunContext, grouper: Grouper): Promise<Build> {
  const table = await collect(plan.right, context);
  const schema = plan.right.schema;
  const missing = createSegment(
    schema.columns.map(({ type }) => constantVector(type, missingCell(type), 1)),
    1,
  );
  const evaluator = createEvaluator(context);
  const groups = new Int32Array(table.rowCount);
  const clustered = wantsClusters(plan, table.rowCount);
  if (clustered) grouper.cluster();
  const together = clustered ? fullBatch / segmentLength : 1;
  let at = 0;
  for (let start = 0; start < table.segments.length; start += together) {
    const segments = table.segments.slice(start, start + together);
    const length = segments.reduce((sum, segment) => sum + segment.length, 0);
    groups.set(grouper.assign(keysOf(plan.rightKeys, segments, evaluator), length).subarray(0, length), at);
    at += length;
    await context.breathe();
  }
  // a row of nulls costs every column its shared dictionary and the absence of nulls
  const segments = plan.join === 'leftouter' || plan.join === 'fullouter' ? [...table.segments, missing] : table.segments;
  const rows = concatenateSegments(schema, segments);
  const right = new RightSide(rows, groups, grouper.count);
  context.charge(grouper.bytes + groups.byteLength + right.bytes, plan.span);
  return { rows, rowCount: table.rowCount, groups, right, matched: new Uint8Array(grouper.count) };
}

function pairs(left: Segment, right: RightSide, rows: PairedRows, plan: JoinPlan): Segment {
  const rightSide = right.at(rows.right);
  const { rightColumns } = plan;
  const picked: Segment = {
    length: rightSide.length,
    width: rightColumns.length,
    column: (index) => rightSide.column(rightColumns[index]),
  };
  return sideBySide(rows.left === undefined ? left : selectRows(left, rows.left), picked);
}

function* rightRows(
  rows: Segment,
  plan: JoinPlan,
  wanted: Int32Array,
  leftColumns: readonly ((length: number) => Vector)[],
): Generator<Segment> {
  for (let start = 0; start < wanted.length; start += segmentLength) {
    const part = selectRows(rows, wanted.subarray(start, start + segmentLength));
    const left = createSegment(
      leftColumns.map((make) => make(part.length)),
      part.length,
    );
    yield sideBySide(left, {
      length: part.length,
      width: plan.rightColumns.length,
      column: (index) => part.column(plan.rightColumns[index]),
    });
  }
}

function rowsWhere(length: number, wanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (wanted(row)) rows[count++] = row;
  return rows.subarray(0, count);
}

/** The first left row of each group of the right side. */
class LeftOnce {
  private readonly seen: Uint8Array;

  constructor(groups: number) {
    this.seen = new Uint8Array(groups);
  }

  first(group: number): boolean {
    if (group < 0 || this.seen[group] === 1) return false;
    this.seen[group] = 1;
    return true;
  }
}
