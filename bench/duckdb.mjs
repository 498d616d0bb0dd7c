// DuckDB in this process: tables loaded once from CSV, strings as VARCHAR and again as ENUM, its threads set before each run.
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestSql } from './digest.mjs';

export async function openDuckdb() {
  const { DuckDBInstance, version } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const threads = availableParallelism();
  let current = 0;
  const setThreads = async (count) => {
    if (current !== count) await connection.run(`SET threads TO ${count}`);
    current = count;
  };
  return {
    version: version(),
    threads,
    run: (sql) => connection.run(sql),
    /** Loads columns under a name. `types` are SQL types; with `enums` a second table has the strings as ENUM in the schema `enums`. */
    async load(name, columns, types, enums = false) {
      const folder = mkdtempSync(join(tmpdir(), 'kqlet-duckdb-'));
      try {
        const file = join(folder, 'rows.csv');
        await writeCsv(file, columns);
        const described = Object.entries(types).map(([column, type]) => `'${column}': '${type}'`);
        await connection.run(`CREATE TABLE ${name} AS SELECT * FROM read_csv('${file}', header = true, columns = {${described}})`);
      } finally {
        rmSync(folder, { recursive: true });
      }
      if (enums) await this.loadEnums(name, types);
    },
    async loadEnums(name, types) {
      await connection.run('CREATE SCHEMA IF NOT EXISTS enums');
      const casts = [];
      for (const [column, type] of Object.entries(types)) {
        if (type !== 'VARCHAR') continue;
        // one type a column name, so that tables joined on it share it
        const known = await connection.runAndReadAll(
          `SELECT count(*) FROM duckdb_types() WHERE type_name = 'enum_${column.toLowerCase()}'`,
        );
        if (Number(known.getRows()[0][0]) === 0)
          await connection.run(`CREATE TYPE enum_${column.toLowerCase()} AS ENUM (SELECT DISTINCT "${column}" FROM ${name})`);
        casts.push(`"${column}"::enum_${column.toLowerCase()} AS "${column}"`);
      }
      await connection.run(`CREATE TABLE enums.${name} AS SELECT * REPLACE (${casts}) FROM ${name}`);
    },
    /** The ways to run a query: each with a digest of its answer. */
    variants({ sql, shape, ordered }, { enums = true } = {}) {
      const variant = (label, schema, count) => ({
        name: `DuckDB ${label}${count === 1 ? '1 thread' : `${count} threads`}`,
        prepare: async () => {
          await setThreads(count);
          await connection.run(`SET schema = '${schema}'`);
        },
        run: () => connection.run(sql),
        digest: async () => String((await connection.runAndReadAll(digestSql(sql, shape, ordered))).getRows()[0][0]),
      });
      const counts = threads > 1 ? [1, threads] : [1];
      return [
        ...counts.map((count) => variant('', 'main', count)),
        ...(enums ? counts.map((count) => variant('ENUM, ', 'enums', count)) : []),
      ];
    },
  };
}

async function writeCsv(file, columns) {
  const names = Object.keys(columns);
  const lists = Object.values(columns);
  const { length } = lists[0];
  const out = createWriteStream(file);
  out.write(`${names.join(',')}\n`);
  for (let start = 0; start < length; start += 20_000) {
    let text = '';
    for (let row = start; row < Math.min(length, start + 20_000); row++) {
      for (let i = 0; i < lists.length; i++) text += i === 0 ? lists[i][row] : `,${lists[i][row]}`;
      text += '\n';
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
