import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { castDynamic } from '../data/convert.ts';
import { type Dynamic, isArray, isBag, numberIn } from '../data/dynamic.ts';
import { type Segment, segmentLength, selectRows } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell, Vector } from '../data/vector.ts';
import type { Expansion } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { createEvaluator } from './evaluate.ts';

/** Expands rows into one row for each element of their collections. One expander serves one operator of one run. */
export interface Expander {
  open(segment: Segment): OpenedRows;
}

/** The rows of a segment with their collections taken apart. */
export interface OpenedRows {
  /** How many rows each row becomes. */
  readonly counts: Int32Array;
  /** The rows that come of the rows from `start` up to `end`, a segment at a time. */
  expand(start: number, end: number): Generator<ExpandedRows>;
}

export interface ExpandedRows {
  readonly segment: Segment;
  /** The row that each of them comes from. */
  readonly sources: Int32Array;
}

export function createExpander(expansion: Expansion, context: RunContext): Expander {
  const { items, limit, bagsAsArrays } = expansion;
  const evaluator = createEvaluator(context);
  return {
    open(segment) {
      const lists = items.map((item) => elementLists(evaluator.evaluate(item.expression, segment), bagsAsArrays));
      const counts = new Int32Array(segment.length);
      for (const list of lists) {
        for (let row = 0; row < counts.length; row++) if (list[row].length > counts[row]) counts[row] = list[row].length;
      }
      for (let row = 0; row < counts.length; row++) if (counts[row] > limit) counts[row] = limit;
      return {
        counts,
        *expand(start, end) {
          for (const places of placesOf(counts, start, end)) {
            context.interrupt();
            yield { segment: expandedSegment(expansion, segment, lists, places), sources: places.rows };
          }
        },
      };
    },
  };
}

type Elements = readonly Dynamic[];

/** The elements of each row: those of an array, a bag's properties one by one, null or any other value by itself. */
function elementLists(vector: Vector, bagsAsArrays: boolean): Elements[] {
  const { length } = vector;
  const lists = new Array<Elements>(length);
  if (vector.encoding === 'coded-dynamic') {
    const byCode: (Elements | undefined)[] = [];
    for (let code = 0; code < vector.entries.size; code++) byCode.push(undefined);
    const { codes, entries } = vector;
    for (let row = 0; row < length; row++) lists[row] = byCode[codes[row]] ??= elementsOf(entries.at(codes[row]), bagsAsArrays);
    return lists;
  }
  const read = cellReader(vector);
  for (let row = 0; row < length; row++) lists[row] = elementsOf(read(row) as Dynamic, bagsAsArrays);
  return lists;
}

const oneNull: Elements = [null];

function elementsOf(value: Dynamic, bagsAsArrays: boolean): Elements {
  if (value === null) return oneNull;
  if (isArray(value)) return value;
  if (!isBag(value)) return [value];
  return Array.from(value, ([key, item]): Dynamic => (bagsAsArrays ? [key, item] : new Map([[key, item]])));
}

/** Where the elements of a segment's worth of rows stand: the row and the position in its collection. */
interface Places {
  readonly rows: Int32Array;
  readonly positions: Int32Array;
}

/** Goes on inside a row where a segment is full. */
function* placesOf(counts: Int32Array, start: number, end: number): Generator<Places> {
  let left = 0;
  for (let row = start; row < end; row++) left += counts[row];
  let row = start;
  let position = 0;
  while (left > 0) {
    const length = Math.min(left, segmentLength);
    const rows = new Int32Array(length);
    const positions = new Int32Array(length);
    for (let at = 0; at < length; ) {
      while (position === counts[row]) {
        row++;
        position = 0;
      }
      const stop = Math.min(length, at + counts[row] - position);
      while (at < stop) {
        rows[at] = row;
        positions[at++] = position++;
      }
    }
    left -= length;
    yield { rows, positions };
  }
}

function expandedSegment(expansion: Expansion, input: Segment, lists: readonly Elements[][], { rows, positions }: Places): Segment {
  const { columns, items, itemIndex } = expansion;
  const repeated = selectRows(input, rows);
  const made: Vector[] = [];
  items.forEach((item, i) => {
    made[item.output] = elementVector(item.type, lists[i], rows, positions);
  });
  if (itemIndex !== undefined)
    made[itemIndex] = { encoding: 'int32', type: 'long', length: rows.length, nulls: undefined, values: positions };
  return {
    length: rows.length,
    width: columns.length,
    column: (index) => (columns[index] >= 0 ? repeated.column(columns[index]) : made[index]),
  };
}

/** The elements at some places; null where a collection is shorter than another of the same row. */
function elementVector(type: ScalarType, lists: readonly Elements[], rows: Int32Array, positions: Int32Array): Vector {
  const { length } = rows;
  if (type === 'dynamic') {
    const values = new Array<Dynamic>(length);
    for (let i = 0; i < length; i++) {
      const list = lists[rows[i]];
      values[i] = positions[i] < list.length ? list[positions[i]] : null;
    }
    return { encoding: 'dynamic', type, length, nulls: undefined, values };
  }
  const builder = createBuilder(type);
  const missing = missingCell(type);
  for (let i = 0; i < length; i++) {
    const list = lists[rows[i]];
    builder.append(positions[i] < list.length ? expandedCell(list[positions[i]], type) : missing);
  }
  return builder.finish();
}

/**
 * An element as the type behind `to typeof()`: cast, but a whole number is a bool too, and neither a number nor a text is a timespan or decimal.
 */
function expandedCell(element: Dynamic, type: ScalarType): Cell {
  const number = numberIn(element);
  if (type === 'bool' && number !== undefined) return Number.isInteger(Number(number)) ? Number(number) !== 0 : null;
  if ((type === 'timespan' || type === 'decimal') && (number !== undefined || typeof element === 'string')) return null;
  return castDynamic(element, type);
}
