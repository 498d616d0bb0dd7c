import { convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import { isUnknown, unknownType } from '../binder/unknown.ts';
import { createBuilder } from '../data/builder.ts';
import { cellReader, longCell } from '../data/cells.ts';
import { type Coder, createCoder } from '../data/coder.ts';
import { gather } from '../data/gather.ts';
import type { Column } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell, Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createGrouper, type Grouper } from '../engine/group.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument } from './arguments.ts';

/** Where an axis begins; places on it are distances from there, in ticks or in the axis's own numbers. */
export interface Timeline {
  readonly type: ScalarType;
  readonly start: Cell;
}

/** What plugins over a timeline of windows have in common: `end` is its last place, `dimensions` are the columns that slice it. */
export interface TimelineOptions {
  readonly timeline: Timeline;
  readonly end: number;
  readonly id: number;
  readonly time: number;
  readonly dimensions: readonly number[];
  /** The lengths that the plugin takes, in the order of its arguments. */
  readonly lengths: readonly number[];
  /** Set where the axis has no start of its own: its windows are then those of bin() with this length, and every row counts. */
  readonly bins?: number;
}

/**
 * Binds (id, timeline, start, end, lengths…, dimensions…): the arguments that these plugins begin with. `lengths` names the lengths that
 * stand between the end and the dimensions. A plugin that takes more than these leaves it out of `args`.
 */
export function bindTimeline(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: EvaluateOperator,
  lengths: readonly string[],
  args: readonly Node[] = node.call.arguments,
): { options: TimelineOptions; columns: Column[] } {
  const { name } = node.call;
  for (const argument of args)
    if (argument.kind === 'named') fail('semantic', `${name.text} takes its arguments by position`, argument.span);
  const id = columnArgument(input, args[0], node, 'a column of ids');
  const time = columnArgument(input, args[1], node, 'the column of the timeline');
  const wanted = 4 + lengths.length;
  if (args.length < wanted) fail('semantic', `${name.text} needs id, timeline, start, end, ${lengths.join(', ')}`, node.call.span);
  const { type } = time;
  const start = constantOf(context, environment, args[2], type, 'the start');
  const timeline: Timeline = { type, start: start ?? 0 };
  const end = placeOf(timeline, constantOf(context, environment, args[3], type, 'the end') ?? timeline.start);
  const sizes = lengths.map((what, i) => lengthOf(context, environment, args[4 + i], type, what));
  const dimensions = args.slice(wanted).map((argument) => columnArgument(input, argument, node, 'a dimension'));
  const columns = [{ name: time.name, type }, ...dimensions.map((dimension) => ({ name: dimension.name, type: dimension.type }))];
  const options = { timeline, end, id: id.index, time: time.index, dimensions: dimensions.map(({ index }) => index), lengths: sizes };
  return { options, columns };
}

/** A constant on the axis; undefined where only data can tell it. */
export function constantOf(context: BindContext, environment: Environment, node: Node, type: ScalarType, what: string): Cell | undefined {
  const given = bindExpression(context, { environment, row: undefined }, node);
  if (isUnknown(given) || type === unknownType || (given.kind === 'column' && context.known === undefined)) return undefined;
  const numeric = ['int', 'long', 'real', 'decimal'];
  if (given.type !== type && !(numeric.includes(given.type) && numeric.includes(type)))
    fail('semantic', `${what} is ${given.type}, the timeline is ${type}`, node.span);
  const value = convert(context.functions, given, type);
  if (value.kind !== 'constant' || value.value === null) fail('semantic', `${what} must be a constant`, node.span);
  return value.value;
}

/** A length on the axis: a timespan on a datetime axis, else a number of its kind. */
export function lengthOf(context: BindContext, environment: Environment, node: Node, type: ScalarType, what: string): number {
  const given = bindExpression(context, { environment, row: undefined }, node);
  if (given.type === 'string')
    fail('unsupported', `${what} by the name of a period is not supported`, node.span, 'write a timespan, such as 7d');
  const length = constantOf(context, environment, node, type === 'datetime' ? 'timespan' : type, what);
  const number = length === undefined ? 1 : Number(length);
  if (!(number > 0)) fail('semantic', `${what} must be greater than 0`, node.span);
  return number;
}

/** How far a cell is from the start. */
export function placeOf({ type, start }: Timeline, cell: Cell): number {
  if (type === 'real' || type === 'decimal') return Number(cell) - Number(start);
  return Number(BigInt(cell as number | bigint) - BigInt(start as number | bigint));
}

/** The cell that far from the start. */
export function cellOf({ type, start }: Timeline, place: number): Cell {
  if (type === 'real') return (start as number) + place;
  if (type === 'int' || type === 'long') return longCell(BigInt(start as number | bigint) + BigInt(place));
  return (start as bigint) + BigInt(place);
}

/** The rows of a table on a timeline, each with its place, the number of its id and that of its dimensions. */
export class TimelineRows {
  readonly places: number[] = [];
  readonly ids: number[] = [];
  readonly groups: number[] = [];
  /** Where places are counted from. */
  timeline: Timeline;
  private readonly options: TimelineOptions;
  private readonly coder: Coder;
  private readonly grouper: Grouper | undefined;

  constructor(options: TimelineOptions, { columns }: PluginPlan['schema']) {
    this.options = options;
    this.timeline = options.timeline;
    this.coder = createCoder(columns[options.id].type);
    this.grouper = options.dimensions.length > 0 ? createGrouper(options.dimensions.map((index) => columns[index].type)) : undefined;
  }

  get groupCount(): number {
    return this.grouper?.count ?? 1;
  }

  /** Takes the rows between two places, both included; a row without a time has no place. */
  add(segment: Segment, from: number, to: number): void {
    const { id, time, dimensions, bins } = this.options;
    const ids = this.coder.assign(segment.column(id));
    const vectors = dimensions.map((index) => segment.column(index));
    const groups = this.grouper?.assign(vectors, segment.length);
    const read = cellReader(segment.column(time));
    for (let row = 0; row < segment.length; row++) {
      const cell = read(row);
      // places count from the first bin that is met, so that they stay exact as doubles
      if (cell !== null && bins !== undefined && this.places.length === 0)
        this.timeline = binnedTimeline(this.options.timeline, cell, bins);
      const place = cell === null ? Number.NaN : placeOf(this.timeline, cell);
      if (!(place >= from && place <= to)) continue;
      this.places.push(place);
      this.ids.push(ids[row]);
      this.groups.push(groups?.[row] ?? 0);
    }
  }

  /** The number of each combination of dimensions in a column of each; -1 for those that no row has. */
  findGroups(dimensions: readonly Vector[]): Int32Array | undefined {
    return this.grouper?.find(dimensions, dimensions[0].length);
  }

  /** The numbers of ids, -1 for those that no row has. */
  findIds(ids: Vector): Int32Array {
    return this.coder.find(ids);
  }

  /** The ids by their numbers. */
  idsOf(numbers: readonly number[]): Vector {
    return gather(this.coder.values(), Int32Array.from(numbers));
  }

  /** The dimensions of groups, a column a dimension. */
  dimensionsOf(groups: readonly number[]): Vector[] {
    const rows = Int32Array.from(groups);
    return this.grouper?.keys().map((key) => gather(key, rows)) ?? [];
  }
}

/** The axis whose start is the bin of a cell. */
function binnedTimeline({ type }: Timeline, cell: Cell, bin: number): Timeline {
  if (type === 'real') return { type, start: Math.floor((cell as number) / bin) * bin };
  const number = BigInt(cell as number | bigint);
  const size = BigInt(bin);
  const rest = ((number % size) + size) % size;
  return { type, start: type === 'int' || type === 'long' ? longCell(number - rest) : number - rest };
}

/** The places of each id within each combination of dimensions, in order. */
export function placesPerId(rows: TimelineRows): { group: number; id: number; places: number[] }[] {
  const perGroup = Array.from({ length: rows.groupCount }, () => new Map<number, number[]>());
  rows.places.forEach((place, row) => {
    const perId = perGroup[rows.groups[row]];
    const places = perId.get(rows.ids[row]);
    if (places === undefined) perId.set(rows.ids[row], [place]);
    else places.push(place);
  });
  return perGroup.flatMap((perId, group) => [...perId].map(([id, places]) => ({ group, id, places: places.sort((a, b) => a - b) })));
}

/** Rows of a result: the place of a window (and of a second one), the number of a combination of dimensions, and the values. */
export interface TimelineResult {
  readonly places: number[];
  readonly seconds?: number[];
  readonly groups: number[];
  readonly values: Cell[][];
}

/** Takes the rows from `from` to the end in, computes, and gives a row for each window and combination that the result has. */
export function runTimeline(
  plan: PluginPlan,
  context: RunContext,
  from: number,
  compute: (rows: TimelineRows, options: TimelineOptions) => TimelineResult,
): Stage {
  const options = plan.options as TimelineOptions;
  const rows = new TimelineRows(options, plan.input.schema);
  return {
    push(segment) {
      rows.add(segment, from, options.end);
      context.charge(segment.length * 24, plan.span);
      return [];
    },
    *finish() {
      const { places, seconds, groups, values } = compute(rows, options);
      const { columns } = plan.schema;
      const first = [places, ...(seconds === undefined ? [] : [seconds])].map((list) => {
        const builder = createBuilder(columns[0].type);
        for (const place of list) builder.append(cellOf(rows.timeline, place));
        return builder.finish();
      });
      const last = values.map((cells, index) => {
        const builder = createBuilder(columns[columns.length - values.length + index].type);
        for (const cell of cells) builder.append(cell);
        return builder.finish();
      });
      yield* segmentsOf([...first, ...rows.dimensionsOf(groups), ...last], places.length);
    },
  };
}
