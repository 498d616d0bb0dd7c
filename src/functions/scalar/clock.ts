import { scalar, type ScalarFunction } from '../define.ts';

/** Functions that the binder computes, because they hang on the query or the row as a whole; here stand their signatures. */
export const clockFunctions: readonly ScalarFunction[] = [
  scalar({ signature: 'now(offset?: timespan): datetime', doc: "The query's clock, read once a query, plus the offset." }),
  scalar({ signature: 'ago(timespan: timespan): datetime', doc: "The query's clock less the timespan." }),
];
