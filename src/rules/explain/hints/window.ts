import { formatDatetimeJson } from '../../../data/datetime.ts';
import { formatTimespan } from '../../../data/timespan.ts';
import type { Cell } from '../../../data/vector.ts';
import { type Atom, constantOf } from './filter-scene.ts';
import { type FilterCase, written } from './repair.ts';
import type { Candidate } from './scene.ts';

const ticksPerDay = 864_000_000_000n;

/** A window of time that the rows lie outside of, and a clock that is far from them. */
export function windowHints(at: FilterCase): Candidate[] {
  const byConjunct = new Map<number, Bounds>();
  for (const atom of at.filter.atoms) {
    const bound = boundOf(atom);
    if (bound === undefined || at.filter.count(atom.conjunct, 1) > 0) continue;
    byConjunct.set(atom.conjunct, { ...byConjunct.get(atom.conjunct), atom, ...bound });
  }
  const candidates = [...byConjunct].flatMap(([conjunct, bounds]) => candidateOf(at, conjunct, bounds) ?? []);
  return candidates.length > 0 ? candidates : gapHints(at);
}

/** No row between the bounds, though there are some before and some after them. */
function gapHints(at: FilterCase): Candidate[] {
  const byColumn = new Map<number, Bounds>();
  for (const atom of at.filter.atoms) {
    const bound = boundOf(atom);
    const [value] = atom.expression.kind === 'call' ? atom.expression.arguments : [];
    if (bound !== undefined && value?.kind === 'column') byColumn.set(value.index, { ...byColumn.get(value.index), atom, ...bound });
  }
  return [...byColumn].flatMap(([index, { atom, from, to }]): Candidate[] => {
    if (from === undefined || to === undefined) return [];
    const { name, type } = at.filter.plan.input.schema.columns[index];
    const column = { kind: 'column', type, index, span: atom.expression.span } as const;
    for (const cell of at.filter.cells(column)) if (typeof cell === 'bigint' && cell >= from && cell <= to) return [];
    const [oldest, newest] = ends(at.filter.cells(column));
    if (oldest === undefined || newest === undefined) return [];
    if (from > to) {
      const swapped = `the window of ${name} ends at ${time(to)}, before it begins at ${time(from)}: the lower bound comes first`;
      return [{ trap: 'range', message: swapped, stage: at.scene.stage, span: at.filter.spanOf(atom.conjunct), rows: 1 }];
    }
    const message = `no ${name} lies between ${time(from)} and ${time(to)}: the rows are from ${time(oldest)} to ${time(newest)} (the clock is ${time(at.scene.now)})`;
    return [{ trap: 'window', message, stage: at.scene.stage, span: at.filter.spanOf(atom.conjunct), rows: 1 }];
  });
}

interface Bounds {
  readonly atom: Atom;
  /** Rows must not be older than this … */
  readonly from?: bigint;
  /** … nor newer than this. */
  readonly to?: bigint;
}

function boundOf({ expression, negated }: Atom): { from: bigint } | { to: bigint } | undefined {
  if (expression.kind !== 'call' || negated) return undefined;
  const { function: called, arguments: args } = expression;
  if (!['<', '<=', '>', '>='].includes(called.name)) return undefined;
  const isFlipped = args[0].kind === 'constant';
  const [value, bound] = isFlipped ? [args[1], args[0]] : [args[0], constantOf(expression)];
  if (value.type !== 'datetime' || bound?.kind !== 'constant' || typeof bound.value !== 'bigint') return undefined;
  return called.name.startsWith('>') !== isFlipped ? { from: bound.value } : { to: bound.value };
}

function candidateOf(at: FilterCase, conjunct: number, { atom, from, to }: Bounds): Candidate | undefined {
  const { expression } = atom;
  if (expression.kind !== 'call' || (from !== undefined && to !== undefined && from > to)) return undefined;
  const value = expression.arguments[0].kind === 'constant' ? expression.arguments[1] : expression.arguments[0];
  const [oldest, newest] = ends(at.filter.cells(value));
  if (oldest === undefined || newest === undefined) return undefined;
  const { scene } = at;
  const isOld = from !== undefined && newest < from;
  const isNew = to !== undefined && oldest > to;
  if (!isOld && !isNew) return undefined;
  const known = { stage: scene.stage, span: at.filter.spanOf(conjunct), rows: at.filter.withoutConjunct(conjunct) };
  const clock = `the clock is ${time(scene.now)}`;
  if (scene.stage?.operator === 'source')
    return {
      ...known,
      trap: 'window',
      message: `the time range of the run keeps no row of it: its rows are from ${time(oldest)} to ${time(newest)}; change --from and --to`,
    };
  if (isOld) {
    const gap = scene.now - newest;
    const window = scene.now - (from as bigint);
    const isFar = gap > 7n * ticksPerDay && gap > 2n * (window < 0n ? -window : window);
    const isRealClock = scene.options.now === undefined && isAboutNow(scene.now);
    const newestRow = `the newest row is from ${time(newest)}`;
    if (isFar || (isRealClock && window > 0n && window < gap))
      return { ...known, trap: 'clock', message: `${clock}, ${newestRow}, ${days(gap)} earlier: set the clock of the run with --now` };
    return {
      ...known,
      trap: 'window',
      message: `${newestRow}, before the window that \`${written(at, atom)}\` opens at ${time(from as bigint)} (${clock}): move the window or the rows, or set --now`,
    };
  }
  if (oldest > scene.now)
    return {
      ...known,
      trap: 'clock',
      message: `all rows are from after the clock: ${clock}, the oldest row is from ${time(oldest)}; set it with --now`,
    };
  return {
    ...known,
    trap: 'window',
    message: `the oldest row is from ${time(oldest)}, after the window of \`${written(at, atom)}\` closes at ${time(to as bigint)} (${clock})`,
  };
}

function ends(cells: Iterable<Cell>): [bigint | undefined, bigint | undefined] {
  let oldest: bigint | undefined;
  let newest: bigint | undefined;
  for (const cell of cells) {
    if (typeof cell !== 'bigint') continue;
    if (oldest === undefined || cell < oldest) oldest = cell;
    if (newest === undefined || cell > newest) newest = cell;
  }
  return [oldest, newest];
}

function time(ticks: bigint): string {
  return formatDatetimeJson(ticks);
}

function days(gap: bigint): string {
  return gap < 2n * ticksPerDay ? formatTimespan(gap) : `${gap / ticksPerDay} days`;
}

function isAboutNow(ticks: bigint): boolean {
  const unixTicks = 621_355_968_000_000_000n + BigInt(Date.now()) * 10_000n;
  const gap = unixTicks - ticks;
  return gap < 600_000_000n && gap > -600_000_000n;
}
