// How many bytes a row of a loaded table takes: by the lengths of its arrays and texts, and by what the process has grown. Build first.
// Usage: node bench/memory.mjs [rows]
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { networkEvents, networkSchema } from './data.mjs';

const bar = 45;

if (process.argv[2] === '--load') {
  const [file, rows] = process.argv.slice(3);
  console.log(JSON.stringify(await loaded(file, Number(rows))));
} else {
  const rows = Number(process.argv[2] ?? 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'kqlet-memory-'));
  try {
    const file = join(folder, 'T.csv');
    await writeCsv(file, networkEvents(rows, 'time').columns);
    // a process of its own, which has never held the rows in another form
    const text = execFileSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--load', file, String(rows)], {
      encoding: 'utf8',
    });
    for (const [name, bytes] of Object.entries(JSON.parse(text))) {
      const each = bytes / rows;
      console.log(`${name.padEnd(24)} ${each.toFixed(1).padStart(6)} bytes a row, bar ${bar}: ${each <= bar ? 'met' : 'missed'}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function loaded(file, rows) {
  const { Database } = await import('../dist/node.js');
  // what the engine itself takes is there before: the code and its buffers
  const warm = new Database({ schemas: false });
  await warm.query('print 1');
  const before = settled();
  const database = new Database({ schemas: false });
  await database.loadTable('T', file, { schema: networkSchema });
  const grown = settled() - before;
  const { segments, columns, rowCount } = await database.query('T');
  if (rowCount !== rows) throw new Error(`${rowCount} rows of ${rows}`);
  const counted = new Set();
  let accounted = 0;
  for (const segment of segments) {
    for (const { name } of columns) {
      const { codes, values, nulls, dictionary } = segment.column(name);
      for (const array of [codes, values, nulls]) accounted += array?.byteLength ?? 0;
      if (dictionary === undefined || counted.has(dictionary)) continue;
      counted.add(dictionary);
      // a text of one byte a unit with its header, its place among the entries and in the table that finds it by its bytes
      for (const text of dictionary.entries) accounted += text.length + 16 + 8 + 16;
    }
  }
  return { 'arrays and texts': accounted, 'growth of the process': grown };
}

function settled() {
  for (let i = 0; i < 4; i++) globalThis.gc();
  return process.memoryUsage().rss;
}

async function writeCsv(file, columns) {
  const names = Object.keys(columns);
  const { length } = columns[names[0]];
  const out = createWriteStream(file);
  out.write(`${names.join(',')}\n`);
  for (let start = 0; start < length; start += 20_000) {
    let text = '';
    for (let row = start; row < Math.min(length, start + 20_000); row++) text += `${names.map((name) => columns[name][row]).join(',')}\n`;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
