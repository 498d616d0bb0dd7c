import type { AggregateFunction, ScalarFunction, WindowFunction } from './define.ts';

export type FunctionDefinition = ScalarFunction | AggregateFunction | WindowFunction;

/** Functions that are fetched when a query first names one of them: what few queries use should cost the others nothing. */
export interface FunctionFamily {
  readonly names: readonly string[];
  load(): Promise<readonly FunctionDefinition[]>;
}

/** All functions by name: a name holds its overloads in the order in which they are tried. */
export interface FunctionTable {
  /** What stands between operands: no call can name it. */
  readonly operators: ReadonlyMap<string, readonly ScalarFunction[]>;
  readonly scalars: ReadonlyMap<string, readonly ScalarFunction[]>;
  readonly aggregates: ReadonlyMap<string, readonly AggregateFunction[]>;
  readonly windows: ReadonlyMap<string, readonly WindowFunction[]>;
  /** What fetches the family of a name into the table; undefined when it is there, or the name belongs to none. */
  fetcherOf(name: string): (() => Promise<void>) | undefined;
  /** All names, of the families too that have not been fetched. */
  names(): string[];
  /** Fetches every family. */
  fetchAll(): Promise<void>;
}

export function createFunctionTable(
  operatorDefinitions: readonly ScalarFunction[],
  definitions: readonly FunctionDefinition[],
  families: readonly FunctionFamily[],
): FunctionTable {
  const operators = new Map<string, ScalarFunction[]>();
  for (const definition of operatorDefinitions) overloads(operators, definition).push(definition);
  const scalars = new Map<string, ScalarFunction[]>();
  const aggregates = new Map<string, AggregateFunction[]>();
  const windows = new Map<string, WindowFunction[]>();
  const add = (definition: FunctionDefinition): void => {
    if (definition.kind === 'scalar') overloads(scalars, definition).push(definition);
    else if (definition.kind === 'aggregate') overloads(aggregates, definition).push(definition);
    else overloads(windows, definition).push(definition);
  };
  for (const definition of definitions) add(definition);
  const fetchers = new Map(families.flatMap((family) => fetcherPerName(family, add)));
  const isThere = (name: string): boolean => scalars.has(name) || aggregates.has(name) || windows.has(name);
  return {
    operators,
    scalars,
    aggregates,
    windows,
    fetcherOf: (name) => (isThere(name) ? undefined : fetchers.get(name)),
    names: () => [...new Set([...scalars.keys(), ...aggregates.keys(), ...windows.keys(), ...fetchers.keys()])],
    fetchAll: async () => {
      await Promise.all([...fetchers.values()].map((fetch) => fetch()));
    },
  };
}

/** The same fetcher under each name of a family: it fetches once, and again only after a failure. */
function fetcherPerName({ names, load }: FunctionFamily, add: (definition: FunctionDefinition) => void): [string, () => Promise<void>][] {
  let fetching: Promise<void> | undefined;
  const fetch = (): Promise<void> => {
    fetching ??= load().then(
      (definitions) => definitions.forEach(add),
      (error) => {
        fetching = undefined;
        throw error;
      },
    );
    return fetching;
  };
  return names.map((name) => [name, fetch]);
}

function overloads<Definition extends FunctionDefinition>(table: Map<string, Definition[]>, { name }: Definition): Definition[] {
  let list = table.get(name);
  if (list === undefined) {
    list = [];
    table.set(name, list);
  }
  return list;
}
