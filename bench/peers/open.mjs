// Programs that people use for such questions today, installed into bench/node_modules by `npm run bench -- --peers`. Each answers Q1 to Q5 in
// its own words; what it has no words for is left out.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { digestOfColumns } from '../digest.mjs';

const modules = ['arquero', 'alasql', 'sqlite', 'lodash', 'polars'];

export function installPeers() {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
  });
}

/** A peer whose package is not there is left out, and says so. */
export async function openPeers(data) {
  const opened = [];
  for (const name of modules) {
    try {
      const { open } = await import(`./${name}.mjs`);
      const answers = await open(data);
      opened.push({
        variants: ({ name: question, shape, ordered }) =>
          Object.hasOwn(answers, question)
            ? [{ name, run: answers[question], digest: (columns) => digestOfColumns(columns, shape, ordered) }]
            : [],
      });
    } catch (error) {
      console.error(`${name} is left out: ${error.message}`);
    }
  }
  return opened;
}
