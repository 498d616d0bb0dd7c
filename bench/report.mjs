// The table of a run: the median of each variant, and how many times as long as kqlet it took.
import { cpus, loadavg } from 'node:os';

/** A measurement whose slowest run took this many times its fastest one was disturbed. */
const noisy = 1.5;

export function questionTable({ name, title, bars, limit, times }) {
  const own = summary(times.find(([variant]) => variant === 'kqlet')[1]);
  const lines = [
    `### ${name}: ${title}`,
    '',
    '| | wall ms | fastest | cpu ms | kqlet is, by wall | by fastest | by cpu | bar |',
    '|---|---|---|---|---|---|---|---|',
  ];
  for (const [variant, runs] of times) {
    const found = summary(runs);
    const mark = runs.length === 1 ? ' *' : found.slowest > noisy * found.fastest ? ' ~' : '';
    const ratios = ['wall', 'fastest', 'cpu'].map((key) => (variant === 'kqlet' ? '' : multiple(found[key] / own[key])));
    const bar = bars[variant];
    const verdict = bar === undefined ? '' : `${bar} x ${found.wall / own.wall >= bar ? 'met' : '**missed**'}`;
    const cells = [variant, `${milliseconds(found.wall)}${mark}`, milliseconds(found.fastest), milliseconds(found.cpu), ...ratios, verdict];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  if (limit !== undefined) lines.push('', ownLimit(limit, own.wall));
  return `${lines.join('\n')}\n`;
}

/** What kqlet's own time has to keep: so many nanoseconds a row, or milliseconds in all. */
function ownLimit({ nanoseconds, rows, milliseconds: most }, wall) {
  const [found, bar, unit] = most === undefined ? [(wall * 1e6) / rows, nanoseconds, 'ns a row'] : [wall, most, 'ms'];
  return `kqlet took ${found.toFixed(1)} ${unit}, the bar is ${bar}: ${found <= bar ? 'met' : '**missed**'}`;
}

function summary(runs) {
  const walls = sorted(runs.map(({ wall }) => wall));
  const processor = sorted(runs.map(({ cpu }) => cpu));
  return { wall: median(walls), fastest: walls[0], slowest: walls.at(-1), cpu: median(processor) };
}

const sorted = (values) => values.sort((a, b) => a - b);
const median = (values) => values[values.length >> 1];
const multiple = (ratio) => `${ratio.toFixed(ratio < 10 ? 2 : 0)} x`;
const milliseconds = (value) => value.toFixed(value < 100 ? 1 : 0);

export function heading({ rows, runs, versions, commit, started }) {
  const [one, , fifteen] = loadavg();
  return `# Results of \`npm run bench\`

${started.toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit}, ${rows} rows, ${runs} runs after one that warms up, the variants in turns, answers checked for equality.
${cpus().length} × ${cpus()[0].model}, Node ${process.version}, ${versions}. Load at the end ${one.toFixed(1)}, over a quarter of an hour ${fifteen.toFixed(1)}; the bench itself is 1 to 2.

"3.00 x" says that the peer took three times as long as kqlet. Wall and processor time are medians; processor time counts all threads, so it says nothing of
peers with several. Times go from the text of the query to typed columns in the engine's own form; loading is not in them. \`~\` marks what varied by more
than half between its runs, as it does when the machine has other work; \`*\` what ran once because it is slow. DuckDB ENUM has dictionaries as kqlet
has. "plain Map" is the loop that one would write by hand, over arrays of strings that share their text, as parsed JSON seldom does.
`;
}
