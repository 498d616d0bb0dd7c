// E1: a whole process that reads an NDJSON file and counts, from its start to its end.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { networkEvents } from '../data.mjs';
import { isWanted } from '../options.mjs';

export const names = ['E1'];

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const here = fileURLToPath(new URL('..', import.meta.url));

const question = { name: 'E1', title: 'kqlet run over a file, the whole process', bars: {} };

export async function* processes(options) {
  if (!isWanted(options, 'E1')) return;
  const folder = mkdtempSync(join(tmpdir(), 'kqlet-process-'));
  try {
    const file = join(folder, 'T.ndjson');
    await writeLines(file, networkEvents(options.rows / 5, 'time').columns);
    const node = (name, args) => ({
      name,
      run: () => execFileSync(process.execPath, args, { cwd: here, encoding: 'utf8', maxBuffer: 1 << 28 }),
      digest: (text) =>
        JSON.stringify(
          text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line))
            .sort((a, b) => (a.ActionType < b.ActionType ? -1 : 1)),
        ),
    });
    const query = 'T | summarize Rows = count(), Bytes = sum(BytesSent) by ActionType';
    yield {
      question,
      variants: [
        node('kqlet', [main, 'run', '-q', query, '--table', `T=${file}`, '--format', 'ndjson']),
        node('DuckDB 1 thread', ['--input-type=module', '-e', duckdbProgram, file]),
        node('plain Map', ['--input-type=module', '-e', plainProgram, file]),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const print =
  'for (const [ActionType, Rows, Bytes] of rows) console.log(JSON.stringify({ ActionType, Rows: Number(Rows), Bytes: Number(Bytes) }));';

const duckdbProgram = `
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
const sql = "SELECT ActionType, count(*), sum(BytesSent) FROM read_json('" + process.argv[1] + "', format = 'newline_delimited') GROUP BY 1";
const rows = (await connection.runAndReadAll(sql)).getRows();
${print}`;

const plainProgram = `
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
const groups = new Map();
for await (const line of createInterface({ input: createReadStream(process.argv[1]) })) {
  const { ActionType, BytesSent } = JSON.parse(line);
  const group = groups.get(ActionType);
  if (group === undefined) groups.set(ActionType, [ActionType, 1, BytesSent]);
  else { group[1]++; group[2] += BytesSent; }
}
const rows = groups.values();
${print}`;

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
