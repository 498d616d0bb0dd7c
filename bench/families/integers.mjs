import { keyedRows } from '../data.mjs';
import { openDuckdb } from '../duckdb.mjs';
import { kqletVariant, openDatabase, plainVariant } from '../kqlet.mjs';
import { isWanted } from '../options.mjs';
import { groups, joins } from '../questions/integers.mjs';

export const names = [...joins.map(({ name }) => name), 'G1'];

const schema = { key: 'long', value: 'long' };
const sqlTypes = { key: 'BIGINT', value: 'BIGINT' };

export async function* integers(options) {
  for (const question of joins.filter(({ name }) => isWanted(options, name))) {
    const sizes = question.sizes(options.rows);
    const left = keyedRows(sizes.left, sizes.keys, { seed: 1 });
    const right = keyedRows(sizes.right, sizes.keys, { seed: 2, even: true });
    yield { question, variants: await opened({ left, right }, question, options) };
  }
  if (isWanted(options, 'G1')) {
    const left = keyedRows(options.rows * 2, options.rows / 5, { seed: 3 });
    yield { question: groups, variants: await opened({ left }, groups, options) };
  }
}

async function opened(data, question, { alone }) {
  const database = openDatabase();
  const duckdb = alone ? undefined : await openDuckdb();
  for (const [side, columns] of [
    ['L', data.left],
    ['R', data.right],
  ]) {
    if (columns === undefined) continue;
    database.addTable(side, columns, { schema });
    await duckdb?.load(side, columns, sqlTypes);
  }
  return [kqletVariant(database, question), ...(duckdb?.variants(question, { enums: false }) ?? []), plainVariant(data, question)];
}
