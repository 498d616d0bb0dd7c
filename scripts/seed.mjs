// Runs the two seed rules over the data set beside them, as a user would: `npm run seed` after a build.
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url);
for (const rule of ['mde', 'sysmon']) {
  const args = ['run', `corpus/seed/${rule}.kql`, '--data', 'corpus/seed/data', '--now', '2024-05-01T00:00:00Z'];
  console.log(`\n$ kqlet ${args.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
