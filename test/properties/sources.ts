import fc from 'fast-check';
import { vectorOf } from '../../src/data/builder.ts';
import { gather } from '../../src/data/gather.ts';
import type { Schema } from '../../src/data/schema.ts';
import { createSegment, type Segment } from '../../src/data/segment.ts';
import { createTable, type Source, sourceOf } from '../../src/data/table.ts';
import type { Cell, Vector } from '../../src/data/vector.ts';
import { Database } from '../../src/index.ts';
import { encoded } from './columns.ts';

/** Random tables as sources of segments, and what queries over them give. */

export interface RandomTable {
  readonly schema: Schema;
  readonly rows: readonly (readonly Cell[])[];
}

/** How a table is delivered: the lengths of its segments, again and again from the first, and what picks the encodings. */
export interface Delivery {
  readonly lengths: readonly number[];
  readonly encodings: readonly number[];
}

export const delivery: fc.Arbitrary<Delivery> = fc.record({
  lengths: fc
    .array(fc.oneof(fc.integer({ min: 0, max: 7 }), fc.constant(1)), { minLength: 1, maxLength: 6 })
    .filter((lengths) => lengths.some((length) => length > 0)),
  encodings: fc.array(fc.nat(23), { minLength: 3, maxLength: 7 }),
});

/** A table in one segment, as it is built when nothing is asked for. */
export function wholeSource({ schema, rows }: RandomTable): Source {
  const columns = schema.columns.map(({ type }, index) =>
    vectorOf(
      type,
      rows.map((row) => row[index]),
    ),
  );
  return sourceOf(createTable(schema, rows.length === 0 ? [] : [createSegment(columns, rows.length)]));
}

/**
 * A table in segments as the delivery says. A column is cut out of one vector, so that its segments share a dictionary, or every segment has a
 * vector of its own, in an encoding that changes from segment to segment.
 */
export function deliveredSource({ schema, rows }: RandomTable, { lengths, encodings }: Delivery): Source {
  const whole = schema.columns.map(({ type }, index) =>
    encoded(
      type,
      rows.map((row) => row[index]),
      encodings[index % encodings.length],
    ),
  );
  const segments: Segment[] = [];
  for (let start = 0, turn = 0; start < rows.length; turn++) {
    const end = Math.min(rows.length, start + lengths[turn % lengths.length]);
    const columns = schema.columns.map(({ type }, index): Vector => {
      const choice = encodings[(turn + index) % encodings.length];
      if (encodings[index % encodings.length] % 2 === 0) {
        return gather(
          whole[index],
          Int32Array.from({ length: end - start }, (_, i) => start + i),
        );
      }
      return encoded(
        type,
        rows.slice(start, end).map((row) => row[index]),
        choice,
      );
    });
    segments.push(createSegment(columns, end - start));
    start = end;
  }
  return sourceOf(createTable(schema, segments));
}

export interface Answer {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Runs a query over sources by name. */
export async function answer(query: string, sources: Readonly<Record<string, Source>>): Promise<Answer> {
  const database = new Database({ now: '2024-05-01T00:00:00Z', schemas: false });
  for (const [name, source] of Object.entries(sources)) database.addSource(name, source);
  const result = await database.query(query);
  return { names: result.columns.map(({ name }) => name), types: result.columns.map(({ type }) => type), rows: result.toRows() };
}

/** Rows of JSON-safe values as texts in one order, for results whose order is free. -0 is 0. */
export function inAnyOrder(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
