// E1: a whole process that reads an NDJSON file and answers, from its start to its end.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { networkEvents, now } from '../data.mjs';
import { isWanted } from '../options.mjs';
import { q1 } from '../questions/q1.mjs';
import { q5 } from '../questions/rule.mjs';

export const names = ['E1'];

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const here = fileURLToPath(new URL('..', import.meta.url));

/** Of five million rows so many that the file has about a gigabyte. */
const share = 0.8;

export async function* processes(options) {
  if (!isWanted(options, 'E1')) return;
  const folder = mkdtempSync(join(tmpdir(), 'kqlet-process-'));
  try {
    const file = join(folder, 'T.ndjson');
    const data = networkEvents(options.rows * share, 'time');
    await writeLines(file, data.columns);
    const { servers } = data;
    for (const { name, kql, sql, title } of [q1(), q5({ servers })]) {
      const run = (variant, args) => ({
        name: variant,
        run: () => execFileSync(process.execPath, args, { cwd: here, encoding: 'utf8', maxBuffer: 1 << 28 }),
        digest: (text) => linesInOrder(text),
      });
      const duckdb = (variant, threads) =>
        run(variant, ['--input-type=module', '-e', duckdbProgram, threads, sql.replace('DeviceNetworkEvents', source(file))]);
      const variants = [
        run('kqlet', [main, 'run', '-q', kql, '--table', `DeviceNetworkEvents=${file}`, '--format', 'ndjson', '--now', now]),
        duckdb('DuckDB', ''),
        duckdb('DuckDB 1 thread', '1'),
      ];
      if (name === 'Q1') variants.push(run('plain Map', ['--input-type=module', '-e', plainProgram, file]));
      yield {
        question: { name: 'E1', title: `${title}, kqlet run over a file of NDJSON, the whole process`, bars: { DuckDB: 1 } },
        variants,
      };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const source = (file) => `read_json('${file}', format = 'newline_delimited')`;

/** The rows of an answer, in any order; times, which everybody writes in a way of his own, are left out. */
function linesInOrder(text) {
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.stringify({ ...JSON.parse(line), Timestamp: undefined }));
  return rows.sort().join('\n');
}

const duckdbProgram = `
import { DuckDBInstance } from '@duckdb/node-api';
const [, threads, sql] = process.argv;
const connection = await (await DuckDBInstance.create(':memory:', threads === '' ? {} : { threads })).connect();
const result = await connection.runAndReadAll(sql);
const names = result.columnNames();
const text = (value) => (typeof value === 'bigint' ? Number(value) : typeof value === 'object' ? String(value) : value);
const lines = result.getRows().map((row) => JSON.stringify(Object.fromEntries(names.map((name, i) => [name, text(row[i])]))));
process.stdout.write(lines.join('\\n') + '\\n');`;

const plainProgram = `
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
const counts = new Map();
for await (const line of createInterface({ input: createReadStream(process.argv[1]) })) {
  const { DeviceName } = JSON.parse(line);
  counts.set(DeviceName, (counts.get(DeviceName) ?? 0) + 1);
}
for (const [DeviceName, count_] of counts) console.log(JSON.stringify({ DeviceName, count_ }));`;

async function writeLines(file, columns) {
  const out = createWriteStream(file);
  const names = Object.keys(columns);
  for (let start = 0; start < columns.Timestamp.length; start += 10_000) {
    let text = '';
    for (let row = start; row < Math.min(columns.Timestamp.length, start + 10_000); row++) {
      text += `${JSON.stringify(Object.fromEntries(names.map((name) => [name, columns[name][row]])))}\n`;
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
