import { createBuilder } from '../data/builder.ts';
import { cellReader, longCell } from '../data/cells.ts';
import { type Dynamic, dynamicOfCell } from '../data/dynamic.ts';
import { gather } from '../data/gather.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import { fail } from '../errors.ts';
import type { SeriesPlan } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createGrouper } from './group.ts';
import { segmentsOf } from './rows.ts';
import type { Stage } from './run.ts';

/** How many bins of a size there are from a first one up to an end; the end itself counts where `included`. 0 when a value is null. */
export function binCount(type: ScalarType, first: Cell, end: Cell, step: Cell, included: boolean): number {
  if (first === null || end === null || step === null) return 0;
  const steps = distance(type, first, end) / Number(step);
  return Math.max(0, included ? Math.floor(steps) + 1 : Math.ceil(steps));
}

/** From one place of an axis to another, in ticks or in the axis's own numbers. */
function distance(type: ScalarType, from: Cell, to: Cell): number {
  if (type === 'real' || type === 'decimal') return Number(to) - Number(from);
  return Number(BigInt(to as number | bigint) - BigInt(from as number | bigint));
}

/** The bin that many steps behind the first one. */
function binAt(type: ScalarType, first: Cell, step: Cell, index: number): Cell {
  if (type === 'real') return (first as number) + index * (step as number);
  if (type === 'decimal') return (first as DecimalCell).plus((step as DecimalCell).times(index));
  const place = BigInt(first as number | bigint) + BigInt(step as number | bigint) * BigInt(index);
  return type === 'long' ? longCell(place) : place;
}

type DecimalCell = Extract<Cell, { isZero(): boolean }>;

/** The bins of one combination of keys: the row of each, by its place. */
interface Series {
  first: Cell;
  /** Places counted from `first`. */
  readonly rows: Map<number, number>;
}

/** Takes the rows of all bins in, then lays out each series. */
export function runSeries(plan: SeriesPlan, context: RunContext): Stage {
  const { keys, defaults, step } = plan;
  const { columns } = plan.input.schema;
  const axisType = columns[keys].type;
  const grouper = keys > 0 ? createGrouper(columns.slice(0, keys).map(({ type }) => type)) : undefined;
  const series: Series[] = [];
  // the values of every row, because series mix the rows of all segments
  const values: Dynamic[][] = defaults.map(() => []);
  let rowCount = 0;
  return {
    push(segment) {
      const vectors = Array.from({ length: keys }, (_, index) => segment.column(index));
      const groups = grouper?.assign(vectors, segment.length);
      const readAxis = cellReader(segment.column(keys));
      values.forEach((list, index) => {
        const { type } = columns[keys + 1 + index];
        const read = cellReader(segment.column(keys + 1 + index));
        for (let row = 0; row < segment.length; row++) list.push(dynamicOfCell(type, read(row)));
      });
      for (let row = 0; row < segment.length; row++) {
        const bin = readAxis(row);
        const group = groups?.[row] ?? 0;
        if (bin !== null) {
          const own = (series[group] ??= { first: plan.first ?? bin, rows: new Map() });
          own.rows.set(Math.round(distance(axisType, own.first, bin) / Number(step)), rowCount + row);
        }
      }
      rowCount += segment.length;
      context.charge(segment.length * (values.length + 1) * 16, plan.span);
      return [];
    },
    *finish() {
      const groups = [...series.keys()].filter((group) => series[group] !== undefined);
      if (groups.length === 0 && plan.nonempty && keys === 0 && plan.first !== undefined) {
        series[0] = { first: plan.first, rows: new Map() };
        groups.push(0);
      }
      const builders = plan.schema.columns.slice(keys).map(({ type }) => createBuilder(type));
      for (const group of groups) {
        layOut(plan, axisType, series[group], values).forEach((array, index) => {
          builders[index].append(array);
        });
        context.interrupt();
      }
      const arrays = builders.map((builder) => builder.finish());
      const wanted = Int32Array.from(groups);
      yield* segmentsOf([...(grouper?.keys() ?? []).map((key) => gather(key, wanted)), ...arrays], groups.length);
    },
  };
}

/** The arrays of one series, the axis last. */
function layOut(plan: SeriesPlan, axisType: ScalarType, { first, rows }: Series, values: readonly Dynamic[][]): Dynamic[][] {
  const { defaults, step, keys } = plan;
  const { columns } = plan.input.schema;
  const start = plan.first === undefined ? least(rows.keys()) : 0;
  const length = plan.length ?? 1 - start - least(rows.keys(), -1);
  if (length > 1_048_576) fail('limit', `a series would have ${length} bins, more than 1048576`, plan.span, 'take a larger step');
  const arrays = values.map((list, index) => {
    const missing = dynamicOfCell(columns[keys + 1 + index].type, defaults[index]);
    return Array.from({ length }, (_, place) => {
      const row = rows.get(start + place);
      return row === undefined ? missing : list[row];
    });
  });
  const axis = Array.from({ length }, (_, place) => dynamicOfCell(axisType, binAt(axisType, first, step, start + place)));
  return [...arrays, axis];
}

/** The least of some numbers, or of their opposites. */
function least(numbers: Iterable<number>, sign = 1): number {
  let found = Number.POSITIVE_INFINITY;
  for (const number of numbers) found = Math.min(found, sign * number);
  return found;
}
