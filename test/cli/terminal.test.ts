import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli, folderOf } from './kqlet.ts';

// `script` of util-linux gives a program a terminal; elsewhere there is another program of that name
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
if (!hasTerminal) console.warn('skipped: there is no `script` of util-linux, so nothing was tried on a terminal');

/** Runs the command line on a terminal of 40 columns, typing each text once what comes before it has been shown. */
function onTerminal(
  args: string,
  steps: readonly (readonly [shown: string, typed: string])[],
  env: Record<string, string> = {},
): Promise<string> {
  const command = `stty cols 40 rows 20; exec "${process.execPath}" "${builtCli()}" ${args}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '', SHELL: '/bin/sh', ...env },
  });
  let all = '';
  let from = 0;
  let step = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    all += text;
    while (step < steps.length) {
      const [shown, typed] = steps[step];
      const at = all.indexOf(shown, from);
      if (at < 0) break;
      from = at + shown.length;
      step++;
      child.stdin.write(typed);
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(all));
  });
}

describe.skipIf(!hasTerminal)('on a terminal', () => {
  beforeAll(() => {
    builtCli();
  }, 120_000);

  const wide = `run -q 'print a = "${'x'.repeat(30)}", b = "${'y'.repeat(30)}"'`;

  it('a table is as wide as the terminal, with its names in bold', async () => {
    expect(await onTerminal(wide, [])).toBe(
      `\x1b[1ma${' '.repeat(20)}b\x1b[0m\r\n${'─'.repeat(19)}  ${'─'.repeat(19)}\r\n${'x'.repeat(18)}…  ${'y'.repeat(18)}…\r\n\x1b[2m1 row\x1b[0m\r\n`,
    );
  });

  it('NO_COLOR takes the colours away', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(await onTerminal(wide, [], { NO_COLOR: '1' })).not.toMatch(/\x1b/);
  });

  it('Ctrl-C cancels the query that runs, and the prompt goes on', async () => {
    const state = folderOf({});
    const text = await onTerminal(
      '',
      [
        ['kqlet> ', 'range x from 1 to 1000000000000 step 1 | where x < 0;\r'],
        ['rows', '\x03'],
        ['cancelled', ''],
        ['kqlet> ', 'half a que'],
        ['half a que', '\x03'],
        ['kqlet> ', 'print y = 40 + 2\r'],
        ['  ...> ', '\r'],
        ['1 row', ''],
        ['kqlet> ', '\x04'],
      ],
      { XDG_STATE_HOME: state },
    );
    expect(text).toContain('cancelled');
    expect(text).toContain('42\r\n');
    const history = readFileSync(path.join(state, 'kqlet/history'), 'utf8').split('\n');
    expect(history).toEqual(['range x from 1 to 1000000000000 step 1 | where x < 0;', 'print y = 40 + 2', '']);
  });

  it('Tab completes tables and columns', async () => {
    const folder = folderOf({ 'Incident.ndjson': '{"Severity":3,"Owner":"x"}\n' });
    const text = await onTerminal(
      `--data ${folder}`,
      [
        ['kqlet> ', 'Inc'],
        ['Inc', '\t'],
        ['ident', ' | summ'],
        ['summ', '\t'],
        ['arize', ' n = max(Sev'],
        ['Sev', '\t'],
        ['erity', ');\r'],
        ['1 row', '\x04'],
      ],
      { XDG_STATE_HOME: folderOf({}) },
    );
    expect(text).toContain('3\r\n');
  });
});
