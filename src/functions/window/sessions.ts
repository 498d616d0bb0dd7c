import { cellReader } from '../../data/cells.ts';
import { concatenate } from '../../data/concatenate.ts';
import { gather } from '../../data/gather.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import { type WindowFunction, window } from '../define.ts';
import { restartReader } from './restart.ts';

/**
 * row_window_session: the time at which the session of a row began. A row begins one when `restart` is true, when its time lies
 * `maxDistanceFromFirst` or more after the session's first or `maxDistanceBetweenNeighbors` or more after the row before, and after a row
 * without a time, whose own result is null. Manual page row-window-session-function.
 */
export const sessionFunctions: readonly WindowFunction[] = [
  window({
    signature:
      'row_window_session(time: datetime, maxDistanceFromFirst: timespan, maxDistanceBetweenNeighbors: timespan, restart?: bool): datetime',
    doc: 'The time at which the session of the row began.',
    run: ([time, fromFirst, betweenNeighbors, restart], length) =>
      sessionStarts(time as Vector, fromFirst as Vector, betweenNeighbors as Vector, restart, length),
  }),
];

function sessionStarts(time: Vector, fromFirst: Vector, betweenNeighbors: Vector, restart: Vector | undefined, length: number): Vector {
  const read = cellReader(time) as (row: number) => bigint | null;
  const longest = cellReader(fromFirst) as (row: number) => bigint | null;
  const widest = cellReader(betweenNeighbors) as (row: number) => bigint | null;
  const restarts = restartReader(restart);
  // the row of each session's first time; `length` stands for a null
  const starts = new Int32Array(length);
  let first: bigint | null = null;
  let previous: bigint | null = null;
  for (let i = 0; i < length; i++) {
    const now = read(i);
    if (now === null) {
      starts[i] = length;
      first = null;
    } else if (
      first === null ||
      previous === null ||
      restarts(i) ||
      reaches(now - first, longest(i)) ||
      reaches(now - previous, widest(i))
    ) {
      starts[i] = i;
      first = now;
    } else {
      starts[i] = starts[i - 1];
    }
    previous = now;
  }
  return gather(concatenate('datetime', [time, constantVector('datetime', null, 1)]), starts);
}

function reaches(distance: bigint, limit: bigint | null): boolean {
  return limit !== null && distance >= limit;
}
