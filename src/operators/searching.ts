/** What is fetched with search and find. */
export { bindFind } from './find.ts';
export { bindSearch } from './search.ts';
