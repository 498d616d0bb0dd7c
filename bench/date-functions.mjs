// What the vectorised forms of the date functions, bin() and isempty() save against their row functions, per row.
//   node bench/date-functions.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const folder = mkdtempSync(join(tmpdir(), 'kqlet-dates-'));
const rows = 65_536;
const rounds = 12;
const runtime = { interrupt() {}, random: () => 0 };

try {
  const outfile = join(folder, 'functions.mjs');
  const contents = "export { functions } from './src/functions/index.ts'; export { liftCall } from './src/functions/lift.ts';";
  await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, format: 'esm', platform: 'node', outfile });
  measure(await import(pathToFileURL(outfile).href));
} finally {
  rmSync(folder, { recursive: true });
}

function measure({ functions, liftCall }) {
  const base = 638_396_640_000_000_000n;
  const times = { encoding: 'offset', type: 'datetime', base, length: rows, nulls: undefined, values: spread(60 * 864_000_000_000) };
  const numbers = { encoding: 'int32', type: 'long', length: rows, nulls: undefined, values: Int32Array.from(spread(1e9)) };
  const reals = { encoding: 'real', type: 'real', length: rows, nulls: undefined, values: spread(1e6).map((value) => value / 7) };
  const texts = {
    encoding: 'coded-text',
    type: 'string',
    length: rows,
    nulls: undefined,
    codes: Uint8Array.from(spread(3)),
    dictionary: { entries: ['', 'a', 'b'] },
  };
  const constant = (type, value) => ({ encoding: 'constant', type, length: rows, nulls: undefined, value });
  const cases = [
    ['startofday', 'datetime', [times]],
    ['startofweek', 'datetime', [times]],
    ['endofmonth', 'datetime', [times]],
    ['hourofday', 'long', [times]],
    ['dayofweek', 'timespan', [times]],
    ['getyear', 'long', [times]],
    ['datetime_part', 'long', [constant('string', 'minute'), times]],
    ['datetime_diff', 'long', [constant('string', 'hour'), times, constant('datetime', base)]],
    ['datetime_diff', 'long', [constant('string', 'month'), times, times]],
    ['bin', 'datetime', [times, constant('timespan', 36_000_000_000n)]],
    ['bin', 'long', [numbers, constant('long', 100)]],
    ['bin', 'real', [reals, constant('real', 0.5)]],
    ['unixtime_milliseconds_todatetime', 'datetime', [numbers]],
    ['isnotempty', 'bool', [texts]],
  ];
  console.log('function'.padEnd(50), 'column ns/row', '  row ns/row');
  for (const [name, type, vectors] of cases) {
    const types = vectors.map((vector) => vector.type);
    const site = { types, constants: vectors.map((vector) => (vector.encoding === 'constant' ? vector.value : undefined)) };
    const definition = functions.scalars
      .get(name)
      .find(({ signature: { parameters } }) =>
        types.every((given, i) => parameters[i].types.some((one) => [given, 'number', 'scalar'].includes(one))),
      );
    const perRow = (candidate) => {
      const call = liftCall(candidate, site, type);
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < rounds; round++) {
        const begin = performance.now();
        call.evaluate(vectors, rows, runtime);
        best = Math.min(best, performance.now() - begin);
      }
      return ((best * 1e6) / rows).toFixed(1);
    };
    const isRowWise = definition.row !== undefined || definition.prepare !== undefined;
    const slow = isRowWise ? perRow({ ...definition, column: undefined }) : '-';
    console.log(`${name}(${types.join(', ')})`.padEnd(50), perRow(definition).padStart(13), slow.padStart(12));
  }
}

/** Repeatable values from 0 up to a limit. */
function spread(limit) {
  const values = new Float64Array(rows);
  let state = 12345;
  for (let i = 0; i < rows; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = Math.floor((state / 4294967296) * limit);
  }
  return values;
}
