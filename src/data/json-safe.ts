import { cellReader } from './cells.ts';
import { formatDatetimeJson } from './datetime.ts';
import { type DecimalValue, formatDecimal } from './decimal.ts';
import type { Dynamic } from './dynamic.ts';
import { dynamicToJson } from './json.ts';
import { formatTimespan } from './timespan.ts';
import type { ScalarType } from './types.ts';
import type { Cell, Vector } from './vector.ts';

/**
 * A cell as a JSON-safe value: null; bool; int and long as numbers, a long beyond ±(2^53−1) as decimal text; real as a number or "NaN",
 * "Infinity", "-Infinity"; decimal as text; datetime as ISO text with up to seven digits; timespan as Kusto text; guid; string; dynamic as
 * the JSON value itself.
 */
export function cellToJson(type: ScalarType, cell: Cell): unknown {
  if (cell === null) return null;
  switch (type) {
    case 'long':
      return typeof cell === 'bigint' ? cell.toString() : cell;
    case 'real':
      return Number.isFinite(cell) ? cell : String(cell);
    case 'decimal':
      return formatDecimal(cell as DecimalValue);
    case 'datetime':
      return formatDatetimeJson(cell as bigint);
    case 'timespan':
      return formatTimespan(cell as bigint);
    case 'dynamic':
      return dynamicToJson(cell as Dynamic);
    default:
      return cell;
  }
}

/** A function that reads the JSON-safe values of a vector. */
export function jsonReader(vector: Vector): (row: number) => unknown {
  const read = cellReader(vector);
  const { type } = vector;
  if (type === 'string' || type === 'bool' || type === 'int' || type === 'guid') return read;
  return (row) => cellToJson(type, read(row));
}
