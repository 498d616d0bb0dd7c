// kqlet as its users have it: the build, arrays of columns, a text.
import { Database } from '../dist/node.js';
import { now } from './data.mjs';
import { digestOfColumns, digestOfResult } from './digest.mjs';

export const openDatabase = () => new Database({ now, schemas: false });

export function kqletVariant(database, { kql, shape, ordered }) {
  return {
    name: 'kqlet',
    async run() {
      const result = await database.query(kql);
      // columns may be gathered only when somebody reads them
      for (const segment of result.segments) for (const { name } of result.columns) segment.column(name);
      return result;
    },
    digest: (result) => digestOfResult(result, shape, ordered),
  };
}

export const plainVariant = (data, { plain, shape, ordered }) => ({
  name: 'plain Map',
  run: () => plain(data),
  digest: (columns) => digestOfColumns(columns, shape, ordered),
});
