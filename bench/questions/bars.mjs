// How many times as long as kqlet others should take at least.

/** What people use for such questions in JavaScript today. */
export const peerBars = { 'plain Map': 3, arquero: 3, alasql: 3, sqlite: 3, lodash: 3 };

/** Those beside DuckDB, with one thread and with two, and the peers above. */
export const bars = (one, two) => ({ 'DuckDB 1 thread': one, 'DuckDB 2 threads': two, ...peerBars });
