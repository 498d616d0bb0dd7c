import { convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import type { Column } from '../data/schema.ts';
import { fail } from '../errors.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument } from './arguments.ts';
import { bindTimeline, type TimelineOptions } from './timeline.ts';

/** A timeline in windows: of one length, counted from the start, or those of the calendar, the first of which holds the start. */
export interface WindowOptions extends TimelineOptions {
  readonly calendar?: CalendarPeriod | undefined;
}

type CalendarPeriod = 'week' | 'month' | 'year';

/** Where the window stands among the arguments: after id, timeline, start and end. */
const windowAt = 4;

/** Binds (id, timeline, start, end, window, dimensions…), where the window is a length or the name of a period of the calendar. */
export function bindWindows(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: EvaluateOperator,
  args: readonly Node[] = node.call.arguments,
): { options: WindowOptions; columns: Column[] } {
  const calendar = calendarArgument(context, environment, args[windowAt]);
  if (calendar === undefined) return bindTimeline(context, environment, input, node, ['the window'], args);
  const time = columnArgument(input, args[1], node, 'the column of the timeline');
  if (time.type !== 'datetime' && time.index >= 0)
    fail('semantic', `a window of a ${calendar} needs a timeline of datetimes`, args[windowAt].span);
  const bound = bindTimeline(
    context,
    environment,
    input,
    node,
    [],
    args.filter((_, index) => index !== windowAt),
  );
  return { ...bound, options: { ...bound.options, calendar } };
}

function calendarArgument(context: BindContext, environment: Environment, node: Node | undefined): CalendarPeriod | undefined {
  if (node === undefined) return undefined;
  const given = bindExpression(context, { environment, row: undefined }, node);
  if (given.type !== 'string') return undefined;
  const { kind, ...constant } = convert(context.functions, given, 'string');
  const period = kind === 'constant' && 'value' in constant ? constant.value : undefined;
  if (period === 'week' || period === 'month' || period === 'year') return period;
  return fail('semantic', "the window is a length, or 'week', 'month' or 'year'", node.span);
}

/** The number of the window that holds a place; 0 is the first one. */
export function windowOf({ calendar, lengths, timeline }: WindowOptions, place: number): number {
  if (calendar === undefined) return Math.floor(place / lengths[0]);
  const start = timeline.start as bigint;
  return periodOf(calendar, start + BigInt(place)) - periodOf(calendar, start);
}

/** Where a window begins: that of the calendar that holds the start begins before it. */
export function windowStart({ calendar, lengths, timeline }: WindowOptions, window: number): number {
  if (calendar === undefined) return window * lengths[0];
  const start = timeline.start as bigint;
  return Number(periodStart(calendar, periodOf(calendar, start) + window) - start);
}

const ticksPerDay = 864_000_000_000n;
/** Days from the first day of all to 1970. */
const daysTo1970 = 719_162;

/** Weeks begin on Sunday; the first day of all was a Monday. */
function periodOf(calendar: CalendarPeriod, ticks: bigint): number {
  const day = Number(ticks / ticksPerDay);
  if (calendar === 'week') return Math.floor((day + 1) / 7);
  const date = new Date((day - daysTo1970) * 86_400_000);
  return calendar === 'year' ? date.getUTCFullYear() : date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function periodStart(calendar: CalendarPeriod, period: number): bigint {
  if (calendar === 'week') return BigInt(period * 7 - 1) * ticksPerDay;
  const date = new Date(0);
  if (calendar === 'year') date.setUTCFullYear(period, 0, 1);
  else date.setUTCFullYear(Math.floor(period / 12), period % 12, 1);
  return BigInt(date.getTime() / 86_400_000 + daysTo1970) * ticksPerDay;
}
