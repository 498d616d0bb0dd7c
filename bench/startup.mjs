// What does starting the command line cost? Bare Node, --help and the smallest query, run in turns so that the machine's moods hit all alike;
// medians in milliseconds, and what is above bare Node. Build first. Usage: node bench/startup.mjs [runs] [path of main.js]
import { spawnSync } from 'node:child_process';

const runs = Number(process.argv[2] ?? 20);
const main = process.argv[3] ?? new URL('../dist/cli/main.js', import.meta.url).pathname;

const cases = {
  'node -e 0': ['-e', '0'],
  'kqlet --help': [main, '--help'],
  "kqlet run -q 'print 1'": [main, 'run', '-q', 'print 1'],
};
const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));

for (let run = -1; run < runs; run++) {
  for (const [name, args] of Object.entries(cases)) {
    const started = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    // the first round fills the caches of the disk
    if (run >= 0) times[name].push(milliseconds);
  }
}

const sorted = (values) => values.sort((a, b) => a - b);
const medians = Object.entries(times).map(([name, values]) => [name, sorted(values)[Math.floor(values.length / 2)], values[0]]);
const [[, bare, least]] = medians;
for (const [name, median, minimum] of medians) {
  const above = [median - bare, minimum - least].map((value) => `+${value.toFixed(0)}`.padStart(5));
  console.log(
    `${name.padEnd(24)} median ${median.toFixed(0).padStart(4)} ms ${above[0]}   least ${minimum.toFixed(0).padStart(4)} ms ${above[1]}`,
  );
}
