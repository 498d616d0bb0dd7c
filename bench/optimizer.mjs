// What each rule of the optimizer is worth: a query with all rules and without that one, in turns; and what a short query costs when it is warm.
//   node bench/optimizer.mjs [rows] [--only name] [--repeats n]        default 400000 rows, 5 repeats
// Times are processor time of the process, medians; both answers are compared. Needs dist/ (npm run build), or KQLET_DIST.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const rowCount = Number(args.find((arg, i) => !arg.startsWith('--') && !args[i - 1]?.startsWith('--')) ?? 400_000);
const repeats = Number(option('--repeats') ?? 5);
const only = option('--only');

const root = resolve(fileURLToPath(import.meta.url), '../..');
const { Database } = await import(pathToFileURL(resolve(process.env.KQLET_DIST ?? join(root, 'dist/node.js'))).href);
const now = '2024-05-01T00:00:00Z';

const questions = [
  {
    rule: 'pushFilters',
    query: String.raw`Log | extend Number = toint(extract('u(\\d+)', 1, Url)) | where Host == 'h7' | summarize sum(Number)`,
  },
  {
    rule: 'dropEmpty',
    query: "union withsource=Table File, Other | where Table == 'Other' | summarize dcount(Url)",
  },
  { rule: 'orderConjuncts', query: "Log | where Url matches regex 'u.*77.*e' and Bag.a == 1 and Id < 1000 | count" },
  { rule: 'limitSorts', query: 'Log | sort by Url asc, Time desc | take 10' },
  {
    rule: 'reduceJoins',
    query: 'Other | where Id < 100 | join kind=inner (Log | project Id = Id * 3, Url) on Id | summarize dcount(Url1)',
  },
  {
    rule: 'shareCommon',
    query:
      'let L = Log | summarize n = count(), any = make_set(Host) by Id; L | where n > 0 | join kind=inner (L | where n > 1) on Id | count',
  },
  { rule: 'pruneColumns', query: 'File | summarize count() by Host' },
  {
    rule: 'pruneColumns',
    query: 'Log | top 20000 by Time | summarize make_set(Id) by Host | project Host',
    title: 'pruneColumns in memory',
  },
];

const folder = mkdtempSync(join(tmpdir(), 'kqlet-optimizer-'));
try {
  const database = await filled();
  for (const question of questions) if (only === undefined || question.rule.includes(only)) await compare(database, question);
  if (only === undefined || 'warm'.includes(only)) await warm();
} finally {
  rmSync(folder, { recursive: true });
}

async function filled() {
  const start = Date.parse(now);
  const row = (i) => ({
    Time: new Date(start - ((i * 7919) % rowCount) * 1000).toISOString(),
    Id: (i * 31) % rowCount,
    Host: `h${i % 50}`,
    Url: `https://host.example/u${(i * 17) % 200_000}/page`,
    Bag: { a: i % 10, b: 'text' },
  });
  const rows = Array.from({ length: rowCount }, (_, i) => row(i));
  const database = new Database({ now, schemas: false });
  database.addTable('Log', rows, { schema: { Time: 'datetime', Id: 'long', Host: 'string', Url: 'string', Bag: 'dynamic' } });
  database.addTable('Other', rows.slice(0, rowCount / 20));
  const wide = rows
    .slice(0, rowCount / 4)
    .map((each) => JSON.stringify({ ...each, Url2: each.Url, Time2: each.Time, Note: `${each.Id} ${each.Url}` }));
  const file = join(folder, 'File.ndjson');
  writeFileSync(file, wide.join('\n'));
  await database.loadTable('File', file, { stream: true });
  return database;
}

async function compare(database, { rule, query, title = rule }) {
  const times = { with: [], without: [] };
  let answer;
  for (let round = 0; round <= repeats; round++) {
    for (const variant of ['with', 'without']) {
      globalThis.gc?.();
      const before = process.cpuUsage();
      const result = await database.query(query, { optimize: variant === 'with' ? true : { without: [rule] } });
      const found = JSON.stringify(result.toRows());
      const { user, system } = process.cpuUsage(before);
      answer ??= found;
      if (found !== answer) throw new Error(`${title}: the answers differ`);
      // the first round warms up
      if (round > 0) times[variant].push((user + system) / 1000);
    }
  }
  const [better, worse] = [median(times.with), median(times.without)];
  console.log(
    `${title.padEnd(24)} ${better.toFixed(1).padStart(8)} ms   without ${worse.toFixed(1).padStart(8)} ms   ${(worse / better).toFixed(1)}x`,
  );
}

/** The Defender rule over 100 rows, again and again: prepared it is to take no more than 1 ms, from its text 3. */
async function warm() {
  const rule = readFileSync(join(root, 'corpus/seed/mde.kql'), 'utf8');
  const database = new Database({ now, schemas: false });
  const rows = Array.from({ length: 100 }, (_, i) => ({
    Timestamp: new Date(Date.parse(now) - i * 3_600_000).toISOString(),
    DeviceName: ['server1', 'server2', 'other'][i % 3],
    ActionType: 'ConnectionSuccess',
    RemoteIPType: i % 5 > 0 ? 'Public' : 'Private',
    RemoteIP: `10.0.${i % 7}.1`,
    RemoteUrl: `u${i % 9}.example`,
    RemotePort: 443,
    InitiatingProcessFileName: 'x.exe',
  }));
  database.addTable('DeviceNetworkEvents', rows);
  const prepared = database.prepare(rule);
  const variants = { prepared: () => prepared.run(), 'from text': () => database.query(rule) };
  for (const [name, run] of Object.entries(variants)) {
    const times = [];
    for (let round = 0; round < 600; round++) {
      const started = performance.now();
      const result = await run();
      result.toRows();
      if (round >= 300) times.push(performance.now() - started);
    }
    console.log(`warm, ${name.padEnd(18)} ${median(times).toFixed(2).padStart(8)} ms wall`);
  }
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1];
}
