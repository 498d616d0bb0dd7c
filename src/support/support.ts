import { Database } from '../database.ts';
import { KqlError } from '../errors.ts';
import { functions } from '../functions/index.ts';
import { divergences } from './divergences.ts';
import { inventory } from './inventory.ts';
import { operators, scalarOperators, statements, types, type Word } from './words.ts';

export type Kind = 'operator' | 'statement' | 'scalar operator' | 'type' | 'scalar function' | 'aggregate' | 'plugin';

/** What becomes of a word of the language. */
export interface SupportLine {
  readonly kind: Kind;
  readonly name: string;
  readonly tier: 1 | 2 | 3;
  /** 'divergent': it runs, but in some respect otherwise than Kusto, or where nobody knows what Kusto does. */
  readonly status: 'supported' | 'refused' | 'divergent';
  /** Why it is refused, or in what it differs; '' when it is supported. */
  readonly reason: string;
}

/**
 * Asks the engine for every word of the language, one after the other: nothing is listed as supported that it refuses. What a host can supply
 * is supplied, so that a word is refused only where no host can help.
 */
export async function probeSupport(): Promise<SupportLine[]> {
  await functions.fetchAll();
  const database = suppliedDatabase();
  const lines: SupportLine[] = [];
  const add = async (kind: Kind, name: string, tier: 1 | 2 | 3, query: string, everyErrorCounts: boolean): Promise<void> => {
    const refusal = await refusalOf(database, query, everyErrorCounts);
    const difference = divergences[name];
    if (refusal !== undefined) lines.push({ kind, name, tier, status: 'refused', reason: refusal });
    else lines.push({ kind, name, tier, status: difference === undefined ? 'supported' : 'divergent', reason: difference ?? '' });
  };
  const words: readonly (readonly [Kind, readonly Word[]])[] = [
    ['statement', statements],
    ['operator', operators],
    ['scalar operator', scalarOperators],
    ['type', types],
  ];
  for (const [kind, list] of words) for (const { name, tier, example } of list) await add(kind, name, tier, example, true);
  for (const tier of [1, 2, 3] as const) {
    for (const name of inventory['scalar function'][tier]) await add('scalar function', name, tier, callOf(name), false);
    for (const name of inventory.aggregate[tier]) await add('aggregate', name, tier, `print x = 1 | summarize ${name}()`, false);
    for (const name of inventory.plugin[tier]) await add('plugin', name, tier, `print x = 1 | evaluate ${name}()`, false);
  }
  return lines;
}

/** A database whose host has supplied what can be. */
export function suppliedDatabase(): Database {
  const now = '2024-05-01T00:00:00Z';
  const other = new Database({ now });
  other.addTable('T', [{ n: 1 }]);
  return new Database({
    now,
    name: 'here',
    cluster: 'https://cluster.example.com',
    principal: { fqn: 'aaduser=someone', details: {}, memberOf: [] },
    ingestionTime: 'TimeGenerated',
    geoInfo: () => null,
    userAgent: () => null,
    databases: { a: other, 'c/a': other },
    external: { 'https://example.com/a.csv': new TextEncoder().encode('x\n') },
  });
}

/** Functions that stand for tables. */
const sources: Readonly<Record<string, string>> = {
  database: 'database("a").T',
  cluster: 'cluster("c").database("a").T',
  entity_group: 'macro-expand entity_group [database("a")] as x (x.T)',
  external_table: 'external_table("T")',
  materialized_view: 'materialized_view("T")',
  graph: 'graph("G") | graph-to-table nodes',
  stored_query_result: 'stored_query_result("R")',
  totable: 'totable(print 1)',
};

/** A call without arguments is bound as far as the choice of the function: a name that is not there is refused otherwise than a wrong call. */
function callOf(name: string): string {
  if (name in sources) return sources[name];
  if (name === 'ingestion_time') return 'datatable(TimeGenerated:datetime)[] | extend t = ingestion_time()';
  return functions.windows.has(name) ? `print x = 1 | serialize y = ${name}()` : `print ${name}()`;
}

/** Why the engine refuses a query; undefined when it runs, or, unless every error counts, when the call alone is wrong. */
async function refusalOf(database: Database, query: string, everyErrorCounts: boolean): Promise<string | undefined> {
  try {
    await database.query(query);
    return undefined;
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const isMissing = error.kind === 'unsupported' || /^there is no (function|plugin)/.test(error.message);
    return everyErrorCounts || isMissing || error.kind === 'data'
      ? [error.message, error.hint].filter((text) => text !== undefined).join('; ')
      : undefined;
  }
}
