import { rowRange, type Segment } from '../../src/data/segment.ts';
import { tableOfRows } from '../../src/data/table.ts';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { type Format, type TableOptions, writers } from '../../src/writers/index.ts';

/** The whole text of a table in a format; `cut` rows go into each segment. */
export function written(
  format: Format,
  columns: Readonly<Record<string, ScalarType>> | ReadonlyMap<string, ScalarType>,
  rows: readonly (readonly Cell[])[],
  { cut, ...options }: TableOptions & { cut?: number } = {},
): string {
  const pairs = columns instanceof Map ? [...columns] : Object.entries(columns as Record<string, ScalarType>);
  const schema = { columns: pairs.map(([name, type]) => ({ name, type })) };
  const writer = writers[format](schema, options);
  const pieces = [...writer.begin()];
  for (const segment of cutUp(tableOfRows(schema, rows).segments, cut)) pieces.push(...writer.rows(segment));
  pieces.push(...writer.end());
  return pieces.join('');
}

function* cutUp(segments: readonly Segment[], cut = Number.POSITIVE_INFINITY): Generator<Segment> {
  for (const segment of segments) {
    for (let start = 0; start < segment.length; start += cut) yield rowRange(segment, start, Math.min(start + cut, segment.length));
  }
}
