/** The parameters that each operator declares, by name. */
export const declaredParameters = {
  as: ['hint.materialized'],
  consume: ['decodeblocks'],
  distinct: ['hint.shufflekey', 'hint.strategy', 'hint.num_partitions'],
  evaluate: ['hint.distribution', 'hint.remote'],
  find: ['withsource', 'with_source'],
  graphMarkComponents: ['kind', 'with_component_id'],
  graphMatch: ['cycles'],
  graphShortestPaths: ['output'],
  graphToTableEdges: ['with_source_id', 'with_target_id'],
  graphToTableNodes: ['with_node_id'],
  join: ['kind', 'hint.remote', 'hint.shufflekey', 'hint.strategy', 'hint.num_partitions'],
  lookup: ['kind'],
  makeGraph: ['hint.strategy'],
  makeSeries: ['hint.shufflekey', 'kind'],
  mvApply: ['with_itemindex'],
  mvExpand: ['kind', 'bagexpansion', 'with_itemindex'],
  none: [],
  parse: ['kind', 'flags'],
  parseKvWith: ['pair_delimiter', 'kv_delimiter', 'regex', 'quote', 'escape', 'greedy'],
  partition: ['hint.concurrency', 'hint.spread', 'hint.materialized', 'hint.shufflekey', 'hint.strategy'],
  reduce: ['kind'],
  reduceWith: ['threshold', 'characters'],
  renderWith: [
    ...['kind', 'title', 'accumulate', 'xcolumn', 'ycolumns', 'anomalycolumns', 'series', 'xtitle', 'ytitle', 'xaxis', 'yaxis'],
    ...['legend', 'ysplit', 'ymin', 'ymax', 'xmin', 'xmax'],
  ],
  scan: ['kind', 'with_match_id'],
  search: ['kind'],
  sort: ['hint.strategy'],
  summarize: ['hint.shufflekey', 'hint.strategy', 'hint.num_partitions'],
  top: ['hint.progressive_top'],
  union: ['kind', 'withsource', 'with_source', 'isfuzzy', '__isFuzzy', 'best_effort', 'hint.concurrency', 'hint.spread'],
} as const satisfies Record<string, readonly string[]>;

export type ParameterSet = keyof typeof declaredParameters;

/** Names that every operator with parameters takes, whether it knows what to do with them or not. */
const knownEverywhere = [
  ...['bagexpansion', 'bin_legacy', '__crossCluster', '__crossDB', 'decodeblocks', 'expandoutput', 'hint.concurrency', 'hint.distribution'],
  ...['hint.materialized', 'hint.num_partitions', 'hint.pass_filters', 'hint.pass_filters_column', 'hint.progressive_top', 'hint.remote'],
  ...['hint.shufflekey', 'hint.spread', 'hint.strategy', '__id', 'isfuzzy', '__isFuzzy', 'kind', '__noWithSource', '__packedColumn'],
  ...['__sourceColumnIndex', 'cycles', 'with_match_id', 'with_itemindex', 'withsource', 'with_source', 'with_step_name', 'force_remote'],
];

const allowed = new Map<ParameterSet, ReadonlySet<string>>();

/** The parameter names that an operator reads: its own and the ones known everywhere. */
export function parameterNames(set: ParameterSet): ReadonlySet<string> {
  let names = allowed.get(set);
  if (names === undefined) allowed.set(set, (names = new Set([...declaredParameters[set], ...knownEverywhere])));
  return names;
}

/** The parameter names that stand in a list of their own, where only the declared ones count. */
export function declaredNames(set: ParameterSet): ReadonlySet<string> {
  return new Set<string>(declaredParameters[set]);
}

/** Reserved words that are values of a parameter, by `set.name`. */
const wordValues: Readonly<Record<string, readonly string[]>> = {
  'parse.kind': ['simple', 'relaxed'],
  'toscalar.kind': ['nooptimization'],
  'totable.kind': ['nooptimization'],
};

/** Whether a reserved word is a value of this parameter of this operator. */
export function isWordValue(owner: string, name: string, value: string): boolean {
  return wordValues[`${owner}.${name}`]?.includes(value) ?? false;
}

/** Where a parameter stands: its operator, and its name once that is known. */
export interface ParameterContext {
  readonly owner: string;
  readonly name?: string;
}
