// npm run bench: kqlet beside its peers, a family of questions a process. See `--help`; answers that differ end it with an error.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isWanted, readOptions, usage } from './options.mjs';
import { installPeers } from './peers/open.mjs';
import { heading, questionTable } from './report.mjs';

const families = {
  'network in order of time': ['Q1', 'Q2', 'Q3', 'Q3d', 'Q4', 'Q5', 'Q6', 'S1', 'S2'],
  'network at random': ['Q2', 'Q3', 'Q3d'],
  integers: ['J1', 'J2', 'J3', 'G1'],
  sysmon: ['Q7'],
  process: ['E1'],
};

/** Programs that print a table of their own. */
const programs = (options) => [
  {
    name: 'I',
    title: 'files to tables',
    file: 'ingest.mjs',
    args: [String(Math.min(250_000, options.rows / 10)), '--repeats', String(options.runs)],
  },
  { name: 'MEMORY', title: 'memory of a loaded table', file: 'memory.mjs', args: [String(Math.max(options.rows / 5, 500_000))] },
  {
    name: 'GROWTH',
    title: 'time by size',
    file: 'growth.mjs',
    args: [String(options.rows >= 5_000_000 ? 1_000_000 : options.rows / 10), String(options.runs)],
  },
  { name: 'START', title: 'start of the command line, in ms', file: 'startup.mjs', args: [String(options.runs * 2)] },
  { name: 'PARSER', title: 'the parser', file: 'parser.mjs', args: [] },
  { name: 'DATES', title: 'date functions', file: 'date-functions.mjs', args: [] },
];

const args = process.argv.slice(2);
const options = readOptions(args);
if (options.help) {
  console.log(usage);
  process.exit(0);
}
const root = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(`${root}/dist/node.js`)) throw new Error('there is no dist/: run npm run build first');
if (options.peers) installPeers();

const started = new Date();
const parts = [];
for (const [family, names] of Object.entries(families)) {
  if (!names.some((name) => isWanted(options, name))) continue;
  for await (const line of linesOf(['--expose-gc', '--max-old-space-size=12000', script('child.mjs'), family, ...args])) {
    const found = JSON.parse(line);
    show(found.note === undefined ? questionTable(found) : `${found.note}\n`);
  }
}
for (const { name, title, file, args: given } of programs(options)) {
  if (!isWanted(options, name)) continue;
  const text = [];
  for await (const line of linesOf(['--expose-gc', '--max-old-space-size=12000', script(file), ...given])) text.push(line);
  show(`### ${name}: ${title}\n\n\`\`\`\n${text.join('\n')}\n\`\`\`\n`);
}
if (options.only === undefined) {
  const git = (...command) => execFileSync('git', command, { cwd: root, encoding: 'utf8' }).trim();
  const commit = `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'src') === '' ? '' : ' and changes'}`;
  writeFileSync(script('results.md'), [heading({ ...options, versions: versions(), commit, started }), ...parts].join('\n'));
}

function show(part) {
  parts.push(part);
  console.log(part);
}

async function* linesOf(nodeArguments) {
  const child = spawn(process.execPath, nodeArguments, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  yield* createInterface({ input: child.stdout });
  const status = await ended;
  if (status !== 0) {
    console.error(`${nodeArguments.join(' ')} ended with ${status}`);
    process.exit(1);
  }
}

function script(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

function versions() {
  const version = (name, folder) => JSON.parse(readFileSync(`${root}/${folder}/${name}/package.json`, 'utf8')).version;
  const peers = options.peers
    ? ['arquero', 'alasql', 'better-sqlite3', 'nodejs-polars'].filter((name) => existsSync(`${root}/bench/node_modules/${name}`))
    : [];
  return [
    `DuckDB ${version('@duckdb/node-api', 'node_modules')}`,
    ...peers.map((name) => `${name} ${version(name, 'bench/node_modules')}`),
  ].join(', ');
}
