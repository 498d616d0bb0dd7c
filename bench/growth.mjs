// Whether time grows with rows and columns and no faster: a row of twenty times as many, a cell of four times as many columns. Build first.
// Usage: node --expose-gc --max-old-space-size=12000 bench/growth.mjs [rows] [runs]
import { Database } from '../dist/node.js';
import { networkEvents, networkSchema, now } from './data.mjs';
import { q1 } from './questions/q1.mjs';
import { q2 } from './questions/q2.mjs';
import { q5 } from './questions/rule.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const runs = Number(process.argv[3] ?? 5);
const bar = 1.3;
const times = 20;

const found = new Map();
for (const count of [rows, rows * times]) {
  const data = networkEvents(count, 'time');
  const database = new Database({ now, schemas: false });
  database.addTable('DeviceNetworkEvents', data.columns, { schema: networkSchema });
  const questions = [q1, q2, q5].map((make) => make(data));
  // the rows as they came are not part of what is measured, and clearing them away would be
  data.columns = undefined;
  globalThis.gc?.();
  for (const { name, kql } of questions) found.set(`${name} ${count}`, (await median(database, kql)) / count);
}
for (const name of ['Q1', 'Q2', 'Q5'])
  report(`${name}, ns a row`, rows, rows * times, found.get(`${name} ${rows}`), found.get(`${name} ${rows * times}`));

const length = 2_000;
const narrow = 500;
const wide = 2_000;
const ofCells = [];
for (const width of [narrow, wide]) {
  const columns = Object.fromEntries(
    Array.from({ length: width }, (_, c) => [`c${c}`, Int32Array.from({ length }, (_, row) => (row * (c + 7)) % 1000)]),
  );
  const database = new Database({ now, schemas: false });
  database.addTable('T', columns);
  // a long text of all columns, a filter, and every column of what is left
  const sums = Object.keys(columns).map((name) => `sum(${name})`);
  ofCells.push((await median(database, `T | where c1 >= 0 | summarize ${sums.join(', ')}`)) / (width * length));
}
report('sums of all columns, ns a cell', narrow, wide, ...ofCells);

/** In nanoseconds, columns gathered. */
async function median(database, kql) {
  const measured = [];
  for (let run = 0; run <= runs; run++) {
    globalThis.gc?.({ type: 'minor' });
    const started = performance.now();
    const result = await database.query(kql);
    for (const segment of result.segments) for (const { name } of result.columns) segment.column(name);
    if (run > 0) measured.push((performance.now() - started) * 1e6);
  }
  return measured.sort((a, b) => a - b)[measured.length >> 1];
}

function report(name, fewer, more, first, second) {
  const ratio = second / first;
  const verdict = ratio <= bar ? 'met' : 'missed';
  console.log(
    `${name.padEnd(32)} ${fewer} → ${more}: ${first.toFixed(1)} → ${second.toFixed(1)}   x ${ratio.toFixed(2)}, bar ${bar}: ${verdict}`,
  );
}
