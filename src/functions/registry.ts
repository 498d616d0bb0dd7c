import type { AggregateFunction, ScalarFunction, WindowFunction } from './define.ts';

export type FunctionDefinition = ScalarFunction | AggregateFunction | WindowFunction;

/** All functions by name: a name holds its overloads in the order in which they are tried. */
export interface FunctionTable {
  readonly scalars: ReadonlyMap<string, readonly ScalarFunction[]>;
  readonly aggregates: ReadonlyMap<string, readonly AggregateFunction[]>;
  readonly windows: ReadonlyMap<string, readonly WindowFunction[]>;
}

export function createFunctionTable(definitions: readonly FunctionDefinition[]): FunctionTable {
  const scalars = new Map<string, ScalarFunction[]>();
  const aggregates = new Map<string, AggregateFunction[]>();
  const windows = new Map<string, WindowFunction[]>();
  for (const definition of definitions) {
    if (definition.kind === 'scalar') overloads(scalars, definition).push(definition);
    else if (definition.kind === 'aggregate') overloads(aggregates, definition).push(definition);
    else overloads(windows, definition).push(definition);
  }
  return { scalars, aggregates, windows };
}

function overloads<Definition extends FunctionDefinition>(table: Map<string, Definition[]>, { name }: Definition): Definition[] {
  let list = table.get(name);
  if (list === undefined) {
    list = [];
    table.set(name, list);
  }
  return list;
}
