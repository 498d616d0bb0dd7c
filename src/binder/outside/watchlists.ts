import { tableOfRows } from '../../data/table.ts';
import { fail, nearestName, type Span } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Call } from '../../syntax/ast.ts';
import { constantText } from '../calls.ts';
import { type BindContext, catalogOf, type Environment } from '../context.ts';
import { type Relation, relationOf } from '../relation.ts';
import { pendingTable } from './entities.ts';

/**
 * `_GetWatchlist('alias')`: the items of a watchlist that the host supplies. Without data only the alias is checked to be a constant; one
 * that is not there ends the query before any data is read.
 */
export function bindGetWatchlist(context: BindContext, environment: Environment, node: Call): Relation {
  const [argument, further] = node.arguments;
  if (argument === undefined) fail('semantic', '_GetWatchlist() takes the alias of a watchlist', node.span);
  if (further !== undefined) fail('unsupported', 'a second argument of _GetWatchlist() is not supported', further.span);
  const alias = constantText(context, { environment, row: undefined }, argument, 'the alias that _GetWatchlist() takes');
  const watchlists = catalogOf(context, environment).providers?.watchlists;
  const watchlist = watchlists?.get(alias);
  if (watchlist === undefined) {
    if (context.known === undefined) return pendingTable(context, node.span);
    const near = nearestName(alias, watchlists?.keys() ?? []);
    return fail(
      'data',
      `there is no watchlist \`${alias}\``,
      node.span,
      near === undefined ? `supply it: database.addWatchlist('${alias}', rows), or --watchlist ${alias}=FILE` : `did you mean \`${near}\`?`,
    );
  }
  const { source, lacksUpdateTime } = watchlist;
  if (lacksUpdateTime && context.text.includes('LastUpdatedTimeUTC'))
    context.warnings.push(`the watchlist ${alias} does not say when its items were updated: LastUpdatedTimeUTC is null`);
  return relationOf({
    kind: 'scan',
    name: `_GetWatchlist('${alias}')`,
    source,
    columns: undefined,
    schema: source.schema,
    span: node.span,
  });
}

/** `_GetWatchlistAlias`: the aliases of the watchlists that the host supplies. */
export function bindGetWatchlistAlias(context: BindContext, environment: Environment, span: Span): Relation {
  const aliases = [...(catalogOf(context, environment).providers?.watchlists.keys() ?? [])];
  if (aliases.length === 0) {
    if (context.known === undefined) return pendingTable(context, span);
    fail('data', 'there are no watchlists', span, "supply them: database.addWatchlist('alias', rows), or --watchlist ALIAS=FILE");
  }
  const schema = { columns: [{ name: 'WatchlistAlias', type: 'string' as const }] };
  const plan: Plan = {
    kind: 'values',
    table: tableOfRows(
      schema,
      aliases.map((alias) => [alias]),
    ),
    schema,
    span,
  };
  return relationOf(plan);
}
