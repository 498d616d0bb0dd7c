import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli, folderOf, kqlet } from './kqlet.ts';

let folder: string;
const file = (name: string): string => path.join(folder, name);

beforeAll(() => {
  builtCli();
  const events = Array.from({ length: 9 }, (_, i) => `{"Timestamp":"2024-05-0${i + 1}T00:00:00Z","Host":"h${i % 3}","Size":${i}}\n`);
  folder = folderOf({
    'data/Log.ndjson': events.join(''),
    'data/Host.csv': 'Host,Owner\nh0,ann\nh1,bob\n',
    'data/\u001b[31mred.ndjson': '{"a":1}\n',
    'query.kql':
      'Log | where Size > 3 | summarize Total = sum(Size) by Host | join kind=inner (Host) on Host | sort by Total desc | take 1',
  });
}, 120_000);

const run = (...args: string[]): ReturnType<typeof kqlet> => kqlet(['run', '--data', file('data'), ...args]);

/** The stages with what has been counted of them; the time is no test's business. */
const measured = (stderr: string): string[] =>
  stderr
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/[\d.]+ ms/, 'T')
        .replace(/ [\d.]+ k?B /, ' M ')
        .replace(/ +/g, ' ')
        .trim(),
    );

describe('--explain', () => {
  it('shows the stages in the order of the rows, and runs nothing', async () => {
    expect(await run(file('query.kql'), '--explain')).toEqual({
      code: 0,
      stderr: '',
      stdout: `1      scan Log: 2 of 3 columns: Host, Size
2      filter Size > 3
3      aggregate Total = sum(Size) by Host
4      join inner on Host
  4.1  scan Host: all 2 columns
5      top 1 by Total desc
`,
    });
  });

  it('says so where parts had to be run to know the plan', async () => {
    const { code, stdout, stderr } = await run('-q', 'Log | where Size > toscalar(Log | summarize avg(Size))', '--explain');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1  scan Log: all 3 columns\n2  filter todouble(Size) > 4\n' });
    expect(stderr).toContain('the plan hangs on data');
  });

  it('shows the plan of each result, and what several of them read once', async () => {
    const { stdout } = await run('-q', 'Log | fork (count) (take 1)', '--explain');
    expect(stdout).toContain('result 1 of 2\n1      shared 1\n  1.1  scan Log');
    expect(stdout).toContain('\nresult 2 of 2\n1      shared 1\n');
  });

  it('a wrong query is an error as ever, and no query a wrong command', async () => {
    expect((await run('-q', 'Log | where Sise > 1', '--explain')).code).toBe(1);
    expect((await run('--explain')).code).toBe(2);
    expect((await run('-q', 'Log', '--explain', '--profile')).code).toBe(2);
  });

  it('names from files do not steer the terminal', async () => {
    const { stdout } = await run('-q', "['\\u001b[31mred'] | count", '--explain');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('scan');
  });
});

describe('--profile', () => {
  it('shows behind the rows what each stage has done', async () => {
    const { code, stdout, stderr } = await run(file('query.kql'), '-f', 'csv', '--profile');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Host,Total,Host1,Owner\r\nh1,11,h1,bob\r\n' });
    const stages = measured(stderr);
    expect(stages[0]).toBe('rows time memory');
    expect(stages.slice(1).map((line) => line.replace(/ M /, ' '))).toEqual([
      '9 T 1 scan Log: 2 of 3 columns: Host, Size',
      '5 T 2 filter Size > 3',
      '3 T 3 aggregate Total = sum(Size) by Host',
      '2 T 4 join inner on Host',
      '2 T 4.1 scan Host: all 2 columns',
      '1 T 5 top 1 by Total desc',
    ]);
    expect(stages[3]).toContain(' M ');
    expect(stages[4]).toContain(' M ');
  });

  it.each([
    ['--profile', '--quiet'],
    ['--profile-plan', '--quiet'],
    ['--quiet', '--profile'],
  ])('stands before another option and at the end: %s %s', async (...args) => {
    expect((await run('-q', 'Log | count', ...args)).stderr).toContain('scan Log');
  });

  it('stands before a file, and keeps its other meaning before the name of a host', async () => {
    expect((await run('--profile', file('query.kql'))).stderr).toContain('scan Log');
    const both = await run('-q', 'Log | count', '--profile', 'defender', '--profile-plan', '--from', '2024-05-05', '-f', 'json');
    expect(JSON.parse(both.stdout)).toEqual([{ Count: 5 }]);
    expect(both.stderr).toContain('scan Log');
    const host = await run('-q', 'Log | count', '--profile', 'defender', '-f', 'json');
    expect(host.stderr).toBe('');
    expect((await run('-q', 'Log', '--profile', 'splunk')).stderr).toContain('the profiles are sentinel, defender, adx');
  });
});
