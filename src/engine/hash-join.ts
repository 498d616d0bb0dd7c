import { missingCell } from '../data/builder.ts';
import { createSegment, type Segment, segmentLength, selectRows, sideBySide } from '../data/segment.ts';
import { constantVector, type Vector } from '../data/vector.ts';
import type { JoinPlan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createEvaluator } from './evaluate.ts';
import { createGrouper, type Grouper } from './group.ts';
import { concatenateSegments } from './rows.ts';
import { collect, type Stage } from './run.ts';

/**
 * Hash join: the right side is grouped by its keys and its rows chained within each group; left rows look up their group. What comes out are
 * pairs of row numbers, and columns are gathered when somebody reads them.
 */
export function runJoin(plan: JoinPlan, context: RunContext): Stage {
  const { join } = plan;
  const evaluator = createEvaluator(context);
  const grouper = createGrouper(plan.leftKeys.map((key) => key.type));
  const leftWidth = plan.schema.columns.length - plan.rightColumns.length;
  let build: Build | undefined;
  let seenLeft: LeftOnce | undefined;

  const leftGroups = (segment: Segment): Int32Array =>
    grouper.find(
      plan.leftKeys.map((key) => evaluator.evaluate(key, segment)),
      segment.length,
    );

  return {
    async begin() {
      build = await buildRight(plan, context, grouper);
      if (join === 'innerunique') seenLeft = new LeftOnce(grouper.count);
    },
    *push(segment) {
      const { rows, rowCount, chains, matched } = build as Build;
      const groups = leftGroups(segment);
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
      // the groups array belongs to the grouper, which may serve others before this generator goes on
      for (const part of pairedRows(groups.slice(0, segment.length), chains, outer ? rowCount : -1)) yield pairs(segment, rows, part, plan);
    },
    *finish() {
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

/** The right side in memory, its rows chained by group; for joins that keep lonely left rows one more row of missing values follows. */
interface Build {
  readonly rows: Segment;
  readonly rowCount: number;
  /** The group of each row. */
  readonly groups: Int32Array;
  /** Undefined where every group has one row, which then has the group's number. */
  readonly chains: Chains | undefined;
  /** 1 for groups that a left row has met. */
  readonly matched: Uint8Array;
}

/** The first row of each group, and of each row the next one of its group, -1 at the end. */
interface Chains {
  readonly heads: Int32Array;
  readonly next: Int32Array;
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
  let at = 0;
  for (const segment of table.segments) {
    const keys = plan.rightKeys.map((key) => evaluator.evaluate(key, segment));
    groups.set(grouper.assign(keys, segment.length).subarray(0, segment.length), at);
    at += segment.length;
    await context.breathe();
  }
  const chains = grouper.count < table.rowCount ? chainsOf(groups, grouper.count) : undefined;
  context.charge(
    grouper.bytes + groups.byteLength + (chains === undefined ? 0 : chains.heads.byteLength + chains.next.byteLength),
    plan.span,
  );
  // a row of nulls costs every column its shared dictionary and the absence of nulls
  const segments = plan.join === 'leftouter' || plan.join === 'fullouter' ? [...table.segments, missing] : table.segments;
  const rows = concatenateSegments(schema, segments);
  return { rows, rowCount: table.rowCount, groups, chains, matched: new Uint8Array(grouper.count) };
}

function chainsOf(groups: Int32Array, groupCount: number): Chains {
  const heads = new Int32Array(groupCount).fill(-1);
  const next = new Int32Array(groups.length);
  // from the last row to the first, so that a chain runs in the order of the rows
  for (let row = groups.length - 1; row >= 0; row--) {
    next[row] = heads[groups[row]];
    heads[groups[row]] = row;
  }
  return { heads, next };
}

/** Row numbers of both sides. */
interface PairedRows {
  /** undefined: every left row once, in order. */
  readonly left: Int32Array | undefined;
  readonly right: Int32Array;
}

/** Goes through the rows of a left segment and finds the right rows of each, a segment's worth of pairs at a time. */
function* pairedRows(groups: Int32Array, chains: Chains | undefined, none: number): Generator<PairedRows> {
  if (chains === undefined) {
    const all = singlePairs(groups, none);
    if (all.right.length > 0) yield all;
    return;
  }
  const pairing = new Pairing(groups, chains, none);
  for (let part = pairing.next(); part.right.length > 0; part = pairing.next()) yield part;
}

/** No right group has a second row, so that a group is its row and no branch hangs on the data. */
function singlePairs(groups: Int32Array, none: number): PairedRows {
  if (areFound(groups)) return { left: undefined, right: groups };
  const left = new Int32Array(groups.length);
  const right = new Int32Array(groups.length);
  let count = 0;
  for (let row = 0; row < groups.length; row++) {
    const at = groups[row] < 0 ? none : groups[row];
    left[count] = row;
    right[count] = at;
    count += at < 0 ? 0 : 1;
  }
  return { left: left.subarray(0, count), right: right.subarray(0, count) };
}

/** Whether every row has a group. */
function areFound(groups: Int32Array): boolean {
  let sign = 0;
  for (let row = 0; row < groups.length; row++) sign |= groups[row];
  return sign >= 0;
}

class Pairing {
  private readonly groups: Int32Array;
  private readonly chains: Chains;
  /** The right row that stands for "none", -1 where rows without a partner are left out. */
  private readonly none: number;
  private row = -1;
  /** Where the chain of `row` goes on, -1 when it has ended. */
  private at = -1;

  constructor(groups: Int32Array, chains: Chains, none: number) {
    this.groups = groups;
    this.chains = chains;
    this.none = none;
  }

  /** The next pairs, none at the end. A method and not a generator, whose loops are slow. */
  next(): PairedRows {
    const { groups, none } = this;
    const { heads, next } = this.chains;
    const left = new Int32Array(segmentLength);
    const right = new Int32Array(segmentLength);
    let count = 0;
    let { row, at } = this;
    while (count < segmentLength) {
      if (at < 0) {
        if (++row >= groups.length) break;
        const group = groups[row];
        at = group < 0 ? none : heads[group];
        if (at < 0) continue;
      }
      left[count] = row;
      right[count++] = at;
      at = at === none ? -1 : next[at];
    }
    this.row = row;
    this.at = at;
    return { left: left.subarray(0, count), right: right.subarray(0, count) };
  }
}

function pairs(left: Segment, right: Segment, rows: PairedRows, plan: JoinPlan): Segment {
  const rightSide = selectRows(right, rows.right);
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
