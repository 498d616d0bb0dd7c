import { createBuilder } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { createCoder } from '../data/coder.ts';
import type { Segment } from '../data/segment.ts';
import type { Cell } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { concatenateSegments, segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import type { PluginPlan } from '../plan/plan.ts';

/** What searches for patterns have in common. */
export interface PatternOptions {
  /** The columns whose values make patterns. */
  readonly attributes: readonly number[];
  /** The columns that stand in the result, in order; those that are no attributes hold wildcards. */
  readonly shown: readonly number[];
  /** One a shown column. */
  readonly wildcards: readonly Cell[];
  readonly weight: number | undefined;
}

/** The rows of a table as a search sees them: `codes[a][r]` is the code of the value of attribute a in row r, dense from 0. */
export interface PatternRows {
  readonly codes: readonly Int32Array[];
  readonly length: number;
  readonly weights: Float64Array;
  /** A column as it is. */
  read(column: number): (row: number) => Cell;
}

/** A row of the result: its own cells, and the attributes in which the rows of a pattern agree, with the values of one of them. */
export interface FoundPattern {
  readonly cells: readonly Cell[];
  readonly row: number;
  readonly fixed: readonly boolean[];
}

/** Takes all rows in, searches, and gives a row for each pattern; the first column is its number. */
export function runPatterns(plan: PluginPlan, context: RunContext, search: (rows: PatternRows) => readonly FoundPattern[]): Stage {
  const { attributes, shown, wildcards, weight } = plan.options as PatternOptions;
  const segments: Segment[] = [];
  return {
    push(segment) {
      segments.push(segment);
      context.charge(segment.length * segment.width * 8, plan.span);
      return [];
    },
    *finish() {
      const rows = concatenateSegments(plan.input.schema, segments);
      const { columns } = plan.input.schema;
      const read = (column: number): ((row: number) => Cell) => cellReader(rows.column(column));
      const found = search({
        // a coder uses its array again, so each column has its own
        codes: attributes.map((column) => createCoder(columns[column].type).assign(rows.column(column))),
        length: rows.length,
        weights: weightsOf(rows.length, weight === undefined ? undefined : read(weight)),
        read,
      });
      const builders = plan.schema.columns.map(({ type }) => createBuilder(type));
      const readers = shown.map(read);
      const own = builders.length - shown.length;
      found.forEach(({ cells, row, fixed }, id) => {
        [id, ...cells].forEach((cell, index) => {
          builders[index].append(cell);
        });
        shown.forEach((column, index) => {
          builders[own + index].append(fixed[attributes.indexOf(column)] === true ? readers[index](row) : wildcards[index]);
        });
      });
      yield* segmentsOf(
        builders.map((builder) => builder.finish()),
        found.length,
      );
    },
  };
}

/** A row without a weight, or with a negative one, counts nothing. */
function weightsOf(length: number, read: ((row: number) => Cell) | undefined): Float64Array {
  if (read === undefined) return new Float64Array(length).fill(1);
  return Float64Array.from({ length }, (_, row) => {
    const weight = Number(read(row) ?? 0);
    return weight > 0 && weight < Number.POSITIVE_INFINITY ? weight : 0;
  });
}

/** A percentage as the manual's examples print it. */
export function percentOf(part: number, whole: number, digits: number): number {
  const scale = 10 ** digits;
  return whole === 0 ? 0 : Math.round((100 * scale * part) / whole) / scale;
}
