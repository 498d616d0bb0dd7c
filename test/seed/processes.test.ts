import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli } from '../cli/kqlet.ts';
import { compareTables, type Expected } from './reference/compare.ts';
import { mde } from './reference/mde.ts';
import { DEVICE_NETWORK_EVENTS, EVENT } from './reference/schemas.ts';
import { CAPTURE_DIRECTORY, CAPTURE_NOW, readRows, SEED_DIRECTORY, SEED_NOW } from './reference/seed-data.ts';
import { sysmon } from './reference/sysmon.ts';
import { readTable, type Table } from './reference/table.ts';

/** The Nodes to run in: this one, and those of KQLET_NODES, paths with a colon between them. */
const nodes = [process.execPath, ...(process.env.KQLET_NODES ?? '').split(':').filter((node) => node !== '')];

const seedRules = path.dirname(SEED_DIRECTORY);
const dataSets = [
  { name: 'the data set of the project', folder: SEED_DIRECTORY, now: SEED_NOW },
  ...(CAPTURE_DIRECTORY === undefined ? [] : [{ name: 'the real capture', folder: CAPTURE_DIRECTORY, now: CAPTURE_NOW }]),
];
const rules = [
  { rule: 'mde', table: 'DeviceNetworkEvents', schema: DEVICE_NETWORK_EVENTS, reference: mde },
  { rule: 'sysmon', table: 'Event', schema: EVENT, reference: sysmon },
];

/** Loads a table and runs a rule with the library as it is installed; prints columns and rows. */
const program = `
  import { readFileSync } from 'node:fs';
  const [library, table, file, rule, now] = process.argv.slice(1);
  const { Database } = await import(library);
  const database = new Database({ now });
  await database.loadTable(table, file);
  const result = await database.query(readFileSync(rule, 'utf8'));
  console.log(JSON.stringify({ columns: result.columns, rows: result.toRows() }));
`;

let cli = '';
beforeAll(() => {
  cli = builtCli();
}, 120_000);

describe.each(nodes)('in the processes of %s', (node) => {
  describe.each(dataSets)('over $name', ({ folder, now }) => {
    it.each(rules)('the command line runs $rule', ({ rule, table, schema, reference }) => {
      const printed = run(node, [cli, 'run', path.join(seedRules, `${rule}.kql`), '--data', folder, '--now', now, '--format', 'kusto']);
      const { Columns, Rows } = JSON.parse(printed);
      const columns = Columns.map((column: { ColumnName: string; ColumnType: string }) => ({
        name: column.ColumnName,
        type: column.ColumnType,
      }));
      expect(compareTables(expected(folder, table, schema, reference, now), { columns, rows: Rows })).toEqual({ ok: true });
    });

    it.each(rules)('the library runs $rule', ({ rule, table, schema, reference }) => {
      const library = pathToFileURL(path.join(cli, '../../node.js')).href;
      const file = fileOf(folder, table);
      const printed = run(node, ['--input-type=module', '-e', program, library, table, file, path.join(seedRules, `${rule}.kql`), now]);
      expect(compareTables(expected(folder, table, schema, reference, now), JSON.parse(printed))).toEqual({ ok: true });
    });
  });
});

function expected(
  folder: string,
  table: string,
  schema: Parameters<typeof readTable>[1],
  reference: (table: Table, now: string) => Expected | Expected[],
  now: string,
): Expected | Expected[] {
  return reference(readTable(readRows(fileOf(folder, table)), schema), now);
}

function fileOf(folder: string, table: string): string {
  const file = readdirSync(folder).find((name) => name.startsWith(`${table}.`)) as string;
  return path.join(folder, file);
}

function run(node: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}
