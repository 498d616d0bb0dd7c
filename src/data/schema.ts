import type { ScalarType } from './types.ts';

export interface Column {
  readonly name: string;
  readonly type: ScalarType;
}

/** The columns of a table, in order; names are unique and case-sensitive. */
export interface Schema {
  readonly columns: readonly Column[];
}

const indexes = new WeakMap<Schema, Map<string, number>>();

/** The position of a column, or -1. Built once per schema, so a table of 2,000 columns binds in linear time. */
export function columnIndex(schema: Schema, name: string): number {
  let index = indexes.get(schema);
  if (index === undefined) {
    index = new Map(schema.columns.map((column, i) => [column.name, i]));
    indexes.set(schema, index);
  }
  return index.get(name) ?? -1;
}

/** `name`, or `name1`, `name2`, … : the first that `taken` does not hold. The choice is not added to `taken`. */
export function freeName(name: string, taken: { has(name: string): boolean }): string {
  if (!taken.has(name)) return name;
  let suffix = 1;
  while (taken.has(`${name}${suffix}`)) suffix++;
  return `${name}${suffix}`;
}
