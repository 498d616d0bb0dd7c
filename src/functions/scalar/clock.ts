import { type ScalarFunction, scalar } from '../define.ts';

/** Functions that the binder computes, because they hang on the query or the row as a whole; here stand their signatures. */
export const clockFunctions: readonly ScalarFunction[] = [
  scalar({ signature: 'now(offset?: timespan): datetime', doc: "The query's clock, read once a query, plus the offset." }),
  scalar({ signature: 'ago(timespan: timespan): datetime', doc: "The query's clock less the timespan." }),
  scalar({
    signature: 'column_ifexists(column_name: string, defaultValue: scalar): #2',
    doc: 'The column of this name where the row has one, else the default.',
    constant: ['column_name'],
  }),
  scalar({
    signature: 'columnifexists(column_name: string, defaultValue: scalar): #2',
    doc: 'The column of this name, else the default; the old name of column_ifexists().',
    constant: ['column_name'],
    insteadOf: 'column_ifexists',
  }),
  scalar({
    signature: 'iscolumnexists(column_name: string): bool',
    doc: 'Whether the row has a column of this name; known before any row is read.',
    constant: ['column_name'],
  }),
  scalar({
    signature: 'assert(condition: bool, message: string): bool',
    doc: 'True; when the condition, which must be a constant, is false, the query fails with the message.',
    examples: [["assert(1 < 2, 'one is less than two')", true]],
    constant: ['condition', 'message'],
  }),
  scalar({
    signature: 'bin_auto(value: scalar): #1',
    doc: 'The value rounded down to the bins that `set query_bin_auto_size` and `set query_bin_auto_at` describe.',
    naming: 'argument',
  }),
  scalar({
    signature: '__cast(type: type, value: scalar): typeof',
    doc: "The value as the type, by the rule of that type's conversion function.",
    examples: [["__cast(typeof(long), '5')", 5]],
    constant: ['type'],
  }),
  scalar({
    signature: '__invoke(name: string, type: type, ...argument: scalar): typeof',
    doc: 'The function of this name with these arguments; the type is that of its result.',
    examples: [["__invoke('strlen', typeof(long), 'abc')", 3]],
    constant: ['name', 'type'],
  }),
];
