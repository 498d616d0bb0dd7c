import { type Source, sourceOf, tableOfRows } from '../../data/table.ts';
import type { TableSchema } from '../../schemas/index.ts';

/**
 * The known tables that queries name and a test does not give, without rows: a workspace has them whether or not something has been logged. What
 * a wildcard means is among them; a bare `*`, as in `search`, means the tables that the test gives.
 */
export function namedTables(texts: readonly string[], schemas: Readonly<Record<string, TableSchema>> | false): Map<string, Source> {
  const named = new Map<string, Source>();
  if (schemas === false) return named;
  for (const text of texts) {
    for (const [word] of text.matchAll(/[A-Za-z_]\w*/g))
      if (!named.has(word) && schemas[word] !== undefined) named.set(word, emptyTable(schemas[word]));
    if (!/\b(?:union|find|search)\b/.test(text)) continue;
    for (const [, start] of text.matchAll(/\b([A-Za-z_]\w*)\*/g))
      for (const name of Object.keys(schemas)) if (name.startsWith(start) && !named.has(name)) named.set(name, emptyTable(schemas[name]));
  }
  return named;
}

const empty = new WeakMap<TableSchema, Source>();

function emptyTable(schema: TableSchema): Source {
  let source = empty.get(schema);
  if (source === undefined) {
    source = sourceOf(tableOfRows({ columns: Object.entries(schema).map(([name, type]) => ({ name, type })) }, []));
    empty.set(schema, source);
  }
  return source;
}
