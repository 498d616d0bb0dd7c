import { createBuilder } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import type { Dynamic } from '../../data/dynamic.ts';
import { createSegment, type Segment } from '../../data/segment.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { constantVector } from '../../data/vector.ts';
import { fail } from '../../errors.ts';
import { type Input, inputOfBytes } from '../input.ts';
import { openParquetTable } from '../parquet/table.ts';
import { type ColumnSource, valueIn } from './mapping.ts';
import type { ExternalDeclaration } from './read.ts';

/**
 * The rows of a Parquet file under the schema that the query declares: columns by name, or as a mapping says. `convert` gives the cell of the
 * column at an index for a value.
 */
export async function* readExternalParquet(
  name: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  { schema, ignoreFirstRecord }: ExternalDeclaration,
  sources: readonly ColumnSource[],
  convert: (value: Dynamic | undefined, index: number) => Cell,
  warn: (message: string) => void,
): AsyncGenerator<Segment, void, undefined> {
  if (ignoreFirstRecord) fail('unsupported', `${name}: ignoreFirstRecord is not supported with Parquet`);
  const input: Input = content instanceof Uint8Array ? inputOfBytes(name, content) : { name, open: () => content };
  const fields = sources.flatMap((source, i) => {
    if (source.kind !== 'path') return [];
    const [field, ...rest] = source.path;
    if (typeof field !== 'string') return fail('unsupported', `${name}: a mapping to the whole record is not supported with Parquet`);
    return [{ index: i, field, rest, type: rest.length === 0 ? schema.columns[i].type : ('dynamic' as const) }];
  });
  const table = await openParquetTable([input], { schema: { columns: fields.map(({ field, type }) => ({ name: field, type })) } });
  for await (const segment of table.scan({ warn })) {
    const { length } = segment;
    const vectors: Vector[] = sources.map((source, i) => {
      const { type } = schema.columns[i];
      return constantVector(type, convert(source.kind === 'constant' ? source.value : undefined, i), length);
    });
    fields.forEach(({ index, rest }, i) => {
      vectors[index] = segment.column(i);
      if (rest.length === 0) return;
      const cellAt = cellReader(vectors[index]);
      const builder = createBuilder(schema.columns[index].type);
      const source = { kind: 'path', path: rest } as const;
      for (let row = 0; row < length; row++) builder.append(convert(valueIn(cellAt(row) as Dynamic, source), index));
      vectors[index] = builder.finish();
    });
    yield createSegment(vectors, length);
  }
}
