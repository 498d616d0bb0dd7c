import { segmentLength } from '../data/segment.ts';

/** The rows of a join's right side, a group's rows in sequence and in their order. */
export interface GroupedSide {
  /** Where the rows of each group start in the sequence, and behind them where the last ones end; undefined where every group has one row. */
  readonly starts: Int32Array | undefined;
  /** The row at each place of the sequence; undefined where it is the place itself. */
  readonly rows: Int32Array | undefined;
}

/** Sorts rows by their groups. */
export function groupedSide(groups: Int32Array, groupCount: number): GroupedSide {
  if (groupCount < groups.length) {
    // what is the start of a group moves on to its end, and so becomes the start of the next one
    const starts = new Int32Array(groupCount + 2);
    for (let row = 0; row < groups.length; row++) starts[groups[row] + 2]++;
    for (let group = 2; group < starts.length; group++) starts[group] += starts[group - 1];
    const rows = new Int32Array(groups.length);
    for (let row = 0; row < groups.length; row++) rows[starts[groups[row] + 1]++] = row;
    return { starts: starts.subarray(0, groupCount + 1), rows };
  }
  let strays = 0;
  for (let row = 0; row < groups.length; row++) strays |= groups[row] ^ row;
  if (strays === 0) return { starts: undefined, rows: undefined };
  const rows = new Int32Array(groups.length);
  for (let row = 0; row < groups.length; row++) rows[groups[row]] = row;
  return { starts: undefined, rows };
}

/** Row numbers of both sides; the right ones are places in the sequence. */
export interface PairedRows {
  /** undefined: every left row once, in order. */
  readonly left: Int32Array | undefined;
  readonly right: Int32Array;
}

/**
 * Goes through the groups of left rows and finds the right rows of each, a segment's worth of pairs at a time. `none` is the place that stands for
 * "none", -1 where rows without a partner are left out.
 */
export function* pairedRows(groups: Int32Array, starts: Int32Array | undefined, none: number): Generator<PairedRows> {
  if (starts === undefined) {
    const all = singlePairs(groups, none);
    if (all.right.length > 0) yield all;
    return;
  }
  const pairing = new Pairing(groups, starts, none);
  for (let part = pairing.next(); part.right.length > 0; part = pairing.next()) yield part;
}

/** No right group has a second row, so that a group is its place and no branch hangs on the data. */
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
  private readonly starts: Int32Array;
  private readonly none: number;
  private row = -1;
  /** The places of `row` that are still to come. */
  private at = 0;
  private end = 0;

  constructor(groups: Int32Array, starts: Int32Array, none: number) {
    this.groups = groups;
    this.starts = starts;
    this.none = none;
  }

  /** The next pairs, none at the end. A method and not a generator, whose loops are slow. */
  next(): PairedRows {
    const { groups, starts, none } = this;
    const left = new Int32Array(segmentLength);
    const right = new Int32Array(segmentLength);
    let count = 0;
    let { row, at, end } = this;
    while (count < segmentLength) {
      if (at === end) {
        if (++row >= groups.length) break;
        const group = groups[row];
        if (group < 0) {
          if (none < 0) continue;
          at = none;
          end = none + 1;
        } else {
          at = starts[group];
          end = starts[group + 1];
        }
      }
      const stop = Math.min(end, at + segmentLength - count);
      while (at < stop) {
        left[count] = row;
        right[count++] = at++;
      }
    }
    this.row = row;
    this.at = at;
    this.end = end;
    return { left: left.subarray(0, count), right: right.subarray(0, count) };
  }
}
