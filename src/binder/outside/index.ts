/** All that is fetched when a query first reaches outside itself. */
export {
  bindEntityPattern,
  bindEntityTable,
  bindEntityValue,
  declareAlias,
  isEntityTable,
  isMissingEntity,
} from './entities.ts';
export { hostForms } from './host-functions.ts';
export { bindGetWatchlist, bindGetWatchlistAlias } from './watchlists.ts';
