// What the parser costs at start, by parts, and how its time grows with the text.
//   node bench/parser.mjs     bundles src/syntax/parse.ts as the command line is bundled, and measures in fresh processes
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const folder = mkdtempSync(join(tmpdir(), 'kqlet-parser-'));
const runs = 15;
const warmUp = 5;
const rounds = 31;

try {
  await bundle('parse', "export { parse, parseExpression } from './src/syntax/parse.ts';");
  await bundle('parts', "export { KqlParser } from './src/syntax/parser.ts'; export { tokenize } from './src/syntax/lexer.ts';");
  await bundle('empty', 'export {};');
  startUp();
  await growth();
} finally {
  rmSync(folder, { recursive: true });
}

async function bundle(name, contents) {
  const options = { bundle: true, minify: true, keepNames: true, format: 'esm', platform: 'node', outfile: join(folder, `${name}.mjs`) };
  await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, ...options });
}

function startUp() {
  const whole = `
    const begin = performance.now();
    const { parse } = await import('./parse.mjs');
    const imported = performance.now();
    parse('print 1');
    const parsed = performance.now();
    parse('T | where a == 1 and b has "x" | summarize count() by bin(t, 1h), c | top 5 by count_');
    console.log(JSON.stringify([imported - begin, parsed - imported, performance.now() - parsed]));`;
  const parts = `
    const { KqlParser, tokenize } = await import('./parts.mjs');
    const begin = performance.now();
    new KqlParser();
    const first = performance.now();
    new KqlParser();
    console.log(JSON.stringify([first - begin, performance.now() - first]));`;
  const bare = "const begin = performance.now(); await import('./empty.mjs'); console.log(JSON.stringify([performance.now() - begin]));";
  const [emptyImport] = medians(bare);
  const [imported, first, second] = medians(whole);
  const [construction, again] = medians(parts);
  print('import of an empty module', emptyImport);
  print('import of the bundle', imported);
  print('first parse (`print 1`), construction included', first);
  print('  of it: construction of the parser', construction);
  print('a further construction in a warm process', again);
  print('second parse (a short query)', second);
  print('import, construction and first parse together', imported - emptyImport + first);
}

function medians(script) {
  const file = join(folder, 'run.mjs');
  writeFileSync(file, script);
  const samples = Array.from({ length: runs }, () => JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' })));
  return samples[0].map((_, i) => samples.map((sample) => sample[i]).sort((a, b) => a - b)[runs >> 1]);
}

function print(label, milliseconds) {
  console.log(`${label.padEnd(52)} ${milliseconds.toFixed(1).padStart(8)} ms`);
}

async function growth() {
  const { parse } = await import(join(folder, 'parse.mjs'));
  const shapes = {
    'in-list': (n) => `T | where a in (${Array.from({ length: n }, (_, i) => i).join(', ')})`,
    'pipe stages': (n) => `T${' | where a == 1'.repeat(n)}`,
    lets: (n) => `${Array.from({ length: n }, (_, i) => `let x${i} = ${i};`).join('\n')}\nprint x0`,
    'and chain': (n) => `T | where ${Array.from({ length: n }, (_, i) => `a == ${i}`).join(' and ')}`,
    'arithmetic chain': (n) => `print ${Array.from({ length: n }, () => '1').join(' + ')}`,
    'string of n units': (n) => `print '${'x'.repeat(n)}'`,
    'dynamic array': (n) => `print dynamic([${Array.from({ length: n }, (_, i) => i).join(',')}])`,
    columns: (n) => `T | extend ${Array.from({ length: n }, (_, i) => `c${i} = a + ${i}`).join(', ')}`,
  };
  const sizes = { 'in-list': 100_000, 'pipe stages': 20_000, lets: 5_000, 'string of n units': 1_000_000 };
  for (const [name, make] of Object.entries(shapes)) {
    const size = sizes[name] ?? 20_000;
    const times = typical(parse, [make(size), make(size * 2)]);
    const ratio = times[1] / times[0];
    console.log(
      `${`${name}: ${size} → ${size * 2}`.padEnd(40)} ${times
        .map((t) => `${t.toFixed(1)} ms`)
        .join(' → ')
        .padEnd(26)} x ${ratio.toFixed(2)}`,
    );
  }
}

/**
 * The median time of each text, garbage collection included (the least time would be that of a run without any, which only the smaller
 * text can have). The texts take turns, so that what else the machine does meets all of them alike.
 */
function typical(parse, texts) {
  const times = texts.map(() => []);
  for (let round = 0; round < warmUp + rounds; round++) {
    texts.forEach((text, i) => {
      const begin = performance.now();
      const { diagnostics } = parse(text);
      if (round >= warmUp) times[i].push(performance.now() - begin);
      if (diagnostics.length > 0) throw new Error(diagnostics[0].message);
    });
  }
  return times.map((samples) => samples.sort((a, b) => a - b)[rounds >> 1]);
}
