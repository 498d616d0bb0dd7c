// How fast files become tables, beside JSON.parse and DuckDB on one thread, over the same generated rows.
//   node bench/ingest.mjs [rows] [--only part-of-a-name] [--repeats n]        default 250000 rows, 5 repeats
// Times are processor time of the process and wall time, medians; every reader ends with typed columns of all rows.
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { parquetWriteBuffer } from 'hyparquet-writer';

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const rowCount = Number(args.find((arg, i) => !arg.startsWith('--') && !args[i - 1]?.startsWith('--')) ?? 250_000);
const repeats = Number(option('--repeats') ?? 5);
const only = option('--only');

const root = resolve(fileURLToPath(import.meta.url), '../..');
const folder = mkdtempSync(join(tmpdir(), 'kqlet-ingest-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

const types = {
  Timestamp: 'datetime',
  DeviceName: 'string',
  RemoteIP: 'string',
  RemoteIPType: 'string',
  RemotePort: 'long',
  ActionType: 'string',
  RemoteUrl: 'string',
  BytesSent: 'long',
};
const names = Object.keys(types);
const files = generate(rowCount);

await build({
  stdin: {
    contents: "export { loadTable, openTable } from './src/readers/load.ts'; export { inputsOf } from './src/readers/files.ts';",
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  external: ['fflate', 'decimal.js'],
  outfile: join(root, 'node_modules/.kqlet-bench-readers.mjs'),
  logLevel: 'error',
});
const { loadTable, openTable, inputsOf } = await import(join(root, 'node_modules/.kqlet-bench-readers.mjs'));

const contenders = {
  'NDJSON  JSON.parse a line, columns with codes': [files.ndjson, () => parsedColumns(files.ndjson)],
  'NDJSON  kqlet loadTable': [files.ndjson, () => load(files.ndjson)],
  'NDJSON  kqlet loadTable, types given': [files.ndjson, () => load(files.ndjson, true)],
  'NDJSON  kqlet stream, all columns': [files.ndjson, () => stream(files.ndjson)],
  'NDJSON  kqlet stream, two columns': [files.ndjson, () => stream(files.ndjson, [0, 5])],
  'NDJSON  kqlet stream, no column': [files.ndjson, () => stream(files.ndjson, [])],
  'NDJSON  DuckDB, 1 thread': [files.ndjson, () => duck(`read_json('${files.ndjson}', format='newline_delimited'`)],
  'NDJSON sparse, keys in two orders  JSON.parse': [files.sparse, () => parsedColumns(files.sparse)],
  'NDJSON sparse, keys in two orders  kqlet loadTable': [files.sparse, () => load(files.sparse)],
  'NDJSON nested and escaped  JSON.parse': [files.nested, () => parsedColumns(files.nested)],
  'NDJSON nested and escaped  kqlet loadTable': [files.nested, () => load(files.nested)],
  'NDJSON gzip  kqlet loadTable': [files.gzip, () => load(files.gzip)],
  'JSON array  kqlet loadTable': [files.array, () => load(files.array)],
  'JSON array  DuckDB, 1 thread': [files.array, () => duck(`read_json('${files.array}', format='array'`)],
  'CSV  split into columns with codes': [files.csv, () => splitColumns(files.csv)],
  'CSV  kqlet loadTable': [files.csv, () => load(files.csv)],
  'CSV  kqlet stream, two columns': [files.csv, () => stream(files.csv, [0, 5])],
  'CSV  DuckDB, 1 thread': [files.csv, () => duck(`read_csv('${files.csv}', header=true`)],
  'Parquet  kqlet loadTable': [files.parquet, () => load(files.parquet)],
  'Parquet  kqlet stream, all columns': [files.parquet, () => stream(files.parquet)],
  'Parquet  kqlet stream, two columns': [files.parquet, () => stream(files.parquet, [0, 5])],
  'Parquet  DuckDB, 1 thread': [files.parquet, () => duckParquet(files.parquet)],
};

let connection;
const measured = new Map();
for (let repeat = -1; repeat < repeats; repeat++) {
  for (const [name, [, run]] of Object.entries(contenders)) {
    if (only !== undefined && !name.includes(only)) continue;
    globalThis.gc?.();
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const rows = await run();
    const wall = performance.now() - begin;
    const { user, system } = process.cpuUsage(cpu);
    if (rows !== rowCount) throw new Error(`${name}: ${rows} rows`);
    if (repeat >= 0) measured.set(name, [...(measured.get(name) ?? []), { wall, cpu: (user + system) / 1000 }]);
  }
}
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
console.log(`${rowCount} rows, Node ${process.version}`);
console.log(`${''.padEnd(52)}${'cpu ns/row'.padStart(12)}${'cpu MB/s'.padStart(10)}${'wall ms'.padStart(9)}${'of the first'.padStart(14)}`);
let first;
for (const [name, times] of measured) {
  const cpu = median(times.map((time) => time.cpu));
  const wall = median(times.map((time) => time.wall));
  if (/JSON\.parse|split/.test(name)) first = cpu;
  const megabytes = statSync(contenders[name][0]).size / 1e6;
  console.log(
    `${name.padEnd(52)}${((cpu * 1e6) / rowCount).toFixed(0).padStart(12)}${((megabytes / cpu) * 1000).toFixed(0).padStart(10)}${wall.toFixed(0).padStart(9)}${first === undefined ? '' : `${(first / cpu).toFixed(2)} x`.padStart(14)}`,
  );
}
rmSync(join(root, 'node_modules/.kqlet-bench-readers.mjs'));

async function load(file, typed = false) {
  const schema = typed ? { columns: names.map((name) => ({ name, type: types[name] })) } : undefined;
  return (await loadTable(await inputsOf(file), { schema })).table.rowCount;
}

async function stream(file, columns) {
  const { source } = await openTable(await inputsOf(file));
  let rows = 0;
  for await (const segment of source.scan({ columns })) rows += segment.length;
  return rows;
}

async function connect() {
  if (connection === undefined) {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  }
}

async function duckParquet(file) {
  await connect();
  await connection.run(`CREATE OR REPLACE TABLE t AS SELECT * FROM read_parquet('${file}')`);
  return Number((await connection.runAndReadAll('SELECT count(*) FROM t')).getRows()[0][0]);
}

async function duck(reader) {
  await connect();
  const columns = `columns={Timestamp: 'TIMESTAMP', DeviceName: 'VARCHAR', RemoteIP: 'VARCHAR', RemoteIPType: 'VARCHAR', RemotePort: 'BIGINT', ActionType: 'VARCHAR', RemoteUrl: 'VARCHAR', BytesSent: 'BIGINT'}`;
  await connection.run(`CREATE OR REPLACE TABLE t AS SELECT * FROM ${reader}, ${columns})`);
  const result = await connection.runAndReadAll('SELECT count(*) FROM t');
  return Number(result.getRows()[0][0]);
}

/** Lines of a file, by chunks: a string of the whole file would end at 512 MB. */
async function* lines(file) {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const text = rest + chunk;
    let start = 0;
    const found = [];
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      found.push(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
    yield found;
  }
}

/** What a program without a scanner of its own does: an object a line, and its values into columns. */
async function parsedColumns(file) {
  const columns = collectors();
  let rows = 0;
  for await (const batch of lines(file)) {
    for (const line of batch) {
      const row = JSON.parse(line);
      for (let i = 0; i < columns.length; i++) columns[i](rows, row[names[i]]);
      rows++;
    }
  }
  return rows;
}

async function splitColumns(file) {
  const columns = collectors();
  let rows = -1;
  for await (const batch of lines(file)) {
    for (const line of batch) {
      if (++rows === 0) continue;
      const fields = line.split(',');
      for (let i = 0; i < columns.length; i++) columns[i](rows - 1, fields[i]);
    }
  }
  return rows;
}

function collectors() {
  return names.map((name) => {
    if (types[name] === 'string') {
      const known = new Map();
      const codes = new Uint32Array(rowCount + 1);
      return (row, value) => {
        let code = known.get(value);
        if (code === undefined) known.set(value, (code = known.size));
        codes[row] = code;
      };
    }
    const values = new Float64Array(rowCount + 1);
    return types[name] === 'datetime'
      ? (row, value) => {
          values[row] = Date.parse(value);
        }
      : (row, value) => {
          values[row] = Number(value);
        };
  });
}

/** DeviceNetworkEvents of a day: 5,000 devices, 200,000 addresses, 10,000 hosts, in the order of time. */
function generate(count) {
  let state = 12345;
  const random = (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 4294967296) * bound);
  };
  const actions = ['ConnectionSuccess', 'ConnectionFailed', 'ConnectionRequest', 'InboundConnectionAccepted', 'ListeningConnectionCreated'];
  const ports = [443, 80, 53, 445, 3389, 22, 8080, 5985];
  const file = (name) => join(folder, name);
  const ndjson = [];
  const sparse = [];
  const nested = [];
  const csv = [names.join(',')];
  const columns = Object.fromEntries(names.map((name) => [name, []]));
  for (let i = 0; i < count; i++) {
    const time = new Date(1714521600000 + Math.floor((i * 86_400_000) / count)).toISOString();
    const ip = random(200_000);
    const host = random(10_000);
    const row = {
      Timestamp: `${time.slice(0, 23)}${String(random(1000)).padStart(3, '0')}Z`,
      DeviceName: `desktop-${String(random(5000)).padStart(5, '0')}.corp.contoso.com`,
      RemoteIP: `${20 + (ip % 180)}.${(ip >> 3) % 256}.${(ip >> 8) % 256}.${ip % 251}`,
      RemoteIPType: random(5) === 0 ? 'Private' : 'Public',
      RemotePort: random(4) === 0 ? 1024 + random(60_000) : ports[random(8)],
      ActionType: actions[random(20) % 5],
      RemoteUrl: `https://host-${String(host).padStart(5, '0')}.region${host % 12}.cloudapp.example.com/`,
      BytesSent: random(1_000_000),
    };
    ndjson.push(JSON.stringify(row));
    csv.push(Object.values(row).join(','));
    for (const name of names) columns[name].push(row[name]);
    const { RemoteUrl, RemotePort, ...others } = row;
    sparse.push(JSON.stringify(random(3) === 0 ? others : random(2) === 0 ? { RemoteUrl, ...others, RemotePort } : row));
    nested.push(
      JSON.stringify({
        ...row,
        DeviceName: `C:\\Program Files\\agent ${random(500)}\\näme "x".exe`,
        AdditionalFields: { rule: `r${random(300)}`, list: [1, 2.5, null, true] },
      }),
    );
  }
  const write = (name, text) => {
    writeFileSync(file(name), text);
    return file(name);
  };
  return {
    ndjson: write('network.ndjson', `${ndjson.join('\n')}\n`),
    sparse: write('sparse.ndjson', `${sparse.join('\n')}\n`),
    nested: write('nested.ndjson', `${nested.join('\n')}\n`),
    csv: write('network.csv', `${csv.join('\n')}\n`),
    array: write('network.json', `[\n${ndjson.join(',\n')}\n]\n`),
    parquet: write('network.parquet', parquetOf(columns)),
    gzip: write('network.ndjson.gz', gzipSync(readFileSync(file('network.ndjson')), { level: 4 })),
  };
}

/** Snappy, row groups of 122,880 rows, times in microseconds. */
function parquetOf(columns) {
  const elements = {
    datetime: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } },
    string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    long: { type: 'INT64' },
  };
  const stored = {
    datetime: (text) => BigInt(Date.parse(`${text.slice(0, 23)}Z`)) * 1000n + BigInt(text.slice(23, 26)),
    string: (text) => text,
    long: BigInt,
  };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: names.map((name) => ({ name, data: columns[name].map(stored[types[name]]) })),
      schema: [
        { name: 'root', num_children: names.length },
        ...names.map((name) => ({ name, repetition_type: 'OPTIONAL', ...elements[types[name]] })),
      ],
      rowGroupSize: 122_880,
    }),
  );
}
